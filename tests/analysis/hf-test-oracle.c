/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-oracle.h"

HfSet
hf_oracle_reach (const HfOracle *self, HfSet from, HfSet gone)
{
  HfSet reached = from & ~gone;
  HfSet before;

  do
    {
      before = reached;
      for (guint32 v = 0; v < self->n; v++)
        if (reached & HF_SET (v))
          reached |= self->out[v] & ~gone;
    }
  while (reached != before);

  return reached;
}

/* An unreachable object is a top when everything unreachable that leads to it is led to by it. */
static gboolean
is_top (const HfOracle *self, guint32 v)
{
  HfSet from_v = hf_oracle_reach (self, HF_SET (v), 0);

  for (guint32 u = 0; u < self->n; u++)
    if ((self->unreachable & HF_SET (u)) && (hf_oracle_reach (self, HF_SET (u), 0) & HF_SET (v)) && !(from_v & HF_SET (u)))
      return FALSE;

  return TRUE;
}

void
hf_oracle_init (HfOracle *self, const HfHeap *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);

  g_assert_cmpuint (graph->n, <=, 63);
  *self = (HfOracle) { .heap = heap, .n = graph->n, .everything = HF_SET (graph->n) - 1 };
  for (guint32 v = 0; v < graph->n; v++)
    for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
      if (hf_ref_class (graph->out[r]) == HF_CLASS_STRONG || hf_ref_class (graph->out[r]) == HF_CLASS_STRUCTURAL)
        self->out[v] |= HF_SET (hf_ref_object (graph->out[r]));

  self->reachable = hf_oracle_reach (self, HF_SET (HF_ROOT), 0);
  self->unreachable = self->everything & ~self->reachable;
  for (guint32 v = 0; v < self->n; v++)
    if ((self->unreachable & HF_SET (v)) && is_top (self, v))
      self->tops |= HF_SET (v);
}

HfSet
hf_oracle_stays (const HfOracle *self, HfSet gone)
{
  HfSet held = hf_oracle_reach (self, HF_SET (HF_ROOT), gone);
  HfSet garbage = hf_oracle_reach (self, self->tops, gone) & self->unreachable;

  return held | garbage;
}

guint64
hf_oracle_shallow (const HfOracle *self, HfSet objects)
{
  guint64 sum = 0;

  for (guint32 v = 0; v < self->n; v++)
    if (objects & HF_SET (v))
      sum += hf_heap_shallow (self->heap, v);

  return sum;
}

guint64
hf_oracle_retained (const HfOracle *self, HfSet gone)
{
  return hf_oracle_shallow (self, self->everything & ~hf_oracle_stays (self, gone));
}

/* Of the objects without which v goes, the one that all the others dominate. */
guint32
hf_oracle_idom (const HfOracle *self, guint32 v)
{
  guint32 nearest = HF_NONE;

  if (v == HF_ROOT)
    return HF_NONE;

  for (guint32 d = 0; d < self->n; d++)
    if (d != v && !(hf_oracle_stays (self, HF_SET (d)) & HF_SET (v))
        && (nearest == HF_NONE || !(hf_oracle_stays (self, HF_SET (nearest)) & HF_SET (d))))
      nearest = d;

  return nearest;
}

/* ---- by whole arrays ---- */

/* Marks in @reached what @start leads to without touching @gone; only unreachable ids when @only_unreachable. */
static void
large_reach (const HfGraph *graph, guint32 start, const guint8 *gone, gboolean only_unreachable, guint8 *reached)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (reached[start] || (gone != NULL && gone[start]))
    return;

  reached[start] = TRUE;
  g_array_append_val (queue, start);
  for (guint i = 0; i < queue->len; i++)
    {
      guint32 v = g_array_index (queue, guint32, i);

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          guint32 w = hf_ref_object (graph->out[r]);
          HfRefClass class = hf_ref_class (graph->out[r]);

          if (class == HF_CLASS_WEAK || class == HF_CLASS_SHARED || reached[w] || (gone != NULL && gone[w])
              || (only_unreachable && w <= graph->n_reachable))
            continue;
          reached[w] = TRUE;
          g_array_append_val (queue, w);
        }
    }
}

/* Of all that leads to an unreachable object, it is a top when it leads to all of that. */
guint8 *
hf_oracle_large_tops (const HfHeap *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 first = graph->n_reachable + 1;
  guint32 n = graph->n - first;
  guint8 *tops = g_new0 (guint8, graph->n);
  g_autofree guint8 *leads = g_new0 (guint8, (gsize) n * graph->n + 1);

  for (guint32 u = 0; u < n; u++)
    large_reach (graph, first + u, NULL, TRUE, leads + (gsize) u * graph->n);
  for (guint32 v = 0; v < n; v++)
    {
      tops[first + v] = TRUE;
      for (guint32 u = 0; u < n; u++)
        if (leads[(gsize) u * graph->n + first + v] && !leads[(gsize) v * graph->n + first + u])
          tops[first + v] = FALSE;
    }

  return tops;
}

guint64
hf_oracle_large_retained (const HfHeap *heap, const guint8 *tops, const guint8 *gone)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree guint8 *stays = g_new0 (guint8, graph->n);
  guint64 retained = 0;

  large_reach (graph, HF_ROOT, gone, FALSE, stays);
  for (guint32 v = graph->n_reachable + 1; v < graph->n; v++)
    if (tops[v])
      large_reach (graph, v, gone, TRUE, stays);
  for (guint32 v = 0; v < graph->n; v++)
    if (!stays[v])
      retained += hf_heap_shallow (heap, v);

  return retained;
}
