/* SPDX-License-Identifier: Apache-2.0 */
/* make-dump FILE SESSIONS GARBAGE_RINGS SECONDS [strange]: writes a dump for the tests of the window. */
#include <stdlib.h>

#include "leak-dump.h"

int
main (int argc, char *argv[])
{
  LeakShape shape = { 0 };

  g_assert_cmpint (argc, >=, 5);
  shape.sessions = (guint) atoi (argv[2]);
  shape.garbage_rings = (guint) atoi (argv[3]);
  shape.time = atoi (argv[4]);
  shape.strange = argc > 5;
  leak_dump_write (&shape, argv[1]);

  return 0;
}
