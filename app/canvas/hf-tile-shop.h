/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-palette.h"
#include "graphviz/hf-layout.h"

#include <cairo.h>

G_BEGIN_DECLS

/**
 * HfTileShop: paints tiles in threads of its own.
 *
 * What is to be painted (the order) is captured once and shared by its tiles; it is read by several threads at a time and
 * released by whichever is the last. Tiles are asked for one by one, and painted in the order in which they were asked for, by
 * up to HF_TILE_SHOP_THREADS threads that all shops of the program share; the main thread may help. What is finished waits
 * until it is taken away. What is no longer wanted is not begun, and what is being painted of it is thrown away when it is
 * finished: no answer comes late.
 *
 * Main thread only.
 */
typedef struct _HfTileShop HfTileShop;

#define HF_TILE_SHOP_THREADS 2
#define HF_TILES_SIZE 512 /* device pixels */

/* Asked in any thread, several at a time. @clip: in scene coordinates, for @scale device pixels a unit. */
typedef struct
{
  gboolean (*empty)   (const HfRect *clip, gpointer scene); /* nothing meets it */
  void     (*paint)   (cairo_t *cr, const HfRect *clip, double scale, gpointer scene);
  void     (*release) (gpointer scene);
} HfTileWork;

/* What tiles are painted of, and how. */
typedef struct
{
  gatomicrefcount ref_count;
  HfTileWork work;
  gpointer scene;     /* owned, by way of work.release */
  double scale;
  HfColor background;
  cairo_format_t format;
} HfTileOrder;

/* (transfer full) Takes @scene. */
HfTileOrder *hf_tile_order_new   (const HfTileWork *work, gpointer scene, double scale, const HfColor *background, cairo_format_t format);
HfTileOrder *hf_tile_order_ref   (HfTileOrder *self);
void         hf_tile_order_unref (HfTileOrder *self);

/* The part of the scene that is in a tile. */
HfRect       hf_tile_clip        (double scale, int column, int row);

typedef struct
{
  int column;
  int row;
  cairo_surface_t *surface; /* owned by whoever takes the tile; NULL: nothing is in it */
} HfDoneTile;

/* @finished is called on the main thread, soon after something was finished, once for all of it. */
HfTileShop *hf_tile_shop_new     (void (*finished) (gpointer data), gpointer data);
/* Does not wait for what is being painted. */
void        hf_tile_shop_free    (HfTileShop *self);

/* Nothing that was asked for is wanted any more. */
void        hf_tile_shop_forget  (HfTileShop *self);
/* What has not been begun is not wanted any more. */
void        hf_tile_shop_recall  (HfTileShop *self);

/* Unless it is being painted, or waits to be painted or to be taken. All tiles since the last hf_tile_shop_forget() must be of
 * one order. */
void        hf_tile_shop_ask     (HfTileShop *self, HfTileOrder *order, int column, int row);

/* Paints what has not been begun, and waits for what has been, until there is nothing left or @until (monotonic time). */
void        hf_tile_shop_help    (HfTileShop *self, gint64 until);

/* Something is being painted or waits for it. */
gboolean    hf_tile_shop_is_busy (HfTileShop *self);

/* FALSE if nothing is finished. */
gboolean    hf_tile_shop_take    (HfTileShop *self, HfDoneTile *tile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfTileShop, hf_tile_shop_free)

G_END_DECLS
