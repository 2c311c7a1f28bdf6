/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-growth.h"

#include "hf-grouping.h"
#include "hf-growth-rows.h"
#include "hf-kernel.h"

#define N_(s) (s)

typedef struct
{
  const HfHeap *last;
  guint n_heaps;
  HfGrouping *grouping;
  HfGrowthRow *rows; /* [grouping->n] */
  const HfBitset *only;
} Count;

static void
init_rows (Count *count)
{
  count->rows = g_new0 (HfGrowthRow, MAX (count->grouping->n, 1));
  for (guint i = 0; i < count->grouping->n; i++)
    hf_growth_row_init (&count->rows[i], g_strdup (g_ptr_array_index (count->grouping->keys, i)), count->n_heaps, FALSE);
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

  return TRUE;
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
  g_autoptr (HfGrouping) grouping = NULL;
  Count count;

  g_return_val_if_fail (analyses != NULL && n_heaps >= 2 && only != NULL && by != HF_GROUP_BY_HOLDER, NULL);

  grouping = hf_grouping_new (analyses[n_heaps - 1]->heap, by);
  self = g_new0 (HfGrowth, 1);
  self->by = by;
  self->n_heaps = n_heaps;
  if (!hf_packed_init (&self->row_of_new, only->n, grouping->n))
    {
      hf_kernel_no_memory (error);
      return NULL;
    }
  count = (Count) { analyses[n_heaps - 1]->heap, n_heaps, grouping, NULL, only };
  init_rows (&count);
  if (!count_heaps (&count, analyses, self, progress, error))
    {
      for (guint i = 0; i < grouping->n; i++)
        hf_growth_row_clear (&count.rows[i]);
      g_free (count.rows);
      return NULL;
    }
  hf_growth_take_rows (self, count.rows, grouping->n, TRUE, only->n);
  g_free (count.rows);
  if (with_retained && !hf_growth_add_retained (self, analyses[n_heaps - 1], progress, error))
    return NULL;

  return g_steal_pointer (&self);
}
