/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-histogram.h"

#include "hf-grouping.h"
#include "hf-kernel.h"

#define N_(s) (s)

/* What is built on: the rows by group, before they are ordered and the empty ones left out. */
typedef struct
{
  const HfHeap *heap;
  HfGrouping *grouping;
  HfHistogramRow *rows;   /* [grouping->n] */
  const HfBitset *only;   /* the objects that count; NULL for all */
  HfPacked row_of_object; /* [graph->n] one more than the group, then than the row; 0 for the virtual root and what does not count */
} Tally;

static gboolean
count_objects (Tally *tally, HfProgress *progress, GError **error)
{
  guint32 n = hf_heap_graph (tally->heap)->n;

  hf_progress_begin (progress, N_("Counting objects"), n);
  for (guint32 v = 1; v < n; v++)
    {
      guint32 group = hf_grouping_of (tally->grouping, v);
      HfHistogramRow *row = &tally->rows[group];

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      if (tally->only != NULL && !hf_bitset_has (tally->only, v))
        continue;
      if (row->count++ == 0)
        row->internal = TRUE;
      row->shallow += hf_heap_shallow (tally->heap, v);
      row->internal &= (hf_heap_type_flags (tally->heap, hf_heap_type (tally->heap, v)) & HF_TYPE_INTERNAL) != 0;
      hf_packed_fill (&tally->row_of_object, v, group + 1);
    }

  return TRUE;
}

static int
by_shallow (gconstpointer a, gconstpointer b, gpointer rows)
{
  const HfHistogramRow *x = &((const HfHistogramRow *) rows)[*(const guint *) a];
  const HfHistogramRow *y = &((const HfHistogramRow *) rows)[*(const guint *) b];

  if (x->shallow != y->shallow)
    return x->shallow < y->shallow ? 1 : -1;
  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;

  return g_strcmp0 (x->key, y->key);
}

/* Leaves rows without objects out, orders the others and tells each object its row's new place. */
static void
arrange (Tally *tally, HfHistogram *self)
{
  guint n = tally->grouping->n;
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_autofree guint *place = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    if (tally->rows[i].count > 0)
      order[self->n_rows++] = i;
  g_qsort_with_data (order, (int) self->n_rows, sizeof *order, by_shallow, tally->rows);

  self->rows = g_new (HfHistogramRow, MAX (self->n_rows, 1));
  for (guint i = 0; i < self->n_rows; i++)
    {
      self->rows[i] = tally->rows[order[i]];
      self->rows[i].key = g_strdup (self->rows[i].key);
      place[order[i]] = i;
    }
  for (guint32 v = 1; v < hf_heap_graph (tally->heap)->n; v++)
    if (hf_packed_get (&tally->row_of_object, v) != 0)
      hf_packed_set (&tally->row_of_object, v, place[hf_packed_get (&tally->row_of_object, v) - 1] + 1);
  self->row_of_object = tally->row_of_object;
  tally->row_of_object = (HfPacked) { 0 };
}

static gboolean
tally_init (Tally *tally, const HfHeap *heap, HfGroupBy by, const HfBitset *only, GError **error)
{
  HfGrouping *grouping = hf_grouping_new (heap, by);

  *tally = (Tally) { .heap = heap, .grouping = grouping, .only = only };
  tally->rows = g_new0 (HfHistogramRow, MAX (grouping->n, 1));
  for (guint i = 0; i < grouping->n; i++)
    {
      tally->rows[i].key = g_ptr_array_index (grouping->keys, i);
      tally->rows[i].type = grouping->types[i];
    }
  if (!hf_packed_init (&tally->row_of_object, hf_heap_graph (heap)->n, grouping->n))
    hf_kernel_no_memory (error);

  return tally->row_of_object.bytes != NULL;
}

static void
tally_clear (Tally *tally)
{
  hf_grouping_free (tally->grouping);
  g_free (tally->rows);
  hf_packed_clear (&tally->row_of_object);
}

static gboolean
add_retained (HfHistogram *self, const HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  g_autofree guint64 *retained = g_new0 (guint64, MAX (self->n_rows, 1));

  if (!hf_retained_size_of_groups (analysis->heap, analysis->dominators, &self->row_of_object, self->n_rows, retained, progress, error))
    return FALSE;

  for (guint i = 0; i < self->n_rows; i++)
    self->rows[i].retained = retained[i];
  self->has_retained = TRUE;

  return TRUE;
}

/* @analysis: NULL if retained sizes are not wanted. */
static HfHistogram *
histogram_new (const HfHeap *heap, HfGroupBy by, const HfBitset *only, const HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  g_autoptr (HfHistogram) self = g_new0 (HfHistogram, 1);
  Tally tally;
  gboolean done;

  self->by = by;
  done = tally_init (&tally, heap, by, only, error) && count_objects (&tally, progress, error);
  if (done)
    {
      arrange (&tally, self);
      done = analysis == NULL || add_retained (self, analysis, progress, error);
    }
  tally_clear (&tally);

  return done ? g_steal_pointer (&self) : NULL;
}

HfHistogram *
hf_histogram_new_for_heap (const HfHeap *heap, HfGroupBy by, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (heap != NULL, NULL);

  return histogram_new (heap, by, NULL, NULL, progress, error);
}

HfHistogram *
hf_histogram_new_where (const HfAnalysis *analysis, HfGroupBy by, const HfBitset *only, gboolean with_retained, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (analysis != NULL && only != NULL, NULL);

  return histogram_new (analysis->heap, by, only, with_retained ? analysis : NULL, progress, error);
}

HfHistogram *
hf_histogram_new (const HfAnalysis *analysis, HfGroupBy by, gboolean with_retained, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (analysis != NULL, NULL);

  return histogram_new (analysis->heap, by, NULL, with_retained ? analysis : NULL, progress, error);
}

void
hf_histogram_free (HfHistogram *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_rows; i++)
    g_free ((char *) self->rows[i].key);
  g_free (self->rows);
  hf_packed_clear (&self->row_of_object);
  g_free (self);
}

GArray *
hf_histogram_objects (const HfHistogram *self, guint row)
{
  GArray *objects;

  g_return_val_if_fail (self != NULL && row < self->n_rows, NULL);

  objects = g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->rows[row].count);
  for (guint32 v = 1; objects->len < self->rows[row].count; v++)
    if (hf_histogram_row_of (self, v) == row)
      g_array_append_val (objects, v);

  return objects;
}
