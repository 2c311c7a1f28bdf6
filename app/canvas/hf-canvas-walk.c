/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

#include <math.h>

typedef struct
{
  guint32 node;
  double cost;
} Best;

static HfPoint
middle (const HfGeometry *geometry, guint32 node)
{
  const HfRect *box = &geometry->nodes[node];

  return (HfPoint) { box->x + box->width / 2, box->y + box->height / 2 };
}

/* Keeps the nearer of what is known and @node, looking from @from in a direction; what lies the other way does not count.
 * A step aside costs twice a step ahead, and @price is for all of it. */
static void
consider (Best *best, const HfGeometry *geometry, HfPoint from, guint32 node, HfWalk direction, double price)
{
  HfPoint to = middle (geometry, node);
  double dx = to.x - from.x, dy = to.y - from.y, ahead, aside, cost;

  switch (direction)
    {
    case HF_WALK_UP:
      ahead = -dy, aside = dx;
      break;

    case HF_WALK_DOWN:
      ahead = dy, aside = dx;
      break;

    case HF_WALK_LEFT:
      ahead = -dx, aside = dy;
      break;

    case HF_WALK_RIGHT:
    default:
      ahead = dx, aside = dy;
    }

  cost = price * (ahead + 2 * fabs (aside));
  if (ahead > 1 && cost < best->cost)
    *best = (Best) { node, cost };
}

/* Toward referrers or referents; which arrow keys do that depends on which way references are drawn. */
static gboolean
is_along (const HfGeometry *geometry, HfWalk direction, HfSide *side)
{
  gboolean right = geometry->direction == HF_LAYOUT_RIGHT;

  *side = direction == HF_WALK_UP || direction == HF_WALK_LEFT ? HF_SIDE_REFERRERS : HF_SIDE_REFERENTS;

  return right == (direction == HF_WALK_LEFT || direction == HF_WALK_RIGHT);
}

/* Along edges. Toward referrers prefers the references that lead here, toward referents those that lead away, best where they are
 * drawn in that direction; what a cycle makes run the other way comes next, and last any neighbour that lies there. */
static guint32
walk_along (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, HfWalk direction)
{
  HfPoint from = middle (geometry, node);
  Best with = { HF_NONE, INFINITY }, against = { HF_NONE, INFINITY };
  guint32 anywhere = HF_NONE;
  HfSide side;
  gboolean along = is_along (geometry, direction, &side);

  for (guint e = 0; e < drawing->n_edges; e++)
    {
      const HfEdge *edge = &drawing->edges[e];
      gboolean leads_here = edge->to == node;
      guint32 other = leads_here ? edge->from : edge->to;

      if (edge->from == edge->to || (!leads_here && edge->from != node))
        continue;
      if (along && side == (leads_here ? HF_SIDE_REFERRERS : HF_SIDE_REFERENTS))
        {
          /* The chain is what one came to walk. */
          consider (&with, geometry, from, other, direction, edge->flags & HF_EDGE_ON_CHAIN ? 0.25 : 1);
          if (anywhere == HF_NONE || edge->flags & HF_EDGE_ON_CHAIN)
            anywhere = other;
        }
      else
        consider (&against, geometry, from, other, direction, 1);
    }

  if (with.node != HF_NONE)
    return with.node;

  return anywhere != HF_NONE ? anywhere : against.node;
}

/* Across: whatever shares the layer with it. */
static guint32
walk_across (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, HfWalk direction)
{
  HfPoint from = middle (geometry, node);
  gboolean right = geometry->direction == HF_LAYOUT_RIGHT;
  double reach = right ? geometry->nodes[node].width : geometry->nodes[node].height;
  Best best = { HF_NONE, INFINITY };

  for (guint i = 0; i < drawing->n_nodes; i++)
    if (i != node && fabs (right ? middle (geometry, i).x - from.x : middle (geometry, i).y - from.y) < reach)
      consider (&best, geometry, from, i, direction, 1);

  return best.node != HF_NONE ? best.node : walk_along (drawing, geometry, node, direction);
}

guint32
hf_walk (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, HfWalk direction)
{
  HfSide side;

  g_return_val_if_fail (node < drawing->n_nodes, HF_NONE);

  if (is_along (geometry, direction, &side))
    return walk_along (drawing, geometry, node, direction);

  return walk_across (drawing, geometry, node, direction);
}

/* Whether @a is read before @b: by layers, and along them. */
static gboolean
reads_before (const HfGeometry *geometry, guint32 a, guint32 b)
{
  HfPoint one = middle (geometry, a), other = middle (geometry, b);
  gboolean right = geometry->direction == HF_LAYOUT_RIGHT;
  double reach = (right ? geometry->nodes[a].width : geometry->nodes[a].height) / 2;
  double layers = right ? other.x - one.x : other.y - one.y, along = right ? other.y - one.y : other.x - one.x;

  if (fabs (layers) >= reach)
    return layers > 0;

  return along > 0 || (along == 0 && a < b);
}

/* (transfer full) Whether each node refers to @node. */
static gboolean *
find_parents (const HfDrawing *drawing, guint32 node, gboolean *any)
{
  gboolean *parents = g_new0 (gboolean, drawing->n_nodes + 1);

  *any = FALSE;
  for (guint e = 0; e < drawing->n_edges; e++)
    if (drawing->edges[e].to == node && drawing->edges[e].from != node)
      parents[drawing->edges[e].from] = *any = TRUE;

  return parents;
}

/* (transfer full) What shares a referrer with @node; where nothing refers to it, what else nothing refers to. */
static gboolean *
find_siblings (const HfDrawing *drawing, guint32 node)
{
  gboolean any;
  g_autofree gboolean *parents = find_parents (drawing, node, &any);
  gboolean *siblings = g_new0 (gboolean, drawing->n_nodes + 1);

  for (guint i = 0; i < drawing->n_nodes && !any; i++)
    siblings[i] = TRUE;
  for (guint e = 0; e < drawing->n_edges; e++)
    {
      const HfEdge *edge = &drawing->edges[e];

      if (any && parents[edge->from] && edge->to != edge->from)
        siblings[edge->to] = TRUE;
      else if (!any && edge->to != edge->from)
        siblings[edge->to] = FALSE;
    }

  return siblings;
}

guint32
hf_walk_sibling (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, gboolean back)
{
  g_autofree gboolean *siblings = NULL;
  guint32 next = HF_NONE;

  g_return_val_if_fail (node < drawing->n_nodes, HF_NONE);

  siblings = find_siblings (drawing, node);
  for (guint32 i = 0; i < drawing->n_nodes; i++)
    if (i != node && siblings[i] && reads_before (geometry, back ? i : node, back ? node : i) &&
        (next == HF_NONE || reads_before (geometry, back ? next : i, back ? i : next)))
      next = i;

  return next;
}

/* How far a node is from where layers begin. */
static double
depth (const HfGeometry *geometry, guint32 node)
{
  return geometry->direction == HF_LAYOUT_RIGHT ? geometry->nodes[node].x : geometry->nodes[node].y;
}

static guint
rootness (const HfNode *node)
{
  return ((node->flags & HF_NODE_ON_CHAIN) ? 2 : 0) + ((node->flags & HF_NODE_IS_ROOT) || node->form == HF_NODE_ROOT ? 1 : 0);
}

guint32
hf_walk_root (const HfDrawing *drawing, const HfGeometry *geometry)
{
  guint32 top = HF_NONE;

  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      guint mine = rootness (&drawing->nodes[i]), best = top != HF_NONE ? rootness (&drawing->nodes[top]) : 0;

      if (top == HF_NONE || mine > best || (mine == best && depth (geometry, i) < depth (geometry, top)))
        top = i;
    }

  return top;
}
