/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-fold.h"

#include <stdlib.h>

#include "heap/hf-error.h"

#define N_(text) (text)
#define KEPT_FROM 1000u /* neighbours from which a list is worth keeping */

HfFold *
hf_fold_new (const HfAnalysis *analysis, GError **error)
{
  g_autoptr (HfFold) self = g_new0 (HfFold, 1);

  self->analysis = analysis;
  self->heap = analysis->heap;
  self->graph = hf_heap_graph (analysis->heap);
  self->dicts = g_hash_table_new (NULL, NULL);
  self->known = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->seen = hf_bitset_new (self->graph->n);
  if (self->seen == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, N_("There is not enough memory to draw a part of this heap."));
      return NULL;
    }
  /* What a drawing shows was folded when it was made. */
  self->everything = g_strcmp0 (hf_heap_info (self->heap)->format, HF_FORMAT_PICTURE) == 0;

  return g_steal_pointer (&self);
}

void
hf_fold_free (HfFold *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->dicts, g_hash_table_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->seen, hf_bitset_free);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_free (self->plumbing);
  g_free (self);
}

static gboolean
is_dict (const HfFold *self, guint32 object)
{
  return (hf_heap_type_flags (self->heap, hf_heap_type (self->heap, object)) & HF_TYPE_DICT) != 0;
}

/* The first __dict__ that @object says it has, whoever else may have it too. */
static guint32
claimed_dict (HfFold *self, guint32 object)
{
  gpointer known;
  guint32 dict = HF_NONE;

  if (g_hash_table_lookup_extended (self->dicts, GUINT_TO_POINTER (object), NULL, &known))
    return GPOINTER_TO_UINT (known) - 1;

  for (guint32 r = self->graph->out_begin[object]; r < self->graph->out_begin[object + 1] && dict == HF_NONE; r++)
    if (hf_heap_ref_kind (self->heap, r) == HF_REF_DICT && is_dict (self, hf_ref_object (self->graph->out[r])))
      dict = hf_ref_object (self->graph->out[r]);
  g_hash_table_insert (self->dicts, GUINT_TO_POINTER (object), GUINT_TO_POINTER (dict + 1));

  return dict;
}

guint32
hf_fold_owner_of (HfFold *self, guint32 object)
{
  guint32 owner = object;

  if (object == HF_ROOT || self->everything || !is_dict (self, object))
    return object;
  for (guint32 i = self->graph->in_begin[object]; i < self->graph->in_begin[object + 1]; i++)
    {
      guint32 referrer = hf_ref_object (self->graph->in[i]);

      if (referrer == HF_ROOT || referrer == object || referrer == owner || claimed_dict (self, referrer) != object)
        continue;
      if (owner != object) /* shared by two: nobody's own */
        return object;
      owner = referrer;
    }

  return owner;
}

guint32
hf_fold_dict_of (HfFold *self, guint32 object)
{
  guint32 dict = object == HF_ROOT || self->everything ? HF_NONE : claimed_dict (self, object);

  return dict != HF_NONE && hf_fold_owner_of (self, dict) == object ? dict : HF_NONE;
}

static HfRank
rank_of_class (HfRefClass class)
{
  static const HfRank ranks[] = {
    [HF_CLASS_STRONG] = HF_RANK_STRONG,
    [HF_CLASS_STRUCTURAL] = HF_RANK_STRUCTURAL,
    [HF_CLASS_WEAK] = HF_RANK_WEAK,
    [HF_CLASS_SHARED] = HF_RANK_SHARED,
  };

  return ranks[class];
}

HfRank
hf_fold_rank_of_ref (const HfFold *self, guint32 ref, gboolean from_dict)
{
  HfRank rank = rank_of_class (hf_ref_class (self->graph->out[ref]));

  if (from_dict && rank == HF_RANK_STRONG && hf_heap_ref_kind (self->heap, ref) == HF_REF_KEY)
    return HF_RANK_STRUCTURAL;

  return rank;
}

/* Neighbours of one rank that are looked for. */
typedef struct
{
  HfFold *fold;
  GArray *found;
  guint32 owner;
  HfRank rank;
} Search;

static void
add_found (const Search *search, guint32 object, HfRank rank)
{
  guint32 owner;

  if (rank != search->rank || object == HF_ROOT)
    return;
  owner = hf_fold_owner_of (search->fold, object);
  if (owner == search->owner || hf_bitset_has (search->fold->seen, owner))
    return;
  hf_bitset_add (search->fold->seen, owner);
  g_array_append_vals (search->found, &(HfNeighbour) { owner, rank }, 1);
}

static void
add_span (const HfSpan *span, gpointer data)
{
  add_found (data, span->object, span->rank);
}

/* Through plumbing to whoever holds it. */
static void
collect_referrers (Search *search, guint32 from)
{
  const HfGraph *graph = search->fold->graph;

  for (guint32 i = graph->in_begin[from]; i < graph->in_begin[from + 1]; i++)
    {
      guint32 object = hf_ref_object (graph->in[i]);
      HfRank rank = rank_of_class (hf_ref_class (graph->in[i]));

      while (rank <= search->rank && object != HF_ROOT && hf_fold_is_link (search->fold, object))
        {
          HfRef up = hf_fold_link_up (search->fold, object);

          rank = MAX (rank, rank_of_class (hf_ref_class (up)));
          object = hf_ref_object (up);
        }
      add_found (search, object, rank);
    }
}

static void
collect (HfFold *self, GArray *found, guint32 owner, guint32 from, gboolean referents, HfRank rank)
{
  Search search = { self, found, owner, rank };

  if (!referents)
    {
      collect_referrers (&search, from);
      return;
    }
  for (guint32 r = self->graph->out_begin[from]; r < self->graph->out_begin[from + 1]; r++)
    if (hf_fold_rank_of_ref (self, r, from != owner) <= rank)
      hf_fold_spans_of_ref (self, r, from != owner, add_span, &search);
}

/* Plumbing and plain values say least. */
static guint
dullness (const HfFold *self, guint32 object)
{
  guint32 type = hf_heap_type (self->heap, object);

  if ((hf_heap_type_flags (self->heap, type) & HF_TYPE_INTERNAL) != 0)
    return 2;
  return hf_heap_type_kind (self->heap, type) == HF_KIND_VALUE ? 1 : 0;
}

/* All that the order looks at, beside the object: a comparison that reads the heap would miss the cache each time. */
typedef struct
{
  guint64 keeps;
  guint32 object;
  guint16 rank;
  guint16 dull;
} Sorted;

static int
compare_sorted (gconstpointer a, gconstpointer b)
{
  const Sorted *x = a;
  const Sorted *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  if (x->dull != y->dull)
    return x->dull < y->dull ? -1 : 1;
  if (x->keeps != y->keeps)
    return x->keeps > y->keeps ? -1 : 1;

  return x->object < y->object ? -1 : x->object > y->object;
}

/* (transfer full) */
static GArray *
sort_neighbours (const HfFold *self, const GArray *found)
{
  g_autofree Sorted *rows = g_new (Sorted, (gsize) found->len + 1);
  GArray *sorted = g_array_sized_new (FALSE, FALSE, sizeof (HfNeighbour), found->len);

  for (guint i = 0; i < found->len; i++)
    {
      const HfNeighbour *one = &g_array_index (found, HfNeighbour, i);

      rows[i] = (Sorted) { hf_dominators_retained (self->analysis->dominators, one->object), one->object, one->rank, dullness (self, one->object) };
    }
  qsort (rows, found->len, sizeof *rows, compare_sorted);
  for (guint i = 0; i < found->len; i++)
    g_array_append_vals (sorted, &(HfNeighbour) { rows[i].object, rows[i].rank }, 1);

  return sorted;
}

static GArray *
find_neighbours (HfFold *self, guint32 owner, gboolean referents)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (HfNeighbour));
  guint32 dict = hf_fold_dict_of (self, owner);

  for (HfRank rank = 0; rank < HF_N_RANKS; rank++)
    {
      collect (self, found, owner, owner, referents, rank);
      if (dict != HF_NONE)
        collect (self, found, owner, dict, referents, rank);
    }
  for (guint i = 0; i < found->len; i++)
    hf_bitset_remove (self->seen, g_array_index (found, HfNeighbour, i).object);

  return found;
}

/* Long lists are kept: one of a million items is asked for half a dozen times. */
static GArray *
keep (HfFold *self, guint32 key, GArray *list)
{
  if (list->len >= KEPT_FROM)
    g_hash_table_insert (self->known, GUINT_TO_POINTER (key), g_array_ref (list));

  return list;
}

GArray *
hf_fold_neighbours (HfFold *self, guint32 owner, gboolean referents, gboolean sorted)
{
  guint32 key = owner << 2 | (referents ? 2 : 0); /* ids have 30 bits */
  GArray *known = sorted ? g_hash_table_lookup (self->known, GUINT_TO_POINTER (key | 1)) : NULL;
  g_autoptr (GArray) found = NULL;

  if (known != NULL)
    return g_array_ref (known);
  known = g_hash_table_lookup (self->known, GUINT_TO_POINTER (key));
  found = known ? g_array_ref (known) : keep (self, key, find_neighbours (self, owner, referents));

  return sorted ? keep (self, key | 1, sort_neighbours (self, found)) : g_steal_pointer (&found);
}
