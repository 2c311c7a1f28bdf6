/* SPDX-License-Identifier: Apache-2.0 */
/* How long a frame of the canvas takes: panning at scale 1 (tiles come into view), panning over what is painted already, and
 * the whole picture fitted, at several sizes; beside the floor, a window with nothing in it. Milliseconds, median and worst. */
#include "canvas/hf-canvas-private.h"
#include "canvas-scene.h"

#include <stdlib.h>

#define FRAMES 30

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return one < other ? -1 : one > other;
}

/* One whole frame as the renderer makes it: place, snapshot, rasterise, fetch. */
static double
frame (GtkWidget *window)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (window));
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, 1280, 800));

  return (double) (g_get_monotonic_time () - begin) / 1000;
}

static void
on_after_paint (GdkFrameClock *clock, gpointer painted)
{
  *(gboolean *) painted = TRUE;
}

static void
settle (GtkWidget *window)
{
  for (guint i = 0; i < 2; i++)
    {
      gboolean painted = FALSE;
      gulong handler = g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint), &painted);

      gtk_widget_queue_draw (window);
      while (!painted)
        g_main_context_iteration (NULL, TRUE);
      g_signal_handler_disconnect (gtk_widget_get_frame_clock (window), handler);
    }
}

/* Median and worst of FRAMES frames, the view moving by (dx, dy) between them, there and back. */
static void
measure (GtkWidget *window, HfCanvas *canvas, double dx, double dy, double *median, double *worst)
{
  double times[FRAMES];

  for (guint i = 0; i < FRAMES; i++)
    {
      if (canvas != NULL)
        {
          gint64 begin = g_get_monotonic_time ();

          hf_viewport_pan (hf_canvas_get_viewport (canvas), i < FRAMES / 2 ? dx : -dx, i < FRAMES / 2 ? dy : -dy);
          hf_canvas_place_nodes (canvas);
          times[i] = (double) (g_get_monotonic_time () - begin) / 1000;
        }
      else
        times[i] = 0;
      settle (window);
      times[i] += frame (window);
    }
  qsort (times, FRAMES, sizeof *times, compare);
  *median = times[FRAMES / 2];
  *worst = times[FRAMES - 1];
}

static void
measure_size (GtkWidget *window, HfCanvas *canvas, Scene *scene, guint n)
{
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfGeometry) geometry = NULL;
  double pan, pan_worst, fit, fit_worst;
  gint64 begin;

  scene_make_grid (scene, n, &drawing, &geometry);
  begin = g_get_monotonic_time ();
  hf_canvas_set_scene (canvas, drawing, geometry);
  settle (window);
  g_print ("%6u nodes %6u references   first frame %7.1f", n, drawing->n_edges, (double) (g_get_monotonic_time () - begin) / 1000);
  hf_canvas_set_scale (canvas, 1);
  settle (window);
  measure (window, canvas, 40, 20, &pan, &pan_worst);
  hf_canvas_fit (canvas);
  settle (window);
  measure (window, canvas, 1, 1, &fit, &fit_worst);
  g_print ("   pan %6.1f worst %6.1f   fitted %6.1f worst %6.1f   tiles %u\n", pan, pan_worst, fit, fit_worst,
           hf_tiles_get_n (canvas->tiles));
}

int
main (void)
{
  static const guint sizes[] = { 200, 1000, 5000, 20000 };
  GtkWidget *window, *canvas;
  double median, worst;
  Scene *scene;

  if (!gtk_init_check ())
    return 77;

  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
  settle (window);
  measure (window, NULL, 0, 0, &median, &worst);
  g_print ("%-40s %6.1f worst %6.1f\n", "floor (an empty window), ms a frame", median, worst);

  canvas = hf_canvas_new ();
  scene = scene_new (hf_canvas_get_metrics (HF_CANVAS (canvas)));
  gtk_window_set_child (GTK_WINDOW (window), canvas);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    measure_size (window, HF_CANVAS (canvas), scene, sizes[i]);
  gtk_window_destroy (GTK_WINDOW (window));
  scene_free (scene);

  return 0;
}
