/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "probe/attach/hf-processes.h"

static void
print_json (const GPtrArray *list)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "processes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++)
    {
      const HfProcess *process = g_ptr_array_index (list, i);
      g_autoptr (GDateTime) started = g_date_time_new_from_unix_utc (process->status->started / G_USEC_PER_SEC);
      g_autofree char *time = started != NULL ? g_date_time_format_iso8601 (started) : NULL;

      json_builder_begin_object (builder);
      hf_cli_json_int (builder, "pid", process->status->pid);
      hf_cli_json_string (builder, "version", process->version);
      hf_cli_json_bool (builder, "free_threaded", process->free_threaded);
      hf_cli_json_string (builder, "command", process->status->command);
      hf_cli_json_int (builder, "memory", (gint64) process->status->memory);
      hf_cli_json_string (builder, "started", time);
      hf_cli_json_int (builder, "user", process->status->user);
      hf_cli_json_bool (builder, "attachable", process->obstacle == NULL);
      hf_cli_json_string (builder, "obstacle", process->obstacle);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
add_row (HfCliTable *table, const HfProcess *process)
{
  g_autoptr (GDateTime) started = g_date_time_new_from_unix_local (process->status->started / G_USEC_PER_SEC);
  g_autofree char *time = started != NULL ? g_date_time_format (started, "%Y-%m-%d %H:%M:%S") : NULL;

  hf_cli_table_number (table, process->status->pid);
  if (process->version != NULL)
    hf_cli_table_text (table, process->version);
  else
    hf_cli_table_none (table);
  hf_cli_table_number (table, (gint64) process->status->memory);
  hf_cli_table_text (table, time != NULL ? time : "");
  hf_cli_table_text (table, process->status->command);
  hf_cli_table_text (table, process->obstacle != NULL ? process->obstacle : _("Yes"));
}

static void
print_text (HfCli *cli, const GPtrArray *list)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Process"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Python"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Memory"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Started"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Command"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Can be attached to"), HF_CLI_TEXT);
  for (guint i = 0; i < list->len; i++)
    add_row (table, g_ptr_array_index (list, i));
  hf_cli_table_print (table, list->len);
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (!hf_cli_parse (cli, &hf_cli_processes, NULL, &argc, &argv, 0, 0))
    return HF_CLI_USAGE;
  list = hf_processes_list (cli->progress, &error);
  if (list == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (list);
  else if (list->len > 0)
    print_text (cli, list);
  if (list->len == 0)
    return hf_cli_nothing (cli, _("No Python program is running that can be seen from here"));

  return HF_CLI_DONE;
}

const HfCliCommand hf_cli_processes = { "processes", "", N_("List running Python programs"), run };
