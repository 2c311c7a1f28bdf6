/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolls a GtkListView or GtkColumnView so that the row can be seen (GTK 4.8 has only the list's own action for it). */
void hf_list_scroll_to (GtkWidget *view, guint position);

/* Whether a row that is selected is at this place of the view. A click there changes no selection model, but can be meant:
 * the session may have selected something else meanwhile. */
gboolean hf_list_is_selected_at (GtkWidget *view, double x, double y);

/* GTK 4.8 gives rows, and the list inside a column view, no names of their own: these set them. */
void hf_list_name_parts (GtkWidget *column_view, const char *name);
void hf_list_name_row   (GtkListItem *item, const char *name); /* in bind; of a list view, or of a column view's first column */
void hf_list_name_drop_down (GtkWidget *drop_down, const char *name);

/* A tooltip with the whole text of a label, for as long as the label shows only a part of it: one that repeats what can
 * be read lies in the way of the next row. @label may be the widget itself or a label in it. */
void hf_list_tell_when_cut (GtkWidget *widget, GtkWidget *label);

G_END_DECLS
