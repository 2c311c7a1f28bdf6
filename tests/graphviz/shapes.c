/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

#include <math.h>

HfLayoutRequest *
shape_boxes (guint n)
{
  HfLayoutRequest *request = hf_layout_request_new ();

  for (guint i = 0; i < n; i++)
    hf_layout_request_add_box (request, 60 + (i * 37) % 120, 40, HF_LAYOUT_NO_CLUSTER);

  return request;
}

static void
add_edge (HfLayoutRequest *request, guint from, guint to)
{
  hf_layout_request_add_edge (request, from, to, 0, 0, 1);
}

HfLayoutRequest *
shape_ring (guint n)
{
  HfLayoutRequest *request = shape_boxes (n);

  for (guint i = 0; i < n; i++)
    add_edge (request, i, (i + 1) % n);

  return request;
}

HfLayoutRequest *
shape_list_shared (guint n)
{
  HfLayoutRequest *request = shape_boxes (n);

  for (guint i = 0; i + 2 < n; i++)
    {
      add_edge (request, i, i + 1);
      add_edge (request, i, n - 1);
    }

  return request;
}

HfLayoutRequest *
shape_complete (guint n)
{
  HfLayoutRequest *request = shape_boxes (n);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      if (i != j)
        add_edge (request, i, j);

  return request;
}

HfLayoutRequest *
shape_random (guint n, guint m, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  HfLayoutRequest *request = shape_boxes (n);

  for (guint e = 0; e < m; e++)
    {
      guint from = (guint) g_rand_int_range (rand, 0, (gint32) n);

      add_edge (request, from, (guint) g_rand_int_range (rand, 0, (gint32) n));
    }

  return request;
}

HfLayoutRequest *
shape_star (guint n)
{
  HfLayoutRequest *request = shape_boxes (n);

  for (guint i = 1; i < n; i++)
    add_edge (request, 0, i);

  return request;
}

HfLayoutRequest *
shape_chain (guint n)
{
  HfLayoutRequest *request = shape_boxes (n);

  for (guint i = 1; i < n; i++)
    add_edge (request, i - 1, i);

  return request;
}

HfLayoutRequest *
shape_labelled (guint n, guint m, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  HfLayoutRequest *request = hf_layout_request_new ();
  guint clusters = 1 + n / 12;

  for (guint c = 0; c < clusters; c++)
    hf_layout_request_add_cluster (request);
  for (guint i = 0; i < n; i++)
    hf_layout_request_add_box (request, g_rand_double_range (rand, 40, 240), 46, i % 3 == 0 ? (i / 3) % clusters : HF_LAYOUT_NO_CLUSTER);
  for (guint e = 0; e < m; e++)
    {
      guint from = (guint) g_rand_int_range (rand, 0, (gint32) n);
      guint to = (guint) g_rand_int_range (rand, 0, (gint32) n);
      double width = e % 4 == 0 ? 0 : g_rand_double_range (rand, 10, 160);

      hf_layout_request_add_edge (request, from, to, width, 18, 1 + e % 8);
    }

  return request;
}

static gboolean
inside (HfPoint point, const HfLayout *layout)
{
  return point.x >= -1 && point.y >= -1 && point.x <= layout->width + 1 && point.y <= layout->height + 1;
}

static gboolean
near_box (HfPoint point, HfPoint center, const HfLayoutBox *box)
{
  return fabs (point.x - center.x) <= box->width / 2 + 3 && fabs (point.y - center.y) <= box->height / 2 + 3;
}

void
assert_sound (const HfLayout *layout, const HfLayoutRequest *request)
{
  g_assert_cmpuint (layout->n_boxes, ==, request->boxes->len);
  g_assert_cmpuint (layout->n_edges, ==, request->edges->len);
  g_assert_true (isfinite (layout->width) && isfinite (layout->height));
  for (guint32 i = 0; i < layout->n_boxes; i++)
    g_assert_true (inside (layout->centers[i], layout));
  for (guint32 e = 0; e < layout->n_edges; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);
      guint32 n = layout->edge_begin[e + 1] - layout->edge_begin[e];
      const HfPoint *points = layout->points + layout->edge_begin[e];

      g_assert_cmpuint (n, >=, 4);
      g_assert_cmpuint (n % 3, ==, 1);
      for (guint32 p = 0; p < n; p++)
        g_assert_true (inside (points[p], layout));
      g_assert_true (near_box (points[0], layout->centers[edge->from], &g_array_index (request->boxes, HfLayoutBox, edge->from)));
      g_assert_true (near_box (points[n - 1], layout->centers[edge->to], &g_array_index (request->boxes, HfLayoutBox, edge->to)));
    }
}

gboolean
boxes_overlap (const HfLayout *layout, const HfLayoutRequest *request)
{
  const HfLayoutBox *boxes = (const HfLayoutBox *) (gconstpointer) request->boxes->data;

  for (guint32 i = 0; i < layout->n_boxes; i++)
    for (guint32 j = 0; j < i; j++)
      if (fabs (layout->centers[i].x - layout->centers[j].x) < (boxes[i].width + boxes[j].width) / 2 - 1
          && fabs (layout->centers[i].y - layout->centers[j].y) < (boxes[i].height + boxes[j].height) / 2 - 1)
        return TRUE;

  return FALSE;
}
