/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-dominators.h"

#include "hf-kernel.h"
#include "hf-lengauer-tarjan.h"
#include "hf-tops.h"

#define N_(s) (s)

/* Dominators have smaller numbers than what they dominate, so one pass down the numbers adds everything up. */
static gboolean
fill_tree (HfDominators *self, guint64 *retained, const HfHeap *heap, const HfDominatorOrder *order, HfTicker *ticker)
{
  const HfPacked *shallow = hf_heap_shallow_array (heap);

  for (guint32 i = order->last; i > 1; i--)
    {
      guint32 v = order->id[i];
      guint32 d = order->id[order->dominator[i]];

      if (hf_ticker_tick (ticker))
        return FALSE;

      retained[v] += hf_packed_get (shallow, v);
      self->idom[v] = d;
      if (d != HF_NONE)
        retained[d] += retained[v];
    }

  return TRUE;
}

static inline guint32
row_of (const HfDominators *self, guint32 v)
{
  return self->idom[v] == HF_NONE ? self->n : self->idom[v];
}

/* @begin: [n + 2], 0. */
static gboolean
fill_children (HfDominators *self, guint32 *begin, HfTicker *ticker)
{
  for (guint32 v = 1; v < self->n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      begin[row_of (self, v) + 1]++;
    }
  for (guint32 row = 0; row <= self->n; row++)
    begin[row + 1] += begin[row];
  for (guint32 v = 1; v < self->n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      self->child[begin[row_of (self, v)]++] = v;
    }
  /* Each row begins now where the next one should. */
  memmove (begin + 1, begin, (gsize) (self->n + 1) * sizeof *begin);
  begin[0] = 0;

  return TRUE;
}

static gboolean
build_children (HfDominators *self, HfTicker *ticker, GError **error)
{
  g_autofree guint32 *begin = hf_kernel_new0 (guint32, (gsize) self->n + 2, error);

  self->child = begin != NULL ? hf_kernel_new (guint32, self->n, error) : NULL;

  return self->child != NULL && fill_children (self, begin, ticker) && hf_sparse_rows_init (&self->rows, begin, self->n + 1, error);
}

static gboolean
pack_retained (HfDominators *self, const guint64 *retained, GError **error)
{
  guint64 most = 0;

  for (guint32 v = 0; v < self->n; v++)
    most = MAX (most, retained[v]);
  if (!hf_packed_init (&self->retained, self->n, most))
    {
      hf_kernel_no_memory (error);
      return FALSE;
    }
  for (guint32 v = 0; v < self->n; v++)
    hf_packed_fill (&self->retained, v, retained[v]);

  return TRUE;
}

static gboolean
build_tree (HfDominators *self, const HfHeap *heap, HfProgress *progress, HfTicker *ticker, GError **error)
{
  g_autofree guint64 *retained = NULL;
  HfDominatorOrder order;
  gboolean done = hf_dominator_order_init (&order, hf_heap_graph (heap), self->top, self->n_tops, progress, error);

  hf_ticker_begin (ticker, progress, N_("Adding up retained sizes"), 3 * (guint64) self->n, error);
  self->idom = done ? hf_kernel_new (guint32, self->n, error) : NULL;
  retained = self->idom != NULL ? hf_kernel_new0 (guint64, self->n, error) : NULL;
  done = retained != NULL && fill_tree (self, retained, heap, &order, ticker);
  hf_dominator_order_clear (&order);

  return done && pack_retained (self, retained, error);
}

HfDominators *
hf_dominators_new (const HfHeap *heap, HfProgress *progress, GError **error)
{
  g_autoptr (HfDominators) self = NULL;
  HfTicker ticker;

  g_return_val_if_fail (heap != NULL, NULL);

  self = g_new0 (HfDominators, 1);
  self->n = hf_heap_graph (heap)->n;
  if (!hf_tops_find (hf_heap_graph (heap), &self->top, &self->n_tops, progress, error)
      || !build_tree (self, heap, progress, &ticker, error)
      || !build_children (self, &ticker, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
hf_dominators_free (HfDominators *self)
{
  if (self == NULL)
    return;

  g_free (self->idom);
  hf_packed_clear (&self->retained);
  hf_sparse_rows_clear (&self->rows);
  g_free (self->child);
  g_free (self->top);
  g_free (self);
}

const guint32 *
hf_dominators_children (const HfDominators *self, guint32 object, guint32 *n_children)
{
  return self->child + hf_sparse_rows_get (&self->rows, object == HF_NONE ? self->n : object, n_children);
}

gboolean
hf_dominators_dominates (const HfDominators *self, guint32 dominator, guint32 object)
{
  while (object != HF_NONE && object != dominator)
    object = self->idom[object];

  return object != HF_NONE;
}
