/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-fold.h"

#define MOST_IN_A_ROW 32u /* candidates looked at upward; more in a row are no plumbing any more */
#define MOST_REFERRERS 4u

/* What a type's objects can be. */
typedef enum
{
  NO_PLUMBING,
  PLUMBING_METHOD, /* bound: anywhere */
  PLUMBING_DESCRIPTOR, /* anywhere, too */
  PLUMBING_FRAME,
  PLUMBING_CELL,
  PLUMBING_CLOSURE,
} HfPlumbing;

static const struct
{
  const char *type;
  HfPlumbing plumbing;
} known_types[] = {
  { "method", PLUMBING_METHOD },          { "property", PLUMBING_DESCRIPTOR }, { "staticmethod", PLUMBING_DESCRIPTOR },
  { "classmethod", PLUMBING_DESCRIPTOR }, { "frame", PLUMBING_FRAME },         { "cell", PLUMBING_CELL },
  { "tuple", PLUMBING_CLOSURE },
};

static HfPlumbing
plumbing_of (HfFold *self, guint32 object)
{
  guint32 type = hf_heap_type (self->heap, object);

  if (self->plumbing == NULL)
    self->plumbing = g_new0 (guint8, hf_heap_n_types (self->heap) + 1);
  if (self->plumbing[type] == 0)
    {
      const char *name = hf_heap_type_name (self->heap, type);

      self->plumbing[type] = NO_PLUMBING + 1;
      for (guint i = 0; i < G_N_ELEMENTS (known_types); i++)
        if (g_str_equal (known_types[i].type, name))
          self->plumbing[type] = (guint8) (known_types[i].plumbing + 1);
    }

  return (HfPlumbing) (self->plumbing[type] - 1);
}

static gboolean
has_type (const HfFold *self, guint32 object, const char *const *names)
{
  const char *name = hf_heap_type_name_of (self->heap, object);

  return g_strv_contains (names, name);
}

/* The first reference from @from to @to in an owning class; only for objects with few references. */
static gboolean
refers_by (const HfFold *self, guint32 from, guint32 to, const char *const *names)
{
  guint32 r = hf_graph_find_ref (self->graph, from, to, HF_CLASSES_OWNING);

  return r != HF_NONE && g_strv_contains (names, hf_heap_ref_name (self->heap, r));
}

static gboolean
is_closure_of (const HfFold *self, guint32 tuple, guint32 function)
{
  static const char *const functions[] = { "function", NULL };
  static const char *const names[] = { "__closure__", "func_closure", NULL };

  return has_type (self, function, functions) && refers_by (self, function, tuple, names);
}

static gboolean
is_frame_of (const HfFold *self, guint32 frame, guint32 generator)
{
  static const char *const generators[] = { "generator", "coroutine", "async_generator", NULL };
  static const char *const names[] = { "gi_frame", "cr_frame", "ag_frame", NULL };

  return has_type (self, generator, generators) && refers_by (self, generator, frame, names);
}

static guint32 parent_of (HfFold *self, guint32 object);

static gboolean
is_cell_of (HfFold *self, guint32 cell, guint32 holder)
{
  static const char *const holders[] = { "function", "frame", NULL };

  if (plumbing_of (self, holder) == PLUMBING_CLOSURE)
    return parent_of (self, holder) != HF_NONE;

  return has_type (self, holder, holders);
}

/* Whoever alone refers to @object, and by one reference; HF_NONE if there are others. A function that is seen to share a cell
 * of its own closure is no other. */
static guint32
sole_referrer (HfFold *self, guint32 object)
{
  guint32 begin = self->graph->in_begin[object], end = self->graph->in_begin[object + 1];
  guint32 holder = HF_NONE, sharer = HF_NONE;

  if (end - begin > MOST_REFERRERS)
    return HF_NONE;
  for (guint32 i = begin; i < end; i++)
    {
      guint32 referrer = hf_ref_object (self->graph->in[i]);

      if (referrer == HF_ROOT || referrer == object)
        return HF_NONE;
      if (hf_ref_is (self->graph->in[i], HF_CLASSES_OWNING) && holder == HF_NONE)
        holder = referrer;
      else if (hf_ref_class (self->graph->in[i]) == HF_CLASS_SHARED && sharer == HF_NONE)
        sharer = referrer;
      else
        return HF_NONE;
    }
  if (sharer != HF_NONE && (holder == HF_NONE || plumbing_of (self, holder) != PLUMBING_CLOSURE || parent_of (self, holder) != sharer))
    return HF_NONE;

  return holder;
}

/* Who holds @object where that is such that it could be left out, else HF_NONE. */
static guint32
parent_of (HfFold *self, guint32 object)
{
  HfPlumbing plumbing = plumbing_of (self, object);
  gboolean fits = TRUE;
  guint32 holder;

  if (plumbing == NO_PLUMBING || self->everything || self->graph->out_begin[object] == self->graph->out_begin[object + 1])
    return HF_NONE;
  if (self->kept != NULL && g_hash_table_contains (self->kept, GUINT_TO_POINTER (object)))
    return HF_NONE;
  holder = sole_referrer (self, object);
  if (holder == HF_NONE)
    return HF_NONE;
  if (plumbing == PLUMBING_FRAME)
    fits = is_frame_of (self, object, holder);
  else if (plumbing == PLUMBING_CELL)
    fits = is_cell_of (self, object, holder);
  else if (plumbing == PLUMBING_CLOSURE)
    fits = is_closure_of (self, object, holder);

  return fits && hf_heap_unaccounted (self->heap, object) <= 0 ? holder : HF_NONE;
}

gboolean
hf_fold_is_link (HfFold *self, guint32 object)
{
  guint32 above = object;
  guint n = 0;

  if (object == HF_ROOT || plumbing_of (self, object) == NO_PLUMBING)
    return FALSE;
  while (n < MOST_IN_A_ROW)
    {
      above = parent_of (self, above);
      if (above == HF_NONE)
        break;
      n++;
    }

  /* Every fourth stays. What only holds itself up has no beginning to count from. */
  return n < MOST_IN_A_ROW && n % HF_FOLD_SPAN != 0;
}

void
hf_fold_set_everything (HfFold *self)
{
  self->everything = TRUE;
}

void
hf_fold_keep (HfFold *self, guint32 object)
{
  if (self->kept == NULL)
    self->kept = g_hash_table_new (NULL, NULL);
  g_hash_table_add (self->kept, GUINT_TO_POINTER (object));
}

HfRef
hf_fold_link_up (HfFold *self, guint32 object)
{
  guint32 i = self->graph->in_begin[object];

  while (!hf_ref_is (self->graph->in[i], HF_CLASSES_OWNING))
    i++;

  return self->graph->in[i];
}

guint32
hf_fold_node_of (HfFold *self, guint32 object)
{
  while (hf_fold_is_link (self, object))
    object = hf_ref_object (hf_fold_link_up (self, object));

  return hf_fold_owner_of (self, object);
}

/* What a bound method calls is its class's: said by the other reference already. */
static HfRank
rank_of_link (const HfFold *self, guint32 r, HfPlumbing plumbing)
{
  HfRank rank = hf_fold_rank_of_ref (self, r, FALSE);

  return rank == HF_RANK_STRONG && plumbing == PLUMBING_METHOD && g_str_equal (hf_heap_ref_name (self->heap, r), "__func__") ? HF_RANK_STRUCTURAL : rank;
}

/* Three in a row at most. */
static void
follow (HfFold *self, const HfSpan *span, HfSpanFunc func, gpointer data)
{
  HfPlumbing plumbing;

  if (!hf_fold_is_link (self, span->object))
    {
      func (span, data);
      return;
    }
  if (hf_ref_class (self->graph->out[span->last]) == HF_CLASS_SHARED)
    return;
  plumbing = plumbing_of (self, span->object);
  for (guint32 r = self->graph->out_begin[span->object]; r < self->graph->out_begin[span->object + 1]; r++)
    {
      HfSpan longer = *span;

      longer.last = r;
      longer.object = hf_ref_object (self->graph->out[r]);
      longer.rank = MAX (longer.rank, rank_of_link (self, r, plumbing));
      longer.classes |= HF_CLASS_BIT (hf_ref_class (self->graph->out[r]));
      follow (self, &longer, func, data);
    }
}

void
hf_fold_spans_of_ref (HfFold *self, guint32 r, gboolean from_dict, HfSpanFunc func, gpointer data)
{
  HfSpan span = { r, r, hf_ref_object (self->graph->out[r]), hf_fold_rank_of_ref (self, r, from_dict),
                  HF_CLASS_BIT (hf_ref_class (self->graph->out[r])) };

  follow (self, &span, func, data);
}

void
hf_fold_spans (HfFold *self, guint32 from, gboolean from_dict, HfSpanFunc func, gpointer data)
{
  for (guint32 r = self->graph->out_begin[from]; r < self->graph->out_begin[from + 1]; r++)
    hf_fold_spans_of_ref (self, r, from_dict, func, data);
}

guint
hf_fold_span_refs (HfFold *self, guint32 first, guint32 last, guint32 *refs)
{
  guint32 row[HF_FOLD_SPAN];
  guint n = 0;

  while (last != first && n + 1 < HF_FOLD_SPAN)
    {
      guint32 link = hf_graph_referrer_of (self->graph, last);
      guint32 parent = parent_of (self, link);

      row[n++] = last;
      /* Looking a reference up among many is spared: it is the first one. */
      last = parent == HF_NONE || parent == hf_graph_referrer_of (self->graph, first)
               ? first : hf_graph_find_ref (self->graph, parent, link, HF_CLASSES_OWNING);
    }
  row[n++] = first;
  for (guint i = 0; i < n; i++)
    refs[i] = row[n - 1 - i];

  return n;
}
