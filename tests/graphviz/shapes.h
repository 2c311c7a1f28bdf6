/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "graphviz/hf-layout.h"

/* Graphs that Graphviz is known to hang on or crash from, and ordinary ones. */
HfLayoutRequest *shape_boxes       (guint n);
HfLayoutRequest *shape_ring        (guint n);
HfLayoutRequest *shape_list_shared (guint n);  /* a list whose nodes also refer to one object */
HfLayoutRequest *shape_complete    (guint n);
HfLayoutRequest *shape_random      (guint n, guint m, guint32 seed);
HfLayoutRequest *shape_star        (guint n);
HfLayoutRequest *shape_chain       (guint n);
HfLayoutRequest *shape_labelled    (guint n, guint m, guint32 seed); /* labels, loops, double edges, disjoint clusters */

/* Every promise of HfLayout about a request: inside its bounds, finite, edges from border to border. */
void             assert_sound      (const HfLayout *layout, const HfLayoutRequest *request);
gboolean         boxes_overlap     (const HfLayout *layout, const HfLayoutRequest *request);
