/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-heaps-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

char *
hf_report_letter (guint i)
{
  return i < 26 ? g_strdup_printf ("%c", (char) ('A' + i)) : g_strdup_printf ("%u", i + 1);
}

static gboolean
is_telling (const HfGrowthRow *row)
{
  return !row->internal && (row->delta > 0 || row->delta_size > 0);
}

static GPtrArray *
telling_rows (const HfGrowth *growth)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < growth->n_rows; i++)
    if (is_telling (&growth->rows[i]))
      g_ptr_array_add (rows, &growth->rows[i]);

  return rows;
}

static void
add_columns (HfReport *report, const HfGrowth *growth, const char *key)
{
  gboolean by_holder = growth->by == HF_GROUP_BY_HOLDER;

  hf_report_column (report, key, HF_REPORT_CODE);
  hf_report_column (report, _("Δ count"), HF_REPORT_DELTA);
  hf_report_column (report, _("Δ size"), HF_REPORT_DELTA_BYTES);
  for (guint i = 0; growth->n_heaps == 2 && i < 2; i++)
    {
      g_autofree char *letter = hf_report_letter (i);

      hf_report_column (report, letter, HF_REPORT_COUNT);
    }
  if (growth->n_heaps > 2)
    {
      hf_report_column (report, _("Trend"), HF_REPORT_TREND);
      hf_report_column (report, _("Per round"), HF_REPORT_DELTA);
    }
  hf_report_column (report, _("New"), HF_REPORT_COUNT);
  hf_report_column (report, by_holder ? _("Retained") : _("New retain"), HF_REPORT_BYTES);
}

static void
add_row (HfReport *report, const HfGrowth *growth, const HfGrowthRow *row)
{
  hf_report_cell (report, row->key);
  hf_report_number (report, row->delta);
  hf_report_number (report, row->delta_size);
  for (guint i = 0; growth->n_heaps == 2 && i < 2; i++)
    hf_report_number (report, row->counts[i]);
  if (growth->n_heaps > 2)
    {
      hf_report_series (report, row->counts, growth->n_heaps);
      hf_report_number (report, (gint64) (hf_growth_per_round (growth, (guint) (row - growth->rows)) + (row->delta < 0 ? -0.5 : 0.5)));
    }
  hf_report_number (report, row->n_new);
  hf_report_number (report, (gint64) (row->retained != NULL ? row->retained[growth->n_heaps - 1] : row->new_retained));
}

static void
add_table (const HfReportWork *self, const HfGrowth *growth, const GPtrArray *rows, const char *caption, const char *key)
{
  guint shown = hf_report_shown (self, rows->len);

  hf_report_table (self->report, caption);
  add_columns (self->report, growth, key);
  for (guint i = 0; i < shown; i++)
    add_row (self->report, growth, g_ptr_array_index (rows, i));
  hf_report_end (self->report, rows->len - shown);
}

gboolean
hf_report_add_growth (HfReportWork *self, GError **error)
{
  g_autoptr (HfGrowth) types = NULL;
  g_autoptr (GPtrArray) type_rows = NULL;
  g_autoptr (GPtrArray) holder_rows = NULL;

  if (self->heaps->n < 2)
    return TRUE;
  types = hf_growth_new (self->heaps->analyses, self->heaps->n, HF_GROUP_BY_TYPE, TRUE, self->progress, error);
  if (types == NULL)
    return FALSE;

  type_rows = telling_rows (types);
  holder_rows = telling_rows (self->holders);
  hf_report_heading (self->report, 2, _("Growth"));
  if (type_rows->len == 0)
    hf_report_text (self->report, _("No type has more objects in the last snapshot than in the first."));
  add_table (self, types, type_rows, _("What grew, by type"), _("Type"));
  add_table (self, self->holders, holder_rows, _("What holds it, positions and keys folded"), _("Holder"));

  return TRUE;
}
