/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas-stage.h"
#include "canvas/hf-node-widget.h"

static void
on_selected (Stage *stage, guint object)
{
  stage->selected = object;
}

static void
on_request (Stage *stage, guint request, guint node)
{
  stage->request = request;
  stage->request_node = node;
}

static void
on_after_paint (GdkFrameClock *clock, gpointer painted)
{
  *(gboolean *) painted = TRUE;
}

static gboolean
on_late (gpointer late)
{
  *(gboolean *) late = TRUE;

  return G_SOURCE_REMOVE;
}

/* Until the next frame is on the screen. */
void
stage_wait_for_frame (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gboolean painted = FALSE, late = FALSE;
  guint timeout = g_timeout_add_seconds (60, on_late, &late);
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &painted);

  gtk_widget_queue_draw (window);
  while (!painted && !late)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  g_assert_false (late);
  g_source_remove (timeout);
}

/* Until @done says so. */
void
stage_wait_until (gboolean (*done) (gpointer data), gpointer data)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (120, on_late, &late);

  while (!done (data) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (timeout);
}

void
stage_show_choices (Stage *stage)
{
  g_autoptr (HfDrawing) drawing = scene_draw (stage->scene, stage->choices);
  g_autoptr (HfGeometry) geometry = scene_lay_out (stage->scene, drawing);

  hf_canvas_set_scene (stage->canvas, drawing, geometry);
}

void
stage_set_up (Stage *stage, gconstpointer anchor)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  stage->selected = HF_NONE;
  stage->request = HF_N_CANVAS_REQUESTS;
  stage->window = gtk_window_new ();
  stage->canvas = HF_CANVAS (hf_canvas_new ());
  stage->scene = scene_new (hf_canvas_get_metrics (stage->canvas));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (stage->canvas));
  gtk_window_set_child (GTK_WINDOW (stage->window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (stage->window), 1000, 700);
  g_signal_connect_swapped (stage->canvas, "selected", G_CALLBACK (on_selected), stage);
  g_signal_connect_swapped (stage->canvas, "request", G_CALLBACK (on_request), stage);
  stage->choices = hf_choices_new (scene_id (stage->scene, anchor));
  stage_show_choices (stage);
  gtk_window_present (GTK_WINDOW (stage->window));
  stage_wait_for_frame (stage->window);
}

void
stage_tear_down (Stage *stage, gconstpointer anchor)
{
  gpointer canvas = stage->canvas;

  g_object_add_weak_pointer (G_OBJECT (stage->canvas), &canvas);
  gtk_window_destroy (GTK_WINDOW (stage->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (canvas);
  hf_choices_free (stage->choices);
  scene_free (stage->scene);
}

guint32
stage_node (Stage *stage, const char *name)
{
  guint32 node = hf_drawing_find_node (hf_canvas_get_drawing (stage->canvas), scene_id (stage->scene, name));

  g_assert_cmpuint (node, !=, HF_NONE);

  return node;
}

guint
stage_count_node_widgets (Stage *stage)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stage->canvas)); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += HF_IS_NODE_WIDGET (child);

  return n;
}

graphene_point_t
stage_middle (Stage *stage, guint32 node)
{
  graphene_rect_t rect;

  g_assert_true (hf_canvas_get_node_rect (stage->canvas, node, &rect));

  return GRAPHENE_POINT_INIT (rect.origin.x + rect.size.width / 2, rect.origin.y + rect.size.height / 2);
}

void
stage_act (Stage *stage, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (stage->canvas), action, NULL));
}

void
stage_expand (Stage *stage, const char *name)
{
  hf_choices_add_referents (stage->choices, scene_id (stage->scene, name), 10);
  hf_choices_add_referrers (stage->choices, scene_id (stage->scene, name), 10);
  stage_show_choices (stage);
}
