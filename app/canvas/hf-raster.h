/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HfRaster: pixels that are drawn in frame after frame.
 *
 * A renderer that uses the graphics card wants them as a texture, which it uploads once. GTK's cairo renderer makes a new
 * surface of a texture at every frame, and converts each pixel by way of floating point numbers: there the pixels are drawn
 * straight from the surface they were painted on.
 */
typedef struct _HfRaster HfRaster;

/* Takes the surface. */
HfRaster *hf_raster_new         (cairo_surface_t *surface);
void      hf_raster_free        (HfRaster *self);

/* Appends it over the whole of @rect. @software: what hf_raster_is_software() says. */
void      hf_raster_append      (HfRaster *self, GtkSnapshot *snapshot, gboolean software, const graphene_rect_t *rect);
/* The same into a node that is being drawn. @sharp: one pixel of it is one of the screen. */
void      hf_raster_paint       (HfRaster *self, cairo_t *cr, const graphene_rect_t *rect, gboolean sharp);

/* Whether the widget's window is drawn by GTK's cairo renderer. */
gboolean  hf_raster_is_software (GtkWidget *widget);

/* (transfer full) An image surface's pixels as a texture; takes the surface. */
GdkTexture *hf_texture_from_surface (cairo_surface_t *surface);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfRaster, hf_raster_free)

G_END_DECLS
