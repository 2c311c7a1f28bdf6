/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-search-tree.h"

#include "heap/hf-bitset.h"
#include "hf-kernel.h"

#define N_(s) (s)

/* Objects are known by the turn in which they were found. */
typedef struct
{
  const HfGraph *graph;
  HfTicker ticker;
  HfBitset *seen;
  guint32 *queue;  /* [n] ids by turn */
  guint32 *parent; /* [n] turn of the parent; a start's own turn */
  guint32 *size;   /* [n] of the subtree */
  guint32 *place;  /* [n] */
  guint32 n_queue;
} Search;

static gboolean
search_alloc (Search *self, GError **error)
{
  guint32 n = self->graph->n;

  self->queue = hf_kernel_new (guint32, n, error);
  self->parent = self->queue != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->size = self->parent != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->place = self->size != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  if (self->place == NULL)
    return FALSE;

  self->seen = hf_bitset_new (n);
  if (self->seen == NULL)
    hf_kernel_no_memory (error);

  return self->seen != NULL;
}

static void
search_clear (Search *self)
{
  g_free (self->queue);
  g_free (self->parent);
  g_free (self->size);
  g_free (self->place);
  hf_bitset_free (self->seen);
}

static inline void
search_find (Search *self, guint32 v, guint32 parent)
{
  if (hf_bitset_has (self->seen, v))
    return;

  hf_bitset_add (self->seen, v);
  self->parent[self->n_queue] = parent;
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
            search_find (self, hf_ref_object (graph->out[r]), i);
        }
    }

  return TRUE;
}

/* From the last found to the first, each subtree comes behind what its parent has so far: place[] is the distance from the
 * parent's place then. */
static gboolean
search_add_up_sizes (Search *self)
{
  for (guint32 i = 0; i < self->n_queue; i++)
    self->size[i] = 1;
  for (guint32 i = self->n_queue; i-- > 0;)
    {
      guint32 parent = self->parent[i];

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (parent == i)
        continue;
      self->place[i] = self->size[parent];
      self->size[parent] += self->size[i];
    }

  return TRUE;
}

static gboolean
search_lay_out (Search *self, HfSearchTree *tree)
{
  guint32 free_place = 0;

  for (guint32 i = 0; i < tree->n; i++)
    {
      guint32 parent = self->parent[i];

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (parent != i)
        {
          self->place[i] += self->place[parent];
          continue;
        }
      self->place[i] = free_place;
      free_place += self->size[i];
    }

  /* Nobody asks for parents any more, nor for ids by turn once they have places: both arrays serve again. */
  tree->at = g_steal_pointer (&self->parent);
  for (guint32 i = 0; i < tree->n; i++)
    tree->at[self->place[i]] = self->queue[i];
  tree->size = g_steal_pointer (&self->queue);
  for (guint32 i = 0; i < tree->n; i++)
    tree->size[self->place[i]] = self->size[i];

  return TRUE;
}

static gboolean
search_all (Search *self, HfSearchTree *tree, const guint32 *tops, guint32 n_tops)
{
  guint32 n_reached;

  search_find (self, HF_ROOT, 0);
  if (!search_run (self, 0))
    return FALSE;

  n_reached = self->n_queue;
  for (guint32 t = 0; t < n_tops; t++)
    search_find (self, tops[t], self->n_queue);
  if (!search_run (self, n_reached))
    return FALSE;

  g_assert (self->n_queue == self->graph->n);

  return search_add_up_sizes (self) && search_lay_out (self, tree);
}

gboolean
hf_search_tree_init (HfSearchTree *self, const HfGraph *graph, const guint32 *tops, guint32 n_tops,
                     HfProgress *progress, GError **error)
{
  Search search = { .graph = graph };
  gboolean done;

  *self = (HfSearchTree) { .n = graph->n };
  hf_ticker_begin (&search.ticker, progress, N_("Ordering objects"), 2 * (guint64) graph->n + graph->m, error);
  done = search_alloc (&search, error) && search_all (&search, self, tops, n_tops);
  search_clear (&search);

  return done;
}

void
hf_search_tree_clear (HfSearchTree *self)
{
  g_clear_pointer (&self->at, g_free);
  g_clear_pointer (&self->size, g_free);
}
