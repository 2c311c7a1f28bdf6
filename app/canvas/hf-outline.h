/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "drawing/hf-drawing.h"

G_BEGIN_DECLS

/**
 * HfOutline: the drawing as a tree list: the same sub-graph in words, for everybody and above all for those who do not
 * see the picture.
 *
 * Every node has one place where its referents are listed; references to it from elsewhere are rows without children. So
 * there are as many rows as nodes and references at most, whatever the graph is like.
 *
 * Signals: "selected" (guint object); "activated" (guint node).
 */
#define HF_TYPE_OUTLINE (hf_outline_get_type ())
G_DECLARE_FINAL_TYPE (HfOutline, hf_outline, HF, OUTLINE, GtkWidget)

GtkWidget *hf_outline_new           (void);

/* Takes a reference; NULL for nothing. Keeps the selection where it can. */
void       hf_outline_set_drawing   (HfOutline *self, HfDrawing *drawing);

/* Selects the place of the node that draws @object; HF_NONE: nothing. Emits no signal. */
void       hf_outline_select_object (HfOutline *self, guint32 object);

/* Rows that are shown now, for tests. */
guint      hf_outline_get_n_rows    (HfOutline *self);

G_END_DECLS
