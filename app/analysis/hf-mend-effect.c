/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-mend-effect.h"

#include "hf-cut.h"
#include "hf-kernel.h"

HfMendEffect *
hf_mend_effect_ref (HfMendEffect *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hf_mend_effect_unref (HfMendEffect *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->refs);
  g_free (self->freed);
  g_free (self->left);
  g_free (self->left_cycle);
  g_free (self->held_by);
  g_free (self);
}

gboolean
hf_mend_effect_is_weak (const HfMendEffect *self, guint32 ref)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return hf_kernel_contains (self->refs, self->mend.n_refs, ref);
}

gboolean
hf_mend_effect_is_freed (const HfMendEffect *self, guint32 object)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return hf_kernel_contains (self->freed, self->mend.n_freed, object);
}

guint32
hf_mend_effect_left_of (const HfMendEffect *self, guint32 object)
{
  guint32 place;

  g_return_val_if_fail (self != NULL, HF_NONE);
  place = hf_kernel_lower_bound (self->left, self->n_left, object);

  return place < self->n_left && self->left[place] == object ? self->left_cycle[place] : HF_NONE;
}

/* ---- what is left ---- */

static const guint32 *
members_of (const HfMendEffect *self, const HfAnalysis *analysis, guint32 *n)
{
  const HfComponents *components = analysis->components;

  *n = components->cycle_begin[self->cycle + 1] - components->cycle_begin[self->cycle];

  return &components->cycle_member[components->cycle_begin[self->cycle]];
}

/* The references of one member that make a cycle, as references between numbers of members, from 1. */
static void
add_row (const HfMendEffect *self, const HfGraph *graph, const guint32 *members, guint32 n, guint32 member, GArray *row)
{
  HfRefClasses classes = hf_components_cycle_classes (graph, member);

  for (guint32 r = graph->out_begin[member]; r < graph->out_begin[member + 1]; r++)
    {
      guint32 to = hf_ref_object (graph->out[r]);
      guint32 place = hf_kernel_lower_bound (members, n, to);
      HfRef ref = hf_ref_pack (place + 1, HF_CLASS_STRONG);

      if (place < n && members[place] == to && hf_ref_is (graph->out[r], classes) && !hf_mend_effect_is_weak (self, r))
        g_array_append_val (row, ref);
    }
}

static void
take_left (HfMendEffect *self, const guint32 *members, guint32 n, const HfComponents *found)
{
  self->n_left = found->cycle_begin[found->n_cycles];
  self->n_left_cycles = found->n_cycles;
  self->left = g_new (guint32, self->n_left + 1);
  self->left_cycle = g_new (guint32, self->n_left + 1);
  for (guint32 i = 0, k = 0; i < n; i++)
    {
      guint32 cycle = hf_components_cycle_of (found, i + 1);

      if (cycle == HF_NONE)
        continue;
      self->left[k] = members[i];
      self->left_cycle[k++] = cycle;
    }
}

static gboolean
find_left (HfMendEffect *self, const HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  guint32 n;
  const guint32 *members = members_of (self, analysis, &n);
  g_autofree guint32 *begin = g_new0 (guint32, n + 3);
  g_autoptr (GArray) refs = g_array_new (FALSE, FALSE, sizeof (HfRef));
  HfGraph inner = { .n = n + 1, .n_reachable = n, .out_begin = begin };
  g_autoptr (HfComponents) found = NULL;

  for (guint32 i = 0; i < n; i++)
    {
      begin[i + 1] = refs->len;
      add_row (self, graph, members, n, members[i], refs);
    }
  begin[n + 1] = refs->len;
  inner.m = refs->len;
  inner.out = (const HfRef *) (gconstpointer) refs->data;
  found = hf_components_new (&inner, HF_CLASSES_STRONG, progress, error);
  if (found == NULL)
    return FALSE;
  take_left (self, members, n, found);

  return TRUE;
}

/* ---- what holds it then ---- */

static gboolean
find_holder (HfMendEffect *self, const HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  g_autoptr (HfCut) cut = NULL;
  guint32 n;
  guint32 first = members_of (self, analysis, &n)[0];

  self->garbage = !hf_graph_is_reachable (hf_heap_graph (analysis->heap), first);
  if (self->garbage)
    return TRUE;
  cut = hf_cut_new (analysis->heap, self->refs, self->mend.n_refs, progress, error);
  if (cut == NULL)
    return FALSE;
  self->n_early = cut->n_freed + cut->n_collected;

  return hf_cut_find_chain (cut, analysis->heap, first, &self->held_by, progress, error);
}

static guint
cycle_around (const HfAnalysis *analysis, guint32 ref)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);

  return ref < graph->m ? hf_components_cycle_of (analysis->components, hf_graph_referrer_of (graph, ref)) : HF_NONE;
}

HfMendEffect *
hf_mend_effect_new (const HfAnalysis *analysis, guint32 ref, HfProgress *progress, GError **error)
{
  g_autoptr (HfMendEffect) self = NULL;
  g_autoptr (HfMender) mender = NULL;
  g_autoptr (GArray) refs = NULL;
  g_autoptr (GArray) freed = NULL;
  guint cycle;
  HfMend mend;

  g_return_val_if_fail (analysis != NULL, NULL);

  cycle = cycle_around (analysis, ref);
  if (cycle == HF_NONE)
    return NULL;
  mender = hf_mender_new (analysis, error);
  if (mender == NULL || !hf_mender_look_at (mender, cycle, ref, &mend))
    return NULL;
  self = g_new0 (HfMendEffect, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->cycle = cycle;
  self->mend = mend;
  refs = hf_mender_refs (mender, cycle, ref);
  freed = hf_mender_freed (mender, cycle, ref);
  g_assert (refs->len == mend.n_refs && freed->len == mend.n_freed);
  self->refs = g_memdup2 (refs->data, refs->len * sizeof (guint32));
  self->freed = g_memdup2 (freed->data, freed->len * sizeof (guint32));
  if (!find_left (self, analysis, progress, error) || !find_holder (self, analysis, progress, error))
    return NULL;

  return g_steal_pointer (&self);
}
