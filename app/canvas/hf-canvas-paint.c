/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

#include <math.h>

#define DIMMED 0.25
#define AROUND_NODE 24 /* by which rings, badges and handles stand out, at most */

static gboolean
meets (const HfRect *a, const HfRect *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

/* ---- tiles: hulls and edges, and the nodes too unless they are on their way ---------------------------------------- */

/* What other threads paint while the canvas goes on. */
typedef struct
{
  HfScene scene;
  HfDrawing *drawing;
  HfGeometry *geometry;
  gboolean nodes;
} Capture;

static gpointer
tile_capture (gpointer data)
{
  HfCanvas *self = data;
  Capture *capture = g_new0 (Capture, 1);

  hf_canvas_init_scene (self, &capture->scene, 1);
  capture->scene.selected_node = HF_NONE;
  capture->scene.marked_node = HF_NONE;
  capture->scene.marked_component = HF_NONE;
  capture->scene.hovered_node = HF_NONE;
  capture->drawing = hf_drawing_ref (self->drawing);
  capture->geometry = hf_geometry_ref (self->geometry);
  hf_metrics_ref (self->metrics);
  capture->nodes = self->glides == NULL;

  return capture;
}

static void
tile_release (gpointer data)
{
  Capture *capture = data;

  hf_metrics_unref (capture->scene.metrics);
  hf_geometry_unref (capture->geometry);
  hf_drawing_unref (capture->drawing);
  g_free (capture);
}

static gboolean
tile_empty (const HfRect *clip, gpointer data)
{
  const Capture *capture = data;
  const HfGeometry *geometry = capture->geometry;

  for (guint i = 0; i < geometry->n_hulls; i++)
    if (meets (&geometry->hulls[i], clip))
      return FALSE;
  for (guint i = 0; i < geometry->n_edges; i++)
    if (meets (&geometry->edge_bounds[i], clip))
      return FALSE;

  if (capture->nodes)
    for (guint i = 0; i < geometry->n_nodes; i++)
      {
        /* Rings, badges and handles stand out a little. */
        HfRect around = geometry->nodes[i];

        around.x -= 64, around.y -= 24, around.width += 128, around.height += 48;
        if (meets (&around, clip))
          return FALSE;
      }

  return TRUE;
}

static void
tile_paint (cairo_t *cr, const HfRect *clip, double scale, gpointer data)
{
  const Capture *capture = data;
  HfScene scene = capture->scene;

  scene.scale = scale;
  if (capture->nodes)
    hf_painter_paint_scene (&scene, cr, clip);
  else
    hf_painter_paint_edges (&scene, cr, clip);
}

static void
on_tiles (gpointer data)
{
  HfCanvas *self = data;

  /* What a child painted last is kept until it is told itself. */
  for (guint i = 0; self->stale_children && i < self->widgets->len; i++)
    gtk_widget_queue_draw (g_ptr_array_index (self->widgets, i));
  self->stale_children = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const HfTilesPainter hf_canvas_tiles_painter = { tile_capture, { tile_empty, tile_paint, tile_release }, on_tiles };

static HfTilesView
tiles_view (HfCanvas *self)
{
  return (HfTilesView) { self->viewport, gtk_widget_get_scale_factor (GTK_WIDGET (self)), self->palette->background, self->settle == 0,
                         hf_raster_is_software (GTK_WIDGET (self)) };
}

/* Not at once: a frame more would take time from those who paint. What stands over the tiles becomes sharp together with them. */
void
hf_canvas_settle (HfCanvas *self)
{
  HfTilesView view = tiles_view (self);

  self->stale_children = TRUE;
  if (self->drawing == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) || !hf_tiles_prepare (self->tiles, &view))
    on_tiles (self);
}

/* ---- single things over the tiles --------------------------------------------------------------------------------- */

HfRaster *
hf_canvas_paint_node (HfCanvas *self, guint32 node, double scale, graphene_rect_t *rect)
{
  const HfRect *box = &self->geometry->nodes[node];
  cairo_surface_t *surface;
  cairo_t *cr;
  HfScene scene;
  HfRect extents;
  double left, top, right, bottom;

  hf_canvas_init_scene (self, &scene, scale);
  extents = hf_painter_node_extents (&scene, node);
  /* Whole device pixels from the box's corner, which itself lies on one. */
  left = floor ((extents.x - box->x) * scale);
  top = floor ((extents.y - box->y) * scale);
  right = ceil ((extents.x + extents.width - box->x) * scale);
  bottom = ceil ((extents.y + extents.height - box->y) * scale);

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) CLAMP (right - left, 1, 8192), (int) CLAMP (bottom - top, 1, 8192));
  cr = cairo_create (surface);
  cairo_translate (cr, -left, -top);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -box->x, -box->y);
  hf_painter_paint_node (&scene, cr, node);
  cairo_destroy (cr);
  graphene_rect_init (rect, left / scale, top / scale, (right - left) / scale, (bottom - top) / scale);

  return hf_raster_new (surface);
}

static void
append_hovered_edge (HfCanvas *self, GtkSnapshot *snapshot, double x, double y)
{
  double scale = hf_viewport_get_scale (self->viewport);
  const HfRect *bounds = &self->geometry->edge_bounds[self->hovered_edge];
  graphene_rect_t area = GRAPHENE_RECT_INIT (x + bounds->x * scale - 4, y + bounds->y * scale - 4,
                                             bounds->width * scale + 8, bounds->height * scale + 8);
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, hf_viewport_get_width (self->viewport), hf_viewport_get_height (self->viewport));
  cairo_t *cr;
  HfScene scene;

  if (!graphene_rect_intersection (&area, &view, &area))
    return;

  hf_canvas_init_scene (self, &scene, scale);
  scene.hovered_edge = self->hovered_edge;
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_translate (cr, x, y);
  cairo_scale (cr, scale, scale);
  hf_painter_paint_edge (&scene, cr, self->hovered_edge);
  cairo_destroy (cr);
}

/* Hull and edges of one cycle over what is dimmed. */
static void
append_component (HfCanvas *self, GtkSnapshot *snapshot, guint32 component, double x, double y)
{
  double scale = hf_viewport_get_scale (self->viewport);
  double width = hf_viewport_get_width (self->viewport), height = hf_viewport_get_height (self->viewport);
  HfRect clip = { -x / scale, -y / scale, width / scale, height / scale };
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  HfScene scene;

  hf_canvas_init_scene (self, &scene, scale);
  cairo_translate (cr, x, y);
  cairo_scale (cr, scale, scale);
  hf_painter_paint_component (&scene, cr, &clip, component);
  cairo_destroy (cr);
}

static void
append_painted_node (HfCanvas *self, GtkSnapshot *snapshot, guint32 node, double x, double y)
{
  double scale = hf_viewport_get_scale (self->viewport);
  const HfRect *box = &self->geometry->nodes[node];
  g_autoptr (HfRaster) raster = NULL;
  graphene_rect_t rect;

  raster = hf_canvas_paint_node (self, node, scale * gtk_widget_get_scale_factor (GTK_WIDGET (self)), &rect);
  hf_raster_append (raster, snapshot, hf_raster_is_software (GTK_WIDGET (self)),
                    &GRAPHENE_RECT_INIT (x + (box->x + rect.origin.x) * scale, y + (box->y + rect.origin.y) * scale,
                                         rect.size.width * scale, rect.size.height * scale));
}

/* One node over the tiles; dimmed where a cycle is lit that it is not in. */
static void
append_node (HfCanvas *self, GtkSnapshot *snapshot, guint32 node, double x, double y)
{
  GtkWidget *widget = hf_canvas_node_widget (self, node);
  guint32 lit = hf_canvas_lit_component (self);
  gboolean dim = lit != HF_NONE && self->drawing->nodes[node].component != lit;
  gboolean appears = self->glides != NULL && self->glides[node].appears;

  if (appears || dim)
    gtk_snapshot_push_opacity (snapshot, dim ? DIMMED : 1 - self->glide_left);
  if (widget != NULL)
    gtk_widget_snapshot_child (GTK_WIDGET (self), widget, snapshot);
  else
    append_painted_node (self, snapshot, node, x, y);
  if (appears || dim)
    gtk_snapshot_pop (snapshot);
}

/* Whether a node looks other than in the tiles. */
static gboolean
stands_out (HfCanvas *self, guint32 node, guint32 lit)
{
  return node == self->hovered_node || hf_canvas_is_marked (self, node) ||
         (lit != HF_NONE && self->drawing->nodes[node].component == lit);
}

static void
append_nodes (HfCanvas *self, GtkSnapshot *snapshot, double x, double y)
{
  graphene_rect_t view = GRAPHENE_RECT_INIT (-AROUND_NODE, -AROUND_NODE, hf_viewport_get_width (self->viewport) + 2 * AROUND_NODE,
                                             hf_viewport_get_height (self->viewport) + 2 * AROUND_NODE);
  guint32 lit = hf_canvas_lit_component (self);
  gboolean any = self->apart || lit != HF_NONE || self->hovered_node != HF_NONE || self->marked_node != HF_NONE || self->marked_cycle != HF_NONE;

  for (guint i = 0; i < self->drawing->n_nodes && any; i++)
    {
      graphene_rect_t place;

      if (i == self->selected_node || !(self->apart || stands_out (self, i, lit)))
        continue;
      hf_canvas_get_node_rect (self, i, &place);
      if (graphene_rect_intersection (&place, &view, NULL))
        append_node (self, snapshot, i, x, y);
    }
  if (self->selected_node != HF_NONE)
    append_node (self, snapshot, self->selected_node, x, y);
}

static void
append_background (HfCanvas *self, GtkSnapshot *snapshot)
{
  const HfColor *background = &self->palette->background;

  gtk_snapshot_append_color (snapshot, &(GdkRGBA) { (float) background->red, (float) background->green, (float) background->blue, 1 },
                             &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self))));
}

void
hf_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfCanvas *self = HF_CANVAS (widget);
  HfTilesView view = tiles_view (self);
  guint32 lit = self->drawing != NULL ? hf_canvas_lit_component (self) : HF_NONE;
  gboolean pale = self->glides != NULL || lit != HF_NONE;
  gboolean complete;
  double x, y;

  if (self->drawing == NULL || pale)
    append_background (self, snapshot);
  if (self->drawing == NULL)
    return;

  hf_tiles_get_origin (self->viewport, view.scale_factor, &x, &y);
  if (pale)
    gtk_snapshot_push_opacity (snapshot, lit != HF_NONE ? DIMMED : 1 - self->glide_left);
  complete = hf_tiles_snapshot (self->tiles, snapshot, &view);
  if (pale)
    gtk_snapshot_pop (snapshot);
  if (complete && self->glides == NULL)
    self->apart = FALSE;
  if (lit != HF_NONE)
    append_component (self, snapshot, lit, x, y);
  if (self->hovered_edge != HF_NONE && self->glides == NULL)
    append_hovered_edge (self, snapshot, x, y);
  append_nodes (self, snapshot, x, y);
}
