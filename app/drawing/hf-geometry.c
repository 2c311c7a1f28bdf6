/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-geometry.h"

#include <math.h>
#include <string.h>

#include "drawing/hf-curve.h"
#include "drawing/hf-geometry-mend.h"

#define MARGIN 24.0
#define GAP 26.0
#define RANK_GAP 52.0
#define HULL_MARGIN 20.0
#define EDGE_REACH 10.0 /* beyond the curve: arrow, line width */
#define BADGE 20.0
#define SCISSORS 24.0
#define SCISSORS_AT 0.72
#define HANDLE_CLEARANCE 8.0
#define HANDLE_ROOM 10.0     /* that handles and badges take around a box */
#define HANDLE_OUTWARD 3.0 /* of its middle from the border: less of it lies over the text */
#define HANDLE_INWARD 5.0  /* of a handle at a side of the box, which is too wide to lie over the text by half */
#define SIDE_CLEARANCE 7.0
#define CAREFUL_UP_TO 500u /* nodes up to which labels look for a free place */

static guint
weight_of (const HfEdge *edge)
{
  if ((edge->flags & HF_EDGE_ON_CHAIN) != 0)
    return 6;
  if ((edge->flags & (HF_EDGE_WEAK | HF_EDGE_STRUCTURAL)) != 0)
    return 1;
  return 2;
}

/* The edges of each node as a row, those on the chain first. */
static void
order_edges (const HfDrawing *drawing, guint32 *begin, guint32 *order)
{
  g_autofree guint32 *next = NULL;

  for (guint e = 0; e < drawing->n_edges; e++)
    begin[drawing->edges[e].from + 1]++;
  for (guint i = 0; i < drawing->n_nodes; i++)
    begin[i + 1] += begin[i];
  next = g_memdup2 (begin, (drawing->n_nodes + 1) * sizeof *begin);
  for (guint pass = 0; pass < 2; pass++)
    for (guint e = 0; e < drawing->n_edges; e++)
      if (((drawing->edges[e].flags & HF_EDGE_ON_CHAIN) == 0) == pass)
        order[next[drawing->edges[e].from]++] = e;
}

enum
{
  UNSEEN,
  OPEN,
  DONE,
};

/* Depth first from @start; marks the edges that lead back to where the search is still under way. */
static void
search (const HfDrawing *drawing, guint32 start, guint32 *next, const guint32 *begin, const guint32 *order, guint8 *state,
        GArray *path, gboolean *back)
{
  state[start] = OPEN;
  g_array_append_val (path, start);
  while (path->len > 0)
    {
      guint32 node = g_array_index (path, guint32, path->len - 1), edge, to;

      if (next[node] == begin[node + 1])
        {
          state[node] = DONE;
          g_array_set_size (path, path->len - 1);
          continue;
        }
      edge = order[next[node]++];
      to = drawing->edges[edge].to;
      back[edge] = state[to] == OPEN && to != node;
      if (state[to] == UNSEEN)
        {
          state[to] = OPEN;
          g_array_append_val (path, to);
        }
    }
}

/* (transfer full) Which edges close a cycle, seen from the top of the chain: none of the chain's own. The layout is asked for
 * them the other way round, so that it is these that are drawn upward, and the chain reads from top to bottom. */
static gboolean *
find_back_edges (const HfDrawing *drawing)
{
  guint n = drawing->n_nodes;
  g_autofree guint32 *begin = g_new0 (guint32, n + 2);
  g_autofree guint32 *order = g_new (guint32, drawing->n_edges + 1);
  g_autofree guint32 *next = NULL;
  g_autofree guint8 *state = g_new0 (guint8, n + 1);
  g_autofree guint8 *entered = g_new0 (guint8, n + 1); /* 1: by any edge; 2: by the chain's */
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean *back = g_new0 (gboolean, drawing->n_edges + 1);

  order_edges (drawing, begin, order);
  next = g_memdup2 (begin, (n + 1) * sizeof *begin);
  for (guint e = 0; e < drawing->n_edges; e++)
    if (drawing->edges[e].from != drawing->edges[e].to)
      entered[drawing->edges[e].to] |= (drawing->edges[e].flags & HF_EDGE_ON_CHAIN) != 0 ? 3 : 1;

  /* From the chain's top, then from where nothing leads to, then from what is left. */
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < n; i++)
      {
        gboolean chain_top = (drawing->nodes[i].flags & HF_NODE_ON_CHAIN) != 0 && (entered[i] & 2) == 0;

        if (state[i] == UNSEEN && (pass == 2 || (pass == 1 && entered[i] == 0) || (pass == 0 && chain_top)))
          search (drawing, i, next, begin, order, state, path, back);
      }

  return back;
}

HfLayoutRequest *
hf_geometry_request (const HfDrawing *drawing, HfMetrics *metrics)
{
  g_autofree gboolean *back = NULL;
  HfLayoutRequest *request;

  g_return_val_if_fail (drawing != NULL && metrics != NULL, NULL);

  if (drawing->unmended != NULL)
    drawing = drawing->unmended;
  back = find_back_edges (drawing);
  request = hf_layout_request_new ();
  hf_layout_request_set_kind (request, drawing->layout);
  request->gap = GAP;
  request->rank_gap = RANK_GAP;
  for (guint c = 0; c < drawing->n_components; c++)
    hf_layout_request_add_cluster (request);
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfNode *node = &drawing->nodes[i];
      double width, height;
      gboolean alone = node->component != HF_NONE && drawing->components[node->component].drawn < 2;

      hf_metrics_node (metrics, node, &width, &height);
      hf_layout_request_add_box (request, width, height, node->component == HF_NONE || alone ? HF_LAYOUT_NO_CLUSTER : node->component);
    }
  for (guint e = 0; e < drawing->n_edges; e++)
    {
      const HfEdge *edge = &drawing->edges[e];
      double width, height;

      hf_metrics_label (metrics, edge->label, &width, &height);
      if (back[e])
        hf_layout_request_add_edge (request, edge->to, edge->from, width, height, weight_of (edge));
      else
        hf_layout_request_add_edge (request, edge->from, edge->to, width, height, weight_of (edge));
    }

  return request;
}

static guint
n_points (const HfGeometry *self, guint32 edge)
{
  return self->edge_begin[edge + 1] - self->edge_begin[edge];
}

static const HfPoint *
points_of (const HfGeometry *self, guint32 edge)
{
  return self->points + self->edge_begin[edge];
}

static HfRect
centered (HfPoint middle, double width, double height)
{
  return (HfRect) { middle.x - width / 2, middle.y - height / 2, width, height };
}

static void
place_nodes (HfGeometry *self, const HfDrawing *drawing, HfMetrics *metrics, const HfLayout *layout)
{
  for (guint i = 0; i < self->n_nodes; i++)
    {
      double width, height;

      hf_metrics_node (metrics, &drawing->nodes[i], &width, &height);
      self->nodes[i] = centered (layout->centers[i], width, height);
    }
}

/* How bad a place for a label is: what it hides of nodes counts most, then of other labels, then of where handles may be. */
static double
badness (const HfGeometry *self, const HfRect *pill, guint32 edge, const guint32 *placed, guint n_placed)
{
  double sum = 0;

  for (guint i = 0; i < self->n_nodes; i++)
    {
      HfRect with_handles = hf_rect_grown (self->nodes[i], HANDLE_ROOM);

      sum += 4 * hf_rect_overlap (pill, &self->nodes[i]) + hf_rect_overlap (pill, &with_handles);
    }
  for (guint i = 0; i < n_placed; i++)
    sum += 2 * hf_rect_overlap (pill, &self->labels[placed[i]]);

  return sum;
}

static void
place_label (HfGeometry *self, guint32 edge, HfPoint kept, double width, double height, const guint32 *placed, guint n_placed)
{
  static const double tries[] = { 0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74 };
  const HfPoint *points = points_of (self, edge);
  guint n = n_points (self, edge);
  HfRect candidates[2 + G_N_ELEMENTS (tries)];
  guint n_candidates = 0;
  double best = G_MAXDOUBLE;

  if (!isnan (kept.x))
    {
      candidates[n_candidates++] = centered (hf_curve_at (points, n, hf_curve_nearest (points, n, kept, NULL)), width, height);
      candidates[n_candidates++] = centered (kept, width, height);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    candidates[n_candidates++] = centered (hf_curve_at (points, n, tries[i]), width, height);
  if (self->n_nodes > CAREFUL_UP_TO)
    n_candidates = 1;
  for (guint i = 0; i < n_candidates && best > 0; i++)
    {
      double here = n_candidates == 1 ? 0 : badness (self, &candidates[i], edge, placed, n_placed);

      if (here < best - 1e-9)
        {
          best = here;
          self->labels[edge] = candidates[i];
        }
    }
}

/* The chain's labels choose first. */
static void
place_labels (HfGeometry *self, const HfDrawing *drawing, HfMetrics *metrics, const HfLayout *layout)
{
  g_autofree guint32 *placed = g_new (guint32, self->n_edges + 1);
  guint n_placed = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint e = 0; e < self->n_edges; e++)
      {
        double width, height;

        if (((drawing->edges[e].flags & HF_EDGE_ON_CHAIN) != 0) != (pass == 0))
          continue;
        hf_metrics_label (metrics, drawing->edges[e].label, &width, &height);
        if (width <= 0)
          continue;
        place_label (self, e, layout->labels[e], width, height, placed, n_placed);
        placed[n_placed++] = e;
      }
}

static void
bound_edges (HfGeometry *self, const HfDrawing *drawing)
{
  for (guint e = 0; e < self->n_edges; e++)
    {
      HfRect badge;

      self->edge_bounds[e] = hf_rect_grown (hf_curve_bounds (points_of (self, e), n_points (self, e)), EDGE_REACH);
      self->edge_bounds[e] = hf_rect_union (self->edge_bounds[e], self->labels[e]);
      if (hf_geometry_scissors (self, drawing, e, &badge))
        self->edge_bounds[e] = hf_rect_union (self->edge_bounds[e], badge);
    }
}

static gboolean
meets_stranger (const HfGeometry *self, const HfDrawing *drawing, guint component, const HfRect *rect)
{
  for (guint i = 0; i < self->n_nodes; i++)
    if (drawing->nodes[i].component != component && hf_rect_meets (rect, &self->nodes[i]))
      return TRUE;

  return FALSE;
}

/* A hull holds its members, and its inner edges with their labels where that takes in no stranger. A layout that does not
 * keep members together leaves them without a hull: it would say that others belong to them. */
static void
place_hulls (HfGeometry *self, const HfDrawing *drawing)
{
  for (guint c = 0; c < self->n_hulls; c++)
    {
      HfRect hull = { 0 };

      if (drawing->components[c].drawn < 2)
        continue;
      for (guint i = 0; i < self->n_nodes; i++)
        if (drawing->nodes[i].component == c)
          hull = hf_rect_union (hull, self->nodes[i]);
      if (meets_stranger (self, drawing, c, &hull))
        continue;
      hull = hf_rect_grown (hull, HULL_MARGIN);
      for (guint e = 0; e < self->n_edges && self->n_nodes <= CAREFUL_UP_TO; e++)
        {
          HfRect wider = hf_rect_union (hull, self->edge_bounds[e]);

          if (drawing->edges[e].component == c && !meets_stranger (self, drawing, c, &wider))
            hull = wider;
        }
      self->hulls[c] = hull;
    }
}

/* How far along the border on which a handle of that side lies an edge ends there; NAN if it does not. */
static double
end_on_border (const HfGeometry *self, const HfRect *box, HfPoint end, HfSide side)
{
  gboolean right = self->direction == HF_LAYOUT_RIGHT;
  double border = right ? box->x : box->y;

  if (side == HF_SIDE_REFERENTS)
    border += right ? box->width : box->height;
  if (fabs ((right ? end.x : end.y) - border) >= 4)
    return NAN;

  return right ? end.y - box->y : end.x - box->x;
}

static HfRect
handle_at (const HfGeometry *self, const HfRect *box, HfSide side, double place, double width, double height)
{
  double outward = side == HF_SIDE_REFERRERS ? -1 : 1;
  HfPoint middle = { box->x + box->width / 2, box->y + box->height / 2 };

  if (self->direction == HF_LAYOUT_RIGHT)
    {
      middle.x += outward * (box->width / 2 + width / 2 - HANDLE_INWARD);
      middle.y = box->y + place * box->height;
    }
  else
    {
      middle.x = box->x + place * box->width;
      middle.y += outward * (box->height / 2 + HANDLE_OUTWARD);
    }

  return centered (middle, width, height);
}

static gboolean
hides_something (const HfGeometry *self, const HfDrawing *drawing, guint32 node, const HfRect *pill)
{
  HfRect badge;

  if (hf_geometry_badge (self, drawing, NULL, node, &badge) && hf_rect_overlap (pill, &badge) > 0)
    return TRUE;
  for (guint e = 0; e < self->n_edges; e++)
    if (hf_rect_overlap (pill, &self->labels[e]) > 0)
      return TRUE;

  return FALSE;
}

/* The middle of the border, unless a line ends or a label lies there; then a place a quarter from an end, on a side nearly at the
 * end. */
static double
free_place (const HfGeometry *self, const HfDrawing *drawing, guint32 node, HfSide side, double width, double height)
{
  static const double all_places[][5] = { { 0.5, 0.75, 0.25, 0.62, 0.38 }, { 0.5, 0.85, 0.15, 0.95, 0.05 } };
  gboolean right = self->direction == HF_LAYOUT_RIGHT;
  const double *places = all_places[right];
  const HfRect *box = &self->nodes[node];
  double length = right ? box->height : box->width, reach = right ? height / 2 + SIDE_CLEARANCE : width / 2 + HANDLE_CLEARANCE;
  double best = -G_MAXDOUBLE, best_place = places[0];

  for (guint p = 0; p < G_N_ELEMENTS (all_places[0]); p++)
    {
      HfRect pill = handle_at (self, box, side, places[p], width, height);
      double nearest = G_MAXDOUBLE;
      gboolean hides = hides_something (self, drawing, node, &pill);

      for (guint e = 0; e < self->n_edges; e++)
        {
          const HfEdge *edge = &drawing->edges[e];
          double ends[2] = { NAN, NAN };

          if (edge->from == node)
            ends[0] = end_on_border (self, box, points_of (self, e)[0], side);
          if (edge->to == node)
            ends[1] = end_on_border (self, box, points_of (self, e)[n_points (self, e) - 1], side);
          for (guint k = 0; k < 2; k++)
            if (!isnan (ends[k]))
              nearest = MIN (nearest, fabs (ends[k] - places[p] * length));
        }
      if (nearest >= reach && !hides)
        return places[p];
      nearest = MIN (nearest, length) - (hides ? width : 0);
      if (nearest > best)
        {
          best = nearest;
          best_place = places[p];
        }
    }

  return best_place;
}

static void
place_handles (HfGeometry *self, const HfDrawing *drawing, HfMetrics *metrics)
{
  for (guint i = 0; i < self->n_nodes; i++)
    for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
      {
        const HfNode *node = &drawing->nodes[i];
        const HfRect *box = &self->nodes[i];
        guint32 count = side == HF_SIDE_REFERRERS ? node->more_referrers : node->more_referents;
        double width, height, place;

        if ((node->form != HF_NODE_OBJECT && node->form != HF_NODE_CYCLE) || count == 0 || node->stacked[side])
          continue;
        hf_metrics_handle (metrics, count, &width, &height);
        place = self->n_nodes <= CAREFUL_UP_TO ? free_place (self, drawing, i, side, width, height) : 0.5;
        self->handles[2 * i + side] = handle_at (self, box, side, place, width, height);
      }
}

static void
bound_all (HfGeometry *self)
{
  HfRect bounds = { 0 };

  for (guint i = 0; i < self->n_nodes; i++)
    {
      bounds = hf_rect_union (bounds, hf_rect_grown (self->nodes[i], BADGE / 2));
      bounds = hf_rect_union (bounds, self->handles[2 * i]);
      bounds = hf_rect_union (bounds, self->handles[2 * i + 1]);
    }
  for (guint e = 0; e < self->n_edges; e++)
    bounds = hf_rect_union (bounds, self->edge_bounds[e]);
  for (guint c = 0; c < self->n_hulls; c++)
    bounds = hf_rect_union (bounds, self->hulls[c]);
  self->bounds = hf_rect_grown (bounds, MARGIN);
}

static void
move_rect (HfRect *rect, double dx, double dy)
{
  rect->x += dx;
  rect->y += dy;
}

/* The picture begins at (0, 0). */
static void
move_to_origin (HfGeometry *self)
{
  double dx = -self->bounds.x, dy = -self->bounds.y;

  for (guint i = 0; i < self->n_nodes; i++)
    move_rect (&self->nodes[i], dx, dy);
  for (guint i = 0; i < 2 * self->n_nodes; i++)
    move_rect (&self->handles[i], dx, dy);
  for (guint e = 0; e < self->n_edges; e++)
    {
      move_rect (&self->labels[e], dx, dy);
      move_rect (&self->edge_bounds[e], dx, dy);
    }
  for (guint32 p = 0; p < self->edge_begin[self->n_edges]; p++)
    {
      self->points[p].x += dx;
      self->points[p].y += dy;
    }
  for (guint c = 0; c < self->n_hulls; c++)
    move_rect (&self->hulls[c], dx, dy);
  self->bounds.x = self->bounds.y = 0;
}

static HfGeometry *
geometry_alloc (const HfDrawing *drawing, const HfLayout *layout)
{
  HfGeometry *self = g_new0 (HfGeometry, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_nodes = drawing->n_nodes;
  self->n_edges = drawing->n_edges;
  self->n_hulls = drawing->n_components;
  self->nodes = g_new0 (HfRect, self->n_nodes + 1);
  self->handles = g_new0 (HfRect, 2 * self->n_nodes + 1);
  self->edge_begin = g_memdup2 (layout->edge_begin, (self->n_edges + 1) * sizeof *self->edge_begin);
  self->points = g_memdup2 (layout->points, ((gsize) layout->edge_begin[self->n_edges] + 1) * sizeof *self->points);
  self->edge_bounds = g_new0 (HfRect, self->n_edges + 1);
  self->labels = g_new0 (HfRect, self->n_edges + 1);
  self->hulls = g_new0 (HfRect, self->n_hulls + 1);
  self->direction = drawing->layout == HF_LAYOUT_KIND_RIGHT ? HF_LAYOUT_RIGHT : HF_LAYOUT_DOWN;
  self->step = layout->step;
  self->sentence = g_strdup (layout->sentence);

  return self;
}

/* What was asked for the other way round runs the right way again. */
static void
turn_edges (HfGeometry *self, const HfDrawing *drawing)
{
  g_autofree gboolean *back = find_back_edges (drawing);

  for (guint e = 0; e < self->n_edges; e++)
    if (back[e])
      for (guint32 a = self->edge_begin[e], b = self->edge_begin[e + 1] - 1; a < b; a++, b--)
        {
          HfPoint point = self->points[a];

          self->points[a] = self->points[b];
          self->points[b] = point;
        }
}

HfGeometry *
hf_geometry_new_alike (const HfGeometry *self, const HfDrawing *drawing)
{
  HfGeometry *copy;

  g_return_val_if_fail (self != NULL && drawing != NULL, NULL);
  g_return_val_if_fail (self->n_nodes == drawing->n_nodes && self->n_edges == drawing->n_edges, NULL);

  copy = g_memdup2 (self, sizeof *self);
  g_atomic_ref_count_init (&copy->ref_count);
  copy->nodes = g_memdup2 (self->nodes, (self->n_nodes + 1) * sizeof *self->nodes);
  copy->handles = g_memdup2 (self->handles, (2 * self->n_nodes + 1) * sizeof *self->handles);
  copy->edge_begin = g_memdup2 (self->edge_begin, (self->n_edges + 1) * sizeof *self->edge_begin);
  copy->points = g_memdup2 (self->points, ((gsize) self->edge_begin[self->n_edges] + 1) * sizeof *self->points);
  copy->edge_bounds = g_memdup2 (self->edge_bounds, (self->n_edges + 1) * sizeof *self->edge_bounds);
  copy->labels = g_memdup2 (self->labels, (self->n_edges + 1) * sizeof *self->labels);
  copy->sentence = g_strdup (self->sentence);
  copy->n_hulls = drawing->n_components;
  copy->hulls = g_new0 (HfRect, copy->n_hulls + 1);
  place_hulls (copy, drawing);

  return copy;
}

HfGeometry *
hf_geometry_new (const HfDrawing *drawing, HfMetrics *metrics, const HfLayout *layout)
{
  HfGeometry *self;

  g_return_val_if_fail (drawing != NULL && metrics != NULL && layout != NULL, NULL);
  g_return_val_if_fail (layout->n_boxes == drawing->n_nodes && layout->n_edges == drawing->n_edges, NULL);

  if (drawing->unmended != NULL)
    {
      g_autoptr (HfGeometry) before = hf_geometry_new (drawing->unmended, metrics, layout);

      return hf_geometry_new_alike (before, drawing);
    }
  self = geometry_alloc (drawing, layout);
  turn_edges (self, drawing);
  place_nodes (self, drawing, metrics, layout);
  place_labels (self, drawing, metrics, layout);
  bound_edges (self, drawing);
  place_hulls (self, drawing);
  place_handles (self, drawing, metrics);
  bound_all (self);
  move_to_origin (self);

  return self;
}

HfGeometry *
hf_geometry_ref (HfGeometry *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hf_geometry_unref (HfGeometry *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->nodes);
  g_free (self->handles);
  g_free (self->edge_begin);
  g_free (self->points);
  g_free (self->edge_bounds);
  g_free (self->labels);
  g_free (self->hulls);
  g_free (self->sentence);
  g_free (self);
}

HfGeometry *
hf_geometry_lay_out_after (const HfDrawing *drawing, const HfDrawing *before, const HfGeometry *geometry, HfMetrics *metrics,
                           HfLayoutClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (HfLayoutRequest) request = NULL;
  g_autoptr (HfLayout) layout = NULL;

  if (before != NULL && hf_geometry_is_mend_of (drawing, before, geometry, metrics))
    return hf_geometry_new_alike (geometry, drawing);
  request = hf_geometry_request (drawing, metrics);
  if (before != NULL)
    hf_geometry_hint (request, drawing, before, geometry);
  layout = hf_layout_client_layout (client, request, cancellable, error);

  return layout ? hf_geometry_new (drawing, metrics, layout) : NULL;
}

HfGeometry *
hf_geometry_lay_out (const HfDrawing *drawing, HfMetrics *metrics, HfLayoutClient *client, GCancellable *cancellable, GError **error)
{
  return hf_geometry_lay_out_after (drawing, NULL, NULL, metrics, client, cancellable, error);
}

gboolean
hf_geometry_handle (const HfGeometry *self, const HfDrawing *drawing, HfMetrics *metrics, guint32 node, HfSide side, HfRect *pill)
{
  g_return_val_if_fail (self != NULL && node < self->n_nodes, FALSE);

  *pill = self->handles[2 * node + side];

  return pill->width > 0;
}

gboolean
hf_geometry_badge (const HfGeometry *self, const HfDrawing *drawing, HfMetrics *metrics, guint32 node, HfRect *badge)
{
  g_return_val_if_fail (self != NULL && node < self->n_nodes, FALSE);

  if (drawing->nodes[node].component == HF_NONE)
    return FALSE;
  *badge = centered ((HfPoint) { self->nodes[node].x + self->nodes[node].width - 2, self->nodes[node].y + 1 }, BADGE, BADGE);

  return TRUE;
}

gboolean
hf_geometry_scissors (const HfGeometry *self, const HfDrawing *drawing, guint32 edge, HfRect *badge)
{
  g_return_val_if_fail (self != NULL && edge < self->n_edges, FALSE);

  if ((drawing->edges[edge].flags & (HF_EDGE_BREAK | HF_EDGE_CUT)) == 0)
    return FALSE;
  *badge = centered (hf_curve_at (points_of (self, edge), n_points (self, edge), SCISSORS_AT), SCISSORS, SCISSORS);
  /* A short line has room for the label alone. */
  if (hf_rect_meets (badge, &self->labels[edge]))
    {
      const HfRect *label = &self->labels[edge];

      if (self->direction == HF_LAYOUT_RIGHT)
        *badge = centered ((HfPoint) { label->x + label->width / 2, label->y - SCISSORS / 2 - 1 }, SCISSORS, SCISSORS);
      else
        *badge = centered ((HfPoint) { label->x + label->width + SCISSORS / 2 + 2, label->y + label->height / 2 }, SCISSORS, SCISSORS);
    }

  return TRUE;
}

double
hf_geometry_edge_distance (const HfGeometry *self, guint32 edge, double x, double y)
{
  double distance;

  g_return_val_if_fail (self != NULL && edge < self->n_edges, G_MAXDOUBLE);
  hf_curve_nearest (points_of (self, edge), n_points (self, edge), (HfPoint) { x, y }, &distance);

  return distance;
}
