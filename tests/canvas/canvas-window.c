/* SPDX-License-Identifier: Apache-2.0 */
/* A canvas in a window with a picture behind it, and labels that say what happened; test-pointer.py uses it. */
#include "canvas/hf-canvas-private.h"
#include "canvas/hf-picture.h"
#include "canvas-scene.h"

typedef struct
{
  GtkApplication *app;
  HfCanvas *canvas;
  HfPicture *picture;
  Scene *scene;
  GtkWidget *selected;
  GtkWidget *request;
  GtkWidget *camera;
} Program;

static void
say (GtkWidget *label, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (GtkWidget *label, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  gtk_label_set_label (GTK_LABEL (label), text);
}

static void
on_selected (Program *program, guint object)
{
  say (program->selected, "selected %s", hf_test_graph_name (program->scene->graph, object));
}

static void
on_request (Program *program, guint request, guint node)
{
  const HfNode *what = &hf_canvas_get_drawing (program->canvas)->nodes[node];

  say (program->request, "request %u at %s", request, hf_test_graph_name (program->scene->graph, what->object));
  hf_picture_request (program->picture, (HfCanvasRequest) request, node);
}

static void
on_camera (Program *program)
{
  HfViewport *viewport = hf_canvas_get_viewport (program->canvas);

  say (program->camera, "camera %.4f %.2f %.2f", hf_viewport_get_scale (viewport), hf_viewport_get_x (viewport), hf_viewport_get_y (viewport));
}

static void
on_picture (Program *program)
{
  hf_canvas_set_scene (program->canvas, hf_picture_get_drawing (program->picture), hf_picture_get_geometry (program->picture));
}

/* Where the pointer must go for a handle: "name referrers" or "name referents" gives the label "handle X Y", in the canvas. */
static void
find_handle (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Program *program = data;
  g_auto (GStrv) words = g_strsplit (g_variant_get_string (parameter, NULL), " ", 2);
  HfDrawing *drawing = hf_canvas_get_drawing (program->canvas);
  guint32 node = hf_drawing_find_node (drawing, scene_id (program->scene, words[0]));
  HfSide side = g_str_equal (words[1], "referrers") ? HF_SIDE_REFERRERS : HF_SIDE_REFERENTS;
  HfRect pill;
  double x, y;

  if (node == HF_NONE || !hf_geometry_handle (hf_canvas_get_geometry (program->canvas), drawing, program->canvas->metrics, node, side, &pill))
    {
      say (program->request, "no handle");
      return;
    }
  hf_viewport_to_widget (hf_canvas_get_viewport (program->canvas), pill.x + pill.width / 2, pill.y + pill.height / 2, &x, &y);
  say (program->request, "handle %.0f %.0f", x, y);
}

static GtkWidget *
add_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static void
on_activate (Program *program)
{
  static const GActionEntry entries[] = { { "find-handle", find_handle, "s", NULL, NULL, { 0 } } };
  GtkWidget *window = gtk_application_window_new (program->app);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  program->canvas = HF_CANVAS (hf_canvas_new ());
  program->scene = scene_new (hf_canvas_get_metrics (program->canvas));
  program->picture = hf_picture_new ();
  hf_picture_set_metrics (program->picture, hf_canvas_get_metrics (program->canvas));
  if (g_getenv ("HF_DARK") != NULL)
    hf_canvas_set_palette (program->canvas, hf_palette_get (TRUE, FALSE));

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (program->canvas));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);
  program->selected = add_label (box, "selected nothing");
  program->request = add_label (box, "request nothing");
  program->camera = add_label (box, "camera");
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Canvas");
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);

  g_signal_connect_swapped (program->canvas, "selected", G_CALLBACK (on_selected), program);
  g_signal_connect_swapped (program->canvas, "request", G_CALLBACK (on_request), program);
  g_signal_connect_swapped (hf_canvas_get_viewport (program->canvas), "changed", G_CALLBACK (on_camera), program);
  g_signal_connect_swapped (program->picture, "changed", G_CALLBACK (on_picture), program);
  g_action_map_add_action_entries (G_ACTION_MAP (program->app), entries, G_N_ELEMENTS (entries), program);
  hf_picture_draw (program->picture, program->scene->analysis, hf_choices_new (scene_id (program->scene, "message")));
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  Program program = { 0 };
  int status;

  program.app = gtk_application_new ("org.holdfast.CanvasWindow", G_APPLICATION_DEFAULT_FLAGS);
  g_signal_connect_swapped (program.app, "activate", G_CALLBACK (on_activate), &program);
  status = g_application_run (G_APPLICATION (program.app), argc, argv);
  g_clear_object (&program.picture);
  g_clear_pointer (&program.scene, scene_free);
  g_object_unref (program.app);

  return status;
}
