/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-raster.h"

#include <math.h>

struct _HfRaster
{
  cairo_surface_t *surface;
  GdkTexture *texture; /* made when it is asked for */
};

HfRaster *
hf_raster_new (cairo_surface_t *surface)
{
  HfRaster *self = g_new0 (HfRaster, 1);

  cairo_surface_flush (surface);
  self->surface = surface;

  return self;
}

void
hf_raster_free (HfRaster *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->texture);
  cairo_surface_destroy (self->surface);
  g_free (self);
}

static void
free_surface (gpointer data)
{
  cairo_surface_destroy (data);
}

GdkTexture *
hf_texture_from_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) height * (gsize) stride, free_surface, surface);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
}

gboolean
hf_raster_is_software (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);

  return native != NULL && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native));
}

void
hf_raster_paint (HfRaster *self, cairo_t *cr, const graphene_rect_t *rect, gboolean sharp)
{
  int width = cairo_image_surface_get_width (self->surface);
  int height = cairo_image_surface_get_height (self->surface);

  cairo_save (cr);
  cairo_translate (cr, rect->origin.x, rect->origin.y);
  if (!sharp)
    cairo_scale (cr, rect->size.width / width, rect->size.height / height);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  /* In motion speed is worth more than smoothness. */
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
hf_raster_append (HfRaster *self, GtkSnapshot *snapshot, gboolean software, const graphene_rect_t *rect)
{
  cairo_t *cr;

  if (!software)
    {
      if (self->texture == NULL)
        self->texture = hf_texture_from_surface (cairo_surface_reference (self->surface));
      gtk_snapshot_append_texture (snapshot, self->texture, rect);
      return;
    }

  cr = gtk_snapshot_append_cairo (snapshot, rect);
  hf_raster_paint (self, cr, rect, FALSE);
  cairo_destroy (cr);
}
