/* SPDX-License-Identifier: Apache-2.0 */
/* What a frame of the canvas costs while a person looks around, beside the renderer's own floor: a second window of the same
 * size with nothing on it, drawn whole after each frame of the first. One row a size and scale: panning over what is painted
 * already, panning to what is new, zooming by steps; the median in milliseconds of processor time, and how many floors that
 * is. Then how long after the last step of a zoom the frame is done in which the picture is crisp again, as the clock on the wall
 * has it, and the processor time that it took in all threads, and what the drawing's size costs where the same number of nodes is in view. */
#include "canvas/hf-canvas-private.h"
#include "canvas-scene.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#define FRAMES 24
#define TURN 6

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

static gboolean
is_crisp (HfCanvas *canvas)
{
  double wanted = hf_viewport_get_scale (canvas->viewport) * gtk_widget_get_scale_factor (GTK_WIDGET (canvas));

  return canvas->drawing == NULL || fabs (hf_tiles_get_scale (canvas->tiles) - wanted) < 1e-9;
}

/* Until nothing is missing any more. */
static void
settle (GtkWidget *window, HfCanvas *canvas)
{
  for (guint i = 0; i < 4; i++)
    frame_after (window);
  while (canvas->settle != 0 || !is_crisp (canvas))
    frame_after (window);
}

typedef void (*Step) (HfCanvas *canvas, guint frame);

typedef struct
{
  GtkWidget *window;
  HfCanvas *canvas;
  GtkWidget *empty_window;
  HfCanvas *empty;
} Bench;

/* Everything is drawn because its colour changes. */
static void
recolour (HfCanvas *canvas, guint frame)
{
  hf_canvas_set_palette (canvas, hf_palette_get (frame % 2 == 0, FALSE));
}

static void
pan_over (HfCanvas *canvas, guint frame)
{
  double by = frame % 2 == 0 ? 12 : -12;

  hf_viewport_pan (canvas->viewport, by, by);
}

/* As a hand does it: thirty pixels a frame, so that a row of tiles comes into view every seventeen frames. */
static void
pan_on (HfCanvas *canvas, guint frame)
{
  hf_viewport_pan (canvas->viewport, 30, 15);
}

static void
zoom_about (HfCanvas *canvas, guint frame)
{
  hf_canvas_zoom (canvas, frame % 8 < 4 ? 1.06 : 1 / 1.06);
}

static double
median (double *times, guint n)
{
  qsort (times, n, sizeof *times, compare);

  return times[n / 2];
}

/* Medians of the frames after @step, and of as many empty ones, by turns of six: what else the machine does slows both. A
 * zoom has come to its rest before each turn. */
static void
measure_step (Bench *bench, Step step, double *took, double *floor)
{
  double times[FRAMES], floors[FRAMES];

  for (guint i = 0; i < FRAMES; i += TURN)
    {
      step (bench->canvas, i);
      settle (bench->window, bench->canvas);
      for (guint k = i; k < i + TURN; k++)
        {
          step (bench->canvas, k);
          times[k] = frame_after (bench->window);
        }
      for (guint k = i; k < i + TURN; k++)
        {
          recolour (bench->empty, k);
          floors[k] = frame_after (bench->empty_window);
        }
    }
  *took = median (times, FRAMES);
  *floor = median (floors, FRAMES);
}

/* From the last step of a zoom to the frame in which everything is sharp. */
static void
measure_crisp (Bench *bench, double *wall, double *worst, double *processor)
{
  double walls[15], processors[15];

  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    {
      gint64 begin = 0;
      double used = 0;

      for (guint k = 0; k < 4; k++)
        {
          begin = g_get_monotonic_time ();
          used = now ();
          hf_canvas_zoom (bench->canvas, i % 2 == 0 ? 1.04 : 1 / 1.04);
          frame_after (bench->window);
        }
      while (!is_crisp (bench->canvas))
        g_main_context_iteration (NULL, TRUE);
      walls[i] = (double) (g_get_monotonic_time () - begin) / 1000;
      processors[i] = now () - used;
      settle (bench->window, bench->canvas);
    }
  *wall = median (walls, G_N_ELEMENTS (walls));
  *worst = walls[G_N_ELEMENTS (walls) - 1];
  *processor = median (processors, G_N_ELEMENTS (processors));
}

typedef struct
{
  double took[3]; /* pan, pan on, zoom */
  double floor[3];
  double crisp;
  double crisp_worst;
  double crisp_processor;
} Row;

static void
show_middle (HfCanvas *canvas, double scale)
{
  const HfRect *bounds = &hf_canvas_get_geometry (canvas)->bounds;

  hf_canvas_set_scale (canvas, scale);
  hf_viewport_move_to (canvas->viewport, bounds->width / 2 - 640 / scale, bounds->height / 2 - 400 / scale);
}

static Row
measure_scale (Bench *bench, HfDrawing *drawing, HfGeometry *geometry, double scale)
{
  static const Step steps[] = { pan_over, pan_on, zoom_about };
  Row row = { 0 };

  hf_canvas_set_scene (bench->canvas, NULL, NULL);
  hf_canvas_set_scene (bench->canvas, drawing, geometry);
  frame_after (bench->window);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (scale > 0)
        show_middle (bench->canvas, scale);
      else
        hf_canvas_fit (bench->canvas);
      settle (bench->window, bench->canvas);
      measure_step (bench, steps[i], &row.took[i], &row.floor[i]);
      settle (bench->window, bench->canvas);
    }
  measure_crisp (bench, &row.crisp, &row.crisp_worst, &row.crisp_processor);

  return row;
}

static void
print_row (guint n_nodes, guint n_edges, const char *scale, const Row *row)
{
  g_print ("%6u %6u  %-5s", n_nodes, n_edges, scale);
  for (guint i = 0; i < 3; i++)
    g_print ("  %6.1f %6.1f %5.2f", row->floor[i], row->took[i], row->took[i] / row->floor[i]);
  g_print ("  %6.0f %6.0f %6.0f\n", row->crisp, row->crisp_worst, row->crisp_processor);
}

static GtkWidget *
make_window (HfCanvas **canvas)
{
  GtkWidget *window = gtk_window_new ();

  *canvas = HF_CANVAS (hf_canvas_new ());
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (*canvas));
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

int
main (void)
{
  static const guint sizes[] = { 200, 1000, 5000, 20000 };
  static const double scales[] = { 1, 0.4, 0 };
  static const char *const names[] = { "1", "0.4", "fit" };
  Row rows[G_N_ELEMENTS (sizes)][G_N_ELEMENTS (scales)];
  double slowest = 0;
  Bench bench;
  Scene *scene;

  if (!gtk_init_check ())
    return 77;

  bench.empty_window = make_window (&bench.empty);
  bench.window = make_window (&bench.canvas);
  scene = scene_new (hf_canvas_get_metrics (bench.canvas));
  settle (bench.empty_window, bench.empty);
  settle (bench.window, bench.canvas);

  g_print ("                         pan                   pan on                  zoom             crisp after (ms)\n"
           " nodes  edges  scale   floor   took ratio   floor   took ratio   floor   took ratio  median  worst    CPU\n");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (scales); k++)
      {
        g_autoptr (HfDrawing) drawing = NULL;
        g_autoptr (HfGeometry) geometry = NULL;

        scene_make_grid (scene, sizes[i], &drawing, &geometry);
        rows[i][k] = measure_scale (&bench, drawing, geometry, scales[k]);
        print_row (drawing->n_nodes, drawing->n_edges, names[k], &rows[i][k]);
      }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (scales); k++)
      slowest = MAX (slowest, rows[i][k].crisp);
  g_print ("crisp after %.0f ms at most (medians)\n", slowest);
  for (guint k = 0; k < 3; k++)
    g_print ("%s at scale 1: 20000 nodes cost %.2f of what 1000 cost\n", k == 0 ? "pan" : k == 1 ? "pan on" : "zoom",
             rows[3][0].took[k] / rows[3][0].floor[k] / (rows[1][0].took[k] / rows[1][0].floor[k]));

  gtk_window_destroy (GTK_WINDOW (bench.window));
  gtk_window_destroy (GTK_WINDOW (bench.empty_window));
  scene_free (scene);

  return 0;
}
