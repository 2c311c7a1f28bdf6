/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-snapshot-row.h"

#include <glib/gi18n.h>

#include "canvas/hf-tip.h"
#include "drawing/hf-drawing.h"

#define NAME_CHARS 200u

struct _HfSnapshotRow
{
  GtkListBoxRow parent_instance;

  /* Template widgets */
  GtkWidget *letter;
  GtkWidget *name;
  GtkWidget *summary;
  GtkWidget *progress;
  GtkWidget *stage;
  GtkWidget *notice;
  GtkWidget *problem;
  GtkWidget *again;

  /* Owned */
  HfSnapshot *snapshot;
  HfJob *job;
};

G_DEFINE_FINAL_TYPE (HfSnapshotRow, hf_snapshot_row, GTK_TYPE_LIST_BOX_ROW)

static void
show_progress (HfSnapshotRow *self)
{
  double fraction = hf_job_get_fraction (self->job);

  gtk_label_set_text (GTK_LABEL (self->stage), hf_job_get_stage (self->job));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
}

static void
show_job (HfSnapshotRow *self)
{
  HfJob *job = hf_snapshot_get_job (self->snapshot);

  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_set_object (&self->job, job);
  gtk_widget_set_visible (self->progress, job != NULL);
  gtk_widget_set_visible (self->stage, job != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "snapshot.cancel", job != NULL);
  if (job == NULL)
    return;
  g_signal_connect_object (job, "notify::stage", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::fraction", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  show_progress (self);
}

static char *
tooltip_words (HfSnapshotRow *self)
{
  HfHeap *heap = hf_snapshot_get_heap (self->snapshot);
  g_autofree char *path = g_file_get_parse_name (hf_snapshot_get_file (self->snapshot));
  const HfHeapInfo *info;
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *clean = hf_drawing_show_text (path, NAME_CHARS);

  g_string_append (words, clean);
  if (heap == NULL)
    return g_string_free (g_steal_pointer (&words), FALSE);
  info = hf_heap_info (heap);
  if (*info->runtime != '\0')
    g_string_append_printf (words, "\n%s", info->runtime);
  if (*info->program != '\0')
    {
      g_autofree char *program = hf_drawing_show_text (info->program, NAME_CHARS);

      g_string_append_printf (words, "\n%s", program);
    }
  if (info->time != 0)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (info->time / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
      g_autofree char *time = local != NULL ? g_date_time_format (local, "%c") : NULL;

      if (time != NULL)
        g_string_append_printf (words, "\n%s", time);
    }
  for (guint i = 0; info->lacks != NULL && info->lacks[i] != NULL; i++)
    g_string_append_printf (words, "\n%s", _(info->lacks[i]));

  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
show_facts (HfSnapshotRow *self)
{
  g_autofree char *name = hf_drawing_show_text (hf_snapshot_get_name (self->snapshot), NAME_CHARS);
  g_autofree char *summary = hf_snapshot_dup_summary (self->snapshot);
  g_autofree char *tip = tooltip_words (self);
  const char *notice = hf_snapshot_get_notice (self->snapshot), *problem = hf_snapshot_get_problem (self->snapshot);
  const char *letter = hf_snapshot_get_letter (self->snapshot);
  g_autofree char *spoken = g_strdup_printf ("%s %s %s", letter, name, summary);

  gtk_label_set_text (GTK_LABEL (self->letter), letter);
  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->summary), summary);
  gtk_label_set_text (GTK_LABEL (self->notice), notice != NULL ? notice : "");
  gtk_widget_set_visible (self->notice, notice != NULL);
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
  gtk_widget_set_visible (self->again, problem != NULL && hf_snapshot_get_heap (self->snapshot) != NULL);
  hf_tip_set (GTK_WIDGET (self), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

GtkWidget *
hf_snapshot_row_new (HfSnapshot *snapshot)
{
  HfSnapshotRow *self = g_object_new (HF_TYPE_SNAPSHOT_ROW, NULL);

  self->snapshot = g_object_ref (snapshot);
  g_signal_connect_object (snapshot, "notify", G_CALLBACK (show_facts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (snapshot, "notify::job", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
  show_facts (self);
  show_job (self);

  return GTK_WIDGET (self);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "sidebar.remove", "u", (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (widget)));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hf_snapshot_cancel (HF_SNAPSHOT_ROW (widget)->snapshot);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hf_snapshot_analyse (HF_SNAPSHOT_ROW (widget)->snapshot);
}

static void
hf_snapshot_row_dispose (GObject *object)
{
  HfSnapshotRow *self = HF_SNAPSHOT_ROW (object);

  g_clear_object (&self->snapshot);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), HF_TYPE_SNAPSHOT_ROW);

  G_OBJECT_CLASS (hf_snapshot_row_parent_class)->dispose (object);
}

static void
hf_snapshot_row_class_init (HfSnapshotRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_snapshot_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/snapshot-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, letter);
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, name);
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, summary);
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, progress);
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, stage);
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, notice);
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, problem);
  gtk_widget_class_bind_template_child (widget_class, HfSnapshotRow, again);
  gtk_widget_class_install_action (widget_class, "snapshot.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "snapshot.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "snapshot.analyse", NULL, again_action);
}

static void
hf_snapshot_row_init (HfSnapshotRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
