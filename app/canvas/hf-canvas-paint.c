/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

#include <math.h>

#define DIMMED 0.25

static gboolean
meets (const HfRect *a, const HfRect *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

/* ---- tiles: hulls and edges, and the nodes too where they are no widgets ----------------------------------------- */

static gboolean
tile_empty (const HfRect *clip, gpointer data)
{
  HfCanvas *self = data;
  const HfGeometry *geometry = self->geometry;

  for (guint i = 0; i < geometry->n_hulls; i++)
    if (meets (&geometry->hulls[i], clip))
      return FALSE;
  for (guint i = 0; i < geometry->n_edges; i++)
    if (meets (&geometry->edge_bounds[i], clip))
      return FALSE;

  if (hf_canvas_paints_nodes (self))
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
  HfCanvas *self = data;
  HfScene scene;

  hf_canvas_init_scene (self, &scene, scale);
  scene.selected_node = HF_NONE;
  scene.marked_node = HF_NONE;
  scene.marked_component = HF_NONE;
  scene.hovered_node = HF_NONE;
  if (hf_canvas_paints_nodes (self))
    hf_painter_paint_scene (&scene, cr, clip);
  else
    hf_painter_paint_edges (&scene, cr, clip);
}

const HfTilesPainter hf_canvas_tiles_painter = { tile_paint, tile_empty };

/* ---- single things over the tiles --------------------------------------------------------------------------------- */

GdkTexture *
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

  return hf_texture_from_surface (surface);
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

/* Hull and edges of one cycle over what is dimmed; its nodes too where they are no widgets. */
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
  for (guint i = 0; i < self->drawing->n_nodes && hf_canvas_paints_nodes (self); i++)
    if (self->drawing->nodes[i].component == component && meets (&self->geometry->nodes[i], &clip))
      hf_painter_paint_node (&scene, cr, i);
  cairo_destroy (cr);
}

static void
append_painted_node (HfCanvas *self, GtkSnapshot *snapshot, guint32 node, double x, double y)
{
  double scale = hf_viewport_get_scale (self->viewport);
  const HfRect *box = &self->geometry->nodes[node];
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t rect;

  texture = hf_canvas_paint_node (self, node, scale * gtk_widget_get_scale_factor (GTK_WIDGET (self)), &rect);
  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT (x + (box->x + rect.origin.x) * scale, y + (box->y + rect.origin.y) * scale,
                                                    rect.size.width * scale, rect.size.height * scale));
}

static void
append_nodes (HfCanvas *self, GtkSnapshot *snapshot, double x, double y)
{
  guint32 lit = hf_canvas_lit_component (self);

  if (hf_canvas_paints_nodes (self))
    {
      if (self->hovered_node != HF_NONE && self->hovered_node != self->selected_node)
        append_painted_node (self, snapshot, self->hovered_node, x, y);
      for (guint i = 0; self->marked_node != HF_NONE || self->marked_cycle != HF_NONE; i++)
        if (i == self->drawing->n_nodes)
          break;
        else if (hf_canvas_is_marked (self, i))
          append_painted_node (self, snapshot, i, x, y);
      if (self->selected_node != HF_NONE)
        append_painted_node (self, snapshot, self->selected_node, x, y);
      return;
    }

  for (guint i = 0; i < self->widgets->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (self->widgets, i);
      gboolean appears = self->glides != NULL && self->glides[i].appears;

      gboolean dim = lit != HF_NONE && self->drawing->nodes[i].component != lit;

      if (appears || dim)
        gtk_snapshot_push_opacity (snapshot, dim ? DIMMED : 1 - self->glide_left);
      gtk_widget_snapshot_child (GTK_WIDGET (self), widget, snapshot);
      if (appears || dim)
        gtk_snapshot_pop (snapshot);
    }
}

/* Tiles that there was no time for. */
static gboolean
draw_rest (gpointer data)
{
  HfCanvas *self = data;

  self->rest = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

void
hf_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfCanvas *self = HF_CANVAS (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const HfColor *background = &self->palette->background;
  gboolean complete;
  guint32 lit;
  double x, y;

  gtk_snapshot_append_color (snapshot,
                             &(GdkRGBA) { (float) background->red, (float) background->green, (float) background->blue, 1 },
                             &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->drawing == NULL)
    return;

  lit = hf_canvas_lit_component (self);
  hf_tiles_get_origin (self->viewport, gtk_widget_get_scale_factor (widget), &x, &y);
  if (self->glides != NULL || lit != HF_NONE)
    gtk_snapshot_push_opacity (snapshot, lit != HF_NONE ? DIMMED : 1 - self->glide_left);
  complete = hf_tiles_snapshot (self->tiles, snapshot, self->viewport, gtk_widget_get_scale_factor (widget), self->settle == 0);
  if (self->glides != NULL || lit != HF_NONE)
    gtk_snapshot_pop (snapshot);
  if (lit != HF_NONE)
    append_component (self, snapshot, lit, x, y);
  if (self->hovered_edge != HF_NONE && self->glides == NULL)
    append_hovered_edge (self, snapshot, x, y);
  append_nodes (self, snapshot, x, y);

  if (!complete && self->rest == 0)
    self->rest = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, draw_rest, self, NULL);
}
