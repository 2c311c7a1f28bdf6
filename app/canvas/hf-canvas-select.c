/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"
#include "canvas/hf-node-widget.h"

guint32
hf_canvas_get_selected_node (HfCanvas *self)
{
  return self->selected_node;
}

static void
set_selected_state (HfCanvas *self, guint32 node, gboolean selected)
{
  GtkWidget *widget = hf_canvas_node_widget (self, node);

  if (widget != NULL)
    hf_node_widget_set_selected (HF_NODE_WIDGET (widget), selected);
}

void
hf_canvas_select_node (HfCanvas *self, guint32 node)
{
  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail (node == HF_NONE || (self->drawing != NULL && node < self->drawing->n_nodes));

  if (node == self->selected_node)
    return;

  set_selected_state (self, self->selected_node, FALSE);
  self->selected_node = node;
  set_selected_state (self, node, TRUE);
  hf_canvas_update_actions (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint32
hf_canvas_get_marked_node (HfCanvas *self)
{
  return self->marked_node;
}

static void
set_marked_state (HfCanvas *self, guint32 node, gboolean marked)
{
  GtkWidget *widget = hf_canvas_node_widget (self, node);

  if (widget != NULL)
    hf_node_widget_set_marked (HF_NODE_WIDGET (widget), marked);
}

void
hf_canvas_mark_node (HfCanvas *self, guint32 node)
{
  guint32 before;

  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail (node == HF_NONE || (self->drawing != NULL && node < self->drawing->n_nodes));

  if (node == self->marked_node)
    return;

  before = self->marked_node;
  self->marked_node = node;
  if (before != HF_NONE)
    set_marked_state (self, before, hf_canvas_is_marked (self, before));
  set_marked_state (self, node, TRUE);
  hf_canvas_update_actions (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hf_canvas_reveal_node (HfCanvas *self, guint32 node)
{
  const HfRect *box;

  if (self->geometry == NULL || node >= self->geometry->n_nodes)
    return;

  box = &self->geometry->nodes[node];
  hf_viewport_reveal (self->viewport, &GRAPHENE_RECT_INIT (box->x, box->y, box->width, box->height), HF_CANVAS_MARGIN);
}

void
hf_canvas_select_object (HfCanvas *self, guint32 object)
{
  guint32 node = HF_NONE;

  g_return_if_fail (HF_IS_CANVAS (self));

  if (object != HF_NONE && self->drawing != NULL)
    node = hf_drawing_find_node (self->drawing, object);
  if (node == self->selected_node)
    return;

  hf_canvas_select_node (self, node);
  if (!self->fit_pending)
    hf_canvas_reveal_node (self, node);
}

/* Objects alone can be the session's selection, of a folded cycle the one that comes first; the rest (roots, stacks, gaps) are selected on the canvas only. */
static void
pick (HfCanvas *self, guint32 node)
{
  if (node == self->selected_node)
    return;

  hf_canvas_select_node (self, node);
  if (node != HF_NONE && (self->drawing->nodes[node].form == HF_NODE_OBJECT || self->drawing->nodes[node].form == HF_NODE_CYCLE))
    hf_canvas_tell_selected (self, self->drawing->nodes[node].object);
}

void
hf_canvas_select_by_hand (HfCanvas *self, guint32 node)
{
  GtkWidget *widget = hf_canvas_node_widget (self, node);

  if (widget != NULL)
    gtk_widget_grab_focus (widget);
  else if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  pick (self, node);
}

void
hf_canvas_pick_node (HfCanvas *self, guint32 node)
{
  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail (self->drawing != NULL && node < self->drawing->n_nodes);

  pick (self, node);
  hf_canvas_reveal_node (self, node);
}
