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
