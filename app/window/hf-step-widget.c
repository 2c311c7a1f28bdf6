/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-step-widget.h"

#include "canvas/hf-tip.h"
#include "hf-theme.h"
#include "session/hf-format.h"

#define GUTTER 24
#define DOT_Y 13.0f
#define RADIUS 5.0f

struct _HfStepWidget
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  GtkWidget *label;
  GtkWidget *title;
  GtkWidget *detail;

  HfKind kind;
  gboolean first;
};

G_DEFINE_FINAL_TYPE (HfStepWidget, hf_step_widget, GTK_TYPE_WIDGET)

GtkWidget *
hf_step_widget_new (void)
{
  return g_object_new (HF_TYPE_STEP_WIDGET, NULL);
}

/* At the right: what it retains; its value, if it has one, is under the pointer. */
void
hf_step_widget_set_step (HfStepWidget *self, HfStepRow *step)
{
  g_autofree char *label = hf_step_row_dup_label (step);
  g_autofree char *title = hf_step_row_dup_title (step);
  g_autofree char *value = hf_step_row_dup_value (step);
  g_autofree char *size = hf_format_size (hf_step_row_get_retained (step));
  g_autofree char *exact = hf_format_exact_size (hf_step_row_get_retained (step));
  g_autofree char *tip = NULL;
  g_autofree char *spoken = NULL;

  self->kind = hf_step_row_get_kind (step);
  self->first = hf_step_row_get_index (step) == 0;
  gtk_label_set_text (GTK_LABEL (self->label), label);
  gtk_widget_set_visible (self->label, *label != '\0');
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->detail), size);

  tip = *value != '\0' ? g_strdup_printf ("%s\n%s\n%s\n%s", label, title, value, exact) : g_strdup_printf ("%s\n%s\n%s", label, title, exact);
  hf_tip_set (GTK_WIDGET (self), tip);
  spoken = g_strdup_printf ("%s %s %s", label, title, size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hf_step_widget_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  int extra = orientation == GTK_ORIENTATION_HORIZONTAL ? GUTTER : 0;

  gtk_widget_measure (HF_STEP_WIDGET (widget)->grid, orientation, -1, minimum, natural, NULL, NULL);
  *minimum += extra;
  *natural += extra;
}

static void
hf_step_widget_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  gtk_widget_size_allocate (HF_STEP_WIDGET (widget)->grid, &(GtkAllocation) { rtl ? 0 : GUTTER, 0, MAX (width - GUTTER, 1), height }, -1);
}

static void
hf_step_widget_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfStepWidget *self = HF_STEP_WIDGET (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float x = rtl ? (float) gtk_widget_get_width (widget) - RADIUS - 3 : RADIUS + 3;
  float height = (float) gtk_widget_get_height (widget);
  GdkRGBA color = hf_theme_kind (self->kind), line = hf_theme_color (hf_theme_palette ()->weak);
  GskRoundedRect disc;

  if (!self->first)
    gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (x - 0.75f, -height / 2, 1.5f, height / 2 + DOT_Y - RADIUS));
  gsk_rounded_rect_init_from_rect (&disc, &GRAPHENE_RECT_INIT (x - RADIUS, DOT_Y - RADIUS, 2 * RADIUS, 2 * RADIUS), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &color, &disc.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, self->grid, snapshot);
}

static void
hf_step_widget_dispose (GObject *object)
{
  g_clear_pointer (&HF_STEP_WIDGET (object)->grid, gtk_widget_unparent);

  G_OBJECT_CLASS (hf_step_widget_parent_class)->dispose (object);
}

static void
hf_step_widget_class_init (HfStepWidgetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_step_widget_dispose;
  widget_class->measure = hf_step_widget_measure;
  widget_class->size_allocate = hf_step_widget_size_allocate;
  widget_class->snapshot = hf_step_widget_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_label (const char *css_class, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
hf_step_widget_init (HfStepWidget *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 8);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  self->label = new_label ("code", PANGO_ELLIPSIZE_MIDDLE);
  self->title = new_label ("step-type", PANGO_ELLIPSIZE_START);
  gtk_widget_set_hexpand (self->title, TRUE);
  self->detail = new_label ("dim-label", PANGO_ELLIPSIZE_NONE);
  gtk_widget_add_css_class (self->detail, "numeric");
  gtk_grid_attach (GTK_GRID (self->grid), self->label, 0, 0, 2, 1);
  gtk_grid_attach (GTK_GRID (self->grid), self->title, 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), self->detail, 1, 1, 1, 1);
  hf_theme_follow (GTK_WIDGET (self));
}
