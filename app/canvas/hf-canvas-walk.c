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
 * A step aside costs twice a step ahead. */
static void
consider (Best *best, const HfGeometry *geometry, HfPoint from, guint32 node, HfWalk direction)
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

  cost = ahead + 2 * fabs (aside);
  if (ahead > 1 && cost < best->cost)
    *best = (Best) { node, cost };
}

/* Along edges. Up prefers the references that lead here, down those that lead away; a reference that is drawn against
 * the direction (it closes a cycle) is the second choice. */
static guint32
walk_along (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, HfWalk direction)
{
  HfPoint from = middle (geometry, node);
  Best with = { HF_NONE, INFINITY }, against = { HF_NONE, INFINITY };

  for (guint e = 0; e < drawing->n_edges; e++)
    {
      const HfEdge *edge = &drawing->edges[e];

      if (edge->from == edge->to)
        continue;
      if (edge->to == node)
        consider (direction == HF_WALK_UP ? &with : &against, geometry, from, edge->from, direction);
      else if (edge->from == node)
        consider (direction == HF_WALK_DOWN ? &with : &against, geometry, from, edge->to, direction);
    }

  return with.node != HF_NONE ? with.node : against.node;
}

/* Across: whatever shares the height with it. */
static guint32
walk_across (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, HfWalk direction)
{
  HfPoint from = middle (geometry, node);
  double reach = geometry->nodes[node].height;
  Best best = { HF_NONE, INFINITY };

  for (guint i = 0; i < drawing->n_nodes; i++)
    if (i != node && fabs (middle (geometry, i).y - from.y) < reach)
      consider (&best, geometry, from, i, direction);

  return best.node != HF_NONE ? best.node : walk_along (drawing, geometry, node, direction);
}

guint32
hf_walk (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, HfWalk direction)
{
  g_return_val_if_fail (node < drawing->n_nodes, HF_NONE);

  if (direction == HF_WALK_UP || direction == HF_WALK_DOWN)
    return walk_along (drawing, geometry, node, direction);

  return walk_across (drawing, geometry, node, direction);
}

guint32
hf_walk_root (const HfDrawing *drawing, const HfGeometry *geometry)
{
  guint32 top = HF_NONE;

  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      gboolean chain = drawing->nodes[i].flags & HF_NODE_ON_CHAIN;
      gboolean top_chain = top != HF_NONE && (drawing->nodes[top].flags & HF_NODE_ON_CHAIN);

      if (top == HF_NONE || (chain && !top_chain) || (chain == top_chain && geometry->nodes[i].y < geometry->nodes[top].y))
        top = i;
    }

  return top;
}
