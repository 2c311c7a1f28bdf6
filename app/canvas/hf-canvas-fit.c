/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

#define LEAST_LEGIBLE 0.5
#define FIRST_SCALE 0.8
#define COMFORTABLE 0.75 /* smaller than that a picture needs the room of a card that can give way */
#define TEXT_SCALE 0.35  /* below it labels and handles are not drawn */
#define SHRINK 0.96      /* steps in which a scale is looked for */
#define SIDES 4
#define GAP 4.0          /* at least between a card and what matters */
#define EDGE_GAP 12.0    /* the same at the edges of the view */

/* Cards lie over the corners. A picture may run below them where nothing is, so the largest scale is looked for at which
 * no node, hull or label does, over the few ways of leaving room: at the left, at the right, above, below, and all of these
 * together. The lines between them may be covered. */

void
hf_canvas_set_covered (HfCanvas *self, GtkCornerType corner, double width, double height)
{
  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail (corner < G_N_ELEMENTS (self->covered));

  graphene_size_init (&self->covered[corner], (float) width, (float) height);
  self->least_covered[corner] = self->covered[corner];
}

void
hf_canvas_set_least_covered (HfCanvas *self, GtkCornerType corner, double width, double height)
{
  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail (corner < G_N_ELEMENTS (self->covered));

  graphene_size_init (&self->least_covered[corner], (float) width, (float) height);
}

static const graphene_size_t *
covered_sizes (HfCanvas *self, gboolean crowded)
{
  return crowded ? self->least_covered : self->covered;
}

/* ---- what is below a card ------------------------------------------------------------------------------------------ */

/* Where the view could be. */
typedef struct
{
  double scale;
  double x; /* the scene point at the view's upper left */
  double y;
} Camera;

static Camera
present_camera (HfCanvas *self)
{
  return (Camera) { hf_viewport_get_scale (self->viewport), hf_viewport_get_x (self->viewport), hf_viewport_get_y (self->viewport) };
}

static HfRect
to_scene (const Camera *camera, double x, double y, double width, double height)
{
  return (HfRect) { camera->x + x / camera->scale, camera->y + y / camera->scale, width / camera->scale, height / camera->scale };
}

/* The cards in scene coordinates; how many. */
static guint
find_cards (HfCanvas *self, const Camera *camera, gboolean crowded, HfRect *cards)
{
  double view_width = hf_viewport_get_width (self->viewport), view_height = hf_viewport_get_height (self->viewport);
  guint n = 0;

  for (guint corner = 0; corner < G_N_ELEMENTS (self->covered); corner++)
    {
      double width = covered_sizes (self, crowded)[corner].width, height = covered_sizes (self, crowded)[corner].height;
      gboolean right = corner == GTK_CORNER_TOP_RIGHT || corner == GTK_CORNER_BOTTOM_RIGHT;
      gboolean bottom = corner == GTK_CORNER_BOTTOM_LEFT || corner == GTK_CORNER_BOTTOM_RIGHT;

      if (width > 0 && height > 0)
        cards[n++] = to_scene (camera, right ? view_width - width - GAP : 0, bottom ? view_height - height - GAP : 0, width + GAP, height + GAP);
    }

  return n;
}

static gboolean
meet (const HfRect *a, const HfRect *b)
{
  return a->width > 0 && a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

static gboolean
any_meets (const HfRect *rects, guint n, const HfRect *card)
{
  for (guint i = 0; i < n; i++)
    if (meet (&rects[i], card))
      return TRUE;

  return FALSE;
}

/* No card lies over a node, a handle, a hull or a label. */
static gboolean
is_clear (HfCanvas *self, const Camera *camera, gboolean crowded)
{
  const HfGeometry *geometry = self->geometry;
  gboolean text = camera->scale >= TEXT_SCALE;
  HfRect cards[SIDES];
  guint n = find_cards (self, camera, crowded, cards);

  for (guint i = 0; geometry != NULL && i < n; i++)
    if (any_meets (geometry->nodes, geometry->n_nodes, &cards[i]) || any_meets (geometry->hulls, geometry->n_hulls, &cards[i]) ||
        (text && (any_meets (geometry->labels, geometry->n_edges, &cards[i]) || any_meets (geometry->handles, 2 * geometry->n_nodes, &cards[i]))))
      return FALSE;

  return TRUE;
}

/* ---- cards give way ------------------------------------------------------------------------------------------------ */

static gboolean
tell_crowded (gpointer data)
{
  HfCanvas *self = data;

  self->telling_crowded = 0;
  g_object_notify (G_OBJECT (self), "crowded");

  return G_SOURCE_REMOVE;
}

/* Cards that come or go in the middle of an allocation would be left without one. */
static void
set_crowded (HfCanvas *self, gboolean crowded)
{
  if (self->crowded == crowded)
    return;

  self->crowded = crowded;
  if (!self->allocating)
    g_object_notify (G_OBJECT (self), "crowded");
  else if (self->telling_crowded == 0)
    self->telling_crowded = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_crowded, self, NULL);
}

/* Where the view is now. */
static void
give_way (HfCanvas *self)
{
  Camera camera = present_camera (self);

  set_crowded (self, !is_clear (self, &camera, FALSE));
}

/* ---- fit ----------------------------------------------------------------------------------------------------------- */

static graphene_rect_t
room_left (HfCanvas *self, const double *room, guint way)
{
  double left = way & 1 ? room[0] : 0, right = way & 2 ? room[1] : 0, top = way & 4 ? room[2] : 0, bottom = way & 8 ? room[3] : 0;

  return GRAPHENE_RECT_INIT ((float) (left + HF_CANVAS_MARGIN), (float) (top + HF_CANVAS_MARGIN),
                             (float) (hf_viewport_get_width (self->viewport) - left - right - 2 * HF_CANVAS_MARGIN),
                             (float) (hf_viewport_get_height (self->viewport) - top - bottom - 2 * HF_CANVAS_MARGIN));
}

/* What the cards take from each side. The picture has a margin of its own. */
static void
measure_room (HfCanvas *self, gboolean crowded, double *room)
{
  const graphene_size_t *sizes = covered_sizes (self, crowded);

  room[0] = MAX (sizes[GTK_CORNER_BOTTOM_LEFT].width - HF_CANVAS_MARGIN / 2, 0);
  room[1] = MAX (sizes[GTK_CORNER_BOTTOM_RIGHT].width - HF_CANVAS_MARGIN / 2, 0);
  room[2] = MAX (MAX (sizes[GTK_CORNER_TOP_LEFT].height, sizes[GTK_CORNER_TOP_RIGHT].height) - HF_CANVAS_MARGIN / 2, 0);
  room[3] = MAX (MAX (sizes[GTK_CORNER_BOTTOM_LEFT].height, sizes[GTK_CORNER_BOTTOM_RIGHT].height) - HF_CANVAS_MARGIN / 2, 0);
}

/* The scale of the best way, 0 if none is clear; then the way is that with room above. */
static double
find_fit (HfCanvas *self, gboolean crowded, graphene_rect_t *area)
{
  double room[SIDES], best_scale = 0;
  guint best = 4;
  graphene_rect_t content;

  measure_room (self, crowded, room);
  hf_viewport_get_content (self->viewport, &content);
  for (guint way = 0; way < 1 << SIDES; way++)
    {
      graphene_rect_t left = room_left (self, room, way);
      Camera camera;

      if (left.size.width < 1 || left.size.height < 1)
        continue;
      hf_viewport_get_fit (self->viewport, &content, &left, &camera.scale, &camera.x, &camera.y);
      if (camera.scale > best_scale && is_clear (self, &camera, crowded))
        {
          best_scale = camera.scale;
          best = way;
        }
    }
  *area = room_left (self, room, best);

  return best_scale;
}

void
hf_canvas_fit (HfCanvas *self)
{
  graphene_rect_t area, least_area, content;
  gboolean crowded = FALSE;
  double scale;

  g_return_if_fail (HF_IS_CANVAS (self));

  self->fit_pending = hf_viewport_get_width (self->viewport) <= 0;
  if (self->fit_pending)
    return;

  scale = find_fit (self, FALSE, &area);
  if (scale < COMFORTABLE)
    crowded = find_fit (self, TRUE, &least_area) > 1.1 * scale;
  hf_viewport_get_content (self->viewport, &content);
  hf_viewport_fit_into (self->viewport, &content, crowded ? &least_area : &area);
  set_crowded (self, crowded);
}

/* A picture that would be too small to read is not shown whole at first, but around what it is about. */
void
hf_canvas_show_first (HfCanvas *self)
{
  guint32 node = self->selected_node != HF_NONE ? self->selected_node : 0;
  const HfRect *box;

  hf_canvas_fit (self);
  if (self->fit_pending || self->geometry == NULL || node >= self->geometry->n_nodes ||
      hf_viewport_get_scale (self->viewport) >= LEAST_LEGIBLE)
    return;

  box = &self->geometry->nodes[node];
  hf_canvas_set_scale (self, FIRST_SCALE);
  hf_viewport_pin (self->viewport, box->x + box->width / 2, box->y + box->height / 2,
                   hf_viewport_get_width (self->viewport) / 2, hf_viewport_get_height (self->viewport) / 2);
  give_way (self);
}

static gboolean
first_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  if (HF_CANVAS (widget)->fit_pending)
    hf_canvas_show_first (HF_CANVAS (widget));

  return G_SOURCE_REMOVE;
}

void
hf_canvas_show_first_soon (HfCanvas *self)
{
  self->fit_pending = TRUE;
  if (hf_viewport_get_width (self->viewport) > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_add_tick_callback (GTK_WIDGET (self), first_tick, NULL, NULL);
}

/* ---- what has come --------------------------------------------------------------------------------------------------- */

/* Whether all of a rectangle is in view and below no card. */
static gboolean
is_free (const HfRect *rect, const HfRect *view, const HfRect *cards, guint n_cards)
{
  if (rect->x < view->x || rect->y < view->y || rect->x + rect->width > view->x + view->width || rect->y + rect->height > view->y + view->height)
    return FALSE;
  for (guint i = 0; i < n_cards; i++)
    if (meet (rect, &cards[i]))
      return FALSE;

  return TRUE;
}

/* How many of @nodes are seen whole. */
static guint
count_free (HfCanvas *self, const Camera *camera, const GArray *nodes, gboolean crowded)
{
  HfRect view = to_scene (camera, EDGE_GAP, EDGE_GAP, hf_viewport_get_width (self->viewport) - 2 * EDGE_GAP,
                          hf_viewport_get_height (self->viewport) - 2 * EDGE_GAP);
  HfRect cards[SIDES];
  guint n_cards = find_cards (self, camera, crowded, cards), n = 0;

  for (guint i = 0; i < nodes->len; i++)
    n += is_free (&self->geometry->nodes[g_array_index (nodes, guint32, i)], &view, cards, n_cards);

  return n;
}

/* All of the picture is in view, and clear. */
gboolean
hf_canvas_sees_all (HfCanvas *self)
{
  Camera camera = present_camera (self);
  g_autoptr (GArray) all = NULL;

  if (self->geometry == NULL || self->fit_pending || hf_viewport_get_width (self->viewport) <= 0)
    return FALSE;

  all = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < self->geometry->n_nodes; i++)
    g_array_append_val (all, i);

  return count_free (self, &camera, all, self->crowded) == all->len && is_clear (self, &camera, self->crowded);
}

static void
add_once (GArray *nodes, guint32 node)
{
  for (guint i = 0; i < nodes->len; i++)
    if (g_array_index (nodes, guint32, i) == node)
      return;
  g_array_append_val (nodes, node);
}

/* Neighbours of @node that the scene before did not have. */
static void
add_new_neighbours (HfCanvas *self, HfDrawing *before, guint32 node, GArray *nodes)
{
  g_autoptr (GHashTable) old = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < before->n_nodes; i++)
    {
      guint64 key = hf_drawing_node_key (&before->nodes[i]);

      g_hash_table_add (old, g_memdup2 (&key, sizeof key));
    }
  for (guint e = 0; e < self->drawing->n_edges; e++)
    {
      const HfEdge *edge = &self->drawing->edges[e];
      guint32 other = edge->from == node ? edge->to : edge->from;
      guint64 key = hf_drawing_node_key (&self->drawing->nodes[other]);

      if ((edge->from == node || edge->to == node) && other != node && !g_hash_table_contains (old, &key))
        add_once (nodes, other);
    }
}

void
hf_canvas_note_news (HfCanvas *self, HfDrawing *before, guint32 still, gboolean saw_all)
{
  g_array_set_size (self->news, 0);
  self->still_node = hf_canvas_paints_nodes (self) ? HF_NONE : still;
  self->had_all = saw_all;
  if (self->still_node != HF_NONE)
    add_new_neighbours (self, before, still, self->news);
}

/* The largest scale at which all of @nodes are free while the node that must not move stays; 0 if there is none that can be read. */
static double
scale_for (HfCanvas *self, const GArray *nodes, const graphene_point_t *at)
{
  Camera now = present_camera (self);
  double x = now.x + at->x / now.scale, y = now.y + at->y / now.scale;

  for (double scale = now.scale; scale >= LEAST_LEGIBLE; scale *= SHRINK)
    {
      Camera camera = { scale, x - at->x / scale, y - at->y / scale };

      if (count_free (self, &camera, nodes, TRUE) == nodes->len)
        return scale;
    }

  return 0;
}

/* What glides has its way measured anew. */
static void
set_scale_about (HfCanvas *self, double scale, const graphene_point_t *at)
{
  double factor = scale / hf_viewport_get_scale (self->viewport);

  for (guint i = 0; self->glides != NULL && i < self->drawing->n_nodes; i++)
    {
      const HfRect *box = &self->geometry->nodes[i];
      double x, y;

      hf_viewport_to_widget (self->viewport, box->x + box->width / 2, box->y + box->height / 2, &x, &y);
      self->glides[i].dx += (float) ((x - at->x) * (1 - factor));
      self->glides[i].dy += (float) ((y - at->y) * (1 - factor));
    }
  hf_viewport_set_scale_at (self->viewport, scale, at->x, at->y);
}

static gboolean
is_under_pointer (HfCanvas *self, guint32 node)
{
  HfHit hit = self->pointer_inside ? hf_canvas_hit (self, self->pointer_x, self->pointer_y) : (HfHit) { HF_HIT_NOTHING, HF_NONE, 0 };

  return hit.index == node && (hit.kind == HF_HIT_NODE || hit.kind == HF_HIT_HANDLE || hit.kind == HF_HIT_BADGE);
}

/* The scale at which what matters is seen, at most the present one. With the pointer on the node that must not move, what is below
 * the pointer should not change either, unless nothing of what was asked for would be seen. */
static double
find_scale (HfCanvas *self, const graphene_point_t *at)
{
  Camera now = present_camera (self);
  double found = 0;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint seen = count_free (self, &now, self->news, TRUE);

  if (is_under_pointer (self, self->still_node) && (seen > 0 || self->news->len == 0))
    return now.scale;

  for (guint32 i = 0; self->had_all && i < self->geometry->n_nodes; i++)
    g_array_append_val (all, i);
  if (self->had_all)
    found = scale_for (self, all, at);
  if (found == 0 && seen < self->news->len)
    found = scale_for (self, self->news, at);

  return found > 0 ? found : now.scale;
}

void
hf_canvas_show_news (HfCanvas *self)
{
  g_return_if_fail (HF_IS_CANVAS (self));

  if (self->geometry == NULL || self->fit_pending || hf_viewport_get_width (self->viewport) <= 0)
    return;

  if (self->still_node != HF_NONE && (self->had_all || self->news->len > 0))
    {
      const HfRect *box = &self->geometry->nodes[self->still_node];
      double x, y, scale;

      hf_viewport_to_widget (self->viewport, box->x + box->width / 2, box->y + box->height / 2, &x, &y);
      scale = find_scale (self, &GRAPHENE_POINT_INIT ((float) x, (float) y));
      if (scale < hf_viewport_get_scale (self->viewport))
        set_scale_about (self, scale, &GRAPHENE_POINT_INIT ((float) x, (float) y));
    }
  give_way (self);
  self->still_node = HF_NONE;
}
