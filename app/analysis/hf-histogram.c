/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-histogram.h"

#include "hf-grouping.h"

#define N_(s) (s)

/* What is built on: the rows by group, before they are ordered and the empty ones left out. */
typedef struct
{
  const HfHeap *heap;
  HfGrouping *grouping;
  HfHistogramRow *rows; /* [grouping->n] */
} Tally;

static gboolean
count_objects (Tally *tally, HfHistogram *self, HfProgress *progress, GError **error)
{
  guint32 n = hf_heap_graph (tally->heap)->n;

  hf_progress_begin (progress, N_("Counting objects"), n);
  self->row_of_object[HF_ROOT] = HF_NONE;
  for (guint32 v = 1; v < n; v++)
    {
      guint32 group = hf_grouping_of (tally->grouping, v);
      HfHistogramRow *row = &tally->rows[group];

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      if (row->count++ == 0)
        row->internal = TRUE;
      row->shallow += hf_heap_shallow (tally->heap, v);
      row->internal &= (hf_heap_type_flags (tally->heap, hf_heap_type (tally->heap, v)) & HF_TYPE_INTERNAL) != 0;
      self->row_of_object[v] = group;
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
    self->row_of_object[v] = place[self->row_of_object[v]];
}

static gboolean
add_retained (HfHistogram *self, const HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  g_autofree guint64 *retained = g_new0 (guint64, MAX (self->n_rows, 1));

  if (!hf_retained_size_of_groups (analysis->heap, analysis->dominators, self->row_of_object, self->n_rows, retained, progress, error))
    return FALSE;

  for (guint i = 0; i < self->n_rows; i++)
    self->rows[i].retained = retained[i];
  self->has_retained = TRUE;

  return TRUE;
}

HfHistogram *
hf_histogram_new_for_heap (const HfHeap *heap, HfGroupBy by, HfProgress *progress, GError **error)
{
  g_autoptr (HfHistogram) self = NULL;
  g_autoptr (HfGrouping) grouping = NULL;
  g_autofree HfHistogramRow *rows = NULL;
  Tally tally;

  g_return_val_if_fail (heap != NULL, NULL);

  grouping = hf_grouping_new (heap, by);
  rows = g_new0 (HfHistogramRow, MAX (grouping->n, 1));
  for (guint i = 0; i < grouping->n; i++)
    {
      rows[i].key = g_ptr_array_index (grouping->keys, i);
      rows[i].type = grouping->types[i];
    }

  self = g_new0 (HfHistogram, 1);
  self->by = by;
  self->row_of_object = g_try_new (guint32, hf_heap_graph (heap)->n);
  if (self->row_of_object == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to count the objects");
      return NULL;
    }

  tally = (Tally) { .heap = heap, .grouping = grouping, .rows = rows };
  if (!count_objects (&tally, self, progress, error))
    return NULL;
  arrange (&tally, self);

  return g_steal_pointer (&self);
}

HfHistogram *
hf_histogram_new (const HfAnalysis *analysis, HfGroupBy by, gboolean with_retained, HfProgress *progress, GError **error)
{
  g_autoptr (HfHistogram) self = NULL;

  g_return_val_if_fail (analysis != NULL, NULL);

  self = hf_histogram_new_for_heap (analysis->heap, by, progress, error);
  if (self == NULL || (with_retained && !add_retained (self, analysis, progress, error)))
    return NULL;

  return g_steal_pointer (&self);
}

void
hf_histogram_free (HfHistogram *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_rows; i++)
    g_free ((char *) self->rows[i].key);
  g_free (self->rows);
  g_free (self->row_of_object);
  g_free (self);
}

GArray *
hf_histogram_objects (const HfHistogram *self, guint row)
{
  GArray *objects;

  g_return_val_if_fail (self != NULL && row < self->n_rows, NULL);

  objects = g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->rows[row].count);
  for (guint32 v = 1; objects->len < self->rows[row].count; v++)
    if (self->row_of_object[v] == row)
      g_array_append_val (objects, v);

  return objects;
}
