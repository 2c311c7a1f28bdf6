/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "report/hf-report-heaps.h"

/* What a worker makes a report of. */
typedef struct
{
  char *path;
  GPtrArray *analyses; /* of HfAnalysis */
  GPtrArray *names;    /* of char * */
  gboolean notes;
} Report;

static void
unref_analysis (gpointer analysis)
{
  hf_free_in_worker (analysis, (GDestroyNotify) hf_analysis_unref);
}

static Report *
report_new (const char *path)
{
  Report *self = g_new0 (Report, 1);

  self->path = g_strdup (path);
  self->analyses = g_ptr_array_new_with_free_func (unref_analysis);
  self->names = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
report_free (gpointer data)
{
  Report *self = data;

  g_free (self->path);
  g_ptr_array_unref (self->analyses);
  g_ptr_array_unref (self->names);
  g_free (self);
}

static gpointer
write_report (gpointer data, HfProgress *progress, GError **error)
{
  const Report *self = data;
  HfReportHeaps heaps = {
    .analyses = (HfAnalysis **) self->analyses->pdata,
    .names = (const char *const *) self->names->pdata,
    .n = self->analyses->len,
    .n_rows = HF_REPORT_ROWS,
    .n_pictures = HF_REPORT_PICTURES,
    .notes = self->notes,
  };
  g_autoptr (HfReport) report = hf_report_new_for_heaps (&heaps, progress, error);

  return report != NULL && hf_report_write (report, self->path, error) ? g_strdup (self->path) : NULL;
}

/* FALSE where it is not analysed yet. */
static gboolean
add_snapshot (Report *self, HfSnapshot *snapshot)
{
  HfAnalysis *analysis = hf_snapshot_get_analysis (snapshot);

  if (analysis == NULL)
    return FALSE;
  g_ptr_array_add (self->analyses, hf_analysis_ref (analysis));
  g_ptr_array_add (self->names, g_strdup (hf_snapshot_get_name (snapshot)));

  return TRUE;
}

/* The pair that is compared with the steps between, as Growth has it. */
static gboolean
add_steps (Report *self, HfSession *session)
{
  GListModel *snapshots = hf_session_get_snapshots (session);
  HfSnapshot *base = hf_session_get_base (session), *target = hf_session_get_target (session);
  gboolean inside = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (snapshots); i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (snapshots, i);

      inside = inside || snapshot == base;
      if (inside && !add_snapshot (self, snapshot))
        return FALSE;
      if (snapshot == target)
        break;
    }

  return self->analyses->len > 0;
}

static gboolean
add_all (Report *self, HfSession *session)
{
  HfSnapshot *current = hf_session_get_current (session);

  if (hf_session_get_base (session) != NULL && hf_session_get_target (session) != NULL)
    return add_steps (self, session);

  return current != NULL && add_snapshot (self, current);
}

void
hf_window_export_report (HfWindow *self, const char *path)
{
  g_autoptr (GVariant) notes = g_action_group_get_action_state (G_ACTION_GROUP (self), "export-notes");
  Report *report = report_new (path);

  report->notes = g_variant_get_boolean (notes);

  if (add_all (report, self->session))
    {
      hf_window_start_export (self, write_report, report, report_free);
      return;
    }
  report_free (report);
  hf_window_complain (self, _("A report needs the snapshots analysed: try again when that is done."));
}
