/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/hf-cut-sets.h"
#include "analysis/hf-cut.h"
#include "analysis/hf-path.h"

#define SUGGESTIONS 10
#define MOST_REFS 32 /* nobody cuts more than so many plain references by hand */

/* ---- how a reference reads -------------------------------------------------------------------------------------------------- */

static char *
words_of_ref (const HfAnalysis *analysis, guint32 r)
{
  g_autoptr (HfPath) path = hf_path_new_through (analysis->heap, analysis->chains, r);

  return hf_path_to_string (path, analysis->heap);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------------- */

static void
add_ref (JsonBuilder *builder, const HfAnalysis *analysis, guint32 r)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  g_autoptr (HfPath) path = hf_path_new_through (analysis->heap, analysis->chains, r);
  g_autofree char *words = hf_path_to_string (path, analysis->heap);
  g_autofree char *expression = hf_path_to_expression (path, analysis->heap);
  g_autofree char *label = hf_heap_ref_label (analysis->heap, r);

  json_builder_begin_object (builder);
  hf_cli_json_address (builder, "from", analysis->heap, hf_graph_referrer_of (graph, r));
  hf_cli_json_address (builder, "to", analysis->heap, hf_ref_object (graph->out[r]));
  hf_cli_json_string (builder, "name", label);
  hf_cli_json_string (builder, "path", words);
  hf_cli_json_string (builder, "expression", expression);
  json_builder_end_object (builder);
}

static void
add_fate (JsonBuilder *builder, const char *key, guint32 n, guint64 bytes)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_object (builder);
  hf_cli_json_int (builder, "objects", n);
  hf_cli_json_int (builder, "bytes", (gint64) bytes);
  json_builder_end_object (builder);
}

static void
add_cut (JsonBuilder *builder, const HfAnalysis *analysis, const HfCut *cut)
{
  json_builder_set_member_name (builder, "cut");
  json_builder_begin_array (builder);
  for (guint32 i = 0; i < cut->n_refs; i++)
    add_ref (builder, analysis, cut->refs[i]);
  json_builder_end_array (builder);
  add_fate (builder, "freed", cut->n_freed, cut->freed_bytes);
  add_fate (builder, "collected", cut->n_collected, cut->collected_bytes);
}

/* ---- what the cut does -------------------------------------------------------------------------------------------------------- */

/* A referent of what is cut that is held all the same, and how. */
typedef struct
{
  guint32 object;
  HfPath *path;
} Held;

static void
held_clear (gpointer data)
{
  hf_path_free (((Held *) data)->path);
}

static gboolean
has_object (GArray *held, guint32 object)
{
  for (guint i = 0; i < held->len; i++)
    if (g_array_index (held, Held, i).object == object)
      return TRUE;

  return FALSE;
}

static GArray *
find_held (HfCli *cli, const HfAnalysis *analysis, const HfCut *cut, GError **error)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  g_autoptr (GArray) held = g_array_new (FALSE, FALSE, sizeof (Held));

  g_array_set_clear_func (held, held_clear);
  for (guint32 i = 0; i < cut->n_refs; i++)
    {
      Held one = { hf_ref_object (graph->out[cut->refs[i]]), NULL };
      g_autofree HfChain *chain = NULL;

      if (has_object (held, one.object) || hf_cut_fate (cut, one.object) != HF_FATE_HELD)
        continue;
      if (!hf_cut_find_chain (cut, analysis->heap, one.object, &chain, cli->progress, error))
        return NULL;
      one.path = hf_path_new (analysis->heap, chain);
      g_array_append_val (held, one);
    }

  return g_steal_pointer (&held);
}

static void
print_cut_json (const HfAnalysis *analysis, const HfCut *cut, GArray *held)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_cut (builder, analysis, cut);
  json_builder_set_member_name (builder, "held");
  json_builder_begin_array (builder);
  for (guint i = 0; i < held->len; i++)
    {
      const Held *one = &g_array_index (held, Held, i);
      g_autofree char *words = hf_path_to_string (one->path, analysis->heap);

      json_builder_begin_object (builder);
      hf_cli_json_object (builder, analysis->heap, one->object);
      hf_cli_json_string (builder, "path", words);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
add_fate_row (HfCliTable *table, const char *words, guint32 n, guint64 bytes)
{
  hf_cli_table_text (table, words);
  hf_cli_table_number (table, n);
  hf_cli_table_number (table, (gint64) bytes);
}

static void
print_cut_text (HfCli *cli, const HfAnalysis *analysis, const HfCut *cut, GArray *held)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("What becomes of it"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Objects"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  add_fate_row (table, cli->terminal ? _("freed at once") : "freed", cut->n_freed, cut->freed_bytes);
  add_fate_row (table, cli->terminal ? _("freed by the collector") : "collected", cut->n_collected, cut->collected_bytes);
  hf_cli_table_print (table, 2);
  for (guint i = 0; i < held->len; i++)
    {
      g_autofree char *words = hf_path_to_string (g_array_index (held, Held, i).path, analysis->heap);
      g_autofree char *clean = hf_cli_escape (words);

      if (cli->terminal)
        hf_cli_printf (_("Still held: %s\n"), clean);
      else
        hf_cli_printf ("held\t%s\n", clean);
    }
}

static HfCliStatus
answer_cut (HfCli *cli, const HfAnalysis *analysis, char **texts, int n_texts)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (GArray) refs = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) held = NULL;
  g_autoptr (HfCut) cut = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < n_texts; i++)
    if (!hf_cli_find_refs (cli, analysis->heap, texts[i], refs, &status))
      return status;
  cut = hf_cut_new (analysis->heap, (const guint32 *) (gpointer) refs->data, refs->len, cli->progress, &error);
  held = cut != NULL ? find_held (cli, analysis, cut, &error) : NULL;
  if (held == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));

  hf_cli_progress_stop ();
  if (cli->json)
    print_cut_json (analysis, cut, held);
  else
    print_cut_text (cli, analysis, cut, held);

  return HF_CLI_DONE;
}

/* ---- what to cut ---------------------------------------------------------------------------------------------------------------- */

static GPtrArray *
cuts_of (HfCli *cli, const HfHeap *heap, GPtrArray *sets, GError **error)
{
  g_autoptr (GPtrArray) cuts = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_cut_free);

  for (guint i = 0; i < sets->len; i++)
    {
      const HfCutSet *set = g_ptr_array_index (sets, i);
      HfCut *cut = hf_cut_new (heap, set->refs, set->n_refs, cli->progress, error);

      if (cut == NULL)
        return NULL;
      g_ptr_array_add (cuts, cut);
    }

  return g_steal_pointer (&cuts);
}

static void
print_suggestions_json (const HfAnalysis *analysis, GPtrArray *cuts)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "suggestions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < cuts->len; i++)
    {
      json_builder_begin_object (builder);
      add_cut (builder, analysis, g_ptr_array_index (cuts, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
add_suggestion_rows (HfCliTable *table, const HfAnalysis *analysis, guint number, const HfCut *cut)
{
  for (guint32 i = 0; i < cut->n_refs; i++)
    {
      g_autofree char *words = words_of_ref (analysis, cut->refs[i]);

      hf_cli_table_number (table, number);
      hf_cli_table_number (table, cut->n_freed);
      hf_cli_table_number (table, cut->n_collected);
      hf_cli_table_number (table, (gint64) (cut->freed_bytes + cut->collected_bytes));
      hf_cli_table_text (table, words);
    }
}

static void
print_suggestions_text (HfCli *cli, const HfAnalysis *analysis, GPtrArray *cuts)
{
  HfCliTable *table = hf_cli_table_new (cli);
  guint n = 0;

  hf_cli_table_column (table, _("Set"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Freed at once"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("By the collector"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Reference to cut"), HF_CLI_TEXT);
  for (guint i = 0; i < cuts->len; i++)
    {
      const HfCut *cut = g_ptr_array_index (cuts, i);

      add_suggestion_rows (table, analysis, i + 1, cut);
      n += cut->n_refs;
    }
  hf_cli_table_print (table, n);
}

static HfCliStatus
answer_suggest (HfCli *cli, const HfAnalysis *analysis, char **texts, int n_texts, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) sets = NULL;
  g_autoptr (GPtrArray) cuts = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < n_texts; i++)
    {
      guint32 object = hf_cli_find (cli, analysis->heap, texts[i], &status);

      if (object == HF_NONE)
        return status;
      g_array_append_val (objects, object);
    }
  sets = hf_cut_sets_find (analysis->heap, (const guint32 *) (gpointer) objects->data, objects->len,
                           limit > 0 ? (guint) limit : SUGGESTIONS, MOST_REFS, cli->progress, &error);
  cuts = sets != NULL ? cuts_of (cli, analysis->heap, sets, &error) : NULL;
  if (cuts == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));
  if (cuts->len == 0 && !cli->json)
    return hf_cli_nothing (cli, _("No root holds it, or too many references do"));

  hf_cli_progress_stop ();
  if (cli->json)
    print_suggestions_json (analysis, cuts);
  else
    print_suggestions_text (cli, analysis, cuts);

  return cuts->len == 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = NULL;
  gboolean suggest = FALSE;
  int limit = HF_CLI_NO_LIMIT;
  const GOptionEntry entries[] = {
    { "suggest", 0, 0, G_OPTION_ARG_NONE, &suggest, N_("List the smallest sets of references that hold all of the objects"), NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N sets (10 unless said)"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_cut, entries, &argc, &argv, 2, G_MAXUINT) || !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;
  analysis = hf_cli_analyse (cli, argv[1], &status);
  if (analysis == NULL)
    return status;
  if (suggest)
    return answer_suggest (cli, analysis, argv + 2, argc - 2, limit);

  return answer_cut (cli, analysis, argv + 2, argc - 2);
}

const HfCliCommand hf_cli_cut = { "cut", "DUMP REF… | --suggest OBJECT…", N_("Show what would go if references were cut"), run };
