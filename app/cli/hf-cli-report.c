/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "report/hf-report-heaps.h"

static void
print_json (const HfReport *report, const char *output)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", output);
  hf_cli_json_int (builder, "pictures", hf_report_n_pictures (report));
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static HfCliStatus
answer (HfCli *cli, const HfReportHeaps *heaps, const char *output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfReport) report = hf_report_new_for_heaps (heaps, cli->progress, &error);

  if (report == NULL || !hf_report_write (report, output, &error))
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (report, output);

  return HF_CLI_DONE;
}

static HfCliStatus
load_and_answer (HfCli *cli, char **paths, HfReportHeaps *heaps, const char *output)
{
  g_autoptr (GPtrArray) analyses = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_analysis_unref);
  HfCliStatus status = HF_CLI_DONE;

  for (guint i = 0; i < heaps->n; i++)
    {
      HfAnalysis *analysis = hf_cli_analyse (cli, paths[i], &status);

      if (analysis == NULL)
        return status;
      g_ptr_array_add (analyses, analysis);
    }
  heaps->analyses = (HfAnalysis **) analyses->pdata;
  heaps->names = (const char *const *) paths;

  return answer (cli, heaps, output);
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  g_autofree char *output = NULL, *title = NULL;
  g_autoptr (GError) error = NULL;
  int limit = HF_REPORT_ROWS, pictures = HF_REPORT_PICTURES;
  HfReportHeaps heaps = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("The report to write: .html or .md"), N_("FILE") },
    { "title", 0, 0, G_OPTION_ARG_STRING, &title, N_("The report's title"), N_("TEXT") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N rows a table; 0 means all"), N_("N") },
    { "pictures", 0, 0, G_OPTION_ARG_INT, &pictures, N_("At most N pictures"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_report, entries, &argc, &argv, 1, G_MAXINT) || !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;
  if (output == NULL || *output == '\0')
    return hf_cli_usage (cli, _("-o FILE is needed"));
  if (!hf_report_is_path (output, &error))
    return hf_cli_usage (cli, "%s", error->message);
  if (limit < 0 || pictures < 0)
    return hf_cli_usage (cli, _("A number is out of range"));

  heaps.n = (guint) argc - 1;
  heaps.title = title;
  heaps.n_rows = (guint) limit;
  heaps.n_pictures = (guint) pictures;

  return load_and_answer (cli, argv + 1, &heaps, output);
}

const HfCliCommand hf_cli_report = { "report", "DUMP… -o FILE", N_("Write what was found as one HTML or Markdown file, oldest dump first"), run };
