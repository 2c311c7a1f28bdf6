/* SPDX-License-Identifier: Apache-2.0 */

/* Measures growth over ten heaps, by each of the ways to group, next to what analysing them takes.
 *
 *   bench-growth [OBJECTS]
 */
#include "analysis/hf-growth.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "hf-bench-heap.h"

#define N_HEAPS 10u

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static void
measure (HfAnalysis **analyses, HfGroupBy by, const char *name)
{
  double began = cpu_seconds ();
  g_autoptr (HfGrowth) growth = hf_growth_new (analyses, N_HEAPS, by, TRUE, NULL, NULL);

  printf ("# by %-8s %6.2f s, %u rows\n", name, cpu_seconds () - began, growth->n_rows);
}

int
main (int argc, char **argv)
{
  guint32 n = argc > 1 ? (guint32) strtoul (argv[1], NULL, 10) : 300000;
  HfAnalysis *analyses[N_HEAPS];
  double began = cpu_seconds ();

  for (guint i = 0; i < N_HEAPS; i++)
    {
      g_autoptr (HfHeap) heap = hf_bench_heap_program (n, i);

      analyses[i] = hf_analysis_new (heap, NULL, NULL);
    }
  printf ("# %u heaps of %u objects made and analysed in %.2f s\n", N_HEAPS, n, cpu_seconds () - began);
  measure (analyses, HF_GROUP_BY_TYPE, "type");
  measure (analyses, HF_GROUP_BY_MODULE, "module");
  measure (analyses, HF_GROUP_BY_HOLDER, "holder");
  for (guint i = 0; i < N_HEAPS; i++)
    hf_analysis_unref (analyses[i]);

  return 0;
}
