/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-graph.h"

#include <math.h>

#include "drawing/hf-geometry-places.h"

/* ---- a layout that is told where boxes are ------------------------------------------------------------------------------------- */

static gboolean
is_on_border (HfPoint point, HfPoint center, const HfLayoutBox *box)
{
  double x = fabs (point.x - center.x) - box->width / 2, y = fabs (point.y - center.y) - box->height / 2;

  return fabs (MAX (x, y)) < 0.5;
}

/* Boxes lie as they were told to, all of it is inside the picture, and edges lead from border to border. */
static void
assert_placed (const HfLayoutRequest *request, const HfLayout *layout, const HfPoint *wanted)
{
  double dx = layout->centers[0].x - wanted[0].x, dy = layout->centers[0].y - wanted[0].y;

  g_assert_cmpuint (layout->n_boxes, ==, request->boxes->len);
  g_assert_cmpuint (layout->n_edges, ==, request->edges->len);
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      const HfLayoutBox *box = &g_array_index (request->boxes, HfLayoutBox, i);
      HfPoint at = layout->centers[i];

      g_assert_cmpfloat_with_epsilon (at.x - wanted[i].x, dx, 0.01);
      g_assert_cmpfloat_with_epsilon (at.y - wanted[i].y, dy, 0.01);
      g_assert_true (at.x - box->width / 2 > -0.01 && at.x + box->width / 2 < layout->width + 0.01);
      g_assert_true (at.y - box->height / 2 > -0.01 && at.y + box->height / 2 < layout->height + 0.01);
    }
  for (guint e = 0; e < layout->n_edges; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);
      guint32 first = layout->edge_begin[e], last = layout->edge_begin[e + 1] - 1;

      g_assert_cmpuint ((last - first) % 3, ==, 0);
      g_assert_cmpuint (last, >, first);
      g_assert_true (is_on_border (layout->points[first], layout->centers[edge->from], &g_array_index (request->boxes, HfLayoutBox, edge->from)));
      g_assert_true (is_on_border (layout->points[last], layout->centers[edge->to], &g_array_index (request->boxes, HfLayoutBox, edge->to)));
    }
}

/* A grid whose places are given out at random, so that no two boxes lie on each other. */
static void
test_placed (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (HfLayoutRequest) request = hf_layout_request_new ();
      guint n = (guint) g_rand_int_range (rand, 1, 40);
      g_autofree HfPoint *wanted = g_new0 (HfPoint, n);
      g_autofree guint *cell = g_new0 (guint, n);
      g_autoptr (HfLayout) layout = NULL;
      double shift = g_rand_double_range (rand, -5000, 5000);

      for (guint i = 0; i < n; i++)
        {
          guint k = (guint) g_rand_int_range (rand, 0, (gint32) i + 1);

          cell[i] = cell[k];
          cell[k] = i;
        }
      for (guint i = 0; i < n; i++)
        {
          hf_layout_request_add_box (request, g_rand_double_range (rand, 10, 180), g_rand_double_range (rand, 10, 80), HF_LAYOUT_NO_CLUSTER);
          wanted[i] = (HfPoint) { shift + 200.0 * (cell[i] % 7), 100.0 * (cell[i] / 7) - shift };
        }
      for (guint e = (guint) g_rand_int_range (rand, 0, 80); e > 0; e--)
        hf_layout_request_add_edge (request, (guint32) g_rand_int_range (rand, 0, (gint32) n), (guint32) g_rand_int_range (rand, 0, (gint32) n),
                                    g_rand_boolean (rand) ? 30 : 0, g_rand_boolean (rand) ? 12 : 0, 1);
      layout = hf_layout_new_placed (request, wanted);
      assert_placed (request, layout, wanted);
    }
}

/* ---- drawings with nodes where they lay ----------------------------------------------------------------------------------------- */

typedef struct
{
  HfTestGraph *graph;
  HfAnalysis *analysis;
  HfDrawing *drawing;
  HfMetrics *metrics;
  HfLayoutClient *client;
  HfGeometry *geometry;
} Picture;

static void
picture_init (Picture *self, gconstpointer data)
{
  g_autoptr (HfChoices) choices = NULL;

  self->graph = hf_test_graph_new ("r>m@module:app m=module/72/app m>a@.a a=app.A a>b@.b b>c@.c c>a@.up a>d@.d m>e@.e e>a@.x");
  self->analysis = hf_analysis_new (self->graph->heap, NULL, NULL);
  choices = hf_choices_new (hf_test_graph_id (self->graph, "a"));
  self->drawing = hf_drawing_new (self->analysis, choices, NULL, NULL);
  self->metrics = hf_metrics_new (NULL, 0);
  self->client = hf_layout_client_new ();
  self->geometry = hf_geometry_lay_out (self->drawing, self->metrics, self->client, NULL, NULL);
}

static void
picture_clear (Picture *self, gconstpointer data)
{
  hf_geometry_unref (self->geometry);
  g_object_unref (self->client);
  hf_metrics_unref (self->metrics);
  hf_drawing_unref (self->drawing);
  hf_analysis_unref (self->analysis);
  hf_test_graph_free (self->graph);
}

static HfPoint
middle_of (const HfGeometry *geometry, guint node)
{
  const HfRect *box = &geometry->nodes[node];

  return (HfPoint) { box->x + box->width / 2, box->y + box->height / 2 };
}

/* Where nodes lie now, @stretch times as far apart. */
static HfNodePlaces *
places_of (const Picture *self, double stretch, double shift)
{
  HfNodePlaces *places = hf_node_places_new ();

  for (guint i = 0; i < self->drawing->n_nodes; i++)
    {
      HfPoint at = middle_of (self->geometry, i);

      hf_node_places_add (places, hf_drawing_node_key (&self->drawing->nodes[i]), at.x * stretch + shift, at.y * stretch - shift);
    }

  return places;
}

static void
assert_at (const Picture *self, const HfGeometry *geometry, HfNodePlaces *places)
{
  double dx = 0, dy = 0;

  for (guint i = 0; i < self->drawing->n_nodes; i++)
    {
      guint64 key = hf_drawing_node_key (&self->drawing->nodes[i]);
      const HfPoint *wanted = g_hash_table_lookup (places, &key);
      HfPoint at = middle_of (geometry, i);

      if (i == 0)
        {
          dx = at.x - wanted->x;
          dy = at.y - wanted->y;
        }
      g_assert_cmpfloat_with_epsilon (at.x - wanted->x, dx, 0.6);
      g_assert_cmpfloat_with_epsilon (at.y - wanted->y, dy, 0.6);
    }
}

/* Wherever the picture begins, the layout itself answers: its references are curved as before. */
static void
test_as_laid_out (Picture *self, gconstpointer data)
{
  g_autoptr (GHashTable) places = places_of (self, 1, 333);
  g_autoptr (HfGeometry) again = hf_geometry_lay_out_at (self->drawing, places, self->metrics, self->client, NULL, NULL);

  g_assert_nonnull (again);
  assert_at (self, again, places);
  g_assert_cmpint (again->step, ==, self->geometry->step);
}

static void
test_elsewhere (Picture *self, gconstpointer data)
{
  g_autoptr (GHashTable) places = places_of (self, 2.5, -40);
  g_autoptr (HfGeometry) again = hf_geometry_lay_out_at (self->drawing, places, self->metrics, self->client, NULL, NULL);

  g_assert_nonnull (again);
  assert_at (self, again, places);
}

/* One that is not known: no picture, and no error. */
static void
test_unknown (Picture *self, gconstpointer data)
{
  g_autoptr (GHashTable) places = places_of (self, 1, 0);
  guint64 key = hf_drawing_node_key (&self->drawing->nodes[1]);
  g_autoptr (GError) error = NULL;

  g_hash_table_remove (places, &key);
  g_assert_null (hf_geometry_lay_out_at (self->drawing, places, self->metrics, self->client, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/places/layout", test_placed);
  g_test_add ("/drawing/places/as-laid-out", Picture, NULL, picture_init, test_as_laid_out, picture_clear);
  g_test_add ("/drawing/places/elsewhere", Picture, NULL, picture_init, test_elsewhere, picture_clear);
  g_test_add ("/drawing/places/unknown", Picture, NULL, picture_init, test_unknown, picture_clear);

  return g_test_run ();
}
