/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>

#include "hf-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (HfApplication) application = NULL;

  signal (SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of writing */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, HF_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Holdfast");
  application = hf_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
