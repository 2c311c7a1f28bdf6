/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "dump/hf-dump.h"

static const char *
format_name (HfDumpFormat format)
{
  switch (format)
    {
    case HF_DUMP_JSON:
      return "json";

    case HF_DUMP_JSON_LINES:
      return "json-lines";

    case HF_DUMP_NATIVE:
    default:
      return "native";
    }
}

static void
print_json (const char *path, HfDumpFormat format, const HfHeap *heap)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", path);
  hf_cli_json_string (builder, "format", format_name (format));
  hf_cli_json_int (builder, "objects", hf_heap_n_objects (heap));
  hf_cli_json_int (builder, "references", hf_heap_n_references (heap));
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static HfCliStatus
answer (HfCli *cli, const char *path, const char *output)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfHeap) heap = hf_cli_load (cli, path, &status);
  g_autoptr (GError) error = NULL;
  HfDumpFormat format = hf_dump_format_for_path (output);

  if (heap == NULL)
    return status;
  if (!hf_dump_save (heap, output, format, cli->progress, &error))
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (output, format, heap);

  return HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("The file to write: .json, .jsonl, else native"), N_("FILE") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_convert, entries, &argc, &argv, 1, 1))
    return HF_CLI_USAGE;
  if (output == NULL || *output == '\0')
    return hf_cli_usage (cli, _("-o FILE is needed"));

  return answer (cli, argv[1], output);
}

const HfCliCommand hf_cli_convert = { "convert", "DUMP -o FILE", N_("Write a dump in the native or the interchange form"), run };
