/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "graphviz/hf-fans.h"
#include "graphviz/hf-layout-private.h"
#include "graphviz/hf-layout-wire.h"

/* The two ends of the talk with the layout helper: whatever the bytes are, they are refused, or they are a request or an
 * answer in which every number is what the header promises, and which is the same when it is written and read again. The
 * first byte chooses the reader and how large the graph is that an answer must fit. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_request (const HfLayoutRequest *request)
{
  for (guint i = 0; i < request->boxes->len; i++)
    {
      const HfLayoutBox *box = &g_array_index (request->boxes, HfLayoutBox, i);

      g_assert_true (isfinite (box->width) && isfinite (box->height) && box->width > 0 && box->height > 0);
      g_assert_true (box->cluster == HF_LAYOUT_NO_CLUSTER || box->cluster < request->n_clusters);
    }
  for (guint e = 0; e < request->edges->len; e++)
    {
      const HfLayoutEdge *edge = &g_array_index (request->edges, HfLayoutEdge, e);

      g_assert_true (edge->from < request->boxes->len && edge->to < request->boxes->len);
      g_assert_true (isfinite (edge->label_width) && isfinite (edge->label_height) && edge->weight >= 1 && edge->weight <= 8);
    }
}

static gboolean
is_same (GByteArray *a, GByteArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len) == 0;
}

static void
read_request (const guint8 *data, gsize size)
{
  HfEffort effort = HF_N_EFFORTS;
  g_autoptr (HfLayoutRequest) request = hf_wire_read_request (data, size, &effort);
  g_autoptr (HfLayoutRequest) again = NULL;
  g_autoptr (HfLayout) layered = NULL;
  g_autoptr (HfFans) fans = NULL;
  g_autoptr (GByteArray) first = NULL;
  g_autoptr (GByteArray) second = NULL;

  if (request == NULL)
    return;
  g_assert_cmpuint (effort, <, HF_N_EFFORTS);
  check_request (request);
  first = hf_wire_write_request (request, effort, 1);
  again = hf_wire_read_request (first->data + sizeof (HfWireHead), first->len - sizeof (HfWireHead), &effort);
  g_assert_nonnull (again);
  second = hf_wire_write_request (again, effort, 1);
  g_assert_true (is_same (first, second));
  /* Whatever is let through can be laid out. */
  layered = hf_layout_new_layered (request);
  g_assert_cmpuint (layered->n_boxes, ==, request->boxes->len);
  fans = hf_fans_new (request, HF_FANS_ASPECT);
  layered = hf_fans_route (fans, g_steal_pointer (&layered), request);
  for (guint e = 0; e < layered->n_edges; e++)
    g_assert_cmpuint (layered->edge_begin[e], <=, layered->edge_begin[e + 1]);
}

/* (transfer full) A ring of boxes, the first two in a cluster. */
static HfLayoutRequest *
ring (guint n)
{
  HfLayoutRequest *request = hf_layout_request_new ();

  if (n > 1)
    hf_layout_request_add_cluster (request);
  for (guint i = 0; i < n; i++)
    hf_layout_request_add_box (request, 40 + i, 20, i < 2 && n > 1 ? 0 : HF_LAYOUT_NO_CLUSTER);
  for (guint i = 0; i < n; i++)
    hf_layout_request_add_edge (request, i, (i + 1) % n, 0, 0, 1);

  return request;
}

static void
read_answer (const guint8 *data, gsize size, guint n)
{
  g_autoptr (HfLayoutRequest) request = ring (n);
  g_autoptr (HfLayout) layout = hf_wire_read_answer (data, size, request);

  if (layout == NULL)
    return;
  g_assert_cmpuint (layout->n_boxes, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_true (isfinite (layout->centers[i].x) && isfinite (layout->centers[i].y));
  layout = hf_layout_complete (g_steal_pointer (&layout), request);
  hf_layout_fit (layout, request);
  for (guint e = 0; e < layout->n_edges; e++)
    {
      guint32 points = layout->edge_begin[e + 1] - layout->edge_begin[e];

      g_assert_true (points >= 4 && points % 3 == 1);
    }
  for (guint p = 0; p < layout->edge_begin[layout->n_edges]; p++)
    g_assert_true (isfinite (layout->points[p].x) && isfinite (layout->points[p].y));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree guint8 *copy = NULL;

  if (size == 0)
    return 0;
  /* Exactly as long as it is, so that a step beyond its end is seen. */
  copy = g_memdup2 (data + 1, size - 1);
  if (data[0] < 128)
    read_request (copy, size - 1);
  else
    read_answer (copy, size - 1, data[0] % 8);

  return 0;
}
