/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Looks like an interpreter of 3.14. Without -c it is the program that is attached to: it says that it runs, and waits.
 * With -c it writes down what it was asked, to the file FAKE_RECORD; refuses with FAKE_REFUSAL's words; or has the script run by
 * FAKE_PYTHON, as the program would.
 */
int
main (int argc, char **argv)
{
  const char *record = getenv ("FAKE_RECORD"), *refusal = getenv ("FAKE_REFUSAL"), *python = getenv ("FAKE_PYTHON");
  FILE *file;

  if (argc < 5)
    {
      puts ("ready");
      fflush (stdout);
      return getchar () == EOF ? 0 : 1;
    }
  file = record != NULL ? fopen (record, "w") : NULL;
  if (file != NULL)
    {
      for (int i = 1; i < argc; i++)
        fprintf (file, "%s\n", argv[i]);
      fclose (file);
    }
  if (refusal != NULL)
    {
      fprintf (stderr, "Traceback (most recent call last):\n%s\n", refusal);
      return 1;
    }
  if (python != NULL)
    execl (python, python, argv[argc - 1], (char *) NULL);
  return 0;
}
