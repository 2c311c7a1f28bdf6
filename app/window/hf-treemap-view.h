/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-dominator-list.h"

G_BEGIN_DECLS

/**
 * HfTreemapView: the dominator tree as a map. A click selects what is under the pointer ("selected"), a double click or Enter
 * goes into it ("zoom"), Escape and Backspace go out one step; the arrow keys walk over the cells of one depth, Page Down steps to the
 * largest cell inside, Page Up to the one around. Cells that have room for a title are child widgets, so that they can be told and
 * found without looking at colours: each says its type, what it retains and its share.
 *
 * The map is laid out in a worker, anew when the size changes; until it is there the old one is shown.
 *
 * Signals: "selected" (guint object), "zoomed" (the focus is another).
 */
#define HF_TYPE_TREEMAP_VIEW (hf_treemap_view_get_type ())
G_DECLARE_FINAL_TYPE (HfTreemapView, hf_treemap_view, HF, TREEMAP_VIEW, GtkWidget)

/* One step of the way in: an object, or a group of the top level. */
typedef struct
{
  guint32 object; /* HF_NONE for a group */
  guint32 group;  /* HF_NONE for an object */
} HfTreemapPlace;

/* NULL: nothing to show. @top: the top level of the tree of @analysis, which has no job any more. The way in begins anew. */
void    hf_treemap_view_set_top      (HfTreemapView *self, HfAnalysis *analysis, HfDominatorList *top);
/* How far the map is in: 0 for the top level. */
guint   hf_treemap_view_get_depth    (HfTreemapView *self);
const HfTreemapPlace *hf_treemap_view_get_place (HfTreemapView *self, guint step); /* 0 … depth - 1 */
/* Back out to a lesser depth. */
void    hf_treemap_view_go_out       (HfTreemapView *self, guint depth);
char   *hf_treemap_view_dup_name_of  (HfTreemapView *self, const HfTreemapPlace *place); /* (transfer full) */
/* The cell of @object gets a ring, if it is on the map; HF_NONE for no ring. */
void    hf_treemap_view_set_selected (HfTreemapView *self, guint32 object);

G_END_DECLS
