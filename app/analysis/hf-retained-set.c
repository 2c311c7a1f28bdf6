/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-dominators.h"

#include "heap/hf-bitset.h"
#include "hf-kernel.h"

#define N_(s) (s)

/* Delete and reach, within what the set's nearest common dominator dominates: no way to an object of that region that
 * starts at the dominator leaves the region. Reachable members and unreachable ones are two sets, each with a root. */
typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const HfPacked *shallow;
  const HfDominators *dominators;
  HfTicker ticker;
  HfBitset *members;
  HfBitset *left;  /* objects of the region that are not members and that no way has reached */
  HfBitset *seen;  /* members and their dominators, as far as they were climbed */
  HfBitset *above; /* those of them that dominate the nearest common dominator found so far */
  guint32 *stack;
  guint32 n_stack;
  guint64 retained;
  guint32 n_retained;
} Deletion;

static gboolean
deletion_alloc (Deletion *self, GError **error)
{
  guint32 n = self->graph->n;

  self->members = hf_bitset_new (n);
  self->left = hf_bitset_new (n);
  self->seen = hf_bitset_new (n);
  self->above = hf_bitset_new (n);
  self->stack = hf_kernel_new (guint32, n, error);
  if (self->stack == NULL)
    return FALSE;

  if (self->members == NULL || self->left == NULL || self->seen == NULL || self->above == NULL)
    {
      hf_kernel_no_memory (error);
      return FALSE;
    }

  return TRUE;
}

static void
deletion_clear (Deletion *self)
{
  hf_bitset_free (self->members);
  hf_bitset_free (self->left);
  hf_bitset_free (self->seen);
  hf_bitset_free (self->above);
  g_free (self->stack);
}

/* ---- the nearest common dominator ---- */

static gboolean
begin_climbing (Deletion *self, guint32 v)
{
  hf_bitset_add (self->seen, v);
  for (guint32 d = self->dominators->idom[v]; d != HF_NONE; d = self->dominators->idom[d])
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      hf_bitset_add (self->seen, d);
      hf_bitset_add (self->above, d);
    }

  return TRUE;
}

/* Moves @common up until it dominates @v too. No dominator is climbed to twice, so all calls together are O(n). */
static gboolean
climb (Deletion *self, guint32 v, guint32 *common)
{
  const guint32 *idom = self->dominators->idom;

  while (v != HF_NONE && !hf_bitset_has (self->seen, v))
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      hf_bitset_add (self->seen, v);
      v = idom[v];
    }

  if (v == HF_NONE)
    *common = HF_NONE;
  else if (hf_bitset_has (self->above, v))
    while (*common != v)
      {
        *common = idom[*common];
        hf_bitset_remove (self->above, *common);
      }

  return TRUE;
}

/* @objects from @first on are those of one part. HF_NONE stands for the unreachable forest's own root. */
static gboolean
find_common_dominator (Deletion *self, const guint32 *objects, guint32 n_objects, guint32 first, guint32 *common)
{
  gboolean reachable = hf_graph_is_reachable (self->graph, objects[first]);

  *common = objects[first];
  if (!begin_climbing (self, objects[first]))
    return FALSE;

  for (guint32 i = first + 1; i < n_objects && *common != HF_NONE; i++)
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (hf_graph_is_reachable (self->graph, objects[i]) == reachable && !climb (self, objects[i], common))
        return FALSE;
    }

  return TRUE;
}

/* ---- delete and reach ---- */

static void
add_to_region (Deletion *self, guint32 v)
{
  self->retained += hf_packed_get (self->shallow, v);
  self->n_retained += v != HF_ROOT;
  if (!hf_bitset_has (self->members, v))
    hf_bitset_add (self->left, v);
}

static gboolean
fill_region_with_part (Deletion *self, guint32 first, guint32 end)
{
  for (guint32 v = first; v < end; v++)
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      add_to_region (self, v);
    }

  return TRUE;
}

static gboolean
fill_region_with_subtree (Deletion *self, guint32 top)
{
  self->stack[0] = top;
  self->n_stack = 1;
  while (self->n_stack > 0)
    {
      guint32 v = self->stack[--self->n_stack];
      guint32 n_children;
      const guint32 *children = hf_dominators_children (self->dominators, v, &n_children);

      add_to_region (self, v);
      for (guint32 c = 0; c < n_children; c++)
        {
          if (hf_ticker_tick (&self->ticker))
            return FALSE;
          self->stack[self->n_stack++] = children[c];
        }
    }

  return TRUE;
}

static gboolean
fill_region (Deletion *self, guint32 common)
{
  if (common == HF_ROOT)
    return fill_region_with_part (self, HF_ROOT, self->graph->n_reachable + 1);
  if (common == HF_NONE)
    return fill_region_with_part (self, self->graph->n_reachable + 1, self->graph->n);

  return fill_region_with_subtree (self, common);
}

static inline void
reach (Deletion *self, guint32 v)
{
  if (!hf_bitset_has (self->left, v))
    return;

  hf_bitset_remove (self->left, v);
  self->retained -= hf_packed_get (self->shallow, v);
  self->n_retained -= v != HF_ROOT;
  self->stack[self->n_stack++] = v;
}

static gboolean
reach_all (Deletion *self)
{
  const HfGraph *graph = self->graph;

  while (self->n_stack > 0)
    {
      guint32 v = self->stack[--self->n_stack];

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          if (hf_ticker_tick (&self->ticker))
            return FALSE;
          if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
            reach (self, hf_ref_object (graph->out[r]));
        }
    }

  return TRUE;
}

static gboolean
delete_part (Deletion *self, const guint32 *objects, guint32 n_objects, guint32 first)
{
  guint32 common;

  if (!find_common_dominator (self, objects, n_objects, first, &common) || !fill_region (self, common))
    return FALSE;

  self->n_stack = 0;
  if (common != HF_NONE)
    reach (self, common);
  else
    for (guint32 t = 0; t < self->dominators->n_tops; t++)
      reach (self, self->dominators->top[t]);

  return reach_all (self);
}

static gboolean
delete_both_parts (Deletion *self, const guint32 *objects, guint32 n_objects)
{
  guint32 first[2] = { HF_NONE, HF_NONE };

  for (guint32 i = 0; i < n_objects; i++)
    {
      gboolean reachable = hf_graph_is_reachable (self->graph, objects[i]);

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      hf_bitset_add (self->members, objects[i]);
      if (first[reachable] == HF_NONE)
        first[reachable] = i;
    }

  for (guint part = 0; part < 2; part++)
    if (first[part] != HF_NONE && !delete_part (self, objects, n_objects, first[part]))
      return FALSE;

  return TRUE;
}

gboolean
hf_retained_size_of_set (const HfHeap *heap, const HfDominators *dominators, const guint32 *objects, guint32 n_objects,
                         guint64 *retained, guint32 *retained_objects, HfProgress *progress, GError **error)
{
  Deletion self = { .heap = heap, .dominators = dominators };
  gboolean done;

  g_return_val_if_fail (heap != NULL, FALSE);
  g_return_val_if_fail (dominators != NULL, FALSE);

  self.graph = hf_heap_graph (heap);
  self.shallow = hf_heap_shallow_array (heap);
  hf_ticker_begin (&self.ticker, progress, N_("Adding up retained sizes"),
                   2 * (guint64) self.graph->n + self.graph->m + n_objects, error);
  done = deletion_alloc (&self, error) && delete_both_parts (&self, objects, n_objects);
  deletion_clear (&self);

  if (retained != NULL)
    *retained = done ? self.retained : 0;
  if (retained_objects != NULL)
    *retained_objects = done ? self.n_retained : 0;

  return done;
}
