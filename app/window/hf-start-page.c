/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-start-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "hf-template.h"

#include "drawing/hf-drawing.h"

#define NAME_CHARS 120u
#define PYTHON_LINE "import holdfast; holdfast.dump('after.hfdump')"

struct _HfStartPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *scrolled;
  GtkWidget *recent_box;
  GtkWidget *recent_list;
  GtkWidget *line;

  /* Owned */
  HfRecent *recent;
};

G_DEFINE_FINAL_TYPE (HfStartPage, hf_start_page, GTK_TYPE_WIDGET)

static GtkWidget *
new_row (gpointer item, gpointer data)
{
  HfStartPage *self = HF_START_PAGE (data);
  GFile *file = G_FILE (item);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *shown = hf_drawing_show_text (name, NAME_CHARS);
  g_autofree char *folder = hf_recent_dup_folder (file);
  g_autofree char *note = hf_recent_dup_note (self->recent, file);
  g_autofree char *words = note != NULL && *note != '\0' ? g_strdup_printf ("%s\n%s", note, folder) : g_strdup (folder);
  g_autofree char *uri = g_file_get_uri (file);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-uri");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", uri);

  return row;
}

static void
show_recent (HfStartPage *self)
{
  gtk_widget_set_visible (self->recent_box, g_list_model_get_n_items (G_LIST_MODEL (self->recent)) > 0);
}

void
hf_start_page_set_recent (HfStartPage *self, HfRecent *recent)
{
  g_return_if_fail (HF_IS_START_PAGE (self));

  g_set_object (&self->recent, recent);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->recent_list), G_LIST_MODEL (recent), new_row, self, NULL);
  g_signal_connect_object (recent, "items-changed", G_CALLBACK (show_recent), self, G_CONNECT_SWAPPED);
  show_recent (self);
}

static void
copy_cb (HfStartPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_text (GTK_LABEL (self->line)));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _("The line was copied"));
}

static void
hf_start_page_dispose (GObject *object)
{
  HfStartPage *self = HF_START_PAGE (object);

  if (self->recent_list != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->recent_list), NULL, NULL, NULL, NULL);
  g_clear_object (&self->recent);
  hf_template_dispose (self, HF_TYPE_START_PAGE);

  G_OBJECT_CLASS (hf_start_page_parent_class)->dispose (object);
}

static void
hf_start_page_class_init (HfStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_start_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, recent_box);
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, recent_list);
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, line);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
hf_start_page_init (HfStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_text (GTK_LABEL (self->line), PYTHON_LINE);
}
