/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-curve.h"

#include <math.h>

#define STEPS 24u /* samples a piece: within half a pixel on curves as long as a screen */

static HfPoint
piece_at (const HfPoint *p, double t)
{
  double s = 1 - t;
  double a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;

  return (HfPoint) { a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x, a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y };
}

static const HfPoint *
piece_of (const HfPoint *points, guint n, double t, double *within)
{
  guint pieces = (n - 1) / 3;
  guint piece = (guint) CLAMP (floor (t * pieces), 0, pieces - 1);

  *within = CLAMP (t * pieces - piece, 0, 1);

  return points + 3 * piece;
}

HfPoint
hf_curve_at (const HfPoint *points, guint n, double t)
{
  double within;
  const HfPoint *piece = piece_of (points, n, t, &within);

  return piece_at (piece, within);
}

HfPoint
hf_curve_along (const HfPoint *points, guint n, double t)
{
  HfPoint a = hf_curve_at (points, n, MAX (t - 0.01, 0));
  HfPoint b = hf_curve_at (points, n, MIN (t + 0.01, 1));
  double length = hypot (b.x - a.x, b.y - a.y);

  return length > 0 ? (HfPoint) { (b.x - a.x) / length, (b.y - a.y) / length } : (HfPoint) { 0, 1 };
}

static double
segment_distance (HfPoint a, HfPoint b, HfPoint to, double *along)
{
  double dx = b.x - a.x, dy = b.y - a.y;
  double square = dx * dx + dy * dy;

  *along = square > 0 ? CLAMP (((to.x - a.x) * dx + (to.y - a.y) * dy) / square, 0, 1) : 0;

  return hypot (a.x + *along * dx - to.x, a.y + *along * dy - to.y);
}

double
hf_curve_nearest (const HfPoint *points, guint n, HfPoint to, double *distance)
{
  guint steps = (n - 1) / 3 * STEPS;
  double best = G_MAXDOUBLE, best_t = 0;
  HfPoint before = points[0];

  for (guint i = 1; i <= steps; i++)
    {
      HfPoint next = hf_curve_at (points, n, (double) i / steps);
      double along;
      double here = segment_distance (before, next, to, &along);

      if (here < best)
        {
          best = here;
          best_t = (i - 1 + along) / steps;
        }
      before = next;
    }
  if (distance != NULL)
    *distance = best;

  return best_t;
}

HfRect
hf_curve_bounds (const HfPoint *points, guint n)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
  guint steps = (n - 1) / 3 * STEPS;

  for (guint i = 0; i <= steps; i++)
    {
      HfPoint p = hf_curve_at (points, n, (double) i / steps);

      left = MIN (left, p.x);
      right = MAX (right, p.x);
      top = MIN (top, p.y);
      bottom = MAX (bottom, p.y);
    }

  return (HfRect) { left, top, right - left, bottom - top };
}

static HfPoint
between (HfPoint a, HfPoint b, double t)
{
  return (HfPoint) { a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t };
}

/* De Casteljau: keeps the part before @t. */
static void
cut_piece (HfPoint *p, double t)
{
  HfPoint a = between (p[0], p[1], t), b = between (p[1], p[2], t), c = between (p[2], p[3], t);
  HfPoint d = between (a, b, t), e = between (b, c, t);

  p[1] = a;
  p[2] = d;
  p[3] = between (d, e, t);
}

void
hf_curve_shorten (HfPoint *piece, double length)
{
  HfPoint tip = piece[3];
  double low = 0, high = 1;

  if (hypot (piece[0].x - tip.x, piece[0].y - tip.y) <= length)
    {
      cut_piece (piece, 0.5);
      return;
    }
  for (guint i = 0; i < 20; i++)
    {
      double middle = (low + high) / 2;
      HfPoint p = piece_at (piece, middle);

      if (hypot (p.x - tip.x, p.y - tip.y) > length)
        low = middle;
      else
        high = middle;
    }
  cut_piece (piece, low);
}

HfRect
hf_rect_union (HfRect a, HfRect b)
{
  double right, bottom;

  if (a.width <= 0 && a.height <= 0)
    return b;
  if (b.width <= 0 && b.height <= 0)
    return a;
  right = MAX (a.x + a.width, b.x + b.width);
  bottom = MAX (a.y + a.height, b.y + b.height);
  a.x = MIN (a.x, b.x);
  a.y = MIN (a.y, b.y);
  a.width = right - a.x;
  a.height = bottom - a.y;

  return a;
}

HfRect
hf_rect_grown (HfRect rect, double by)
{
  return (HfRect) { rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by };
}

gboolean
hf_rect_meets (const HfRect *a, const HfRect *b)
{
  return a->x <= b->x + b->width && b->x <= a->x + a->width && a->y <= b->y + b->height && b->y <= a->y + a->height;
}

double
hf_rect_overlap (const HfRect *a, const HfRect *b)
{
  double width = MIN (a->x + a->width, b->x + b->width) - MAX (a->x, b->x);
  double height = MIN (a->y + a->height, b->y + b->height) - MAX (a->y, b->y);

  return width > 0 && height > 0 ? width * height : 0;
}
