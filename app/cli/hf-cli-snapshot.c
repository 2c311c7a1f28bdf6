/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli-live.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdlib.h>

#include "dump/hf-dump.h"
#include "probe/attach/hf-attach.h"

#define LONGEST (366 * 86400.0) /* seconds between two snapshots */
#define NOT_GIVEN G_MININT

static void
print_json (const char *path, const HfProcess *process, const HfAttachResult *result)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", path);
  hf_cli_json_int (builder, "pid", process->status->pid);
  hf_cli_json_int (builder, "objects", (gint64) result->objects);
  hf_cli_json_int (builder, "references", (gint64) result->references);
  hf_cli_json_int (builder, "bytes", (gint64) result->bytes);
  hf_cli_json_int (builder, "tries", result->tries);
  hf_cli_json_int (builder, "stopped_us", result->stopped);
  hf_cli_json_int (builder, "waited_us", result->waited);
  hf_cli_json_int (builder, "paused_us", result->held);
  hf_cli_json_int (builder, "cloned_us", result->cloned);
  hf_cli_json_bool (builder, "in_process", result->in_process);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_text (HfCli *cli, const char *path, const HfAttachResult *result)
{
  HfCliTable *table = hf_cli_table_new (cli);
  char text[64];

  hf_cli_table_column (table, "", HF_CLI_TEXT);
  hf_cli_table_column (table, "", HF_CLI_TEXT);
  hf_cli_table_text (table, _("File"));
  hf_cli_table_text (table, path);
  hf_cli_table_text (table, _("Objects"));
  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, result->objects);
  hf_cli_table_text (table, text);
  hf_cli_table_text (table, _("The program waited"));
  g_snprintf (text, sizeof text, "%.1f ms", (double) result->held / 1000.0);
  hf_cli_table_text (table, text);
  hf_cli_table_print (table, 0);
}

static HfCliStatus
take (HfCli *cli, GPid pid, const char *output, guint values)
{
  g_autoptr (HfProcess) process = hf_process_new (pid);
  g_autofree char *path = output != NULL ? g_strdup (output) : process != NULL ? hf_attach_name (process) : g_strdup ("-");
  g_autoptr (GError) error = NULL;
  const HfAttachOptions options = { .values = values };
  HfAttachResult result;

  if (!hf_attach_snapshot (pid, path, &options, &result, cli->progress, &error))
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (path, process, &result);
  else
    print_text (cli, path, &result);

  return HF_CLI_DONE;
}

/* 0 after a usage error. */
static GPid
parse_pid (HfCli *cli, const char *text)
{
  char *end;
  gint64 pid = g_ascii_strtoll (text, &end, 10);

  if (pid > 0 && pid <= G_MAXINT && *end == '\0' && g_ascii_isdigit (*text))
    return (GPid) pid;
  hf_cli_usage (cli, _("“%s” is not the number of a process"), text);

  return 0;
}

static gboolean
check_pace (HfCli *cli, double every, int count, int keep)
{
  gboolean paced = every != NOT_GIVEN;

  if ((paced && !(every > 0.0 && every <= LONGEST)) || (count != NOT_GIVEN && count <= 0) || (keep != NOT_GIVEN && keep <= 0))
    hf_cli_usage (cli, _("--every, --count and --keep must be more than 0"));
  else if (!paced && (count != NOT_GIVEN || keep != NOT_GIVEN))
    hf_cli_usage (cli, _("--count and --keep need --every"));
  else
    return TRUE;

  return FALSE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *output = NULL;
  int values = HF_ATTACH_VALUES, count = NOT_GIVEN, keep = NOT_GIVEN;
  double every = NOT_GIVEN;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("The file to write, in the native form"), N_("FILE") },
    { "values", 0, 0, G_OPTION_ARG_INT, &values, N_("Longest preview of a string or number, in bytes; 0 for none"), N_("N") },
    { "every", 0, 0, G_OPTION_ARG_DOUBLE, &every, N_("Take one every so many seconds, into numbered files"), N_("SECONDS") },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, N_("With --every: end after N snapshots"), N_("N") },
    { "keep", 0, 0, G_OPTION_ARG_INT, &keep, N_("With --every: remove all files but the last N"), N_("N") },
    { NULL },
  };
  HfCliLive live;

  if (!hf_cli_parse (cli, &hf_cli_snapshot, entries, &argc, &argv, 1, 1))
    return HF_CLI_USAGE;
  if (output != NULL && *output == '\0')
    return hf_cli_usage (cli, _("-o FILE is needed"));
  if (output != NULL && hf_dump_format_for_path (output) != HF_DUMP_NATIVE)
    return hf_cli_usage (cli, _("A snapshot is a native dump; “convert” makes %s of it"), output);
  if (cli->no_values)
    values = 0;
  if (values < 0)
    return hf_cli_usage (cli, _("--values must be 0 or more"));
  if (!check_pace (cli, every, count, keep))
    return HF_CLI_USAGE;
  live = (HfCliLive) { .pid = parse_pid (cli, argv[1]), .output = output, .values = (guint) values, .every = every, .count = (guint) MAX (count, 0),
                       .keep = (guint) MAX (keep, 0) };
  if (live.pid == 0)
    return HF_CLI_USAGE;

  return every != NOT_GIVEN ? hf_cli_live (cli, &live) : take (cli, live.pid, output, (guint) values);
}

const HfCliCommand hf_cli_snapshot = { "snapshot", "PID [-o FILE]", N_("Take a dump of a running Python program"), run };
