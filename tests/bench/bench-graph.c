/* SPDX-License-Identifier: Apache-2.0 */
/* From a click on a handle to the finished picture, on a heap of a million objects: choosing what to draw, and laying it out. */
#include <stdio.h>
#include <stdlib.h>

#include "drawing/hf-geometry.h"
#include "hf-bench-heap.h"

#define OBJECTS 1000000u
#define EXPANSIONS 30u
#define MOST_NODES 200u

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
ms_since (gint64 begun)
{
  return (double) (g_get_monotonic_time () - begun) / 1000;
}

/* The first node from @from on that has more on @side. */
static guint32
find_more (const HfDrawing *drawing, HfSide side, guint32 from)
{
  for (guint32 i = 0; i < drawing->n_nodes; i++)
    {
      guint32 node = (from + i) % drawing->n_nodes;
      const HfNode *what = &drawing->nodes[node];

      if (what->form == HF_NODE_OBJECT && (side == HF_SIDE_REFERRERS ? what->more_referrers : what->more_referents) > 0)
        return node;
    }

  return HF_NONE;
}

static void
print (const char *what, double *times, guint n)
{
  qsort (times, n, sizeof *times, compare);
  printf ("%-28s median %7.1f ms   worst %7.1f ms\n", what, times[n / 2], times[n - 1]);
}

static void
measure (HfAnalysis *analysis, HfMetrics *metrics, HfLayoutClient *client, guint32 anchor)
{
  g_autoptr (HfChoices) choices = hf_choices_new (anchor);
  gint64 first = g_get_monotonic_time ();
  g_autoptr (HfDrawing) drawing = hf_drawing_new (analysis, choices, NULL, NULL);
  double first_ms = ms_since (first);
  g_autoptr (HfDrawing) before = NULL;
  g_autoptr (HfGeometry) places = NULL;
  double drawn[EXPANSIONS], laid_out[EXPANSIONS], all[EXPANSIONS];
  guint simplified = 0, n = 0, most = 0;

  for (guint i = 0; i < EXPANSIONS && drawing->n_nodes < MOST_NODES; i++)
    {
      HfSide side = i % 2;
      guint32 node = find_more (drawing, side, i * 7);
      g_autoptr (HfGeometry) geometry = NULL;
      gint64 begun = g_get_monotonic_time ();

      if (node == HF_NONE)
        continue;
      if (side == HF_SIDE_REFERRERS)
        hf_choices_add_referrers (choices, drawing->nodes[node].object, HF_CHOICES_STEP);
      else
        hf_choices_add_referents (choices, drawing->nodes[node].object, HF_CHOICES_STEP);
      g_clear_pointer (&before, hf_drawing_unref);
      before = drawing;
      drawing = hf_drawing_new (analysis, choices, NULL, NULL);
      drawn[n] = ms_since (begun);
      geometry = hf_geometry_lay_out_after (drawing, places != NULL ? before : NULL, places, metrics, client, NULL, NULL);
      all[n] = ms_since (begun);
      laid_out[n] = all[n] - drawn[n];
      g_clear_pointer (&places, hf_geometry_unref);
      places = hf_geometry_ref (geometry);
      simplified += geometry->sentence != NULL;
      most = MAX (most, drawing->n_nodes);
      n++;
    }
  if (n == 0)
    return;
  printf ("object %u: %u expansions, up to %u nodes, %u layouts simplified\n", anchor, n, most, simplified);
  print ("  choosing the first picture", &first_ms, 1);
  print ("  choosing what to draw", drawn, n);
  print ("  laying it out", laid_out, n);
  print ("  together", all, n);
}

int
main (int argc, char *argv[])
{
  guint32 n = argc > 1 ? (guint32) strtoul (argv[1], NULL, 10) : OBJECTS;
  g_autoptr (HfHeap) heap = hf_bench_heap_like (n, 3000);
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
  g_autoptr (HfMetrics) metrics = hf_metrics_new (NULL, 0);
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();

  if (analysis == NULL)
    return 1;
  printf ("%u objects, %u references\n", hf_heap_graph (heap)->n - 1, hf_heap_graph (heap)->m);
  for (guint i = 1; i <= 5; i++)
    measure (analysis, metrics, client, hf_heap_graph (heap)->n / 6 * i);

  return 0;
}
