/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-heaps-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "drawing/hf-caption.h"
#include "drawing/hf-values.h"

guint
hf_report_shown (const HfReportWork *self, guint n)
{
  return self->heaps->n_rows > 0 ? MIN (n, self->heaps->n_rows) : n;
}

static char *
file_name (const HfReportHeaps *heaps, guint i)
{
  g_autofree char *name = g_path_get_basename (heaps->names[i]);

  return g_filename_display_name (name);
}

static char *
make_title (const HfReportHeaps *heaps)
{
  g_autofree char *first = file_name (heaps, 0);
  g_autofree char *last = file_name (heaps, heaps->n - 1);

  if (heaps->title != NULL)
    return g_strdup (heaps->title);
  if (heaps->n == 1)
    return g_steal_pointer (&first);

  return g_strdup_printf (_("From %s to %s"), first, last);
}

static void
add_snapshot (HfReport *report, const HfReportHeaps *heaps, guint i)
{
  const HfHeap *heap = heaps->analyses[i]->heap;
  const HfHeapInfo *info = hf_heap_info (heap);
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree char *letter = hf_report_letter (i);
  g_autofree char *name = file_name (heaps, i);
  g_autoptr (GDateTime) date = info->time != 0 ? g_date_time_new_from_unix_local (info->time / G_USEC_PER_SEC) : NULL;
  g_autofree char *day = date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M:%S") : g_strdup ("");

  hf_report_cell (report, letter);
  hf_report_cell (report, name);
  hf_report_cell (report, day);
  hf_report_cell (report, info->runtime != NULL ? info->runtime : "");
  hf_report_number (report, hf_heap_n_objects (heap));
  hf_report_number (report, hf_heap_n_references (heap));
  hf_report_number (report, (gint64) hf_heap_bytes (heap));
  hf_report_number (report, graph->n - 1 - graph->n_reachable);
}

static void
add_snapshots (HfReport *report, const HfReportHeaps *heaps)
{
  const HfHeapInfo *info = hf_heap_info (heaps->analyses[heaps->n - 1]->heap);

  hf_report_heading (report, 2, _("Snapshots"));
  hf_report_table (report, NULL);
  hf_report_column (report, "", HF_REPORT_TEXT);
  hf_report_column (report, _("File"), HF_REPORT_CODE);
  hf_report_column (report, _("Taken"), HF_REPORT_TEXT);
  hf_report_column (report, _("Runtime"), HF_REPORT_TEXT);
  hf_report_column (report, _("Objects"), HF_REPORT_COUNT);
  hf_report_column (report, _("References"), HF_REPORT_COUNT);
  hf_report_column (report, _("Bytes"), HF_REPORT_BYTES);
  hf_report_column (report, _("Unreachable"), HF_REPORT_COUNT);
  for (guint i = 0; i < heaps->n; i++)
    add_snapshot (report, heaps, i);
  hf_report_end (report, 0);

  if (!hf_values_get_shown () && (info->has & HF_HAS_VALUES) != 0)
    hf_report_text (report, _("Values are left out, names and keys are not."));
  if (info->truncated != NULL)
    hf_report_finding (report, _("incomplete"), info->truncated, NULL);
  for (char **sentence = info->lacks; sentence != NULL && *sentence != NULL; sentence++)
    hf_report_text (report, *sentence);
}

static gboolean
add_chapters (HfReportWork *work, GError **error)
{
  return hf_report_add_suspects (work, error) && hf_report_add_growth (work, error) && hf_report_add_types (work, error) &&
         hf_report_add_dominators (work, error) && hf_report_add_cycles (work, error) && hf_report_add_waste (work, error);
}

HfReport *
hf_report_new_for_heaps (const HfReportHeaps *heaps, HfProgress *progress, GError **error)
{
  g_autofree char *title = make_title (heaps);
  g_autoptr (HfReport) report = hf_report_new (title, "Holdfast " HF_VERSION);
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfMetrics) metrics = hf_metrics_new (NULL, 96);
  g_autoptr (HfGrowth) holders = NULL;
  HfReportWork work = { heaps, report, heaps->analyses[heaps->n - 1], heaps->names[heaps->n - 1], NULL, client, metrics, progress };

  g_return_val_if_fail (heaps->n > 0, NULL);

  if (heaps->n > 1)
    {
      holders = hf_growth_new (heaps->analyses, heaps->n, HF_GROUP_BY_HOLDER, TRUE, progress, error);
      if (holders == NULL)
        return NULL;
    }
  work.holders = holders;
  add_snapshots (report, heaps);
  if (!add_chapters (&work, error))
    return NULL;

  return g_steal_pointer (&report);
}
