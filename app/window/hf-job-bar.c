/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-job-bar.h"

#include "canvas/hf-tip.h"

#include <glib/gi18n.h>

#define MOMENT_MS 250

struct _HfJobBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *bar;
  GtkWidget *cancel;

  HfJob *job;
  guint show_source;
  guint pulse_source;
};

G_DEFINE_FINAL_TYPE (HfJobBar, hf_job_bar, GTK_TYPE_WIDGET)

GtkWidget *
hf_job_bar_new (void)
{
  return g_object_new (HF_TYPE_JOB_BAR, NULL);
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (HF_JOB_BAR (data)->bar));
  return G_SOURCE_CONTINUE;
}

static void
show_job (HfJobBar *self)
{
  const char *title = hf_job_get_title (self->job), *stage = hf_job_get_stage (self->job);
  double fraction = hf_job_get_fraction (self->job);
  g_autofree char *words = *stage != '\0' ? g_strdup_printf ("%s: %s", title, stage) : g_strdup (title);

  gtk_label_set_text (GTK_LABEL (self->title), words);
  hf_tip_set (self->title, words);
  if (fraction >= 0)
    {
      g_clear_handle_id (&self->pulse_source, g_source_remove);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), fraction);
    }
  else if (self->pulse_source == 0)
    self->pulse_source = g_timeout_add_full (G_PRIORITY_LOW, 100, pulse_cb, self, NULL);
}

static gboolean
show_cb (gpointer data)
{
  HfJobBar *self = HF_JOB_BAR (data);

  self->show_source = 0;
  gtk_widget_set_visible (self->box, TRUE);
  return G_SOURCE_REMOVE;
}

static void
stop (HfJobBar *self)
{
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

void
hf_job_bar_set_job (HfJobBar *self, HfJob *job)
{
  g_return_if_fail (HF_IS_JOB_BAR (self));

  if (self->job == job)
    return;
  stop (self);
  if (job == NULL)
    {
      gtk_widget_set_visible (self->box, FALSE);
      return;
    }
  self->job = g_object_ref (job);
  g_signal_connect_object (job, "notify::stage", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::fraction", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
  show_job (self);
  if (!gtk_widget_get_visible (self->box))
    self->show_source = g_timeout_add (MOMENT_MS, show_cb, self);
}

static void
cancel_cb (HfJobBar *self)
{
  if (self->job != NULL)
    hf_job_cancel (self->job);
}

static void
hf_job_bar_dispose (GObject *object)
{
  HfJobBar *self = HF_JOB_BAR (object);

  stop (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (hf_job_bar_parent_class)->dispose (object);
}

static void
hf_job_bar_class_init (HfJobBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hf_job_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "jobbar");
}

static void
hf_job_bar_init (HfJobBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_visible (self->box, FALSE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->title = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->title);

  self->bar = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->bar, 60, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Progress"), -1);
  gtk_box_append (GTK_BOX (self->box), self->bar);

  self->cancel = gtk_button_new_with_label (_("Cancel"));
  g_signal_connect_object (self->cancel, "clicked", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), self->cancel);
}
