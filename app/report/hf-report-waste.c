/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-heaps-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analysis/hf-waste.h"
#include "drawing/hf-values.h"

static const char *
what_of (const HfWaste *waste, const HfWasteRow *row)
{
  const char *value = row->kind == HF_WASTE_STRINGS ? hf_values_of (waste->heap, row->example) : "";

  return *value != '\0' ? value : hf_heap_type_name (waste->heap, row->type);
}

static void
add_row (HfReport *report, const HfWaste *waste, const HfWasteRow *row)
{
  gboolean large = row->kind == HF_WASTE_LARGE;

  hf_report_cell (report, what_of (waste, row));
  hf_report_number (report, large ? row->length : row->count);
  hf_report_number (report, (gint64) (large ? row->retained : row->bytes));
  hf_report_number (report, (gint64) row->shallow);
  hf_report_cell (report, row->proven ? "" : _("alike, not known to be equal"));
}

/* The rows of a kind, and what to do about the first of them. */
static void
add_kind (HfReportWork *self, const HfWaste *waste, guint first, guint n)
{
  HfWasteKind kind = waste->rows[first].kind;
  guint shown = hf_report_shown (self, n);

  hf_report_heading (self->report, 3, _(hf_waste_kind_title (kind)));
  hf_report_text (self->report, _(hf_waste_remedy (waste, first)));
  hf_report_table (self->report, NULL);
  hf_report_column (self->report, kind == HF_WASTE_STRINGS ? _("Value") : _("Type"), HF_REPORT_CODE);
  hf_report_column (self->report, kind == HF_WASTE_LARGE ? _("Length") : _("Count"), HF_REPORT_COUNT);
  hf_report_column (self->report, kind == HF_WASTE_LARGE ? _("Retained") : _("Wasted"), HF_REPORT_BYTES);
  hf_report_column (self->report, _("Shallow"), HF_REPORT_BYTES);
  hf_report_column (self->report, "", HF_REPORT_TEXT);
  for (guint i = 0; i < shown; i++)
    add_row (self->report, waste, &waste->rows[first + i]);
  hf_report_end (self->report, n - shown);
}

gboolean
hf_report_add_waste (HfReportWork *self, GError **error)
{
  g_autoptr (HfWaste) waste = hf_waste_new (self->last, NULL, self->progress, error);
  guint n;

  if (waste == NULL)
    return FALSE;
  if (waste->n_rows > 0)
    hf_report_heading (self->report, 2, _("Waste"));
  for (guint first = 0; first < waste->n_rows; first += n)
    {
      for (n = 1; first + n < waste->n_rows && waste->rows[first + n].kind == waste->rows[first].kind; n++)
        ;
      add_kind (self, waste, first, n);
    }

  return TRUE;
}
