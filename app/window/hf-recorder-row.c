/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-recorder-row.h"

#include <glib/gi18n.h>

#include "hf-template.h"

struct _HfRecorderRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *state;

  /* Owned */
  HfRecorder *recorder;
  HfJob *job;
};

G_DEFINE_FINAL_TYPE (HfRecorderRow, hf_recorder_row, GTK_TYPE_WIDGET)

static char *
say_pace (HfRecorder *recorder)
{
  guint taken = hf_recorder_get_taken (recorder), pace = hf_recorder_get_pace (recorder);
  g_autofree char *so_far = g_strdup_printf (ngettext ("%u snapshot", "%u snapshots", taken), taken);
  g_autofree char *every = g_strdup_printf (ngettext ("one every second", "one every %u seconds", pace), pace);

  /* Translators: "3 snapshots, one every 10 seconds" */
  return g_strdup_printf (_("%s, %s"), so_far, every);
}

static void
show (HfRecorderRow *self)
{
  HfJob *job = hf_recorder_get_job (self->recorder);
  const char *stage = job != NULL ? hf_job_get_stage (job) : "";
  g_autofree char *state = hf_recorder_get_pace (self->recorder) > 0 ? say_pace (self->recorder) : g_strdup (_("one snapshot"));

  if (job != self->job)
    {
      if (self->job != NULL)
        g_signal_handlers_disconnect_by_data (self->job, self);
      g_set_object (&self->job, job);
      if (job != NULL)
        g_signal_connect_object (job, "notify::stage", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), hf_recorder_is_active (self->recorder));
  gtk_label_set_text (GTK_LABEL (self->title), hf_recorder_get_title (self->recorder));
  gtk_label_set_text (GTK_LABEL (self->state), *stage != '\0' ? stage : state);
}

void
hf_recorder_row_set_recorder (HfRecorderRow *self, HfRecorder *recorder)
{
  g_return_if_fail (HF_IS_RECORDER_ROW (self) && self->recorder == NULL);

  self->recorder = g_object_ref (recorder);
  g_signal_connect_object (recorder, "notify", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
hf_recorder_row_dispose (GObject *object)
{
  HfRecorderRow *self = HF_RECORDER_ROW (object);

  if (self->recorder != NULL)
    g_signal_handlers_disconnect_by_data (self->recorder, self);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->recorder);
  g_clear_object (&self->job);
  hf_template_dispose (self, HF_TYPE_RECORDER_ROW);

  G_OBJECT_CLASS (hf_recorder_row_parent_class)->dispose (object);
}

static void
hf_recorder_row_class_init (HfRecorderRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_recorder_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/recorder-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HfRecorderRow, box);
  gtk_widget_class_bind_template_child (widget_class, HfRecorderRow, title);
  gtk_widget_class_bind_template_child (widget_class, HfRecorderRow, state);
}

static void
hf_recorder_row_init (HfRecorderRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
