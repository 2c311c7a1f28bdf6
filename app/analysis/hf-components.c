/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-components.h"

#include "heap/hf-bitset.h"
#include "hf-kernel.h"

#define N_(s) (s)

/* of[] while the search runs: 0 unseen, 1 + place on the stack of open objects, or CLOSED | order of closing. */
#define CLOSED (1u << 31)

typedef struct
{
  const HfGraph *graph;
  HfRefClasses classes;
  HfRefClasses unreachable_classes; /* the same for what unreachable objects hold */
  HfTicker ticker;
  guint32 *of;
  guint32 *open;   /* seen, component not yet known */
  guint32 *bound;  /* where on open[] each possible component begins, 1-based */
  guint32 *path;   /* the depth-first path … */
  guint32 *cursor; /* … and the next reference of each object on it */
  HfBitset *loops; /* objects that refer to themselves */
  guint32 n_open;
  guint32 n_bound;
  guint32 n_path;
  guint32 n_closed;
} Search;

static void
search_clear (Search *self)
{
  g_free (self->of);
  hf_bitset_free (self->loops);
}

/* What the search alone needs, and not what is made of its result. */
static void
search_clear_path (Search *self)
{
  g_clear_pointer (&self->open, g_free);
  g_clear_pointer (&self->bound, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->cursor, g_free);
}

static gboolean
search_alloc (Search *self, GError **error)
{
  guint32 n = self->graph->n;

  self->of = hf_kernel_new0 (guint32, n, error);
  self->open = self->of != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->bound = self->open != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->path = self->bound != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  self->cursor = self->path != NULL ? hf_kernel_new (guint32, n, error) : NULL;
  if (self->cursor == NULL)
    return FALSE;

  self->loops = hf_bitset_new (n);
  if (self->loops == NULL)
    hf_kernel_no_memory (error);

  return self->loops != NULL;
}

static void
search_open (Search *self, guint32 v)
{
  self->path[self->n_path] = v;
  self->cursor[self->n_path++] = self->graph->out_begin[v];
  self->open[self->n_open++] = v;
  self->of[v] = self->n_open;
  self->bound[self->n_bound++] = self->n_open;
}

static void
search_close (Search *self, guint32 v)
{
  guint32 place = self->of[v];

  self->n_path--;
  if (self->bound[self->n_bound - 1] != place)
    return;

  self->n_bound--;
  while (self->n_open >= place)
    self->of[self->open[--self->n_open]] = CLOSED | self->n_closed;
  self->n_closed++;
}

static void
search_follow (Search *self, guint32 v, guint32 w)
{
  guint32 place = self->of[w];

  if (place == 0)
    {
      search_open (self, w);
      return;
    }
  if (w == v)
    hf_bitset_add (self->loops, v);
  if (place < CLOSED)
    while (self->bound[self->n_bound - 1] > place)
      self->n_bound--;
}

static gboolean
search_from (Search *self, guint32 start)
{
  const HfGraph *graph = self->graph;

  search_open (self, start);
  while (self->n_path > 0)
    {
      guint32 v = self->path[self->n_path - 1];
      guint32 r = self->cursor[self->n_path - 1];

      if (hf_ticker_tick (&self->ticker))
        return FALSE;

      if (r == graph->out_begin[v + 1])
        {
          search_close (self, v);
          continue;
        }
      self->cursor[self->n_path - 1] = r + 1;
      if (hf_ref_is (graph->out[r], hf_graph_is_reachable (graph, v) ? self->classes : self->unreachable_classes))
        search_follow (self, v, hf_ref_object (graph->out[r]));
    }

  return TRUE;
}

static gboolean
search_run (Search *self)
{
  for (guint32 v = 0; v < self->graph->n; v++)
    if (self->of[v] == 0 && !search_from (self, v))
      return FALSE;

  return TRUE;
}

/* Components close in reverse topological order. */
static gboolean
number_topologically (HfComponents *self, const guint32 *closed, guint32 n, HfTicker *ticker, GError **error)
{
  if (!hf_packed_init (&self->of, n, self->n))
    {
      hf_kernel_no_memory (error);
      return FALSE;
    }
  for (guint32 v = 0; v < n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      hf_packed_fill (&self->of, v, self->n - 1 - (closed[v] & ~CLOSED));
    }

  return TRUE;
}

/* @size gets the members of each component, above CLOSED if one of them refers to itself: a cycle has more than 1. */
static gboolean
count_members (HfComponents *self, guint32 *size, const HfBitset *loops, guint32 n, HfTicker *ticker)
{
  for (guint32 v = 0; v < n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      size[hf_components_of (self, v)]++;
      if (hf_bitset_has (loops, v))
        size[hf_components_of (self, v)] |= CLOSED;
    }
  for (guint32 c = 0; c < self->n; c++)
    if (size[c] > 1)
      self->n_cycles++;

  return TRUE;
}

/* Turns each component's size into its place among the cycles, or HF_NONE. */
static gboolean
list_cycles (HfComponents *self, guint32 *place, HfTicker *ticker, GError **error)
{
  guint32 members = 0;
  guint32 cycle = 0;

  self->cycle_component = hf_kernel_new (guint32, self->n_cycles, error);
  self->cycle_begin = self->cycle_component != NULL ? hf_kernel_new (guint32, (gsize) self->n_cycles + 1, error) : NULL;
  if (self->cycle_begin == NULL)
    return FALSE;

  for (guint32 c = 0; c < self->n; c++)
    {
      guint32 size = place[c];

      if (hf_ticker_tick (ticker))
        return FALSE;
      place[c] = size > 1 ? cycle : HF_NONE;
      if (size <= 1)
        continue;
      self->cycle_component[cycle] = c;
      self->cycle_begin[cycle++] = members;
      members += size & ~CLOSED;
    }
  self->cycle_begin[cycle] = members;
  self->cycle_member = hf_kernel_new (guint32, members, error);

  return self->cycle_member != NULL;
}

static gboolean
fill_cycles (HfComponents *self, const guint32 *place, guint32 n, HfTicker *ticker)
{
  for (guint32 v = 0; v < n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      if (place[hf_components_of (self, v)] != HF_NONE)
        self->cycle_member[self->cycle_begin[place[hf_components_of (self, v)]]++] = v;
    }
  /* Each cycle begins now where the next one should. */
  memmove (self->cycle_begin + 1, self->cycle_begin, self->n_cycles * sizeof *self->cycle_begin);
  self->cycle_begin[0] = 0;

  return TRUE;
}

static gboolean
find_cycles (HfComponents *self, const HfBitset *loops, guint32 n, HfTicker *ticker, GError **error)
{
  g_autofree guint32 *place = hf_kernel_new0 (guint32, self->n, error);

  return place != NULL && count_members (self, place, loops, n, ticker) && list_cycles (self, place, ticker, error)
         && fill_cycles (self, place, n, ticker);
}

/* As if the first @n_closed objects had been searched and found to be one component. */
static void
search_close_first (Search *self, guint32 n_closed)
{
  for (guint32 v = 0; v < n_closed; v++)
    self->of[v] = CLOSED | self->n_closed;
  self->n_closed += n_closed > 0;
}

static HfComponents *
components_new (const HfGraph *graph, HfRefClasses classes, HfRefClasses unreachable_classes, guint32 n_closed,
                HfProgress *progress, GError **error)
{
  g_autoptr (HfComponents) self = g_new0 (HfComponents, 1);
  Search search = { .graph = graph, .classes = classes, .unreachable_classes = unreachable_classes };
  gboolean done;

  hf_ticker_begin (&search.ticker, progress, N_("Finding cycles"), 5 * (guint64) graph->n + graph->m, error);
  done = search_alloc (&search, error);
  if (done)
    search_close_first (&search, n_closed);
  done = done && search_run (&search);
  search_clear_path (&search);
  if (done)
    {
      self->n = search.n_closed;
      done = number_topologically (self, search.of, graph->n, &search.ticker, error);
      g_clear_pointer (&search.of, g_free);
      done = done && find_cycles (self, search.loops, graph->n, &search.ticker, error);
    }
  search_clear (&search);

  return done ? g_steal_pointer (&self) : NULL;
}

HfComponents *
hf_components_new (const HfGraph *graph, HfRefClasses classes, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (graph != NULL, NULL);

  return components_new (graph, classes, classes, 0, progress, error);
}

HfComponents *
hf_components_new_for_cycles (const HfGraph *graph, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (graph != NULL, NULL);

  return components_new (graph, HF_CLASSES_STRONG, HF_CLASSES_OWNING, 0, progress, error);
}

HfComponents *
hf_components_new_unreachable (const HfGraph *graph, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (graph != NULL, NULL);

  return components_new (graph, HF_CLASSES_OWNING, HF_CLASSES_OWNING, graph->n_reachable + 1, progress, error);
}

void
hf_components_free (HfComponents *self)
{
  if (self == NULL)
    return;

  hf_packed_clear (&self->of);
  g_free (self->cycle_component);
  g_free (self->cycle_begin);
  g_free (self->cycle_member);
  g_free (self);
}

guint32
hf_components_cycle_of (const HfComponents *self, guint32 object)
{
  guint32 component = hf_components_of (self, object);
  guint32 low = 0;
  guint32 high = self->n_cycles;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->cycle_component[middle] < component)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->n_cycles && self->cycle_component[low] == component ? low : HF_NONE;
}
