/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list that shows another list's first rows at once and the others soon after, a few in each step of the main loop; and that
 * lets rows go in the same way.
 *
 * GTK 4.8 makes widgets for the 205 rows around the place that is looked at, however few of them can be seen: whenever a table
 * of eight columns is filled or emptied the main loop would stand for 50 to 100 ms. In steps nobody waits for more than one.
 *
 * It is always a prefix of the other list, positions are the same in both; only for the few steps in which the rows of before
 * go does it still give these. Changes of single rows are handed on as they are; a change of all of them starts again from
 * the top. Main thread only. */
#define HF_TYPE_GRADUAL_LIST (hf_gradual_list_get_type ())
G_DECLARE_FINAL_TYPE (HfGradualList, hf_gradual_list, HF, GRADUAL_LIST, GObject)

/* @view: the widget that will show it, not owned. Further rows come only while it is on the screen, since rows that come unseen
 * would all be measured at once when it is. */
HfGradualList *hf_gradual_list_new       (GtkWidget *view);
void           hf_gradual_list_set_model (HfGradualList *self, GListModel *model); /* NULL: empty; keeps a reference */

/* No rows, at once: before something is changed that the rows are made of. */
void           hf_gradual_list_clear     (HfGradualList *self);

/* Shows what is still missing at once if @position is not shown yet: before something scrolls there. */
void           hf_gradual_list_reach     (HfGradualList *self, guint position);

G_END_DECLS
