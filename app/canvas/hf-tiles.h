/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-palette.h"
#include "graphviz/hf-layout.h"
#include "hf-raster.h"
#include "hf-tile-shop.h"
#include "hf-viewport.h"

G_BEGIN_DECLS

/**
 * HfTiles: a scene rasterised in squares that are kept.
 *
 * A picture of thousands of curves in one render node is rasterised whole at every frame, however little of it is in
 * view. Tiles are painted once, only where they are in view, and moved as textures while the view pans. While the scale
 * changes they are drawn scaled; with @settled TRUE they are painted anew at the present scale.
 *
 * Painting is done in other threads (HfTileShop). Where what was painted before lies below, it is shown until what is new is
 * complete, and nothing waits. Where there is nothing to show instead, hf_tiles_snapshot() helps, for HF_TILES_BUDGET_US at
 * most. Either way @changed is called when there is more to show.
 */
typedef struct _HfTiles HfTiles;

#define HF_TILES_BUDGET_US 25000

typedef struct
{
  gpointer (*capture) (gpointer data); /* (transfer full) what @work paints until hf_tiles_invalidate() or hf_tiles_renew() */
  HfTileWork work;
  void     (*changed) (gpointer data); /* to be drawn again; main thread */
} HfTilesPainter;

HfTiles *hf_tiles_new        (const HfTilesPainter *painter, gpointer data);
void     hf_tiles_free       (HfTiles *self);

/* Forgets everything: what is painted has changed. */
void     hf_tiles_invalidate (HfTiles *self);

/* The same, but what was painted stays below until what is new is complete. */
void     hf_tiles_renew      (HfTiles *self);

typedef struct
{
  HfViewport *viewport;
  int scale_factor;    /* device pixels a widget pixel */
  HfColor background;
  gboolean settled;    /* the scale has come to rest */
  gboolean software;   /* hf_raster_is_software() */
} HfTilesView;

/* Appends what @viewport sees, background included. FALSE if something is still missing. */
gboolean hf_tiles_snapshot   (HfTiles *self, GtkSnapshot *snapshot, const HfTilesView *view);

/* The scale has come to rest: asks for what is missing without waiting for the next frame. FALSE if nothing is missing, so that
 * @changed will not be called. */
gboolean hf_tiles_prepare    (HfTiles *self, const HfTilesView *view);

/* Tiles that are held, and the scale in device pixels a unit for which they were painted (0 until all in view are there), for
 * tests. */
guint    hf_tiles_get_n      (HfTiles *self);
double   hf_tiles_get_scale  (HfTiles *self);

/* The scene's origin in widget pixels, rounded to a device pixel: what everything on the canvas is placed by, so that
 * textures stay sharp. */
void     hf_tiles_get_origin (HfViewport *viewport, int scale_factor, double *x, double *y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfTiles, hf_tiles_free)

G_END_DECLS
