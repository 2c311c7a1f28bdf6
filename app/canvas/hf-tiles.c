/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-tiles.h"

#include <math.h>
#include <string.h>

/* Beyond what is in view this many rows and columns of tiles are kept, for panning back. */
#define KEEP_AROUND 2

/* While tiles are being finished, what there is of them is shown this often. */
#define SHOW_US 33000

#define STRIP_PIXELS 24000 /* 96 kB: what malloc() neither asks the system for nor gives back at each time */

typedef struct
{
  int column;
  int row;
  HfRaster *raster; /* NULL: nothing in it */
} Tile;

/* The tiles of one scale. */
typedef struct
{
  double scale; /* device pixels a scene unit; 0: none yet */
  GHashTable *tiles;
} Sheet;

struct _HfTiles
{
  HfTilesPainter painter;
  gpointer data;
  HfTileShop *shop;
  HfTileOrder *order; /* of the tiles of the present sheet; NULL: none has been asked for */
  gint64 shown;       /* when what there is was shown last */
  Sheet now;
  Sheet before; /* shown below until the present sheet is complete */
  gboolean complete;

  /* Software: what was appended last, which is appended again, and so not drawn again, where nothing has moved */
  GskRenderNode *node;
  double node_place[5];
};

typedef struct
{
  int left, top, right, bottom; /* half open */
} Range;

static guint
tile_hash (gconstpointer key)
{
  const Tile *tile = key;

  return (guint) tile->column * 2654435761u ^ (guint) tile->row * 40503u;
}

static gboolean
tile_equal (gconstpointer a, gconstpointer b)
{
  const Tile *one = a, *other = b;

  return one->column == other->column && one->row == other->row;
}

static void
tile_free (gpointer data)
{
  Tile *tile = data;

  hf_raster_free (tile->raster);
  g_free (tile);
}

static void
sheet_init (Sheet *sheet, double scale)
{
  sheet->scale = scale;
  sheet->tiles = g_hash_table_new_full (tile_hash, tile_equal, tile_free, NULL);
}

static void
sheet_clear (Sheet *sheet)
{
  sheet->scale = 0;
  g_clear_pointer (&sheet->tiles, g_hash_table_unref);
}

/* Whatever was asked for is of another sheet, or of another picture. */
static void
forget_order (HfTiles *self)
{
  g_clear_pointer (&self->order, hf_tile_order_unref);
  hf_tile_shop_forget (self->shop);
}

static void on_finished (gpointer data);

HfTiles *
hf_tiles_new (const HfTilesPainter *painter, gpointer data)
{
  HfTiles *self = g_new0 (HfTiles, 1);

  self->painter = *painter;
  self->data = data;
  self->shop = hf_tile_shop_new (on_finished, self);

  return self;
}

void
hf_tiles_free (HfTiles *self)
{
  if (self == NULL)
    return;

  hf_tiles_invalidate (self);
  hf_tile_shop_free (self->shop);
  g_free (self);
}

/* What was appended last is out of date. */
static void
forget_node (HfTiles *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
}

void
hf_tiles_invalidate (HfTiles *self)
{
  forget_order (self);
  sheet_clear (&self->now);
  sheet_clear (&self->before);
  self->complete = FALSE;
  forget_node (self);
}

void
hf_tiles_renew (HfTiles *self)
{
  double scale = self->now.scale;

  if (self->now.tiles == NULL)
    return;
  forget_order (self);
  if (self->complete || self->before.tiles == NULL)
    {
      sheet_clear (&self->before);
      self->before = self->now;
    }
  else
    sheet_clear (&self->now);
  sheet_init (&self->now, scale);
  self->complete = FALSE;
  forget_node (self);
}

double
hf_tiles_get_scale (HfTiles *self)
{
  return self->complete ? self->now.scale : 0;
}

guint
hf_tiles_get_n (HfTiles *self)
{
  return self->now.tiles != NULL ? g_hash_table_size (self->now.tiles) : 0;
}

void
hf_tiles_get_origin (HfViewport *viewport, int scale_factor, double *x, double *y)
{
  double scale = hf_viewport_get_scale (viewport);

  *x = -round (hf_viewport_get_x (viewport) * scale * scale_factor) / scale_factor;
  *y = -round (hf_viewport_get_y (viewport) * scale * scale_factor) / scale_factor;
}

/* Which tiles of a scale are in view. */
static Range
visible_range (HfViewport *viewport, double scale)
{
  double size = HF_TILES_SIZE / scale;
  graphene_rect_t view;

  hf_viewport_get_visible (viewport, &view);

  return (Range) {
    (int) floor (view.origin.x / size), (int) floor (view.origin.y / size),
    (int) floor ((view.origin.x + view.size.width) / size) + 1, (int) floor ((view.origin.y + view.size.height) / size) + 1,
  };
}

static gboolean
is_far (gpointer key, gpointer value, gpointer data)
{
  const Tile *tile = key;
  const Range *range = data;

  return tile->column < range->left - KEEP_AROUND || tile->column >= range->right + KEEP_AROUND ||
         tile->row < range->top - KEEP_AROUND || tile->row >= range->bottom + KEEP_AROUND;
}

/* How a frame is put together: into one cairo node, or as textures. */
typedef struct
{
  const HfTilesView *view;
  GtkSnapshot *snapshot; /* NULL where there is @cr */
  cairo_t *cr;
  graphene_rect_t strip; /* what @cr is for */
  double x;              /* the scene's origin in the widget */
  double y;
} Frame;

static graphene_rect_t
tile_place (const Frame *frame, const Tile *tile, double scale)
{
  double size = HF_TILES_SIZE / scale * hf_viewport_get_scale (frame->view->viewport);

  return GRAPHENE_RECT_INIT ((float) (frame->x + tile->column * size), (float) (frame->y + tile->row * size), (float) size, (float) size);
}

static void
put_background (const Frame *frame, const graphene_rect_t *rect)
{
  const HfColor *color = &frame->view->background;

  if (frame->cr == NULL)
    {
      gtk_snapshot_append_color (frame->snapshot, &(GdkRGBA) { (float) color->red, (float) color->green, (float) color->blue, 1 }, rect);
      return;
    }
  cairo_set_source_rgb (frame->cr, color->red, color->green, color->blue);
  cairo_rectangle (frame->cr, rect->origin.x, rect->origin.y, rect->size.width, rect->size.height);
  cairo_fill (frame->cr);
}

static void
put_tile (const Frame *frame, const Tile *tile, double scale)
{
  graphene_rect_t place = tile_place (frame, tile, scale);
  gboolean sharp = scale == hf_viewport_get_scale (frame->view->viewport) && frame->view->scale_factor == 1;

  if (frame->cr != NULL && !graphene_rect_intersection (&place, &frame->strip, NULL))
    return;
  if (tile->raster == NULL)
    put_background (frame, &place);
  else if (frame->cr != NULL)
    hf_raster_paint (tile->raster, frame->cr, &place, sharp);
  else
    hf_raster_append (tile->raster, frame->snapshot, FALSE, &place);
}

static void
put_before (HfTiles *self, const Frame *frame)
{
  Range range = visible_range (frame->view->viewport, self->before.scale);
  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, self->before.tiles);
  while (g_hash_table_iter_next (&iter, &tile, NULL))
    {
      const Tile *t = tile;

      if (t->column >= range.left && t->column < range.right && t->row >= range.top && t->row < range.bottom)
        put_tile (frame, t, self->before.scale);
    }
}

static void
put_all (HfTiles *self, const Frame *frame, const Range *range)
{
  HfViewport *viewport = frame->view->viewport;

  if (!self->complete)
    put_background (frame, &GRAPHENE_RECT_INIT (0, 0, (float) hf_viewport_get_width (viewport), (float) hf_viewport_get_height (viewport)));
  if (!self->complete && self->before.tiles != NULL)
    put_before (self, frame);
  for (int row = range->top; row < range->bottom; row++)
    for (int column = range->left; column < range->right; column++)
      {
        const Tile *tile = g_hash_table_lookup (self->now.tiles, &(Tile) { column, row, NULL });

        if (tile != NULL)
          put_tile (frame, tile, self->now.scale);
      }
}

/* GTK's cairo renderer draws each cairo node into a surface of its own before it is blended: for one as large as the window that
 * is memory which the system has to find and clear at every frame. Strips stay in the processor's cache. */
static GskRenderNode *
make_strips (HfTiles *self, const HfTilesView *view, Frame *frame, const Range *range)
{
  float width = (float) hf_viewport_get_width (view->viewport), height = (float) hf_viewport_get_height (view->viewport);
  float step = (float) MAX (4, floor (STRIP_PIXELS / (width * view->scale_factor * view->scale_factor)));
  g_autoptr (GPtrArray) strips = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);

  for (float y = 0; y < height; y += step)
    {
      GskRenderNode *strip = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, y, width, MIN (step, height - y)));

      gsk_render_node_get_bounds (strip, &frame->strip);
      frame->cr = gsk_cairo_node_get_draw_context (strip);
      put_all (self, frame, range);
      cairo_destroy (frame->cr);
      g_ptr_array_add (strips, strip);
    }

  return gsk_container_node_new ((GskRenderNode **) strips->pdata, strips->len);
}

static void
append_software (HfTiles *self, GtkSnapshot *snapshot, const HfTilesView *view, Frame *frame, const Range *range)
{
  HfViewport *viewport = view->viewport;
  double place[] = { frame->x, frame->y, hf_viewport_get_scale (viewport), hf_viewport_get_width (viewport), hf_viewport_get_height (viewport) };

  if (self->node == NULL || memcmp (self->node_place, place, sizeof place) != 0)
    {
      forget_node (self);
      self->node = make_strips (self, view, frame, range);
      memcpy (self->node_place, place, sizeof place);
    }
  gtk_snapshot_append_node (snapshot, self->node);
}

/* ---- what is missing ---------------------------------------------------------------------------------------------- */

static gboolean
has_tile (HfTiles *self, int column, int row)
{
  return g_hash_table_contains (self->now.tiles, &(Tile) { column, row, NULL });
}

static void
ask (HfTiles *self, int column, int row, const HfTilesView *view)
{
  if (self->order == NULL)
    self->order = hf_tile_order_new (&self->painter.work, self->painter.capture (self->data), self->now.scale, &view->background,
                                     view->software ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32);
  hf_tile_shop_ask (self->shop, self->order, column, row);
}

/* FALSE if nothing is missing. What has gone out of view meanwhile is not painted. */
static gboolean
ask_for_missing (HfTiles *self, const Range *range, const HfTilesView *view)
{
  gboolean missing = FALSE;

  hf_tile_shop_recall (self->shop);
  for (int row = range->top; row < range->bottom; row++)
    for (int column = range->left; column < range->right; column++)
      if (!has_tile (self, column, row))
        {
          ask (self, column, row, view);
          missing = TRUE;
        }

  return missing;
}

static void
take_finished (HfTiles *self)
{
  HfDoneTile done;

  while (hf_tile_shop_take (self->shop, &done))
    {
      Tile *tile = g_new0 (Tile, 1);

      tile->column = done.column;
      tile->row = done.row;
      tile->raster = done.surface != NULL ? hf_raster_new (done.surface) : NULL;
      g_hash_table_add (self->now.tiles, tile);
      forget_node (self);
    }
}

/* Each frame takes time from those who paint. */
static void
on_finished (gpointer data)
{
  HfTiles *self = data;

  if (!hf_tile_shop_is_busy (self->shop) || g_get_monotonic_time () - self->shown > SHOW_US)
    self->painter.changed (self->data);
}

/* TRUE if nothing is missing. Where there is nothing to be shown instead, it is worth waiting for. */
static gboolean
fill (HfTiles *self, const Range *range, const HfTilesView *view)
{
  take_finished (self);
  if (!ask_for_missing (self, range, view))
    return TRUE;

  if (self->before.tiles == NULL)
    hf_tile_shop_help (self->shop, g_get_monotonic_time () + HF_TILES_BUDGET_US);
  take_finished (self);
  for (int row = range->top; row < range->bottom; row++)
    for (int column = range->left; column < range->right; column++)
      if (!has_tile (self, column, row))
        return FALSE;

  return TRUE;
}

/* Makes the sheet be one of the present scale; what was there stays below it meanwhile. A sheet that is far from the
 * present scale is not kept even while the scale changes: there would be too many tiles in view, or too blurred ones. */
static void
choose_sheet (HfTiles *self, double scale, gboolean settled)
{
  gboolean near = self->now.tiles != NULL && scale < 2.5 * self->now.scale && scale > 0.4 * self->now.scale;

  if (near && (!settled || self->now.scale == scale))
    return;

  forget_order (self);
  forget_node (self);
  self->complete = FALSE;
  if (self->before.tiles == NULL)
    self->before = self->now;
  else if (self->now.tiles != NULL)
    sheet_clear (&self->now);
  sheet_init (&self->now, scale);
}

/* Chooses the sheet and says which of its tiles are in view. */
static Range
begin (HfTiles *self, const HfTilesView *view)
{
  choose_sheet (self, hf_viewport_get_scale (view->viewport) * view->scale_factor, view->settled);

  return visible_range (view->viewport, self->now.scale);
}

gboolean
hf_tiles_prepare (HfTiles *self, const HfTilesView *view)
{
  Range range = begin (self, view);

  return ask_for_missing (self, &range, view);
}

gboolean
hf_tiles_snapshot (HfTiles *self, GtkSnapshot *snapshot, const HfTilesView *view)
{
  Frame frame = { .view = view, .snapshot = snapshot };
  Range range = begin (self, view);
  gboolean was_complete = self->complete;

  hf_tiles_get_origin (view->viewport, view->scale_factor, &frame.x, &frame.y);
  g_hash_table_foreach_remove (self->now.tiles, is_far, &range);
  self->complete = fill (self, &range, view);
  self->shown = g_get_monotonic_time ();
  if (self->complete)
    sheet_clear (&self->before);
  if (self->complete != was_complete)
    forget_node (self);

  if (view->software)
    append_software (self, snapshot, view, &frame, &range);
  else
    put_all (self, &frame, &range);

  return self->complete;
}
