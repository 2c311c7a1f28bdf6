/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-legend.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/hf-tiles.h"

#define BUTTON 22 /* in the corner of the open card */
#define BUTTON_MARGIN 8

typedef enum
{
  AS_THERE_IS_ROOM,
  OPEN,
  CLOSED,
} Choice;

struct _HfLegend
{
  GtkWidget parent_instance;

  GtkWidget *button;  /* opens and closes */
  Choice choice;
  gboolean crowded;
  gboolean too_tall;
  GtkRequisition closed; /* the size of the button alone */

  GdkTexture *texture;
  GPtrArray *entries; /* buttons over what the texture says of cycles, by component */
  GtkWidget *canvas;  /* whose legend it is; NULL where it is gone or nothing is shown */
  double width;
  double height;
  HfRect first_row;
};

G_DEFINE_FINAL_TYPE (HfLegend, hf_legend, GTK_TYPE_WIDGET)

static char *
say_cycle (const HfDrawnComponent *component)
{
  g_autofree char *size = hf_drawing_format_size (component->retained);
  g_autofree char *members = g_strdup_printf (ngettext ("%u object", "%u objects", component->members), component->members);

  /* Translators: "Cycle 1: 3 objects, held, 12.9 MB" */
  return g_strdup_printf (_("Cycle %u: %s, %s, %s"), component->number, members, component->garbage ? _("garbage") : _("held"), size);
}

/* A line each. */
static char *
say (const HfDrawing *drawing)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < drawing->n_components; i++)
    {
      g_autofree char *words = say_cycle (&drawing->components[i]);

      g_string_append_printf (text, "%s\n", words);
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

/* ---- open and closed ---------------------------------------------------------------------------------------------- */

static gboolean
opens (HfLegend *self, gboolean crowded)
{
  if (self->choice != AS_THERE_IS_ROOM)
    return self->choice == OPEN;

  return !crowded && !self->too_tall;
}

gboolean
hf_legend_is_open (HfLegend *self)
{
  g_return_val_if_fail (HF_IS_LEGEND (self), FALSE);

  return opens (self, self->crowded);
}

static void
show_state (HfLegend *self)
{
  gboolean open = hf_legend_is_open (self);

  if (open)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->button), "pan-down-symbolic");
      gtk_widget_remove_css_class (self->button, "legend-closed");
    }
  else
    {
      gtk_button_set_label (GTK_BUTTON (self->button), _("Legend"));
      gtk_widget_add_css_class (self->button, "legend-closed");
    }
  gtk_widget_set_tooltip_text (self->button, open ? _("Close the legend (L)") : _("What colours, numbers and lines mean (L)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  open ? _("Close the Legend") : _("Open the Legend"), -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
  for (guint i = 0; i < self->entries->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->entries, i), open);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
hf_legend_set_crowded (HfLegend *self, gboolean crowded)
{
  g_return_if_fail (HF_IS_LEGEND (self));

  if (self->crowded == crowded)
    return;
  self->crowded = crowded;
  show_state (self);
}

void
hf_legend_turn (HfLegend *self)
{
  g_return_if_fail (HF_IS_LEGEND (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  self->choice = hf_legend_is_open (self) ? CLOSED : OPEN;
  show_state (self);
}

void
hf_legend_get_sizes (HfLegend *self, GtkRequisition *roomy, GtkRequisition *crowded)
{
  GtkRequisition *sizes[] = { roomy, crowded };

  g_return_if_fail (HF_IS_LEGEND (self));

  if (!hf_legend_is_open (self))
    gtk_widget_get_preferred_size (self->button, NULL, &self->closed);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (self->texture == NULL)
      *sizes[i] = (GtkRequisition) { 0, 0 };
    else if (opens (self, i == 1))
      *sizes[i] = (GtkRequisition) { (int) ceil (self->width), (int) ceil (self->height) };
    else
      *sizes[i] = self->closed;
}

/* ---- entries ------------------------------------------------------------------------------------------------------ */

static guint
component_of (GtkWidget *entry)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "component"));
}

static void
tell_pressed (HfLegend *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    gtk_accessible_update_state (GTK_ACCESSIBLE (g_ptr_array_index (self->entries, i)), GTK_ACCESSIBLE_STATE_PRESSED,
                                 hf_canvas_get_marked_cycle (HF_CANVAS (self->canvas)) == i ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                                 -1);
}

/* Again: they are no longer marked. */
static void
on_clicked (GtkWidget *entry, HfLegend *self)
{
  guint component = component_of (entry);

  if (self->canvas == NULL)
    return;
  hf_canvas_mark_cycle (HF_CANVAS (self->canvas), hf_canvas_get_marked_cycle (HF_CANVAS (self->canvas)) == component ? HF_NONE : component);
  tell_pressed (self);
}

static void
light (GtkEventController *controller)
{
  GtkWidget *entry = gtk_event_controller_get_widget (controller);
  HfLegend *self = HF_LEGEND (gtk_widget_get_parent (entry));

  if (self->canvas != NULL)
    hf_canvas_light_cycle (HF_CANVAS (self->canvas), component_of (entry));
}

static void
darken (GtkEventController *controller)
{
  HfLegend *self = HF_LEGEND (gtk_widget_get_parent (gtk_event_controller_get_widget (controller)));

  if (self->canvas != NULL)
    hf_canvas_light_cycle (HF_CANVAS (self->canvas), HF_NONE);
}

static GtkWidget *
add_entry (HfLegend *self, guint component)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkWidget *entry = gtk_button_new ();

  g_object_set_data (G_OBJECT (entry), "component", GUINT_TO_POINTER (component));
  gtk_widget_add_css_class (entry, "flat");
  gtk_widget_add_css_class (entry, "legend-entry");
  gtk_widget_set_focus_on_click (entry, FALSE); /* the canvas has keys of its own */
  gtk_widget_set_tooltip_text (entry, _("Mark the objects of this cycle"));
  g_signal_connect (entry, "clicked", G_CALLBACK (on_clicked), self);
  g_signal_connect (motion, "enter", G_CALLBACK (light), NULL);
  g_signal_connect (motion, "leave", G_CALLBACK (darken), NULL);
  g_signal_connect (focus, "enter", G_CALLBACK (light), NULL);
  g_signal_connect (focus, "leave", G_CALLBACK (darken), NULL);
  gtk_widget_add_controller (entry, motion);
  gtk_widget_add_controller (entry, focus);
  gtk_widget_set_parent (entry, GTK_WIDGET (self));
  g_ptr_array_add (self->entries, entry);

  return entry;
}

/* One for each cycle that is explained. */
static void
update_entries (HfLegend *self, const HfScene *scene)
{
  HfRect row;
  guint n = 0;

  while (scene != NULL && self->texture != NULL && hf_painter_legend_place (scene, n, &row))
    {
      GtkWidget *entry = n < self->entries->len ? g_ptr_array_index (self->entries, n) : add_entry (self, n);
      g_autofree char *words = say_cycle (&scene->drawing->components[n]);

      if (n == 0)
        self->first_row = row;
      gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
      n++;
    }
  while (self->entries->len > n)
    {
      gtk_widget_unparent (g_ptr_array_index (self->entries, n));
      g_ptr_array_remove_index (self->entries, n);
    }
  if (self->canvas != NULL)
    tell_pressed (self);
}

static void
hf_legend_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfLegend *self = HF_LEGEND (widget);

  if (hf_legend_is_open (self))
    gtk_widget_allocate (self->button, BUTTON, BUTTON, -1,
                         gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) (width - BUTTON - BUTTON_MARGIN), BUTTON_MARGIN)));
  else
    gtk_widget_allocate (self->button, width, height, baseline, NULL);
  for (guint i = 0; i < self->entries->len && hf_legend_is_open (self); i++)
    gtk_widget_allocate (g_ptr_array_index (self->entries, i), (int) self->first_row.width, (int) self->first_row.height, -1,
                         gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) self->first_row.x,
                                                                              (float) (self->first_row.y + i * self->first_row.height))));
}

/* What is painted beside the entries lets through what is meant for the picture below it. */
static gboolean
hf_legend_contains (GtkWidget *widget, double x, double y)
{
  return FALSE;
}

static void
forget_canvas (gpointer data, GObject *gone)
{
  HF_LEGEND (data)->canvas = NULL;
}

static void
set_canvas (HfLegend *self, HfCanvas *canvas)
{
  if (self->canvas == (GtkWidget *) canvas)
    return;
  if (self->canvas != NULL)
    g_object_weak_unref (G_OBJECT (self->canvas), forget_canvas, self);
  self->canvas = (GtkWidget *) canvas;
  if (canvas != NULL)
    g_object_weak_ref (G_OBJECT (canvas), forget_canvas, self);
}

/* ---- the widget --------------------------------------------------------------------------------------------------- */

void
hf_legend_update (HfLegend *self, HfCanvas *canvas)
{
  g_autofree char *words = NULL;

  g_return_if_fail (HF_IS_LEGEND (self));

  g_clear_object (&self->texture);
  self->width = self->height = 0;
  set_canvas (self, canvas);
  if (canvas != NULL && hf_canvas_get_drawing (canvas) != NULL)
    {
      double room = hf_viewport_get_height (hf_canvas_get_viewport (canvas)) / 2;
      HfScene scene;

      hf_scene_init (&scene, hf_canvas_get_drawing (canvas), hf_canvas_get_geometry (canvas), hf_canvas_get_metrics (canvas),
                     hf_canvas_get_palette (canvas));
      hf_painter_legend_size (&scene, &self->width, &self->height);
      /* In a small view it would hide what it explains. */
      self->too_tall = room > 0 && self->height > room;
      if (self->width > 0 && self->height > 0)
        {
          /* Beside the button. */
          self->width = MAX (self->width, 3 * BUTTON);
          paint (self, &scene, gtk_widget_get_scale_factor (GTK_WIDGET (self)));
        }
      words = say (scene.drawing);
      update_entries (self, &scene);
    }
  else
    update_entries (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), self->texture != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words != NULL ? words : "", -1);
  show_state (self);
}

static void
hf_legend_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_baseline, int *nat_baseline)
{
  HfLegend *self = HF_LEGEND (widget);

  if (hf_legend_is_open (self))
    *minimum = *natural = (int) ceil (orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height);
  else
    gtk_widget_measure (self->button, orientation, -1, minimum, natural, NULL, NULL);
}

static void
hf_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfLegend *self = HF_LEGEND (widget);

  if (self->texture != NULL && hf_legend_is_open (self))
    gtk_snapshot_append_texture (snapshot, self->texture,
                                 &GRAPHENE_RECT_INIT (0, 0, (float) ceil (self->width), (float) ceil (self->height)));
  for (guint i = 0; i < self->entries->len; i++)
    gtk_widget_snapshot_child (widget, g_ptr_array_index (self->entries, i), snapshot);
  gtk_widget_snapshot_child (widget, self->button, snapshot);
}

static void
hf_legend_dispose (GObject *object)
{
  HfLegend *self = HF_LEGEND (object);

  set_canvas (self, NULL);
  g_clear_object (&self->texture);
  for (guint i = 0; i < self->entries->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->entries, i));
  g_ptr_array_set_size (self->entries, 0);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (hf_legend_parent_class)->dispose (object);
}

static void
hf_legend_finalize (GObject *object)
{
  g_ptr_array_unref (HF_LEGEND (object)->entries);

  G_OBJECT_CLASS (hf_legend_parent_class)->finalize (object);
}

static void
hf_legend_class_init (HfLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_legend_dispose;
  G_OBJECT_CLASS (klass)->finalize = hf_legend_finalize;
  widget_class->measure = hf_legend_measure;
  widget_class->snapshot = hf_legend_snapshot;
  widget_class->size_allocate = hf_legend_size_allocate;
  widget_class->contains = hf_legend_contains;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
hf_legend_init (HfLegend *self)
{
  self->entries = g_ptr_array_new ();
  self->closed = (GtkRequisition) { 90, 36 }; /* until it is known */
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "legend-button");
  gtk_widget_set_focus_on_click (self->button, FALSE);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (hf_legend_turn), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Legend"), -1);
}

GtkWidget *
hf_legend_new (void)
{
  return g_object_new (HF_TYPE_LEGEND, NULL);
}
