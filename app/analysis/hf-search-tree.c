/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-search-tree.h"

#include "hf-kernel.h"

#define N_(s) (s)

typedef struct
{
  HfSearchTree *tree;
  const HfGraph *graph;
  HfTicker ticker;
  guint32 *queue;  /* [n] ids in the order in which they were found */
  guint32 *parent; /* [n]; v itself at the starts, HF_NONE while unseen */
  guint32 n_queue;
} Search;

static gboolean
search_alloc (Search *self, GError **error)
{
  guint32 n = self->graph->n;

  self->queue = hf_kernel_new (guint32, n, error);
  self->parent = self->queue != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->tree->at = self->parent != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->tree->place = self->tree->at != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->tree->size = self->tree->place != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  if (self->tree->size == NULL)
    return FALSE;

  memset (self->parent, 0xff, n * sizeof *self->parent);

  return TRUE;
}

static inline void
search_find (Search *self, guint32 v, guint32 parent)
{
  if (self->parent[v] != HF_NONE)
    return;

  self->parent[v] = parent;
  self->queue[self->n_queue++] = v;
}

static gboolean
search_run (Search *self, guint32 from)
{
  const HfGraph *graph = self->graph;

  for (guint32 i = from; i < self->n_queue; i++)
    {
      guint32 v = self->queue[i];

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          if (hf_ticker_tick (&self->ticker))
            return FALSE;
          if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
            search_find (self, hf_ref_object (graph->out[r]), v);
        }
    }

  return TRUE;
}

static gboolean
search_add_up_sizes (Search *self)
{
  guint32 *size = self->tree->size;

  for (guint32 v = 0; v < self->tree->n; v++)
    size[v] = 1;
  for (guint32 i = self->tree->n; i-- > 0;)
    {
      guint32 v = self->queue[i];

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (self->parent[v] != v)
        size[self->parent[v]] += size[v];
    }

  return TRUE;
}

/* Each object takes its interval out of its parent's, from the starts down. */
static gboolean
search_lay_out (Search *self)
{
  HfSearchTree *tree = self->tree;
  guint32 *next = tree->at; /* the next free place in each object's interval; at[] itself is filled last */
  guint32 free_place = 0;

  for (guint32 i = 0; i < tree->n; i++)
    {
      guint32 v = self->queue[i];
      guint32 *take = self->parent[v] == v ? &free_place : &next[self->parent[v]];

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      tree->place[v] = *take;
      *take += tree->size[v];
      next[v] = tree->place[v] + 1;
    }
  for (guint32 v = 0; v < tree->n; v++)
    tree->at[tree->place[v]] = v;

  return TRUE;
}

static gboolean
search_all (Search *self, const guint32 *tops, guint32 n_tops)
{
  guint32 n_reached;

  search_find (self, HF_ROOT, HF_ROOT);
  if (!search_run (self, 0))
    return FALSE;

  n_reached = self->n_queue;
  for (guint32 t = 0; t < n_tops; t++)
    search_find (self, tops[t], tops[t]);
  if (!search_run (self, n_reached))
    return FALSE;

  g_assert (self->n_queue == self->graph->n);

  return search_add_up_sizes (self) && search_lay_out (self);
}

gboolean
hf_search_tree_init (HfSearchTree *self, const HfGraph *graph, const guint32 *tops, guint32 n_tops,
                     HfProgress *progress, GError **error)
{
  Search search = { .tree = self, .graph = graph };
  gboolean done;

  *self = (HfSearchTree) { .n = graph->n };
  hf_ticker_begin (&search.ticker, progress, N_("Ordering objects"), 2 * (guint64) graph->n + graph->m, error);
  done = search_alloc (&search, error) && search_all (&search, tops, n_tops);
  g_free (search.queue);
  g_free (search.parent);

  return done;
}

void
hf_search_tree_clear (HfSearchTree *self)
{
  g_clear_pointer (&self->at, g_free);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->size, g_free);
}
