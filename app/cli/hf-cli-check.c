/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "case/hf-case-file.h"
#include "hf-cli-junit.h"

typedef struct
{
  gboolean strict;
  int tolerance;
  int limit;
  char *junit;
  char **dumps; /* NAME=PATH of the case's own */
} Options;

static const char *
result_name (const HfCheckFinding *finding)
{
  static const char *const names[] = { "passed", "failed", "skipped" };

  return finding->mark == NULL && finding->result == HF_CHECK_PASSED ? "reported" : names[finding->result];
}

static const char *
verdict_name (const HfCheckFinding *finding)
{
  return finding->mark != NULL ? hf_verdict_name (finding->mark->verdict) : "growth";
}

/* ---- output ------------------------------------------------------------------------------------------------------------------- */

static void
add_number (JsonBuilder *builder, const char *key, gint64 number)
{
  if (number >= 0)
    hf_cli_json_int (builder, key, number);
  else
    hf_cli_json_null (builder, key);
}

static void
add_finding (JsonBuilder *builder, const HfCheckFinding *finding)
{
  g_autofree char *sentence = hf_cli_finding_sentence (finding);

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "subject", finding->subject);
  hf_cli_json_string (builder, "verdict", verdict_name (finding));
  hf_cli_json_string (builder, "result", result_name (finding));
  add_number (builder, "before", finding->before);
  add_number (builder, "now", finding->now);
  add_number (builder, "allow", finding->allow);
  hf_cli_json_int (builder, "bytes", (gint64) finding->bytes);
  hf_cli_json_string (builder, "message", sentence);
  hf_cli_json_string (builder, "reason", finding->mark != NULL ? finding->mark->reason : NULL);
  hf_cli_json_string (builder, "note", finding->mark != NULL ? finding->mark->note : NULL);
  json_builder_end_object (builder);
}

static void
print_json (const char *case_path, char **paths, guint n, const HfCheck *check)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "case", case_path);
  json_builder_set_member_name (builder, "dumps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    json_builder_add_string_value (builder, paths[i]);
  json_builder_end_array (builder);
  hf_cli_json_bool (builder, "passed", check->n_failed == 0);
  hf_cli_json_int (builder, "failed", check->n_failed);
  hf_cli_json_int (builder, "skipped", check->n_skipped);
  hf_cli_json_bool (builder, "compared", check->compared);
  json_builder_set_member_name (builder, "checks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < check->findings->len; i++)
    add_finding (builder, &g_array_index (check->findings, HfCheckFinding, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_text (HfCli *cli, const HfCheck *check, guint n)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Result"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Verdict"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Before"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Now"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Allowed"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Size"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Place"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Reason"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const HfCheckFinding *finding = &g_array_index (check->findings, HfCheckFinding, i);

      hf_cli_table_text (table, result_name (finding));
      hf_cli_table_text (table, verdict_name (finding));
      if (finding->before >= 0)
        hf_cli_table_number (table, finding->before);
      else
        hf_cli_table_none (table);
      hf_cli_table_number (table, finding->now);
      if (finding->allow >= 0)
        hf_cli_table_number (table, finding->allow);
      else
        hf_cli_table_none (table);
      hf_cli_table_number (table, (gint64) finding->bytes);
      hf_cli_table_text (table, finding->subject);
      hf_cli_table_text (table, finding->mark != NULL && finding->mark->reason != NULL ? finding->mark->reason : "");
    }
  hf_cli_table_print (table, check->findings->len);
}

static HfCliStatus
conclude (HfCli *cli, const HfCheck *check)
{
  if (check->n_failed > 0)
    return hf_cli_nothing (cli, ngettext ("%u of %u check failed", "%u of %u checks failed", check->findings->len), check->n_failed,
                           check->findings->len);
  if (!check->compared && cli->terminal && !cli->json)
    hf_cli_printf ("%s\n", _("There is one dump: what grew without a verdict was not looked for."));

  return HF_CLI_DONE;
}

/* ---- the answer ----------------------------------------------------------------------------------------------------------------- */

/* Which of the case's dumps the file is, so that addresses mean something in it. */
static guint
index_of_dump (HfCli *cli, const HfCase *self, const char *path)
{
  g_autofree char *digest = NULL;
  guint64 size = 0;

  for (guint i = 0; i < self->dumps->len; i++)
    {
      const HfCaseDump *dump = g_ptr_array_index (self->dumps, i);

      if (dump->sha256 == NULL)
        continue;
      if (digest == NULL && (digest = hf_case_checksum (path, &size, cli->progress, NULL)) == NULL)
        break;
      if (g_str_equal (digest, dump->sha256))
        return i;
    }

  return HF_CASE_NO_DUMP;
}

static HfCliStatus
answer (HfCli *cli, const HfCase *self, const char *case_path, char **paths, guint n_paths, GPtrArray *analyses, const guint *dumps,
        const Options *options)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HfCheck) check = hf_check_new (self, (HfAnalysis **) analyses->pdata, dumps, analyses->len, options->strict, cli->progress, &error);

  if (check == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));
  if (options->junit != NULL &&
      !hf_cli_junit_write (check, case_path, (g_get_monotonic_time () - start) / G_USEC_PER_SEC, options->junit, &error))
    return hf_cli_fail (cli, g_steal_pointer (&error));
  if (cli->json)
    print_json (case_path, paths, n_paths, check);
  else
    print_text (cli, check, hf_cli_shown (cli, options->limit, check->findings->len));

  return conclude (cli, check);
}

/* (transfer none) The path in "NAME=PATH" if that is the name, else NULL. */
static const char *
path_of (const char *text, const char *name)
{
  gsize length = strlen (name);

  return strncmp (text, name, length) == 0 && text[length] == '=' ? text + length + 1 : NULL;
}

/* (transfer none) What the person says of where the dump is, or NULL. Its whole name counts before its last part. */
static const char *
place_of (const HfCaseDump *dump, char **dumps)
{
  g_autofree char *base = g_path_get_basename (dump->name);
  const char *found = NULL;

  for (char **text = dumps; text != NULL && *text != NULL && found == NULL; text++)
    found = path_of (*text, dump->name);
  for (char **text = dumps; text != NULL && *text != NULL && found == NULL; text++)
    found = path_of (*text, base);

  return found;
}

/* (transfer none) The first that is about no dump of the case, or NULL. */
static const char *
find_stray (const HfCase *self, char **dumps)
{
  for (char **text = dumps; text != NULL && *text != NULL; text++)
    {
      char *one[] = { *text, NULL };
      guint i = 0;

      while (i < self->dumps->len && place_of (g_ptr_array_index (self->dumps, i), one) == NULL)
        i++;
      if (i == self->dumps->len)
        return *text;
    }

  return NULL;
}

static char *
take_told (HfCli *cli, const HfCaseDump *dump, const char *path, HfCliStatus *status)
{
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  if (hf_case_dump_is (dump, path, &digest, cli->progress, &error))
    return g_strdup (path);
  if (error == NULL)
    g_set_error (&error, HF_ERROR, HF_ERROR_IO, dump->sha256 != NULL ? _("%s is not the dump %s: its content is another.")
                                                                     : _("%s is not the dump %s: it has another size."), path, dump->name);
  *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return NULL;
}

static char *
find_own (HfCli *cli, const HfCaseDump *dump, const char *case_path, HfCliStatus *status)
{
  HfCaseFound found;
  g_autoptr (GError) error = NULL;
  char *path = hf_case_find_dump (dump, case_path, &found, cli->progress, &error);

  if (path != NULL && found != HF_CASE_DUMP_CHANGED)
    return path;
  if (error == NULL)
    {
      g_autofree char *base = g_path_get_basename (dump->name);

      g_set_error (&error, HF_ERROR, HF_ERROR_IO,
                   path != NULL ? _("%s: The dump %s has changed since the case was saved: --dump %s=PATH says where the old one is.")
                                : _("%s: The dump %s is not where it was, and not beside the case: --dump %s=PATH says where it is."),
                   case_path, dump->name, base);
    }
  *status = hf_cli_fail (cli, g_steal_pointer (&error));
  g_free (path);

  return NULL;
}

/* (transfer full) The case, then its own dumps, oldest first; NULL after a failure. Of those between the first and the last nothing
 * is asked: they may be gone. */
static char **
find_dumps (HfCli *cli, const HfCase *self, const char *case_path, char **dumps, HfCliStatus *status)
{
  g_auto (GStrv) paths = g_new0 (char *, self->dumps->len + 2);

  paths[0] = g_strdup (case_path);
  for (guint i = 0; i < self->dumps->len; i++)
    {
      const HfCaseDump *dump = g_ptr_array_index (self->dumps, i);
      const char *told = place_of (dump, dumps);

      if (i > 0 && i + 1 < self->dumps->len)
        {
          paths[i + 1] = g_strdup (told != NULL ? told : dump->name);
          continue;
        }
      paths[i + 1] = told != NULL ? take_told (cli, dump, told, status) : find_own (cli, dump, case_path, status);
      if (paths[i + 1] == NULL)
        return NULL;
    }

  return g_steal_pointer (&paths);
}

static HfCliStatus
load_and_answer (HfCli *cli, const HfCase *self, char **paths, guint n, const Options *options)
{
  g_autoptr (GPtrArray) analyses = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_analysis_unref);
  g_autofree guint *dumps = g_new0 (guint, n);
  HfCliStatus status = HF_CLI_DONE;

  for (guint i = 1; i < n; i++)
    {
      /* Of dumps between the first and the last nothing is asked. */
      HfAnalysis *analysis = i == 1 || i + 1 == n ? hf_cli_analyse (cli, paths[i], &status) : NULL;

      if (status != HF_CLI_DONE)
        return status;
      if (analysis == NULL)
        continue;
      dumps[analyses->len] = index_of_dump (cli, self, paths[i]);
      g_ptr_array_add (analyses, analysis);
    }

  return answer (cli, self, paths[0], paths + 1, n - 1, analyses, dumps, options);
}

static HfCliStatus
load_case (HfCli *cli, char **paths, guint n, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfCase) self = hf_case_load (paths[0], &error);
  g_auto (GStrv) own = NULL;
  const char *stray;
  HfCliStatus status = HF_CLI_DONE;

  if (self == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));
  if (options->tolerance >= 0)
    self->tolerance = options->tolerance;
  if (n > 1)
    return load_and_answer (cli, self, paths, n, options);
  if (self->dumps->len == 0)
    return hf_cli_usage (cli, _("The case names no dumps: give one"));
  stray = find_stray (self, options->dumps);
  if (stray != NULL)
    return hf_cli_usage (cli, _("--dump %s: it is to be NAME=PATH, with the name of a dump of the case"), stray);
  own = find_dumps (cli, self, paths[0], options->dumps, &status);

  return own != NULL ? load_and_answer (cli, self, own, self->dumps->len + 1, options) : status;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  Options options = { .limit = HF_CLI_NO_LIMIT, .tolerance = -1 };
  g_autofree char *junit = NULL;
  g_auto (GStrv) dumps = NULL;
  const GOptionEntry entries[] = {
    { "dump", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &dumps, N_("Where a dump of the case is that is not where it was"), N_("NAME=PATH") },
    { "strict", 0, 0, G_OPTION_ARG_NONE, &options.strict, N_("Fail where something grew that has no verdict"), NULL },
    { "tolerance", 0, 0, G_OPTION_ARG_INT, &options.tolerance, N_("Growth of at most N objects at one place is not told of"), N_("N") },
    { "junit", 0, 0, G_OPTION_ARG_FILENAME, &junit, N_("Write the result as JUnit XML, too"), N_("FILE") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_check, entries, &argc, &argv, 1, G_MAXINT) || !hf_cli_check_limit (cli, options.limit))
    return HF_CLI_USAGE;
  if (options.tolerance < -1)
    return hf_cli_usage (cli, _("A number is out of range"));
  if (dumps != NULL && argc > 2)
    return hf_cli_usage (cli, _("--dump is for the case's own dumps: give no others"));
  options.junit = junit;
  options.dumps = dumps;

  return load_case (cli, argv + 1, (guint) argc - 1, &options);
}

const HfCliCommand hf_cli_check = { "check", "CASE [DUMP…]", N_("Tell whether the verdicts of a case hold in a dump, or from the first to the last"), run };
