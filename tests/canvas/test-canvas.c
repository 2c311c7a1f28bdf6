/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas-stage.h"
#include "canvas/hf-node-widget.h"

#include <math.h>

static void
walk (Stage *stage, HfWalk direction)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (stage->canvas), "canvas.walk", "u", (guint) direction));
}

static void
count_signal (gpointer counter)
{
  ++*(guint *) counter;
}

/* ---- nodes as widgets --------------------------------------------------------------------------------------------- */

static void
test_widgets (Stage *stage, gconstpointer anchor)
{
  HfDrawing *drawing = hf_canvas_get_drawing (stage->canvas);

  g_assert_cmpuint (drawing->n_nodes, >=, 5);
  g_assert_cmpuint (stage_count_node_widgets (stage), ==, drawing->n_nodes);
  gtk_test_accessible_assert_role (stage->canvas, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (stage->canvas, GTK_ACCESSIBLE_PROPERTY_LABEL, "Reference graph");
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      GtkWidget *widget = hf_canvas_node_widget (stage->canvas, i);
      g_autofree char *label = g_strconcat (drawing->nodes[i].title, *drawing->nodes[i].value ? " " : "", drawing->nodes[i].value, NULL);

      gtk_test_accessible_assert_role (widget, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
      gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, label);
      gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, drawing->nodes[i].description);
      gtk_test_accessible_assert_state (widget, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
      g_assert_true (gtk_widget_get_focusable (widget));
    }
}

static void
test_selection (Stage *stage, gconstpointer anchor)
{
  guint32 node = stage_node (stage, "cache");
  GtkWidget *widget = hf_canvas_node_widget (stage->canvas, node);

  hf_canvas_select_object (stage->canvas, scene_id (stage->scene, "cache"));
  g_assert_cmpuint (hf_canvas_get_selected_node (stage->canvas), ==, node);
  gtk_test_accessible_assert_state (widget, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  /* What others select is not told back. */
  g_assert_cmpuint (stage->selected, ==, HF_NONE);

  g_assert_true (gtk_widget_activate_action (hf_canvas_node_widget (stage->canvas, stage_node (stage, "s0")), "node.select", NULL));
  g_assert_cmpuint (stage->selected, ==, scene_id (stage->scene, "s0"));
  gtk_test_accessible_assert_state (widget, GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
  g_assert_true (gtk_widget_has_focus (hf_canvas_node_widget (stage->canvas, stage_node (stage, "s0"))));

  hf_canvas_select_object (stage->canvas, HF_NONE);
  g_assert_cmpuint (hf_canvas_get_selected_node (stage->canvas), ==, HF_NONE);
}

/* ---- keyboard ----------------------------------------------------------------------------------------------------- */

static void
test_walk (Stage *stage, gconstpointer anchor)
{
  HfDrawing *drawing = hf_canvas_get_drawing (stage->canvas);
  guint steps = 0;

  stage_act (stage, "canvas.anchor");
  g_assert_cmpuint (hf_canvas_get_selected_node (stage->canvas), ==, stage_node (stage, anchor));
  stage_act (stage, "canvas.root");
  g_assert_true (drawing->nodes[hf_canvas_get_selected_node (stage->canvas)].flags & HF_NODE_ON_CHAIN);

  /* Every step down follows an edge, downward where one is drawn so; up leads away from there again. */
  while (steps < drawing->n_nodes)
    {
      guint32 before = hf_canvas_get_selected_node (stage->canvas), after;

      walk (stage, HF_WALK_DOWN);
      after = hf_canvas_get_selected_node (stage->canvas);
      if (after == before)
        break;
      steps++;
      g_assert_cmpuint (hf_drawing_find_edge (drawing, before, after), !=, HF_NONE);
      walk (stage, HF_WALK_UP);
      g_assert_cmpuint (hf_drawing_find_edge (drawing, hf_canvas_get_selected_node (stage->canvas), after), !=, HF_NONE);
      hf_canvas_select_node (stage->canvas, after);
    }
  g_assert_cmpuint (steps, >=, 2);
}

static void
test_arrows_pan (Stage *stage, gconstpointer anchor)
{
  HfViewport *viewport = hf_canvas_get_viewport (stage->canvas);
  double x = hf_viewport_get_x (viewport);

  hf_canvas_select_object (stage->canvas, HF_NONE);
  walk (stage, HF_WALK_RIGHT);
  g_assert_cmpfloat (hf_viewport_get_x (viewport), >, x);
  g_assert_cmpuint (hf_canvas_get_selected_node (stage->canvas), ==, HF_NONE);
}

static void
test_tab (Stage *stage, gconstpointer anchor)
{
  GtkWidget *canvas = GTK_WIDGET (stage->canvas);

  gtk_window_set_focus (GTK_WINDOW (stage->window), NULL);
  hf_canvas_select_object (stage->canvas, scene_id (stage->scene, "s0"));
  g_assert_true (gtk_widget_child_focus (canvas, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_widget_has_focus (hf_canvas_node_widget (stage->canvas, stage_node (stage, "s0"))));
  /* Alone below its referrer: the next Tab leaves. */
  hf_canvas_select_by_hand (stage->canvas, stage_node (stage, "list"));
  while (gtk_widget_child_focus (canvas, GTK_DIR_TAB_FORWARD))
    ;
  g_assert_cmpuint (hf_drawing_find_edge (hf_canvas_get_drawing (stage->canvas), stage_node (stage, "s0"), hf_canvas_get_selected_node (stage->canvas)), !=, HF_NONE);
}

static guint
count_tabs (Stage *stage, GtkDirectionType direction)
{
  guint n = 0;

  while (gtk_widget_child_focus (GTK_WIDGET (stage->canvas), direction))
    {
      HfDrawing *drawing = hf_canvas_get_drawing (stage->canvas);
      guint32 node = hf_canvas_get_selected_node (stage->canvas);

      g_assert_cmpuint (hf_drawing_find_edge (drawing, stage_node (stage, "cache"), node), !=, HF_NONE);
      g_assert_true (gtk_widget_has_focus (hf_canvas_node_widget (stage->canvas, node)));
      g_assert_cmpuint (++n, <=, drawing->n_nodes);
    }

  return n;
}

/* Through all that a node refers to, once each, and back. */
static void
test_tab_siblings (Stage *stage, gconstpointer anchor)
{
  guint siblings = 0;

  stage_expand (stage, "cache");
  for (guint e = 0; e < hf_canvas_get_drawing (stage->canvas)->n_edges; e++)
    siblings += hf_canvas_get_drawing (stage->canvas)->edges[e].from == stage_node (stage, "cache");
  g_assert_cmpuint (siblings, >, 8);
  hf_canvas_select_by_hand (stage->canvas, stage_node (stage, "s1"));
  count_tabs (stage, GTK_DIR_TAB_BACKWARD);
  g_assert_cmpuint (count_tabs (stage, GTK_DIR_TAB_FORWARD), ==, siblings - 1);
  g_assert_cmpuint (count_tabs (stage, GTK_DIR_TAB_BACKWARD), ==, siblings - 1);
}

/* ---- camera ------------------------------------------------------------------------------------------------------- */

static void
test_zoom (Stage *stage, gconstpointer anchor)
{
  HfViewport *viewport = hf_canvas_get_viewport (stage->canvas);
  double scale = hf_viewport_get_scale (viewport), x, y, x2, y2;

  hf_viewport_to_scene (viewport, hf_viewport_get_width (viewport) / 2, hf_viewport_get_height (viewport) / 2, &x, &y);
  stage_act (stage, "canvas.zoom-in");
  g_assert_cmpfloat (hf_viewport_get_scale (viewport), >, scale);
  hf_viewport_to_scene (viewport, hf_viewport_get_width (viewport) / 2, hf_viewport_get_height (viewport) / 2, &x2, &y2);
  g_assert_cmpfloat_with_epsilon (x, x2, 1e-6);
  g_assert_cmpfloat_with_epsilon (y, y2, 1e-6);
  stage_act (stage, "canvas.zoom-out");
  g_assert_cmpfloat_with_epsilon (hf_viewport_get_scale (viewport), scale, 1e-9);
  stage_act (stage, "canvas.zoom-normal");
  g_assert_cmpfloat_with_epsilon (hf_viewport_get_scale (viewport), 1, 1e-9);
  stage_act (stage, "canvas.zoom-in");
  stage_act (stage, "canvas.fit");
  g_assert_cmpfloat (hf_viewport_get_scale (viewport), <=, 1);
  stage_wait_for_frame (stage->window);
  for (guint i = 0; i < hf_canvas_get_drawing (stage->canvas)->n_nodes; i++)
    {
      graphene_point_t middle = stage_middle (stage, i);

      g_assert_cmpfloat (middle.x, >, 0);
      g_assert_cmpfloat (middle.x, <, hf_viewport_get_width (viewport));
      g_assert_cmpfloat (middle.y, >, 0);
      g_assert_cmpfloat (middle.y, <, hf_viewport_get_height (viewport));
    }
}

static void
test_scroll_bars (Stage *stage, gconstpointer anchor)
{
  HfViewport *viewport = hf_canvas_get_viewport (stage->canvas);
  GtkAdjustment *adjustment = NULL;
  double x;

  hf_canvas_set_scale (stage->canvas, 8);
  stage_wait_for_frame (stage->window);
  g_object_get (stage->canvas, "hadjustment", &adjustment, NULL);
  x = hf_viewport_get_x (viewport);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (adjustment), x * 8, 1e-6);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + 20);
  g_assert_cmpfloat_with_epsilon (hf_viewport_get_x (viewport), x + 2.5, 1e-6);
  g_object_unref (adjustment);
}

/* ---- re-layout ---------------------------------------------------------------------------------------------------- */

/* Whatever node is held, it is where it was within a pixel after nodes have come and gone around it. */
static void
test_keeps_still (Stage *stage, gconstpointer anchor)
{
  static const char *names[] = { "cache", "s0", "app" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint hovered = 0; hovered < 2; hovered++)
      {
        guint32 node = stage_node (stage, names[i]);
        guint before_n = hf_canvas_get_drawing (stage->canvas)->n_nodes;
        graphene_point_t before, after;

        hf_canvas_select_node (stage->canvas, hovered ? stage_node (stage, "message") : node);
        stage->canvas->pointer_inside = hovered;
        hf_canvas_set_hovered (stage->canvas, &(HfHit) { hovered ? HF_HIT_NODE : HF_HIT_NOTHING, hovered ? node : HF_NONE, 0 });
        hf_canvas_reveal_node (stage->canvas, node);
        hf_viewport_pan (hf_canvas_get_viewport (stage->canvas), 13, 17);
        before = stage_middle (stage, node);
        stage_expand (stage, "cache");
        stage_wait_for_frame (stage->window);
        after = stage_middle (stage, stage_node (stage, names[i]));
        g_assert_cmpfloat_with_epsilon (before.x, after.x, 1);
        g_assert_cmpfloat_with_epsilon (before.y, after.y, 1);
        if (hf_canvas_get_drawing (stage->canvas)->n_nodes < SCENE_SESSIONS)
          g_assert_cmpuint (hf_canvas_get_drawing (stage->canvas)->n_nodes, >, before_n);
        g_assert_cmpuint (stage_count_node_widgets (stage), ==, hf_canvas_get_drawing (stage->canvas)->n_nodes);
      }
}

/* A heap in which everything refers to something and there is always more to draw. */
static HfTestGraph *
thicket (GRand *rand, guint n)
{
  g_autoptr (GString) text = g_string_new ("r>o0@module:m ");

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < 6; k++)
      g_string_append_printf (text, "o%u>o%d@.a%u ", i, k == 0 && i + 1 < n ? (gint32) i + 1 : g_rand_int_range (rand, 0, (gint32) n), k);

  return hf_test_graph_new (text->str);
}

static guint32
random_node (GRand *rand, HfDrawing *drawing, HfSide side)
{
  for (;;)
    {
      guint32 node = (guint32) g_rand_int_range (rand, 0, (gint32) drawing->n_nodes);
      const HfNode *what = &drawing->nodes[node];

      if (what->form == HF_NODE_OBJECT && (side == HF_SIDE_REFERRERS ? what->more_referrers : what->more_referents) > 0)
        return node;
    }
}

static void
show (Stage *stage, HfAnalysis *analysis, const HfChoices *choices)
{
  g_autoptr (HfDrawing) drawing = hf_drawing_new (analysis, choices, NULL, NULL);
  g_autoptr (HfGeometry) geometry = hf_geometry_lay_out (drawing, stage->canvas->metrics, stage->scene->client, NULL, NULL);

  hf_canvas_set_scene (stage->canvas, drawing, geometry);
  stage_wait_for_frame (stage->window);
}

/* Shows @choices and asserts that the node of @object is where it was. */
static void
show_still (Stage *stage, HfAnalysis *analysis, const HfChoices *choices, guint32 object)
{
  graphene_point_t before = stage_middle (stage, hf_drawing_find_node (hf_canvas_get_drawing (stage->canvas), object)), after;

  show (stage, analysis, choices);
  after = stage_middle (stage, hf_drawing_find_node (hf_canvas_get_drawing (stage->canvas), object));
  g_assert_cmpfloat_with_epsilon (before.x, after.x, 1);
  g_assert_cmpfloat_with_epsilon (before.y, after.y, 1);
}

/* Thirty times more is added somewhere, with the pointer wherever it is: what was asked stays within a pixel, and while all
 * of it is undone, so does what is selected. */
static void
test_thirty_expansions (Stage *stage, gconstpointer anchor)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (30);
  g_autoptr (HfTestGraph) graph = thicket (rand, 400);
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfChoices) choices = hf_choices_new (1);
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_choices_free);
  HfCanvas *canvas = stage->canvas;

  show (stage, analysis, choices);
  for (guint round = 0; round < 30; round++)
    {
      HfDrawing *drawing = hf_canvas_get_drawing (canvas);
      HfSide side = round % 2;
      guint n = drawing->n_nodes;
      guint32 node = random_node (rand, drawing, side), object = drawing->nodes[node].object;

      hf_canvas_reveal_node (canvas, node);
      canvas->pointer_inside = round % 3 != 0;
      hf_canvas_set_hovered (canvas, &(HfHit) { HF_HIT_NODE, (guint32) g_rand_int_range (rand, 0, (gint32) n), 0 });
      hf_canvas_request (canvas, side == HF_SIDE_REFERRERS ? HF_CANVAS_EXPAND_REFERRERS : HF_CANVAS_EXPAND_REFERENTS, node);
      g_ptr_array_add (steps, hf_choices_copy (choices));
      if (side == HF_SIDE_REFERRERS)
        hf_choices_add_referrers (choices, object, HF_CHOICES_STEP);
      else
        hf_choices_add_referents (choices, object, HF_CHOICES_STEP);
      show_still (stage, analysis, choices, object);
      g_assert_cmpuint (hf_canvas_get_drawing (canvas)->n_nodes, >, n);
    }
  g_assert_cmpuint (hf_canvas_get_drawing (canvas)->n_nodes, >, 80);

  canvas->pointer_inside = FALSE;
  hf_canvas_select_object (canvas, 1);
  hf_canvas_reveal_node (canvas, hf_drawing_find_node (hf_canvas_get_drawing (canvas), 1));
  for (guint i = steps->len; i-- > 0;)
    show_still (stage, analysis, g_ptr_array_index (steps, i), 1);
}

static void
test_keeps_widgets (Stage *stage, gconstpointer anchor)
{
  GtkWidget *widget = hf_canvas_node_widget (stage->canvas, stage_node (stage, "cache"));

  hf_canvas_select_by_hand (stage->canvas, stage_node (stage, "cache"));
  g_assert_true (gtk_widget_has_focus (widget));
  stage_expand (stage, "cache");
  g_assert_true (hf_canvas_node_widget (stage->canvas, stage_node (stage, "cache")) == widget);
  g_assert_true (gtk_widget_has_focus (widget));
  g_assert_cmpuint (hf_canvas_get_selected_node (stage->canvas), ==, stage_node (stage, "cache"));

  hf_canvas_set_scene (stage->canvas, NULL, NULL);
  g_assert_cmpuint (stage_count_node_widgets (stage), ==, 0);
  g_assert_cmpuint (hf_canvas_get_selected_node (stage->canvas), ==, HF_NONE);
  stage_wait_for_frame (stage->window);
}

static gboolean
is_at_rest (gpointer canvas)
{
  return !hf_canvas_is_gliding (canvas);
}

static void
test_glide (Stage *stage, gconstpointer anchor)
{
  guint32 node = stage_node (stage, "app");
  graphene_point_t before, begin, end;
  gint64 started;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  hf_canvas_select_node (stage->canvas, stage_node (stage, "message"));
  before = stage_middle (stage, node);
  stage_expand (stage, "cache");
  node = stage_node (stage, "app");
  begin = stage_middle (stage, node);
  g_assert_true (hf_canvas_is_gliding (stage->canvas));
  g_assert_cmpfloat_with_epsilon (before.x, begin.x, 1);
  g_assert_cmpfloat_with_epsilon (before.y, begin.y, 1);
  started = g_get_monotonic_time ();
  stage_wait_until (is_at_rest, stage->canvas);
  end = stage_middle (stage, node);
  g_assert_cmpfloat (hypot (end.x - begin.x, end.y - begin.y), >, 2);
  g_test_message ("glided for %.0f ms", (double) (g_get_monotonic_time () - started) / 1000);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  hf_choices_collapse (stage->choices, scene_id (stage->scene, "cache"));
  stage_show_choices (stage);
  g_assert_false (hf_canvas_is_gliding (stage->canvas));
}

/* The chain reads from top to bottom, whatever cycles it runs through. */
static void
test_chain_down (Stage *stage, gconstpointer anchor)
{
  static const char *chain[] = { "app", "cache", "s0", "list", "message" };

  for (guint i = 1; i < G_N_ELEMENTS (chain); i++)
    g_assert_cmpfloat (stage_middle (stage, stage_node (stage, chain[i])).y, >, stage_middle (stage, stage_node (stage, chain[i - 1])).y);
}

static gboolean
is_crisp (gpointer canvas)
{
  HfCanvas *self = canvas;
  double wanted = hf_viewport_get_scale (self->viewport) * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GtkWidget *selected = hf_canvas_node_widget (self, self->selected_node);

  if (selected != NULL && fabs (hf_node_widget_get_raster (HF_NODE_WIDGET (selected)) - wanted) > 1e-6)
    return FALSE;

  return fabs (hf_tiles_get_scale (self->tiles) - wanted) < 1e-6;
}

/* Tiles are stretched while the scale changes, and painted anew by themselves once it rests. */
static void
test_crisp (Stage *stage, gconstpointer anchor)
{
  const double scales[] = { 0.5, 1, 0.9, 0.6 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      hf_canvas_set_scale (stage->canvas, scales[i]);
      stage_wait_for_frame (stage->window);
      stage_wait_until (is_crisp, stage->canvas);
    }
}

/* ---- handles and requests ----------------------------------------------------------------------------------------- */

static void
test_hit (Stage *stage, gconstpointer anchor)
{
  HfDrawing *drawing = hf_canvas_get_drawing (stage->canvas);
  HfGeometry *geometry = hf_canvas_get_geometry (stage->canvas);
  HfViewport *viewport = hf_canvas_get_viewport (stage->canvas);
  guint handles = 0;

  hf_canvas_set_scale (stage->canvas, 1);
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      graphene_point_t middle = stage_middle (stage, i);
      HfHit hit = hf_canvas_hit (stage->canvas, middle.x, middle.y);

      g_assert_cmpint (hit.kind, ==, HF_HIT_NODE);
      g_assert_cmpuint (hit.index, ==, i);
      for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
        {
          HfRect pill;
          double x, y;

          if (!hf_geometry_handle (geometry, drawing, stage->canvas->metrics, i, side, &pill))
            continue;
          handles++;
          hf_viewport_to_widget (viewport, pill.x + pill.width / 2, pill.y + pill.height / 2, &x, &y);
          hit = hf_canvas_hit (stage->canvas, x, y);
          g_assert_cmpint (hit.kind, ==, HF_HIT_HANDLE);
          g_assert_cmpuint (hit.index, ==, i);
          g_assert_cmpint (hit.side, ==, side);
        }
    }
  g_assert_cmpuint (handles, >=, 1);
  g_assert_cmpint (hf_canvas_hit (stage->canvas, -1e6, -1e6).kind, ==, HF_HIT_NOTHING);
}

static void
test_hit_edge (Stage *stage, gconstpointer anchor)
{
  HfDrawing *drawing = hf_canvas_get_drawing (stage->canvas);
  HfGeometry *geometry = hf_canvas_get_geometry (stage->canvas);
  guint found = 0;

  hf_canvas_set_scale (stage->canvas, 1);
  for (guint e = 0; e < drawing->n_edges; e++)
    {
      const HfRect *label = &geometry->labels[e];
      double x, y;
      HfHit hit;

      if (label->width <= 0)
        continue;
      hf_viewport_to_widget (hf_canvas_get_viewport (stage->canvas), label->x + label->width / 2, label->y + label->height / 2, &x, &y);
      hit = hf_canvas_hit (stage->canvas, x, y);
      found += hit.kind == HF_HIT_EDGE && hit.index == e;
    }
  g_assert_cmpuint (found, >=, drawing->n_edges / 2);
}

static void
test_requests (Stage *stage, gconstpointer anchor)
{
  static const struct
  {
    const char *action;
    HfCanvasRequest request;
  } cases[] = {
    { "canvas.expand-referents", HF_CANVAS_EXPAND_REFERENTS }, { "canvas.collapse", HF_CANVAS_COLLAPSE },
    { "canvas.hide-type", HF_CANVAS_HIDE_TYPE }, { "canvas.hide-object", HF_CANVAS_HIDE_OBJECT },
    { "canvas.all-ways", HF_CANVAS_ALL_WAYS }, { "canvas.copy-address", HF_CANVAS_COPY_ADDRESS }, { "canvas.copy-expression", HF_CANVAS_COPY_EXPRESSION },
    { "canvas.activate", HF_CANVAS_EXPAND_REFERRERS },
  };
  guint32 node = stage_node (stage, "cache");

  hf_canvas_select_node (stage->canvas, node);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      stage->request = HF_N_CANVAS_REQUESTS;
      stage_act (stage, cases[i].action);
      g_assert_cmpuint (stage->request, ==, cases[i].request);
      g_assert_cmpuint (stage->request_node, ==, node);
    }

  g_assert_true (gtk_widget_activate_action (hf_canvas_node_widget (stage->canvas, node), "node.expand-referents", NULL));
  g_assert_cmpuint (stage->request, ==, HF_CANVAS_EXPAND_REFERENTS);
}

static void
test_mark (Stage *stage, gconstpointer anchor)
{
  guint32 first = stage_node (stage, "cache"), second = stage_node (stage, "s0");
  GtkWidget *widget = hf_canvas_node_widget (stage->canvas, first);

  hf_canvas_select_node (stage->canvas, first);
  stage_act (stage, "canvas.mark");
  g_assert_cmpuint (hf_canvas_get_marked_node (stage->canvas), ==, first);
  gtk_test_accessible_assert_state (widget, GTK_ACCESSIBLE_STATE_CHECKED, GTK_ACCESSIBLE_TRISTATE_TRUE);
  /* With one node there is no path. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (stage->canvas), "canvas.path-between", NULL));
  g_assert_cmpuint (stage->request, ==, HF_N_CANVAS_REQUESTS);
  hf_canvas_select_node (stage->canvas, second);
  stage_act (stage, "canvas.path-between");
  g_assert_cmpuint (stage->request, ==, HF_CANVAS_PATH_BETWEEN);
  g_assert_cmpuint (stage->request_node, ==, second);
  /* The mark follows its object into the next scene. */
  stage_expand (stage, "cache");
  g_assert_cmpuint (hf_canvas_get_marked_node (stage->canvas), ==, stage_node (stage, "cache"));
  hf_canvas_select_node (stage->canvas, stage_node (stage, "cache"));
  stage_act (stage, "canvas.mark");
  g_assert_cmpuint (hf_canvas_get_marked_node (stage->canvas), ==, HF_NONE);
}

static void
test_only_path (Stage *stage, gconstpointer anchor)
{
  gboolean only_path = FALSE;

  stage_act (stage, "canvas.only-path");
  g_object_get (stage->canvas, "only-path", &only_path, NULL);
  g_assert_true (only_path);
}

static void
test_menu (Stage *stage, gconstpointer anchor)
{
  hf_canvas_select_node (stage->canvas, stage_node (stage, "cache"));
  stage_act (stage, "canvas.menu");
  g_assert_true (gtk_widget_get_visible (stage->canvas->menu));
  stage_wait_for_frame (stage->window);
  gtk_popover_popdown (GTK_POPOVER (stage->canvas->menu));

  /* For a node far out of view it is brought into view first. */
  hf_canvas_set_scale (stage->canvas, 8);
  hf_viewport_pan (hf_canvas_get_viewport (stage->canvas), -5000, -5000);
  stage_act (stage, "canvas.menu");
  stage_wait_for_frame (stage->window);
  g_assert_cmpfloat (stage_middle (stage, stage_node (stage, "cache")).x, >, 0);
  g_assert_cmpfloat (stage_middle (stage, stage_node (stage, "cache")).y, <, 700);
  gtk_popover_popdown (GTK_POPOVER (stage->canvas->menu));
}

/* ---- large drawings ----------------------------------------------------------------------------------------------- */

static void
test_large (Stage *stage, gconstpointer anchor)
{
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfGeometry) geometry = NULL;
  HfHit hit;
  graphene_point_t middle;

  scene_make_grid (stage->scene, 2000, &drawing, &geometry);
  hf_canvas_set_scene (stage->canvas, drawing, geometry);
  g_assert_cmpuint (stage_count_node_widgets (stage), ==, 0);
  stage_wait_for_frame (stage->window);
  hf_canvas_fit (stage->canvas);
  stage_wait_for_frame (stage->window);
  hf_canvas_set_scale (stage->canvas, 1);
  stage_wait_for_frame (stage->window);
  for (guint i = 0; i < 40; i++)
    {
      hf_viewport_pan (hf_canvas_get_viewport (stage->canvas), 300, 200);
      stage_wait_for_frame (stage->window);
      g_assert_cmpuint (hf_tiles_get_n (stage->canvas->tiles), <=, 8 * 8);
    }

  hf_canvas_select_node (stage->canvas, 1999);
  hf_canvas_reveal_node (stage->canvas, 1999);
  middle = stage_middle (stage, 1999);
  hit = hf_canvas_hit (stage->canvas, middle.x, middle.y);
  g_assert_cmpuint (hit.index, ==, 1999);
  walk (stage, HF_WALK_UP);
  g_assert_cmpuint (hf_canvas_get_selected_node (stage->canvas), !=, 1999);
  stage_wait_for_frame (stage->window);

  /* And back to widgets. */
  stage_show_choices (stage);
  g_assert_cmpuint (stage_count_node_widgets (stage), ==, hf_canvas_get_drawing (stage->canvas)->n_nodes);
}

/* What is on the screen is what the painter paints: same place, same colours, however it got there. */
static void
test_paints_scene (Stage *stage, gconstpointer anchor)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (stage->canvas));
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface;
  cairo_t *cr;
  guint different = 0;
  int width = gtk_widget_get_width (GTK_WIDGET (stage->canvas)), height = gtk_widget_get_height (GTK_WIDGET (stage->canvas));

  /* A paintable has nothing to show between a change of places and the frame after it. */
  for (guint i = 0; i < 10 && node == NULL; i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      stage_wait_for_frame (stage->window);
      gdk_paintable_snapshot (paintable, snapshot, width, height);
      node = gtk_snapshot_free_to_node (snapshot);
    }
  g_assert_nonnull (node);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  /* A node's fill is seen at the left inside of its box. */
  for (guint i = 0; i < hf_canvas_get_drawing (stage->canvas)->n_nodes; i++)
    {
      const HfNode *what = &hf_canvas_get_drawing (stage->canvas)->nodes[i];
      HfColor fill = hf_palette_kind (hf_canvas_get_palette (stage->canvas), what->kind).fill;
      graphene_rect_t rect;
      const guint8 *pixel;
      int x, y;

      hf_canvas_get_node_rect (stage->canvas, i, &rect);
      x = (int) (rect.origin.x + rect.size.width - 6), y = (int) (rect.origin.y + rect.size.height / 2 + 8);
      if (x < 0 || y < 0 || x >= width || y >= height || what->form != HF_NODE_OBJECT)
        continue;
      pixel = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x;
      different += fabs (pixel[2] / 255.0 - fill.red) + fabs (pixel[1] / 255.0 - fill.green) + fabs (pixel[0] / 255.0 - fill.blue) > 0.1;
    }
  cairo_surface_destroy (surface);
  g_assert_cmpuint (different, ==, 0);
}

static void
test_font (Stage *stage, gconstpointer anchor)
{
  guint metrics = 0;

  g_signal_connect_swapped (stage->canvas, "notify::metrics", G_CALLBACK (count_signal), &metrics);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "DejaVu Sans 14", NULL);
  g_assert_cmpuint (metrics, ==, 1);
  stage_wait_for_frame (stage->window);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "DejaVu Sans 10", NULL);
}

static void
test_dark (Stage *stage, gconstpointer anchor)
{
  for (guint i = 0; i < 4; i++)
    {
      hf_canvas_set_palette (stage->canvas, hf_palette_get (i & 1, i & 2));
      test_paints_scene (stage, anchor);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Stage *, gconstpointer);
  } cases[] = {
    { "/canvas/widgets", test_widgets },
    { "/canvas/selection", test_selection },
    { "/canvas/walk", test_walk },
    { "/canvas/arrows-pan", test_arrows_pan },
    { "/canvas/tab", test_tab },
    { "/canvas/tab-siblings", test_tab_siblings },
    { "/canvas/zoom", test_zoom },
    { "/canvas/scroll-bars", test_scroll_bars },
    { "/canvas/keeps-still", test_keeps_still },
    { "/canvas/thirty-expansions", test_thirty_expansions },
    { "/canvas/keeps-widgets", test_keeps_widgets },
    { "/canvas/glide", test_glide },
    { "/canvas/chain-down", test_chain_down },
    { "/canvas/crisp", test_crisp },
    { "/canvas/hit", test_hit },
    { "/canvas/hit-edge", test_hit_edge },
    { "/canvas/requests", test_requests },
    { "/canvas/mark", test_mark },
    { "/canvas/only-path", test_only_path },
    { "/canvas/menu", test_menu },
    { "/canvas/large", test_large },
    { "/canvas/paints-scene", test_paints_scene },
    { "/canvas/font", test_font },
    { "/canvas/dark", test_dark },
  };

  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Stage, "message", stage_set_up, cases[i].test, stage_tear_down);

  return g_test_run ();
}
