/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/hf-growth.h"
#include "hf-cli-where.h"

static const char *const ways[] = { "type", "module", "site", "holder", NULL };

typedef struct
{
  char *by;
  char *match;
  HfCliWanted wanted;
  gboolean only_growing;
  gboolean peak;
  gboolean stayed;
  int limit;
} Options;

/* ---- which rows --------------------------------------------------------------------------------------------------------- */

static gboolean
row_matches (const HfHeap *last, const HfGrowth *growth, const HfGrowthRow *row, GPatternSpec *glob)
{
  const char *name = growth->by == HF_GROUP_BY_HOLDER ? row->type : row->key;
  guint32 type = growth->by == HF_GROUP_BY_TYPE ? hf_heap_find_type (last, name) : HF_NONE;

  if (glob == NULL || hf_cli_name_matches (name, glob))
    return TRUE;

  return type != HF_NONE && hf_cli_type_matches (last, type, glob);
}

static gboolean
is_wanted (const HfGrowthRow *row, const Options *options)
{
  if (options->only_growing && !row->every_step)
    return FALSE;
  if (options->peak && row->over_peak <= 0)
    return FALSE;
  if (options->stayed)
    return row->n_stayed > 0;

  /* Of objects that were asked for, those that did not grow are an answer, too. */
  return options->wanted.query != NULL || row->delta != 0 || row->delta_size != 0 || row->n_new > 0 || row->n_gone > 0;
}

static int
by_over_peak (gconstpointer a, gconstpointer b)
{
  const HfGrowthRow *x = *(const HfGrowthRow *const *) a, *y = *(const HfGrowthRow *const *) b;

  if (x->over_peak != y->over_peak)
    return x->over_peak < y->over_peak ? 1 : -1;

  return strcmp (x->key, y->key);
}

static int
by_stayed (gconstpointer a, gconstpointer b)
{
  const HfGrowthRow *x = *(const HfGrowthRow *const *) a, *y = *(const HfGrowthRow *const *) b;

  if (x->n_stayed != y->n_stayed)
    return x->n_stayed < y->n_stayed ? 1 : -1;

  return strcmp (x->key, y->key);
}

static GPtrArray *
select_rows (const HfHeap *last, const HfGrowth *growth, const Options *options)
{
  GPtrArray *rows = g_ptr_array_new ();
  g_autoptr (GPatternSpec) glob = options->match != NULL ? g_pattern_spec_new (options->match) : NULL;

  for (guint i = 0; i < growth->n_rows; i++)
    if (is_wanted (&growth->rows[i], options) && row_matches (last, growth, &growth->rows[i], glob))
      g_ptr_array_add (rows, &growth->rows[i]);
  if (options->peak)
    g_ptr_array_sort (rows, by_over_peak);
  else if (options->stayed)
    g_ptr_array_sort (rows, by_stayed);

  return rows;
}

/* ---- output ----------------------------------------------------------------------------------------------------------------- */

static void
add_snapshot (JsonBuilder *builder, const char *path, const HfHeap *heap)
{
  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", path);
  hf_cli_json_int (builder, "objects", hf_heap_n_objects (heap));
  hf_cli_json_int (builder, "bytes", (gint64) hf_heap_bytes (heap));
  json_builder_end_object (builder);
}

static void
add_retained (JsonBuilder *builder, const HfGrowthRow *row, guint n_heaps)
{
  hf_cli_json_string (builder, "type", row->type);
  if (row->slot != NULL)
    hf_cli_json_string (builder, "slot", row->slot);
  json_builder_set_member_name (builder, "retained");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_heaps; i++)
    json_builder_add_int_value (builder, (gint64) row->retained[i]);
  json_builder_end_array (builder);
}

static void
add_row (JsonBuilder *builder, const HfGrowth *growth, const HfGrowthRow *row)
{
  guint n_heaps = growth->n_heaps;

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "key", row->key);
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_heaps; i++)
    json_builder_add_int_value (builder, row->counts[i]);
  json_builder_end_array (builder);
  hf_cli_json_int (builder, "delta", row->delta);
  json_builder_set_member_name (builder, "sizes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_heaps; i++)
    json_builder_add_int_value (builder, (gint64) row->sizes[i]);
  json_builder_end_array (builder);
  hf_cli_json_int (builder, "delta_size", row->delta_size);
  hf_cli_json_int (builder, "new", row->n_new);
  hf_cli_json_int (builder, "gone", row->n_gone);
  hf_cli_json_int (builder, "new_retained", (gint64) row->new_retained);
  if (growth->stayed != NULL)
    {
      hf_cli_json_int (builder, "stayed", row->n_stayed);
      hf_cli_json_int (builder, "stayed_size", (gint64) row->stayed_size);
    }
  if (row->retained != NULL)
    add_retained (builder, row, n_heaps);
  json_builder_set_member_name (builder, "per_round");
  json_builder_add_double_value (builder, hf_growth_per_round (growth, (guint) (row - growth->rows)));
  hf_cli_json_int (builder, "over_peak", row->over_peak);
  hf_cli_json_bool (builder, "every_step", row->every_step);
  hf_cli_json_bool (builder, "approximate", row->approximate);
  json_builder_end_object (builder);
}

static void
print_json (HfHeap **heaps, char **paths, const HfGrowth *growth, const GPtrArray *rows, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "snapshots");
  json_builder_begin_array (builder);
  for (guint i = 0; i < growth->n_heaps; i++)
    add_snapshot (builder, paths[i], heaps[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    add_row (builder, growth, g_ptr_array_index (rows, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_text (HfCli *cli, const HfGrowth *growth, const GPtrArray *rows, guint n, gboolean peak, const char *key)
{
  HfCliTable *table = hf_cli_table_new (cli);

  for (guint i = 0; i < growth->n_heaps; i++)
    {
      g_autofree char *title = g_strdup_printf ("%u", i + 1);

      hf_cli_table_column (table, title, HF_CLI_NUMBER);
    }
  hf_cli_table_column (table, peak ? _("Over peak") : _("Δ count"), HF_CLI_SIGNED);
  hf_cli_table_column (table, _("Δ bytes"), HF_CLI_SIGNED);
  hf_cli_table_column (table, _("New"), HF_CLI_NUMBER);
  if (growth->stayed != NULL)
    hf_cli_table_column (table, _("Stayed"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("New retain"), HF_CLI_SIZE);
  if (growth->by == HF_GROUP_BY_HOLDER)
    hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, "", HF_CLI_TEXT);
  hf_cli_table_column (table, key, HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const HfGrowthRow *row = g_ptr_array_index (rows, i);

      for (guint k = 0; k < growth->n_heaps; k++)
        hf_cli_table_number (table, row->counts[k]);
      hf_cli_table_number (table, peak ? row->over_peak : row->delta);
      hf_cli_table_number (table, row->delta_size);
      hf_cli_table_number (table, row->n_new);
      if (growth->stayed != NULL)
        hf_cli_table_number (table, row->n_stayed);
      hf_cli_table_number (table, (gint64) row->new_retained);
      if (row->retained != NULL)
        hf_cli_table_number (table, (gint64) row->retained[growth->n_heaps - 1]);
      hf_cli_table_text (table, row->approximate ? "~" : "");
      hf_cli_table_text (table, row->key);
    }
  hf_cli_table_print (table, rows->len);
}

/* ---- the answer --------------------------------------------------------------------------------------------------------------- */

static HfGroupBy
group_by (const Options *options)
{
  if (g_strcmp0 (options->by, "module") == 0)
    return HF_GROUP_BY_MODULE;

  if (g_strcmp0 (options->by, "holder") == 0)
    return HF_GROUP_BY_HOLDER;

  return g_strcmp0 (options->by, "site") == 0 ? HF_GROUP_BY_SITE : HF_GROUP_BY_TYPE;
}

static HfHeap **
heaps_of (HfAnalysis **analyses, guint n)
{
  HfHeap **heaps = g_new (HfHeap *, n);

  for (guint i = 0; i < n; i++)
    heaps[i] = analyses[i]->heap;

  return heaps;
}

/* Of all objects, or of those in the last dump that are wanted. NULL after a failure, which has been printed. */
static HfGrowth *
compare (HfCli *cli, HfAnalysis **analyses, guint n, const Options *options, HfCliStatus *status)
{
  HfCliWanted wanted = options->wanted;
  g_autoptr (HfBitset) only = NULL;
  g_autoptr (GError) error = NULL;
  HfGrowth *growth;

  if (wanted.query != NULL && (hf_query_needs (wanted.query) & HF_QUERY_NEEDS_EARLIER))
    wanted.before = analyses[0]->heap;
  if (wanted.query != NULL && (only = hf_cli_wanted_find (&wanted, cli, analyses[n - 1], status)) == NULL)
    return NULL;
  if (only != NULL)
    growth = hf_growth_new_where (analyses, n, group_by (options), only, TRUE, cli->progress, &error);
  else
    growth = hf_growth_new (analyses, n, group_by (options), TRUE, cli->progress, &error);
  if (growth == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return growth;
}

static HfCliStatus
answer (HfCli *cli, HfAnalysis **analyses, char **paths, guint n, const Options *options)
{
  g_autofree HfHeap **heaps = heaps_of (analyses, n);
  g_autoptr (HfGrowth) growth = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  HfCliStatus status = HF_CLI_DONE;
  guint shown;

  growth = compare (cli, analyses, n, options, &status);
  if (growth == NULL)
    return status;

  rows = select_rows (heaps[n - 1], growth, options);
  shown = hf_cli_shown (cli, options->limit, rows->len);
  if (cli->json)
    print_json (heaps, paths, growth, rows, shown);
  else if (rows->len == 0 && options->wanted.where != NULL)
    return hf_cli_nothing (cli, _("No object matches “%s”"), options->wanted.where);
  else if (rows->len == 0)
    return hf_cli_nothing (cli, _("Nothing changed that was asked for"));
  else
    print_text (cli, growth, rows, shown, options->peak, options->by != NULL ? options->by : _("Type"));

  return rows->len == 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

/* Without analysis, only the heap: all that growth reads of the earlier dumps. */
static HfAnalysis *
bare (HfHeap *heap)
{
  HfAnalysis *analysis = g_new0 (HfAnalysis, 1);

  analysis->heap = heap;

  return analysis;
}

/* @full: how many of the dumps, counted from the last, must be analysed. */
static HfCliStatus
load_and_answer (HfCli *cli, char **paths, guint n, const Options *options)
{
  gboolean all = g_strcmp0 (options->by, "holder") == 0;
  g_autofree HfAnalysis **analyses = g_new0 (HfAnalysis *, n);
  HfCliStatus status = HF_CLI_DONE;

  for (guint i = 0; i < n && status == HF_CLI_DONE; i++)
    {
      if (all || i + 1 == n)
        analyses[i] = hf_cli_analyse (cli, paths[i], &status);
      else
        {
          HfHeap *heap = hf_cli_load (cli, paths[i], &status);

          if (heap != NULL)
            analyses[i] = bare (heap);
        }
    }
  if (status == HF_CLI_DONE)
    status = answer (cli, analyses, paths, n, options);

  for (guint i = 0; i < n; i++)
    if (analyses[i] != NULL && (all || i + 1 == n))
      hf_analysis_unref (analyses[i]);
    else if (analyses[i] != NULL)
      {
        hf_heap_unref (analyses[i]->heap);
        g_free (analyses[i]);
      }

  return status;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  Options options = { .limit = HF_CLI_NO_LIMIT };
  g_autofree char *by = NULL;
  g_autofree char *match = NULL;
  g_autofree char *where = NULL;
  HfCliStatus status;
  const GOptionEntry entries[] = {
    { "by", 0, 0, G_OPTION_ARG_STRING, &by, N_("Count by type, module, site or holder"), N_("WHAT") },
    { "match", 0, 0, G_OPTION_ARG_STRING, &match, N_("Only rows that match GLOB (by holder: whose type does)"), N_("GLOB") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only objects of the last dump that match QUERY, and which of them were there before"), N_("QUERY") },
    { "only-growing", 0, 0, G_OPTION_ARG_NONE, &options.only_growing, N_("Only what grew in every step"), NULL },
    { "peak", 0, 0, G_OPTION_ARG_NONE, &options.peak, N_("Only what is above its highest count so far"), NULL },
    { "stayed", 0, 0, G_OPTION_ARG_NONE, &options.stayed, N_("Only what was new in the second dump and is still there in the last"), NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_growth, entries, &argc, &argv, 2, G_MAXINT) || !hf_cli_one_of (cli, "--by", by, ways) ||
      !hf_cli_check_limit (cli, options.limit))
    return HF_CLI_USAGE;

  if (options.stayed && argc < 4)
    {
      hf_cli_usage (cli, _("--stayed needs at least three dumps"));
      return HF_CLI_USAGE;
    }
  options.by = by;
  options.match = match;

  if (!hf_cli_wanted_init (&options.wanted, cli, NULL, where))
    return HF_CLI_USAGE;

  status = load_and_answer (cli, argv + 1, (guint) argc - 1, &options);
  hf_cli_wanted_clear (&options.wanted);

  return status;
}

const HfCliCommand hf_cli_growth = { "growth", "DUMP DUMP…", N_("Tell what grew from dump to dump, oldest first"), run };
