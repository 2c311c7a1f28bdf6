/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-ring.h"

#define MAX_WORK G_GUINT64_CONSTANT (200000000)

HfRingFinder *
hf_ring_finder_new (const HfHeap *heap, const HfComponents *components, GError **error)
{
  g_autoptr (HfRingFinder) self = g_new0 (HfRingFinder, 1);
  const HfGraph *graph = hf_heap_graph (heap);

  self->heap = heap;
  self->graph = graph;
  self->components = components;
  self->depth = g_try_new (guint32, graph->n);
  self->from_ref = g_try_new (guint32, graph->n);
  self->queue = g_try_new (guint32, graph->n);
  if (self->depth == NULL || self->from_ref == NULL || self->queue == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to find cycles");
      return NULL;
    }
  for (guint32 v = 0; v < graph->n; v++)
    self->depth[v] = HF_NONE;

  return g_steal_pointer (&self);
}

void
hf_ring_finder_free (HfRingFinder *self)
{
  if (self == NULL)
    return;
  g_free (self->depth);
  g_free (self->from_ref);
  g_free (self->queue);
  g_free (self);
}

/* Follows the search back from reference @last, which closes the ring. */
static void
collect (const HfRingFinder *self, guint32 start, guint32 last, GArray *ring)
{
  guint32 r = last;
  guint32 *refs;

  g_array_set_size (ring, 0);
  for (;;)
    {
      guint32 referrer = hf_graph_referrer_of (self->graph, r);

      g_array_append_val (ring, r);
      if (referrer == start)
        break;
      r = self->from_ref[referrer];
    }

  refs = (guint32 *) (gpointer) ring->data;
  for (guint i = 0; i < ring->len / 2; i++)
    {
      guint32 other = refs[i];

      refs[i] = refs[ring->len - 1 - i];
      refs[ring->len - 1 - i] = other;
    }
}

/* Returns the reference that closes the ring, or HF_NONE. Depths that were set stay set for the caller to clear. */
static guint32
search (HfRingFinder *self, guint32 start, HfRefClasses classes, guint limit, guint32 *n_seen, guint64 *work)
{
  const HfGraph *graph = self->graph;
  guint32 component = self->components->of[start];

  self->queue[0] = start;
  self->depth[start] = 0;
  *n_seen = 1;
  for (guint32 i = 0; i < *n_seen && self->depth[self->queue[i]] < limit; i++)
    {
      guint32 v = self->queue[i];

      *work += graph->out_begin[v + 1] - graph->out_begin[v] + 1;
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          guint32 w = hf_ref_object (graph->out[r]);

          if (!hf_ref_is (graph->out[r], classes) || self->components->of[w] != component)
            continue;
          if (w == start)
            return r;
          if (self->depth[w] != HF_NONE)
            continue;
          self->depth[w] = self->depth[v] + 1;
          self->from_ref[w] = r;
          self->queue[(*n_seen)++] = w;
        }
    }

  return HF_NONE;
}

gboolean
hf_ring_through (HfRingFinder *self, guint32 object, HfRefClasses classes, guint limit, GArray *ring, guint64 *work)
{
  guint32 n_seen;
  guint32 last = search (self, object, classes, limit, &n_seen, work);

  if (last != HF_NONE)
    collect (self, object, last, ring);
  for (guint32 i = 0; i < n_seen; i++)
    self->depth[self->queue[i]] = HF_NONE;

  return last != HF_NONE;
}

/* Looks from every member for a ring shorter than the best; FALSE if it must stop. */
static gboolean
search_members (HfRingFinder *self, guint cycle, HfRefClasses classes, GArray *ring, HfProgress *progress, GError **error)
{
  const HfComponents *components = self->components;
  guint32 begin = components->cycle_begin[cycle], end = components->cycle_begin[cycle + 1];
  guint best = G_MAXUINT;
  guint64 work = 0, checked = 0;

  g_array_set_size (ring, 0);
  for (guint32 i = begin; i < end && best > 1 && work < MAX_WORK; i++)
    {
      if (hf_ring_through (self, components->cycle_member[i], classes, best == G_MAXUINT ? G_MAXUINT : best - 1, ring, &work))
        best = ring->len;
      if (work - checked > 100000)
        {
          checked = work;
          if (hf_progress_is_cancelled (progress))
            return !hf_progress_step (progress, cycle, error);
        }
    }

  return TRUE;
}

gboolean
hf_ring_shortest (HfRingFinder *self, guint cycle, GArray *ring, gboolean *structural, HfProgress *progress, GError **error)
{
  *structural = FALSE;
  if (!search_members (self, cycle, HF_CLASSES_STRONG, ring, progress, error))
    return FALSE;
  if (ring->len > 0)
    return TRUE;

  *structural = TRUE;

  return search_members (self, cycle, HF_CLASSES_OWNING, ring, progress, error);
}

/* Takes members away that nothing left in the component refers to, until none is left or a cycle remains (Kahn 1962). */
gboolean
hf_ring_falls_apart (HfRingFinder *self, guint cycle, guint32 without)
{
  const HfComponents *components = self->components;
  const HfGraph *graph = self->graph;
  guint32 begin = components->cycle_begin[cycle], n = components->cycle_begin[cycle + 1] - begin;
  const guint32 *members = &components->cycle_member[begin];
  guint32 component = components->of[members[0]];
  guint32 tail = 0;

  for (guint32 i = 0; i < n; i++)
    self->depth[members[i]] = 0;
  for (guint32 i = 0; i < n; i++)
    for (guint32 r = graph->out_begin[members[i]]; r < graph->out_begin[members[i] + 1]; r++)
      if (r != without && hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && components->of[hf_ref_object (graph->out[r])] == component)
        self->depth[hf_ref_object (graph->out[r])]++;

  for (guint32 i = 0; i < n; i++)
    if (self->depth[members[i]] == 0)
      self->queue[tail++] = members[i];
  for (guint32 head = 0; head < tail; head++)
    for (guint32 r = graph->out_begin[self->queue[head]]; r < graph->out_begin[self->queue[head] + 1]; r++)
      if (r != without && hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && components->of[hf_ref_object (graph->out[r])] == component &&
          --self->depth[hf_ref_object (graph->out[r])] == 0)
        self->queue[tail++] = hf_ref_object (graph->out[r]);

  for (guint32 i = 0; i < n; i++)
    self->depth[members[i]] = HF_NONE;

  return tail == n;
}
