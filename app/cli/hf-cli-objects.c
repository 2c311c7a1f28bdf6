/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "hf-cli-where.h"
#include "drawing/hf-values.h"

static const char *const sorts[] = { "shallow", "retained", "refcount", "distance", "address", NULL };

typedef struct
{
  HfCliWanted wanted;
  char *new_since;
  char *sort;
  int limit;
} Options;

typedef struct
{
  guint32 object;
  guint64 key; /* ascending */
} Entry;

static guint64
key_of (const HfAnalysis *analysis, guint32 object, const char *sort)
{
  guint32 refcount = hf_heap_refcount (analysis->heap, object);

  if (g_str_equal (sort, "address"))
    return hf_heap_address (analysis->heap, object);
  if (g_str_equal (sort, "distance"))
    return hf_graph_is_reachable (hf_heap_graph (analysis->heap), object) ? hf_chains_distance (analysis->chains, object) : G_MAXUINT64;
  if (g_str_equal (sort, "refcount"))
    return G_MAXUINT64 - (refcount == HF_REFCOUNT_UNKNOWN ? 0 : refcount);
  if (g_str_equal (sort, "shallow"))
    return G_MAXUINT64 - hf_heap_shallow (analysis->heap, object);

  return G_MAXUINT64 - hf_dominators_retained (analysis->dominators, object);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;

  return x->object < y->object ? -1 : x->object > y->object;
}

static void
sort_objects (const HfAnalysis *analysis, GArray *objects, const char *sort)
{
  g_autofree Entry *entries = g_new (Entry, MAX (objects->len, 1));

  for (guint i = 0; i < objects->len; i++)
    {
      guint32 object = g_array_index (objects, guint32, i);

      entries[i] = (Entry) { object, key_of (analysis, object, sort) };
    }
  qsort (entries, objects->len, sizeof *entries, compare_entries);
  for (guint i = 0; i < objects->len; i++)
    g_array_index (objects, guint32, i) = entries[i].object;
}

static void
print_json (const HfAnalysis *analysis, const GArray *objects, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "objects");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      json_builder_begin_object (builder);
      hf_cli_json_object_full (builder, analysis, g_array_index (objects, guint32, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
add_row (HfCliTable *table, const HfAnalysis *analysis, guint32 object)
{
  const HfHeap *heap = analysis->heap;

  hf_cli_table_number (table, (gint64) hf_heap_address (heap, object));
  hf_cli_table_number (table, (gint64) hf_heap_shallow (heap, object));
  hf_cli_table_number (table, (gint64) hf_dominators_retained (analysis->dominators, object));
  if (hf_heap_refcount (heap, object) == HF_REFCOUNT_UNKNOWN)
    {
      hf_cli_table_none (table);
      hf_cli_table_none (table);
    }
  else
    {
      hf_cli_table_number (table, hf_heap_refcount (heap, object));
      hf_cli_table_number (table, hf_heap_unaccounted (heap, object));
    }
  if (hf_graph_is_reachable (hf_heap_graph (heap), object))
    hf_cli_table_number (table, hf_chains_distance (analysis->chains, object));
  else
    hf_cli_table_none (table);
  hf_cli_table_text (table, hf_heap_type_name_of (heap, object));
  hf_cli_table_text (table, hf_values_of (heap, object));
}

static void
print_text (HfCli *cli, const HfAnalysis *analysis, const GArray *objects, guint n)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Address"), HF_CLI_ADDRESS);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Refcount"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Unaccounted"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Distance"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Type"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Value"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    add_row (table, analysis, g_array_index (objects, guint32, i));
  hf_cli_table_print (table, objects->len);
}

static HfCliStatus
answer (HfCli *cli, const char *path, Options *options)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfHeap) before = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (GArray) objects = NULL;

  if (options->new_since != NULL && (before = hf_cli_load (cli, options->new_since, &status)) == NULL)
    return status;
  analysis = hf_cli_analyse (cli, path, &status);
  if (analysis == NULL)
    return status;
  options->wanted.before = before;
  objects = hf_cli_wanted_list (&options->wanted, cli, analysis, &status);
  if (objects == NULL)
    return status;

  sort_objects (analysis, objects, options->sort != NULL ? options->sort : "retained");
  if (cli->json)
    print_json (analysis, objects, hf_cli_shown (cli, options->limit, objects->len));
  else if (objects->len == 0)
    return hf_cli_nothing (cli, _("No object matches “%s”"), hf_cli_wanted_words (&options->wanted));
  else
    print_text (cli, analysis, objects, hf_cli_shown (cli, options->limit, objects->len));

  return objects->len == 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *type = NULL;
  g_autofree char *new_since = NULL;
  g_autofree char *sort = NULL;
  g_autofree char *where = NULL;
  HfCliStatus status;
  Options options = { .limit = HF_CLI_NO_LIMIT };
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING, &type, N_("Objects of types that match GLOB"), N_("GLOB") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only objects that match QUERY"), N_("QUERY") },
    { "new-since", 0, 0, G_OPTION_ARG_FILENAME, &new_since, N_("Only objects that this earlier dump does not have"), N_("DUMP") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, N_("Sort by shallow, retained, refcount, distance or address"), N_("KEY") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_objects, entries, &argc, &argv, 1, 1) || !hf_cli_one_of (cli, "--sort", sort, sorts) ||
      !hf_cli_check_limit (cli, options.limit))
    return HF_CLI_USAGE;
  if (type == NULL && where == NULL)
    return hf_cli_usage (cli, _("--type or --where is needed"));
  if (!hf_cli_wanted_init (&options.wanted, cli, type, where))
    return HF_CLI_USAGE;

  options.new_since = new_since;
  options.sort = sort;

  status = answer (cli, argv[1], &options);
  hf_cli_wanted_clear (&options.wanted);

  return status;
}

const HfCliCommand hf_cli_objects = { "objects", "DUMP --type GLOB", N_("List the objects of a type, or that match a query"), run };
