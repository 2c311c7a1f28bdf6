/* SPDX-License-Identifier: Apache-2.0 */
/* A short version of what the benchmark "helper" does for longer. */
#include "endurance.h"
#include "hostile.h"

#define REQUESTS 250u
#define MOST_GROWN (12 << 20)

static void
test_all_sorts (void)
{
  Endurance run;

  endurance_init (&run, 7);
  for (guint i = 0; i < REQUESTS; i++)
    {
      if (i % 10 == 3)
        endurance_supersede (&run, endurance_graph (&run, 80), endurance_graph (&run, 60));
      else if (i % 50 == 7)
        endurance_kill (&run, endurance_graph (&run, 60));
      else if (i % 25 == 11)
        endurance_ask (&run, endurance_hostile (i / 25 % HOSTILE_N_CRASHES, HF_LAYOUT_KIND_DOWN));
      else
        endurance_ask (&run, endurance_graph (&run, 60));
      if (i % 25 == 0)
        endurance_assert_no_zombie ();
      if (i == REQUESTS / 5)
        endurance_grown (&run);
    }
  endurance_assert_no_zombie ();
  g_test_message ("%u full, %u fast, %u spring, %u layered; %u superseded, longest %.2f s, memory %+" G_GSSIZE_FORMAT " kB",
                  run.steps[0], run.steps[1], run.steps[2], run.steps[3], run.superseded, run.longest / 1e6, endurance_grown (&run) / 1024);
  g_assert_cmpuint (run.steps[HF_LAYOUT_LAYERED], >=, 10);
  g_assert_cmpuint (run.superseded, >, 0);
#if !defined(__SANITIZE_ADDRESS__) /* which keeps what was freed */
  g_assert_cmpint (endurance_grown (&run), <, MOST_GROWN);
#endif
  endurance_clear (&run);
}

/* What would take for ever, and what eats memory: by springs, which has one step to fail. */
static void
test_hang_and_eat (void)
{
  Endurance run;

  endurance_init (&run, 8);
  for (guint which = HOSTILE_N_CRASHES; which < HOSTILE_N; which++)
    {
      endurance_ask (&run, endurance_hostile (which, HF_LAYOUT_KIND_SPRING));
      endurance_ask (&run, endurance_graph (&run, 20));
      endurance_assert_no_zombie ();
    }
  g_assert_cmpuint (run.steps[HF_LAYOUT_LAYERED], >=, HOSTILE_N - HOSTILE_N_CRASHES);
  endurance_clear (&run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphviz/endurance/all-sorts", test_all_sorts);
  g_test_add_func ("/graphviz/endurance/hang-and-eat", test_hang_and_eat);

  return g_test_run ();
}
