/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-lengauer-tarjan.h"

#include "hf-kernel.h"

#define N_(s) (s)

#define SUPER_ROOT 1u

/* One number's state. Numbers are worked off from the highest down; those above the present one are *linked*. Until its
 * turn a number needs neither label nor ancestor, so these hold other things meanwhile: that keeps the whole state in
 * sixteen bytes, a quarter of a cache line. */
typedef struct
{
  guint32 ancestor;   /* the depth-first parent; once linked, shortened by path compression */
  guint32 label;      /* linked: the number with the least semidominator between here and ancestor; before: the first of
                         those that have this number as semidominator (continued in dominator[]) */
  guint32 label_semi; /* linked: the label's semidominator */
  guint32 semi;       /* while numbering: the next reference to follow; then the semidominator */
} Node;

typedef struct
{
  HfDominatorOrder *order;
  const HfGraph *graph;
  HfTicker ticker;
  guint32 *number; /* [graph->n] */
  Node *nodes;     /* [last + 1] */
} Kernel;

static gboolean
kernel_alloc (Kernel *self, GError **error)
{
  gsize size = (gsize) self->graph->n + 2;

  self->number = hf_kernel_new0 (guint32, self->graph->n, error);
  self->nodes = self->number != NULL ? hf_kernel_new0 (Node, size, error) : NULL;
  self->order->id = self->nodes != NULL ? hf_kernel_new (guint32, size, error) : NULL;
  self->order->dominator = self->order->id != NULL ? hf_kernel_new0 (guint32, size, error) : NULL;

  return self->order->dominator != NULL;
}

/* ---- numbering ---- */

static void
kernel_enter (Kernel *self, guint32 v, guint32 parent)
{
  guint32 i = ++self->order->last;

  self->number[v] = i;
  self->order->id[i] = v;
  self->nodes[i].ancestor = parent;
  self->nodes[i].semi = self->graph->out_begin[v];
}

static gboolean
kernel_number_from (Kernel *self, guint32 start)
{
  const HfGraph *graph = self->graph;
  guint32 i;

  kernel_enter (self, start, SUPER_ROOT);
  i = self->order->last;
  while (i != SUPER_ROOT)
    {
      guint32 r = self->nodes[i].semi;

      if (hf_ticker_tick (&self->ticker))
        return FALSE;

      if (r == graph->out_begin[self->order->id[i] + 1])
        {
          i = self->nodes[i].ancestor;
          continue;
        }
      self->nodes[i].semi = r + 1;
      if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && self->number[hf_ref_object (graph->out[r])] == 0)
        {
          kernel_enter (self, hf_ref_object (graph->out[r]), i);
          i = self->order->last;
        }
    }

  return TRUE;
}

static gboolean
kernel_number (Kernel *self, const guint32 *tops, guint32 n_tops)
{
  HfDominatorOrder *order = self->order;

  order->id[0] = order->id[SUPER_ROOT] = HF_NONE;
  order->last = SUPER_ROOT;
  if (!kernel_number_from (self, HF_ROOT))
    return FALSE;

  order->last_reachable = order->last;
  for (guint32 t = 0; t < n_tops; t++)
    if (self->number[tops[t]] == 0 && !kernel_number_from (self, tops[t]))
      return FALSE;

  g_assert (order->last == self->graph->n + 1);

  return TRUE;
}

/* ---- semidominators ---- */

/* Shortens the way from @x to the lowest unlinked ancestor (at most @current), carrying least labels down. The way is
 * turned round while walking up and back while walking down, so no stack is needed however long it is. */
static void
compress (Node *nodes, guint32 x, guint32 current)
{
  guint32 below = 0;
  guint32 top;

  while (nodes[x].ancestor > current)
    {
      guint32 above = nodes[x].ancestor;

      nodes[x].ancestor = below;
      below = x;
      x = above;
    }

  top = nodes[x].ancestor;
  while (below != 0)
    {
      guint32 y = below;

      below = nodes[y].ancestor;
      if (nodes[x].label_semi < nodes[y].label_semi)
        {
          nodes[y].label = nodes[x].label;
          nodes[y].label_semi = nodes[x].label_semi;
        }
      nodes[y].ancestor = top;
      x = y;
    }
}

static inline void
kernel_eval (Kernel *self, guint32 v, guint32 current)
{
  if (self->nodes[v].ancestor > current)
    compress (self->nodes, v, current);
}

static gboolean
kernel_find_semi (Kernel *self, guint32 i, guint32 *semi)
{
  const HfGraph *graph = self->graph;
  guint32 v = self->order->id[i];
  guint32 highest = i <= self->order->last_reachable ? self->order->last_reachable : G_MAXUINT32;

  for (guint32 k = graph->in_begin[v]; k < graph->in_begin[v + 1]; k++)
    {
      guint32 p;

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (!hf_ref_is (graph->in[k], HF_CLASSES_OWNING))
        continue;

      p = self->number[hf_ref_object (graph->in[k])];
      if (p > highest)
        continue; /* an unreachable referrer of a reachable object */
      if (p > i)
        {
          kernel_eval (self, p, i);
          p = self->nodes[p].label_semi;
        }
      *semi = MIN (*semi, p);
    }

  return TRUE;
}

/* Numbers whose semidominator is @i: all of them are below @i in the tree, and linked. */
static gboolean
kernel_empty_bucket (Kernel *self, guint32 i)
{
  guint32 *dominator = self->order->dominator;
  guint32 next;

  for (guint32 v = self->nodes[i].label; v != 0; v = next)
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;

      next = dominator[v];
      kernel_eval (self, v, i);
      dominator[v] = self->nodes[v].label_semi < i ? self->nodes[v].label : i;
    }

  return TRUE;
}

static gboolean
kernel_work (Kernel *self)
{
  guint32 *dominator = self->order->dominator;
  Node *nodes = self->nodes;

  for (guint32 i = self->order->last; i > SUPER_ROOT; i--)
    {
      guint32 semi = dominator[i] == SUPER_ROOT ? SUPER_ROOT : nodes[i].ancestor;

      if (!kernel_empty_bucket (self, i) || !kernel_find_semi (self, i, &semi))
        return FALSE;

      dominator[i] = nodes[semi].label;
      nodes[semi].label = i;
      nodes[i].label = i;
      nodes[i].label_semi = nodes[i].semi = semi;
    }

  return kernel_empty_bucket (self, SUPER_ROOT);
}

/* What was only known as "the same dominator as" is settled from the top down. */
static gboolean
kernel_settle (Kernel *self)
{
  guint32 *dominator = self->order->dominator;

  for (guint32 i = SUPER_ROOT + 1; i <= self->order->last; i++)
    {
      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (dominator[i] != self->nodes[i].semi)
        dominator[i] = dominator[dominator[i]];
    }

  return TRUE;
}

gboolean
hf_dominator_order_init (HfDominatorOrder *self, const HfGraph *graph, const guint32 *tops, guint32 n_tops,
                         HfProgress *progress, GError **error)
{
  Kernel kernel = { .order = self, .graph = graph };
  gboolean done;

  *self = (HfDominatorOrder) { 0 };
  hf_ticker_begin (&kernel.ticker, progress, N_("Finding dominators"), 4 * (guint64) graph->n + 2 * (guint64) graph->m, error);
  done = kernel_alloc (&kernel, error) && kernel_number (&kernel, tops, n_tops);
  if (done)
    {
      /* A top has the super root as a referrer even where another top was its parent. */
      for (guint32 t = 0; t < n_tops; t++)
        self->dominator[kernel.number[tops[t]]] = SUPER_ROOT;
      done = kernel_work (&kernel) && kernel_settle (&kernel);
    }

  g_free (kernel.number);
  g_free (kernel.nodes);

  return done;
}

void
hf_dominator_order_clear (HfDominatorOrder *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->dominator, g_free);
}
