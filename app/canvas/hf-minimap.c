/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-minimap.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/hf-tiles.h"

#define WIDTH 168.0
#define HEIGHT 120.0
#define LEAST 24.0        /* of a side, for very long pictures */
#define PLAIN_SCALE 0.1   /* at which the painter leaves out everything but boxes and lines */

struct _HfMinimap
{
  GtkWidget parent_instance;

  HfCanvas *canvas;       /* weak */
  GdkTexture *texture;    /* of the whole picture, once it has been shown */
  double width;           /* of the map, in widget pixels */
  double height;
  double map_scale;       /* widget pixels a scene unit; 0: there is nothing to show */
  guint pending;          /* source: to show or to hide */
};

G_DEFINE_FINAL_TYPE (HfMinimap, hf_minimap, GTK_TYPE_WIDGET)

static HfViewport *
viewport_of (HfMinimap *self)
{
  return hf_canvas_get_viewport (self->canvas);
}

static gboolean
is_wanted (HfMinimap *self)
{
  graphene_rect_t content, seen;

  if (self->canvas == NULL || hf_canvas_get_drawing (self->canvas) == NULL)
    return FALSE;

  hf_viewport_get_content (viewport_of (self), &content);
  hf_viewport_get_visible (viewport_of (self), &seen);
  /* The picture's margin may be out of view. */
  graphene_rect_inset (&content, 16, 16);

  /* In a small view it would hide more than it shows. */
  if (hf_viewport_get_width (viewport_of (self)) < 3.5 * WIDTH || hf_viewport_get_height (viewport_of (self)) < 3.3 * HEIGHT)
    return FALSE;

  /* Not graphene_rect_contains_rect(), which is wrong about rectangles that begin below 0 (1.10). */
  return seen.size.width > 0 &&
         (content.origin.x < seen.origin.x || content.origin.x + content.size.width > seen.origin.x + seen.size.width ||
          content.origin.y < seen.origin.y || content.origin.y + content.size.height > seen.origin.y + seen.size.height);
}

/* Not at once: the camera also moves while the canvas is given its place. */
static gboolean
show_or_hide (gpointer data)
{
  HfMinimap *self = data;

  self->pending = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), is_wanted (self));

  return G_SOURCE_REMOVE;
}

static void
on_camera (HfMinimap *self)
{
  if (is_wanted (self) != gtk_widget_get_visible (GTK_WIDGET (self)) && self->pending == 0)
    self->pending = g_idle_add (show_or_hide, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
measure (HfMinimap *self, const HfGeometry *geometry)
{
  self->map_scale = MIN (WIDTH / geometry->bounds.width, HEIGHT / geometry->bounds.height);
  self->width = MAX (LEAST, ceil (geometry->bounds.width * self->map_scale));
  self->height = MAX (LEAST, ceil (geometry->bounds.height * self->map_scale));
}

static void
paint (HfMinimap *self, const HfGeometry *geometry)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface;
  cairo_t *cr;
  HfScene scene;

  hf_scene_init (&scene, hf_canvas_get_drawing (self->canvas), geometry, hf_canvas_get_metrics (self->canvas),
                 hf_canvas_get_palette (self->canvas));
  scene.scale = MIN (PLAIN_SCALE, self->map_scale);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) self->width * factor, (int) self->height * factor);
  cr = cairo_create (surface);
  cairo_scale (cr, factor * self->map_scale, factor * self->map_scale);
  cairo_translate (cr, -geometry->bounds.x, -geometry->bounds.y);
  hf_painter_paint_scene (&scene, cr, NULL);
  cairo_destroy (cr);
  self->texture = hf_texture_from_surface (surface);
}

static void
set_canvas (HfMinimap *self, HfCanvas *canvas)
{
  if (self->canvas == canvas)
    return;

  if (self->canvas != NULL)
    {
      g_signal_handlers_disconnect_by_data (viewport_of (self), self);
      g_object_remove_weak_pointer (G_OBJECT (self->canvas), (gpointer *) &self->canvas);
    }
  self->canvas = canvas;
  if (canvas != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (canvas), (gpointer *) &self->canvas);
      g_signal_connect_object (viewport_of (self), "changed", G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
    }
}

void
hf_minimap_update (HfMinimap *self, HfCanvas *canvas)
{
  const HfGeometry *geometry;

  g_return_if_fail (HF_IS_MINIMAP (self));

  set_canvas (self, canvas);
  g_clear_object (&self->texture);
  geometry = canvas != NULL ? hf_canvas_get_geometry (canvas) : NULL;
  self->map_scale = 0;
  if (geometry != NULL && geometry->bounds.width > 0 && geometry->bounds.height > 0)
    measure (self, geometry);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  on_camera (self);
}

void
hf_minimap_look_at (HfMinimap *self, double x, double y)
{
  const HfGeometry *geometry;
  HfViewport *viewport;

  g_return_if_fail (HF_IS_MINIMAP (self));

  geometry = self->canvas != NULL ? hf_canvas_get_geometry (self->canvas) : NULL;
  if (geometry == NULL || self->map_scale == 0)
    return;

  viewport = viewport_of (self);
  hf_viewport_pin (viewport, geometry->bounds.x + x / self->map_scale, geometry->bounds.y + y / self->map_scale,
                   hf_viewport_get_width (viewport) / 2, hf_viewport_get_height (viewport) / 2);
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, HfMinimap *self)
{
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  hf_minimap_look_at (self, x, y);
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, HfMinimap *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  hf_minimap_look_at (self, x + dx, y + dy);
}

static void
hf_minimap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_baseline, int *nat_baseline)
{
  HfMinimap *self = HF_MINIMAP (widget);

  *minimum = *natural = (int) (orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height);
}

static void
append_frame (HfMinimap *self, GtkSnapshot *snapshot, const HfGeometry *geometry)
{
  const HfColor *accent = &hf_canvas_get_palette (self->canvas)->accent;
  GdkRGBA color = { (float) accent->red, (float) accent->green, (float) accent->blue, 1 };
  const GdkRGBA colors[] = { color, color, color, color };
  const float widths[] = { 1.5f, 1.5f, 1.5f, 1.5f };
  graphene_rect_t seen, map = GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height);
  GskRoundedRect outline;

  hf_viewport_get_visible (viewport_of (self), &seen);
  graphene_rect_offset (&seen, (float) -geometry->bounds.x, (float) -geometry->bounds.y);
  graphene_rect_scale (&seen, (float) self->map_scale, (float) self->map_scale, &seen);
  if (!graphene_rect_intersection (&seen, &map, &seen))
    return;

  color.alpha = 0.1f;
  gtk_snapshot_append_color (snapshot, &color, &seen);
  gsk_rounded_rect_init_from_rect (&outline, &seen, 2);
  gtk_snapshot_append_border (snapshot, &outline, widths, colors);
}

static void
hf_minimap_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfMinimap *self = HF_MINIMAP (widget);
  const HfGeometry *geometry = self->canvas != NULL ? hf_canvas_get_geometry (self->canvas) : NULL;

  if (geometry == NULL || self->map_scale == 0)
    return;

  /* Only now: most pictures are seen whole and have no map. */
  if (self->texture == NULL)
    paint (self, geometry);
  gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (0, 0, (float) self->width, (float) self->height));
  append_frame (self, snapshot, geometry);
}

static void
hf_minimap_dispose (GObject *object)
{
  HfMinimap *self = HF_MINIMAP (object);

  g_clear_handle_id (&self->pending, g_source_remove);
  set_canvas (self, NULL);
  g_clear_object (&self->texture);

  G_OBJECT_CLASS (hf_minimap_parent_class)->dispose (object);
}

static void
hf_minimap_class_init (HfMinimapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_minimap_dispose;
  widget_class->measure = hf_minimap_measure;
  widget_class->snapshot = hf_minimap_snapshot;
  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hf_minimap_init (HfMinimap *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Overview of the graph"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _("The whole graph, with a frame round the part that is in view"),
                                  -1);
}

GtkWidget *
hf_minimap_new (void)
{
  return g_object_new (HF_TYPE_MINIMAP, NULL);
}
