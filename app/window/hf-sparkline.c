/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-sparkline.h"

#include "hf-theme.h"

#define WIDTH 50
#define HEIGHT 16
#define LINE 2.0

struct _HfSparkline
{
  GtkWidget parent_instance;

  guint32 *values;
  guint n;
};

G_DEFINE_FINAL_TYPE (HfSparkline, hf_sparkline, GTK_TYPE_WIDGET)

GtkWidget *
hf_sparkline_new (void)
{
  return g_object_new (HF_TYPE_SPARKLINE, NULL);
}

void
hf_sparkline_set_values (HfSparkline *self, const guint32 *values, guint n)
{
  g_return_if_fail (HF_IS_SPARKLINE (self));

  g_free (self->values);
  self->values = g_memdup2 (values, sizeof (guint32) * n);
  self->n = n;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hf_sparkline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
hf_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfSparkline *self = HF_SPARKLINE (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double x0 = (width - WIDTH) / 2, y0 = (height - HEIGHT) / 2;
  guint32 low = G_MAXUINT32, high = 0;
  GdkRGBA accent = hf_theme_accent ();
  cairo_t *cr;

  if (self->n < 2)
    return;
  for (guint i = 0; i < self->n; i++)
    {
      low = MIN (low, self->values[i]);
      high = MAX (high, self->values[i]);
    }

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) x0 - 2, (float) y0 - 2, WIDTH + 4, HEIGHT + 4));
  gdk_cairo_set_source_rgba (cr, &accent);
  cairo_set_line_width (cr, LINE);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < self->n; i++)
    {
      double share = high == low ? 0.5 : (double) (self->values[i] - low) / (double) (high - low);

      cairo_line_to (cr, x0 + WIDTH * (double) i / (self->n - 1), y0 + LINE + (HEIGHT - 2 * LINE) * (1.0 - share));
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
hf_sparkline_finalize (GObject *object)
{
  g_clear_pointer (&HF_SPARKLINE (object)->values, g_free);

  G_OBJECT_CLASS (hf_sparkline_parent_class)->finalize (object);
}

static void
hf_sparkline_class_init (HfSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_sparkline_finalize;
  widget_class->measure = hf_sparkline_measure;
  widget_class->snapshot = hf_sparkline_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hf_sparkline_init (HfSparkline *self)
{
  hf_theme_follow (GTK_WIDGET (self));
}
