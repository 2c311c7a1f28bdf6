/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-viewport.h"

#include <math.h>

static HfViewport *
viewport (double width, double height, double content_width, double content_height)
{
  HfViewport *self = hf_viewport_new ();

  hf_viewport_set_size (self, width, height);
  hf_viewport_set_content (self, &GRAPHENE_RECT_INIT (0, 0, content_width, content_height));

  return self;
}

static void
assert_near (double got, double wanted)
{
  g_assert_cmpfloat_with_epsilon (got, wanted, 1e-6 * MAX (1, fabs (wanted)));
}

static void
count (HfViewport *self, gpointer counter)
{
  ++*(guint *) counter;
}

static void
count_notify (HfViewport *self, GParamSpec *pspec, gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_inverse (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 10000, 10000);

  for (guint i = 0; i < 5000; i++)
    {
      double x = g_test_rand_double_range (-1e4, 1e4), y = g_test_rand_double_range (-1e4, 1e4);
      double sx, sy, wx, wy;

      hf_viewport_zoom_at (self, g_test_rand_double_range (0.5, 2), g_test_rand_double_range (0, 800), g_test_rand_double_range (0, 600));
      hf_viewport_pan (self, g_test_rand_double_range (-500, 500), g_test_rand_double_range (-500, 500));
      hf_viewport_to_scene (self, x, y, &sx, &sy);
      hf_viewport_to_widget (self, sx, sy, &wx, &wy);
      g_assert_cmpfloat_with_epsilon (wx, x, 1e-4);
      g_assert_cmpfloat_with_epsilon (wy, y, 1e-4);
    }
}

static void
test_zoom_keeps_point (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 10000, 10000);

  /* In the middle of large content the limits do not interfere. */
  hf_viewport_move_to (self, 5000, 5000);
  for (guint i = 0; i < 1000; i++)
    {
      double wx = g_test_rand_double_range (0, 800), wy = g_test_rand_double_range (0, 600);
      double before_x, before_y, after_x, after_y;

      hf_viewport_set_scale_at (self, 1, 400, 300);
      hf_viewport_move_to (self, 5000, 5000);
      hf_viewport_to_scene (self, wx, wy, &before_x, &before_y);
      hf_viewport_zoom_at (self, g_test_rand_double_range (0.5, 4), wx, wy);
      hf_viewport_to_scene (self, wx, wy, &after_x, &after_y);
      assert_near (after_x, before_x);
      assert_near (after_y, before_y);
    }
}

static void
test_scale_limits (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 1000, 1000);

  hf_viewport_set_scale_limits (self, 0.1, 4);
  hf_viewport_zoom_at (self, 1e6, 400, 300);
  assert_near (hf_viewport_get_scale (self), 4);
  hf_viewport_zoom_at (self, 1e-9, 400, 300);
  assert_near (hf_viewport_get_scale (self), 0.1);
  hf_viewport_zoom_at (self, NAN, 400, 300);
  hf_viewport_pan (self, INFINITY, 0);
  assert_near (hf_viewport_get_scale (self), 0.1);
  g_assert_true (isfinite (hf_viewport_get_x (self)));
}

/* Whatever is done, some of the content stays in view. */
static void
test_never_lost (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      double width = g_test_rand_double_range (1, 1500), height = g_test_rand_double_range (1, 1000);
      double content_width = g_test_rand_double_range (0, 3000), content_height = g_test_rand_double_range (0, 3000);
      g_autoptr (HfViewport) self = viewport (width, height, content_width, content_height);
      graphene_rect_t content, widget;

      for (guint k = 0; k < 5; k++)
        {
          hf_viewport_pan (self, g_test_rand_double_range (-1e5, 1e5), g_test_rand_double_range (-1e5, 1e5));
          hf_viewport_zoom_at (self, g_test_rand_double_range (0.1, 10), g_test_rand_double_range (0, width), 0);
        }
      hf_viewport_get_content (self, &content);
      hf_viewport_rect_to_widget (self, &content, &widget);
      g_assert_cmpfloat (widget.origin.x, <=, width);
      g_assert_cmpfloat (widget.origin.y, <=, height);
      g_assert_cmpfloat (widget.origin.x + widget.size.width, >=, -0.01);
      g_assert_cmpfloat (widget.origin.y + widget.size.height, >=, -0.01);
    }
}

static void
test_fit (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 4000, 1000);
  graphene_rect_t rect;

  hf_viewport_fit (self, &GRAPHENE_RECT_INIT (0, 0, 4000, 1000), 20);
  assert_near (hf_viewport_get_scale (self), 760.0 / 4000);
  hf_viewport_rect_to_widget (self, &GRAPHENE_RECT_INIT (0, 0, 4000, 1000), &rect);
  g_assert_cmpfloat_with_epsilon (rect.origin.x, 20, 1e-3);
  g_assert_cmpfloat_with_epsilon (rect.origin.y + rect.size.height / 2, 300, 1e-3);

  /* Small content is not blown up, and sits in the middle. */
  hf_viewport_set_content (self, &GRAPHENE_RECT_INIT (0, 0, 100, 50));
  hf_viewport_fit (self, &GRAPHENE_RECT_INIT (0, 0, 100, 50), 20);
  assert_near (hf_viewport_get_scale (self), 1);
  hf_viewport_rect_to_widget (self, &GRAPHENE_RECT_INIT (0, 0, 100, 50), &rect);
  g_assert_cmpfloat_with_epsilon (rect.origin.x, 350, 1e-3);
}

static void
test_pin (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 1000, 1000);
  double x, y;

  hf_viewport_pin (self, 10, 20, 400, 300);
  hf_viewport_to_widget (self, 10, 20, &x, &y);
  assert_near (x, 400);
  assert_near (y, 300);
  assert_near (hf_viewport_get_scale (self), 1);
}

static void
test_reveal (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 5000, 5000);
  graphene_rect_t rect;

  hf_viewport_move_to (self, 1000, 1000);
  hf_viewport_reveal (self, &GRAPHENE_RECT_INIT (1100, 1100, 100, 50), 10);
  assert_near (hf_viewport_get_x (self), 1000);
  hf_viewport_reveal (self, &GRAPHENE_RECT_INIT (3000, 1100, 100, 50), 10);
  hf_viewport_rect_to_widget (self, &GRAPHENE_RECT_INIT (3000, 1100, 100, 50), &rect);
  assert_near (rect.origin.x + rect.size.width, 790);
  assert_near (hf_viewport_get_y (self), 1000);
  hf_viewport_reveal (self, &GRAPHENE_RECT_INIT (0, 0, 100, 50), 10);
  hf_viewport_rect_to_widget (self, &GRAPHENE_RECT_INIT (0, 0, 100, 50), &rect);
  assert_near (rect.origin.x, 10);
  assert_near (rect.origin.y, 10);
}

static void
test_resize_keeps_middle (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 5000, 5000);
  double x, y;

  hf_viewport_move_to (self, 1000, 1000);
  hf_viewport_set_size (self, 400, 200);
  hf_viewport_to_scene (self, 200, 100, &x, &y);
  assert_near (x, 1400);
  assert_near (y, 1300);
}

static void
test_scroll_range (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 400, 5000);
  double lower, upper, value;

  for (guint i = 0; i < 1000; i++)
    {
      hf_viewport_pan (self, g_test_rand_double_range (-500, 500), g_test_rand_double_range (-500, 500));
      hf_viewport_zoom_at (self, g_test_rand_double_range (0.7, 1.4), 10, 20);
      for (guint o = 0; o < 2; o++)
        {
          double page = o == GTK_ORIENTATION_HORIZONTAL ? 800 : 600;

          hf_viewport_get_scroll (self, o, 24, &lower, &upper, &value);
          g_assert_cmpfloat (lower, <=, value);
          g_assert_cmpfloat (value + page, <=, upper);
        }
    }

  /* Content that is in view with room to spare leaves nothing to scroll. */
  hf_viewport_set_content (self, &GRAPHENE_RECT_INIT (0, 0, 100, 100));
  hf_viewport_fit (self, &GRAPHENE_RECT_INIT (0, 0, 100, 100), 24);
  hf_viewport_get_scroll (self, GTK_ORIENTATION_HORIZONTAL, 24, &lower, &upper, &value);
  assert_near (upper - lower, 800);
}

static void
test_signals (void)
{
  g_autoptr (HfViewport) self = viewport (800, 600, 5000, 5000);
  guint changed = 0, scaled = 0;

  hf_viewport_move_to (self, 1000, 1000);
  g_signal_connect (self, "changed", G_CALLBACK (count), &changed);
  g_signal_connect (self, "notify::scale", G_CALLBACK (count_notify), &scaled);
  hf_viewport_pan (self, 0, 0);
  g_assert_cmpuint (changed, ==, 0);
  hf_viewport_pan (self, 5, 0);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_cmpuint (scaled, ==, 0);
  hf_viewport_zoom_at (self, 2, 400, 300);
  g_assert_cmpuint (changed, ==, 2);
  g_assert_cmpuint (scaled, ==, 1);
  hf_viewport_set_size (self, 900, 600);
  g_assert_cmpuint (changed, ==, 3);
  g_assert_cmpuint (scaled, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/viewport/inverse", test_inverse);
  g_test_add_func ("/viewport/zoom-keeps-point", test_zoom_keeps_point);
  g_test_add_func ("/viewport/scale-limits", test_scale_limits);
  g_test_add_func ("/viewport/never-lost", test_never_lost);
  g_test_add_func ("/viewport/fit", test_fit);
  g_test_add_func ("/viewport/pin", test_pin);
  g_test_add_func ("/viewport/reveal", test_reveal);
  g_test_add_func ("/viewport/resize-keeps-middle", test_resize_keeps_middle);
  g_test_add_func ("/viewport/scroll-range", test_scroll_range);
  g_test_add_func ("/viewport/signals", test_signals);

  return g_test_run ();
}
