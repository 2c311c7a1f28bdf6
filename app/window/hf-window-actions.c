/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "analysis/hf-lookup.h"
#include "hf-dialogs.h"
#include "hf-graph-tabs.h"
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
open_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const HfDialogOption options[] = { { "show-values", _("Show values of objects") }, { NULL, NULL } };
  g_autoptr (GFile) folder = hf_window_get_folder (HF_WINDOW (data));

  hf_dialogs_open_dumps (GTK_WINDOW (data), folder, options, files_chosen, NULL);
}

static void
open_uri_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (g_variant_get_string (parameter, NULL));

  hf_window_open (HF_WINDOW (data), file);
}

static void
open_sample_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
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
page_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_set_page (HF_WINDOW (data)->session, g_variant_get_string (parameter, NULL));
}

static void
back_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_go_back (HF_WINDOW (data)->session);
}

static void
forward_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_go_forward (HF_WINDOW (data)->session);
}

static GtkWidget *
present_page (HfWindow *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->pages));
}

static void
find_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *page = present_page (HF_WINDOW (data));

  if (HF_IS_PAGE (page))
    hf_page_find (HF_PAGE (page));
  else if (page != NULL)
    gtk_widget_activate_action (GTK_WIDGET (hf_graph_tabs_get_active (HF_GRAPH_TABS (page))), "graph.find", NULL);
}

/* Of the drawing on the Graph page. */
static void
layout_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (hf_graph_tabs_get_active (HF_GRAPH_TABS (HF_WINDOW (data)->graph))), "picture.layout", parameter);
}

static void
sort_by_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *page = present_page (HF_WINDOW (data));
  const char *column = g_variant_get_string (parameter, NULL);
  gboolean down = *column == '-';

  if (HF_IS_PAGE (page))
    hf_page_sort_by (HF_PAGE (page), down ? column + 1 : column, down);
}

static void
focus_object_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
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
new_tab_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  HfSelection *selection = hf_session_get_selection (self->session);

  if (selection != NULL)
    hf_graph_tabs_open (HF_GRAPH_TABS (self->graph), selection);
}

/* Of several drawings the one that is seen, else the window. */
static void
close_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);

  if (present_page (self) != self->graph || !hf_graph_tabs_close (HF_GRAPH_TABS (self->graph)))
    gtk_window_close (GTK_WINDOW (self));
}

static void
tell_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_window_tell (HF_WINDOW (data), g_variant_get_string (parameter, NULL));
}

static void
dismiss_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  HfSnapshot *snapshot = hf_session_get_current (self->session);

  g_ptr_array_set_size (self->complaints, 0);
  g_free (self->dismissed_notice);
  self->dismissed_notice = snapshot != NULL ? g_strdup (hf_snapshot_get_notice (snapshot)) : NULL;
  gtk_widget_set_visible (self->notice, FALSE);
}

static void
copy_expression_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (HF_WINDOW (data)->alive, "alive.copy", NULL);
}

static void
earlier_way_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (HF_WINDOW (data)->alive, "alive.earlier", NULL);
}

static void
later_way_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (HF_WINDOW (data)->alive, "alive.later", NULL);
}

static void
show_in_graph_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (HF_WINDOW (data)->inspector, "inspector.draw", NULL);
}

void
hf_window_enable (HfWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

void
hf_window_update_actions (HfWindow *self)
{
  gboolean back, forward;
  gboolean open = g_list_model_get_n_items (hf_session_get_snapshots (self->session)) > 0;

  g_object_get (self->session, "can-go-back", &back, "can-go-forward", &forward, NULL);
  hf_window_enable (self, "back", back);
  hf_window_enable (self, "forward", forward);
  hf_window_enable (self, "find", open);
  hf_window_enable (self, "save-case", open);
  hf_window_enable (self, "save-case-as", open);
  hf_window_enable (self, "page", open);
}

static void
bind_page_keys (GtkWidgetClass *widget_class)
{
  static const char *const pages[] = { HF_PAGE_GROWTH, HF_PAGE_TYPES, HF_PAGE_CYCLES, HF_PAGE_DOMINATORS, HF_PAGE_GRAPH };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "win.page", "s", pages[i]);
}

void
hf_window_bind_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "win.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "win.save-case", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.save-case-as", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "win.take-snapshot", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.stop-recording", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "win.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "win.export-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "win.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_ALT_MASK, "win.copy-image", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK, "win.show-in-graph", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "win.new-tab", NULL);
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

/* On the Graph page, wherever it is asked for. */
static void
preview_mend_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  g_autoptr (HfSelection) selection = NULL;

  if (hf_session_get_selection (self->session) == NULL)
    return;
  selection = hf_selection_ref (hf_session_get_selection (self->session));
  if (present_page (self) != self->graph)
    hf_session_show_in_graph (self->session, selection);
  hf_graph_page_preview_mend (hf_graph_tabs_get_active (HF_GRAPH_TABS (self->graph)), selection);
}

static const GActionEntry entries[] = {
  { "open", open_action },
  { "open-uri", open_uri_action, "s" },
  { "open-sample", open_sample_action },
  { "page", page_action, "s" },
  { "back", back_action },
  { "forward", forward_action },
  { "find", find_action },
  { "layout", layout_action, "s" },
  { "sort-by", sort_by_action, "s" },
  { "focus-object", focus_object_action, "s" },
  { "new-tab", new_tab_action },
  { "close", close_action },
  { "tell", tell_action, "s" },
  { "dismiss", dismiss_action },
  { "copy-expression", copy_expression_action },
  { "earlier-way", earlier_way_action },
  { "later-way", later_way_action },
  { "show-in-graph", show_in_graph_action },
  { "preview-mend", preview_mend_action },
};

void
hf_window_add_actions (HfWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
