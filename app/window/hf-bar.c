/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-bar.h"

#include "hf-theme.h"

#define THICKNESS 8
#define MIN_WIDTH 30
#define NATURAL_WIDTH 110

struct _HfBar
{
  GtkWidget parent_instance;

  guint permille;
};

G_DEFINE_FINAL_TYPE (HfBar, hf_bar, GTK_TYPE_WIDGET)

GtkWidget *
hf_bar_new (void)
{
  return g_object_new (HF_TYPE_BAR, NULL);
}

void
hf_bar_set_permille (HfBar *self, guint permille)
{
  g_return_if_fail (HF_IS_BAR (self));

  if (self->permille == permille)
    return;
  self->permille = permille;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hf_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : THICKNESS;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : THICKNESS;
}

static void
append_bar (GtkSnapshot *snapshot, const GdkRGBA *color, float x, float y, float width)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, &GRAPHENE_RECT_INIT (x, y, width, THICKNESS), THICKNESS / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
hf_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfBar *self = HF_BAR (widget);
  float width = (float) gtk_widget_get_width (widget);
  float y = ((float) gtk_widget_get_height (widget) - THICKNESS) / 2;
  float filled = MAX (width * (float) MIN (self->permille, 1000u) / 1000.0f, self->permille > 0 ? THICKNESS / 2.0f : 0.0f);
  GdkRGBA track = hf_theme_track (), accent = hf_theme_accent ();
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  append_bar (snapshot, &track, 0, y, width);
  if (filled > 0)
    append_bar (snapshot, &accent, rtl ? width - filled : 0, y, filled);
}

static void
hf_bar_class_init (HfBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = hf_bar_measure;
  widget_class->snapshot = hf_bar_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hf_bar_init (HfBar *self)
{
  hf_theme_follow (GTK_WIDGET (self));
}
