/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-painter-private.h"

#include <math.h>

#include "drawing/hf-curve.h"

#define STACK_OFFSET 4.0

void
hf_painter_rounded (cairo_t *cr, const HfRect *rect, double radius)
{
  double r = MIN (radius, MIN (rect->width, rect->height) / 2);
  double right = rect->x + rect->width, bottom = rect->y + rect->height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - r, rect->y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, right - r, bottom - r, r, 0, G_PI / 2);
  cairo_arc (cr, rect->x + r, bottom - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, rect->x + r, rect->y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

void
hf_painter_dots (cairo_t *cr)
{
  static const double dots[] = { 0, HF_DOTS_GAP };

  cairo_set_line_width (cr, HF_DOTS_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (cr, dots, 2, 0);
}

void
hf_painter_pill (const HfScene *scene, cairo_t *cr, const HfRect *pill, const char *text)
{
  double width, height;

  hf_painter_rounded (cr, pill, pill->height / 2);
  hf_set_color (cr, scene->palette->handle_fill);
  cairo_fill_preserve (cr);
  hf_set_color (cr, scene->palette->handle_border);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  hf_metrics_text (scene->metrics, HF_TEXT_HANDLE, text, &width, &height);
  hf_set_color (cr, scene->palette->text);
  hf_metrics_show (scene->metrics, cr, HF_TEXT_HANDLE, text, pill->x + (pill->width - width) / 2, pill->y + (pill->height - height) / 2, 0);
}

void
hf_painter_badge (const HfScene *scene, cairo_t *cr, const HfRect *badge, guint component)
{
  const HfDrawnComponent *c = &scene->drawing->components[component];
  char text[16];
  double width, height;

  cairo_new_path (cr);
  cairo_arc (cr, badge->x + badge->width / 2, badge->y + badge->height / 2, badge->width / 2, 0, 2 * G_PI);
  hf_set_color (cr, hf_palette_component (scene->palette, c->color));
  cairo_fill (cr);
  g_snprintf (text, sizeof text, "%u", c->number);
  hf_metrics_text (scene->metrics, HF_TEXT_HANDLE, text, &width, &height);
  hf_set_color (cr, hf_palette_on_component (scene->palette, c->color));
  hf_metrics_show (scene->metrics, cr, HF_TEXT_HANDLE, text, badge->x + (badge->width - width) / 2, badge->y + (badge->height - height) / 2, 0);
}

/* Drawn, not written: few fonts have the sign. Two rings and two blades. */
void
hf_painter_scissors (const HfScene *scene, cairo_t *cr, const HfRect *badge, HfColor color)
{
  double x = badge->x + badge->width / 2, y = badge->y + badge->height / 2;
  double unit = badge->height / 24;

  hf_painter_rounded (cr, badge, badge->height / 2);
  hf_set_color (cr, scene->palette->background);
  cairo_fill_preserve (cr);
  hf_set_color (cr, color);
  cairo_set_line_width (cr, 1.25);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 1.5 * unit);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_new_path (cr);
      cairo_arc (cr, x - 4 * unit, y + side * 3.5 * unit, 2.2 * unit, 0, 2 * G_PI);
      cairo_stroke (cr);
      cairo_move_to (cr, x - 2.2 * unit, y + side * 2.4 * unit);
      cairo_line_to (cr, x + 6.5 * unit, y - side * 3.6 * unit);
      cairo_stroke (cr);
    }
}

static void
paint_ring (const HfScene *scene, cairo_t *cr, const HfRect *rect, double radius, gboolean dashed)
{
  static const double dash[] = { 5, 4 };
  HfRect ring = hf_rect_grown (*rect, HF_RING);

  hf_painter_rounded (cr, &ring, radius + HF_RING);
  hf_set_color (cr, scene->palette->accent);
  cairo_set_line_width (cr, scene->palette->high_contrast ? 3 : 2);
  if (dashed)
    cairo_set_dash (cr, dash, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_bar (cairo_t *cr, const HfRect *rect, const HfBox *box)
{
  cairo_save (cr);
  hf_painter_rounded (cr, rect, box->radius);
  cairo_clip (cr);
  cairo_rectangle (cr, rect->x, rect->y, HF_ROOT_BAR, rect->height);
  hf_set_color (cr, box->bar_color);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
paint_box (const HfScene *scene, cairo_t *cr, guint32 node, const HfBox *box)
{
  static const double dash[] = { 4, 3 };
  HfRect rect = scene->geometry->nodes[node];

  if (box->stacked)
    {
      HfRect behind = { rect.x + STACK_OFFSET, rect.y + STACK_OFFSET, rect.width, rect.height };

      hf_painter_rounded (cr, &behind, box->radius);
      hf_set_color (cr, box->fill);
      cairo_fill_preserve (cr);
      hf_set_color (cr, box->border);
      cairo_set_line_width (cr, box->border_width);
      cairo_stroke (cr);
    }
  hf_painter_rounded (cr, &rect, box->radius);
  hf_set_color (cr, box->fill);
  cairo_fill (cr);
  if (box->bar)
    paint_bar (cr, &rect, box);
  rect = hf_rect_grown (rect, -box->border_width / 2);
  hf_painter_rounded (cr, &rect, box->radius - box->border_width / 2);
  hf_set_color (cr, box->border);
  cairo_set_line_width (cr, box->border_width);
  if (box->dashed)
    cairo_set_dash (cr, dash, 2, 0);
  cairo_save (cr);
  if (box->dotted)
    hf_painter_dots (cr);
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_words (const HfScene *scene, cairo_t *cr, guint32 node, const HfBox *box)
{
  const HfNode *n = &scene->drawing->nodes[node];
  const HfRect *rect = &scene->geometry->nodes[node];
  double inner = rect->width - 2 * HF_NODE_PADDING_X;
  double x = rect->x + HF_NODE_PADDING_X, y = rect->y + HF_NODE_PADDING_Y;
  double size, size_height, title_height;

  hf_metrics_text (scene->metrics, HF_TEXT_SIZE, n->size, &size, &size_height);
  hf_metrics_text (scene->metrics, HF_TEXT_TITLE, hf_node_title (n, scene->notes), NULL, &title_height);
  hf_set_color (cr, box->title_color);
  hf_metrics_show (scene->metrics, cr, HF_TEXT_TITLE, hf_node_title (n, scene->notes), x, y, MAX (inner - (size > 0 ? size + 8 : 0), 1));
  hf_set_color (cr, scene->palette->dim_text);
  if (size > 0)
    hf_metrics_show (scene->metrics, cr, HF_TEXT_SIZE, n->size, x + inner - size,
                     y + hf_metrics_baseline (scene->metrics, HF_TEXT_TITLE) - hf_metrics_baseline (scene->metrics, HF_TEXT_SIZE), 0);
  hf_metrics_show (scene->metrics, cr, HF_TEXT_VALUE, n->value, x, y + title_height + HF_NODE_LINE_GAP, inner);
}

static void
paint_extras (const HfScene *scene, cairo_t *cr, guint32 node)
{
  const HfNode *n = &scene->drawing->nodes[node];
  HfRect rect;

  for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
    if (hf_geometry_handle (scene->geometry, scene->drawing, scene->metrics, node, side, &rect))
      {
        char text[16];

        g_snprintf (text, sizeof text, "+%u", side == HF_SIDE_REFERRERS ? n->more_referrers : n->more_referents);
        hf_painter_pill (scene, cr, &rect, text);
      }
  if (hf_geometry_badge (scene->geometry, scene->drawing, scene->metrics, node, &rect))
    hf_painter_badge (scene, cr, &rect, n->component);
}

static gboolean
is_marked (const HfScene *scene, guint32 node)
{
  return node == scene->marked_node
         || (scene->marked_component != HF_NONE && scene->drawing->nodes[node].component == scene->marked_component);
}

void
hf_painter_paint_node (const HfScene *scene, cairo_t *cr, guint32 node)
{
  HfBox box;
  const HfRect *rect;

  g_return_if_fail (scene != NULL && cr != NULL && node < scene->geometry->n_nodes);

  box = hf_painter_node_box (scene, node);
  rect = &scene->geometry->nodes[node];
  cairo_save (cr);
  if (scene->scale < HF_DETAIL_FROM_SCALE)
    {
      cairo_rectangle (cr, rect->x, rect->y, rect->width, rect->height);
      hf_set_color (cr, node == scene->selected_node ? scene->palette->accent : box.border);
      cairo_fill (cr);
    }
  else
    {
      paint_box (scene, cr, node, &box);
      if (node == scene->selected_node || is_marked (scene, node))
        paint_ring (scene, cr, rect, box.radius, node != scene->selected_node);
      if (scene->scale >= HF_TEXT_FROM_SCALE)
        {
          paint_words (scene, cr, node, &box);
          paint_extras (scene, cr, node);
        }
    }
  cairo_restore (cr);
}

HfRect
hf_painter_node_extents (const HfScene *scene, guint32 node)
{
  HfRect extents, rect;

  g_return_val_if_fail (scene != NULL && node < scene->geometry->n_nodes, ((HfRect) { 0 }));

  extents = hf_rect_grown (scene->geometry->nodes[node], MAX (HF_RING + 3, STACK_OFFSET + 1));
  for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
    if (hf_geometry_handle (scene->geometry, scene->drawing, scene->metrics, node, side, &rect))
      extents = hf_rect_union (extents, hf_rect_grown (rect, 1));
  if (hf_geometry_badge (scene->geometry, scene->drawing, scene->metrics, node, &rect))
    extents = hf_rect_union (extents, hf_rect_grown (rect, 1));

  return extents;
}
