/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-tiles.h"

#include <math.h>

/* Beyond what is in view this many rows and columns of tiles are kept, for panning back. */
#define KEEP_AROUND 2

typedef struct
{
  int column;
  int row;
  GdkTexture *texture; /* NULL: nothing in it */
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
  Sheet now;
  Sheet before; /* shown below until the present sheet is complete */
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

  g_clear_object (&tile->texture);
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

HfTiles *
hf_tiles_new (const HfTilesPainter *painter, gpointer data)
{
  HfTiles *self = g_new0 (HfTiles, 1);

  self->painter = *painter;
  self->data = data;

  return self;
}

void
hf_tiles_free (HfTiles *self)
{
  if (self == NULL)
    return;

  hf_tiles_invalidate (self);
  g_free (self);
}

void
hf_tiles_invalidate (HfTiles *self)
{
  sheet_clear (&self->now);
  sheet_clear (&self->before);
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

static HfRect
tile_clip (double scale, int column, int row)
{
  double size = HF_TILES_SIZE / scale;

  return (HfRect) { column * size, row * size, size, size };
}

static Tile *
paint_tile (HfTiles *self, int column, int row)
{
  HfRect clip = tile_clip (self->now.scale, column, row);
  Tile *tile = g_new0 (Tile, 1);

  tile->column = column;
  tile->row = row;
  if (!self->painter.empty (&clip, self->data))
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, HF_TILES_SIZE, HF_TILES_SIZE);
      cairo_t *cr = cairo_create (surface);

      cairo_scale (cr, self->now.scale, self->now.scale);
      cairo_translate (cr, -clip.x, -clip.y);
      self->painter.paint (cr, &clip, self->now.scale, self->data);
      cairo_destroy (cr);
      tile->texture = hf_texture_from_surface (surface);
    }
  g_hash_table_add (self->now.tiles, tile);

  return tile;
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

static void
append_tile (GtkSnapshot *snapshot, const Tile *tile, double scale, double view_scale, double x, double y)
{
  double size = HF_TILES_SIZE / scale * view_scale;

  if (tile->texture != NULL)
    gtk_snapshot_append_texture (snapshot, tile->texture,
                                 &GRAPHENE_RECT_INIT (x + tile->column * size, y + tile->row * size, size, size));
}

static void
append_before (HfTiles *self, GtkSnapshot *snapshot, HfViewport *viewport, double x, double y)
{
  Range range = visible_range (viewport, self->before.scale);
  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, self->before.tiles);
  while (g_hash_table_iter_next (&iter, &tile, NULL))
    {
      Tile *t = tile;

      if (t->column >= range.left && t->column < range.right && t->row >= range.top && t->row < range.bottom)
        append_tile (snapshot, t, self->before.scale, hf_viewport_get_scale (viewport), x, y);
    }
}

/* Paints what is missing while there is time. */
static gboolean
fill (HfTiles *self, const Range *range)
{
  gint64 until = g_get_monotonic_time () + HF_TILES_BUDGET_US;

  for (int row = range->top; row < range->bottom; row++)
    for (int column = range->left; column < range->right; column++)
      {
        if (g_hash_table_contains (self->now.tiles, &(Tile) { column, row, NULL }))
          continue;
        paint_tile (self, column, row);
        if (g_get_monotonic_time () > until)
          return FALSE;
      }

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

  if (self->before.tiles == NULL)
    self->before = self->now;
  else if (self->now.tiles != NULL)
    sheet_clear (&self->now);
  sheet_init (&self->now, scale);
}

gboolean
hf_tiles_snapshot (HfTiles *self, GtkSnapshot *snapshot, HfViewport *viewport, int scale_factor, gboolean settled)
{
  double view_scale = hf_viewport_get_scale (viewport);
  gboolean complete;
  double x, y;
  Range range;

  choose_sheet (self, view_scale * scale_factor, settled);
  hf_tiles_get_origin (viewport, scale_factor, &x, &y);
  range = visible_range (viewport, self->now.scale);
  g_hash_table_foreach_remove (self->now.tiles, is_far, &range);
  complete = fill (self, &range);

  if (complete)
    sheet_clear (&self->before);
  else if (self->before.tiles != NULL)
    append_before (self, snapshot, viewport, x, y);

  for (int row = range.top; row < range.bottom; row++)
    for (int column = range.left; column < range.right; column++)
      {
        Tile *tile = g_hash_table_lookup (self->now.tiles, &(Tile) { column, row, NULL });

        if (tile != NULL)
          append_tile (snapshot, tile, self->now.scale, view_scale, x, y);
      }

  return complete;
}
