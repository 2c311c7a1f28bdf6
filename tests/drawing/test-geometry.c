/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-graph.h"

#include <math.h>

#include "drawing/hf-curve.h"
#include "drawing/hf-painter.h"
#include "naive.h"

typedef struct
{
  HfTestGraph *graph;
  HfAnalysis *analysis;
  HfDrawing *drawing;
  HfMetrics *metrics;
  HfGeometry *geometry;
} Picture;

static void
picture_clear (Picture *self)
{
  g_clear_pointer (&self->geometry, hf_geometry_unref);
  g_clear_pointer (&self->metrics, hf_metrics_unref);
  g_clear_pointer (&self->drawing, hf_drawing_unref);
  g_clear_pointer (&self->analysis, hf_analysis_unref);
  g_clear_pointer (&self->graph, hf_test_graph_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static void
picture_init (Picture *self, const char *text, HfLayoutClient *client)
{
  g_autoptr (HfChoices) choices = NULL;

  self->graph = hf_test_graph_new (text);
  self->analysis = hf_analysis_new (self->graph->heap, NULL, NULL);
  choices = hf_choices_new (1);
  self->drawing = hf_drawing_new (self->analysis, choices, NULL, NULL);
  self->metrics = hf_metrics_new (NULL, 0);
  self->geometry = hf_geometry_lay_out (self->drawing, self->metrics, client, NULL, NULL);
  g_assert_nonnull (self->geometry);
}

static gboolean
within (const HfRect *inner, const HfRect *outer)
{
  return inner->x >= outer->x - 0.01 && inner->y >= outer->y - 0.01 && inner->x + inner->width <= outer->x + outer->width + 0.01
         && inner->y + inner->height <= outer->y + outer->height + 0.01;
}

static void
assert_geometry (const Picture *picture)
{
  const HfGeometry *geometry = picture->geometry;
  const HfDrawing *drawing = picture->drawing;

  g_assert_cmpfloat (geometry->bounds.x, ==, 0);
  for (guint i = 0; i < geometry->n_nodes; i++)
    {
      double width, height;

      hf_metrics_node (picture->metrics, &drawing->nodes[i], &width, &height);
      g_assert_cmpfloat_with_epsilon (geometry->nodes[i].width, width, 0.01);
      g_assert_true (within (&geometry->nodes[i], &geometry->bounds));
      for (guint j = 0; j < i; j++)
        g_assert_cmpfloat (hf_rect_overlap (&geometry->nodes[i], &geometry->nodes[j]), <, 1);
      for (guint c = 0; c < geometry->n_hulls; c++)
        if (geometry->hulls[c].width > 0 && drawing->nodes[i].component == c)
          g_assert_true (within (&geometry->nodes[i], &geometry->hulls[c]));
        else if (geometry->step == HF_LAYOUT_FULL && drawing->nodes[i].component == c)
          g_assert_cmpuint (drawing->components[c].drawn, ==, 1);
      for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
        {
          guint32 count = side == HF_SIDE_REFERRERS ? drawing->nodes[i].more_referrers : drawing->nodes[i].more_referents;
          HfRect pill;
          gboolean has = hf_geometry_handle (geometry, drawing, picture->metrics, i, side, &pill);

          g_assert_cmpint (has, ==, drawing->nodes[i].form == HF_NODE_OBJECT && count > 0 && !drawing->nodes[i].stacked[side]);
          if (has)
            g_assert_true (within (&pill, &geometry->bounds));
        }
    }
  for (guint e = 0; e < geometry->n_edges; e++)
    {
      g_assert_true (within (&geometry->edge_bounds[e], &geometry->bounds));
      g_assert_cmpint (geometry->labels[e].width > 0, ==, drawing->edges[e].label[0] != '\0');
      if (geometry->labels[e].width > 0)
        {
          double x = geometry->labels[e].x + geometry->labels[e].width / 2, y = geometry->labels[e].y + geometry->labels[e].height / 2;

          g_assert_cmpfloat (hf_geometry_edge_distance (geometry, e, x, y), <=, geometry->labels[e].width / 2 + 40);
        }
    }
}

static void
test_random (gconstpointer with_helper)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (77);
  g_autoptr (HfLayoutClient) client = with_helper ? hf_layout_client_new () : hf_layout_client_new_for_program (NULL);

  for (guint round = 0; round < 60; round++)
    {
      g_autofree char *text = random_python_heap (rand, (guint) g_rand_int_range (rand, 1, 40));
      g_auto (Picture) picture = { 0 };

      picture_init (&picture, text, client);
      assert_geometry (&picture);
      g_assert_cmpint (picture.geometry->sentence != NULL, ==, picture.geometry->step != HF_LAYOUT_FULL);
    }
}

/* Equal objects of one cycle, strangers outside its hull: what the clusters are for. */
static void
test_hulls_part (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_auto (Picture) picture = { 0 };

  picture_init (&picture, "r>a@module:m a>b@.b b>a@.a a>c@.c a>d@.d b>e@.e", client);
  g_assert_cmpint (picture.geometry->step, ==, HF_LAYOUT_FULL);
  for (guint i = 0; i < picture.drawing->n_nodes; i++)
    if (picture.drawing->nodes[i].component == HF_NONE)
      g_assert_cmpfloat (hf_rect_overlap (&picture.geometry->nodes[i], &picture.geometry->hulls[0]), <, 1);
}

/* However many are added around an object, the picture keeps a shape that fits a window. */
static void
test_aspect (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (GString) text = g_string_new ("h=app.Hub l=list r>l@module:m l>h@[0] ");

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "u%u=app.User u%u>h@.hub l>u%u@[%u] h>v%u@.v%u v%u=app.View ", i, i, i, i + 1, i, i, i);
  for (guint n = 6; n <= 60; n += 9)
    {
      g_auto (Picture) picture = { 0 };
      g_autoptr (HfChoices) choices = NULL;

      picture.graph = hf_test_graph_new (text->str);
      picture.analysis = hf_analysis_new (picture.graph->heap, NULL, NULL);
      choices = hf_choices_new (hf_test_graph_id (picture.graph, "h"));
      hf_choices_set_level (choices, n, n);
      hf_choices_set_max_nodes (choices, 2 * n + 10);
      picture.drawing = hf_drawing_new (picture.analysis, choices, NULL, NULL);
      picture.metrics = hf_metrics_new (NULL, 0);
      picture.geometry = hf_geometry_lay_out (picture.drawing, picture.metrics, client, NULL, NULL);
      g_assert_cmpint (picture.geometry->step, <=, HF_LAYOUT_FAST);
      assert_geometry (&picture);
      g_test_message ("%u: %.0f x %.0f", n, picture.geometry->bounds.width, picture.geometry->bounds.height);
      g_assert_cmpfloat (picture.geometry->bounds.width, <, 2 * picture.geometry->bounds.height);
      g_assert_cmpfloat (picture.geometry->bounds.height, <, 2 * picture.geometry->bounds.width);
    }
}

static void
test_metrics (void)
{
  g_autoptr (HfMetrics) metrics = hf_metrics_new (NULL, 0);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 22");
  g_autoptr (HfMetrics) large = hf_metrics_new (font, 0);
  double narrow, wide, plain, markup, height, large_height;

  hf_metrics_text (metrics, HF_TEXT_TITLE, "i", &narrow, &height);
  hf_metrics_text (metrics, HF_TEXT_TITLE, "mmmm", &wide, NULL);
  hf_metrics_text (large, HF_TEXT_TITLE, "i", NULL, &large_height);
  g_assert_cmpfloat (narrow, <, wide);
  g_assert_cmpfloat (large_height, >, height * 1.5);
  hf_metrics_text (metrics, HF_TEXT_VALUE, "bxb", &plain, NULL);
  hf_metrics_text (metrics, HF_TEXT_VALUE, "<b>x</b>", &markup, NULL);
  g_assert_cmpfloat (markup, >, plain * 2); /* shown as it is */
  hf_metrics_text (metrics, HF_TEXT_VALUE, "", &narrow, &height);
  g_assert_cmpfloat (narrow, ==, 0);
  g_assert_cmpfloat (height, >, 0);
}

static gpointer
measure_many (gpointer metrics)
{
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", i % 1500);
      double width;

      hf_metrics_text (metrics, (HfTextRole) (i % HF_N_TEXTS), text, &width, NULL);
      g_assert_cmpfloat (width, >, 0);
    }

  return NULL;
}

static void
test_metrics_threads (void)
{
  g_autoptr (HfMetrics) metrics = hf_metrics_new (NULL, 0);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("measure", measure_many, metrics);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_curves (void)
{
  HfPoint line[] = { { 0, 0 }, { 10, 0 }, { 20, 0 }, { 30, 0 }, { 40, 0 }, { 50, 0 }, { 60, 0 } };
  HfPoint piece[4] = { { 0, 0 }, { 0, 40 }, { 60, 60 }, { 100, 100 } };
  double distance;

  g_assert_cmpfloat_with_epsilon (hf_curve_at (line, 7, 0.5).x, 30, 1e-9);
  g_assert_cmpfloat_with_epsilon (hf_curve_at (line, 7, 1).x, 60, 1e-9);
  g_assert_cmpfloat_with_epsilon (hf_curve_nearest (line, 7, (HfPoint) { 45, 7 }, &distance), 0.75, 0.02);
  g_assert_cmpfloat_with_epsilon (distance, 7, 1e-6);
  hf_curve_shorten (piece, 10);
  g_assert_cmpfloat_with_epsilon (hypot (piece[3].x - 100, piece[3].y - 100), 10, 0.1);
}

static guint
ink (cairo_surface_t *surface)
{
  const guint8 *data;
  int stride, height;
  guint count = 0;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  height = cairo_image_surface_get_height (surface);
  for (int i = 0; i < stride * height; i += 4)
    count += data[i + 3] != 0;

  return count;
}

static int
compare_bytes (const guint8 *a, const guint8 *b, gsize n, guint *unequal)
{
  int most = 0;

  for (gsize i = 0; i < n; i++)
    {
      most = MAX (most, ABS (a[i] - b[i]));
      *unequal += a[i] != b[i];
    }

  return most;
}

/* Painting in tiles paints the same as painting at once, but for how cairo rounds at a clip's border. */
static void
test_tiles (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_auto (Picture) picture = { 0 };
  HfScene scene;
  int width, height;
  guint unequal = 0;
  cairo_surface_t *whole, *tiled;
  cairo_t *cr;

  picture_init (&picture, "r>a@module:m a>b@.b b>a@.a a>c@.c a>d@.d b>e@['key'] a~f@.w a-g@class", client);
  hf_scene_init (&scene, picture.drawing, picture.geometry, picture.metrics, hf_palette_get (FALSE, FALSE));
  width = (int) ceil (picture.geometry->bounds.width);
  height = (int) ceil (picture.geometry->bounds.height);
  whole = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  tiled = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (whole);
  hf_painter_paint_scene (&scene, cr, NULL);
  cairo_destroy (cr);
  cr = cairo_create (tiled);
  for (int x = 0; x < width; x += 64)
    for (int y = 0; y < height; y += 64)
      {
        HfRect clip = { x, y, 64, 64 };

        cairo_save (cr);
        cairo_rectangle (cr, x, y, 64, 64);
        cairo_clip (cr);
        hf_painter_paint_scene (&scene, cr, &clip);
        cairo_restore (cr);
      }
  cairo_destroy (cr);
  cairo_surface_flush (whole);
  cairo_surface_flush (tiled);
  g_assert_cmpint (compare_bytes (cairo_image_surface_get_data (whole), cairo_image_surface_get_data (tiled),
                                  (gsize) cairo_image_surface_get_stride (whole) * height, &unequal), <=, 32);
  g_assert_cmpuint (unequal, <, (guint) (width * height) / 50);
  g_assert_cmpuint (ink (whole), >, 1000);
  cairo_surface_destroy (whole);
  cairo_surface_destroy (tiled);
}

/* A node paints nowhere but in its extents, at every level of detail and in every state. */
static void
test_extents (void)
{
  static const double scales[] = { 1, 0.3, 0.1 };
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_auto (Picture) picture = { 0 };
  HfScene scene;

  picture_init (&picture, "r>a@module:m r>b@native:n a>b@.b b>a@.a a>c@.c c-x@class c-y@class x>z@.z q>a@.a", client);
  hf_scene_init (&scene, picture.drawing, picture.geometry, picture.metrics, hf_palette_get (TRUE, TRUE));
  for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
    for (guint32 i = 0; i < picture.drawing->n_nodes; i++)
      {
        HfRect extents;
        cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) picture.geometry->bounds.width + 1,
                                                               (int) picture.geometry->bounds.height + 1);
        cairo_t *cr = cairo_create (surface);

        scene.scale = scales[s];
        scene.selected_node = scene.hovered_node = i;
        extents = hf_painter_node_extents (&scene, i);
        hf_painter_paint_node (&scene, cr, i);
        g_assert_cmpuint (ink (surface), >, 100);
        cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
        cairo_rectangle (cr, floor (extents.x), floor (extents.y), ceil (extents.width) + 1, ceil (extents.height) + 1);
        cairo_fill (cr);
        cairo_destroy (cr);
        g_assert_cmpuint (ink (surface), ==, 0);
        cairo_surface_destroy (surface);
      }
}

static double
channel (double value)
{
  return value <= 0.03928 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
contrast (HfColor a, HfColor b)
{
  double la = 0.2126 * channel (a.red) + 0.7152 * channel (a.green) + 0.0722 * channel (a.blue);
  double lb = 0.2126 * channel (b.red) + 0.7152 * channel (b.green) + 0.0722 * channel (b.blue);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/* WCAG 2.1: 4.5 for text (7 in high contrast), 3 for what must be seen of lines. */
static void
test_contrast (void)
{
  for (guint i = 0; i < 4; i++)
    {
      const HfPalette *palette = hf_palette_get (i & 1, i >> 1);
      double text = palette->high_contrast ? 7 : 4.5;

      for (HfKind kind = HF_KIND_OTHER; kind <= HF_KIND_VALUE; kind++)
        {
          g_assert_cmpfloat (contrast (palette->text, hf_palette_kind (palette, kind).fill), >=, text);
          g_assert_cmpfloat (contrast (palette->dim_text, hf_palette_kind (palette, kind).fill), >=, text);
        }
      g_assert_cmpfloat (contrast (palette->text, palette->card_fill), >=, text);
      g_assert_cmpfloat (contrast (palette->edge, palette->background), >=, 3);
      g_assert_cmpfloat (contrast (palette->accent, palette->background), >=, 3);
      for (guint c = 0; c < 8; c++)
        {
          g_assert_cmpfloat (contrast (hf_palette_component (palette, c), palette->background), >=, 2);
          g_assert_cmpfloat (contrast (hf_palette_on_component (palette, c), hf_palette_component (palette, c)), >=, 3);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/drawing/geometry/random", GINT_TO_POINTER (TRUE), test_random);
  g_test_add_data_func ("/drawing/geometry/random-without-helper", NULL, test_random);
  g_test_add_func ("/drawing/geometry/hulls-part", test_hulls_part);
  g_test_add_func ("/drawing/geometry/aspect", test_aspect);
  g_test_add_func ("/drawing/geometry/metrics", test_metrics);
  g_test_add_func ("/drawing/geometry/metrics-threads", test_metrics_threads);
  g_test_add_func ("/drawing/geometry/curves", test_curves);
  g_test_add_func ("/drawing/painter/tiles", test_tiles);
  g_test_add_func ("/drawing/painter/extents", test_extents);
  g_test_add_func ("/drawing/palette/contrast", test_contrast);

  return g_test_run ();
}
