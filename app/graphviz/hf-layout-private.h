/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-layout.h"

G_BEGIN_DECLS

/* (transfer full) An empty layout for @request with room for @n_points; labels are NAN. */
HfLayout *hf_layout_alloc (const HfLayoutRequest *request, guint32 n_points);

/* (transfer full) @layout with a straight piece (a loop, a bow where two edges would lie on one another) for every edge
 * that has no points yet. Consumes @layout. O(n_edges log n_edges). */
HfLayout *hf_layout_complete (HfLayout *layout, const HfLayoutRequest *request);

/* Moves everything so that boxes and points begin at (0, 0), and sets width and height. */
void      hf_layout_fit (HfLayout *layout, const HfLayoutRequest *request);

/* (transfer full; [boxes]) The layer of each box: longest path after breaking cycles; a box that nothing leads to comes down
 * to just above what it leads to. Ends of an edge are never in one layer. O(n + m). */
guint32  *hf_layout_layers (const HfLayoutRequest *request);

/* TRUE if any box was in the picture before. */
gboolean  hf_layout_has_hints (const HfLayoutRequest *request);

/* (transfer full; [boxes]) Where each box was along its layer (x where layers lie below one another); a new one is where its
 * neighbours were on average, and NAN if it has none that were there. O(n + m). */
double   *hf_layout_wishes (const HfLayoutRequest *request);

/* (transfer full; [boxes]; [edges]) An order in which to tell them: by wishes, what has none last; as they are if there are
 * no hints at all. O(n log n), O(m log m). */
guint32  *hf_layout_box_order  (const HfLayoutRequest *request, const double *wishes);
guint32  *hf_layout_edge_order (const HfLayoutRequest *request, const double *wishes);

/* Turns the layout over where boxes then are in an order more like that of before: left to right, and without layers
 * (@in_layers FALSE) top to bottom too. Layers lie below one another. O(n log n). */
void      hf_layout_mirror_like_before (HfLayout *layout, const HfLayoutRequest *request, gboolean in_layers);

/* How little a layout is like the picture before: pairs of boxes of one layer that have changed sides, and 4 for each two edges
 * that cross. Layers lie below one another. O(n² + m²). */
double    hf_layout_change (const HfLayout *layout, const HfLayoutRequest *request);

/* (transfer full) The request with x and y exchanged, and pointing downward; and a layout of such a one turned back, in place. */
HfLayoutRequest *hf_layout_request_turned (const HfLayoutRequest *request);
void             hf_layout_turn           (HfLayout *layout);

/* Where the ray from the middle of a box toward @toward leaves it. */
HfPoint   hf_layout_border (HfPoint center, const HfLayoutBox *box, HfPoint toward);

G_END_DECLS
