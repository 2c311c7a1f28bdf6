/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-dominators.h"

#include "hf-kernel.h"
#include "hf-retained-masks.h"
#include "hf-search-tree.h"

#define N_(s) (s)

/* What a set could keep lies below its members in any spanning tree: everything else is reached along the tree without
 * touching the set. So each set deletes and reaches only within the tree's intervals below it. Where the intervals of
 * sixty-four sets together are larger than MASK_COST heaps (measured), carrying one bit each through the whole graph is cheaper. */
#define MASK_COST 1

#define REACHED 0u

typedef struct
{
  guint32 begin;   /* first of its uppermost[] */
  guint32 n;       /* uppermost members: those not below another one */
  guint32 members; /* all of them */
  guint32 covered; /* end of the last interval found */
  guint64 below;   /* objects in the intervals */
  gboolean done;   /* carried as a mask */
} Group;

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const HfPacked *shallow;
  const HfDominators *dominators;
  const HfPacked *group_of;
  guint32 n_groups;
  guint64 *retained;
  HfTicker ticker;
  HfSearchTree tree;
  Group *groups;      /* [n_groups] */
  guint32 *order;     /* [n_groups] groups, the ones with most below them first */
  guint32 *uppermost; /* places in the tree, by group, ascending; of groups that are not done */
  guint32 *mark;      /* [n] 1 + the group whose interval an object was found in last, or REACHED */
  guint32 *stack;     /* [n] */
  guint32 n_stack;
} Work;

static inline guint32
group_of (const Work *self, guint32 v)
{
  return (guint32) hf_packed_get (self->group_of, v) - 1;
}

static gboolean
work_alloc (Work *self, GError **error)
{
  self->groups = hf_kernel_new0 (Group, self->n_groups, error);
  self->order = self->groups != NULL ? hf_kernel_new (guint32, self->n_groups, error) : NULL;

  return self->order != NULL;
}

/* Not before the masks are gone: together they would be most of what this takes. */
static gboolean
work_alloc_marks (Work *self, guint32 n_uppermost, GError **error)
{
  guint32 n = self->graph->n;

  self->uppermost = hf_kernel_new (guint32, n_uppermost, error);
  self->mark = self->uppermost != NULL ? hf_kernel_new0 (guint32, n, error) : NULL;
  self->stack = self->mark != NULL ? hf_kernel_new (guint32, n, error) : NULL;

  return self->stack != NULL;
}

static void
work_clear (Work *self)
{
  hf_search_tree_clear (&self->tree);
  g_free (self->groups);
  g_free (self->order);
  g_free (self->uppermost);
  g_free (self->mark);
  g_free (self->stack);
}

/* ---- which intervals ---- */

static gboolean
count_members (Work *self)
{
  for (guint32 place = 0; place < self->graph->n; place++)
    {
      guint32 v = self->tree.at[place];
      Group *group;

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (group_of (self, v) == HF_NONE)
        continue;

      group = &self->groups[group_of (self, v)];
      group->members++;
      if (place < group->covered)
        continue;
      group->covered = place + self->tree.size[place];
      group->below += self->tree.size[place];
      group->n++;
    }

  for (guint32 g = 0; g < self->n_groups; g++)
    if (self->groups[g].members == 1)
      self->groups[g].below = 0; /* the dominator tree knows */

  return TRUE;
}

/* Of the groups that are not done. */
static gboolean
list_uppermost (Work *self, GError **error)
{
  guint32 n = 0;

  for (guint32 g = 0; g < self->n_groups; g++)
    {
      self->groups[g].begin = n;
      n += self->groups[g].done ? 0 : self->groups[g].n;
      self->groups[g].covered = 0;
      self->groups[g].n = 0;
    }
  if (!work_alloc_marks (self, n, error))
    return FALSE;

  for (guint32 place = 0; place < self->graph->n; place++)
    {
      guint32 v = self->tree.at[place];
      Group *group;

      if (hf_ticker_tick (&self->ticker))
        return FALSE;
      if (group_of (self, v) == HF_NONE)
        continue;

      group = &self->groups[group_of (self, v)];
      if (group->done || place < group->covered)
        continue;
      group->covered = place + self->tree.size[place];
      self->uppermost[group->begin + group->n++] = place;
    }

  return TRUE;
}

static int
compare_by_below (gconstpointer a, gconstpointer b, gpointer data)
{
  const Group *groups = data;
  guint32 ga = *(const guint32 *) a;
  guint32 gb = *(const guint32 *) b;

  if (groups[ga].below != groups[gb].below)
    return groups[ga].below < groups[gb].below ? 1 : -1;

  return ga < gb ? -1 : ga > gb;
}

static void
sort_groups (Work *self)
{
  for (guint32 g = 0; g < self->n_groups; g++)
    self->order[g] = g;
  g_qsort_with_data (self->order, (gint) self->n_groups, sizeof *self->order, compare_by_below, self->groups);
}

/* ---- one set: delete and reach within its intervals ---- */

static gboolean
has_referrer_elsewhere (const Work *self, guint32 v, guint32 here)
{
  const HfGraph *graph = self->graph;
  gboolean reachable = hf_graph_is_reachable (graph, v);

  for (guint32 k = graph->in_begin[v]; k < graph->in_begin[v + 1]; k++)
    {
      guint32 u = hf_ref_object (graph->in[k]);

      if (hf_ref_is (graph->in[k], HF_CLASSES_OWNING) && self->mark[u] != here
          && (!reachable || hf_graph_is_reachable (graph, u)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
mark_intervals (Work *self, guint32 g)
{
  const Group *group = &self->groups[g];

  for (guint32 i = 0; i < group->n; i++)
    {
      guint32 place = self->uppermost[group->begin + i];

      for (guint32 p = place; p < place + self->tree.size[place]; p++)
        {
          guint32 v = self->tree.at[p];

          if (hf_ticker_tick (&self->ticker))
            return FALSE;
          self->mark[v] = 1 + g;
          self->retained[g] += hf_packed_get (self->shallow, v);
        }
    }

  return TRUE;
}

static inline void
reach (Work *self, guint32 v, guint32 g)
{
  if (self->mark[v] != 1 + g || group_of (self, v) == g)
    return;

  self->mark[v] = REACHED;
  self->retained[g] -= hf_packed_get (self->shallow, v);
  self->stack[self->n_stack++] = v;
}

static gboolean
reach_all (Work *self, guint32 g)
{
  const HfGraph *graph = self->graph;

  while (self->n_stack > 0)
    {
      guint32 v = self->stack[--self->n_stack];
      gboolean reachable = hf_graph_is_reachable (graph, v);

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          guint32 w = hf_ref_object (graph->out[r]);

          if (hf_ticker_tick (&self->ticker))
            return FALSE;
          if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && (reachable || !hf_graph_is_reachable (graph, w)))
            reach (self, w, g);
        }
    }

  return TRUE;
}

static gboolean
delete_group (Work *self, guint32 g)
{
  const Group *group = &self->groups[g];

  if (!mark_intervals (self, g))
    return FALSE;

  for (guint32 i = 0; i < group->n; i++)
    {
      guint32 place = self->uppermost[group->begin + i];

      for (guint32 p = place; p < place + self->tree.size[place]; p++)
        {
          guint32 v = self->tree.at[p];

          if (hf_ticker_tick (&self->ticker))
            return FALSE;
          if (self->mark[v] == 1 + g && group_of (self, v) != g && has_referrer_elsewhere (self, v, 1 + g))
            reach (self, v, g);
          if (!reach_all (self, g))
            return FALSE;
        }
    }

  return TRUE;
}

/* ---- all sets ---- */

static guint64
below_next (const Work *self, guint32 next, guint32 n)
{
  guint64 below = 0;

  for (guint32 i = next; i < self->n_groups && i - next < n; i++)
    below += self->groups[self->order[i]].below;

  return below;
}

/* How many groups, in self->order, are to be carried as masks. */
static guint32
count_large_groups (const Work *self)
{
  guint32 n = 0;

  while (n < self->n_groups && below_next (self, n, HF_MASKS_SETS) > (guint64) MASK_COST * self->graph->n)
    n += MIN (HF_MASKS_SETS, self->n_groups - n);

  return n;
}

static gboolean
carry_large_groups (Work *self, guint32 n_large, GError **error)
{
  HfMasks masks = { 0 };
  gboolean done = n_large == 0 || hf_masks_init (&masks, self->heap, self->dominators, self->group_of, self->n_groups, error);

  for (guint32 g = 0; done && g < n_large; g += HF_MASKS_SETS)
    done = hf_masks_carry (&masks, self->order + g, MIN (HF_MASKS_SETS, n_large - g), self->retained, &self->ticker);
  hf_masks_clear (&masks);
  for (guint32 i = 0; i < n_large; i++)
    self->groups[self->order[i]].done = TRUE;

  return done;
}

static void
begin_adding_up (Work *self, guint32 n_large, HfProgress *progress, GError **error)
{
  guint64 n_passes = (n_large + HF_MASKS_SETS - 1) / HF_MASKS_SETS;
  guint64 pass = 2 * (guint64) self->graph->n + self->graph->m;

  hf_ticker_begin (&self->ticker, progress, N_("Adding up retained sizes"),
                   n_passes * pass + self->graph->n + 3 * below_next (self, n_large, self->n_groups), error);
}

static gboolean
work_run (Work *self, HfProgress *progress, GError **error)
{
  guint32 n_large;

  hf_ticker_begin (&self->ticker, progress, N_("Ordering objects"), self->graph->n, error);
  if (!count_members (self))
    return FALSE;

  sort_groups (self);
  n_large = count_large_groups (self);
  begin_adding_up (self, n_large, progress, error);
  if (!carry_large_groups (self, n_large, error))
    return FALSE;
  if (n_large == self->n_groups)
    return TRUE;
  if (!list_uppermost (self, error))
    return FALSE;

  for (guint32 i = n_large; i < self->n_groups; i++)
    {
      guint32 g = self->order[i];

      if (self->groups[g].members == 1)
        self->retained[g] = hf_dominators_retained (self->dominators, self->tree.at[self->uppermost[self->groups[g].begin]]);
      else if (!delete_group (self, g))
        return FALSE;
    }

  return TRUE;
}

gboolean
hf_retained_size_of_groups (const HfHeap *heap, const HfDominators *dominators, const HfPacked *group_of, guint32 n_groups,
                            guint64 *retained, HfProgress *progress, GError **error)
{
  Work self = { .heap = heap, .dominators = dominators, .group_of = group_of, .n_groups = n_groups, .retained = retained };
  gboolean done;

  g_return_val_if_fail (heap != NULL, FALSE);
  g_return_val_if_fail (dominators != NULL, FALSE);

  self.graph = hf_heap_graph (heap);
  self.shallow = hf_heap_shallow_array (heap);
  memset (retained, 0, n_groups * sizeof *retained);
  done = hf_search_tree_init (&self.tree, self.graph, dominators->top, dominators->n_tops, progress, error)
         && work_alloc (&self, error) && work_run (&self, progress, error);
  work_clear (&self);

  return done;
}
