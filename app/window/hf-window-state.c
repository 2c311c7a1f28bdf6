/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include "hf-growth-page.h"

/* What the window keeps from one start to the next: its size, its panes, and what people wish to see. */

static int
width_of_side (HfWindow *self)
{
  return gtk_widget_get_width (self->inner) - gtk_paned_get_position (GTK_PANED (self->inner));
}

static gboolean
place_side_cb (gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  int width = gtk_widget_get_width (self->inner), wanted = g_settings_get_int (self->settings, "inspector-width");

  self->panes_source = 0;
  if (!self->narrow && width > wanted)
    gtk_paned_set_position (GTK_PANED (self->inner), width - wanted);
  return G_SOURCE_REMOVE;
}

/* The pane at the right is as wide as it was, so its place is known once the window has its width. */
static void
laid_out_cb (HfWindow *self)
{
  if (gtk_widget_get_width (self->inner) == 0)
    return;
  g_signal_handlers_disconnect_by_func (self->inner, laid_out_cb, self);
  self->panes_source = g_idle_add (place_side_cb, self);
}

static void
restore_panes (HfWindow *self)
{
  self->sidebar_wanted = g_settings_get_boolean (self->settings, "sidebar-visible");
  gtk_widget_set_visible (self->sidebar, self->sidebar_wanted);
  gtk_widget_set_visible (self->side, g_settings_get_boolean (self->settings, "inspector-visible"));
  gtk_paned_set_position (GTK_PANED (self->outer), g_settings_get_int (self->settings, "sidebar-width"));
  hf_growth_page_set_split (HF_GROWTH_PAGE (self->growth), g_settings_get_int (self->settings, "growth-split"));
  g_signal_connect_object (self->inner, "notify::max-position", G_CALLBACK (laid_out_cb), self, G_CONNECT_SWAPPED);
}

/* Some window managers on X11 forget what a window asked for before it was there. */
static void
mapped_cb (GtkWidget *window)
{
  g_signal_handlers_disconnect_by_func (window, mapped_cb, NULL);
  gtk_window_maximize (GTK_WINDOW (window));
}

void
hf_window_restore_state (HfWindow *self)
{
  if (self->settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    {
      gtk_window_maximize (GTK_WINDOW (self));
      g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
    }
  restore_panes (self);
  g_settings_bind (self->settings, "hide-internals", self->session, "hide-internals", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "show-values", self->session, "show-values", G_SETTINGS_BIND_DEFAULT);
}

/* Panes that were never laid out have no width to keep, and those of a narrow window are no wish. */
static void
keep_panes (HfWindow *self)
{
  gboolean sidebar = self->narrow ? self->sidebar_wanted : gtk_widget_get_visible (self->sidebar);

  g_settings_set_boolean (self->settings, "sidebar-visible", sidebar);
  g_settings_set_boolean (self->settings, "inspector-visible", gtk_widget_get_visible (self->side));
  if (self->narrow || gtk_widget_get_width (self->inner) == 0)
    return;
  if (gtk_widget_get_visible (self->sidebar))
    g_settings_set_int (self->settings, "sidebar-width", MAX (gtk_paned_get_position (GTK_PANED (self->outer)), 180));
  if (gtk_widget_get_visible (self->side))
    g_settings_set_int (self->settings, "inspector-width", MAX (width_of_side (self), 220));
  g_settings_set_int (self->settings, "growth-split", MAX (hf_growth_page_get_split (HF_GROWTH_PAGE (self->growth)), 100));
}

void
hf_window_keep_state (HfWindow *self)
{
  int width, height;

  if (self->settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  if (!gtk_window_is_maximized (GTK_WINDOW (self)) && width > 0 && height > 0)
    {
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
    }
  keep_panes (self);
}
