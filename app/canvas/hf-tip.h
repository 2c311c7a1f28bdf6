/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What gtk_widget_set_tooltip_text() does, at no cost until somebody looks: GTK asks the display server where the pointer is
 * each time a tooltip's text is set, and a list that fills its 200 rows would wait a thousand times for the answer.
 *
 * Sets @words (copied; NULL or "" for none) as @widget's tooltip and accessible description. For widgets whose tooltip
 * changes while they are shown; a tooltip set once may as well be GTK's own. O(length of @words). */
void hf_tip_set (GtkWidget *widget, const char *words);

G_END_DECLS
