/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-growth.h"

#include "hf-grouping.h"
#include "hf-growth-rows.h"
#include "hf-kernel.h"

#define N_(s) (s)

typedef struct
{
  const HfAnalysis *analysis; /* of the last heap */
  const HfHeap *last;
  guint n_heaps;
  HfPlaces *places; /* by holder; else NULL */
  HfGrouping *grouping;
  HfGrowthRow *rows; /* [grouping->n] */
  const HfBitset *only;
} Count;

static void
init_rows (Count *count)
{
  count->rows = g_new0 (HfGrowthRow, MAX (count->grouping->n, 1));
  for (guint i = 0; i < count->grouping->n; i++)
    hf_growth_row_init (&count->rows[i], count->places == NULL ? g_strdup (g_ptr_array_index (count->grouping->keys, i)) : NULL,
                        count->n_heaps, count->places != NULL);
}

static void
name_rows_by_holder (Count *count)
{
  for (guint i = 0; i < count->grouping->n; i++)
    {
      HfGrowthRow *row = &count->rows[i];

      if (row->counts[count->n_heaps - 1] == 0)
        continue;
      row->key = hf_places_dup_path (count->places, count->grouping->places[i]);
      row->slot = hf_growth_slot (row->key);
    }
  for (guint32 v = 1; v < count->only->n; v++)
    {
      HfGrowthRow *row = &count->rows[hf_grouping_of (count->grouping, v)];

      if (row->key != NULL && row->type == NULL && hf_bitset_has (count->only, v))
        row->type = g_strdup (hf_heap_type_name_of (count->last, v));
    }
}

/* What those of @only that heap number @i had already keep in the last one. */
static gboolean
add_retained (Count *count, guint i, const HfBitset *kept, HfProgress *progress, GError **error)
{
  guint n = count->grouping->n;
  g_autofree guint64 *retained = g_new0 (guint64, MAX (n, 1));
  HfPacked group_of;
  gboolean done;

  if (!hf_packed_init (&group_of, count->only->n, n))
    return hf_kernel_no_memory (error), FALSE;
  for (guint32 v = 1; v < count->only->n; v++)
    if (hf_bitset_has (count->only, v) && (kept == NULL || hf_bitset_has (kept, v)))
      hf_packed_set (&group_of, v, hf_grouping_of (count->grouping, v) + 1);
  done = hf_retained_size_of_groups (count->last, count->analysis->dominators, &group_of, n, retained, progress, error);
  hf_packed_clear (&group_of);
  for (guint g = 0; done && g < n; g++)
    count->rows[g].retained[i] = retained[g];

  return done;
}

/* What of @only heap number @i had; @kept is NULL for the last, which has all. */
static gboolean
count_heap (Count *count, guint i, const HfBitset *kept, HfProgress *progress, GError **error)
{
  hf_progress_begin (progress, N_("Counting objects"), count->only->n);
  for (guint32 v = 1; v < count->only->n; v++)
    {
      HfGrowthRow *row;

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      if (!hf_bitset_has (count->only, v) || (kept != NULL && !hf_bitset_has (kept, v)))
        continue;
      row = &count->rows[hf_grouping_of (count->grouping, v)];
      row->counts[i]++;
      row->sizes[i] += hf_heap_shallow (count->last, v);
      row->internal &= (hf_heap_type_flags (count->last, hf_heap_type (count->last, v)) & HF_TYPE_INTERNAL) != 0;
    }

  return count->places == NULL || add_retained (count, i, kept, progress, error);
}

static void
tell_new (Count *count, const HfBitset *kept, HfPacked *row_of_new)
{
  for (guint32 v = 1; v < count->only->n; v++)
    if (hf_bitset_has (count->only, v) && !hf_bitset_has (kept, v))
      {
        guint32 group = hf_grouping_of (count->grouping, v);

        count->rows[group].n_new++;
        hf_packed_set (row_of_new, v, group + 1);
      }
}

/* Keeps in @stayed only those of the objects that the second heap has and the first has not; takes it. */
static void
tell_stayed (Count *count, const HfBitset *kept, HfBitset *stayed, HfGrowth *self)
{
  for (guint32 v = 1; v < stayed->n; v++)
    if (!hf_bitset_has (stayed, v) || !hf_bitset_has (count->only, v) || hf_bitset_has (kept, v))
      hf_bitset_remove (stayed, v);
    else
      {
        HfGrowthRow *row = &count->rows[hf_grouping_of (count->grouping, v)];

        row->n_stayed++;
        row->stayed_size += hf_heap_shallow (count->last, v);
      }
  self->stayed = stayed;
}

static gboolean
count_heaps (Count *count, HfAnalysis **analyses, HfGrowth *self, HfProgress *progress, GError **error)
{
  g_autoptr (HfBitset) first = NULL;

  for (guint i = 0; i + 1 < count->n_heaps; i++)
    {
      g_autoptr (HfBitset) kept = hf_growth_match (analyses[i]->heap, count->last, progress, error);

      if (kept == NULL || !count_heap (count, i, kept, progress, error))
        return FALSE;
      if (i == 0)
        {
          tell_new (count, kept, &self->row_of_new);
          first = g_steal_pointer (&kept);
        }
      else if (i == 1)
        tell_stayed (count, first, g_steal_pointer (&kept), self);
    }

  return count_heap (count, count->n_heaps - 1, NULL, progress, error);
}

HfGrowth *
hf_growth_new_where (HfAnalysis **analyses, guint n_heaps, HfGroupBy by, const HfBitset *only, gboolean with_retained, HfProgress *progress, GError **error)
{
  g_autoptr (HfGrowth) self = NULL;
  g_autoptr (HfPlaces) places = by == HF_GROUP_BY_HOLDER ? hf_places_new () : NULL;
  g_autoptr (HfGrouping) grouping = NULL;
  Count count;

  g_return_val_if_fail (analyses != NULL && n_heaps >= 2 && only != NULL, NULL);

  grouping = places != NULL ? hf_grouping_new_by_holder (analyses[n_heaps - 1], places, only, progress, error)
                            : hf_grouping_new (analyses[n_heaps - 1]->heap, by);
  if (grouping == NULL)
    return NULL;
  self = g_new0 (HfGrowth, 1);
  self->by = by;
  self->n_heaps = n_heaps;
  if (!hf_packed_init (&self->row_of_new, only->n, grouping->n))
    {
      hf_kernel_no_memory (error);
      return NULL;
    }
  count = (Count) { analyses[n_heaps - 1], analyses[n_heaps - 1]->heap, n_heaps, places, grouping, NULL, only };
  init_rows (&count);
  if (!count_heaps (&count, analyses, self, progress, error))
    {
      for (guint i = 0; i < grouping->n; i++)
        hf_growth_row_clear (&count.rows[i]);
      g_free (count.rows);
      return NULL;
    }
  if (places != NULL)
    name_rows_by_holder (&count);
  hf_growth_take_rows (self, count.rows, grouping->n, TRUE, only->n);
  g_free (count.rows);
  if (with_retained && !hf_growth_add_retained (self, analyses[n_heaps - 1], progress, error))
    return NULL;

  return g_steal_pointer (&self);
}
