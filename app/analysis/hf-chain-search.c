/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-chain-search.h"

#include "hf-chain-cost.h"

#define N_BUCKETS 256u
#define LARGE_BUCKET 65536u
#define DISTANCES 32768u /* more than are in buckets at one time, which lie within one round of 256 */

gboolean
hf_chain_search_init (HfChainSearch *self, const HfHeap *heap, GError **error)
{
  guint32 n = hf_heap_graph (heap)->n;

  *self = (HfChainSearch) { .heap = heap };
  self->distance = hf_kernel_new (guint16, n, error);
  self->parent_ref = self->distance != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  if (self->parent_ref == NULL)
    return FALSE;

  self->filled = g_new0 (guint32, N_BUCKETS);
  self->buckets = g_new (GArray *, N_BUCKETS);
  for (guint i = 0; i < N_BUCKETS; i++)
    self->buckets[i] = g_array_new (FALSE, FALSE, sizeof (guint32));

  return TRUE;
}

void
hf_chain_search_clear (HfChainSearch *self)
{
  for (guint i = 0; self->buckets != NULL && i < N_BUCKETS; i++)
    g_array_unref (self->buckets[i]);
  g_clear_pointer (&self->buckets, g_free);
  g_clear_pointer (&self->filled, g_free);
  g_clear_pointer (&self->distance, g_free);
  g_clear_pointer (&self->parent_ref, g_free);
}

gboolean
hf_chain_search_reset (HfChainSearch *self, HfTicker *ticker)
{
  guint32 n = hf_heap_graph (self->heap)->n;

  for (guint32 v = 0; v < n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      self->distance[v] = HF_CHAIN_UNSEEN;
      self->parent_ref[v] = HF_NONE;
    }
  for (guint i = 0; i < N_BUCKETS; i++)
    g_array_set_size (self->buckets[i], 0);
  self->n_queued = 0;

  return TRUE;
}

static void
enqueue (HfChainSearch *self, guint32 v, guint32 distance)
{
  self->distance[v] = (guint16) (distance % DISTANCES);
  g_array_append_val (self->buckets[distance % N_BUCKETS], v);
  self->filled[distance % N_BUCKETS]++;
  self->n_queued++;
}

void
hf_chain_search_block (HfChainSearch *self, guint32 v)
{
  self->distance[v] = HF_CHAIN_SETTLED;
}

void
hf_chain_search_add_source (HfChainSearch *self, guint32 v)
{
  if (self->distance[v] == HF_CHAIN_UNSEEN)
    enqueue (self, v, 0);
}

/* How much dearer the way to @w is that is known than one of @distance, around the wrap; negative if it is cheaper. */
static int
gain (const HfChainSearch *self, guint32 w, guint32 distance)
{
  int difference = (int) ((self->distance[w] - distance) % DISTANCES);

  return difference < (int) DISTANCES / 2 ? difference : difference - (int) DISTANCES;
}

/* Of equally cheap references the first one wins, whichever was seen first. */
static inline void
offer (HfChainSearch *self, guint32 w, guint32 distance, guint32 r)
{
  if (self->distance[w] != HF_CHAIN_UNSEEN)
    {
      int cheaper = gain (self, w, distance);

      if (cheaper == 0)
        self->parent_ref[w] = MIN (self->parent_ref[w], r);
      if (cheaper <= 0)
        return;
    }

  self->parent_ref[w] = r;
  enqueue (self, w, distance);
}

static gboolean
settle (HfChainSearch *self, guint32 v, guint32 distance, HfTicker *ticker)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  guint cost_of_referrer = hf_chain_cost_of_referrer (self->heap, v);
  gboolean reachable = hf_graph_is_reachable (graph, v);
  guint32 next = hf_kernel_lower_bound (self->left_out, self->n_left_out, graph->out_begin[v]);

  self->distance[v] = HF_CHAIN_SETTLED;
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

/* Each bucket in turn holds what is at one distance, which may be most of the heap: its memory goes with it. */
static void
leave_bucket (HfChainSearch *self, guint b)
{
  if (self->filled[b] > LARGE_BUCKET)
    {
      g_array_unref (self->buckets[b]);
      self->buckets[b] = g_array_new (FALSE, FALSE, sizeof (guint32));
    }
  self->filled[b] = 0;
}

gboolean
hf_chain_search_run (HfChainSearch *self, guint32 target, HfTicker *ticker)
{
  guint32 distance = 0;

  while (self->n_queued > 0)
    {
      GArray *bucket = self->buckets[distance % N_BUCKETS];
      guint32 v;

      if (bucket->len == 0)
        {
          leave_bucket (self, distance % N_BUCKETS);
          distance++;
          continue;
        }
      v = g_array_index (bucket, guint32, bucket->len - 1);
      g_array_set_size (bucket, bucket->len - 1);
      self->n_queued--;
      /* It came up before, by a cheaper way. */
      if (self->distance[v] == HF_CHAIN_SETTLED)
        continue;
      if (v == target)
        {
          hf_chain_search_block (self, v);
          return TRUE;
        }
      if (!settle (self, v, distance, ticker))
        return FALSE;
    }

  return TRUE;
}
