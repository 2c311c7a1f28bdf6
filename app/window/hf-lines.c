/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-lines.h"

#include <string.h>

struct _HfLines
{
  GtkWidget parent_instance;

  PangoLayout *layout;
  char *whole;
  int width;          /* pixels that the layout was made for; -1: as wide as its text */
  int natural;        /* pixels; -1 until it is known */
  guint serial;       /* of the font that @natural was measured with */
};

G_DEFINE_FINAL_TYPE (HfLines, hf_lines, GTK_TYPE_WIDGET)

static void
set_width (HfLines *self, int width)
{
  if (width == self->width)
    return;
  self->width = width;
  pango_layout_set_width (self->layout, width < 0 ? -1 : width * PANGO_SCALE);
}

static int
natural_width (HfLines *self)
{
  guint serial = pango_context_get_serial (pango_layout_get_context (self->layout));

  if (self->natural >= 0 && serial == self->serial)
    return self->natural;
  set_width (self, -1);
  pango_layout_get_pixel_size (self->layout, &self->natural, NULL);
  self->serial = serial;

  return self->natural;
}

/* Where the whole text fits, the layout that its width was measured with serves. */
static void
fit (HfLines *self, int width)
{
  set_width (self, width < 0 || width >= natural_width (self) ? -1 : width);
}

static void
hf_lines_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                  int *natural_baseline)
{
  HfLines *self = HF_LINES (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      *natural = natural_width (self);
      return;
    }
  fit (self, for_size);
  pango_layout_get_pixel_size (self->layout, NULL, natural);
  *minimum = *natural;
}

static void
hf_lines_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfLines *self = HF_LINES (widget);
  int height;

  fit (self, gtk_widget_get_width (widget));
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0, (gtk_widget_get_height (widget) - height) / 2.0,
                              self->layout);
}

static GtkSizeRequestMode
hf_lines_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static gboolean
hf_lines_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HfLines *self = HF_LINES (widget);

  fit (self, gtk_widget_get_width (widget));
  if (!pango_layout_is_ellipsized (self->layout) && strstr (pango_layout_get_text (self->layout), "…") == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, self->whole != NULL ? self->whole : pango_layout_get_text (self->layout));
  return TRUE;
}

void
hf_lines_set_text (HfLines *self, const char *text, const char *whole)
{
  g_return_if_fail (HF_IS_LINES (self));

  g_free (self->whole);
  self->whole = g_strdup (whole);
  if (strcmp (pango_layout_get_text (self->layout), text) == 0)
    return;
  pango_layout_set_text (self->layout, text, -1);
  self->natural = -1;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

GtkWidget *
hf_lines_new (guint most_lines, PangoEllipsizeMode ellipsize)
{
  HfLines *self = g_object_new (HF_TYPE_LINES, NULL);

  pango_layout_set_ellipsize (self->layout, ellipsize);
  pango_layout_set_height (self->layout, -(int) MAX (most_lines, 1u));

  return GTK_WIDGET (self);
}

static void
hf_lines_finalize (GObject *object)
{
  HfLines *self = HF_LINES (object);

  g_clear_object (&self->layout);
  g_clear_pointer (&self->whole, g_free);

  G_OBJECT_CLASS (hf_lines_parent_class)->finalize (object);
}

static void
hf_lines_class_init (HfLinesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_lines_finalize;
  widget_class->measure = hf_lines_measure;
  widget_class->get_request_mode = hf_lines_get_request_mode;
  widget_class->snapshot = hf_lines_snapshot;
  widget_class->query_tooltip = hf_lines_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
hf_lines_init (HfLines *self)
{
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  self->width = -1;
  self->natural = -1;
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}
