/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-growth.h"

#include "hf-grouping.h"
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
    {
      count->rows[i].key = g_strdup (g_ptr_array_index (count->grouping->keys, i));
      /* One block, as every growth row has it. */
      count->rows[i].sizes = g_malloc0 ((sizeof (guint64) + sizeof (guint32)) * count->n_heaps);
      count->rows[i].counts = (guint32 *) (gpointer) (count->rows[i].sizes + count->n_heaps);
      count->rows[i].internal = TRUE;
    }
}

static void
clear_row (HfGrowthRow *row)
{
  g_free ((char *) row->key);
  g_free (row->sizes);
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

static void
summarise (HfGrowthRow *row, guint n)
{
  guint32 peak = 0;

  row->delta = (gint64) row->counts[n - 1] - row->counts[0];
  row->delta_size = (gint64) (row->sizes[n - 1] - row->sizes[0]);
  row->every_step = TRUE;
  for (guint i = 0; i + 1 < n; i++)
    {
      peak = MAX (peak, row->counts[i]);
      row->every_step &= row->counts[i + 1] > row->counts[i];
    }
  row->over_peak = (gint64) row->counts[n - 1] - peak;
}

static int
by_delta (gconstpointer a, gconstpointer b, gpointer rows)
{
  const HfGrowthRow *x = &((const HfGrowthRow *) rows)[*(const guint *) a];
  const HfGrowthRow *y = &((const HfGrowthRow *) rows)[*(const guint *) b];

  if (x->delta != y->delta)
    return x->delta < y->delta ? 1 : -1;
  if (x->delta_size != y->delta_size)
    return x->delta_size < y->delta_size ? 1 : -1;

  return g_strcmp0 (x->key, y->key);
}

/* Takes the rows that have objects. */
static void
arrange (Count *count, HfGrowth *self)
{
  guint n = count->grouping->n;
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_autofree guint32 *place = g_new (guint32, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      summarise (&count->rows[i], count->n_heaps);
      if (count->rows[i].counts[count->n_heaps - 1] > 0)
        order[self->n_rows++] = i;
      else
        clear_row (&count->rows[i]);
    }
  g_qsort_with_data (order, (int) self->n_rows, sizeof *order, by_delta, count->rows);
  self->rows = g_new (HfGrowthRow, MAX (self->n_rows, 1));
  for (guint i = 0; i < self->n_rows; i++)
    {
      self->rows[i] = count->rows[order[i]];
      place[order[i]] = i;
    }
  for (guint32 v = 1; v < count->only->n; v++)
    if (hf_growth_row_of_new (self, v) != HF_NONE)
      hf_packed_set (&self->row_of_new, v, place[hf_growth_row_of_new (self, v)] + 1);
}

static gboolean
add_retained (HfGrowth *self, const HfAnalysis *last, HfProgress *progress, GError **error)
{
  g_autofree guint64 *retained = g_new0 (guint64, MAX (self->n_rows, 1));

  if (!hf_retained_size_of_groups (last->heap, last->dominators, &self->row_of_new, self->n_rows, retained, progress, error))
    return FALSE;
  for (guint i = 0; i < self->n_rows; i++)
    self->rows[i].new_retained = retained[i];
  self->has_retained = TRUE;

  return TRUE;
}

HfGrowth *
hf_growth_new_where (HfAnalysis **analyses, guint n_heaps, HfGroupBy by, const HfBitset *only, gboolean with_retained, HfProgress *progress, GError **error)
{
  g_autoptr (HfGrowth) self = NULL;
  g_autoptr (HfGrouping) grouping = NULL;
  Count count;

  g_return_val_if_fail (analyses != NULL && n_heaps >= 2 && only != NULL, NULL);

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
        clear_row (&count.rows[i]);
      g_free (count.rows);
      return NULL;
    }
  arrange (&count, self);
  g_free (count.rows);
  if (with_retained && !add_retained (self, analyses[n_heaps - 1], progress, error))
    return NULL;

  return g_steal_pointer (&self);
}
