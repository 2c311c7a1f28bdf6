/* SPDX-License-Identifier: Apache-2.0 */

/**
 * case-writer loop FILE         saves case 1, 2, 3 … and says each number once it is saved
 * case-writer save FILE N       saves case N; says what went wrong, exit status 3
 * case-writer check FILE        opens it and says which case it is; exit status 3 if it is not whole
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case/hf-case-file.h"

static guint
n_marks (guint number)
{
  return 20 + number % 400;
}

static HfCase *
make_case (guint number)
{
  HfCase *self = hf_case_new ();
  g_autofree char *text = g_strdup_printf ("%u", number);

  hf_case_add_dump (self, "before.hfdump", NULL, number);
  hf_case_set_view (self, "number", text);
  for (guint i = 0; i < n_marks (number); i++)
    {
      HfCaseMark *mark = hf_case_add_mark (self);

      mark->object = g_strdup_printf ("app.CACHE[%04u]", i);
      mark->note = g_strdup_printf ("note %u of case %u", i, number);
      mark->count = number;
    }

  return self;
}

static int
complain (GError *error)
{
  printf ("%s\n", error->message);
  g_error_free (error);

  return 3;
}

static int
save (const char *path, guint number)
{
  g_autoptr (HfCase) self = make_case (number);
  GError *error = NULL;

  return hf_case_save (self, path, &error) ? 0 : complain (error);
}

static int
check (const char *path)
{
  GError *error = NULL;
  g_autoptr (HfCase) self = hf_case_load (path, &error);
  g_autoptr (HfCase) wanted = NULL;
  g_autofree char *text = NULL;
  g_autofree char *wanted_text = NULL;
  guint number;

  if (self == NULL)
    return complain (error);
  number = (guint) atoi (hf_case_get_view (self, "number"));
  wanted = make_case (number);
  text = hf_case_to_text (self);
  wanted_text = hf_case_to_text (wanted);
  printf ("%u\n", number);

  return strcmp (text, wanted_text) == 0 ? 0 : 3;
}

int
main (int argc, char **argv)
{
  signal (SIGXFSZ, SIG_IGN);
  if (argc == 4 && strcmp (argv[1], "save") == 0)
    return save (argv[2], (guint) atoi (argv[3]));
  if (argc == 3 && strcmp (argv[1], "check") == 0)
    return check (argv[2]);
  for (guint i = 1; argc == 3 && strcmp (argv[1], "loop") == 0; i++)
    {
      if (save (argv[2], i) != 0)
        return 3;
      printf ("%u\n", i);
      fflush (stdout);
    }

  return 2;
}
