/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/hf-holders.h"
#include "analysis/hf-path.h"
#include "hf-cli-where.h"
#include "drawing/hf-values.h"

static const HfStep *
step_at (const HfPath *path, guint i)
{
  return &g_array_index (path->steps, HfStep, i);
}

/* The reference that ends the step; HF_NONE at the top of an unreachable chain. */
static guint32
last_ref (const HfPath *path, const HfStep *step)
{
  return g_array_index (path->links, HfLink, step->first_link + step->n_links - 1).ref;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------------- */

/* "module app" is a module called app. */
static const char *
root_name (HfRootKind kind, const char *words)
{
  g_autofree char *prefix = g_strconcat (hf_root_kind_to_string (kind), " ", NULL);

  return g_str_has_prefix (words, prefix) ? words + strlen (prefix) : words;
}

static void
add_root (JsonBuilder *builder, const HfHeap *heap, const HfPath *path)
{
  guint32 r = path->links->len > 0 ? g_array_index (path->links, HfLink, 0).ref : HF_NONE;

  if (!path->reachable || r == HF_NONE)
    {
      hf_cli_json_null (builder, "root");
      return;
    }
  json_builder_set_member_name (builder, "root");
  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "kind", hf_root_kind_to_string (hf_heap_root_kind (heap, r)));
  hf_cli_json_string (builder, "name", root_name (hf_heap_root_kind (heap, r), hf_heap_ref_name (heap, r)));
  json_builder_end_object (builder);
}

static void
add_link (JsonBuilder *builder, const HfAnalysis *analysis, const HfPath *path, const HfStep *step)
{
  guint32 r = last_ref (path, step);

  json_builder_begin_object (builder);
  hf_cli_json_object (builder, analysis->heap, step->object);
  hf_cli_json_string (builder, "name", step->label);
  hf_cli_json_string (builder, "kind", r == HF_NONE ? NULL : hf_cli_class_name (hf_ref_class (hf_heap_graph (analysis->heap)->out[r])));
  hf_cli_json_int (builder, "retained", (gint64) hf_dominators_retained (analysis->dominators, step->object));
  json_builder_end_object (builder);
}

static void
add_chain (JsonBuilder *builder, const HfAnalysis *analysis, const HfPath *path)
{
  g_autofree char *words = hf_path_to_string (path, analysis->heap);
  g_autofree char *expression = hf_path_to_expression (path, analysis->heap);

  json_builder_begin_object (builder);
  add_root (builder, analysis->heap, path);
  json_builder_set_member_name (builder, "links");
  json_builder_begin_array (builder);
  for (guint i = 0; i < path->steps->len; i++)
    add_link (builder, analysis, path, step_at (path, i));
  json_builder_end_array (builder);
  hf_cli_json_string (builder, "path", words);
  hf_cli_json_string (builder, "expression", expression);
  json_builder_end_object (builder);
}

static void
print_json (const HfAnalysis *analysis, guint32 object, GPtrArray *paths)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "object");
  json_builder_begin_object (builder);
  hf_cli_json_object_full (builder, analysis, object);
  json_builder_end_object (builder);
  hf_cli_json_bool (builder, "reachable", hf_graph_is_reachable (hf_heap_graph (analysis->heap), object));
  json_builder_set_member_name (builder, "chains");
  json_builder_begin_array (builder);
  for (guint i = 0; i < paths->len; i++)
    add_chain (builder, analysis, g_ptr_array_index (paths, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

/* ---- text -------------------------------------------------------------------------------------------------------------------- */

static void
add_rows (HfCliTable *table, const HfAnalysis *analysis, const HfPath *path)
{
  for (guint i = 0; i < path->steps->len; i++)
    {
      const HfStep *step = step_at (path, i);

      hf_cli_table_text (table, step->label[0] != '\0' ? step->label : step->folded);
      hf_cli_table_number (table, (gint64) hf_heap_address (analysis->heap, step->object));
      hf_cli_table_number (table, (gint64) hf_dominators_retained (analysis->dominators, step->object));
      hf_cli_table_text (table, hf_heap_type_name_of (analysis->heap, step->object));
      hf_cli_table_text (table, hf_values_of (analysis->heap, step->object));
    }
}

static void
print_chain (HfCli *cli, const HfAnalysis *analysis, const HfPath *path)
{
  g_autofree char *words = hf_path_to_string (path, analysis->heap);
  g_autofree char *expression = hf_path_to_expression (path, analysis->heap);
  g_autofree char *clean_words = hf_cli_escape (words);
  g_autofree char *clean = expression != NULL ? hf_cli_escape (expression) : NULL;
  HfCliTable *table;

  hf_cli_progress_stop ();
  hf_cli_printf ("%s\n", clean_words);
  if (cli->terminal)
    {
      table = hf_cli_table_new (cli);
      hf_cli_table_column (table, _("Name"), HF_CLI_TEXT);
      hf_cli_table_column (table, _("Address"), HF_CLI_ADDRESS);
      hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
      hf_cli_table_column (table, _("Type"), HF_CLI_TEXT);
      hf_cli_table_column (table, _("Value"), HF_CLI_TEXT);
      add_rows (table, analysis, path);
      hf_cli_table_print (table, 0);
    }
  if (clean != NULL)
    hf_cli_printf ("%s\n", clean);
}

static void
print_text (HfCli *cli, const HfAnalysis *analysis, guint32 object, GPtrArray *paths)
{
  for (guint i = 0; i < paths->len; i++)
    {
      if (i > 0)
        hf_cli_print ("\n");
      print_chain (cli, analysis, g_ptr_array_index (paths, i));
    }
  if (!hf_graph_is_reachable (hf_heap_graph (analysis->heap), object))
    fprintf (stderr, "%s\n", _("No root reaches it: only its cycle, or native code that the dump does not know, keeps it."));
}

/* ---- the answer ---------------------------------------------------------------------------------------------------------------- */

static GPtrArray *
find_paths (HfCli *cli, const HfAnalysis *analysis, guint32 object, int ways, GError **error)
{
  g_autoptr (GPtrArray) chains = hf_chains_ways (analysis->chains, analysis->heap, object, (guint) ways, cli->progress, error);
  GPtrArray *paths;

  if (chains == NULL)
    return NULL;

  paths = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_path_free);
  for (guint i = 0; i < chains->len; i++)
    g_ptr_array_add (paths, hf_path_new (analysis->heap, g_ptr_array_index (chains, i)));

  return paths;
}

/* What stands for a type, or for what matches: the largest of those that are held in the commonest way. */
static guint32
example_of (HfCli *cli, const HfAnalysis *analysis, const HfCliWanted *wanted, HfCliStatus *status)
{
  g_autoptr (GArray) objects = hf_cli_wanted_list (wanted, cli, analysis, status);
  g_autoptr (HfHolders) holders = NULL;
  g_autoptr (GError) error = NULL;

  if (objects == NULL)
    return HF_NONE;
  if (objects->len == 0)
    {
      *status = hf_cli_nothing (cli, _("No object matches “%s”"), hf_cli_wanted_words (wanted));
      return HF_NONE;
    }

  holders = hf_holders_new (analysis, (const guint32 *) (gpointer) objects->data, objects->len, cli->progress, &error);
  if (holders == NULL)
    {
      *status = hf_cli_fail (cli, g_steal_pointer (&error));
      return HF_NONE;
    }

  return holders->holders[0].example;
}

static HfCliStatus
answer (HfCli *cli, const char *path, const char *text, const HfCliWanted *wanted, int ways)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, path, &status);
  g_autoptr (GPtrArray) paths = NULL;
  g_autoptr (GError) error = NULL;
  guint32 object;

  if (analysis == NULL)
    return status;
  object = text == NULL ? example_of (cli, analysis, wanted, &status) : hf_cli_find (cli, analysis->heap, text, &status);
  if (object == HF_NONE)
    return status;
  paths = find_paths (cli, analysis, object, ways, &error);
  if (paths == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (analysis, object, paths);
  else
    print_text (cli, analysis, object, paths);

  return HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *type = NULL;
  g_autofree char *where = NULL;
  HfCliWanted wanted;
  HfCliStatus status;
  int ways = 1;
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING, &type, N_("An object of a type that matches GLOB, held as most of them are"), N_("GLOB") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("An object that matches QUERY, held as most of them are"), N_("QUERY") },
    { "ways", 0, 0, G_OPTION_ARG_INT, &ways, N_("Up to N chains that share no inner object"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_chain, entries, &argc, &argv, 1, 2))
    return HF_CLI_USAGE;
  if ((argc == 3) == (type != NULL || where != NULL))
    return hf_cli_usage (cli, _("Either an object, or --type or --where, is needed"));
  if (ways < 1)
    return hf_cli_usage (cli, _("--ways must be 1 or more"));

  if (!hf_cli_wanted_init (&wanted, cli, type, where))
    return HF_CLI_USAGE;

  status = answer (cli, argv[1], argc == 3 ? argv[2] : NULL, &wanted, ways);
  hf_cli_wanted_clear (&wanted);

  return status;
}

const HfCliCommand hf_cli_chain = { "chain", "DUMP OBJECT | --type GLOB", N_("Show what keeps an object alive, root first"), run };
