/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "case/hf-case-file.h"
#include "case/hf-case-verdicts.h"

#define STEP " › "

typedef struct
{
  char **verdicts[HF_N_VERDICTS]; /* PLACE or PLACE=N */
  char *reason;
  char *output;
  int tolerance;
  gboolean values;
} Options;

/* ---- marks ------------------------------------------------------------------------------------------------------------------ */

/* "PLACE=12" is PLACE and 12. A place that ends so itself is written with a limit behind it. */
static char *
split_limit (const char *text, gint64 *limit)
{
  const char *equals = strrchr (text, '=');

  *limit = HF_CASE_NO_LIMIT;
  if (equals == NULL || equals[1] == '\0' || strspn (equals + 1, "0123456789") != strlen (equals + 1) ||
      !g_ascii_string_to_signed (equals + 1, 10, 0, G_MAXINT64, limit, NULL))
    return g_strdup (text);

  return g_strndup (text, equals - text);
}

/* A folded path may be typed with plain ASCII: "module app > .CACHE > [*] > Session". */
static char *
fold_typed (const char *text)
{
  g_auto (GStrv) steps = g_strsplit (text, " > ", -1);

  return g_strjoinv (STEP, steps);
}

/* "['visitor-201']" comes from what the program works on; "[3]" and "[*]" do not. */
static gboolean
has_key (const char *subject)
{
  for (const char *at = strchr (subject, '['); at != NULL; at = strchr (at + 1, '['))
    {
      const char *end = at + 1 + strspn (at + 1, "0123456789-*");

      if (*end != ']')
        return TRUE;
    }

  return FALSE;
}

static gboolean
add_mark (HfCli *cli, HfCase *self, HfVerdict verdict, const char *text, const char *reason)
{
  gint64 limit;
  g_autofree char *typed = split_limit (text, &limit);
  g_autofree char *subject = fold_typed (typed);
  gboolean is_place = strstr (subject, STEP) != NULL;
  HfCaseMark *mark;

  if (*subject == '\0')
    return hf_cli_usage (cli, _("A place is empty")) == HF_CLI_DONE;
  if (!self->values && has_key (subject))
    return hf_cli_usage (cli, _("“%s” has a key in it, which a case is not to hold: --values allows it"), subject) == HF_CLI_DONE;
  if (is_place ? hf_case_find_place (self, subject) != NULL : hf_case_find_object (self, subject, HF_CASE_NO_DUMP, 0) != NULL)
    return hf_cli_usage (cli, _("There are two verdicts on “%s”"), subject) == HF_CLI_DONE;

  mark = hf_case_add_mark (self);
  *(is_place ? &mark->place : &mark->object) = g_steal_pointer (&subject);
  mark->verdict = verdict;
  mark->allow = limit;
  mark->reason = g_strdup (reason);

  return TRUE;
}

static gboolean
add_marks (HfCli *cli, HfCase *self, const Options *options)
{
  for (guint verdict = 1; verdict < HF_N_VERDICTS; verdict++)
    for (char **text = options->verdicts[verdict]; text != NULL && *text != NULL; text++)
      if (!add_mark (cli, self, verdict, *text, options->reason))
        return FALSE;

  return TRUE;
}

/* What the marks' subjects are in this dump. Later dumps have the last word. */
static void
learn (HfCase *self, const HfAnalysis *analysis, guint dump, const HfCaseVerdicts *verdicts, gboolean *known)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      HfCaseMark *mark = g_ptr_array_index (self->marks, i);
      guint32 object = verdicts->objects[i];

      mark->count = (gint64) verdicts->counts[i];
      known[i] |= object != HF_NONE || verdicts->counts[i] > 0;
      if (object == HF_NONE)
        continue;
      g_free (mark->type);
      mark->type = g_strdup (hf_heap_type_name_of (analysis->heap, object));
      mark->address = hf_heap_address (analysis->heap, object);
      mark->dump = mark->address != 0 ? dump : HF_CASE_NO_DUMP;
    }
}

static HfCliStatus
look_at (HfCli *cli, HfCase *self, char **paths, const char *output, guint n, gboolean *known)
{
  HfCliStatus status = HF_CLI_DONE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, paths[i], &status);
      g_autoptr (HfPlaces) places = hf_places_new ();
      g_autoptr (HfCaseVerdicts) verdicts = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *name = hf_case_name_for (paths[i], output);
      g_autofree char *digest = NULL;
      guint64 size;

      if (analysis == NULL)
        return status;
      digest = hf_case_checksum (paths[i], &size, cli->progress, &error);
      verdicts = digest != NULL ? hf_case_verdicts_new (self, places, analysis, HF_CASE_NO_DUMP, cli->progress, &error) : NULL;
      if (verdicts == NULL)
        return hf_cli_fail (cli, g_steal_pointer (&error));
      hf_case_add_dump (self, name, digest, size);
      learn (self, analysis, i, verdicts, known);
    }

  return HF_CLI_DONE;
}

static void
print_json (const char *output, const HfCase *self)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", output);
  hf_cli_json_int (builder, "dumps", self->dumps->len);
  hf_cli_json_int (builder, "verdicts", self->marks->len);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static HfCliStatus
answer (HfCli *cli, HfCase *self, char **paths, guint n, const char *output)
{
  g_autofree gboolean *known = g_new0 (gboolean, self->marks->len + 1);
  HfCliStatus status = look_at (cli, self, paths, output, n, known);
  g_autoptr (GError) error = NULL;

  if (status != HF_CLI_DONE)
    return status;
  for (guint i = 0; i < self->marks->len; i++)
    {
      char buffer[32];

      if (!known[i])
        return hf_cli_nothing (cli, _("Nothing is at “%s” in any of the dumps"), hf_case_mark_subject (g_ptr_array_index (self->marks, i), buffer));
    }
  if (!hf_case_save (self, output, &error))
    return hf_cli_fail (cli, g_steal_pointer (&error));
  hf_case_known_add (output);
  if (cli->json)
    print_json (output, self);

  return HF_CLI_DONE;
}

static void
options_clear (Options *options)
{
  for (guint verdict = 0; verdict < HF_N_VERDICTS; verdict++)
    g_strfreev (options->verdicts[verdict]);
  g_free (options->reason);
  g_free (options->output);
}

static HfCliStatus
run_with (HfCli *cli, int argc, char **argv, Options *options)
{
  g_autoptr (HfCase) self = hf_case_new ();
  const GOptionEntry entries[] = {
    { "leak", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->verdicts[HF_VERDICT_LEAK], N_("PLACE must hold nothing, or N objects at most"), N_("PLACE[=N]") },
    { "expected", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->verdicts[HF_VERDICT_EXPECTED], N_("PLACE may hold what it holds, or N objects at most"), N_("PLACE[=N]") },
    { "unknown", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->verdicts[HF_VERDICT_UNKNOWN], N_("PLACE must not grow, or by N objects at most"), N_("PLACE[=N]") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &options->reason, N_("Why these verdicts"), N_("TEXT") },
    { "tolerance", 0, 0, G_OPTION_ARG_INT, &options->tolerance, N_("Growth of at most N objects at one place is not told of"), N_("N") },
    { "values", 0, 0, G_OPTION_ARG_NONE, &options->values, N_("Places may have keys of dictionaries in them"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, N_("The case file to write"), N_("FILE") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_case, entries, &argc, &argv, 1, HF_CASE_MAX_DUMPS))
    return HF_CLI_USAGE;
  if (options->output == NULL || *options->output == '\0')
    return hf_cli_usage (cli, _("-o FILE is needed"));
  if (options->tolerance < -1)
    return hf_cli_usage (cli, _("A number is out of range"));
  self->values = options->values;
  if (!add_marks (cli, self, options))
    return HF_CLI_USAGE;
  if (options->tolerance >= 0)
    self->tolerance = options->tolerance;

  return answer (cli, self, argv + 1, (guint) argc - 1, options->output);
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  Options options = { .tolerance = -1 };
  HfCliStatus status = run_with (cli, argc, argv, &options);

  options_clear (&options);

  return status;
}

const HfCliCommand hf_cli_case = { "case", "DUMP… -o FILE", N_("Write a case file with verdicts on places, oldest dump first"), run };
