/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "analysis/hf-waste.h"
#include "hf-cli-where.h"
#include "drawing/hf-values.h"

/* What all objects of a row have in common, as far as a line can say it. */
static const char *
what_of (const HfWaste *waste, const HfWasteRow *row)
{
  if (row->kind == HF_WASTE_STRINGS)
    return hf_values_of (waste->heap, row->example);

  return hf_heap_type_name (waste->heap, row->type);
}

static void
add_row (JsonBuilder *builder, const HfWaste *waste, guint i)
{
  const HfWasteRow *row = &waste->rows[i];

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "kind", hf_waste_kind_to_string (row->kind));
  hf_cli_json_string (builder, "what", what_of (waste, row));
  hf_cli_json_string (builder, "type", hf_heap_type_name (waste->heap, row->type));
  hf_cli_json_int (builder, "count", row->count);
  hf_cli_json_int (builder, "shallow", (gint64) row->shallow);
  hf_cli_json_int (builder, "wasted", (gint64) row->bytes);
  hf_cli_json_bool (builder, "proven", row->proven);
  if (row->kind == HF_WASTE_LARGE)
    {
      hf_cli_json_int (builder, "length", row->length);
      hf_cli_json_int (builder, "retained", (gint64) row->retained);
    }
  json_builder_set_member_name (builder, "example");
  json_builder_begin_object (builder);
  hf_cli_json_object (builder, waste->heap, row->example);
  json_builder_end_object (builder);
  hf_cli_json_string (builder, "remedy", hf_waste_remedy (waste, i));
  json_builder_end_object (builder);
}

/* The first row of @kind, and how many there are. */
static guint
rows_of (const HfWaste *waste, HfWasteKind kind, guint *first)
{
  guint n = 0;

  for (guint i = waste->n_rows; i-- > 0;)
    if (waste->rows[i].kind == kind)
      {
        *first = i;
        n++;
      }

  return n;
}

static void
print_json (HfCli *cli, const HfWaste *waste, int limit)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "totals");
  json_builder_begin_object (builder);
  for (HfWasteKind kind = 0; kind < HF_WASTE_LARGE; kind++)
    {
      json_builder_set_member_name (builder, hf_waste_kind_to_string (kind));
      json_builder_begin_object (builder);
      hf_cli_json_int (builder, "count", waste->counts[kind]);
      hf_cli_json_int (builder, "wasted", (gint64) waste->bytes[kind]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "waste");
  json_builder_begin_array (builder);
  for (HfWasteKind kind = 0; kind < HF_N_WASTES; kind++)
    {
      guint first = 0, n = hf_cli_shown (cli, limit, rows_of (waste, kind, &first));

      for (guint i = 0; i < n; i++)
        add_row (builder, waste, first + i);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
add_cells (HfCli *cli, HfCliTable *table, const HfWaste *waste, guint i)
{
  const HfWasteRow *row = &waste->rows[i];

  if (!cli->terminal)
    hf_cli_table_text (table, hf_waste_kind_to_string (row->kind));
  hf_cli_table_number (table, row->kind == HF_WASTE_LARGE ? row->length : row->count);
  hf_cli_table_number (table, (gint64) (row->kind == HF_WASTE_LARGE ? row->retained : row->bytes));
  hf_cli_table_number (table, (gint64) row->shallow);
  hf_cli_table_number (table, (gint64) hf_heap_address (waste->heap, row->example));
  hf_cli_table_text (table, what_of (waste, row));
  hf_cli_table_text (table, row->proven ? "" : _("alike, not known to be equal"));
}

/* One table a kind: a heading, the rows, and under each remedy that is new what it is for. */
static void
print_kind (HfCli *cli, const HfWaste *waste, HfWasteKind kind, guint first, guint n, guint shown)
{
  HfCliTable *table = hf_cli_table_new (cli);
  const char *said = NULL;

  if (cli->terminal)
    {
      g_autofree char *size = hf_cli_size (cli, waste->bytes[kind]);

      if (kind == HF_WASTE_LARGE)
        hf_cli_printf ("%s\n", _(hf_waste_kind_title (kind)));
      else
        hf_cli_printf ("%s: %s\n", _(hf_waste_kind_title (kind)), size);
    }
  if (!cli->terminal)
    hf_cli_table_column (table, _("Kind"), HF_CLI_TEXT);
  hf_cli_table_column (table, kind == HF_WASTE_LARGE ? _("Length") : _("Count"), HF_CLI_NUMBER);
  hf_cli_table_column (table, kind == HF_WASTE_LARGE ? _("Retained") : _("Wasted"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Example"), HF_CLI_ADDRESS);
  hf_cli_table_column (table, kind == HF_WASTE_STRINGS ? _("Value") : _("Type"), HF_CLI_TEXT);
  hf_cli_table_column (table, "", HF_CLI_TEXT);
  for (guint i = 0; i < shown; i++)
    add_cells (cli, table, waste, first + i);
  hf_cli_table_print (table, n);
  if (!cli->terminal)
    return;
  for (guint i = 0; i < shown; i++)
    if (hf_waste_remedy (waste, first + i) != said)
      {
        said = hf_waste_remedy (waste, first + i);
        hf_cli_printf ("→ %s\n", _(said));
      }
  hf_cli_print ("\n");
}

static HfCliStatus
answer (HfCli *cli, const char *path, const HfCliWanted *wanted, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, path, &status);
  g_autoptr (HfBitset) only = NULL;
  g_autoptr (HfWaste) waste = NULL;
  g_autoptr (GError) error = NULL;

  if (analysis == NULL)
    return status;
  if (wanted->query != NULL && (only = hf_cli_wanted_find (wanted, cli, analysis, &status)) == NULL)
    return status;
  waste = hf_waste_new (analysis, only, cli->progress, &error);
  if (waste == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (cli, waste, limit);
  else
    for (HfWasteKind kind = 0; kind < HF_N_WASTES; kind++)
      {
        guint first = 0, n = rows_of (waste, kind, &first);
        /* Five tables on one screen: each is short unless more is asked for. */
        guint shown = hf_cli_shown (cli, cli->terminal && limit == HF_CLI_NO_LIMIT ? 8 : limit, n);

        if (n > 0)
          print_kind (cli, waste, kind, first, n, shown);
      }
  if (waste->n_rows == 0 && !cli->json)
    return wanted->where != NULL ? hf_cli_nothing (cli, _("No object matches “%s”"), wanted->where)
                                 : hf_cli_nothing (cli, _("Nothing is wasted"));

  return waste->n_rows == 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *where = NULL;
  int limit = HF_CLI_NO_LIMIT;
  HfCliWanted wanted;
  HfCliStatus status;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Look only at objects that match QUERY"), N_("QUERY") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N rows of each kind; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_waste, entries, &argc, &argv, 1, 1) || !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;
  if (!hf_cli_wanted_init (&wanted, cli, NULL, where))
    return HF_CLI_USAGE;

  status = answer (cli, argv[1], &wanted, limit);
  hf_cli_wanted_clear (&wanted);

  return status;
}

const HfCliCommand hf_cli_waste = { "waste", "DUMP", N_("Show what takes memory in vain, and the remedy"), run };
