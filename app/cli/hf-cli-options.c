/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "drawing/hf-values.h"

static void
complain (const HfCli *cli, const char *sentence)
{
  g_autofree char *clean = hf_cli_escape (sentence);

  hf_cli_progress_stop ();
  if (cli->command != NULL)
    fprintf (stderr, "holdfast-cli %s: %s\n", cli->command, clean);
  else
    fprintf (stderr, "holdfast-cli: %s\n", clean);
}

HfCliStatus
hf_cli_usage (HfCli *cli, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  complain (cli, sentence);
  if (cli->command != NULL)
    fprintf (stderr, _("Try “holdfast-cli %s --help”.\n"), cli->command);
  else
    fputs (_("Try “holdfast-cli --help”.\n"), stderr);

  return HF_CLI_USAGE;
}

HfCliStatus
hf_cli_nothing (HfCli *cli, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  complain (cli, sentence);

  return HF_CLI_NO_ANSWER;
}

HfCliStatus
hf_cli_fail (HfCli *cli, GError *error)
{
  g_autoptr (GError) owned = error;

  if (g_error_matches (owned, HF_ERROR, HF_ERROR_CANCELLED))
    {
      complain (cli, _("Cancelled"));
      return HF_CLI_CANCELLED;
    }
  complain (cli, owned->message);

  return g_error_matches (owned, HF_ERROR, HF_ERROR_NO_ANSWER) ? HF_CLI_NO_ANSWER : HF_CLI_FILE;
}

gboolean
hf_cli_one_of (HfCli *cli, const char *option, const char *value, const char *const *words)
{
  g_autofree char *list = NULL;

  if (value == NULL || g_strv_contains (words, value))
    return TRUE;

  list = g_strjoinv (", ", (char **) words);
  hf_cli_usage (cli, _("%s must be one of %s, not “%s”"), option, list, value);

  return FALSE;
}

gboolean
hf_cli_check_limit (HfCli *cli, int limit)
{
  if (limit >= HF_CLI_NO_LIMIT)
    return TRUE;

  hf_cli_usage (cli, _("--limit must be 0 (everything) or more"));

  return FALSE;
}

guint
hf_cli_shown (const HfCli *cli, int limit, guint n)
{
  if (limit > 0)
    return MIN ((guint) limit, n);
  if (limit == 0 || cli->json || !cli->terminal)
    return n;

  return MIN (HF_CLI_SHOWN, n);
}

static gboolean
check_operands (HfCli *cli, const HfCliCommand *command, int argc, char **argv, guint min, guint max)
{
  guint n = argc - 1;

  for (int i = 1; i < argc; i++)
    if (argv[i][0] == '\0')
      {
        hf_cli_usage (cli, _("An operand is empty"));
        return FALSE;
      }
  if (n < min)
    hf_cli_usage (cli, _("Something is missing: %s %s"), command->name, command->operands);
  else if (n > max)
    hf_cli_usage (cli, _("“%s” is one too many: %s %s"), argv[max + 1], command->name, command->operands);

  return n >= min && n <= max;
}

/* "--" tells options from operands; it has been understood when it is met here. */
static void
drop_separator (int *argc, char **argv)
{
  int to = 1;
  gboolean dropped = FALSE;

  for (int i = 1; i < *argc; i++)
    {
      if (!dropped && g_str_equal (argv[i], "--"))
        dropped = TRUE;
      else
        argv[to++] = argv[i];
    }
  *argc = to;
}

gboolean
hf_cli_parse (HfCli *cli, const HfCliCommand *command, const GOptionEntry *entries, int *argc, char ***argv, guint min, guint max)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->operands);
  g_autoptr (GError) error = NULL;
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_("Print one JSON document"), NULL },
    { "chrome", 0, 0, G_OPTION_ARG_NONE, &cli->chrome, N_("Count heap snapshots of V8 as Chrome does"), NULL },
    { "no-values", 0, 0, G_OPTION_ARG_NONE, &cli->no_values, N_("Leave out what objects hold, but for names and keys"), NULL },
    { NULL },
  };
  g_autofree char *program = g_strdup_printf ("holdfast-cli %s", command->name);

  g_option_context_set_translation_domain (context, NULL);
  g_option_context_set_summary (context, _(command->summary));
  g_option_context_add_main_entries (context, common, "holdfast");
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, "holdfast");

  g_set_prgname (program);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      hf_cli_usage (cli, "%s", error->message);
      return FALSE;
    }
  drop_separator (argc, *argv);
  hf_values_set_shown (!cli->no_values);

  return check_operands (cli, command, *argc, *argv, min, max);
}
