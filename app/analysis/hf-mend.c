/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-mend.h"

#include <stdlib.h>
#include <string.h>

#include "hf-cycle-shape.h"
#include "hf-kernel.h"
#include "hf-python.h"
#include "hf-ring.h"

#define N_(s) (s)

struct _HfMender
{
  const HfAnalysis *analysis;
  const HfGraph *graph;
  guint32 *holders; /* [n] one more than the owning references to an id; 0: not counted yet */
  guint32 *gone;    /* [n] how many of them are gone; 0 outside of a simulation */
};

HfMender *
hf_mender_new (const HfAnalysis *analysis, GError **error)
{
  g_autoptr (HfMender) self = NULL;

  g_return_val_if_fail (analysis != NULL, NULL);

  self = g_new0 (HfMender, 1);
  self->analysis = analysis;
  self->graph = hf_heap_graph (analysis->heap);
  self->holders = hf_kernel_new0 (guint32, self->graph->n, error);
  self->gone = self->holders != NULL ? hf_kernel_new0 (guint32, self->graph->n, error) : NULL;

  return self->gone != NULL ? g_steal_pointer (&self) : NULL;
}

void
hf_mender_free (HfMender *self)
{
  if (self == NULL)
    return;
  g_free (self->holders);
  g_free (self->gone);
  g_free (self);
}

static guint32
component_of (const HfMender *self, guint32 object)
{
  return hf_components_of (self->analysis->components, object);
}

static const guint32 *
members_of (const HfMender *self, guint cycle, guint32 *n)
{
  const HfComponents *components = self->analysis->components;

  *n = components->cycle_begin[cycle + 1] - components->cycle_begin[cycle];

  return &components->cycle_member[components->cycle_begin[cycle]];
}

/* ---- what can be made weak ---- */

static gboolean
is_type (const HfHeap *heap, guint32 object, const char *name)
{
  return strcmp (hf_heap_type_name_of (heap, object), name) == 0;
}

/* Objects that weakref.ref() takes. */
static gboolean
can_be_weak (const HfHeap *heap, guint32 object)
{
  switch (hf_heap_kind (heap, object))
    {
    case HF_KIND_INSTANCE:
    case HF_KIND_TYPE:
    case HF_KIND_MODULE:
      return TRUE;
    case HF_KIND_FUNCTION:
      return !is_type (heap, object, "cell") && !is_type (heap, object, "code");
    case HF_KIND_OTHER:
    case HF_KIND_ROOT:
    case HF_KIND_FRAME:
    case HF_KIND_CONTAINER:
    case HF_KIND_VALUE:
    default:
      return is_type (heap, object, "generator") || is_type (heap, object, "coroutine") || is_type (heap, object, "set");
    }
}

static gboolean
is_namespace (const HfHeap *heap, guint32 dict)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 i = graph->in_begin[dict]; i < graph->in_begin[dict + 1]; i++)
    {
      guint32 r = hf_graph_find_ref (graph, hf_ref_object (graph->in[i]), dict, HF_CLASSES_ALL);

      if (r != HF_NONE && hf_heap_ref_kind (heap, r) == HF_REF_DICT)
        return TRUE;
    }

  return FALSE;
}

/* HF_N_MENDS where a program cannot help it there. */
static HfMendWay
way_of (const HfHeap *heap, guint32 r)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 from = hf_graph_referrer_of (graph, r), to = hf_ref_object (graph->out[r]);
  const char *name = hf_heap_ref_name (heap, r);
  HfRefKind kind = hf_heap_ref_kind (heap, r);

  if (hf_ref_class (graph->out[r]) != HF_CLASS_STRONG)
    return HF_N_MENDS;
  if (is_type (heap, from, "method") || is_type (heap, to, "method"))
    return HF_MEND_METHOD;
  if (kind == HF_REF_CELL || is_type (heap, from, "cell"))
    return HF_MEND_CLOSURE;
  if (strcmp (name, "__traceback__") == 0)
    return HF_MEND_TRACEBACK;
  if (!can_be_weak (heap, to))
    return HF_N_MENDS;
  switch (kind)
    {
    case HF_REF_ATTRIBUTE:
    case HF_REF_LOCAL:
    case HF_REF_OTHER:
      return HF_MEND_REF;
    case HF_REF_VALUE:
      return is_namespace (heap, from) ? HF_MEND_REF : HF_MEND_VALUES;
    case HF_REF_KEY:
      return HF_MEND_KEYS;
    case HF_REF_MEMBER:
      return is_type (heap, from, "collections.deque") ? HF_MEND_ITEM : HF_MEND_SET;
    case HF_REF_INDEX:
      return is_type (heap, from, "tuple") ? HF_N_MENDS : HF_MEND_ITEM;
    case HF_REF_CELL:
    case HF_REF_STACK:
    case HF_REF_FIELD:
    case HF_REF_INTERNAL:
    case HF_REF_DICT:
    case HF_REF_TYPE:
    case HF_REF_WEAK:
    case HF_REF_ROOT:
    case HF_N_REF_KINDS:
    default:
      return HF_N_MENDS;
    }
}

/* ---- without the references ---- */

static gboolean
is_inner (const HfMender *self, guint32 v, guint32 r)
{
  return hf_ref_is (self->graph->out[r], HF_CLASSES_OWNING) && component_of (self, hf_ref_object (self->graph->out[r])) == component_of (self, v);
}

/* One place in the program; of a dictionary's keys or values all, as it is the dictionary that is made weak. */
static gboolean
is_like (const HfMender *self, guint32 from, guint32 r, guint32 ref, HfMendWay way)
{
  const HfHeap *heap = self->analysis->heap;
  guint32 other = hf_graph_referrer_of (self->graph, ref);

  if (way != HF_MEND_VALUES && way != HF_MEND_KEYS)
    return hf_ring_is_like (heap, from, r, ref);

  return hf_heap_ref_kind (heap, r) == hf_heap_ref_kind (heap, ref) && hf_heap_type (heap, from) == hf_heap_type (heap, other) &&
         hf_heap_type (heap, hf_ref_object (self->graph->out[r])) == hf_heap_type (heap, hf_ref_object (self->graph->out[ref]));
}

GArray *
hf_mender_refs (HfMender *self, guint cycle, guint32 ref)
{
  GArray *refs = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 *members;
  HfMendWay way;
  guint32 n;

  g_return_val_if_fail (self != NULL && cycle < self->analysis->components->n_cycles && ref < self->graph->m, refs);

  way = way_of (self->analysis->heap, ref);
  members = members_of (self, cycle, &n);
  for (guint32 i = 0; i < n; i++)
    for (guint32 r = self->graph->out_begin[members[i]]; r < self->graph->out_begin[members[i] + 1]; r++)
      if (is_inner (self, members[i], r) && is_like (self, members[i], r, ref, way))
        g_array_append_val (refs, r);

  return refs;
}

static guint32
count_holders (HfMender *self, guint32 v)
{
  if (self->holders[v] == 0)
    {
      self->holders[v] = 1;
      for (guint32 i = self->graph->in_begin[v]; i < self->graph->in_begin[v + 1]; i++)
        self->holders[v] += hf_ref_is (self->graph->in[i], HF_CLASSES_OWNING);
    }

  return self->holders[v] - 1;
}

/* One owning reference to @v is gone. */
static void
drop (HfMender *self, guint32 v, GArray *touched, GArray *freed)
{
  if (self->gone[v]++ == 0)
    g_array_append_val (touched, v);
  if (self->gone[v] == count_holders (self, v))
    g_array_append_val (freed, v);
}

static gboolean
is_among (const GArray *refs, guint32 r)
{
  return hf_kernel_contains ((const guint32 *) (gconstpointer) refs->data, refs->len, r);
}

/* The references from outside the component go, and @refs; whatever has none left is freed, and drops its own. */
static GArray *
simulate (HfMender *self, guint cycle, const GArray *refs)
{
  const HfGraph *graph = self->graph;
  g_autoptr (GArray) touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *freed = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n;
  const guint32 *members = members_of (self, cycle, &n);

  for (guint32 i = 0; i < n; i++)
    for (guint32 k = graph->in_begin[members[i]]; k < graph->in_begin[members[i] + 1]; k++)
      if (hf_ref_is (graph->in[k], HF_CLASSES_OWNING) && component_of (self, hf_ref_object (graph->in[k])) != component_of (self, members[i]))
        drop (self, members[i], touched, freed);
  for (guint i = 0; i < refs->len; i++)
    drop (self, hf_ref_object (graph->out[g_array_index (refs, guint32, i)]), touched, freed);
  for (guint i = 0; i < freed->len; i++)
    {
      guint32 v = g_array_index (freed, guint32, i);

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && !is_among (refs, r))
          drop (self, hf_ref_object (graph->out[r]), touched, freed);
    }
  for (guint i = 0; i < touched->len; i++)
    self->gone[g_array_index (touched, guint32, i)] = 0;

  return freed;
}

GArray *
hf_mender_freed (HfMender *self, guint cycle, guint32 ref)
{
  g_autoptr (GArray) refs = hf_mender_refs (self, cycle, ref);
  GArray *freed = simulate (self, cycle, refs);

  if (freed->len > 1)
    qsort (freed->data, freed->len, sizeof (guint32), hf_kernel_compare);

  return freed;
}

/* ---- which one ---- */

static gboolean
is_held_from_outside (const HfMender *self, guint32 v)
{
  for (guint32 k = self->graph->in_begin[v]; k < self->graph->in_begin[v + 1]; k++)
    {
      guint32 from = hf_ref_object (self->graph->in[k]);

      if (hf_ref_is (self->graph->in[k], HF_CLASSES_OWNING) && component_of (self, from) != component_of (self, v) &&
          hf_graph_is_reachable (self->graph, from))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_left_inside (const HfMender *self, guint32 v, const GArray *refs)
{
  for (guint32 k = self->graph->in_begin[v]; k < self->graph->in_begin[v + 1]; k++)
    {
      guint32 from = hf_ref_object (self->graph->in[k]);

      if (!hf_ref_is (self->graph->in[k], HF_CLASSES_OWNING) || component_of (self, from) != component_of (self, v))
        continue;
      for (guint32 r = self->graph->out_begin[from]; r < self->graph->out_begin[from + 1]; r++)
        if (hf_ref_object (self->graph->out[r]) == v && hf_ref_is (self->graph->out[r], HF_CLASSES_OWNING) && !is_among (refs, r))
          return TRUE;
    }

  return FALSE;
}

/* Only what @refs lead to can lose its last holder inside; that must have another one outside, or, where all is garbage, be the
 * one object that the rest hangs on. Sets @gathers if some of them lead to one object. */
static gboolean
leads_to_owner (HfMender *self, const GArray *refs, gboolean *gathers)
{
  g_autoptr (GHashTable) targets = g_hash_table_new (NULL, NULL);
  gboolean safe = TRUE;
  guint n_tops = 0;

  for (guint i = 0; i < refs->len; i++)
    {
      guint32 v = hf_ref_object (self->graph->out[g_array_index (refs, guint32, i)]);

      if (!g_hash_table_add (targets, GUINT_TO_POINTER (v)) || is_left_inside (self, v, refs))
        continue;
      n_tops++;
      if (hf_graph_is_reachable (self->graph, v))
        safe &= is_held_from_outside (self, v);
      else
        safe &= n_tops == 1;
    }
  *gathers = g_hash_table_size (targets) < refs->len;

  return safe && n_tops > 0;
}

/* The member that reference @r of @v leads to, or HF_NONE if it is none that makes a cycle. */
static guint32
next_of (const HfMender *self, guint32 v, guint32 r, const GArray *refs)
{
  HfRef out = self->graph->out[r];

  if (!hf_ref_is (out, hf_components_cycle_classes (self->graph, v)) || component_of (self, hf_ref_object (out)) != component_of (self, v))
    return HF_NONE;

  return is_among (refs, r) ? HF_NONE : hf_ref_object (out);
}

/* Takes members away that nothing left in the component refers to, until none is left or a cycle remains (Kahn 1962). */
static gboolean
falls_apart (HfMender *self, guint cycle, const GArray *refs)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n;
  const guint32 *members = members_of (self, cycle, &n);

  for (guint32 i = 0; i < n; i++)
    for (guint32 r = self->graph->out_begin[members[i]]; r < self->graph->out_begin[members[i] + 1]; r++)
      if (next_of (self, members[i], r, refs) != HF_NONE)
        self->gone[next_of (self, members[i], r, refs)]++;
  for (guint32 i = 0; i < n; i++)
    if (self->gone[members[i]] == 0)
      g_array_append_val (queue, members[i]);
  for (guint i = 0; i < queue->len; i++)
    {
      guint32 v = g_array_index (queue, guint32, i);

      for (guint32 r = self->graph->out_begin[v]; r < self->graph->out_begin[v + 1]; r++)
        {
          guint32 to = next_of (self, v, r, refs);

          if (to != HF_NONE && --self->gone[to] == 0)
            g_array_append_val (queue, to);
        }
    }
  for (guint32 i = 0; i < n; i++)
    self->gone[members[i]] = 0;

  return queue->len == n;
}

static void
look_at (HfMender *self, guint cycle, HfMend *mend)
{
  g_autoptr (GArray) refs = hf_mender_refs (self, cycle, mend->ref);
  g_autoptr (GArray) freed = simulate (self, cycle, refs);

  mend->n_refs = refs->len;
  mend->acyclic = falls_apart (self, cycle, refs);
  mend->to_owner = leads_to_owner (self, refs, &mend->gathers) && mend->acyclic;
  mend->named_back = hf_cycle_shape_leads_back (self->analysis->heap, mend->ref);
  mend->n_freed = freed->len;
  for (guint i = 0; i < freed->len; i++)
    mend->freed_bytes += hf_heap_shallow (self->analysis->heap, g_array_index (freed, guint32, i));
}

static guint
score_of (const HfMend *mend)
{
  gboolean plain = mend->way == HF_MEND_REF || mend->way == HF_MEND_METHOD || mend->way == HF_MEND_TRACEBACK;

  return (guint) (mend->acyclic << 4 | mend->to_owner << 3 | mend->gathers << 2 | mend->named_back << 1 | plain);
}

static int
compare_mends (gconstpointer a, gconstpointer b)
{
  const HfMend *x = a, *y = b;

  if (score_of (x) != score_of (y))
    return score_of (x) < score_of (y) ? 1 : -1;
  if (x->freed_bytes != y->freed_bytes)
    return x->freed_bytes < y->freed_bytes ? 1 : -1;

  return x->ref < y->ref ? 1 : x->ref > y->ref ? -1 : 0;
}

static gboolean
is_proposed (const HfHeap *heap, const GArray *mends, guint32 ref)
{
  for (guint i = 0; i < mends->len; i++)
    if (hf_ring_are_alike (heap, g_array_index (mends, HfMend, i).ref, ref))
      return TRUE;

  return FALSE;
}

GArray *
hf_mender_find (HfMender *self, guint cycle, const guint32 *ring, guint n_ring, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) mends = g_array_new (FALSE, FALSE, sizeof (HfMend));

  g_return_val_if_fail (self != NULL && cycle < self->analysis->components->n_cycles, NULL);

  hf_progress_begin (progress, N_("Looking for what to mend"), n_ring);
  for (guint i = 0; i < n_ring; i++)
    {
      HfMend mend = { .ref = ring[i], .way = way_of (self->analysis->heap, ring[i]) };

      if (hf_progress_step (progress, i, error))
        return NULL;
      if (mend.way == HF_N_MENDS || is_proposed (self->analysis->heap, mends, ring[i]))
        continue;
      look_at (self, cycle, &mend);
      g_array_append_val (mends, mend);
    }
  g_array_sort (mends, compare_mends);

  return g_steal_pointer (&mends);
}

gboolean
hf_mender_look_at (HfMender *self, guint cycle, guint32 ref, HfMend *mend)
{
  guint32 from;

  g_return_val_if_fail (self != NULL && cycle < self->analysis->components->n_cycles && mend != NULL, FALSE);

  if (ref >= self->graph->m)
    return FALSE;
  from = hf_graph_referrer_of (self->graph, ref);
  *mend = (HfMend) { .ref = ref, .way = way_of (self->analysis->heap, ref) };
  if (mend->way == HF_N_MENDS || component_of (self, from) != self->analysis->components->cycle_component[cycle] || !is_inner (self, from, ref))
    return FALSE;
  look_at (self, cycle, mend);

  return TRUE;
}

/* ---- words ---- */

static const struct
{
  const char *name;
  const char *advice;
} ways[HF_N_MENDS] = {
  [HF_MEND_REF] = { "weakref.ref", N_("Keep weakref.ref(object) in it and call that to get the object, best behind a property.") },
  [HF_MEND_METHOD] = { "weakref.WeakMethod", N_("Keep weakref.WeakMethod(method) instead of the bound method, which owns its object.") },
  [HF_MEND_CLOSURE] = { "pass the value", N_("Pass the value as an argument, or close over a weakref.ref() to the object.") },
  [HF_MEND_VALUES] = { "weakref.WeakValueDictionary", N_("Make the dictionary a weakref.WeakValueDictionary.") },
  [HF_MEND_KEYS] = { "weakref.WeakKeyDictionary", N_("Make the dictionary a weakref.WeakKeyDictionary.") },
  [HF_MEND_SET] = { "weakref.WeakSet", N_("Make the set a weakref.WeakSet.") },
  [HF_MEND_ITEM] = { "weakref.ref", N_("Put weakref.ref(object) into it, or make it a weakref.WeakSet if the order does not matter.") },
  [HF_MEND_TRACEBACK] = { "with_traceback(None)", N_("Drop the traceback with error.with_traceback(None), or do not keep the exception.") },
};

char *
hf_mend_label (const HfHeap *heap, const HfMend *mend)
{
  switch (mend->way)
    {
    case HF_MEND_VALUES:
    case HF_MEND_ITEM:
      return g_strdup ("[*]");
    case HF_MEND_REF:
      if (hf_heap_ref_kind (heap, mend->ref) == HF_REF_VALUE)
        {
          g_autofree char *name = hf_python_name_of_literal (hf_heap_ref_name (heap, mend->ref));

          if (name != NULL)
            return g_strconcat (".", name, NULL);
        }
      return hf_heap_ref_label (heap, mend->ref);
    case HF_MEND_METHOD:
      return hf_heap_ref_kind (heap, mend->ref) == HF_REF_INDEX ? g_strdup ("[*]") : hf_heap_ref_label (heap, mend->ref);
    case HF_MEND_CLOSURE:
    case HF_MEND_KEYS:
    case HF_MEND_SET:
    case HF_MEND_TRACEBACK:
    case HF_N_MENDS:
    default:
      return hf_heap_ref_label (heap, mend->ref);
    }
}

const char *
hf_mend_way_to_string (HfMendWay way)
{
  g_return_val_if_fail (way < HF_N_MENDS, "");

  return ways[way].name;
}

const char *
hf_mend_advice (HfMendWay way)
{
  g_return_val_if_fail (way < HF_N_MENDS, "");

  return ways[way].advice;
}

const char *
hf_mend_reason (const HfMend *mend)
{
  if (!mend->acyclic)
    return N_("It breaks this ring, but other cycles stay among these objects.");
  if (mend->to_owner && mend->gathers)
    return N_("Several objects lead back over it to the one that owns them, and no cycle stays.");
  if (mend->to_owner)
    return N_("It leads back to what owns the rest, and no cycle stays.");

  return N_("No cycle stays, but nothing else may hold what it leads to: something else must own that.");
}
