/* SPDX-License-Identifier: Apache-2.0 */

/* Measures the answers that look at a whole heap, in CPU seconds and as a share of what making and analysing it takes.
 *
 *   bench-answers [OBJECTS]
 */
#include "analysis/hf-cycles.h"
#include "analysis/hf-suspects.h"
#include "analysis/hf-treemap.h"
#include "analysis/hf-waste.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "hf-bench-heap.h"

static double whole; /* seconds that the heap took */

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static void
tell (const char *name, double began)
{
  double took = cpu_seconds () - began;

  printf ("# %-28s %6.2f s, %5.1f %% of the heap's\n", name, took, 100 * took / whole);
  fflush (stdout);
}

static HfAnalysis *
analyse (HfHeap *heap, double began)
{
  HfAnalysis *analysis = hf_analysis_new (heap, NULL, NULL);

  hf_heap_unref (heap);
  whole = cpu_seconds () - began;
  printf ("# a heap of %u objects, %.2f s\n", hf_heap_n_objects (analysis->heap), whole);

  return analysis;
}

static void
measure_cycles (const HfAnalysis *analysis)
{
  double began = cpu_seconds ();
  g_autoptr (HfCycles) cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);

  tell ("cycles", began);
  printf ("#   %u shapes\n", cycles->n_shapes);
}

static void
measure_one (guint32 n)
{
  double began = cpu_seconds ();
  HfAnalysis *analysis = analyse (hf_bench_heap_like (n, 5000), began);
  HfWaste *waste;
  HfTreemap *map;
  HfSuspects *suspects;

  began = cpu_seconds ();
  waste = hf_waste_new (analysis, NULL, NULL, NULL);
  tell ("waste", began);
  hf_waste_free (waste);
  measure_cycles (analysis);
  began = cpu_seconds ();
  map = hf_treemap_new (analysis, HF_ROOT, 1200, 700, NULL, NULL);
  tell ("map", began);
  hf_treemap_free (map);
  began = cpu_seconds ();
  suspects = hf_suspects_new_for_one (analysis, 5, NULL, NULL);
  tell ("suspects of one", began);
  hf_suspects_free (suspects);
  hf_analysis_unref (analysis);
}

static void
measure_two (guint32 n, HfHeap *(*make) (guint32 n, guint32 round), const char *name)
{
  double began = cpu_seconds ();
  HfAnalysis *analyses[3];
  HfGrowth *growth;
  HfSuspects *suspects;

  printf ("# %s\n", name);
  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    analyses[i] = analyse (make (n, i), i == 0 ? began : cpu_seconds ());
  began = cpu_seconds ();
  growth = hf_growth_new (analyses + 1, 2, HF_GROUP_BY_HOLDER, FALSE, NULL, NULL);
  tell ("growth of two by holder", began);
  printf ("#   %u rows\n", growth->n_rows);
  hf_growth_free (growth);
  growth = hf_growth_new (analyses, 3, HF_GROUP_BY_HOLDER, FALSE, NULL, NULL);
  began = cpu_seconds ();
  suspects = hf_suspects_new (growth, analyses[2], 5, NULL, NULL);
  tell ("suspects of three", began);
  hf_suspects_free (suspects);
  hf_growth_free (growth);
  for (guint i = 0; i < G_N_ELEMENTS (analyses); i++)
    hf_analysis_unref (analyses[i]);
}

int
main (int argc, char **argv)
{
  guint32 n = argc > 1 ? (guint32) strtoul (argv[1], NULL, 10) : 3000000;

  if (argc > 2)
    {
      measure_two (n, hf_bench_heap_unique, "all places stand for one object");
      return 0;
    }
  measure_one (n);
  measure_two (n, hf_bench_heap_program, "a third of the places stand for one object");
  measure_two (n, hf_bench_heap_unique, "all places stand for one object");

  return 0;
}
