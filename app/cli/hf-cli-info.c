/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

static guint
types_in_use (const HfHeap *heap)
{
  g_autofree guint8 *used = g_new0 (guint8, MAX (hf_heap_n_types (heap), 1));
  guint n = 0;

  for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
    used[hf_heap_type (heap, v)] = 1;
  for (guint32 i = 0; i < hf_heap_n_types (heap); i++)
    n += used[i];

  return n;
}

static char *
time_text (gint64 microseconds)
{
  g_autoptr (GDateTime) utc = microseconds != 0 ? g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC) : NULL;

  return utc != NULL ? g_date_time_format_iso8601 (utc) : NULL;
}

static guint32
n_unreachable (const HfHeap *heap)
{
  return hf_heap_graph (heap)->n - 1 - hf_heap_graph (heap)->n_reachable;
}

static const char *
or_null (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static void
print_json (const HfHeap *heap)
{
  const HfHeapInfo *info = hf_heap_info (heap);
  g_autofree char *time = time_text (info->time);
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "format", info->format);
  hf_cli_json_string (builder, "runtime", info->runtime);
  hf_cli_json_string (builder, "program", or_null (info->program));
  hf_cli_json_string (builder, "host", or_null (info->host));
  if (info->pid != 0)
    hf_cli_json_int (builder, "pid", info->pid);
  else
    hf_cli_json_null (builder, "pid");
  hf_cli_json_string (builder, "time", time);
  hf_cli_json_int (builder, "objects", hf_heap_n_objects (heap));
  hf_cli_json_int (builder, "references", hf_heap_n_references (heap));
  hf_cli_json_int (builder, "bytes", (gint64) hf_heap_bytes (heap));
  hf_cli_json_int (builder, "roots", hf_heap_n_roots (heap));
  hf_cli_json_int (builder, "unreachable", n_unreachable (heap));
  hf_cli_json_int (builder, "types", types_in_use (heap));
  hf_cli_json_int (builder, "dangling", (gint64) info->dangling);
  hf_cli_json_bool (builder, "values", (info->has & HF_HAS_VALUES) != 0);
  hf_cli_json_string (builder, "truncated", info->truncated);
  json_builder_set_member_name (builder, "lacks");
  json_builder_begin_array (builder);
  for (char **sentence = info->lacks; sentence != NULL && *sentence != NULL; sentence++)
    json_builder_add_string_value (builder, *sentence);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
add_text (HfCliTable *table, const char *what, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  hf_cli_table_text (table, what);
  hf_cli_table_text (table, text);
}

static void
add_number (HfCliTable *table, const char *what, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  add_text (table, what, text);
}

static void
print_text (HfCli *cli, const HfHeap *heap)
{
  const HfHeapInfo *info = hf_heap_info (heap);
  HfCliTable *table = hf_cli_table_new (cli);
  g_autofree char *bytes = hf_cli_size (cli, hf_heap_bytes (heap));
  g_autofree char *time = time_text (info->time);

  hf_cli_table_column (table, "", HF_CLI_TEXT);
  hf_cli_table_column (table, "", HF_CLI_TEXT);
  add_text (table, _("Format"), info->format);
  add_text (table, _("Runtime"), info->runtime);
  add_text (table, _("Program"), info->program);
  add_text (table, _("Host"), info->host);
  if (info->pid != 0)
    add_number (table, _("Process"), (guint64) info->pid);
  add_text (table, _("Time"), time);
  add_number (table, _("Objects"), hf_heap_n_objects (heap));
  add_number (table, _("References"), hf_heap_n_references (heap));
  add_text (table, _("Bytes"), bytes);
  add_number (table, _("Roots"), hf_heap_n_roots (heap));
  add_number (table, _("Unreachable"), n_unreachable (heap));
  add_number (table, _("Types"), types_in_use (heap));
  if (info->dangling > 0)
    add_number (table, _("References to objects that are not in the dump"), info->dangling);
  add_text (table, _("Values"), info->has & HF_HAS_VALUES ? _("in the dump") : _("not in the dump"));
  add_text (table, _("Truncated"), info->truncated);
  for (char **sentence = info->lacks; sentence != NULL && *sentence != NULL; sentence++)
    add_text (table, _("Lacks"), *sentence);
  hf_cli_table_print (table, 0);
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autoptr (HfHeap) heap = NULL;
  HfCliStatus status = HF_CLI_DONE;

  if (!hf_cli_parse (cli, &hf_cli_info, NULL, &argc, &argv, 1, 1))
    return HF_CLI_USAGE;
  heap = hf_cli_load (cli, argv[1], &status);
  if (heap == NULL)
    return status;

  if (cli->json)
    print_json (heap);
  else
    print_text (cli, heap);

  return HF_CLI_DONE;
}

const HfCliCommand hf_cli_info = { "info", "DUMP", N_("Tell runtime, objects, references and what the dump lacks"), run };
