/* SPDX-License-Identifier: Apache-2.0 */
/* Tiles that other threads paint: what is shown is what the painter paints, nothing stale, nothing torn, and nobody waits. */
#include "canvas-stage.h"
#include "canvas/hf-tiles.h"

#include <math.h>
#include <stdlib.h>

#define WIDTH 1200
#define HEIGHT 800

/* ---- a scene that is painted only when the test says so ------------------------------------------------------------ */

/* The colour says which capture it is of; @held: painting in other threads waits. */
typedef struct
{
  GMutex lock;
  GCond moved;
  gboolean held;
  guint waiting;   /* threads that are held */
  guint captured;
  guint released;
  guint painted;
  guint changed;   /* main thread only */
  GThread *main;
  HfViewport *viewport;
  HfTiles *tiles;
} Easel;

typedef struct
{
  Easel *easel;
  guint number;
} Sketch;

static gpointer
easel_capture (gpointer data)
{
  Easel *easel = data;
  Sketch *sketch = g_new0 (Sketch, 1);

  g_mutex_lock (&easel->lock);
  sketch->easel = easel;
  sketch->number = ++easel->captured;
  g_mutex_unlock (&easel->lock);

  return sketch;
}

static void
easel_release (gpointer data)
{
  Sketch *sketch = data;
  Easel *easel = sketch->easel;

  g_mutex_lock (&easel->lock);
  easel->released++;
  g_cond_broadcast (&easel->moved);
  g_mutex_unlock (&easel->lock);
  g_free (sketch);
}

static gboolean
easel_empty (const HfRect *clip, gpointer data)
{
  return clip->x + clip->width <= -1e6;
}

static void
easel_paint (cairo_t *cr, const HfRect *clip, double scale, gpointer data)
{
  Sketch *sketch = data;
  Easel *easel = sketch->easel;

  g_mutex_lock (&easel->lock);
  easel->waiting++;
  g_cond_broadcast (&easel->moved);
  while (easel->held && g_thread_self () != easel->main)
    g_cond_wait (&easel->moved, &easel->lock);
  easel->waiting--;
  easel->painted++;
  g_mutex_unlock (&easel->lock);

  cairo_set_source_rgb (cr, sketch->number / 16.0, 0, 1 - sketch->number / 16.0);
  cairo_rectangle (cr, clip->x, clip->y, clip->width, clip->height);
  cairo_fill (cr);
}

static void
easel_changed (gpointer data)
{
  ((Easel *) data)->changed++;
}

static const HfTilesPainter easel_painter = { easel_capture, { easel_empty, easel_paint, easel_release }, easel_changed };

static void
easel_set_up (Easel *easel, gconstpointer unused)
{
  g_mutex_init (&easel->lock);
  g_cond_init (&easel->moved);
  easel->main = g_thread_self ();
  easel->viewport = hf_viewport_new ();
  hf_viewport_set_content (easel->viewport, &GRAPHENE_RECT_INIT (0, 0, 8000, 8000));
  hf_viewport_set_size (easel->viewport, WIDTH, HEIGHT);
  hf_viewport_move_to (easel->viewport, 3000, 3000);
  easel->tiles = hf_tiles_new (&easel_painter, easel);
}

static void
easel_hold (Easel *easel, gboolean held)
{
  g_mutex_lock (&easel->lock);
  easel->held = held;
  g_cond_broadcast (&easel->moved);
  g_mutex_unlock (&easel->lock);
}

/* Until a thread has begun a tile that it may not finish. */
static void
easel_wait_until_held (Easel *easel)
{
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&easel->lock);
  while (easel->waiting == 0)
    g_assert_true (g_cond_wait_until (&easel->moved, &easel->lock, until));
  g_mutex_unlock (&easel->lock);
}

static void
easel_wait_until_released (Easel *easel)
{
  gint64 until = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  g_mutex_lock (&easel->lock);
  while (easel->released < easel->captured)
    g_assert_true (g_cond_wait_until (&easel->moved, &easel->lock, until));
  g_mutex_unlock (&easel->lock);
}

/* Every capture is let go, by whichever thread is the last to use it. */
static void
easel_tear_down (Easel *easel, gconstpointer unused)
{
  easel_hold (easel, FALSE);
  g_clear_pointer (&easel->tiles, hf_tiles_free);
  easel_wait_until_released (easel);
  g_object_unref (easel->viewport);
  g_mutex_clear (&easel->lock);
  g_cond_clear (&easel->moved);
}

/* ---- what is on the screen ----------------------------------------------------------------------------------------- */

static cairo_surface_t *
draw (HfTiles *tiles, HfViewport *viewport, HfColor background, gboolean settled, gboolean software, gboolean *complete)
{
  HfTilesView view = { viewport, 1, background, settled, software };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_t *cr = cairo_create (surface);

  *complete = hf_tiles_snapshot (tiles, snapshot, &view);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) data)[x] & 0xffffff;
}

/* The number of the capture that is seen everywhere; 0: more than one. */
static guint
easel_see (Easel *easel, gboolean settled, gboolean *complete)
{
  cairo_surface_t *surface = draw (easel->tiles, easel->viewport, (HfColor) { 0, 1, 0, 1 }, settled, TRUE, complete);
  guint32 first = pixel (surface, 0, 0);
  gboolean plain = TRUE;

  for (int y = 0; y < HEIGHT && plain; y++)
    for (int x = 0; x < WIDTH && plain; x++)
      plain = pixel (surface, x, y) == first;
  cairo_surface_destroy (surface);

  return plain ? (guint) lround ((first >> 16) / 255.0 * 16) : 0;
}

static gboolean
is_there (gpointer data)
{
  Easel *easel = data;
  gboolean complete;

  return easel_see (easel, TRUE, &complete) != 0 && complete;
}

static gboolean
is_told (gpointer data)
{
  return ((Easel *) data)->changed > 0;
}

/* ---- cases --------------------------------------------------------------------------------------------------------- */

/* Where there is nothing to show instead, a frame has it all, other threads or not. */
static void
test_first (Easel *easel, gconstpointer unused)
{
  gboolean complete;

  easel_hold (easel, FALSE);
  stage_wait_until (is_there, easel);
  g_assert_cmpuint (easel_see (easel, TRUE, &complete), ==, 1);
  g_assert_true (complete);
  /* Nothing is painted twice. */
  g_assert_cmpuint (easel->painted, ==, hf_tiles_get_n (easel->tiles));
}

/* The scale has changed and rests: what was there stays, stretched, until what is new is there; then that is seen everywhere. */
static void
test_old_stays (Easel *easel, gconstpointer unused)
{
  HfTilesView view = { easel->viewport, 1, { 0, 1, 0, 1 }, TRUE, TRUE };
  gboolean complete;

  stage_wait_until (is_there, easel);
  g_assert_cmpfloat (hf_tiles_get_scale (easel->tiles), ==, 1);
  easel->changed = 0;
  easel_hold (easel, TRUE);
  hf_viewport_zoom_at (easel->viewport, 1.25, WIDTH / 2, HEIGHT / 2);
  g_assert_cmpuint (easel_see (easel, FALSE, &complete), ==, 1);
  g_assert_true (hf_tiles_prepare (easel->tiles, &view));
  easel_wait_until_held (easel);
  g_assert_cmpfloat (hf_tiles_get_scale (easel->tiles), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (easel_see (easel, TRUE, &complete), ==, 1);
      g_assert_false (complete);
    }
  g_assert_cmpuint (easel->changed, ==, 0);

  easel_hold (easel, FALSE);
  stage_wait_until (is_told, easel);
  stage_wait_until (is_there, easel);
  g_assert_cmpuint (easel_see (easel, TRUE, &complete), ==, 2);
  g_assert_cmpfloat (hf_tiles_get_scale (easel->tiles), ==, 1.25);
  g_assert_false (hf_tiles_prepare (easel->tiles, &view));
}

/* What was captured before something changed never comes to be seen. */
static void
test_stale (Easel *easel, gconstpointer unused)
{
  gboolean complete;

  stage_wait_until (is_there, easel);
  easel_hold (easel, TRUE);
  hf_tiles_renew (easel->tiles);
  g_assert_cmpuint (easel_see (easel, TRUE, &complete), ==, 1);
  easel_wait_until_held (easel);
  for (guint i = 0; i < 5; i++)
    {
      hf_tiles_renew (easel->tiles);
      g_assert_cmpuint (easel_see (easel, TRUE, &complete), ==, 1);
      g_assert_false (complete);
    }
  easel_hold (easel, FALSE);
  stage_wait_until (is_there, easel);
  g_assert_cmpuint (easel->captured, ==, 7);
  g_assert_cmpuint (easel_see (easel, TRUE, &complete), ==, 7);

  /* Nor where all of it was forgotten: the main thread alone paints what is new meanwhile. */
  easel_hold (easel, TRUE);
  hf_tiles_renew (easel->tiles);
  easel_see (easel, TRUE, &complete);
  easel_wait_until_held (easel);
  hf_tiles_invalidate (easel->tiles);
  easel_hold (easel, FALSE);
  stage_wait_until (is_there, easel);
  g_assert_cmpuint (easel_see (easel, TRUE, &complete), ==, 9);
}

/* Steps of a zoom while tiles of an earlier one are being painted: only the last scale is seen at the end. */
static void
test_zoom_on (Easel *easel, gconstpointer unused)
{
  gboolean complete;

  stage_wait_until (is_there, easel);
  easel_hold (easel, TRUE);
  for (guint i = 0; i < 8; i++)
    {
      hf_viewport_zoom_at (easel->viewport, 1.1, WIDTH / 2, HEIGHT / 2);
      g_assert_cmpuint (easel_see (easel, i % 2 == 1, &complete), ==, 1);
    }
  easel_hold (easel, FALSE);
  stage_wait_until (is_there, easel);
  g_assert_cmpfloat (hf_tiles_get_scale (easel->tiles), ==, hf_viewport_get_scale (easel->viewport));
}

/* Nobody waits for a tile that is being painted when the tiles go, and it is let go when it is finished. */
static void
test_gone (Easel *easel, gconstpointer unused)
{
  gboolean complete;

  stage_wait_until (is_there, easel);
  easel_hold (easel, TRUE);
  hf_tiles_renew (easel->tiles);
  easel_see (easel, TRUE, &complete);
  easel_wait_until_held (easel);
  easel->changed = 0;
  g_clear_pointer (&easel->tiles, hf_tiles_free);
  g_assert_cmpuint (easel->released, <, easel->captured);
  easel_hold (easel, FALSE);
  easel_wait_until_released (easel);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (easel->changed, ==, 0);
}

/* ---- a canvas ------------------------------------------------------------------------------------------------------ */

static gboolean
is_complete (gpointer canvas)
{
  HfCanvas *self = canvas;

  return self->settle == 0 && hf_tiles_get_scale (self->tiles) == hf_viewport_get_scale (self->viewport);
}

/* As the painter paints it in one piece, from the same origin. */
static cairo_surface_t *
paint_directly (HfCanvas *canvas)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  double scale = hf_viewport_get_scale (canvas->viewport), x, y;
  const HfColor *background = &canvas->palette->background;
  cairo_t *cr = cairo_create (surface);
  HfScene scene;

  hf_canvas_init_scene (canvas, &scene, scale);
  scene.selected_node = HF_NONE;
  hf_tiles_get_origin (canvas->viewport, 1, &x, &y);
  cairo_set_source_rgb (cr, background->red, background->green, background->blue);
  cairo_paint (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, scale, scale);
  hf_painter_paint_scene (&scene, cr, NULL);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

/* How many pixels differ by more than they do because cairo takes what a curve has out of sight for straight. */
static guint
difference (cairo_surface_t *one, cairo_surface_t *other)
{
  guint different = 0;

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        guint32 a = pixel (one, x, y), b = pixel (other, x, y);

        for (guint shift = 0; shift < 24; shift += 8)
          if (abs ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)) > 16)
            {
              different++;
              break;
            }
      }

  return different;
}

/* Borders of tiles and all, in software and as textures, at scales with and without text. */
static void
test_same_pixels (Stage *stage, gconstpointer anchor)
{
  static const double scales[] = { 1, 1.37, 0.61, 0.4, 0.2, 0.08 };
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfGeometry) geometry = NULL;
  HfCanvas *canvas = stage->canvas;

  scene_make_grid (stage->scene, 2000, &drawing, &geometry);
  hf_canvas_set_scene (canvas, drawing, geometry);
  stage_wait_for_frame (stage->window);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      gboolean software = i % 2 == 0, complete = FALSE;
      cairo_surface_t *seen = NULL, *wanted;

      hf_canvas_set_scale (canvas, scales[i]);
      hf_viewport_move_to (canvas->viewport, 1234.5 + 10 * i, 777.25);
      hf_viewport_set_size (canvas->viewport, WIDTH, HEIGHT);
      hf_tiles_invalidate (canvas->tiles);
      while (!complete)
        {
          g_clear_pointer (&seen, cairo_surface_destroy);
          seen = draw (canvas->tiles, canvas->viewport, canvas->palette->background, TRUE, software, &complete);
        }
      wanted = paint_directly (canvas);
      g_assert_cmpfloat (hf_tiles_get_scale (canvas->tiles), ==, scales[i]);
      g_assert_cmpuint (difference (seen, wanted), ==, 0);
      cairo_surface_destroy (seen);
      cairo_surface_destroy (wanted);
    }
}

/* Scenes, scales and colours come and go faster than they can be painted, and the canvas goes in the middle of it. */
static void
test_turmoil (Stage *stage, gconstpointer anchor)
{
  HfDrawing *drawings[2];
  HfGeometry *geometries[2];
  HfCanvas *canvas = stage->canvas;

  scene_make_grid (stage->scene, 1200, &drawings[0], &geometries[0]);
  scene_make_grid (stage->scene, 700, &drawings[1], &geometries[1]);
  for (guint i = 0; i < 60; i++)
    {
      if (i % 7 == 0)
        hf_canvas_set_scene (canvas, drawings[i / 7 % 2], geometries[i / 7 % 2]);
      hf_canvas_set_palette (canvas, hf_palette_get (i % 11 > 5, FALSE));
      hf_canvas_zoom (canvas, i % 4 < 2 ? 1.3 : 0.75);
      hf_viewport_pan (canvas->viewport, 40, 30);
      if (i % 3 == 0)
        hf_canvas_settle (canvas);
      stage_wait_for_frame (stage->window);
    }
  stage_wait_until (is_complete, canvas);
  hf_canvas_set_scene (canvas, drawings[1], geometries[1]);
  hf_canvas_zoom (canvas, 1.2);
  hf_canvas_settle (canvas);
  for (guint i = 0; i < 2; i++)
    {
      hf_drawing_unref (drawings[i]);
      hf_geometry_unref (geometries[i]);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Easel *, gconstpointer);
  } cases[] = {
    { "/tiles/first", test_first },
    { "/tiles/old-stays", test_old_stays },
    { "/tiles/stale", test_stale },
    { "/tiles/zoom-on", test_zoom_on },
    { "/tiles/gone", test_gone },
  };

  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Easel, NULL, easel_set_up, cases[i].test, easel_tear_down);
  g_test_add ("/tiles/same-pixels", Stage, "message", stage_set_up, test_same_pixels, stage_tear_down);
  g_test_add ("/tiles/turmoil", Stage, "message", stage_set_up, test_turmoil, stage_tear_down);

  return g_test_run ();
}
