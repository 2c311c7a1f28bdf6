/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

static void
tell (HfCanvas *self, gboolean busy)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

void
hf_canvas_end_busy (HfCanvas *self)
{
  if (self->busy_clock == NULL)
    return;

  g_signal_handler_disconnect (self->busy_clock, self->busy_painted);
  g_clear_object (&self->busy_clock);
  tell (self, FALSE);
}

static void
on_painted (GdkFrameClock *clock, HfCanvas *self)
{
  hf_canvas_end_busy (self);
}

void
hf_canvas_set_busy (HfCanvas *self, gboolean busy)
{
  GdkFrameClock *clock;

  g_return_if_fail (HF_IS_CANVAS (self));

  hf_canvas_end_busy (self);
  clock = busy ? NULL : gtk_widget_get_frame_clock (GTK_WIDGET (self));
  if (clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      tell (self, busy);
      return;
    }
  self->busy_clock = g_object_ref (clock);
  self->busy_painted = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
