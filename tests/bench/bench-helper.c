/* SPDX-License-Identifier: Apache-2.0 */
/* What the layout helper and its client endure:
 *
 *   bench-helper [SECONDS]
 *
 * A thousand requests, of which 100 are superseded on their way, 20 have their helper killed and 50 make Graphviz crash, run for
 * ever or eat memory; then random graphs of up to 300 boxes for as long as is asked for (60 s). Every last request must have a
 * picture, and a sentence if it is simplified; no zombie may be left. Prints how many of which, and how much memory it kept. */
#include <stdio.h>
#include <stdlib.h>

#include "endurance.h"
#include "hostile.h"

#define REQUESTS 1000u

static void
print (const char *what, Endurance *run, guint n)
{
  printf ("%s: %u requests: %u full, %u fast, %u by springs, %u in our own layers; %u superseded; %u because the helper stopped, "
          "%u because it took too long; %u helpers; longest answer %.2f s; memory %+.1f MB\n",
          what, n, run->steps[0], run->steps[1], run->steps[2], run->steps[3], run->superseded, run->stopped, run->late,
          hf_layout_client_get_started (run->client), run->longest / 1e6, endurance_grown (run) / 1048576.0);
  fflush (stdout);
}

static void
all_sorts (void)
{
  Endurance run;
  guint hostile = 0;

  endurance_init (&run, 1);
  for (guint i = 0; i < REQUESTS; i++)
    {
      if (i % 10 == 3)
        endurance_supersede (&run, endurance_graph (&run, 80), endurance_graph (&run, 80));
      else if (i % 50 == 7)
        endurance_kill (&run, endurance_graph (&run, 80));
      else if (i % 20 == 11)
        {
          guint which = hostile++ % HOSTILE_N;

          endurance_ask (&run, endurance_hostile (which, which < HOSTILE_N_CRASHES ? HF_LAYOUT_KIND_AUTO : HF_LAYOUT_KIND_SPRING));
        }
      else
        endurance_ask (&run, endurance_graph (&run, 80));
      if (i % 50 == 0)
        endurance_assert_no_zombie ();
      if (i == REQUESTS / 10)
        endurance_grown (&run);
    }
  endurance_assert_no_zombie ();
  print ("all sorts", &run, REQUESTS);
  endurance_clear (&run);
}

static void
random_graphs (guint seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  Endurance run;
  guint n = 0;

  endurance_init (&run, 2);
  for (; g_get_monotonic_time () < end; n++)
    {
      endurance_ask (&run, endurance_graph (&run, 300));
      if (n == 100)
        endurance_grown (&run);
      if (n > 0 && n % 1000 == 0)
        print ("  so far", &run, n);
    }
  endurance_assert_no_zombie ();
  print ("random graphs", &run, n);
  endurance_clear (&run);
}

int
main (int argc, char *argv[])
{
  all_sorts ();
  random_graphs (argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 60);

  return 0;
}
