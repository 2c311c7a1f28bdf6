/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const HfCliCommand *const commands[] = {
  &hf_cli_info, &hf_cli_types, &hf_cli_growth, &hf_cli_suspects, &hf_cli_objects, &hf_cli_object, &hf_cli_chain,
  &hf_cli_holders, &hf_cli_cycles, &hf_cli_dominators, &hf_cli_cut, &hf_cli_draw, &hf_cli_convert, &hf_cli_case, &hf_cli_check, &hf_cli_report,
  &hf_cli_snapshot, &hf_cli_processes, &hf_cli_waste,
};

static const HfCliCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];

  return NULL;
}

static void
print_help (void)
{
  hf_cli_printf ("%s\n  holdfast-cli [--json] %s\n  holdfast-cli --help | --version\n\n%s\n", _("Usage:"), _("COMMAND …"), _("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    hf_cli_printf ("  %-11s %s%*s %s\n", commands[i]->name, commands[i]->operands,
                   MAX (0, 26 - (int) g_utf8_strlen (commands[i]->operands, -1)), "", _(commands[i]->summary));
  hf_cli_printf ("\n%s\n",
                 _("OBJECT is an address (0x… or decimal), #ID, or a path in the language's own words: app.CACHE[17].\n"
                   "With --json, before or after the command, one JSON document is printed.\n"
                   "On a terminal, text is aligned; elsewhere cells are separated by tabs, numbers are exact and there are no titles.\n"
                   "The exit status is 0 when done, 1 when there is no answer, 2 for a wrong command line, "
                   "3 for a file that cannot be read or a process that cannot be attached to.\n"
                   "“holdfast-cli COMMAND --help” tells the options of a command."));
}

static HfCliStatus
run (HfCli *cli, const HfCliCommand *command, int argc, char **argv)
{
  HfCliStatus status;

  cli->command = command->name;
  cli->progress = hf_progress_new ();
  hf_cli_progress_start (cli->progress);
  status = command->run (cli, argc, argv);
  hf_cli_progress_stop ();
  hf_progress_unref (cli->progress);

  return status;
}

/* What stands before the command. */
static HfCliStatus
dispatch (HfCli *cli, int argc, char **argv)
{
  int i = 1;

  for (; i < argc && argv[i][0] == '-'; i++)
    {
      if (g_str_equal (argv[i], "--json"))
        cli->json = TRUE;
      else if (g_str_equal (argv[i], "--chrome"))
        cli->chrome = TRUE;
      else if (g_str_equal (argv[i], "--no-values"))
        cli->no_values = TRUE;
      else if (g_str_equal (argv[i], "--version"))
        {
          hf_cli_printf ("holdfast-cli %s\n", HF_VERSION);
          return HF_CLI_DONE;
        }
      else if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h"))
        {
          print_help ();
          return HF_CLI_DONE;
        }
      else
        return hf_cli_usage (cli, _("Unknown option %s"), argv[i]);
    }

  if (i == argc)
    return hf_cli_usage (cli, _("No command was given"));
  if (find_command (argv[i]) == NULL)
    return hf_cli_usage (cli, _("Unknown command %s"), argv[i]);

  return run (cli, find_command (argv[i]), argc - i, argv + i);
}

int
main (int argc, char **argv)
{
  HfCli cli = { .terminal = isatty (STDOUT_FILENO) };
  g_auto (GStrv) words = NULL;
  g_autofree char **rest = NULL;
  HfCliStatus status;

  signal (SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of writing */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, HF_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("holdfast-cli");

  words = g_strdupv (argv);
  rest = g_memdup2 (words, (argc + 1) * sizeof *words); /* parsing takes words out of it */
  status = dispatch (&cli, argc, rest);
  if (fflush (stdout) != 0 && status == HF_CLI_DONE)
    status = HF_CLI_FILE;

  return (int) status;
}
