/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-growth-rows.h"

#include <string.h>

/* One block for all the numbers of a row, at @sizes. */
void
hf_growth_row_init (HfGrowthRow *row, char *key, guint n, gboolean with_retained)
{
  *row = (HfGrowthRow) { .key = key, .internal = TRUE };
  row->sizes = g_malloc0_n (n, sizeof *row->sizes + sizeof *row->retained + sizeof *row->counts);
  if (with_retained)
    row->retained = row->sizes + n;
  row->counts = (guint32 *) (row->sizes + 2 * n);
}

void
hf_growth_row_clear (HfGrowthRow *row)
{
  g_free ((char *) row->key);
  g_free (row->sizes);
  g_free (row->slot);
  g_free (row->type);
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

static gboolean
is_empty (const HfGrowthRow *row, guint n, gboolean last_only)
{
  for (guint i = last_only ? n - 1 : 0; i < n; i++)
    if (row->counts[i] > 0)
      return FALSE;

  return TRUE;
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

/* What grew, what became less, and between them what did not change, as it was met: those are most rows of most tables, and
 * nothing but long names would tell them apart. */
static void
sort_changed (guint *order, guint n, HfGrowthRow *rows)
{
  g_autofree guint *still = g_new (guint, MAX (n, 1));
  guint n_still = 0, n_changed = 0, n_grew = 0;

  for (guint i = 0; i < n; i++)
    if (rows[order[i]].delta == 0 && rows[order[i]].delta_size == 0)
      still[n_still++] = order[i];
    else
      order[n_changed++] = order[i];
  g_qsort_with_data (order, (int) n_changed, sizeof *order, by_delta, rows);
  while (n_grew < n_changed && (rows[order[n_grew]].delta > 0 || (rows[order[n_grew]].delta == 0 && rows[order[n_grew]].delta_size > 0)))
    n_grew++;
  memmove (order + n_grew + n_still, order + n_grew, (n_changed - n_grew) * sizeof *order);
  memcpy (order + n_grew, still, n_still * sizeof *order);
}

void
hf_growth_take_rows (HfGrowth *self, HfGrowthRow *rows, guint n, gboolean last_only, guint32 n_last)
{
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_autofree guint32 *place = g_new (guint32, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      summarise (&rows[i], self->n_heaps);
      if (is_empty (&rows[i], self->n_heaps, last_only))
        hf_growth_row_clear (&rows[i]);
      else
        order[self->n_rows++] = i;
    }
  if (self->by == HF_GROUP_BY_HOLDER)
    sort_changed (order, self->n_rows, rows);
  else
    g_qsort_with_data (order, (int) self->n_rows, sizeof *order, by_delta, rows);

  self->rows = g_new (HfGrowthRow, MAX (self->n_rows, 1));
  for (guint i = 0; i < self->n_rows; i++)
    {
      self->rows[i] = rows[order[i]];
      place[order[i]] = i;
    }
  for (guint32 v = 1; v < n_last; v++)
    if (hf_growth_row_of_new (self, v) != HF_NONE)
      hf_packed_set (&self->row_of_new, v, place[hf_growth_row_of_new (self, v)] + 1);
}

gboolean
hf_growth_add_retained (HfGrowth *self, const HfAnalysis *last, HfProgress *progress, GError **error)
{
  g_autofree guint64 *retained = g_new0 (guint64, MAX (self->n_rows, 1));

  if (!hf_retained_size_of_groups (last->heap, last->dominators, &self->row_of_new, self->n_rows, retained, progress, error))
    return FALSE;

  for (guint i = 0; i < self->n_rows; i++)
    self->rows[i].new_retained = retained[i];
  self->has_retained = TRUE;

  return TRUE;
}
