/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

/* The adjustments are in widget pixels: what hf_viewport_get_scroll() says. */

static void
on_value (GtkAdjustment *adjustment, HfCanvas *self)
{
  double scale = hf_viewport_get_scale (self->viewport);

  if (self->adjusting)
    return;

  hf_viewport_move_to (self->viewport,
                       gtk_adjustment_get_value (self->adjustments[GTK_ORIENTATION_HORIZONTAL]) / scale,
                       gtk_adjustment_get_value (self->adjustments[GTK_ORIENTATION_VERTICAL]) / scale);
}

void
hf_canvas_set_adjustment (HfCanvas *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (*place == adjustment && adjustment != NULL)
    return;

  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, on_value, self);
  g_set_object (place, adjustment);
  if (adjustment != NULL)
    g_signal_connect (adjustment, "value-changed", G_CALLBACK (on_value), self);
  hf_canvas_adjust (self);
}

/* Tells the scroll bars where the camera is. */
void
hf_canvas_adjust (HfCanvas *self)
{
  if (self->adjusting || self->adjustments[0] == NULL || self->adjustments[1] == NULL)
    return;

  self->adjusting = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      double page = i == GTK_ORIENTATION_HORIZONTAL ? hf_viewport_get_width (self->viewport) : hf_viewport_get_height (self->viewport);
      double lower, upper, value;

      hf_viewport_get_scroll (self->viewport, (GtkOrientation) i, HF_CANVAS_MARGIN, &lower, &upper, &value);
      gtk_adjustment_configure (self->adjustments[i], value, lower, upper, page * 0.1, page * 0.9, page);
    }
  self->adjusting = FALSE;
}
