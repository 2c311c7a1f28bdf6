/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-chains-private.h"

#include "hf-chain-search.h"

#define N_(s) (s)

typedef struct
{
  const HfChains *chains;
  const HfHeap *heap;
  guint32 object;
  HfChainSearch search;
  GArray *used;   /* ascending references straight from the virtual root: ways without inner objects are told apart by them */
  GPtrArray *ways;
  HfTicker ticker;
} Ways;

static void
block_inner_objects (HfChainSearch *search, const HfChain *way)
{
  for (guint i = 0; i + 1 < way->n_links; i++)
    hf_chain_search_block (search, way->links[i].object);
}

static gboolean
add_sources (Ways *self)
{
  const HfGraph *graph = hf_heap_graph (self->heap);

  if (hf_graph_is_reachable (graph, self->object))
    {
      hf_chain_search_add_source (&self->search, HF_ROOT);
      return TRUE;
    }

  for (guint32 v = graph->n_reachable + 1; v < graph->n; v++)
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (hf_chains_parent_ref (self->chains, v) == HF_NONE)
        hf_chain_search_add_source (&self->search, v);
    }

  return TRUE;
}

static guint32
found_ref_of (gconstpointer search, guint32 object)
{
  return ((const HfChainSearch *) search)->parent_ref[object];
}

/* (out) @way is NULL when there is no further one. */
static gboolean
find_next (Ways *self, HfChain **way, GError **error)
{
  HfChainSearch *search = &self->search;

  *way = NULL;
  if (!hf_chain_search_reset (search, &self->ticker))
    return FALSE;
  for (guint i = 0; i < self->ways->len; i++)
    block_inner_objects (search, g_ptr_array_index (self->ways, i));
  search->left_out = (const guint32 *) (gpointer) self->used->data;
  search->n_left_out = self->used->len;
  if (!add_sources (self) || !hf_chain_search_run (search, self->object, &self->ticker))
    return FALSE;
  if (!hf_chain_search_has_settled (search, self->object))
    return TRUE;

  *way = hf_chain_from_parents (self->heap, found_ref_of, search, self->object);
  if (*way == NULL)
    hf_kernel_no_memory (error);

  return *way != NULL;
}

static void
add_way (Ways *self, HfChain *way)
{
  if (way->n_links == 1)
    g_array_insert_val (self->used, hf_kernel_lower_bound ((const guint32 *) (gpointer) self->used->data, self->used->len, way->links[0].ref),
                        way->links[0].ref);
  g_ptr_array_add (self->ways, way);
}

/* A top is held by nothing but its own component, so its one way is itself. */
static gboolean
has_only_itself (const Ways *self)
{
  return hf_chains_parent_ref (self->chains, self->object) == HF_NONE;
}

static gboolean
find_others (Ways *self, guint max_ways, GError **error)
{
  if (!hf_chain_search_init (&self->search, self->heap, error))
    return FALSE;

  while (self->ways->len < max_ways)
    {
      HfChain *way;

      if (!find_next (self, &way, error))
        return FALSE;
      if (way == NULL)
        break;
      add_way (self, way);
    }

  return TRUE;
}

GPtrArray *
hf_chains_ways (const HfChains *self, const HfHeap *heap, guint32 object, guint max_ways, HfProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) ways = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (guint32));
  Ways work = { .chains = self, .heap = heap, .object = object, .used = used, .ways = ways };
  gboolean done = TRUE;
  HfChain *first;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (heap != NULL, NULL);

  if (object == HF_ROOT || object >= self->n || max_ways == 0)
    return g_steal_pointer (&ways);

  first = hf_chains_get (self, heap, object);
  if (first == NULL)
    {
      hf_kernel_no_memory (error);
      return NULL;
    }
  add_way (&work, first);
  hf_ticker_begin (&work.ticker, progress, N_("Finding chains"), max_ways * ((guint64) self->n + hf_heap_graph (heap)->m), error);
  if (!has_only_itself (&work))
    done = find_others (&work, max_ways, error);
  hf_chain_search_clear (&work.search);

  return done ? g_steal_pointer (&ways) : NULL;
}
