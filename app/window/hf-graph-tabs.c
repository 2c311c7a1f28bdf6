/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "window/hf-graph-tabs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _HfGraphTabs
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  AdwTabView *view;

  HfSession *session; /* owned */
  HfGraphPage *active;
};

G_DEFINE_FINAL_TYPE (HfGraphTabs, hf_graph_tabs, GTK_TYPE_WIDGET)

/* ---- one drawing -------------------------------------------------------------------------------------------------- */

static void
open_cb (HfGraphTabs *self, guint object, HfGraphPage *page)
{
  HfSnapshot *snapshot = hf_graph_page_get_snapshot (page);
  g_autoptr (HfSelection) selection = snapshot != NULL ? hf_selection_new_object (snapshot, object) : NULL;

  if (selection != NULL)
    hf_graph_tabs_open (self, selection);
}

static HfGraphPage *
add_page (HfGraphTabs *self)
{
  GtkWidget *child = hf_graph_page_new (self->session);
  AdwTabPage *page = adw_tab_view_append (self->view, child);

  g_object_bind_property (child, "title", page, "title", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (child, "open", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);

  return HF_GRAPH_PAGE (child);
}

static HfGraphPage *
nth_page (HfGraphTabs *self, int position)
{
  return HF_GRAPH_PAGE (adw_tab_page_get_child (adw_tab_view_get_nth_page (self->view, position)));
}

/* A tab view in libadwaita 1.2 does not tell assistive tools which of its children cannot be seen. */
static void
set_active (HfGraphPage *page, gboolean active)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_STATE_HIDDEN, !active, -1);
  hf_graph_page_set_active (page, active);
}

static void
activate (HfGraphTabs *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->view);
  HfGraphPage *child = page != NULL ? HF_GRAPH_PAGE (adw_tab_page_get_child (page)) : NULL;

  if (child == self->active)
    return;
  if (self->active != NULL)
    set_active (self->active, FALSE);
  g_set_weak_pointer (&self->active, child);
  if (child != NULL)
    set_active (child, TRUE);
}

/* ---- all of them -------------------------------------------------------------------------------------------------- */

HfGraphPage *
hf_graph_tabs_get_active (HfGraphTabs *self)
{
  g_return_val_if_fail (HF_IS_GRAPH_TABS (self), NULL);
  return self->active;
}

void
hf_graph_tabs_open (HfGraphTabs *self, HfSelection *selection)
{
  g_return_if_fail (HF_IS_GRAPH_TABS (self));
  g_return_if_fail (selection != NULL);

  if (hf_graph_page_has_picture (self->active))
    {
      HfGraphPage *page = add_page (self);

      adw_tab_view_set_selected_page (self->view, adw_tab_view_get_page (self->view, GTK_WIDGET (page)));
    }
  hf_session_show_in_graph (self->session, selection);
}

gboolean
hf_graph_tabs_close (HfGraphTabs *self)
{
  g_return_val_if_fail (HF_IS_GRAPH_TABS (self), FALSE);

  if (adw_tab_view_get_n_pages (self->view) < 2)
    return FALSE;
  adw_tab_view_close_page (self->view, adw_tab_view_get_selected_page (self->view));

  return TRUE;
}

guint
hf_graph_tabs_get_n (HfGraphTabs *self)
{
  g_return_val_if_fail (HF_IS_GRAPH_TABS (self), 0);
  return (guint) adw_tab_view_get_n_pages (self->view);
}

HfGraphPage *
hf_graph_tabs_get_nth (HfGraphTabs *self, guint position)
{
  g_return_val_if_fail (HF_IS_GRAPH_TABS (self), NULL);
  return nth_page (self, (int) position);
}

HfGraphPage *
hf_graph_tabs_add (HfGraphTabs *self)
{
  g_return_val_if_fail (HF_IS_GRAPH_TABS (self), NULL);
  return hf_graph_page_has_picture (nth_page (self, 0)) || hf_graph_page_get_snapshot (nth_page (self, 0)) != NULL ? add_page (self) : nth_page (self, 0);
}

/* A dump may have been closed. */
static void
snapshots_changed_cb (HfGraphTabs *self)
{
  for (int i = adw_tab_view_get_n_pages (self->view); i-- > 0;)
    {
      HfGraphPage *page = nth_page (self, i);

      if (hf_graph_page_drop_closed (page) && adw_tab_view_get_n_pages (self->view) > 1)
        adw_tab_view_close_page (self->view, adw_tab_view_get_nth_page (self->view, i));
    }
}

void
hf_graph_tabs_set_session (HfGraphTabs *self, HfSession *session)
{
  g_return_if_fail (HF_IS_GRAPH_TABS (self));
  g_return_if_fail (HF_IS_SESSION (session));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (hf_session_get_snapshots (self->session), self);
  g_set_object (&self->session, session);
  g_signal_connect_object (hf_session_get_snapshots (session), "items-changed", G_CALLBACK (snapshots_changed_cb), self, G_CONNECT_SWAPPED);
  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++)
    hf_graph_page_set_session (nth_page (self, i), session);
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

static void
hf_graph_tabs_dispose (GObject *object)
{
  HfGraphTabs *self = HF_GRAPH_TABS (object);
  GtkWidget *child;

  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  self->view = NULL;
  g_clear_weak_pointer (&self->active);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (hf_graph_tabs_parent_class)->dispose (object);
}

static void
hf_graph_tabs_class_init (HfGraphTabsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hf_graph_tabs_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
hf_graph_tabs_init (HfGraphTabs *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->view = ADW_TAB_VIEW (adw_tab_view_new ());
  /* Alt with a digit goes to the window's pages. */
  adw_tab_view_set_shortcuts (self->view, ADW_TAB_VIEW_SHORTCUT_ALL_SHORTCUTS & ~(ADW_TAB_VIEW_SHORTCUT_ALT_DIGITS | ADW_TAB_VIEW_SHORTCUT_ALT_ZERO));
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  self->bar = GTK_WIDGET (adw_tab_bar_new ());
  adw_tab_bar_set_view (ADW_TAB_BAR (self->bar), self->view);
  gtk_widget_add_css_class (self->bar, "inline");
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->view), GTK_WIDGET (self));
  g_signal_connect_object (self->view, "notify::selected-page", G_CALLBACK (activate), self, G_CONNECT_SWAPPED);
  add_page (self);
}
