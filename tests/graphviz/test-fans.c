/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "graphviz/hf-fans.h"
#include "graphviz/hf-layout-client.h"
#include "shapes.h"

#define WIDTH 140
#define HEIGHT 46

/* A hub with @n boxes that it refers to, or that refer to it. */
static HfLayoutRequest *
fan (guint n, gboolean above, gboolean labels)
{
  HfLayoutRequest *request = hf_layout_request_new ();

  for (guint i = 0; i <= n; i++)
    hf_layout_request_add_box (request, WIDTH, HEIGHT, HF_LAYOUT_NO_CLUSTER);
  for (guint i = 1; i <= n; i++)
    hf_layout_request_add_edge (request, above ? 0 : i, above ? i : 0, labels ? 60 : 0, labels ? 18 : 0, 2);

  return request;
}

static HfLayout *
lay_out (HfLayoutClient *client, HfLayoutRequest *request)
{
  HfLayout *layout = hf_layout_client_layout (client, request, NULL, NULL);

  g_assert_nonnull (layout);
  assert_sound (layout, request);
  /* Late it may be on a slow machine; crash it must not. */
  if (layout->sentence != NULL)
    g_assert_null (strstr (layout->sentence, "stopped"));

  return layout;
}

static HfPoint
at (const HfPoint *p, double t)
{
  double s = 1 - t;

  return (HfPoint) { s * s * s * p[0].x + 3 * s * s * t * p[1].x + 3 * s * t * t * p[2].x + t * t * t * p[3].x,
                     s * s * s * p[0].y + 3 * s * s * t * p[1].y + 3 * s * t * t * p[2].y + t * t * t * p[3].y };
}

static gboolean
is_inside (const HfLayout *layout, const HfLayoutRequest *request, guint32 i, HfPoint point)
{
  const HfLayoutBox *box = &g_array_index (request->boxes, HfLayoutBox, i);

  return fabs (point.x - layout->centers[i].x) < box->width / 2 - 1 && fabs (point.y - layout->centers[i].y) < box->height / 2 - 1;
}

/* How many edges that the layout program was not told of run over a box. */
static guint
count_crossing (const HfLayout *layout, const HfLayoutRequest *request)
{
  g_autoptr (HfFans) fans = hf_fans_new (request, HF_FANS_ASPECT);
  guint n = 0;

  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      gboolean crosses = FALSE;

      for (guint32 p = layout->edge_begin[e]; fans->untold[e] && p + 3 < layout->edge_begin[e + 1]; p += 3)
        for (double t = 0; t <= 1; t += 0.05)
          for (guint32 i = 0; i < layout->n_boxes; i++)
            crosses = crosses || is_inside (layout, request, i, at (layout->points + p, t));
      n += crosses;
    }

  return n;
}

static void
test_shape (gconstpointer above)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();

  for (guint n = 1; n <= 150; n += n < 30 ? 1 : 20)
    {
      g_autoptr (HfLayoutRequest) request = fan (n, above != NULL, n % 2);
      g_autoptr (HfLayout) layout = lay_out (client, request);

      g_assert_cmpint (layout->step, <=, HF_LAYOUT_FAST);
      g_assert_false (boxes_overlap (layout, request));
      g_assert_cmpfloat (layout->width, <=, n < 6 ? 5 * (WIDTH + 40) : MAX (5 * (WIDTH + 40), 2.2 * layout->height));
      g_assert_cmpuint (count_crossing (layout, request), ==, 0);
      for (guint32 i = 1; i <= n; i++)
        g_assert_cmpint (layout->centers[0].y < layout->centers[i].y, ==, above != NULL);
    }
}

static guint
count_in_rows (const HfFans *fans, const HfLayoutRequest *request, guint32 least_row)
{
  guint n = 0;

  for (guint i = 0; i < request->boxes->len; i++)
    n += fans->row[i] != HF_FANS_NO_ROW && fans->row[i] >= least_row;

  return n;
}

static void
test_rows (void)
{
  g_autoptr (HfLayoutRequest) request = fan (12, TRUE, FALSE);
  g_autoptr (HfLayoutRequest) small = fan (5, TRUE, FALSE);
  g_autoptr (HfFans) fans = NULL;
  g_autoptr (HfFans) none = hf_fans_new (small, HF_FANS_ASPECT);
  guint32 child;

  g_assert_cmpuint (count_in_rows (none, small, 0), ==, 0);
  g_assert_cmpuint (none->n_untold, ==, 0);
  /* One with a box of its own and one at the end of a heavy edge stay out. */
  child = hf_layout_request_add_box (request, WIDTH, HEIGHT, HF_LAYOUT_NO_CLUSTER);
  hf_layout_request_add_edge (request, 3, child, 0, 0, 2);
  g_array_index (request->edges, HfLayoutEdge, 4).weight = 6;
  fans = hf_fans_new (request, HF_FANS_ASPECT);
  g_assert_cmpuint (fans->row[3], ==, HF_FANS_NO_ROW);
  g_assert_cmpuint (fans->row[5], ==, HF_FANS_NO_ROW);
  g_assert_cmpuint (fans->row[child], ==, HF_FANS_NO_ROW);
  g_assert_cmpuint (count_in_rows (fans, request, 0), ==, 10);
  g_assert_cmpuint (count_in_rows (fans, request, 1), ==, 5);
  g_assert_cmpuint (fans->n_untold, ==, 5);
  g_assert_cmpuint (fans->columns->len, ==, 5);
}

/* Hubs above and below, clusters, labels, and a little of everything else. */
static HfLayoutRequest *
random_fans (GRand *rand)
{
  HfLayoutRequest *request = hf_layout_request_new ();
  guint n_hubs = (guint) g_rand_int_range (rand, 1, 5), n = (guint) g_rand_int_range (rand, 6, 60);
  gboolean clusters = g_rand_boolean (rand);

  if (clusters)
    hf_layout_request_add_cluster (request);
  for (guint i = 0; i < n_hubs + n; i++)
    hf_layout_request_add_box (request, g_rand_double_range (rand, 60, 220), 46, clusters && i % 5 < 3 ? 0 : HF_LAYOUT_NO_CLUSTER);
  for (guint i = n_hubs; i < n_hubs + n; i++)
    for (guint hub = 0; hub < n_hubs; hub++)
      {
        double label = g_rand_int_range (rand, 0, 3) == 0 ? 0 : g_rand_double_range (rand, 10, 120);

        if (g_rand_int_range (rand, 0, 4) == 0)
          continue;
        if (hub % 2 == 0)
          hf_layout_request_add_edge (request, hub, i, label, 18, 2);
        else
          hf_layout_request_add_edge (request, i, hub, label, 18, 1);
      }
  for (gint32 e = g_rand_int_range (rand, 0, 6); e > 0; e--)
    hf_layout_request_add_edge (request, (guint32) g_rand_int_range (rand, 0, (gint32) (n_hubs + n)),
                                (guint32) g_rand_int_range (rand, 0, (gint32) (n_hubs + n)), 30, 18, (guint) g_rand_int_range (rand, 1, 9));

  return request;
}

static void
test_random (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (31);
  guint in_rows = 0, crossing = 0, untold = 0;

  for (guint round = 0; round < (g_test_thorough () ? 3000u : 120u); round++)
    {
      g_autoptr (HfLayoutRequest) request = random_fans (rand);
      g_autoptr (HfLayout) layout = lay_out (client, request);
      g_autoptr (HfFans) fans = hf_fans_new (request, HF_FANS_ASPECT);

      g_assert_false (layout->step <= HF_LAYOUT_FAST && boxes_overlap (layout, request));
      if (layout->step <= HF_LAYOUT_FAST)
        {
          crossing += count_crossing (layout, request);
          untold += fans->n_untold;
        }
      in_rows += count_in_rows (fans, request, 1);
    }
  g_test_message ("%u of %u edges run over a box", crossing, untold);
  g_assert_cmpuint (in_rows, >, 500);
  /* Where boxes of neighbouring ranks lie beside one another there may be no way. */
  g_assert_cmpuint (crossing, <=, untold / 100);
}

/* Where several edges come to one box of a far row, each has its label above it, and there is room for all of them. */
static void
test_labels (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = hf_layout_request_new ();
  g_autoptr (HfLayout) layout = NULL;
  g_autoptr (HfFans) fans = NULL;
  guint checked = 0;

  for (guint i = 0; i < 3 + 14; i++)
    hf_layout_request_add_box (request, WIDTH, HEIGHT, HF_LAYOUT_NO_CLUSTER);
  for (guint i = 3; i < 3 + 14; i++)
    for (guint hub = 0; hub < 3; hub++)
      hf_layout_request_add_edge (request, hub, i, 60, 18, 2);
  fans = hf_fans_new (request, HF_FANS_ASPECT);
  layout = lay_out (client, request);
  g_assert_cmpint (layout->step, ==, HF_LAYOUT_FULL);
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);
      double top = layout->centers[edge->to].y - HEIGHT / 2.0;

      if (!fans->untold[e])
        continue;
      g_assert_cmpfloat (layout->labels[e].y, <, top - 9);
      g_assert_cmpfloat (layout->labels[e].y, >, top - 24 - 3 * (18 + HF_FANS_LABEL_GAP));
      for (guint32 i = 0; i < layout->n_boxes; i++)
        g_assert_false (is_inside (layout, request, i, layout->labels[e]));
      for (guint32 other = 0; other < e; other++)
        if (fans->untold[other] && g_array_index (request->edges, HfLayoutEdge, other).to == edge->to)
          g_assert_cmpfloat (fabs (layout->labels[e].y - layout->labels[other].y), >=, 18);
      checked++;
    }
  g_assert_cmpuint (checked, ==, 3 * (14 - 5));
}

/* Those that were there keep their places among each other, wherever the request has them now; new ones come last. */
static void
test_order_before (void)
{
  g_autoptr (HfLayoutRequest) request = fan (12, TRUE, FALSE);
  g_autoptr (HfFans) fans = NULL;

  /* Boxes 12 … 5 were there, in this order, in two rows of four. */
  for (guint32 i = 5; i <= 12; i++)
    hf_layout_request_set_hint (request, i, 100.0 * ((12 - i) % 4), 200 + 100.0 * ((12 - i) / 4));
  fans = hf_fans_new (request, HF_FANS_ASPECT);
  for (guint32 i = 1; i <= 12; i++)
    g_assert_cmpuint (fans->row[i], ==, i >= 9 ? 0 : i >= 5 ? 1 : 2);
  g_assert_cmpuint (fans->columns->len, ==, 8);
  for (guint c = 0; c < fans->columns->len; c++)
    {
      static const guint32 places[] = { 12, 11, 10, 9, 8, 7, 6, 5, 1, 2, 3, 4 };
      const HfFanColumn *column = &g_array_index (fans->columns, HfFanColumn, c);

      g_assert_cmpuint (column->above, ==, places[c]);
      g_assert_cmpuint (column->below, ==, places[c + 4]);
    }
}

/* Where edges point to the right, a fan's rows are columns: all of it is to the right of its hub, no two boxes of a fan meet, and
 * the picture is not one long column. */
static void
test_to_the_right (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = fan (24, TRUE, TRUE);
  g_autoptr (HfLayout) layout = NULL;

  hf_layout_request_set_kind (request, HF_LAYOUT_KIND_RIGHT);
  layout = lay_out (client, request);
  g_assert_cmpint (layout->step, ==, HF_LAYOUT_FULL);
  g_assert_false (boxes_overlap (layout, request));
  for (guint32 i = 1; i <= 24; i++)
    g_assert_cmpfloat (layout->centers[i].x - WIDTH / 2.0, >, layout->centers[0].x + WIDTH / 2.0);
  g_assert_cmpfloat (layout->height, <, 24 * HEIGHT);
  g_assert_cmpfloat (layout->width, >, layout->height);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphviz/fans/rows", test_rows);
  g_test_add_func ("/graphviz/fans/order-before", test_order_before);
  g_test_add_func ("/graphviz/fans/to-the-right", test_to_the_right);
  g_test_add_data_func ("/graphviz/fans/hub-above", GINT_TO_POINTER (TRUE), test_shape);
  g_test_add_data_func ("/graphviz/fans/hub-below", NULL, test_shape);
  g_test_add_func ("/graphviz/fans/labels", test_labels);
  g_test_add_func ("/graphviz/fans/random", test_random);

  return g_test_run ();
}
