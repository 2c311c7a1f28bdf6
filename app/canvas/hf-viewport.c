/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-viewport.h"

#include <math.h>

struct _HfViewport
{
  GObject parent_instance;

  double width;
  double height;
  double scale;
  double x;
  double y;
  double min_scale;
  double max_scale;
  graphene_rect_t content;
};

enum
{
  PROP_0,
  PROP_SCALE,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (HfViewport, hf_viewport, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* The range of camera positions of one axis that keeps HF_VIEWPORT_KEEP pixels of the content in view. */
static double
clamp_axis (double position, double content, double length, double view, double scale)
{
  double keep = MIN (HF_VIEWPORT_KEEP, view / 2) / scale;
  double low = content + MIN (keep, length) - view / scale;
  double high = content + length - MIN (keep, length);

  return CLAMP (position, MIN (low, high), MAX (low, high));
}

/* The one place where the camera changes. @resized: what is seen changed even if the camera does not. */
static void
hf_viewport_set_full (HfViewport *self, double scale, double x, double y, gboolean resized)
{
  gboolean scaled;

  if (!isfinite (scale) || !isfinite (x) || !isfinite (y))
    return;

  scale = CLAMP (scale, self->min_scale, self->max_scale);
  x = clamp_axis (x, self->content.origin.x, self->content.size.width, self->width, scale);
  y = clamp_axis (y, self->content.origin.y, self->content.size.height, self->height, scale);
  if (!resized && scale == self->scale && x == self->x && y == self->y)
    return;

  scaled = scale != self->scale;
  self->scale = scale;
  self->x = x;
  self->y = y;
  if (scaled)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCALE]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
hf_viewport_set (HfViewport *self, double scale, double x, double y)
{
  hf_viewport_set_full (self, scale, x, y, FALSE);
}

static void
hf_viewport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfViewport *self = HF_VIEWPORT (object);

  switch (id)
    {
    case PROP_SCALE:
      g_value_set_double (value, self->scale);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hf_viewport_class_init (HfViewportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hf_viewport_get_property;
  properties[PROP_SCALE] = g_param_spec_double ("scale", NULL, NULL, 0.0, G_MAXDOUBLE, 1.0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hf_viewport_init (HfViewport *self)
{
  self->scale = 1.0;
  self->min_scale = 0.02;
  self->max_scale = 8.0;
}

HfViewport *
hf_viewport_new (void)
{
  return g_object_new (HF_TYPE_VIEWPORT, NULL);
}

void
hf_viewport_set_size (HfViewport *self, double width, double height)
{
  double middle_x = self->x + self->width / self->scale / 2;
  double middle_y = self->y + self->height / self->scale / 2;

  g_return_if_fail (HF_IS_VIEWPORT (self));
  g_return_if_fail (width >= 0 && height >= 0);

  if (width == self->width && height == self->height)
    return;

  self->width = width;
  self->height = height;
  hf_viewport_set_full (self, self->scale, middle_x - width / self->scale / 2, middle_y - height / self->scale / 2, TRUE);
}

double
hf_viewport_get_width (HfViewport *self)
{
  return self->width;
}

double
hf_viewport_get_height (HfViewport *self)
{
  return self->height;
}

void
hf_viewport_set_content (HfViewport *self, const graphene_rect_t *content)
{
  g_return_if_fail (HF_IS_VIEWPORT (self));

  graphene_rect_normalize_r (content, &self->content);
  hf_viewport_set (self, self->scale, self->x, self->y);
}

void
hf_viewport_get_content (HfViewport *self, graphene_rect_t *content)
{
  *content = self->content;
}

void
hf_viewport_set_scale_limits (HfViewport *self, double min, double max)
{
  g_return_if_fail (HF_IS_VIEWPORT (self));
  g_return_if_fail (min > 0 && min <= 1 && max >= 1);

  self->min_scale = min;
  self->max_scale = max;
  hf_viewport_set_scale_at (self, self->scale, self->width / 2, self->height / 2);
}

double
hf_viewport_get_scale (HfViewport *self)
{
  return self->scale;
}

double
hf_viewport_get_x (HfViewport *self)
{
  return self->x;
}

double
hf_viewport_get_y (HfViewport *self)
{
  return self->y;
}

void
hf_viewport_to_scene (HfViewport *self, double widget_x, double widget_y, double *scene_x, double *scene_y)
{
  *scene_x = self->x + widget_x / self->scale;
  *scene_y = self->y + widget_y / self->scale;
}

void
hf_viewport_to_widget (HfViewport *self, double scene_x, double scene_y, double *widget_x, double *widget_y)
{
  *widget_x = (scene_x - self->x) * self->scale;
  *widget_y = (scene_y - self->y) * self->scale;
}

void
hf_viewport_rect_to_widget (HfViewport *self, const graphene_rect_t *scene, graphene_rect_t *widget)
{
  double x, y;

  hf_viewport_to_widget (self, scene->origin.x, scene->origin.y, &x, &y);
  graphene_rect_init (widget, x, y, scene->size.width * self->scale, scene->size.height * self->scale);
}

void
hf_viewport_get_visible (HfViewport *self, graphene_rect_t *scene)
{
  graphene_rect_init (scene, self->x, self->y, self->width / self->scale, self->height / self->scale);
}

void
hf_viewport_pan (HfViewport *self, double dx, double dy)
{
  g_return_if_fail (HF_IS_VIEWPORT (self));

  hf_viewport_set (self, self->scale, self->x + dx / self->scale, self->y + dy / self->scale);
}

void
hf_viewport_move_to (HfViewport *self, double scene_x, double scene_y)
{
  g_return_if_fail (HF_IS_VIEWPORT (self));

  hf_viewport_set (self, self->scale, scene_x, scene_y);
}

void
hf_viewport_set_scale_at (HfViewport *self, double scale, double widget_x, double widget_y)
{
  double x, y;

  g_return_if_fail (HF_IS_VIEWPORT (self));

  scale = CLAMP (scale, self->min_scale, self->max_scale);
  hf_viewport_to_scene (self, widget_x, widget_y, &x, &y);
  hf_viewport_set (self, scale, x - widget_x / scale, y - widget_y / scale);
}

void
hf_viewport_zoom_at (HfViewport *self, double factor, double widget_x, double widget_y)
{
  hf_viewport_set_scale_at (self, self->scale * factor, widget_x, widget_y);
}

void
hf_viewport_pin (HfViewport *self, double scene_x, double scene_y, double widget_x, double widget_y)
{
  g_return_if_fail (HF_IS_VIEWPORT (self));

  hf_viewport_set (self, self->scale, scene_x - widget_x / self->scale, scene_y - widget_y / self->scale);
}

void
hf_viewport_get_fit (HfViewport *self, const graphene_rect_t *scene, const graphene_rect_t *area, double *scale, double *x, double *y)
{
  g_return_if_fail (HF_IS_VIEWPORT (self));

  *scale = MIN (MAX (area->size.width, 1) / MAX (scene->size.width, 1e-3), MAX (area->size.height, 1) / MAX (scene->size.height, 1e-3));
  *scale = CLAMP (MIN (*scale, 1.0), self->min_scale, self->max_scale);
  *x = scene->origin.x + scene->size.width / 2 - (area->origin.x + area->size.width / 2) / *scale;
  *y = scene->origin.y + scene->size.height / 2 - (area->origin.y + area->size.height / 2) / *scale;
}

void
hf_viewport_fit_into (HfViewport *self, const graphene_rect_t *scene, const graphene_rect_t *area)
{
  double scale, x, y;

  g_return_if_fail (HF_IS_VIEWPORT (self));

  hf_viewport_get_fit (self, scene, area, &scale, &x, &y);
  hf_viewport_set (self, scale, x, y);
}

void
hf_viewport_fit (HfViewport *self, const graphene_rect_t *scene, double margin)
{
  g_return_if_fail (HF_IS_VIEWPORT (self));

  if (self->width > 0 && self->height > 0)
    hf_viewport_fit_into (self, scene, &GRAPHENE_RECT_INIT (margin, margin, self->width - 2 * margin, self->height - 2 * margin));
}

/* How far one axis must move so that [position, position + length] is within [0, view]. */
static double
reveal_axis (double position, double length, double view)
{
  if (position < 0 || length > view)
    return position;
  if (position + length > view)
    return position + length - view;

  return 0;
}

void
hf_viewport_reveal (HfViewport *self, const graphene_rect_t *scene, double margin)
{
  graphene_rect_t rect;

  g_return_if_fail (HF_IS_VIEWPORT (self));

  hf_viewport_rect_to_widget (self, scene, &rect);
  graphene_rect_inset (&rect, -margin, -margin);
  hf_viewport_pan (self,
                   reveal_axis (rect.origin.x, rect.size.width, self->width),
                   reveal_axis (rect.origin.y, rect.size.height, self->height));
}

void
hf_viewport_get_scroll (HfViewport *self, GtkOrientation orientation, double margin, double *lower, double *upper, double *value)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  double begin = horizontal ? self->content.origin.x : self->content.origin.y;
  double length = horizontal ? self->content.size.width : self->content.size.height;
  double page = horizontal ? self->width : self->height;

  *value = (horizontal ? self->x : self->y) * self->scale;
  *lower = MIN (begin * self->scale - margin, *value);
  *upper = MAX ((begin + length) * self->scale + margin, *value + page);
}
