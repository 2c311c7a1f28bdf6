/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "graphviz/hf-layout.h"

G_BEGIN_DECLS

/* Chains of cubic Bézier pieces: @n = 3k + 1 points. */
HfPoint  hf_curve_at       (const HfPoint *points, guint n, double t); /* t in 0 … 1 over all pieces */
/* Unit direction there. */
HfPoint  hf_curve_along    (const HfPoint *points, guint n, double t);
/* The parameter whose point is nearest to @to; its distance in @distance if not NULL. */
double   hf_curve_nearest  (const HfPoint *points, guint n, HfPoint to, double *distance);
HfRect   hf_curve_bounds   (const HfPoint *points, guint n);
/* Shortens the last piece so that the curve ends @length before its tip; takes the four points of that piece. */
void     hf_curve_shorten  (HfPoint *piece, double length);

HfRect   hf_rect_union     (HfRect a, HfRect b); /* an empty one adds nothing */
HfRect   hf_rect_grown     (HfRect rect, double by);
gboolean hf_rect_meets     (const HfRect *a, const HfRect *b);
double   hf_rect_overlap   (const HfRect *a, const HfRect *b); /* area in common */

G_END_DECLS
