/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-heaps-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analysis/hf-cycles.h"
#include "analysis/hf-histogram.h"
#include "analysis/hf-path.h"

/* How many shapes of cycles have a picture. */
#define SHOWN_CYCLES 3u

/* ---- types --------------------------------------------------------------------------------------------------------------- */

static int
by_retained (gconstpointer a, gconstpointer b)
{
  const HfHistogramRow *x = *(const HfHistogramRow *const *) a, *y = *(const HfHistogramRow *const *) b;

  return x->retained > y->retained ? -1 : x->retained < y->retained;
}

gboolean
hf_report_add_types (HfReportWork *self, GError **error)
{
  g_autoptr (HfHistogram) histogram = hf_histogram_new (self->last, HF_GROUP_BY_TYPE, TRUE, self->progress, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  guint shown;

  if (histogram == NULL)
    return FALSE;
  for (guint i = 0; i < histogram->n_rows; i++)
    if (!histogram->rows[i].internal)
      g_ptr_array_add (rows, &histogram->rows[i]);
  g_ptr_array_sort (rows, by_retained);
  shown = hf_report_shown (self, rows->len);

  hf_report_heading (self->report, 2, _("Types"));
  hf_report_table (self->report, _("All objects of a type, and what they keep together"));
  hf_report_column (self->report, _("Type"), HF_REPORT_CODE);
  hf_report_column (self->report, _("Count"), HF_REPORT_COUNT);
  hf_report_column (self->report, _("Shallow"), HF_REPORT_BYTES);
  hf_report_column (self->report, _("Retained"), HF_REPORT_BYTES);
  for (guint i = 0; i < shown; i++)
    {
      const HfHistogramRow *row = g_ptr_array_index (rows, i);

      hf_report_cell (self->report, row->key);
      hf_report_number (self->report, row->count);
      hf_report_number (self->report, (gint64) row->shallow);
      hf_report_number (self->report, (gint64) row->retained);
    }
  hf_report_end (self->report, rows->len - shown);

  return TRUE;
}

/* ---- dominators ---------------------------------------------------------------------------------------------------------- */

static int
by_kept (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfDominators *dominators = data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  guint64 of_x = hf_dominators_retained (dominators, x), of_y = hf_dominators_retained (dominators, y);

  if (of_x != of_y)
    return of_x > of_y ? -1 : 1;

  return x < y ? -1 : x > y;
}

gboolean
hf_report_add_dominators (HfReportWork *self, GError **error)
{
  const HfHeap *heap = self->last->heap;
  guint32 n;
  const guint32 *children = hf_dominators_children (self->last->dominators, HF_ROOT, &n);
  g_autofree guint32 *order = g_memdup2 (children, n * sizeof *children);
  guint shown = hf_report_shown (self, n);

  if (hf_progress_step (self->progress, 0, error))
    return FALSE;
  if (n > 1)
    g_qsort_with_data (order, (int) n, sizeof *order, by_kept, self->last->dominators);

  hf_report_heading (self->report, 2, _("Dominators"));
  hf_report_table (self->report, _("What keeps the memory: the objects that no other object dominates"));
  hf_report_column (self->report, _("Object"), HF_REPORT_CODE);
  hf_report_column (self->report, _("Shallow"), HF_REPORT_BYTES);
  hf_report_column (self->report, _("Retained"), HF_REPORT_BYTES);
  for (guint i = 0; i < shown; i++)
    {
      g_autofree HfChain *chain = hf_chains_get (self->last->chains, heap, order[i]);
      g_autoptr (HfPath) path = chain != NULL ? hf_path_new (heap, chain) : NULL;
      g_autofree char *words = path != NULL ? hf_path_to_string (path, heap) : g_strdup (hf_heap_type_name_of (heap, order[i]));

      hf_report_cell (self->report, words);
      hf_report_number (self->report, (gint64) hf_heap_shallow (heap, order[i]));
      hf_report_number (self->report, (gint64) hf_dominators_retained (self->last->dominators, order[i]));
    }
  hf_report_end (self->report, n - shown);

  return TRUE;
}

/* ---- cycles ---------------------------------------------------------------------------------------------------------------- */

static const char *
status_of (const HfCycleShape *shape)
{
  if (shape->garbage)
    return shape->finalizer ? _("garbage, finalizer") : _("garbage");

  return shape->finalizer ? _("held, finalizer") : _("held");
}

static void
add_shape (HfReportWork *self, const HfCycleShape *shape)
{
  g_autofree char *label = hf_heap_ref_label (self->last->heap, shape->break_ref);

  hf_report_cell (self->report, shape->shape);
  hf_report_number (self->report, shape->count);
  hf_report_number (self->report, shape->objects);
  hf_report_number (self->report, (gint64) shape->retained);
  hf_report_cell (self->report, status_of (shape));
  hf_report_cell (self->report, label);
}

static guint
n_external (const HfCycles *cycles)
{
  guint n = 0;

  while (n < cycles->n_shapes && !cycles->shapes[n].internal)
    n++;

  return n;
}

gboolean
hf_report_add_cycles (HfReportWork *self, GError **error)
{
  g_autoptr (HfCycles) cycles = hf_cycles_new (self->last, HF_CYCLES_ALL, self->progress, error);
  guint n, shown;

  if (cycles == NULL)
    return FALSE;
  n = n_external (cycles);
  shown = hf_report_shown (self, n);

  hf_report_heading (self->report, 2, _("Cycles"));
  if (n == 0)
    hf_report_text (self->report, _("There are no reference cycles but the interpreter's own."));
  hf_report_table (self->report, NULL);
  hf_report_column (self->report, _("Shape"), HF_REPORT_CODE);
  hf_report_column (self->report, _("Cycles"), HF_REPORT_COUNT);
  hf_report_column (self->report, _("Objects"), HF_REPORT_COUNT);
  hf_report_column (self->report, _("Retained"), HF_REPORT_BYTES);
  hf_report_column (self->report, _("Status"), HF_REPORT_TEXT);
  hf_report_column (self->report, _("Reference to break"), HF_REPORT_CODE);
  for (guint i = 0; i < shown; i++)
    add_shape (self, &cycles->shapes[i]);
  hf_report_end (self->report, n - shown);

  for (guint i = 0; i < MIN (shown, SHOWN_CYCLES); i++)
    {
      guint32 member = hf_graph_referrer_of (hf_heap_graph (self->last->heap), cycles->shapes[i].ring[0]);

      if (!hf_report_add_cycle (self, member, cycles->shapes[i].shape, error))
        return FALSE;
    }

  return TRUE;
}
