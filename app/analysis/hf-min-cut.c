/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-min-cut.h"

#define ENDLESS G_MAXUINT32

typedef struct
{
  guint64 key; /* first, for g_int64_hash() */
  guint32 capacity;
  guint32 flow;
} Pair;

static guint64
key_of (guint32 from, guint32 to)
{
  return ((guint64) from << 32) | to;
}

static guint32
end_of (const Pair *pair)
{
  return (guint32) pair->key;
}

gboolean
hf_min_cut_init (HfMinCut *self, const HfHeap *heap, HfTicker *ticker, GError **error)
{
  const HfGraph *graph = hf_heap_graph (heap);

  *self = (HfMinCut) { .heap = heap, .graph = graph, .ticker = ticker };
  self->queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->into = g_hash_table_new (NULL, NULL);
  self->from = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->seen = hf_kernel_new0 (guint32, graph->n, error);
  self->next = self->seen != NULL ? hf_kernel_new (guint32, graph->n, error) : NULL;

  return self->next != NULL;
}

void
hf_min_cut_clear (HfMinCut *self)
{
  g_clear_pointer (&self->seen, g_free);
  g_clear_pointer (&self->next, g_free);
  g_clear_pointer (&self->queue, g_array_unref);
  g_clear_pointer (&self->from, g_hash_table_unref);
  g_clear_pointer (&self->into, g_hash_table_unref);
  g_clear_pointer (&self->pairs, g_hash_table_unref);
}

/* ---- pairs ---- */

static gboolean
is_kept (GArray *kept, guint32 r)
{
  return hf_kernel_contains ((const guint32 *) (gpointer) kept->data, kept->len, r);
}

/* What all owning references from one object to another cost together; ENDLESS if one of them must not be cut. */
static guint32
capacity_of (const HfMinCut *self, guint32 from, guint32 to, GArray *kept)
{
  const HfGraph *graph = self->graph;
  guint64 sum = 0;

  for (guint32 r = graph->out_begin[from]; r < graph->out_begin[from + 1]; r++)
    {
      if (hf_ref_object (graph->out[r]) != to || !hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
        continue;
      if (is_kept (kept, r))
        return ENDLESS;
      sum += hf_cut_price (self->heap, r);
    }

  return (guint32) MIN (sum, ENDLESS - 1);
}

static Pair *
find_pair (const HfMinCut *self, guint32 from, guint32 to)
{
  guint64 key = key_of (from, to);

  return g_hash_table_lookup (self->pairs, &key);
}

static Pair *
ensure_pair (HfMinCut *self, guint32 from, guint32 to, GArray *kept)
{
  Pair *pair = find_pair (self, from, to);
  GPtrArray *out;

  if (pair != NULL)
    return pair;
  pair = g_new0 (Pair, 1);
  pair->key = key_of (from, to);
  pair->capacity = capacity_of (self, from, to, kept);
  g_hash_table_add (self->pairs, pair);
  g_hash_table_add (self->into, GUINT_TO_POINTER (to));
  out = g_hash_table_lookup (self->from, GUINT_TO_POINTER (from));
  if (out == NULL)
    {
      out = g_ptr_array_new ();
      g_hash_table_insert (self->from, GUINT_TO_POINTER (from), out);
    }
  g_ptr_array_add (out, pair);

  return pair;
}

/* ---- one search from the objects towards the root ---- */

static gboolean
is_new (HfMinCut *self, guint32 v)
{
  return self->seen[v] != self->search;
}

static void
see (HfMinCut *self, guint32 v, guint32 next)
{
  self->seen[v] = self->search;
  self->next[v] = next;
  g_array_append_val (self->queue, v);
}

/* Whoever holds @v and has room left on the way to it. */
static gboolean
see_referrers (HfMinCut *self, guint32 v)
{
  const HfGraph *graph = self->graph;
  gboolean has_pairs = g_hash_table_contains (self->into, GUINT_TO_POINTER (v));

  for (guint32 i = graph->in_begin[v]; i < graph->in_begin[v + 1]; i++)
    {
      guint32 u = hf_ref_object (graph->in[i]);
      Pair *pair;

      if (hf_ticker_tick (self->ticker))
        return FALSE;
      if (!hf_ref_is (graph->in[i], HF_CLASSES_OWNING) || !hf_graph_is_reachable (graph, u) || !is_new (self, u))
        continue;
      pair = has_pairs ? find_pair (self, u, v) : NULL;
      if (pair == NULL || pair->flow < pair->capacity)
        see (self, u, v);
    }

  return TRUE;
}

/* Whom a flow from @v leads to: it could be taken back. */
static void
see_flows (HfMinCut *self, guint32 v)
{
  GPtrArray *out = g_hash_table_lookup (self->from, GUINT_TO_POINTER (v));

  for (guint i = 0; out != NULL && i < out->len; i++)
    {
      const Pair *pair = g_ptr_array_index (out, i);

      if (pair->flow > 0 && is_new (self, end_of (pair)))
        see (self, end_of (pair), v);
    }
}

/* (out) @found: whether the root was reached. */
static gboolean
search (HfMinCut *self, const guint32 *objects, guint32 n_objects, gboolean *found)
{
  self->search++;
  g_array_set_size (self->queue, 0);
  for (guint32 i = 0; i < n_objects; i++)
    if (is_new (self, objects[i]))
      see (self, objects[i], HF_NONE);

  for (guint i = 0; i < self->queue->len && is_new (self, HF_ROOT); i++)
    {
      guint32 v = g_array_index (self->queue, guint32, i);

      if (!see_referrers (self, v))
        return FALSE;
      see_flows (self, v);
    }
  *found = !is_new (self, HF_ROOT);

  return TRUE;
}

/* ---- a flow along the way that was found ---- */

static guint32
room_of (HfMinCut *self, guint32 from, guint32 to, GArray *kept)
{
  const Pair *back = find_pair (self, to, from);
  const Pair *pair = ensure_pair (self, from, to, kept);

  if (pair->capacity == ENDLESS)
    return ENDLESS;

  return pair->capacity - pair->flow + (back != NULL ? back->flow : 0);
}

static void
push (HfMinCut *self, guint32 from, guint32 to, guint32 amount, GArray *kept)
{
  Pair *back = find_pair (self, to, from);
  guint32 taken = back != NULL ? MIN (back->flow, amount) : 0;

  if (back != NULL)
    back->flow -= taken;
  if (amount > taken)
    ensure_pair (self, from, to, kept)->flow += amount - taken;
}

/* The amount, ENDLESS if nothing on the way may be cut. */
static guint32
push_along (HfMinCut *self, GArray *kept)
{
  guint32 amount = ENDLESS;

  for (guint32 v = HF_ROOT; self->next[v] != HF_NONE; v = self->next[v])
    amount = MIN (amount, room_of (self, v, self->next[v], kept));
  if (amount == ENDLESS)
    return ENDLESS;
  for (guint32 v = HF_ROOT; self->next[v] != HF_NONE; v = self->next[v])
    push (self, v, self->next[v], amount, kept);

  return amount;
}

/* ---- the set ---- */

static void
add_refs (const HfMinCut *self, guint32 from, guint32 to, GArray *refs)
{
  const HfGraph *graph = self->graph;

  for (guint32 r = graph->out_begin[from]; r < graph->out_begin[from + 1]; r++)
    if (hf_ref_object (graph->out[r]) == to && hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
      g_array_append_val (refs, r);
}

static HfCutSet *
set_from_refs (GArray *refs, guint32 price)
{
  HfCutSet *set = g_malloc (sizeof (HfCutSet) + refs->len * sizeof (guint32));

  g_array_sort (refs, hf_kernel_compare);
  set->price = price;
  set->n_refs = refs->len;
  memcpy (set->refs, refs->data, refs->len * sizeof (guint32));

  return set;
}

/* All references into what the last search reached, from what it did not reach. NULL on cancel. */
static HfCutSet *
collect_set (HfMinCut *self, guint32 price)
{
  const HfGraph *graph = self->graph;
  g_autoptr (GArray) refs = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < self->queue->len; i++)
    {
      guint32 v = g_array_index (self->queue, guint32, i), last = HF_NONE;

      for (guint32 j = graph->in_begin[v]; j < graph->in_begin[v + 1]; j++)
        {
          guint32 u = hf_ref_object (graph->in[j]);

          if (hf_ticker_tick (self->ticker))
            return NULL;
          if (u == last || !hf_ref_is (graph->in[j], HF_CLASSES_OWNING) || !hf_graph_is_reachable (graph, u) || !is_new (self, u))
            continue;
          add_refs (self, u, v, refs);
          last = u; /* a referrer's references stand together */
        }
    }

  return set_from_refs (refs, price);
}

gboolean
hf_min_cut_find (HfMinCut *self, const guint32 *objects, guint32 n_objects, GArray *kept, guint32 max_price, HfCutSet **set)
{
  guint64 price = 0;

  *set = NULL;
  g_hash_table_remove_all (self->from);
  g_hash_table_remove_all (self->into);
  g_hash_table_remove_all (self->pairs);
  for (;;)
    {
      gboolean found;
      guint32 amount;

      if (!search (self, objects, n_objects, &found))
        return FALSE;
      if (!found)
        break;
      amount = push_along (self, kept);
      price += amount;
      if (amount == ENDLESS || price > max_price)
        return TRUE;
    }
  *set = collect_set (self, (guint32) price);

  return *set != NULL;
}
