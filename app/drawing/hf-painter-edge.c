/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-painter-private.h"

#include <math.h>

#include "drawing/hf-curve.h"

void
hf_painter_stroke (cairo_t *cr, const HfLine *line)
{
  if (line->halo > 0)
    {
      cairo_save (cr);
      hf_set_color (cr, line->halo_color);
      cairo_set_line_width (cr, line->halo);
      cairo_stroke_preserve (cr);
      cairo_restore (cr);
    }
  hf_set_color (cr, line->color);
  cairo_set_line_width (cr, line->width);
  if (line->dash[0] > 0)
    cairo_set_dash (cr, line->dash, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
curve_path (cairo_t *cr, const HfPoint *points, guint n)
{
  HfPoint last[4] = { points[n - 4], points[n - 3], points[n - 2], points[n - 1] };

  hf_curve_shorten (last, HF_ARROW_LENGTH - 1);
  cairo_move_to (cr, points[0].x, points[0].y);
  for (guint i = 1; i + 3 < n; i += 3)
    cairo_curve_to (cr, points[i].x, points[i].y, points[i + 1].x, points[i + 1].y, points[i + 2].x, points[i + 2].y);
  cairo_curve_to (cr, last[1].x, last[1].y, last[2].x, last[2].y, last[3].x, last[3].y);
}

static void
paint_curve (const HfScene *scene, cairo_t *cr, guint32 edge)
{
  const HfPoint *points = scene->geometry->points + scene->geometry->edge_begin[edge];
  guint n = scene->geometry->edge_begin[edge + 1] - scene->geometry->edge_begin[edge];
  HfLine line = hf_painter_edge_line (scene, edge);
  HfPoint corners[2];

  curve_path (cr, points, n);
  hf_painter_stroke (cr, &line);
  hf_painter_arrow (points, n, corners);
  hf_set_color (cr, line.color);
  cairo_move_to (cr, points[n - 1].x, points[n - 1].y);
  cairo_line_to (cr, corners[0].x, corners[0].y);
  cairo_line_to (cr, corners[1].x, corners[1].y);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* Far away: a hair line, thick enough to be seen. */
static void
paint_thin (const HfScene *scene, cairo_t *cr, guint32 edge)
{
  const HfPoint *points = scene->geometry->points + scene->geometry->edge_begin[edge];
  guint n = scene->geometry->edge_begin[edge + 1] - scene->geometry->edge_begin[edge];
  HfLine line = hf_painter_edge_line (scene, edge);

  line.width = MAX (line.width, 0.5 / scene->scale);
  line.halo = 0;
  line.dash[0] = 0;
  cairo_move_to (cr, points[0].x, points[0].y);
  cairo_line_to (cr, points[n - 1].x, points[n - 1].y);
  hf_painter_stroke (cr, &line);
}

static void
paint_label (const HfScene *scene, cairo_t *cr, guint32 edge)
{
  const HfRect *pill = &scene->geometry->labels[edge];
  HfColor fill = scene->palette->background;
  double width, height;

  if (pill->width <= 0)
    return;
  fill.alpha = 0.92;
  hf_set_color (cr, fill);
  hf_painter_rounded (cr, pill, pill->height / 2);
  cairo_fill (cr);
  hf_metrics_text (scene->metrics, HF_TEXT_LABEL, scene->drawing->edges[edge].label, &width, &height);
  hf_set_color (cr, hf_painter_label_color (scene, edge));
  hf_metrics_show (scene->metrics, cr, HF_TEXT_LABEL, scene->drawing->edges[edge].label, pill->x + (pill->width - width) / 2,
                   pill->y + (pill->height - height) / 2, 0);
}

static void
paint_marks (const HfScene *scene, cairo_t *cr, guint32 edge)
{
  HfRect badge;

  if (scene->scale < HF_TEXT_FROM_SCALE)
    return;
  paint_label (scene, cr, edge);
  if (hf_geometry_scissors (scene->geometry, scene->drawing, edge, &badge))
    hf_painter_scissors (scene, cr, &badge, hf_painter_edge_line (scene, edge).color);
}

static void
paint_line (const HfScene *scene, cairo_t *cr, guint32 edge)
{
  if (scene->scale < HF_DETAIL_FROM_SCALE)
    paint_thin (scene, cr, edge);
  else
    paint_curve (scene, cr, edge);
}

static void
paint_hull (const HfScene *scene, cairo_t *cr, const HfRect *clip, guint c)
{
  const HfRect *hull = &scene->geometry->hulls[c];
  HfColor color = hf_palette_component (scene->palette, scene->drawing->components[c].color);

  if (hull->width <= 0 || (clip != NULL && !hf_rect_meets (hull, clip)))
    return;
  hf_painter_rounded (cr, hull, HF_NODE_RADIUS + 4);
  color.alpha = 0.08;
  hf_set_color (cr, color);
  cairo_fill_preserve (cr);
  color.alpha = scene->palette->high_contrast ? 1 : 0.45;
  hf_set_color (cr, color);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
paint_hulls (const HfScene *scene, cairo_t *cr, const HfRect *clip)
{
  for (guint c = 0; c < scene->geometry->n_hulls; c++)
    paint_hull (scene, cr, clip, c);
}

/* (transfer full; of guint32) The edges that meet @clip; chains and cycles last, over the rest. */
static GArray *
wanted_edges (const HfScene *scene, const HfRect *clip)
{
  GArray *wanted = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) above = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 e = 0; e < scene->geometry->n_edges; e++)
    if (clip == NULL || hf_rect_meets (&scene->geometry->edge_bounds[e], clip))
      g_array_append_val ((scene->drawing->edges[e].flags & (HF_EDGE_ON_CHAIN | HF_EDGE_IN_COMPONENT)) != 0 ? above : wanted, e);
  g_array_append_vals (wanted, above->data, above->len);

  return wanted;
}

void
hf_painter_paint_edges (const HfScene *scene, cairo_t *cr, const HfRect *clip)
{
  g_autoptr (GArray) wanted = NULL;

  g_return_if_fail (scene != NULL && cr != NULL);

  wanted = wanted_edges (scene, clip);
  cairo_save (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  paint_hulls (scene, cr, clip);
  /* Labels over all lines. */
  for (guint i = 0; i < wanted->len; i++)
    paint_line (scene, cr, g_array_index (wanted, guint32, i));
  for (guint i = 0; i < wanted->len; i++)
    paint_marks (scene, cr, g_array_index (wanted, guint32, i));
  cairo_restore (cr);
}

void
hf_painter_paint_component (const HfScene *scene, cairo_t *cr, const HfRect *clip, guint32 component)
{
  g_return_if_fail (scene != NULL && cr != NULL && component < scene->drawing->n_components);

  cairo_save (cr);
  paint_hull (scene, cr, clip, component);
  for (guint e = 0; e < scene->geometry->n_edges; e++)
    if (scene->drawing->edges[e].component == component && (clip == NULL || hf_rect_meets (&scene->geometry->edge_bounds[e], clip)))
      paint_line (scene, cr, e);
  for (guint e = 0; e < scene->geometry->n_edges; e++)
    if (scene->drawing->edges[e].component == component && (clip == NULL || hf_rect_meets (&scene->geometry->edge_bounds[e], clip)))
      paint_marks (scene, cr, e);
  cairo_restore (cr);
}

void
hf_painter_paint_edge (const HfScene *scene, cairo_t *cr, guint32 edge)
{
  g_return_if_fail (scene != NULL && cr != NULL && edge < scene->geometry->n_edges);

  cairo_save (cr);
  paint_line (scene, cr, edge);
  paint_marks (scene, cr, edge);
  cairo_restore (cr);
}
