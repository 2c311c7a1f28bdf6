/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-painter-private.h"

#include <math.h>

#include "drawing/hf-curve.h"

#define HALO_ALPHA 0.4
#define CYCLE_TINT 0.14
#define FREED_SHARE 0.3

static gboolean
is_highlighted (const HfScene *scene, guint32 edge)
{
  return edge == scene->selected_edge || edge == scene->hovered_edge;
}

HfLine
hf_painter_edge_line (const HfScene *scene, guint32 edge)
{
  const HfEdge *e = &scene->drawing->edges[edge];
  const HfPalette *palette = scene->palette;
  HfLine line = { .color = palette->edge, .width = 1.25 };

  if ((e->flags & HF_EDGE_WEAK) != 0)
    {
      line.color = palette->weak;
      line.dash[0] = 5;
      line.dash[1] = 4;
    }
  else if ((e->flags & HF_EDGE_STRUCTURAL) != 0)
    {
      line.color = palette->weak;
      line.width = 1;
    }
  if ((e->flags & HF_EDGE_IN_COMPONENT) != 0)
    {
      line.color = hf_palette_component (palette, scene->drawing->components[e->component].color);
      line.width = 2.5;
    }
  if ((e->flags & HF_EDGE_ON_CHAIN) != 0)
    {
      if ((e->flags & HF_EDGE_IN_COMPONENT) != 0)
        {
          line.halo = 7;
          line.halo_color = line.color;
          line.halo_color.alpha = HALO_ALPHA;
        }
      line.color = palette->accent;
      line.width = 2.5;
    }
  if ((e->flags & HF_EDGE_CUT) != 0)
    {
      line.color = palette->cut;
      line.halo = 0;
      line.dash[0] = 9;
      line.dash[1] = 7;
    }
  if (palette->high_contrast)
    line.width += 0.75;
  if (is_highlighted (scene, edge))
    {
      line.color = palette->accent;
      line.width = MAX (line.width, 2) + 0.75;
    }

  return line;
}

HfColor
hf_painter_label_color (const HfScene *scene, guint32 edge)
{
  const HfEdge *e = &scene->drawing->edges[edge];

  if ((e->flags & (HF_EDGE_ON_CHAIN | HF_EDGE_IN_COMPONENT | HF_EDGE_CUT)) != 0 || is_highlighted (scene, edge))
    return hf_painter_edge_line (scene, edge).color;
  if ((e->flags & (HF_EDGE_WEAK | HF_EDGE_STRUCTURAL)) != 0)
    return scene->palette->dim_text;

  return scene->palette->edge;
}

/* The colour at @share over @under. */
static HfColor
blend (HfColor color, HfColor under, double share)
{
  return (HfColor) {
    under.red + (color.red - under.red) * share,
    under.green + (color.green - under.green) * share,
    under.blue + (color.blue - under.blue) * share,
    1,
  };
}

/* A folded cycle is its hull. */
static void
color_cycle (const HfScene *scene, const HfNode *node, HfBox *box)
{
  HfColor color = hf_palette_component (scene->palette, scene->drawing->components[node->component].color);

  box->fill = scene->palette->high_contrast ? scene->palette->background : blend (color, scene->palette->background, CYCLE_TINT);
  box->border = color;
  box->border_width = scene->palette->high_contrast ? 3 : 2;
}

/* Faded, and dotted: not by its colour alone. */
static void
fade (const HfScene *scene, HfBox *box)
{
  box->fill = scene->palette->high_contrast ? scene->palette->background : blend (box->fill, scene->palette->background, FREED_SHARE);
  box->border = scene->palette->freed;
  box->border_width = HF_DOTS_WIDTH;
  box->title_color = scene->palette->dim_text;
  box->dashed = FALSE;
  box->dotted = TRUE;
}

HfBox
hf_painter_node_box (const HfScene *scene, guint32 node)
{
  const HfNode *n = &scene->drawing->nodes[node];
  const HfPalette *palette = scene->palette;
  HfKindColors colors = hf_palette_kind (palette, n->form == HF_NODE_STACK || n->form == HF_NODE_GAP ? HF_KIND_OTHER : n->kind);
  HfBox box = { .fill = colors.fill, .border = colors.border, .bar_color = colors.bar, .title_color = palette->text };

  box.border_width = palette->high_contrast ? 2 : 1;
  box.radius = HF_NODE_RADIUS;
  box.bar = (n->form == HF_NODE_OBJECT || n->form == HF_NODE_CYCLE) && (n->flags & HF_NODE_IS_ROOT) != 0;
  box.dashed = (n->flags & HF_NODE_IS_OUTSIDE) != 0 || n->form == HF_NODE_GAP;
  box.stacked = n->form == HF_NODE_STACK || n->form == HF_NODE_CYCLE;
  if (n->form == HF_NODE_CYCLE)
    color_cycle (scene, n, &box);
  if (n->form == HF_NODE_ROOT)
    box.radius = scene->geometry->nodes[node].height / 2;
  if ((n->flags & HF_NODE_IS_OUTSIDE) != 0)
    {
      box.border = colors.bar;
      box.border_width = MAX (box.border_width, 1.5);
    }
  if ((n->flags & HF_NODE_FREED) != 0)
    fade (scene, &box);
  if (n->fate == HF_FATE_FREED || n->fate == HF_FATE_COLLECTED)
    {
      box.fill = palette->background;
      box.border = n->fate == HF_FATE_FREED ? palette->freed : palette->collected;
      box.border_width = MAX (box.border_width, 1.5);
      box.title_color = palette->dim_text;
      box.dashed = TRUE;
      box.dotted = FALSE;
    }
  if (node == scene->hovered_node && n->form == HF_NODE_CYCLE)
    box.border_width += 1;
  else if (node == scene->hovered_node)
    {
      box.border = palette->accent;
      box.border_width = 2;
    }

  return box;
}

void
hf_painter_arrow (const HfPoint *points, guint n, HfPoint *corners)
{
  HfPoint tip = points[n - 1];
  HfPoint piece[4] = { points[n - 4], points[n - 3], points[n - 2], tip };
  HfPoint back;
  double dx, dy, length;

  hf_curve_shorten (piece, HF_ARROW_LENGTH);
  back = piece[3];
  dx = tip.x - back.x;
  dy = tip.y - back.y;
  length = MAX (1e-6, sqrt (dx * dx + dy * dy));
  dx /= length;
  dy /= length;
  corners[0] = (HfPoint) { back.x - dy * HF_ARROW_HALF, back.y + dx * HF_ARROW_HALF };
  corners[1] = (HfPoint) { back.x + dy * HF_ARROW_HALF, back.y - dx * HF_ARROW_HALF };
}
