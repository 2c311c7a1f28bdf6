/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-list.h"

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
