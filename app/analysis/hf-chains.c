/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-chains-private.h"

#include "hf-chain-cost.h"
#include "hf-chain-search.h"
#include "hf-tops.h"

#define N_(s) (s)

/* ---- distances ---- */

typedef struct
{
  const HfGraph *graph;
  guint32 *distance;
  guint32 *queue;
  guint32 n_queue;
} Search;

static inline void
search_find (Search *self, guint32 v, guint32 distance)
{
  if (self->distance[v] != HF_NONE)
    return;

  self->distance[v] = distance;
  self->queue[self->n_queue++] = v;
}

static gboolean
search_run (Search *self, guint32 from, HfTicker *ticker)
{
  const HfGraph *graph = self->graph;

  for (guint32 i = from; i < self->n_queue; i++)
    {
      guint32 v = self->queue[i];

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          if (hf_ticker_tick (ticker))
            return FALSE;
          if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
            search_find (self, hf_ref_object (graph->out[r]), self->distance[v] + 1);
        }
    }

  return TRUE;
}

/* The reachable part is finished before the tops begin, so that unreachable objects never shorten a way. */
static gboolean
find_distances (HfChains *self, const HfGraph *graph, const guint32 *tops, guint32 n_tops, HfTicker *ticker, GError **error)
{
  g_autofree guint32 *queue = hf_kernel_new (guint32, graph->n, error);
  g_autofree guint32 *distance = queue != NULL ? hf_kernel_new (guint32, graph->n, error) : NULL;
  Search search = { .graph = graph, .queue = queue, .distance = distance };
  guint32 n_reached;

  if (distance == NULL)
    return FALSE;

  memset (distance, 0xff, graph->n * sizeof *distance);
  search_find (&search, HF_ROOT, 0);
  if (!search_run (&search, 0, ticker))
    return FALSE;

  n_reached = search.n_queue;
  for (guint32 t = 0; t < n_tops; t++)
    search_find (&search, tops[t], 0);
  if (!search_run (&search, n_reached, ticker))
    return FALSE;

  if (!hf_packed_init_from (&self->distance, distance, graph->n, 0))
    hf_kernel_no_memory (error);

  return self->distance.bytes != NULL;
}

/* ---- chains ---- */

static gboolean
find_chains (HfChains *self, const HfHeap *heap, const guint32 *tops, guint32 n_tops, HfTicker *ticker, GError **error)
{
  HfChainSearch search;
  gboolean done = hf_chain_search_init (&search, heap, error) && hf_chain_search_reset (&search, ticker);

  if (done)
    {
      hf_chain_search_add_source (&search, HF_ROOT);
      for (guint32 t = 0; t < n_tops; t++)
        hf_chain_search_add_source (&search, tops[t]);
      done = hf_chain_search_run (&search, HF_NONE, ticker);
    }
  g_clear_pointer (&search.distance, g_free);
  if (done && !hf_packed_init_from (&self->parent_ref, search.parent_ref, self->n, 1))
    hf_kernel_no_memory (error);
  hf_chain_search_clear (&search);

  return done && self->parent_ref.bytes != NULL;
}

HfChains *
hf_chains_new_from_tops (const HfHeap *heap, const guint32 *tops, guint32 n_tops, HfProgress *progress, GError **error)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autoptr (HfChains) self = g_new0 (HfChains, 1);
  HfTicker ticker;

  self->n = graph->n;
  hf_ticker_begin (&ticker, progress, N_("Finding chains"), graph->n + 2 * (guint64) graph->m, error);
  if (!find_chains (self, heap, tops, n_tops, &ticker, error)
      || !find_distances (self, graph, tops, n_tops, &ticker, error))
    return NULL;

  return g_steal_pointer (&self);
}

HfChains *
hf_chains_new (const HfHeap *heap, HfProgress *progress, GError **error)
{
  g_autofree guint32 *tops = NULL;
  guint32 n_tops;

  g_return_val_if_fail (heap != NULL, NULL);

  if (!hf_tops_find (hf_heap_graph (heap), &tops, &n_tops, progress, error))
    return NULL;

  return hf_chains_new_from_tops (heap, tops, n_tops, progress, error);
}

void
hf_chains_free (HfChains *self)
{
  if (self == NULL)
    return;

  hf_packed_clear (&self->parent_ref);
  hf_packed_clear (&self->distance);
  g_free (self);
}

guint
hf_chains_cost (const HfHeap *heap, guint32 ref)
{
  const HfGraph *graph;
  guint32 referrer;

  g_return_val_if_fail (heap != NULL, 0);

  graph = hf_heap_graph (heap);
  g_return_val_if_fail (ref < graph->m, 0);

  referrer = hf_graph_referrer_of (graph, ref);

  return hf_chain_cost_of_ref (heap, referrer, ref, graph->out[ref], hf_chain_cost_of_referrer (heap, referrer));
}

/* ---- one chain ---- */

static guint32
holder_on_chain (const HfGraph *graph, guint32 ref)
{
  return ref == HF_NONE ? HF_ROOT : hf_graph_referrer_of (graph, ref);
}

HfChain *
hf_chain_from_parents (const HfHeap *heap, HfParentRefFunc parent_ref, gconstpointer data, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (heap);
  HfChain *chain;
  guint n = 0;

  for (guint32 v = object; v != HF_ROOT; v = holder_on_chain (graph, parent_ref (data, v)))
    n++;

  chain = g_try_malloc (sizeof *chain + (gsize) n * sizeof *chain->links);
  if (chain == NULL)
    return NULL;

  chain->reachable = hf_graph_is_reachable (graph, object);
  chain->n_links = n;
  for (guint32 v = object; n > 0; v = holder_on_chain (graph, chain->links[n].ref))
    {
      n--;
      chain->links[n] = (HfLink) { .ref = parent_ref (data, v), .object = v };
    }

  return chain;
}

static guint32
parent_ref_of (gconstpointer chains, guint32 object)
{
  return hf_chains_parent_ref (chains, object);
}

HfChain *
hf_chains_get (const HfChains *self, const HfHeap *heap, guint32 object)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (heap != NULL, NULL);

  if (object == HF_ROOT || object >= self->n)
    return NULL;

  return hf_chain_from_parents (heap, parent_ref_of, self, object);
}
