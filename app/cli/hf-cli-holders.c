/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "analysis/hf-holders.h"
#include "hf-cli-where.h"

static void
print_json (const HfHeap *heap, const HfHolders *holders, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "holders");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      const HfHolder *holder = &holders->holders[i];

      json_builder_begin_object (builder);
      hf_cli_json_string (builder, "path", holder->path);
      hf_cli_json_int (builder, "count", holder->count);
      hf_cli_json_int (builder, "shallow", (gint64) holder->shallow);
      hf_cli_json_int (builder, "retained", (gint64) holder->retained);
      hf_cli_json_address (builder, "example", heap, holder->example);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_text (HfCli *cli, const HfHeap *heap, const HfHolders *holders, guint n)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Count"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Example"), HF_CLI_ADDRESS);
  hf_cli_table_column (table, _("Held by"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const HfHolder *holder = &holders->holders[i];

      hf_cli_table_number (table, holder->count);
      hf_cli_table_number (table, (gint64) holder->shallow);
      hf_cli_table_number (table, (gint64) holder->retained);
      hf_cli_table_number (table, (gint64) hf_heap_address (heap, holder->example));
      hf_cli_table_text (table, holder->path);
    }
  hf_cli_table_print (table, holders->n_holders);
}

static HfCliStatus
answer (HfCli *cli, const char *path, HfCliWanted *wanted, const char *new_since, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfHeap) before = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (GArray) objects = NULL;
  g_autoptr (HfHolders) holders = NULL;
  g_autoptr (GError) error = NULL;

  if (new_since != NULL && (before = hf_cli_load (cli, new_since, &status)) == NULL)
    return status;
  analysis = hf_cli_analyse (cli, path, &status);
  if (analysis == NULL)
    return status;
  wanted->before = before;
  objects = hf_cli_wanted_list (wanted, cli, analysis, &status);
  if (objects == NULL)
    return status;
  if (objects->len == 0 && !cli->json)
    return hf_cli_nothing (cli, _("No object matches “%s”"), hf_cli_wanted_words (wanted));
  holders = hf_holders_new (analysis, (const guint32 *) (gpointer) objects->data, objects->len, cli->progress, &error);
  if (holders == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (analysis->heap, holders, hf_cli_shown (cli, limit, holders->n_holders));
  else
    print_text (cli, analysis->heap, holders, hf_cli_shown (cli, limit, holders->n_holders));

  return objects->len == 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *type = NULL;
  g_autofree char *new_since = NULL;
  g_autofree char *where = NULL;
  int limit = HF_CLI_NO_LIMIT;
  HfCliWanted wanted;
  HfCliStatus status;
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING, &type, N_("Objects of types that match GLOB"), N_("GLOB") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only objects that match QUERY"), N_("QUERY") },
    { "new-since", 0, 0, G_OPTION_ARG_FILENAME, &new_since, N_("Only objects that this earlier dump does not have"), N_("DUMP") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_holders, entries, &argc, &argv, 1, 1) || !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;
  if (type == NULL && where == NULL)
    return hf_cli_usage (cli, _("--type or --where is needed"));
  if (!hf_cli_wanted_init (&wanted, cli, type, where))
    return HF_CLI_USAGE;

  status = answer (cli, argv[1], &wanted, new_since, limit);
  hf_cli_wanted_clear (&wanted);

  return status;
}

const HfCliCommand hf_cli_holders = { "holders", "DUMP --type GLOB", N_("Group objects by the path that holds them"), run };
