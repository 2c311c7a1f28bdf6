/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

#include <math.h>

/* ---- hover -------------------------------------------------------------------------------------------------------- */

static void
set_cursor (HfCanvas *self, const HfHit *hit)
{
  gboolean opens = hit->kind == HF_HIT_HANDLE || hit->kind == HF_HIT_BADGE ||
                   (hit->kind == HF_HIT_NODE && self->drawing->nodes[hit->index].form == HF_NODE_STACK);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), opens ? "pointer" : NULL);
}

void
hf_canvas_set_hovered (HfCanvas *self, const HfHit *hit)
{
  guint32 node = hit->kind == HF_HIT_NODE || hit->kind == HF_HIT_HANDLE || hit->kind == HF_HIT_BADGE ? hit->index : HF_NONE;
  guint32 edge = hit->kind == HF_HIT_EDGE ? hit->index : HF_NONE;
  guint32 old = self->hovered_node;

  set_cursor (self, hit);
  if (node == self->hovered_node && edge == self->hovered_edge)
    return;

  self->hovered_node = node;
  self->hovered_edge = edge;
  hf_canvas_refresh_node (self, old);
  hf_canvas_refresh_node (self, node);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, HfCanvas *self)
{
  HfHit hit = hf_canvas_hit (self, x, y);

  self->pointer_inside = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  hf_canvas_set_hovered (self, &hit);
}

static void
on_leave (GtkEventControllerMotion *motion, HfCanvas *self)
{
  self->pointer_inside = FALSE;
  hf_canvas_set_hovered (self, &(HfHit) { HF_HIT_NOTHING, HF_NONE, 0 });
}

static gboolean
on_query_tooltip (HfCanvas *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer unused)
{
  HfHit hit = hf_canvas_hit (self, x, y);
  const char *text = NULL;

  if (keyboard && self->selected_node != HF_NONE)
    text = hf_node_description (&self->drawing->nodes[self->selected_node], TRUE);
  else if (hit.kind == HF_HIT_EDGE)
    text = self->drawing->edges[hit.index].description;
  else if (hit.kind != HF_HIT_NOTHING)
    text = hf_node_description (&self->drawing->nodes[hit.index], TRUE);
  gtk_tooltip_set_text (tooltip, text);

  return text != NULL && *text != '\0';
}

/* ---- click -------------------------------------------------------------------------------------------------------- */

/* Two clicks on one node or edge. The gesture's own count goes wrong when a click elsewhere came just before. */
static gboolean
is_double (HfCanvas *self, const HfHit *hit, guint32 time)
{
  int limit = 400;
  gboolean again;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &limit, NULL);
  again = hit->kind == self->clicked.kind && hit->index == self->clicked.index && time - self->clicked_time <= (guint) limit;
  self->clicked = again ? (HfHit) { 0 } : *hit;
  self->clicked_time = time;

  return again;
}

static void
click_node (HfCanvas *self, const HfHit *hit, guint32 time)
{
  gboolean stack = self->drawing->nodes[hit->index].form == HF_NODE_STACK;

  hf_canvas_select_by_hand (self, hit->index);
  if (is_double (self, hit, time) != stack)
    hf_canvas_activate_node (self, hit->index);
}

/* With Ctrl the node that was selected stays marked. */
static void
click_second (HfCanvas *self, guint32 node)
{
  guint32 first = self->selected_node;

  if (first == node)
    return;

  hf_canvas_select_by_hand (self, node);
  hf_canvas_mark_node (self, first);
}

static void
click_primary (HfCanvas *self, const HfHit *hit, guint32 time, GdkModifierType state)
{
  if (hit->kind == HF_HIT_NODE && (state & GDK_CONTROL_MASK) != 0)
    {
      click_second (self, hit->index);
      return;
    }

  switch (hit->kind)
    {
    case HF_HIT_HANDLE:
      self->clicked = (HfHit) { 0 };
      if (self->drawing->nodes[hit->index].form == HF_NODE_CYCLE)
        hf_canvas_activate_node (self, hit->index);
      else
        hf_canvas_request (self, hit->side == HF_SIDE_REFERRERS ? HF_CANVAS_EXPAND_REFERRERS : HF_CANVAS_EXPAND_REFERENTS, hit->index);
      break;

    case HF_HIT_BADGE:
      self->clicked = (HfHit) { 0 };
      hf_canvas_request (self, HF_CANVAS_TURN_CYCLE, hit->index);
      break;

    case HF_HIT_NODE:
      click_node (self, hit, time);
      break;

    case HF_HIT_EDGE:
      gtk_widget_grab_focus (GTK_WIDGET (self));
      if (is_double (self, hit, time))
        hf_canvas_request (self, HF_CANVAS_CUT_EDGE, hit->index);
      break;

    case HF_HIT_NOTHING:
    default:
      gtk_widget_grab_focus (GTK_WIDGET (self));
    }
}

static void
on_released (GtkGestureClick *click, int n_press, double x, double y, HfCanvas *self)
{
  HfHit hit = hf_canvas_hit (self, x, y);

  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (click)) == GDK_BUTTON_PRIMARY)
    click_primary (self, &hit, gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (click)),
                   gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click)));
}

static void
open_menu (HfCanvas *self, const HfHit *hit, double x, double y)
{
  self->menu_edge = hit->kind == HF_HIT_EDGE ? hit->index : HF_NONE;
  if (hit->kind == HF_HIT_NODE || hit->kind == HF_HIT_HANDLE || hit->kind == HF_HIT_BADGE)
    hf_canvas_select_by_hand (self, hit->index);
  hf_canvas_popup_menu (self, &GRAPHENE_POINT_INIT ((float) x, (float) y));
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, HfCanvas *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (click));
  HfHit hit = hf_canvas_hit (self, x, y);

  if (event == NULL || !gdk_event_triggers_context_menu (event))
    return;

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (self, &hit, x, y);
}

static void
on_long_press (GtkGestureLongPress *press, double x, double y, HfCanvas *self)
{
  HfHit hit = hf_canvas_hit (self, x, y);

  open_menu (self, &hit, x, y);
}

/* ---- pan and zoom ------------------------------------------------------------------------------------------------- */

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, HfCanvas *self)
{
  self->drag_x = self->drag_y = 0;
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, HfCanvas *self)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  if (gtk_gesture_get_sequence_state (GTK_GESTURE (drag), gtk_gesture_get_last_updated_sequence (GTK_GESTURE (drag))) != GTK_EVENT_SEQUENCE_CLAIMED)
    {
      if (!gtk_drag_check_threshold (GTK_WIDGET (self), (int) x, (int) y, (int) (x + dx), (int) (y + dy)))
        return;
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
    }

  hf_viewport_pan (self->viewport, self->drag_x - dx, self->drag_y - dy);
  self->drag_x = dx;
  self->drag_y = dy;
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, HfCanvas *self)
{
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

/* With Ctrl the wheel zooms; without, the scrolled window around us pans. */
static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, HfCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  gboolean wheel = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL;
  double x = self->pointer_inside ? self->pointer_x : hf_viewport_get_width (self->viewport) / 2;
  double y = self->pointer_inside ? self->pointer_y : hf_viewport_get_height (self->viewport) / 2;

  if ((state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;

  hf_viewport_zoom_at (self->viewport, pow (HF_CANVAS_ZOOM_STEP, wheel ? -dy : -dy / 30), x, y);

  return GDK_EVENT_STOP;
}

static void
on_pinch_begin (GtkGesture *pinch, GdkEventSequence *sequence, HfCanvas *self)
{
  self->pinch_scale = hf_viewport_get_scale (self->viewport);
  gtk_gesture_set_state (pinch, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_pinch (GtkGestureZoom *pinch, double factor, HfCanvas *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (pinch), &x, &y))
    hf_viewport_set_scale_at (self->viewport, self->pinch_scale * factor, x, y);
}

void
hf_canvas_add_controllers (HfCanvas *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *middle_drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (middle_drag), GDK_BUTTON_MIDDLE);
  for (guint i = 0; i < 2; i++)
    {
      g_signal_connect (i == 0 ? drag : middle_drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
      g_signal_connect (i == 0 ? drag : middle_drag, "drag-update", G_CALLBACK (on_drag_update), self);
      g_signal_connect (i == 0 ? drag : middle_drag, "drag-end", G_CALLBACK (on_drag_end), self);
    }
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (on_long_press), self);

  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (middle_drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));
}
