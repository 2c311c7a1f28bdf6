/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "analysis/hf-lookup.h"
#include "hf-dialogs.h"
#include "hf-page.h"
#include "hf-sample.h"

GFile *
hf_window_get_folder (HfWindow *self)
{
  g_autofree char *uri = self->settings != NULL ? g_settings_get_string (self->settings, "last-folder") : NULL;

  return uri != NULL && *uri != '\0' ? g_file_new_for_uri (uri) : NULL;
}

void
hf_window_set_folder (HfWindow *self, GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (self->settings != NULL && uri != NULL)
    g_settings_set_string (self->settings, "last-folder", uri);
}

/* ---- opening ---- */

static void
files_chosen (GtkWindow *window, GListModel *files, gpointer data)
{
  HfWindow *self = HF_WINDOW (window);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      hf_window_set_folder (self, file);
      hf_window_open (self, file);
    }
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) folder = hf_window_get_folder (HF_WINDOW (widget));

  hf_dialogs_open_dumps (GTK_WINDOW (widget), folder, files_chosen, NULL);
}

static void
open_uri_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (g_variant_get_string (parameter, NULL));

  hf_window_open (HF_WINDOW (widget), file);
}

static void
open_sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfWindow *self = HF_WINDOW (widget);
  g_autoptr (GPtrArray) files = hf_sample_find ();

  if (files == NULL)
    {
      hf_window_complain (self, _("The sample dumps are not installed."));
      return;
    }
  for (guint i = 0; i < files->len; i++)
    hf_session_open (self->session, g_ptr_array_index (files, i));
}

/* ---- going about ---- */

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hf_session_set_page (HF_WINDOW (widget)->session, g_variant_get_string (parameter, NULL));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hf_session_go_back (HF_WINDOW (widget)->session);
}

static void
forward_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hf_session_go_forward (HF_WINDOW (widget)->session);
}

static GtkWidget *
present_page (HfWindow *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->pages));
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *page = present_page (HF_WINDOW (widget));

  if (HF_IS_PAGE (page))
    hf_page_find (HF_PAGE (page));
  else if (page != NULL)
    gtk_widget_activate_action (page, "graph.find", NULL);
}

static void
sort_by_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *page = present_page (HF_WINDOW (widget));
  const char *column = g_variant_get_string (parameter, NULL);
  gboolean down = *column == '-';

  if (HF_IS_PAGE (page))
    hf_page_sort_by (HF_PAGE (page), down ? column + 1 : column, down);
}

static void
focus_object_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfWindow *self = HF_WINDOW (widget);
  HfSnapshot *snapshot = hf_session_get_current (self->session);
  g_autoptr (HfSelection) selection = NULL;
  g_autoptr (GError) error = NULL;
  guint32 object;

  if (snapshot == NULL || hf_snapshot_get_heap (snapshot) == NULL)
    return;
  object = hf_lookup_object (hf_snapshot_get_heap (snapshot), g_variant_get_string (parameter, NULL), &error);
  if (object == HF_NONE)
    {
      hf_window_complain (self, error->message);
      return;
    }
  selection = hf_selection_new_object (snapshot, object);
  hf_session_show_in_graph (self->session, selection);
}

static void
tell_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hf_window_tell (HF_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
dismiss_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfWindow *self = HF_WINDOW (widget);
  HfSnapshot *snapshot = hf_session_get_current (self->session);

  g_ptr_array_set_size (self->complaints, 0);
  g_free (self->dismissed_notice);
  self->dismissed_notice = snapshot != NULL ? g_strdup (hf_snapshot_get_notice (snapshot)) : NULL;
  gtk_widget_set_visible (self->notice, FALSE);
}

static void
copy_expression_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (HF_WINDOW (widget)->alive, "alive.copy", NULL);
}

static void
earlier_way_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (HF_WINDOW (widget)->alive, "alive.earlier", NULL);
}

static void
later_way_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (HF_WINDOW (widget)->alive, "alive.later", NULL);
}

static void
show_in_graph_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (HF_WINDOW (widget)->inspector, "inspector.draw", NULL);
}

void
hf_window_update_actions (HfWindow *self)
{
  gboolean back, forward;
  gboolean open = g_list_model_get_n_items (hf_session_get_snapshots (self->session)) > 0;

  g_object_get (self->session, "can-go-back", &back, "can-go-forward", &forward, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", back);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.forward", forward);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.find", open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.page", open);
}

static void
bind_page_keys (GtkWidgetClass *widget_class)
{
  static const char *const pages[] = { HF_PAGE_GROWTH, HF_PAGE_TYPES, HF_PAGE_CYCLES, HF_PAGE_DOMINATORS, HF_PAGE_GRAPH };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "win.page", "s", pages[i]);
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "win.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "win.export-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK, "win.show-in-graph", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.copy-expression", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_bracketleft, GDK_CONTROL_MASK, "win.earlier-way", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_bracketright, GDK_CONTROL_MASK, "win.later-way", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "win.hide-internals", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "win.show-sidebar", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, GDK_SHIFT_MASK, "win.show-inspector", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "win.forward", NULL);
  bind_page_keys (widget_class);
}

void
hf_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-uri", "s", open_uri_action);
  gtk_widget_class_install_action (widget_class, "win.open-sample", NULL, open_sample_action);
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.forward", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.sort-by", "s", sort_by_action);
  gtk_widget_class_install_action (widget_class, "win.focus-object", "s", focus_object_action);
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell_action);
  gtk_widget_class_install_action (widget_class, "win.dismiss", NULL, dismiss_action);
  gtk_widget_class_install_action (widget_class, "win.copy-expression", NULL, copy_expression_action);
  gtk_widget_class_install_action (widget_class, "win.earlier-way", NULL, earlier_way_action);
  gtk_widget_class_install_action (widget_class, "win.later-way", NULL, later_way_action);
  gtk_widget_class_install_action (widget_class, "win.show-in-graph", NULL, show_in_graph_action);
  bind_keys (widget_class);
}
