/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "analysis/hf-query-tops.h"
#include "analysis/hf-threads.h"
#include "hf-cli-where.h"
#include "drawing/hf-values.h"

static int
by_retained (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfDominators *dominators = data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  guint64 kept_x = hf_dominators_retained (dominators, x), kept_y = hf_dominators_retained (dominators, y);

  if (kept_x != kept_y)
    return kept_x < kept_y ? 1 : -1;

  return x < y ? -1 : x > y;
}

/* What @object alone keeps, one level. */
static GArray *
level_of (const HfDominators *dominators, guint32 object)
{
  guint32 n;
  const guint32 *children = hf_dominators_children (dominators, object, &n);
  GArray *level = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);

  g_array_append_vals (level, children, n);

  return level;
}

/* One level, or the topmost objects below @object that are wanted: what stands in the table never holds another row. Largest
 * first. NULL after a failure, which has been printed. */
static GArray *
rows_of (HfCli *cli, const HfAnalysis *analysis, guint32 object, const HfCliWanted *wanted, HfCliStatus *status)
{
  g_autoptr (HfBitset) only = NULL;
  GArray *rows;

  if (wanted->query != NULL && (only = hf_cli_wanted_find (wanted, cli, analysis, status)) == NULL)
    return NULL;
  rows = only != NULL ? hf_query_tops (analysis->dominators, object, only) : level_of (analysis->dominators, object);
  /* What matches may be unreachable. */
  if (only != NULL && object == HF_ROOT)
    {
      g_autoptr (GArray) garbage = hf_query_tops (analysis->dominators, HF_NONE, only);

      g_array_append_vals (rows, garbage->data, garbage->len);
    }
  g_array_sort_with_data (rows, by_retained, analysis->dominators);

  return rows;
}

static guint32
n_children (const HfDominators *dominators, guint32 object)
{
  guint32 n;

  hf_dominators_children (dominators, object, &n);

  return n;
}

static void
add_child (JsonBuilder *builder, const HfAnalysis *analysis, guint32 object)
{
  json_builder_begin_object (builder);
  hf_cli_json_object (builder, analysis->heap, object);
  hf_cli_json_int (builder, "shallow", (gint64) hf_heap_shallow (analysis->heap, object));
  hf_cli_json_int (builder, "retained", (gint64) hf_dominators_retained (analysis->dominators, object));
  hf_cli_json_int (builder, "children", n_children (analysis->dominators, object));
  json_builder_end_object (builder);
}

static void
print_json (const HfAnalysis *analysis, guint32 object, const GArray *level, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (object == HF_ROOT)
    hf_cli_json_null (builder, "object");
  else
    {
      json_builder_set_member_name (builder, "object");
      add_child (builder, analysis, object);
    }
  hf_cli_json_int (builder, "retained", (gint64) hf_dominators_retained (analysis->dominators, object));
  json_builder_set_member_name (builder, "dominators");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    add_child (builder, analysis, g_array_index (level, guint32, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_text (HfCli *cli, const HfAnalysis *analysis, const GArray *level, guint n)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Keeps"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Address"), HF_CLI_ADDRESS);
  hf_cli_table_column (table, _("Type"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Value"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      guint32 v = g_array_index (level, guint32, i);

      hf_cli_table_number (table, (gint64) hf_dominators_retained (analysis->dominators, v));
      hf_cli_table_number (table, (gint64) hf_heap_shallow (analysis->heap, v));
      hf_cli_table_number (table, n_children (analysis->dominators, v));
      hf_cli_table_number (table, (gint64) hf_heap_address (analysis->heap, v));
      hf_cli_table_text (table, hf_heap_type_name_of (analysis->heap, v));
      hf_cli_table_text (table, hf_values_of (analysis->heap, v));
    }
  hf_cli_table_print (table, level->len);
}

/* ---- by type, module or thread ---- */

static const char *const keys[] = { "type", "module", "thread", NULL };

typedef struct
{
  const char *key;
  guint32 count;
  guint64 shallow;
  guint64 retained; /* of all of them: rows of a level hold nothing in common */
} Group;

static const char *
key_of (const HfHeap *heap, const char *by, const HfThreads *threads, guint32 object)
{
  const char *module;

  if (threads != NULL)
    return hf_threads_name_of (threads, object);
  if (g_str_equal (by, "type"))
    return hf_heap_type_name_of (heap, object);
  module = hf_heap_type_module (heap, hf_heap_type (heap, object));

  return *module != '\0' ? module : N_("(no module)");
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *x = a, *y = b;

  if (x->retained != y->retained)
    return x->retained < y->retained ? 1 : -1;

  return g_strcmp0 (x->key, y->key);
}

/* (transfer full; of Group) Largest first. */
static GArray *
group_level (const HfAnalysis *analysis, const GArray *level, const char *by, const HfThreads *threads)
{
  GArray *groups = g_array_new (FALSE, TRUE, sizeof (Group));
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < level->len; i++)
    {
      guint32 v = g_array_index (level, guint32, i);
      const char *key = key_of (analysis->heap, by, threads, v);
      gpointer place;
      Group *group;

      if (!g_hash_table_lookup_extended (places, key, NULL, &place))
        {
          g_array_set_size (groups, groups->len + 1);
          place = GUINT_TO_POINTER (groups->len - 1);
          g_hash_table_insert (places, (gpointer) key, place);
        }
      group = &g_array_index (groups, Group, GPOINTER_TO_UINT (place));
      group->key = key;
      group->count++;
      group->shallow += hf_heap_shallow (analysis->heap, v);
      group->retained += hf_dominators_retained (analysis->dominators, v);
    }
  g_array_sort (groups, compare_groups);

  return groups;
}

static void
print_groups_json (const HfAnalysis *analysis, guint32 object, const char *by, const GArray *groups, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "by", by);
  hf_cli_json_int (builder, "retained", (gint64) hf_dominators_retained (analysis->dominators, object));
  json_builder_set_member_name (builder, "groups");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      const Group *group = &g_array_index (groups, Group, i);

      json_builder_begin_object (builder);
      hf_cli_json_string (builder, "key", group->key);
      hf_cli_json_int (builder, "count", group->count);
      hf_cli_json_int (builder, "shallow", (gint64) group->shallow);
      hf_cli_json_int (builder, "retained", (gint64) group->retained);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_groups (HfCli *cli, const char *by, const GArray *groups, guint n)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Count"), HF_CLI_NUMBER);
  hf_cli_table_column (table, g_str_equal (by, "type") ? _("Type") : g_str_equal (by, "module") ? _("Module") : _("Thread"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const Group *group = &g_array_index (groups, Group, i);

      hf_cli_table_number (table, (gint64) group->retained);
      hf_cli_table_number (table, (gint64) group->shallow);
      hf_cli_table_number (table, group->count);
      hf_cli_table_text (table, group->key);
    }
  hf_cli_table_print (table, groups->len);
}

static HfCliStatus
answer_groups (HfCli *cli, const HfAnalysis *analysis, guint32 object, const GArray *level, const char *by, int limit)
{
  g_autoptr (HfThreads) threads = NULL;
  g_autoptr (GArray) groups = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (by, "thread") && (threads = hf_threads_new (analysis->heap, cli->progress, &error)) == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));
  groups = group_level (analysis, level, by, threads);
  if (cli->json)
    print_groups_json (analysis, object, by, groups, hf_cli_shown (cli, limit, groups->len));
  else
    print_groups (cli, by, groups, hf_cli_shown (cli, limit, groups->len));

  return HF_CLI_DONE;
}

static HfCliStatus
answer (HfCli *cli, const char *path, const char *text, const char *by, const HfCliWanted *wanted, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, path, &status);
  g_autoptr (GArray) level = NULL;
  guint32 object = HF_ROOT;

  if (analysis == NULL)
    return status;
  if (text != NULL && (object = hf_cli_find (cli, analysis->heap, text, &status)) == HF_NONE)
    return status;

  level = rows_of (cli, analysis, object, wanted, &status);
  if (level == NULL)
    return status;
  if (by != NULL && level->len > 0)
    return answer_groups (cli, analysis, object, level, by, limit);
  if (cli->json)
    print_json (analysis, object, level, hf_cli_shown (cli, limit, level->len));
  else if (level->len == 0 && wanted->where != NULL)
    return hf_cli_nothing (cli, _("No object matches “%s”"), wanted->where);
  else if (level->len == 0)
    hf_cli_nothing (cli, _("It keeps nothing but itself"));
  else
    print_text (cli, analysis, level, hf_cli_shown (cli, limit, level->len));

  return level->len == 0 && wanted->where != NULL ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *where = NULL;
  g_autofree char *by = NULL;
  HfCliWanted wanted;
  HfCliStatus status;
  int limit = HF_CLI_NO_LIMIT;
  const GOptionEntry entries[] = {
    { "by", 0, 0, G_OPTION_ARG_STRING, &by, N_("Group by type, module or thread"), N_("KEY") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("The topmost objects that match QUERY, instead of one level"), N_("QUERY") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_dominators, entries, &argc, &argv, 1, 2) || !hf_cli_one_of (cli, "--by", by, keys) ||
      !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;
  if (!hf_cli_wanted_init (&wanted, cli, NULL, where))
    return HF_CLI_USAGE;

  status = answer (cli, argv[1], argc == 3 ? argv[2] : NULL, by, &wanted, limit);
  hf_cli_wanted_clear (&wanted);

  return status;
}

const HfCliCommand hf_cli_dominators = { "dominators", "DUMP [OBJECT]", N_("Show what an object, or the whole heap, keeps alive"), run };
