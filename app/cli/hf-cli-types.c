/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "analysis/hf-histogram.h"
#include "hf-cli-where.h"

static const char *const sorts[] = { "count", "shallow", "retained", "name", NULL };

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer sort)
{
  const HfHistogramRow *x = *(const HfHistogramRow *const *) a;
  const HfHistogramRow *y = *(const HfHistogramRow *const *) b;
  const char *key = sort;

  if (g_str_equal (key, "name"))
    return strcmp (x->key, y->key);
  if (g_str_equal (key, "count") && x->count != y->count)
    return x->count < y->count ? 1 : -1;
  if (g_str_equal (key, "retained") && x->retained != y->retained)
    return x->retained < y->retained ? 1 : -1;
  if (x->shallow != y->shallow)
    return x->shallow < y->shallow ? 1 : -1;

  return strcmp (x->key, y->key);
}

static GPtrArray *
select_rows (const HfHeap *heap, const HfHistogram *histogram, const char *match, const char *sort)
{
  GPtrArray *rows = g_ptr_array_new ();
  g_autoptr (GPatternSpec) glob = match != NULL ? g_pattern_spec_new (match) : NULL;

  for (guint i = 0; i < histogram->n_rows; i++)
    if (hf_cli_type_matches (heap, histogram->rows[i].type, glob))
      g_ptr_array_add (rows, &histogram->rows[i]);
  g_ptr_array_sort_with_data (rows, compare_rows, (gpointer) sort);

  return rows;
}

static void
print_json (const GPtrArray *rows, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "types");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      const HfHistogramRow *row = g_ptr_array_index (rows, i);

      json_builder_begin_object (builder);
      hf_cli_json_string (builder, "type", row->key);
      hf_cli_json_int (builder, "count", row->count);
      hf_cli_json_int (builder, "shallow", (gint64) row->shallow);
      hf_cli_json_int (builder, "retained", (gint64) row->retained);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_text (HfCli *cli, const GPtrArray *rows, guint n)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Count"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Type"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const HfHistogramRow *row = g_ptr_array_index (rows, i);

      hf_cli_table_number (table, row->count);
      hf_cli_table_number (table, (gint64) row->shallow);
      hf_cli_table_number (table, (gint64) row->retained);
      hf_cli_table_text (table, row->key);
    }
  hf_cli_table_print (table, rows->len);
}

/* All objects, or those that are wanted. */
static HfHistogram *
count (HfCli *cli, const HfAnalysis *analysis, const HfCliWanted *wanted, HfCliStatus *status)
{
  g_autoptr (HfBitset) only = NULL;
  g_autoptr (GError) error = NULL;
  HfHistogram *histogram;

  if (wanted->query != NULL && (only = hf_cli_wanted_find (wanted, cli, analysis, status)) == NULL)
    return NULL;
  if (only != NULL)
    histogram = hf_histogram_new_where (analysis, HF_GROUP_BY_TYPE, only, TRUE, cli->progress, &error);
  else
    histogram = hf_histogram_new (analysis, HF_GROUP_BY_TYPE, TRUE, cli->progress, &error);
  if (histogram == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return histogram;
}

static HfCliStatus
answer (HfCli *cli, const char *path, const char *match, const HfCliWanted *wanted, const char *sort, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, path, &status);
  g_autoptr (HfHistogram) histogram = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gboolean asked = match != NULL || wanted->where != NULL;

  if (analysis == NULL)
    return status;
  histogram = count (cli, analysis, wanted, &status);
  if (histogram == NULL)
    return status;

  rows = select_rows (analysis->heap, histogram, match, sort != NULL ? sort : "shallow");
  if (rows->len == 0 && wanted->where != NULL && !cli->json)
    return hf_cli_nothing (cli, _("No object matches “%s”"), wanted->where);
  if (rows->len == 0 && match != NULL && !cli->json)
    return hf_cli_nothing (cli, _("No type matches “%s”"), match);
  if (cli->json)
    print_json (rows, hf_cli_shown (cli, limit, rows->len));
  else
    print_text (cli, rows, hf_cli_shown (cli, limit, rows->len));

  return rows->len == 0 && asked ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *match = NULL;
  g_autofree char *sort = NULL;
  g_autofree char *where = NULL;
  int limit = HF_CLI_NO_LIMIT;
  HfCliWanted wanted;
  HfCliStatus status;
  const GOptionEntry entries[] = {
    { "match", 0, 0, G_OPTION_ARG_STRING, &match, N_("Only types that match GLOB"), N_("GLOB") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Count only objects that match QUERY"), N_("QUERY") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, N_("Sort by count, shallow, retained or name"), N_("KEY") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_types, entries, &argc, &argv, 1, 1) || !hf_cli_one_of (cli, "--sort", sort, sorts) ||
      !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;
  if (!hf_cli_wanted_init (&wanted, cli, NULL, where))
    return HF_CLI_USAGE;

  status = answer (cli, argv[1], match, &wanted, sort, limit);
  hf_cli_wanted_clear (&wanted);

  return status;
}

const HfCliCommand hf_cli_types = { "types", "DUMP", N_("Count objects by type"), run };
