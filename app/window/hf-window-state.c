/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include "hf-growth-page.h"

/* What the window keeps from one start to the next: its size, its panes, and what people wish to see. */

#define SIDE_NARROW 220
#define SIDE_WIDE 280

/* How wide the explanation is in a wide window, before the window becomes narrow. */
void
hf_window_note_side (HfWindow *self)
{
  int width = gtk_widget_get_width (self->inner);

  if (self->side_placed && width > 0 && gtk_widget_get_visible (self->side))
    self->side_width = width - gtk_paned_get_position (GTK_PANED (self->inner));
}

/* The explanation is as wide as it was in a wide window, and as narrow as can be in a narrow one. */
void
hf_window_place_side (HfWindow *self)
{
  int width = gtk_widget_get_width (self->outer), wanted = self->narrow ? SIDE_NARROW : self->side_width;

  if (gtk_widget_get_visible (self->sidebar))
    width -= gtk_paned_get_position (GTK_PANED (self->outer));
  if (width <= wanted)
    return;
  gtk_paned_set_position (GTK_PANED (self->inner), width - wanted - 1);
  self->side_placed = self->side_placed || !self->narrow;
}

static gboolean
place_side_cb (gpointer data)
{
  HfWindow *self = HF_WINDOW (data);

  self->panes_source = 0;
  hf_window_place_side (self);
  return G_SOURCE_REMOVE;
}

/* Its place is known once the window has a width. */
static void
laid_out_cb (HfWindow *self)
{
  if (gtk_widget_get_width (self->outer) == 0)
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
  self->side_width = g_settings_get_int (self->settings, "inspector-width");
  gtk_paned_set_position (GTK_PANED (self->outer), g_settings_get_int (self->settings, "sidebar-width"));
  hf_growth_page_set_split (HF_GROWTH_PAGE (self->growth), g_settings_get_int (self->settings, "growth-split"));
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
  self->side_width = SIDE_WIDE;
  g_signal_connect_object (self->inner, "notify::max-position", G_CALLBACK (laid_out_cb), self, G_CONNECT_SWAPPED);
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
  hf_window_note_side (self);
  g_settings_set_int (self->settings, "inspector-width", MAX (self->side_width, SIDE_NARROW));
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
