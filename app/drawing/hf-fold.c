/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-fold.h"

#include "heap/hf-error.h"

#define N_(text) (text)

HfFold *
hf_fold_new (const HfAnalysis *analysis, GError **error)
{
  g_autoptr (HfFold) self = g_new0 (HfFold, 1);

  self->analysis = analysis;
  self->heap = analysis->heap;
  self->graph = hf_heap_graph (analysis->heap);
  self->dicts = g_hash_table_new (NULL, NULL);
  self->seen = hf_bitset_new (self->graph->n);
  if (self->seen == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, N_("There is not enough memory to draw a part of this heap."));
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
hf_fold_free (HfFold *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->dicts, g_hash_table_unref);
  g_clear_pointer (&self->seen, hf_bitset_free);
  g_free (self);
}

static gboolean
is_dict (const HfFold *self, guint32 object)
{
  return (hf_heap_type_flags (self->heap, hf_heap_type_array (self->heap)[object]) & HF_TYPE_DICT) != 0;
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

  if (object == HF_ROOT || !is_dict (self, object))
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
  guint32 dict = object == HF_ROOT ? HF_NONE : claimed_dict (self, object);

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

static void
collect (HfFold *self, GArray *found, guint32 owner, guint32 from, gboolean referents, HfRank rank)
{
  const guint32 *begin = referents ? self->graph->out_begin : self->graph->in_begin;
  const HfRef *words = referents ? self->graph->out : self->graph->in;

  for (guint32 i = begin[from]; i < begin[from + 1]; i++)
    {
      HfRank its = referents ? hf_fold_rank_of_ref (self, i, from != owner) : rank_of_class (hf_ref_class (words[i]));
      guint32 object;

      if (its != rank || hf_ref_object (words[i]) == HF_ROOT)
        continue;
      object = hf_fold_owner_of (self, hf_ref_object (words[i]));
      if (object == owner || hf_bitset_has (self->seen, object))
        continue;
      hf_bitset_add (self->seen, object);
      g_array_append_vals (found, &(HfNeighbour) { object, rank }, 1);
    }
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

static int
compare_neighbours (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfFold *self = data;
  const HfNeighbour *x = a;
  const HfNeighbour *y = b;
  guint dull_x, dull_y;
  guint64 keeps_x, keeps_y;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  dull_x = dullness (self, x->object);
  dull_y = dullness (self, y->object);
  if (dull_x != dull_y)
    return dull_x < dull_y ? -1 : 1;
  keeps_x = self->analysis->dominators->retained[x->object];
  keeps_y = self->analysis->dominators->retained[y->object];
  if (keeps_x != keeps_y)
    return keeps_x > keeps_y ? -1 : 1;

  return x->object < y->object ? -1 : x->object > y->object;
}

GArray *
hf_fold_neighbours (HfFold *self, guint32 owner, gboolean referents, gboolean sorted)
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
  if (sorted)
    g_array_sort_with_data (found, compare_neighbours, self);

  return found;
}
