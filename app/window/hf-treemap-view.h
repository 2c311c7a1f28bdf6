/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "analysis/hf-treemap.h"

G_BEGIN_DECLS

/**
 * HfTreemapView: the dominator tree as a map. A click selects what is under the pointer ("selected"), a double click or Enter
 * goes into it ("zoom"), Escape and Backspace go out one step; the arrow keys walk over the outermost cells. Those that have
 * room for a title are child widgets, so that they can be told and found without looking at colours.
 *
 * The map is laid out in a worker, anew when the size changes; until it is there the old one is shown.
 *
 * Signals: "selected" (guint object), "zoomed" (the focus is another).
 */
#define HF_TYPE_TREEMAP_VIEW (hf_treemap_view_get_type ())
G_DECLARE_FINAL_TYPE (HfTreemapView, hf_treemap_view, HF, TREEMAP_VIEW, GtkWidget)

/* NULL: nothing to show. The focus goes back to the whole heap if the analysis is another. */
void    hf_treemap_view_set_analysis (HfTreemapView *self, HfAnalysis *analysis);
void    hf_treemap_view_set_focus    (HfTreemapView *self, guint32 object);
guint32 hf_treemap_view_get_focus    (HfTreemapView *self);
/* The cell of @object gets a ring, if it is on the map; HF_NONE for no ring. */
void    hf_treemap_view_set_selected (HfTreemapView *self, guint32 object);

G_END_DECLS
