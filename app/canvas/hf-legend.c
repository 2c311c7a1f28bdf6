/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-legend.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/hf-tiles.h"

struct _HfLegend
{
  GtkWidget parent_instance;

  GdkTexture *texture;
  double width;
  double height;
};

G_DEFINE_FINAL_TYPE (HfLegend, hf_legend, GTK_TYPE_WIDGET)

/* "Cycle 1: 3 objects, held, 12.9 MB", a line each. */
static char *
say (const HfDrawing *drawing)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < drawing->n_components; i++)
    {
      const HfDrawnComponent *component = &drawing->components[i];
      g_autofree char *size = hf_drawing_format_size (component->retained);
      g_autofree char *members = g_strdup_printf (ngettext ("%u object", "%u objects", component->members), component->members);

      /* Translators: "Cycle 1: 3 objects, held, 12.9 MB" */
      g_string_append_printf (text, _("Cycle %u: %s, %s, %s"), component->number, members,
                              component->garbage ? _("garbage") : _("held"), size);
      g_string_append_c (text, '\n');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
paint (HfLegend *self, const HfScene *scene, int factor)
{
  cairo_surface_t *surface;
  cairo_t *cr;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (self->width) * factor, (int) ceil (self->height) * factor);
  cr = cairo_create (surface);
  cairo_scale (cr, factor, factor);
  hf_painter_paint_legend (scene, cr, 0, 0);
  cairo_destroy (cr);
  self->texture = hf_texture_from_surface (surface);
}

void
hf_legend_update (HfLegend *self, HfCanvas *canvas)
{
  g_autofree char *words = NULL;

  g_return_if_fail (HF_IS_LEGEND (self));

  g_clear_object (&self->texture);
  self->width = self->height = 0;
  if (canvas != NULL && hf_canvas_get_drawing (canvas) != NULL)
    {
      double room = hf_viewport_get_height (hf_canvas_get_viewport (canvas)) / 2;
      HfScene scene;

      hf_scene_init (&scene, hf_canvas_get_drawing (canvas), hf_canvas_get_geometry (canvas), hf_canvas_get_metrics (canvas),
                     hf_canvas_get_palette (canvas));
      hf_painter_legend_size (&scene, &self->width, &self->height);
      /* In a small view it would hide what it explains. */
      if (self->width > 0 && self->height > 0 && (room <= 0 || self->height <= room))
        paint (self, &scene, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
      words = say (scene.drawing);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->texture != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words != NULL ? words : "", -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
hf_legend_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_baseline, int *nat_baseline)
{
  HfLegend *self = HF_LEGEND (widget);

  *minimum = *natural = (int) ceil (orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height);
}

static void
hf_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfLegend *self = HF_LEGEND (widget);

  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture,
                                 &GRAPHENE_RECT_INIT (0, 0, (float) ceil (self->width), (float) ceil (self->height)));
}

static void
hf_legend_dispose (GObject *object)
{
  g_clear_object (&HF_LEGEND (object)->texture);

  G_OBJECT_CLASS (hf_legend_parent_class)->dispose (object);
}

static void
hf_legend_class_init (HfLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_legend_dispose;
  widget_class->measure = hf_legend_measure;
  widget_class->snapshot = hf_legend_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hf_legend_init (HfLegend *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Legend"), -1);
}

GtkWidget *
hf_legend_new (void)
{
  return g_object_new (HF_TYPE_LEGEND, NULL);
}
