/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-chain-search.h"

#include "hf-chain-cost.h"

#define N_BUCKETS 256u

/* HfChainEntry.previous: an id, HF_CHAIN_SETTLED, or one of these. */
#define FIRST (HF_NONE - 2) /* first of its bucket */
#define UNSEEN HF_NONE

gboolean
hf_chain_search_init (HfChainSearch *self, const HfHeap *heap, GError **error)
{
  guint32 n = hf_heap_graph (heap)->n;

  *self = (HfChainSearch) { .heap = heap };
  self->entries = hf_kernel_new (HfChainEntry, n, error);
  self->parent_ref = self->entries != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  if (self->parent_ref == NULL)
    return FALSE;

  self->bucket = g_new (guint32, N_BUCKETS);

  return TRUE;
}

void
hf_chain_search_clear (HfChainSearch *self)
{
  g_clear_pointer (&self->entries, g_free);
  g_clear_pointer (&self->parent_ref, g_free);
  g_clear_pointer (&self->bucket, g_free);
}

gboolean
hf_chain_search_reset (HfChainSearch *self, HfTicker *ticker)
{
  guint32 n = hf_heap_graph (self->heap)->n;

  for (guint32 v = 0; v < n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      self->entries[v].previous = UNSEEN;
      self->parent_ref[v] = HF_NONE;
    }
  memset (self->bucket, 0xff, N_BUCKETS * sizeof *self->bucket);
  self->n_queued = 0;

  return TRUE;
}

static void
enqueue (HfChainSearch *self, guint32 v, guint32 distance)
{
  guint32 *first = &self->bucket[distance % N_BUCKETS];

  self->entries[v] = (HfChainEntry) { .distance = distance, .next = *first, .previous = FIRST };
  if (*first != HF_NONE)
    self->entries[*first].previous = v;
  *first = v;
  self->n_queued++;
}

static void
dequeue (HfChainSearch *self, guint32 v)
{
  HfChainEntry *entry = &self->entries[v];

  if (entry->previous == FIRST)
    self->bucket[entry->distance % N_BUCKETS] = entry->next;
  else
    self->entries[entry->previous].next = entry->next;
  if (entry->next != HF_NONE)
    self->entries[entry->next].previous = entry->previous;
  self->n_queued--;
}

void
hf_chain_search_block (HfChainSearch *self, guint32 v)
{
  self->entries[v].previous = HF_CHAIN_SETTLED;
}

void
hf_chain_search_add_source (HfChainSearch *self, guint32 v)
{
  if (self->entries[v].previous == UNSEEN)
    enqueue (self, v, 0);
}

/* Distances are compared only among ids that are in buckets, which lie within one round of 256; so they may wrap. Of
 * equally cheap references the first one wins, whichever was seen first. */
static inline void
offer (HfChainSearch *self, guint32 w, guint32 distance, guint32 r)
{
  HfChainEntry *entry = &self->entries[w];

  if (entry->previous == HF_CHAIN_SETTLED)
    return;
  if (entry->previous != UNSEEN)
    {
      gint32 gain = (gint32) (entry->distance - distance);

      if (gain == 0)
        self->parent_ref[w] = MIN (self->parent_ref[w], r);
      if (gain <= 0)
        return;
      dequeue (self, w);
    }

  self->parent_ref[w] = r;
  enqueue (self, w, distance);
}

static gboolean
settle (HfChainSearch *self, guint32 v, HfTicker *ticker)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  guint32 distance = self->entries[v].distance;
  guint cost_of_referrer = hf_chain_cost_of_referrer (self->heap, v);
  gboolean reachable = hf_graph_is_reachable (graph, v);
  guint32 next = hf_kernel_lower_bound (self->left_out, self->n_left_out, graph->out_begin[v]);

  self->entries[v].previous = HF_CHAIN_SETTLED;
  for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
    {
      guint32 w = hf_ref_object (graph->out[r]);

      if (hf_ticker_tick (ticker))
        return FALSE;
      if (next < self->n_left_out && self->left_out[next] == r)
        {
          next++;
          continue;
        }
      if (!hf_ref_is (graph->out[r], HF_CLASSES_OWNING) || hf_chain_search_has_settled (self, w))
        continue;
      if (!reachable && hf_graph_is_reachable (graph, w))
        continue;

      offer (self, w, distance + hf_chain_cost_of_ref (self->heap, v, r, graph->out[r], cost_of_referrer), r);
    }

  return TRUE;
}

gboolean
hf_chain_search_run (HfChainSearch *self, guint32 target, HfTicker *ticker)
{
  guint32 distance = 0;

  while (self->n_queued > 0)
    {
      guint32 v = self->bucket[distance % N_BUCKETS];

      if (v == HF_NONE)
        {
          distance++;
          continue;
        }
      dequeue (self, v);
      if (v == target)
        {
          hf_chain_search_block (self, v);
          return TRUE;
        }
      if (!settle (self, v, ticker))
        return FALSE;
    }

  return TRUE;
}
