/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

static void
check (HfLayoutRequest *request)
{
  g_autoptr (HfLayout) layout = hf_layout_new_layered (request);

  assert_sound (layout, request);
  g_assert_cmpint (layout->step, ==, HF_LAYOUT_LAYERED);
  if (request->boxes->len <= 3000)
    g_assert_false (boxes_overlap (layout, request));
  hf_layout_request_unref (request);
}

static void
test_shapes (void)
{
  check (hf_layout_request_new ());
  check (shape_boxes (1));
  check (shape_ring (1));
  check (shape_ring (2));
  check (shape_ring (50));
  check (shape_complete (40));
  check (shape_list_shared (200));
  check (shape_star (2500));
  check (shape_labelled (60, 120, 9));
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 300; seed++)
    {
      HfLayoutRequest *request = shape_random (1 + seed % 70, seed % 150, seed);

      request->direction = seed % 2 ? HF_LAYOUT_RIGHT : HF_LAYOUT_DOWN;
      check (request);
    }
}

static void
test_large (void)
{
  gint64 begun = g_get_monotonic_time ();

  check (shape_star (100000));
  check (shape_chain (100000));
  check (shape_random (100000, 200000, 1));
  g_assert_cmpint ((g_get_monotonic_time () - begun) / G_USEC_PER_SEC, <, 60);
}

/* Without cycles every edge points downward. */
static void
test_downward (void)
{
  g_autoptr (HfLayoutRequest) request = shape_boxes (80);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autoptr (HfLayout) layout = NULL;

  for (guint e = 0; e < 160; e++)
    {
      gint32 to = g_rand_int_range (rand, 1, 80);

      hf_layout_request_add_edge (request, (guint32) g_rand_int_range (rand, 0, to), (guint32) to, 0, 0, 1);
    }
  layout = hf_layout_new_layered (request);
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);

      g_assert_cmpfloat (layout->centers[edge->from].y + 40, <=, layout->centers[edge->to].y);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphviz/layered/shapes", test_shapes);
  g_test_add_func ("/graphviz/layered/random", test_random);
  g_test_add_func ("/graphviz/layered/large", test_large);
  g_test_add_func ("/graphviz/layered/downward", test_downward);

  return g_test_run ();
}
