/* SPDX-License-Identifier: Apache-2.0 */
/* Cards lie over the corners of a canvas: what matters is not below them, and what has come is seen. */
#include "canvas-stage.h"

#include <math.h>

#define TOOLBAR_WIDTH 400
#define TOOLBAR_HEIGHT 66
#define LEGEND_WIDTH 205
#define LEGEND_HEIGHT 170
#define BUTTON_WIDTH 102
#define BUTTON_HEIGHT 48
#define ZOOM_WIDTH 150
#define ZOOM_HEIGHT 62

static void
lay_cards (HfCanvas *canvas)
{
  hf_canvas_set_covered (canvas, GTK_CORNER_TOP_LEFT, TOOLBAR_WIDTH, TOOLBAR_HEIGHT);
  hf_canvas_set_covered (canvas, GTK_CORNER_TOP_RIGHT, 0, 0);
  hf_canvas_set_covered (canvas, GTK_CORNER_BOTTOM_LEFT, LEGEND_WIDTH, LEGEND_HEIGHT);
  hf_canvas_set_least_covered (canvas, GTK_CORNER_BOTTOM_LEFT, BUTTON_WIDTH, BUTTON_HEIGHT);
  hf_canvas_set_covered (canvas, GTK_CORNER_BOTTOM_RIGHT, ZOOM_WIDTH, ZOOM_HEIGHT);
}

static gboolean
is_crowded (HfCanvas *canvas)
{
  gboolean crowded = FALSE;

  g_object_get (canvas, "crowded", &crowded, NULL);

  return crowded;
}

/* How many of the rectangles are below a card, or out of view. */
static guint
count_hidden (HfCanvas *canvas, const HfRect *rects, guint n)
{
  float width = (float) hf_viewport_get_width (canvas->viewport), height = (float) hf_viewport_get_height (canvas->viewport);
  float legend_width = is_crowded (canvas) ? BUTTON_WIDTH : LEGEND_WIDTH, legend_height = is_crowded (canvas) ? BUTTON_HEIGHT : LEGEND_HEIGHT;
  const graphene_rect_t cards[] = {
    GRAPHENE_RECT_INIT (0, 0, TOOLBAR_WIDTH, TOOLBAR_HEIGHT), GRAPHENE_RECT_INIT (0, height - legend_height, legend_width, legend_height),
    GRAPHENE_RECT_INIT (width - ZOOM_WIDTH, height - ZOOM_HEIGHT, ZOOM_WIDTH, ZOOM_HEIGHT),
  };
  guint hidden = 0;

  for (guint i = 0; i < n; i++)
    {
      graphene_rect_t place;
      gboolean below = FALSE;

      if (rects[i].width <= 0)
        continue;
      hf_viewport_rect_to_widget (canvas->viewport, &GRAPHENE_RECT_INIT ((float) rects[i].x, (float) rects[i].y, (float) rects[i].width, (float) rects[i].height), &place);
      for (guint k = 0; k < G_N_ELEMENTS (cards); k++)
        below |= graphene_rect_intersection (&cards[k], &place, NULL);
      hidden += below || place.origin.x < 0 || place.origin.y < 0 || place.origin.x + place.size.width > width || place.origin.y + place.size.height > height;
    }

  return hidden;
}

static void
assert_all_seen (HfCanvas *canvas)
{
  const HfGeometry *geometry = hf_canvas_get_geometry (canvas);

  g_assert_cmpuint (count_hidden (canvas, geometry->nodes, geometry->n_nodes), ==, 0);
  g_assert_cmpuint (count_hidden (canvas, geometry->handles, 2 * geometry->n_nodes), ==, 0);
  g_assert_cmpuint (count_hidden (canvas, geometry->hulls, geometry->n_hulls), ==, 0);
  g_assert_cmpuint (count_hidden (canvas, geometry->labels, geometry->n_edges), ==, 0);
}

/* The view of a window of 800 x 600 and of one of 1280 x 800, with and without panes. */
static const int sizes[][2] = { { 566, 544 }, { 796, 544 }, { 762, 744 }, { 1276, 744 } };

static void
set_view (Stage *stage, guint size)
{
  hf_viewport_set_size (stage->canvas->viewport, sizes[size][0], sizes[size][1]);
}

/* Whatever is drawn, in whatever size. */
static void
test_fit (Stage *stage, gconstpointer anchor)
{
  static const char *anchors[] = { "message", "s0", "cache", "app", "lock" };

  for (guint a = 0; a < G_N_ELEMENTS (anchors); a++)
    for (guint variant = 0; variant < 8; variant++)
      {
        g_clear_pointer (&stage->choices, hf_choices_free);
        stage->choices = hf_choices_new (scene_id (stage->scene, anchors[a]));
        hf_choices_set_fold_cycles (stage->choices, variant & 1);
        hf_choices_set_layout (stage->choices, variant & 2 ? HF_LAYOUT_KIND_RIGHT : HF_LAYOUT_KIND_DOWN);
        if (variant & 4)
          hf_choices_add_referents (stage->choices, scene_id (stage->scene, "cache"), 10);
        stage_show_choices (stage);
        for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
          {
            set_view (stage, size);
            lay_cards (stage->canvas);
            hf_canvas_fit (stage->canvas);
            g_assert_cmpfloat (hf_viewport_get_scale (stage->canvas->viewport), >, 0.02);
            assert_all_seen (stage->canvas);
          }
      }
}

/* A card gives way only for a picture that would be hard to read. */
static void
test_crowded (Stage *stage, gconstpointer anchor)
{
  HfCanvas *canvas = stage->canvas;
  double crowded;

  lay_cards (canvas);
  hf_viewport_set_size (canvas->viewport, 2600, 1800);
  hf_canvas_fit (canvas);
  g_assert_cmpfloat (hf_viewport_get_scale (canvas->viewport), ==, 1);
  g_assert_false (is_crowded (canvas));

  hf_viewport_set_size (canvas->viewport, 500, 500);
  hf_canvas_fit (canvas);
  g_assert_true (is_crowded (canvas));
  crowded = hf_viewport_get_scale (canvas->viewport);
  hf_canvas_set_covered (canvas, GTK_CORNER_BOTTOM_LEFT, LEGEND_WIDTH, LEGEND_HEIGHT);
  hf_canvas_fit (canvas);
  g_assert_false (is_crowded (canvas));
  g_assert_cmpfloat (hf_viewport_get_scale (canvas->viewport), <, crowded);
}

static graphene_point_t
show (Stage *stage, const char *name)
{
  g_autoptr (HfDrawing) drawing = scene_draw (stage->scene, stage->choices);
  g_autoptr (HfGeometry) geometry = scene_lay_out (stage->scene, drawing);

  hf_canvas_set_scene (stage->canvas, drawing, geometry);
  hf_canvas_show_news (stage->canvas);

  return stage_middle (stage, stage_node (stage, name));
}

static void
assert_same_place (graphene_point_t one, graphene_point_t other)
{
  g_assert_cmpfloat_with_epsilon (one.x, other.x, 0.5);
  g_assert_cmpfloat_with_epsilon (one.y, other.y, 0.5);
}

/* What was seen whole is seen whole after more was asked for by a key, and the node at which it was does not move. */
static void
test_news (Stage *stage, gconstpointer anchor)
{
  HfCanvas *canvas = stage->canvas;
  graphene_point_t before;
  double scale;

  hf_viewport_set_size (canvas->viewport, 1276, 744);
  lay_cards (canvas);
  hf_canvas_fit (canvas);
  assert_all_seen (canvas);
  scale = hf_viewport_get_scale (canvas->viewport);
  hf_canvas_select_node (canvas, stage_node (stage, "cache"));
  before = stage_middle (stage, stage_node (stage, "cache"));
  hf_canvas_request (canvas, HF_CANVAS_EXPAND_REFERENTS, stage_node (stage, "cache"));
  hf_choices_add_referents (stage->choices, scene_id (stage->scene, "cache"), 6);
  assert_same_place (before, show (stage, "cache"));
  g_assert_cmpfloat (hf_viewport_get_scale (canvas->viewport), >=, 0.5);
  g_assert_cmpuint (count_hidden (canvas, hf_canvas_get_geometry (canvas)->nodes, hf_canvas_get_geometry (canvas)->n_nodes), ==, 0);

  /* With the pointer on it, what is below the pointer stays as large as it is, as long as something of it is seen. */
  hf_canvas_fit (canvas);
  scale = hf_viewport_get_scale (canvas->viewport);
  before = stage_middle (stage, stage_node (stage, "cache"));
  canvas->pointer_inside = TRUE;
  canvas->pointer_x = before.x;
  canvas->pointer_y = before.y;
  hf_canvas_request (canvas, HF_CANVAS_EXPAND_REFERENTS, stage_node (stage, "cache"));
  hf_choices_add_referents (stage->choices, scene_id (stage->scene, "cache"), 6);
  assert_same_place (before, show (stage, "cache"));
  g_assert_cmpfloat (hf_viewport_get_scale (canvas->viewport), <=, scale);
  g_assert_cmpfloat (hf_viewport_get_scale (canvas->viewport), >=, MIN (scale, 0.5));
}

/* The same while things glide: they set out from where they were. */
static void
test_news_glide (Stage *stage, gconstpointer anchor)
{
  HfCanvas *canvas = stage->canvas;
  graphene_point_t node, other;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  hf_viewport_set_size (canvas->viewport, 1276, 744);
  lay_cards (canvas);
  hf_canvas_fit (canvas);
  node = stage_middle (stage, stage_node (stage, "cache"));
  other = stage_middle (stage, stage_node (stage, "app"));
  hf_canvas_request (canvas, HF_CANVAS_EXPAND_REFERENTS, stage_node (stage, "cache"));
  hf_choices_add_referents (stage->choices, scene_id (stage->scene, "cache"), 6);
  assert_same_place (node, show (stage, "cache"));
  g_assert_true (hf_canvas_is_gliding (canvas));
  assert_same_place (other, stage_middle (stage, stage_node (stage, "app")));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* A card that comes below the canvas moves nothing. */
static void
test_shorter (Stage *stage, gconstpointer anchor)
{
  GtkWidget *canvas = GTK_WIDGET (stage->canvas);
  graphene_point_t before = stage_middle (stage, stage_node (stage, "cache")), after;
  int width = gtk_widget_get_width (canvas), height = gtk_widget_get_height (canvas);

  gtk_widget_allocate (canvas, width, height - 90, -1, NULL);
  after = stage_middle (stage, stage_node (stage, "cache"));
  g_assert_cmpfloat (hf_viewport_get_height (stage->canvas->viewport), ==, height - 90);
  assert_same_place (before, after);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Stage *, gconstpointer);
  } cases[] = {
    { "/cards/fit", test_fit },
    { "/cards/crowded", test_crowded },
    { "/cards/news", test_news },
    { "/cards/news-glide", test_news_glide },
    { "/cards/shorter", test_shorter },
  };

  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Stage, "message", stage_set_up, cases[i].test, stage_tear_down);

  return g_test_run ();
}
