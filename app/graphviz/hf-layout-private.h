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

/* Where the ray from the middle of a box toward @toward leaves it. */
HfPoint   hf_layout_border (HfPoint center, const HfLayoutBox *box, HfPoint toward);

G_END_DECLS
