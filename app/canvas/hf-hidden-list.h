/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "drawing/hf-drawing.h"

G_BEGIN_DECLS

/**
 * HfHiddenList: what is behind a "+380 more" node: the neighbours that are not drawn, as a list with a filter entry. Rows
 * are made on demand, so that it does not matter how many there are.
 *
 * Signal: "chosen" (guint object).
 */
#define HF_TYPE_HIDDEN_LIST (hf_hidden_list_get_type ())
G_DECLARE_FINAL_TYPE (HfHiddenList, hf_hidden_list, HF, HIDDEN_LIST, GtkWidget)

GtkWidget *hf_hidden_list_new        (void);

/* Lists the undrawn neighbours on one side of a node (or behind a stack) and empties the filter. */
void       hf_hidden_list_set_node   (HfHiddenList *self, HfDrawing *drawing, guint32 node, HfSide side);

/* Part of a type's name or of a value, in any case. */
void       hf_hidden_list_set_filter (HfHiddenList *self, const char *filter);
guint      hf_hidden_list_get_n      (HfHiddenList *self); /* rows after the filter */

G_END_DECLS
