/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside the canvas: outline, list of what is not drawn, legend, and the picture behind it. */
#include "canvas-stage.h"
#include "canvas/hf-hidden-list.h"
#include "canvas/hf-legend.h"
#include "canvas/hf-minimap.h"
#include "canvas/hf-outline.h"
#include "canvas/hf-outline-tree.h"
#include "canvas/hf-picture.h"
#include "session/hf-job.h"

/* ---- outline, hidden list, legend --------------------------------------------------------------------------------- */

static void
count_outline (HfOutline *outline, guint object, gpointer counter)
{
  *(guint32 *) counter = object;
}

static void
test_outline (Stage *stage, gconstpointer anchor)
{
  HfDrawing *drawing = hf_canvas_get_drawing (stage->canvas);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *outline = hf_outline_new ();
  g_autoptr (HfOutlineTree) tree = hf_outline_tree_new (drawing);
  guint32 told = HF_NONE;
  guint places = tree->tops->len;

  for (guint e = 0; e < drawing->n_edges; e++)
    places += tree->is_place[e];
  /* Every node has exactly one place. */
  g_assert_cmpuint (places, ==, drawing->n_nodes);

  g_signal_connect (outline, "selected", G_CALLBACK (count_outline), &told);
  gtk_window_set_child (GTK_WINDOW (window), outline);
  gtk_window_present (GTK_WINDOW (window));
  hf_outline_set_drawing (HF_OUTLINE (outline), drawing);
  g_assert_cmpuint (hf_outline_get_n_rows (HF_OUTLINE (outline)), ==, tree->tops->len + drawing->n_edges);
  hf_outline_select_object (HF_OUTLINE (outline), scene_id (stage->scene, "s0"));
  g_assert_cmpuint (told, ==, HF_NONE);
  stage_wait_for_frame (window);
  stage_expand (stage, "cache");
  hf_outline_set_drawing (HF_OUTLINE (outline), hf_canvas_get_drawing (stage->canvas));
  stage_wait_for_frame (window);
  hf_outline_set_drawing (HF_OUTLINE (outline), NULL);
  g_assert_cmpuint (hf_outline_get_n_rows (HF_OUTLINE (outline)), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_hidden_list (Stage *stage, gconstpointer anchor)
{
  HfDrawing *drawing = hf_canvas_get_drawing (stage->canvas);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = hf_hidden_list_new ();
  guint32 node = stage_node (stage, "cache");
  guint all;

  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  hf_hidden_list_set_node (HF_HIDDEN_LIST (list), drawing, node, HF_SIDE_REFERENTS);
  all = hf_hidden_list_get_n (HF_HIDDEN_LIST (list));
  g_assert_cmpuint (all, ==, drawing->nodes[node].more_referents);
  g_assert_cmpuint (all, >, 1);
  hf_hidden_list_set_filter (HF_HIDDEN_LIST (list), "SESSION");
  g_assert_cmpuint (hf_hidden_list_get_n (HF_HIDDEN_LIST (list)), ==, all);
  hf_hidden_list_set_filter (HF_HIDDEN_LIST (list), "id=39");
  g_assert_cmpuint (hf_hidden_list_get_n (HF_HIDDEN_LIST (list)), <=, 1);
  hf_hidden_list_set_filter (HF_HIDDEN_LIST (list), "nothing is called that");
  g_assert_cmpuint (hf_hidden_list_get_n (HF_HIDDEN_LIST (list)), ==, 0);
  stage_wait_for_frame (window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_legend (Stage *stage, gconstpointer anchor)
{
  GtkWidget *legend = g_object_ref_sink (hf_legend_new ());
  int width = 0;

  g_assert_false (gtk_widget_get_visible (legend));
  hf_legend_update (HF_LEGEND (legend), stage->canvas);
  g_assert_true (gtk_widget_get_visible (legend));
  gtk_widget_measure (legend, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, >, 50);
  hf_legend_update (HF_LEGEND (legend), NULL);
  g_assert_false (gtk_widget_get_visible (legend));
  g_object_unref (legend);
}

static void
test_legend_gives_way (Stage *stage, gconstpointer anchor)
{
  GtkWidget *legend = g_object_ref_sink (hf_legend_new ());
  GtkRequisition roomy, crowded;

  hf_legend_get_sizes (HF_LEGEND (legend), &roomy, &crowded);
  g_assert_cmpint (roomy.width + crowded.width, ==, 0);
  hf_legend_update (HF_LEGEND (legend), stage->canvas);
  g_assert_true (hf_legend_is_open (HF_LEGEND (legend)));
  hf_legend_get_sizes (HF_LEGEND (legend), &roomy, &crowded);
  g_assert_cmpint (crowded.width, <, roomy.width);
  g_assert_cmpint (crowded.height, <, roomy.height / 2);
  hf_legend_set_crowded (HF_LEGEND (legend), TRUE);
  g_assert_false (hf_legend_is_open (HF_LEGEND (legend)));
  g_assert_true (gtk_widget_get_visible (legend));
  hf_legend_set_crowded (HF_LEGEND (legend), FALSE);
  g_assert_true (hf_legend_is_open (HF_LEGEND (legend)));

  /* What a person has chosen holds. */
  hf_legend_set_crowded (HF_LEGEND (legend), TRUE);
  hf_legend_turn (HF_LEGEND (legend));
  g_assert_true (hf_legend_is_open (HF_LEGEND (legend)));
  hf_legend_get_sizes (HF_LEGEND (legend), &roomy, &crowded);
  g_assert_cmpint (crowded.width, ==, roomy.width);
  hf_legend_turn (HF_LEGEND (legend));
  hf_legend_set_crowded (HF_LEGEND (legend), FALSE);
  g_assert_false (hf_legend_is_open (HF_LEGEND (legend)));
  g_object_unref (legend);
}

static gboolean
is_shown (gpointer widget)
{
  return gtk_widget_get_visible (widget);
}

static gboolean
is_gone (gpointer widget)
{
  return !gtk_widget_get_visible (widget);
}

static void
test_minimap (Stage *stage, gconstpointer anchor)
{
  GtkWidget *minimap = g_object_ref_sink (hf_minimap_new ());
  HfViewport *viewport = hf_canvas_get_viewport (stage->canvas);
  graphene_rect_t content, seen;
  graphene_point_t middle;
  int width, height;

  hf_minimap_update (HF_MINIMAP (minimap), stage->canvas);
  hf_canvas_fit (stage->canvas);
  stage_wait_until (is_gone, minimap);
  /* The view may begin above and at the left of the picture. */
  hf_canvas_set_scale (stage->canvas, 4);
  stage_wait_until (is_shown, minimap);
  hf_viewport_fit_into (viewport, &GRAPHENE_RECT_INIT (0, 0, 600, 600), &GRAPHENE_RECT_INIT (400, 300, 200, 200));
  g_assert_cmpfloat (hf_viewport_get_x (viewport), <, -100);
  g_assert_cmpfloat (hf_viewport_get_y (viewport), <, -100);
  stage_wait_until (is_gone, minimap);
  hf_canvas_set_scale (stage->canvas, 4);
  stage_wait_until (is_shown, minimap);
  gtk_widget_measure (minimap, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (minimap, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  hf_viewport_get_content (viewport, &content);
  g_assert_cmpfloat_with_epsilon ((double) width / height, content.size.width / content.size.height, 0.1);

  /* A quarter from the left and an eighth from the bottom of the map is there in the picture. */
  hf_minimap_look_at (HF_MINIMAP (minimap), width * 0.25, height * 0.875);
  hf_viewport_get_visible (viewport, &seen);
  graphene_rect_get_center (&seen, &middle);
  g_assert_cmpfloat_with_epsilon (middle.x, content.origin.x + content.size.width * 0.25, content.size.width * 0.02);
  g_assert_cmpfloat_with_epsilon (middle.y, content.origin.y + content.size.height * 0.875, content.size.height * 0.02);

  hf_minimap_update (HF_MINIMAP (minimap), NULL);
  stage_wait_until (is_gone, minimap);
  g_object_unref (minimap);
}

/* ---- picture ------------------------------------------------------------------------------------------------------ */

static gboolean
is_idle (gpointer picture)
{
  return !hf_picture_is_busy (picture);
}

static gboolean
no_jobs (gpointer unused)
{
  return hf_jobs_running () == 0;
}

static void
count_signal (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_picture (Stage *stage, gconstpointer anchor)
{
  g_autoptr (HfPicture) picture = hf_picture_new ();
  guint changed = 0, before;
  guint32 node;

  g_signal_connect_swapped (picture, "changed", G_CALLBACK (count_signal), &changed);
  hf_picture_set_metrics (picture, hf_canvas_get_metrics (stage->canvas));
  /* The second supersedes the first. */
  hf_picture_draw (picture, stage->scene->analysis, hf_choices_new (scene_id (stage->scene, "app")));
  hf_picture_draw (picture, stage->scene->analysis, hf_choices_new (scene_id (stage->scene, "message")));
  g_assert_true (hf_picture_is_busy (picture));
  stage_wait_until (is_idle, picture);
  g_assert_cmpuint (changed, ==, 1);
  node = hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, "message"));
  g_assert_cmpuint (node, ==, 0);
  g_assert_cmpuint (hf_picture_get_geometry (picture)->n_nodes, ==, hf_picture_get_drawing (picture)->n_nodes);

  /* What changes the picture is done, the rest is left to others. */
  before = hf_picture_get_drawing (picture)->n_nodes;
  node = hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, "cache"));
  g_assert_cmpuint (node, !=, HF_NONE);
  g_assert_false (hf_picture_request (picture, HF_CANVAS_COPY_ADDRESS, node));
  g_assert_true (hf_picture_request (picture, HF_CANVAS_EXPAND_REFERENTS, node));
  stage_wait_until (is_idle, picture);
  g_assert_cmpuint (hf_picture_get_drawing (picture)->n_nodes, >, before);
  hf_picture_set_only_path (picture, TRUE);
  stage_wait_until (is_idle, picture);
  g_assert_cmpuint (hf_picture_get_drawing (picture)->n_nodes, <, before);

  /* Cancelled: what was shown stays, and so do its choices. */
  changed = 0;
  hf_picture_set_only_path (picture, FALSE);
  hf_picture_cancel (picture);
  stage_wait_until (is_idle, picture);
  if (changed == 0)
    g_assert_true (hf_choices_get_only_path (hf_picture_get_choices (picture)));

  hf_picture_clear (picture);
  g_assert_null (hf_picture_get_drawing (picture));
  hf_picture_draw (picture, stage->scene->analysis, hf_choices_new (scene_id (stage->scene, "app")));
  g_clear_object (&picture);
  stage_wait_until (no_jobs, NULL);
}

static void
keep_sentence (HfPicture *picture, const char *sentence, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (sentence);
}

/* A path between two drawn objects, and all ways to one: steps like any other, or a sentence. */
static void
test_searches (Stage *stage, gconstpointer anchor)
{
  g_autoptr (HfPicture) picture = hf_picture_new ();
  g_autofree char *sentence = NULL;
  guint32 app, message, weak, before;

  g_signal_connect (picture, "failed", G_CALLBACK (keep_sentence), &sentence);
  hf_picture_set_metrics (picture, hf_canvas_get_metrics (stage->canvas));
  hf_picture_draw (picture, stage->scene->analysis, hf_choices_new (scene_id (stage->scene, "message")));
  stage_wait_until (is_idle, picture);
  before = hf_picture_get_drawing (picture)->n_nodes;
  message = hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, "message"));
  g_assert_true (hf_picture_request (picture, HF_CANVAS_HIDE_OBJECT, hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, "cache"))));
  stage_wait_until (is_idle, picture);
  g_assert_true (hf_picture_request (picture, HF_CANVAS_ALL_WAYS, message));
  g_assert_true (hf_picture_is_busy (picture));
  stage_wait_until (is_idle, picture);
  g_assert_null (sentence);
  hf_picture_undo (picture);
  stage_wait_until (is_idle, picture);
  hf_picture_undo (picture);
  stage_wait_until (is_idle, picture);
  g_assert_cmpuint (hf_picture_get_drawing (picture)->n_nodes, ==, before);

  app = hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, "app"));
  hf_picture_add_path (picture, message, app);
  stage_wait_until (is_idle, picture);
  g_assert_null (sentence);
  hf_picture_add_object (picture, scene_id (stage->scene, "weak"));
  stage_wait_until (is_idle, picture);
  weak = hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, "weak"));
  before = hf_picture_get_drawing (picture)->n_nodes;
  hf_picture_add_path (picture, hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, "message")), weak);
  stage_wait_until (is_idle, picture);
  g_assert_nonnull (sentence);
  g_assert_cmpuint (hf_picture_get_drawing (picture)->n_nodes, ==, before);
  /* Ends that are no nodes are nothing to look for. */
  hf_picture_add_path (picture, HF_NONE, app);
  g_assert_false (hf_picture_is_busy (picture));
}

static gboolean
can (HfPicture *picture, const char *property)
{
  gboolean value = FALSE;

  g_object_get (picture, property, &value, NULL);

  return value;
}

/* Every change is a step: back through all of them and forth again the same pictures appear. */
static void
test_undo (Stage *stage, gconstpointer anchor)
{
  g_autoptr (HfPicture) picture = hf_picture_new ();
  static const HfCanvasRequest requests[] = {
    HF_CANVAS_EXPAND_REFERENTS, HF_CANVAS_EXPAND_REFERRERS, HF_CANVAS_HIDE_TYPE, HF_CANVAS_SHOW_HIDDEN, HF_CANVAS_COLLAPSE,
  };
  guint counts[G_N_ELEMENTS (requests) + 3], n = 0;

  hf_picture_set_metrics (picture, hf_canvas_get_metrics (stage->canvas));
  hf_picture_draw (picture, stage->scene->analysis, hf_choices_new (scene_id (stage->scene, "message")));
  stage_wait_until (is_idle, picture);
  g_assert_false (can (picture, "can-undo"));
  counts[n++] = hf_picture_get_drawing (picture)->n_nodes;
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      guint32 node = hf_drawing_find_node (hf_picture_get_drawing (picture), scene_id (stage->scene, i == 2 ? "s0" : "cache"));

      g_assert_true (hf_picture_request (picture, requests[i], node));
      stage_wait_until (is_idle, picture);
      counts[n++] = hf_picture_get_drawing (picture)->n_nodes;
    }
  hf_picture_set_only_path (picture, TRUE);
  stage_wait_until (is_idle, picture);
  counts[n++] = hf_picture_get_drawing (picture)->n_nodes;
  /* Another object of the same heap is one more step. */
  hf_picture_draw (picture, stage->scene->analysis, hf_choices_new (scene_id (stage->scene, "app")));
  stage_wait_until (is_idle, picture);
  counts[n++] = hf_picture_get_drawing (picture)->n_nodes;

  for (guint i = n - 1; i-- > 0;)
    {
      g_assert_true (can (picture, "can-undo"));
      hf_picture_undo (picture);
      stage_wait_until (is_idle, picture);
      g_assert_cmpuint (hf_picture_get_drawing (picture)->n_nodes, ==, counts[i]);
    }
  g_assert_false (can (picture, "can-undo"));
  for (guint i = 1; i < n; i++)
    {
      hf_picture_redo (picture);
      stage_wait_until (is_idle, picture);
      g_assert_cmpuint (hf_picture_get_drawing (picture)->n_nodes, ==, counts[i]);
    }
  g_assert_false (can (picture, "can-redo"));
  hf_picture_clear (picture);
  g_assert_false (can (picture, "can-undo"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Stage *, gconstpointer);
  } cases[] = {
    { "/parts/outline", test_outline },
    { "/parts/hidden-list", test_hidden_list },
    { "/parts/legend", test_legend },
    { "/parts/legend-gives-way", test_legend_gives_way },
    { "/parts/minimap", test_minimap },
    { "/parts/picture", test_picture },
    { "/parts/searches", test_searches },
    { "/parts/undo", test_undo },
  };

  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Stage, "message", stage_set_up, cases[i].test, stage_tear_down);

  return g_test_run ();
}
