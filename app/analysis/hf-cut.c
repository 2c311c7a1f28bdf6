/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cut.h"

#include <stdlib.h>

#include "hf-chain-search.h"
#include "hf-chains-private.h"

#define N_(s) (s)

/* States of an id; what is reached is held. */
enum
{
  UNSEEN,
  REACHED,
  FREED,
};

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  HfCut *cut;
  guint8 *state;   /* [n] */
  guint32 *stack;  /* [n] while reaching; while freeing the owning references to an id that are left, HF_NONE: not counted */
  HfTicker ticker;
} Work;

void
hf_cut_free (HfCut *self)
{
  if (self == NULL)
    return;
  g_free (self->refs);
  g_free (self->freed);
  g_free (self->collected);
  g_free (self);
}

/* ---- what is still held ---- */

static gboolean
reach (Work *self)
{
  const HfGraph *graph = self->graph;
  guint32 n = 0;

  self->state[HF_ROOT] = REACHED;
  self->stack[n++] = HF_ROOT;
  while (n > 0)
    {
      guint32 v = self->stack[--n];
      guint32 next = hf_kernel_lower_bound (self->cut->refs, self->cut->n_refs, graph->out_begin[v]);

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          guint32 w = hf_ref_object (graph->out[r]);

          if (hf_ticker_tick (&self->ticker))
            return FALSE;
          if (next < self->cut->n_refs && self->cut->refs[next] == r)
            {
              next++;
              continue;
            }
          if (!hf_ref_is (graph->out[r], HF_CLASSES_OWNING) || self->state[w] != UNSEEN)
            continue;
          self->state[w] = REACHED;
          self->stack[n++] = w;
        }
    }

  return TRUE;
}

/* ---- what reference counting frees ---- */

static gboolean
count_holders (Work *self, guint32 v)
{
  const HfGraph *graph = self->graph;

  if (self->stack[v] != HF_NONE)
    return TRUE;
  self->stack[v] = 0;
  for (guint32 i = graph->in_begin[v]; i < graph->in_begin[v + 1]; i++)
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      self->stack[v] += hf_ref_is (graph->in[i], HF_CLASSES_OWNING);
    }

  return TRUE;
}

/* One owning reference to @v is gone. */
static gboolean
drop_ref (Work *self, guint32 v, GArray *queue)
{
  if (self->state[v] != UNSEEN)
    return TRUE;
  if (!count_holders (self, v))
    return FALSE;
  if (--self->stack[v] > 0)
    return TRUE;
  self->state[v] = FREED;
  g_array_append_val (queue, v);

  return TRUE;
}

static gboolean
drop_refs_of (Work *self, guint32 v, GArray *queue)
{
  const HfGraph *graph = self->graph;
  guint32 next = hf_kernel_lower_bound (self->cut->refs, self->cut->n_refs, graph->out_begin[v]);

  for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      /* What is cut was dropped before everything else. */
      if (next < self->cut->n_refs && self->cut->refs[next] == r)
        next++;
      else if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && !drop_ref (self, hf_ref_object (graph->out[r]), queue))
        return FALSE;
    }

  return TRUE;
}

static gboolean
free_what_nobody_holds (Work *self)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  const HfCut *cut = self->cut;

  memset (self->stack, 0xff, self->graph->n * sizeof *self->stack);
  for (guint32 i = 0; i < cut->n_refs; i++)
    if (hf_ref_is (self->graph->out[cut->refs[i]], HF_CLASSES_OWNING)
        && !drop_ref (self, hf_ref_object (self->graph->out[cut->refs[i]]), queue))
      return FALSE;
  for (guint i = 0; i < queue->len; i++)
    if (!drop_refs_of (self, g_array_index (queue, guint32, i), queue))
      return FALSE;

  return TRUE;
}

/* ---- the answer ---- */

static gboolean
is_collected (const Work *self, guint32 v)
{
  return self->state[v] == UNSEEN && hf_graph_is_reachable (self->graph, v);
}

static gboolean
list_fates (Work *self, GError **error)
{
  HfCut *cut = self->cut;

  for (guint32 v = 1; v < self->graph->n; v++)
    {
      cut->n_freed += self->state[v] == FREED;
      cut->n_collected += is_collected (self, v);
    }
  cut->freed = hf_kernel_new (guint32, cut->n_freed, error);
  cut->collected = cut->freed != NULL ? hf_kernel_new (guint32, cut->n_collected, error) : NULL;
  if (cut->collected == NULL)
    return FALSE;

  cut->n_freed = cut->n_collected = 0;
  for (guint32 v = 1; v < self->graph->n; v++)
    if (self->state[v] == FREED)
      {
        cut->freed[cut->n_freed++] = v;
        cut->freed_bytes += hf_heap_shallow (self->heap, v);
      }
    else if (is_collected (self, v))
      {
        cut->collected[cut->n_collected++] = v;
        cut->collected_bytes += hf_heap_shallow (self->heap, v);
      }

  return TRUE;
}

static HfCut *
new_cut (const HfGraph *graph, const guint32 *refs, guint32 n_refs)
{
  HfCut *self = g_new0 (HfCut, 1);

  self->n_reachable = graph->n_reachable;
  self->refs = g_new (guint32, MAX (n_refs, 1));
  if (n_refs > 0)
    memcpy (self->refs, refs, n_refs * sizeof *refs);
  qsort (self->refs, n_refs, sizeof *refs, hf_kernel_compare);
  for (guint32 i = 0; i < n_refs; i++)
    if (i == 0 || self->refs[i] != self->refs[i - 1])
      self->refs[self->n_refs++] = self->refs[i];

  return self;
}

HfCut *
hf_cut_new (const HfHeap *heap, const guint32 *refs, guint32 n_refs, HfProgress *progress, GError **error)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autoptr (HfCut) cut = new_cut (graph, refs, n_refs);
  Work work = { .heap = heap, .graph = graph, .cut = cut };
  gboolean done;

  g_return_val_if_fail (cut->n_refs == 0 || cut->refs[cut->n_refs - 1] < graph->m, NULL);

  hf_ticker_begin (&work.ticker, progress, N_("Cutting references"), graph->m, error);
  work.state = hf_kernel_new0 (guint8, graph->n, error);
  work.stack = work.state != NULL ? hf_kernel_new (guint32, graph->n, error) : NULL;
  done = work.stack != NULL && reach (&work) && free_what_nobody_holds (&work) && list_fates (&work, error);
  g_free (work.state);
  g_free (work.stack);

  return done ? g_steal_pointer (&cut) : NULL;
}

HfFate
hf_cut_fate (const HfCut *self, guint32 object)
{
  if (hf_kernel_contains (self->freed, self->n_freed, object))
    return HF_FATE_FREED;
  if (object > self->n_reachable)
    return HF_FATE_GARBAGE;

  return hf_kernel_contains (self->collected, self->n_collected, object) ? HF_FATE_COLLECTED : HF_FATE_HELD;
}

/* ---- what still holds it ---- */

static guint32
parent_of (gconstpointer search, guint32 object)
{
  return ((const HfChainSearch *) search)->parent_ref[object];
}

static gboolean
search_chain (const HfCut *self, HfChainSearch *search, guint32 object, HfTicker *ticker)
{
  search->left_out = self->refs;
  search->n_left_out = self->n_refs;
  if (!hf_chain_search_reset (search, ticker))
    return FALSE;
  hf_chain_search_add_source (search, HF_ROOT);

  return hf_chain_search_run (search, object, ticker);
}

gboolean
hf_cut_find_chain (const HfCut *self, const HfHeap *heap, guint32 object, HfChain **chain, HfProgress *progress, GError **error)
{
  HfChainSearch search;
  HfTicker ticker;
  gboolean done;

  *chain = NULL;
  if (object == HF_ROOT || hf_cut_fate (self, object) != HF_FATE_HELD)
    return TRUE;
  hf_ticker_begin (&ticker, progress, N_("Finding chains"), hf_heap_graph (heap)->m, error);
  done = hf_chain_search_init (&search, heap, error) && search_chain (self, &search, object, &ticker);
  if (done)
    {
      *chain = hf_chain_from_parents (heap, parent_of, &search, object);
      done = *chain != NULL;
      if (!done)
        hf_kernel_no_memory (error);
    }
  hf_chain_search_clear (&search);

  return done;
}
