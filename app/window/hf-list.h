/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolls a GtkListView or GtkColumnView so that the row can be seen (GTK 4.8 has only the list's own action for it). */
void hf_list_scroll_to (GtkWidget *view, guint position);

G_END_DECLS
