/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-list.h"

#include <glib/gi18n.h>
#include <string.h>

void
hf_list_scroll_to (GtkWidget *view, guint position)
{
  GtkWidget *list = view;

  g_return_if_fail (GTK_IS_WIDGET (view));

  /* A column view keeps its rows in a list of its own. */
  if (GTK_IS_COLUMN_VIEW (view))
    for (list = gtk_widget_get_first_child (view); list != NULL; list = gtk_widget_get_next_sibling (list))
      if (g_str_has_suffix (G_OBJECT_TYPE_NAME (list), "ListView"))
        break;
  if (list != NULL)
    gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
}

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
hf_list_name_parts (GtkWidget *column_view, const char *name)
{
  GtkWidget *header = gtk_widget_get_first_child (column_view);
  GtkWidget *list = header != NULL ? gtk_widget_get_next_sibling (header) : NULL;

  if (header != NULL)
    set_name (header, _("Column titles"));
  if (list != NULL)
    set_name (list, name);
}

void
hf_list_name_row (GtkListItem *item, const char *name)
{
  GtkWidget *parent = gtk_widget_get_parent (gtk_list_item_get_child (item));
  GtkWidget *row = parent != NULL && g_str_has_suffix (G_OBJECT_TYPE_NAME (parent), "Cell") ? gtk_widget_get_parent (parent) : parent;

  if (row != NULL)
    set_name (row, name);
}

void
hf_list_name_drop_down (GtkWidget *drop_down, const char *name)
{
  GtkWidget *button = gtk_widget_get_first_child (drop_down);

  if (button != NULL)
    set_name (button, name);
}

gboolean
hf_list_is_selected_at (GtkWidget *view, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);

  while (widget != NULL && widget != view && !(gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_SELECTED))
    widget = gtk_widget_get_parent (widget);

  return widget != NULL && widget != view;
}

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  GtkLabel *label = GTK_LABEL (data);

  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)) && strstr (gtk_label_get_text (label), "…") == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

void
hf_list_tell_when_cut (GtkWidget *widget, GtkWidget *label)
{
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb), label);
}
