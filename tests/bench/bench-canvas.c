/* SPDX-License-Identifier: Apache-2.0 */
/* How long a frame of the canvas takes: panning at scale 1 (tiles come into view), panning over what is painted already, and
 * the whole picture fitted, at several sizes; beside the floor, a canvas with nothing on it. Milliseconds of
 * processor time, median and worst. */
#include "canvas/hf-canvas-private.h"
#include "canvas-scene.h"

#include <stdlib.h>
#include <time.h>

#define FRAMES 30

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return one < other ? -1 : one > other;
}

typedef struct
{
  double begin;
  double took; /* negative until the frame is done */
} Frame;

/* Processor time in ms: on a busy machine the wall clock tells of the others. */
static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);

  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void
on_before_paint (GdkFrameClock *clock, Frame *frame)
{
  frame->begin = now ();
}

static void
on_after_paint (GdkFrameClock *clock, Frame *frame)
{
  frame->took = now () - frame->begin;
}

/* The next whole frame: placed, snapshot, rasterised, sent to the screen. */
static double
frame_after (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Frame frame = { 0, -1 };
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &frame);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &frame);

  gtk_widget_queue_draw (window);
  while (frame.took < 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);

  return frame.took;
}

/* Until nothing is missing any more. */
static void
settle (GtkWidget *window)
{
  gint64 until = g_get_monotonic_time () + 300000;

  while (g_get_monotonic_time () < until)
    frame_after (window);
}

/* Median and worst of FRAMES frames, the view moving by (dx, dy) between them, there and back. */
static void
measure (GtkWidget *window, HfCanvas *canvas, double dx, double dy, double *median, double *worst)
{
  double times[FRAMES];

  for (guint i = 0; i < FRAMES; i++)
    {
      if (dx == 0)
        hf_canvas_set_palette (canvas, hf_palette_get (i % 2, FALSE)); /* so that the whole window is drawn, as in a pan */
      hf_viewport_pan (hf_canvas_get_viewport (canvas), i < FRAMES / 2 ? dx : -dx, i < FRAMES / 2 ? dy : -dy);
      times[i] = frame_after (window);
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
  double first;

  scene_make_grid (scene, n, &drawing, &geometry);
  hf_canvas_set_scene (canvas, drawing, geometry);
  first = frame_after (window);
  settle (window);
  g_print ("%6u nodes %6u references   first %6.1f", n, drawing->n_edges, first);
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
  canvas = hf_canvas_new ();
  scene = scene_new (hf_canvas_get_metrics (HF_CANVAS (canvas)));
  gtk_window_set_child (GTK_WINDOW (window), canvas);
  settle (window);
  measure (window, HF_CANVAS (canvas), 0, 0, &median, &worst);
  g_print ("%-40s %6.1f worst %6.1f\n", "floor (an empty canvas), ms a frame", median, worst);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    measure_size (window, HF_CANVAS (canvas), scene, sizes[i]);
  gtk_window_destroy (GTK_WINDOW (window));
  scene_free (scene);

  return 0;
}
