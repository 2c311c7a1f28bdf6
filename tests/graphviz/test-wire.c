/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "graphviz/hf-layout-private.h"
#include "graphviz/hf-layout-wire.h"
#include "shapes.h"

static const guint8 *
body_of (const GByteArray *message)
{
  return message->data + sizeof (HfWireHead);
}

static gsize
body_length (const GByteArray *message)
{
  return message->len - sizeof (HfWireHead);
}

static HfLayout *
some_layout (const HfLayoutRequest *request)
{
  HfLayout *layout = hf_layout_new_layered (request);

  if (layout->n_edges > 0)
    layout->labels[0] = (HfPoint) { 12.5, 80 };
  for (guint32 c = 0; c < layout->n_clusters; c++)
    layout->clusters[c] = (HfRect) { c, 2, 30, 40 };

  return layout;
}

static void
test_request (void)
{
  g_autoptr (HfLayoutRequest) request = shape_labelled (30, 50, 1);
  g_autoptr (GByteArray) message = NULL;
  g_autoptr (HfLayoutRequest) again = NULL;
  HfWireHead head;
  HfEffort effort;

  for (guint32 i = 0; i < 30; i += 2)
    hf_layout_request_set_hint (request, i, i * 30.5, -20);
  message = hf_wire_write_request (request, HF_EFFORT_FAST, 77);
  memcpy (&head, message->data, sizeof head);
  g_assert_true (hf_wire_check_head (&head, 77));
  g_assert_false (hf_wire_check_head (&head, 78));
  g_assert_cmpuint (head.length, ==, body_length (message));
  again = hf_wire_read_request (body_of (message), body_length (message), &effort);
  g_assert_nonnull (again);
  g_assert_cmpint (effort, ==, HF_EFFORT_FAST);
  g_assert_cmpmem (again->boxes->data, again->boxes->len * sizeof (HfLayoutBox), request->boxes->data, request->boxes->len * sizeof (HfLayoutBox));
  g_assert_cmpmem (again->edges->data, again->edges->len * sizeof (HfLayoutEdge), request->edges->data, request->edges->len * sizeof (HfLayoutEdge));
  g_assert_cmpuint (again->n_clusters, ==, request->n_clusters);
}

static void
test_answer (void)
{
  g_autoptr (HfLayoutRequest) request = shape_labelled (30, 50, 2);
  g_autoptr (HfLayout) layout = some_layout (request);
  g_autoptr (GByteArray) message = hf_wire_write_answer (layout, 5);
  g_autoptr (HfLayout) again = hf_wire_read_answer (body_of (message), body_length (message), request);

  g_assert_nonnull (again);
  g_assert_cmpfloat (again->labels[0].x, ==, 12.5);
  g_assert_true (isnan (again->labels[1].x));
  g_assert_cmpfloat (again->clusters[1].height, ==, 40);
  for (guint32 i = 0; i < layout->n_boxes; i++)
    g_assert_cmpfloat_with_epsilon (again->centers[i].x, layout->centers[i].x, 0.01);
  assert_sound (again, request);
}

static void
test_cut (void)
{
  g_autoptr (HfLayoutRequest) request = shape_labelled (8, 12, 3);
  g_autoptr (HfLayout) layout = some_layout (request);
  g_autoptr (GByteArray) asked = hf_wire_write_request (request, HF_EFFORT_FULL, 1);
  g_autoptr (GByteArray) answered = hf_wire_write_answer (layout, 1);
  HfEffort effort;

  for (gsize n = 0; n < body_length (asked); n++)
    g_assert_null (hf_wire_read_request (body_of (asked), n, &effort));
  for (gsize n = 0; n < body_length (answered); n++)
    g_assert_null (hf_wire_read_answer (body_of (answered), n, request));
}

static void
test_flipped (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (HfLayoutRequest) request = shape_labelled (8, 12, 4);
  g_autoptr (HfLayout) layout = some_layout (request);
  g_autoptr (GByteArray) asked = hf_wire_write_request (request, HF_EFFORT_FULL, 1);
  g_autoptr (GByteArray) answered = hf_wire_write_answer (layout, 1);
  guint refused = 0;

  for (guint round = 0; round < 20000; round++)
    {
      GByteArray *message = round % 2 == 0 ? asked : answered;
      g_autofree guint8 *copy = g_memdup2 (body_of (message), body_length (message));
      HfEffort effort;

      for (gint32 k = g_rand_int_range (rand, 1, 5); k > 0; k--)
        copy[g_rand_int_range (rand, 0, (gint32) body_length (message))] = (guint8) g_rand_int (rand);
      if (round % 2 == 0)
        {
          g_autoptr (HfLayoutRequest) got = hf_wire_read_request (copy, body_length (message), &effort);

          refused += got == NULL;
        }
      else
        {
          g_autoptr (HfLayout) got = hf_wire_read_answer (copy, body_length (message), request);

          refused += got == NULL;
          if (got != NULL)
            {
              got = hf_layout_complete (g_steal_pointer (&got), request);
              hf_layout_fit (got, request);
              g_assert_true (isfinite (got->width));
            }
        }
    }
  g_assert_cmpuint (refused, >, 1000);
}

static void
test_bad_numbers (void)
{
  static const float bad[] = { NAN, INFINITY, -INFINITY, 1e30f };
  g_autoptr (HfLayoutRequest) request = shape_ring (2);
  g_autoptr (HfLayout) layout = some_layout (request);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GByteArray) message = hf_wire_write_answer (layout, 1);

      memcpy (message->data + sizeof (HfWireHead) + 24, &bad[i], sizeof bad[i]); /* x of the first centre */
      g_assert_null (hf_wire_read_answer (body_of (message), body_length (message), request));
    }
  /* Only a hint may be none, and what it is otherwise is checked. */
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    for (guint field = 0; field < 5; field++)
      {
        g_autoptr (GByteArray) message = hf_wire_write_request (request, HF_EFFORT_FULL, 1);
        g_autoptr (HfLayoutRequest) got = NULL;
        HfEffort effort;

        if (field == 2) /* the cluster */
          continue;
        memcpy (message->data + sizeof (HfWireHead) + 28 + 4 * field, &bad[i], sizeof bad[i]);
        got = hf_wire_read_request (body_of (message), body_length (message), &effort);
        g_assert_cmpint (got != NULL, ==, field > 2 && isnan (bad[i]));
      }
}

static void
test_too_long (void)
{
  g_autoptr (HfLayoutRequest) request = shape_random (90000, 200000, 1);
  HfWireHead head = { HF_WIRE_MAGIC, HF_WIRE_ANSWER, HF_WIRE_MAX_LENGTH + 1, 3 };

  g_assert_cmpuint (90000 * sizeof (HfLayoutBox) + 200000 * sizeof (HfLayoutEdge), <, HF_WIRE_MAX_LENGTH);
  g_assert_false (hf_wire_check_head (&head, 3));
  head.length = HF_WIRE_MAX_LENGTH;
  g_assert_true (hf_wire_check_head (&head, 3));
  head.magic++;
  g_assert_false (hf_wire_check_head (&head, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphviz/wire/request", test_request);
  g_test_add_func ("/graphviz/wire/answer", test_answer);
  g_test_add_func ("/graphviz/wire/cut", test_cut);
  g_test_add_func ("/graphviz/wire/flipped", test_flipped);
  g_test_add_func ("/graphviz/wire/bad-numbers", test_bad_numbers);
  g_test_add_func ("/graphviz/wire/too-long", test_too_long);

  return g_test_run ();
}
