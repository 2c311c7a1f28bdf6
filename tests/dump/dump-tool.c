/* SPDX-License-Identifier: Apache-2.0 */
#include "dump/hf-dump.h"

/* dump-tool IN OUT: loads a dump and saves it in the form that OUT's ending names; for tests in other languages. */
int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;

  if (argc != 3)
    {
      g_printerr ("Usage: dump-tool IN OUT\n");
      return 2;
    }
  heap = hf_dump_load (argv[1], NULL, NULL, &error);
  if (heap == NULL || !hf_dump_save (heap, argv[2], hf_dump_format_for_path (argv[2]), NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 3;
    }

  return 0;
}
