/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-holders.h"

#include <string.h>

#include "hf-kernel.h"
#include "hf-places.h"

static int
compare_holders (gconstpointer a, gconstpointer b)
{
  const HfHolder *x = a, *y = b;

  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  if (x->retained != y->retained)
    return x->retained < y->retained ? 1 : -1;

  return strcmp (x->path, y->path);
}

/* Members of each holder stand together, ascending: @sorted is ascending, and the sort by group is stable. */
static void
place_members (HfHolders *self, const guint32 *sorted, guint32 n, const guint32 *group)
{
  g_autofree guint *next = g_new (guint, MAX (self->n_holders, 1));
  guint begin = 0;

  for (guint i = 0; i < self->n_holders; i++)
    {
      self->holders[i].first = next[i] = begin;
      begin += self->holders[i].count;
    }
  for (guint32 i = 0; i < n; i++)
    self->members[next[group[i]]++] = sorted[i];
}

static void
tally (HfHolders *self, const HfAnalysis *analysis, const guint32 *sorted, guint32 n, const guint32 *group)
{
  const HfDominators *dominators = analysis->dominators;

  for (guint32 i = 0; i < n; i++)
    {
      HfHolder *holder = &self->holders[group[i]];

      if (holder->count++ == 0 || hf_dominators_retained (dominators, sorted[i]) > hf_dominators_retained (dominators, holder->example))
        holder->example = sorted[i];
      holder->shallow += hf_heap_shallow (analysis->heap, sorted[i]);
    }
}

static gboolean
find_retained (const HfAnalysis *analysis, const guint32 *sorted, guint32 n, const guint32 *group, guint n_groups, guint64 *retained,
               HfProgress *progress, GError **error)
{
  HfPacked group_of;
  gboolean done;

  if (!hf_packed_init (&group_of, hf_heap_graph (analysis->heap)->n, n_groups))
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to follow the chains");
      return FALSE;
    }
  for (guint32 i = 0; i < n; i++)
    hf_packed_set (&group_of, sorted[i], group[i] + 1);
  done = hf_retained_size_of_groups (analysis->heap, analysis->dominators, &group_of, n_groups, retained, progress, error);
  hf_packed_clear (&group_of);

  return done;
}

static gboolean
assemble (HfHolders *self, const HfAnalysis *analysis, const guint32 *sorted, guint32 n, const HfPlaces *places, const guint32 *place_of,
          HfProgress *progress, GError **error)
{
  guint n_places = hf_places_get_n (places);
  g_autofree guint64 *retained = g_new0 (guint64, MAX (n_places, 1));

  if (!find_retained (analysis, sorted, n, place_of, n_places, retained, progress, error))
    return FALSE;

  self->n_holders = n_places;
  self->holders = g_new0 (HfHolder, MAX (n_places, 1));
  self->members = g_new (guint32, MAX (n, 1));
  tally (self, analysis, sorted, n, place_of);
  place_members (self, sorted, n, place_of);
  for (guint i = 0; i < n_places; i++)
    {
      self->holders[i].retained = retained[i];
      self->holders[i].path = hf_places_dup_path (places, i);
    }
  if (n_places > 0)
    qsort (self->holders, n_places, sizeof *self->holders, compare_holders);

  return TRUE;
}

HfHolders *
hf_holders_new (const HfAnalysis *analysis, const guint32 *objects, guint32 n_objects, HfProgress *progress, GError **error)
{
  g_autoptr (HfHolders) self = g_new0 (HfHolders, 1);
  g_autoptr (HfPlaces) places = hf_places_new ();
  g_autofree guint32 *place_of = NULL;
  g_autofree guint32 *sorted = NULL;

  g_return_val_if_fail (analysis != NULL && (objects != NULL || n_objects == 0), NULL);

  sorted = g_new (guint32, MAX (n_objects, 1));
  if (n_objects > 0)
    {
      memcpy (sorted, objects, (gsize) n_objects * sizeof *objects);
      qsort (sorted, n_objects, sizeof *sorted, hf_kernel_compare);
    }
  place_of = hf_places_find (places, analysis, sorted, n_objects, progress, error);
  if (place_of == NULL || !assemble (self, analysis, sorted, n_objects, places, place_of, progress, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
hf_holders_free (HfHolders *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_holders; i++)
    g_free (self->holders[i].path);
  g_free (self->holders);
  g_free (self->members);
  g_free (self);
}
