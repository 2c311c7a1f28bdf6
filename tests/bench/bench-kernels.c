/* SPDX-License-Identifier: Apache-2.0 */

/* Measures every analysis on heap-like graphs, one long list, and two lists that share their payloads, next to what this
 * machine needs for one random read: figures of two machines can be compared only as multiples of that.
 *
 *   bench-kernels [OBJECTS] [TYPES]
 */
#include "analysis/hf-analysis.h"

#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "hf-bench-heap.h"

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

/* ---- memory ---- */

/* Forgets the highest resident size, so that the next reading is that of what follows. */
static void
forget_peak (void)
{
  FILE *file = fopen ("/proc/self/clear_refs", "w");

  if (file != NULL)
    {
      fputs ("5", file);
      fclose (file);
    }
}

static double
status_bytes (const char *field)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;

  line = strstr (status, field);

  return line != NULL ? g_ascii_strtod (line + strlen (field), NULL) * 1024 : 0;
}

/* ---- one measurement ---- */

typedef struct
{
  const char *name;
  const HfGraph *graph;
  double began;
  double resident;
} Stopwatch;

static void
start (Stopwatch *self, const char *name, const HfGraph *graph)
{
  forget_peak ();
  *self = (Stopwatch) { name, graph, 0, status_bytes ("VmRSS:") };
  self->began = cpu_seconds ();
}

static void
stop (const Stopwatch *self)
{
  double seconds = cpu_seconds () - self->began;
  double peak = status_bytes ("VmHWM:") - self->resident;

  printf ("  %-28s %8.3f s  %7.1f ns a reference  %6.1f bytes an object at its peak\n", self->name, seconds,
          seconds * 1e9 / MAX (self->graph->m, 1), peak / MAX (self->graph->n, 1));
}

/* ---- the machine ---- */

static void
measure_gather (const HfGraph *graph)
{
  g_autofree guint32 *values = g_new0 (guint32, graph->n);
  g_autofree guint32 *order = g_new (guint32, graph->m);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  volatile guint32 sink;
  guint32 sum = 0;
  double began;

  for (guint32 v = 0; v < graph->n; v++)
    values[v] = v;
  began = cpu_seconds ();
  for (guint32 r = 0; r < graph->m; r++)
    sum += values[hf_ref_object (graph->out[r])];
  printf ("  %-28s %28.1f ns a reference\n", "limit: read the referents", (cpu_seconds () - began) * 1e9 / graph->m);

  for (guint32 r = 0; r < graph->m; r++)
    order[r] = (guint32) g_rand_int_range (rand, 0, (gint32) graph->n);
  began = cpu_seconds ();
  for (guint32 r = 0; r < graph->m; r++)
    sum += values[order[r]];
  printf ("  %-28s %28.1f ns a reference\n", "limit: read at random", (cpu_seconds () - began) * 1e9 / graph->m);
  sink = sum;
  (void) sink;
}

/* ---- the analyses ---- */

static void
measure_groups (const HfHeap *heap, const HfDominators *dominators, const char *name, const guint32 *group_of, guint32 n_groups)
{
  g_autofree guint64 *retained = g_new (guint64, n_groups);
  HfPacked packed;
  Stopwatch watch;

  if (!hf_packed_init_from (&packed, group_of, hf_heap_graph (heap)->n, 1))
    g_error ("no memory");
  start (&watch, name, hf_heap_graph (heap));
  hf_retained_size_of_groups (heap, dominators, &packed, n_groups, retained, NULL, NULL);
  stop (&watch);
  hf_packed_clear (&packed);
}

static void
measure_sets (const HfHeap *heap, const HfDominators *dominators)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree guint32 *group_of = g_new (guint32, graph->n);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 retained;
  Stopwatch watch;

  for (guint32 v = 0; v < graph->n; v++)
    group_of[v] = hf_heap_type (heap, v);
  for (guint32 v = 1; v < graph->n; v += 97)
    g_array_append_val (members, v);
  start (&watch, "retained size of a set", graph);
  hf_retained_size_of_set (heap, dominators, (guint32 *) (gpointer) members->data, members->len, &retained, NULL, NULL, NULL);
  stop (&watch);

  measure_groups (heap, dominators, "retained sizes of all types", group_of, hf_heap_n_types (heap));
  for (guint32 v = 0; v < graph->n; v++)
    group_of[v] = v == HF_ROOT ? HF_NONE : v / 97;
  measure_groups (heap, dominators, "… of 97 neighbours each", group_of, graph->n / 97 + 1);
  for (guint32 v = 0; v < graph->n; v++)
    group_of[v] = v == HF_ROOT ? HF_NONE : (guint32) ((v * G_GUINT64_CONSTANT (2654435761)) % 5000);
  measure_groups (heap, dominators, "… of 5,000 scattered sets", group_of, 5000);
}

static void
measure_chains (const HfHeap *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autoptr (HfChains) chains = NULL;
  g_autoptr (GPtrArray) ways = NULL;
  Stopwatch watch;

  start (&watch, "chains", graph);
  chains = hf_chains_new (heap, NULL, NULL);
  stop (&watch);
  start (&watch, "five ways to one object", graph);
  ways = hf_chains_ways (chains, heap, graph->n_reachable, 5, NULL, NULL);
  stop (&watch);
}

static void
measure (const char *name, HfHeap *heap, gboolean with_sets)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autoptr (HfComponents) components = NULL;
  g_autoptr (HfDominators) dominators = NULL;
  Stopwatch watch;

  printf ("%s: %u objects, %u references, %u unreachable\n", name, graph->n - 1, graph->m, graph->n - 1 - graph->n_reachable);
  measure_gather (graph);
  start (&watch, "components", graph);
  components = hf_components_new (graph, HF_CLASSES_OWNING, NULL, NULL);
  stop (&watch);
  start (&watch, "dominators, retained sizes", graph);
  dominators = hf_dominators_new (heap, NULL, NULL);
  stop (&watch);
  measure_chains (heap);
  if (with_sets)
    measure_sets (heap, dominators);
  fflush (stdout);
  hf_heap_unref (heap);
}

int
main (int argc, char *argv[])
{
  guint32 n_objects = argc > 1 ? (guint32) strtoul (argv[1], NULL, 10) : 1000000;
  guint32 n_types = argc > 2 ? (guint32) strtoul (argv[2], NULL, 10) : 500;
  double began = cpu_seconds ();
  HfHeap *heap;

  setlocale (LC_ALL, "");
  /* Freed blocks go back to the system, so that the highest resident size of each step is that step's own. */
  mallopt (M_MMAP_THRESHOLD, 128 * 1024);
  heap = hf_bench_heap_like (n_objects, n_types);
  printf ("made in %.2f s\n", cpu_seconds () - began);
  measure ("heap-like", heap, TRUE);
  measure ("one list", hf_bench_heap_list (n_objects), FALSE);
  measure ("two lists that share their payloads", hf_bench_heap_shared_payloads (n_objects), TRUE);

  return 0;
}
