/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "dump/hf-dump-redact.h"
#include "dump/hf-dump.h"

typedef struct
{
  gboolean redact;
  gboolean redact_names;
  char *key;
} Options;

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
print_json (const char *path, HfDumpFormat format, const HfHeap *heap, const Options *options)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", path);
  hf_cli_json_string (builder, "format", format_name (format));
  hf_cli_json_int (builder, "objects", hf_heap_n_objects (heap));
  hf_cli_json_int (builder, "references", hf_heap_n_references (heap));
  hf_cli_json_bool (builder, "redacted", options->redact || options->redact_names);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

/* (transfer full) What is to be written; NULL after a failure, which has been printed. */
static HfHeap *
prepare (HfCli *cli, const char *path, const Options *options, HfCliStatus *status)
{
  g_autoptr (HfHeap) heap = hf_cli_load (cli, path, status);
  g_autoptr (GError) error = NULL;
  HfHeap *copy;

  if (heap == NULL || (!options->redact && !options->redact_names))
    return g_steal_pointer (&heap);

  copy = hf_dump_redact (heap, options->redact_names ? HF_REDACT_NAMES : HF_REDACT_DATA, options->key, cli->progress, &error);
  if (copy == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return copy;
}

static HfCliStatus
answer (HfCli *cli, const char *path, const char *output, const Options *options)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfHeap) heap = prepare (cli, path, options, &status);
  g_autoptr (GError) error = NULL;
  HfDumpFormat format = hf_dump_format_for_path (output);

  if (heap == NULL)
    return status;
  if (!hf_dump_save (heap, output, format, cli->progress, &error))
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (output, format, heap, options);

  return HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *output = NULL;
  g_autofree char *key = NULL;
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("The file to write: .json, .jsonl, else native"), N_("FILE") },
    { "redact", 0, 0, G_OPTION_ARG_NONE, &options.redact, N_("Write the structure without values, keys and other data"), NULL },
    { "redact-names", 0, 0, G_OPTION_ARG_NONE, &options.redact_names, N_("The same, and without the names that the program's code has"), NULL },
    { "key", 0, 0, G_OPTION_ARG_STRING, &key, N_("A secret of yours: what is taken out reads alike in all dumps with it"), N_("TEXT") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_convert, entries, &argc, &argv, 1, 1))
    return HF_CLI_USAGE;
  if (output == NULL || *output == '\0')
    return hf_cli_usage (cli, _("-o FILE is needed"));
  if (key != NULL && (*key == '\0' || (!options.redact && !options.redact_names)))
    return hf_cli_usage (cli, _("--key goes with --redact or --redact-names, and may not be empty"));
  if (cli->no_values && !options.redact && !options.redact_names)
    return hf_cli_usage (cli, _("convert writes what is in the dump: --redact leaves the values out"));
  options.key = key;

  return answer (cli, argv[1], output, &options);
}

const HfCliCommand hf_cli_convert = { "convert", "DUMP -o FILE", N_("Write a dump in the native or the interchange form"), run };
