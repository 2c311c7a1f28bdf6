/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout-private.h"

#include <math.h>
#include <string.h>

#define LOOP_REACH 28.0
#define BOW 0.12

HfLayout *
hf_layout_alloc (const HfLayoutRequest *request, guint32 n_points)
{
  HfLayout *layout = g_new0 (HfLayout, 1);

  g_atomic_ref_count_init (&layout->ref_count);
  layout->n_boxes = request->boxes->len;
  layout->n_edges = request->edges->len;
  layout->n_clusters = request->n_clusters;
  layout->centers = g_new0 (HfPoint, layout->n_boxes + 1);
  layout->edge_begin = g_new0 (guint32, layout->n_edges + 1);
  layout->points = g_new0 (HfPoint, (gsize) n_points + 1);
  layout->labels = g_new0 (HfPoint, layout->n_edges + 1);
  layout->clusters = g_new0 (HfRect, layout->n_clusters + 1);
  for (guint32 e = 0; e < layout->n_edges; e++)
    layout->labels[e] = (HfPoint) { NAN, NAN };

  return layout;
}

HfPoint
hf_layout_border (HfPoint center, const HfLayoutBox *box, HfPoint toward)
{
  double dx = toward.x - center.x;
  double dy = toward.y - center.y;
  double along = MAX (fabs (dx) / (box->width / 2), fabs (dy) / (box->height / 2));

  if (along <= 0)
    return (HfPoint) { center.x, center.y + box->height / 2 };

  return (HfPoint) { center.x + dx / along, center.y + dy / along };
}

static void
draw_loop (HfPoint center, const HfLayoutBox *box, HfPoint *points)
{
  double right = center.x + box->width / 2;
  double quarter = box->height / 4;

  points[0] = (HfPoint) { right, center.y - quarter };
  points[1] = (HfPoint) { right + LOOP_REACH, center.y - quarter * 1.6 };
  points[2] = (HfPoint) { right + LOOP_REACH, center.y + quarter * 1.6 };
  points[3] = (HfPoint) { right, center.y + quarter };
}

/* Both ends of a bowed pair aim beside the other's middle, so the two curves part. */
static void
draw_straight (HfPoint a, const HfLayoutBox *box_a, HfPoint b, const HfLayoutBox *box_b, double bow, HfPoint *points)
{
  HfPoint middle = { (a.x + b.x) / 2 - (b.y - a.y) * bow, (a.y + b.y) / 2 + (b.x - a.x) * bow };
  HfPoint start = hf_layout_border (a, box_a, middle);
  HfPoint end = hf_layout_border (b, box_b, middle);

  points[0] = start;
  points[1] = (HfPoint) { start.x + (middle.x - start.x) * 2 / 3, start.y + (middle.y - start.y) * 2 / 3 };
  points[2] = (HfPoint) { end.x + (middle.x - end.x) * 2 / 3, end.y + (middle.y - end.y) * 2 / 3 };
  points[3] = end;
}

static int
compare_u64 (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a;
  guint64 y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

static guint64 *
sorted_pairs (const HfLayoutRequest *request)
{
  guint64 *pairs = g_new (guint64, (gsize) request->edges->len + 1);

  for (guint e = 0; e < request->edges->len; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);

      pairs[e] = (guint64) edge->from << 32 | edge->to;
    }
  qsort (pairs, request->edges->len, sizeof *pairs, compare_u64);

  return pairs;
}

static void
draw_edge (const HfLayout *layout, const HfLayoutRequest *request, guint32 e, const guint64 *pairs, HfPoint *points)
{
  const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);
  const HfLayoutBox *boxes = (const HfLayoutBox *) (const void *) request->boxes->data;
  guint64 opposite = (guint64) edge->to << 32 | edge->from;

  if (edge->from == edge->to)
    draw_loop (layout->centers[edge->from], &boxes[edge->from], points);
  else
    draw_straight (layout->centers[edge->from], &boxes[edge->from], layout->centers[edge->to], &boxes[edge->to],
                   bsearch (&opposite, pairs, request->edges->len, sizeof *pairs, compare_u64) ? BOW : 0, points);
}

HfLayout *
hf_layout_complete (HfLayout *layout, const HfLayoutRequest *request)
{
  g_autofree guint64 *pairs = sorted_pairs (request);
  g_autofree guint32 *begin = g_steal_pointer (&layout->edge_begin);
  g_autofree HfPoint *old = g_steal_pointer (&layout->points);
  guint32 n_points = begin[layout->n_edges];

  layout->edge_begin = g_new0 (guint32, layout->n_edges + 1);
  layout->points = g_new0 (HfPoint, (gsize) n_points + 4 * (gsize) layout->n_edges + 1);
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      guint32 n = begin[e + 1] - begin[e];
      HfPoint *points = layout->points + layout->edge_begin[e];

      if (n > 0)
        memcpy (points, old + begin[e], n * sizeof *points);
      else
        draw_edge (layout, request, e, pairs, points);
      layout->edge_begin[e + 1] = layout->edge_begin[e] + (n > 0 ? n : 4);
    }

  return layout;
}

static void
move_point (HfPoint *point, double dx, double dy)
{
  point->x += dx;
  point->y += dy;
}

void
hf_layout_fit (HfLayout *layout, const HfLayoutRequest *request)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
  guint32 n_points = layout->edge_begin[layout->n_edges];

  for (guint32 i = 0; i < layout->n_boxes; i++)
    {
      const HfLayoutBox *box = &g_array_index (request->boxes, HfLayoutBox, i);

      left = MIN (left, layout->centers[i].x - box->width / 2);
      right = MAX (right, layout->centers[i].x + box->width / 2);
      top = MIN (top, layout->centers[i].y - box->height / 2);
      bottom = MAX (bottom, layout->centers[i].y + box->height / 2);
    }
  for (guint32 p = 0; p < n_points; p++)
    {
      left = MIN (left, layout->points[p].x);
      right = MAX (right, layout->points[p].x);
      top = MIN (top, layout->points[p].y);
      bottom = MAX (bottom, layout->points[p].y);
    }
  if (layout->n_boxes == 0)
    return;

  for (guint32 i = 0; i < layout->n_boxes; i++)
    move_point (&layout->centers[i], -left, -top);
  for (guint32 p = 0; p < n_points; p++)
    move_point (&layout->points[p], -left, -top);
  for (guint32 e = 0; e < layout->n_edges; e++)
    move_point (&layout->labels[e], -left, -top);
  for (guint32 c = 0; c < layout->n_clusters; c++)
    {
      layout->clusters[c].x -= left;
      layout->clusters[c].y -= top;
    }
  layout->width = right - left;
  layout->height = bottom - top;
}
