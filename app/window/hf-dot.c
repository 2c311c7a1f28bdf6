/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dot.h"

#include "hf-theme.h"

#define DIAMETER 10

struct _HfDot
{
  GtkWidget parent_instance;

  HfKind kind;
};

G_DEFINE_FINAL_TYPE (HfDot, hf_dot, GTK_TYPE_WIDGET)

GtkWidget *
hf_dot_new (HfKind kind)
{
  HfDot *self = g_object_new (HF_TYPE_DOT, NULL);

  self->kind = kind;
  return GTK_WIDGET (self);
}

void
hf_dot_set_kind (HfDot *self, HfKind kind)
{
  g_return_if_fail (HF_IS_DOT (self));

  if (self->kind == kind)
    return;
  self->kind = kind;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hf_dot_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                int *natural_baseline)
{
  *minimum = *natural = DIAMETER;
}

static void
hf_dot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfDot *self = HF_DOT (widget);
  GdkRGBA color = hf_theme_kind (self->kind);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, &GRAPHENE_RECT_INIT ((width - DIAMETER) / 2, (height - DIAMETER) / 2, DIAMETER, DIAMETER),
                                   DIAMETER / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &color, &disc.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
hf_dot_class_init (HfDotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = hf_dot_measure;
  widget_class->snapshot = hf_dot_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hf_dot_init (HfDot *self)
{
  hf_theme_follow (GTK_WIDGET (self));
}
