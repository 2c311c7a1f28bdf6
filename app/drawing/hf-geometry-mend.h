/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-geometry.h"

G_BEGIN_DECLS

/* Whether @drawing and @before, whose geometry is @geometry, are one picture before and after one mend, so that everything may
 * stay where it is. O(nodes + edges). Private to drawing/. */
gboolean hf_geometry_is_mend_of (const HfDrawing *drawing, const HfDrawing *before, const HfGeometry *geometry, HfMetrics *metrics);

G_END_DECLS
