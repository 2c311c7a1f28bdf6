/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"
#include "canvas/hf-node-widget.h"

guint32
hf_canvas_find_cycle (HfCanvas *self, guint32 representative)
{
  for (guint32 c = 0; self->drawing != NULL && representative != HF_NONE && c < self->drawing->n_components; c++)
    if (self->drawing->components[c].representative == representative)
      return c;

  return HF_NONE;
}

gboolean
hf_canvas_can_turn (HfCanvas *self, guint32 node)
{
  guint32 component;

  if (self->drawing == NULL || node >= self->drawing->n_nodes)
    return FALSE;
  component = self->drawing->nodes[node].component;

  return component != HF_NONE && (self->drawing->components[component].folded || self->drawing->components[component].drawn > 1);
}

gboolean
hf_canvas_is_marked (HfCanvas *self, guint32 node)
{
  guint32 component = hf_canvas_find_cycle (self, self->marked_cycle);

  return node == self->marked_node || (component != HF_NONE && self->drawing->nodes[node].component == component);
}

guint32
hf_canvas_find_box (HfDrawing *before, guint32 node, HfDrawing *now)
{
  guint32 found;

  if (before->analysis != now->analysis || (before->nodes[node].form != HF_NODE_OBJECT && before->nodes[node].form != HF_NODE_CYCLE))
    return HF_NONE;
  found = hf_drawing_find_node (now, before->nodes[node].object);
  if (found == HF_NONE || (before->nodes[node].form != HF_NODE_CYCLE && now->nodes[found].form != HF_NODE_CYCLE))
    return HF_NONE;

  return found;
}

guint32
hf_canvas_lit_component (HfCanvas *self)
{
  return self->glides == NULL ? hf_canvas_find_cycle (self, self->lit_cycle) : HF_NONE;
}

static void
refresh_marks (HfCanvas *self)
{
  for (guint i = 0; i < self->widgets->len; i++)
    hf_node_widget_set_marked (g_ptr_array_index (self->widgets, i), hf_canvas_is_marked (self, i));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static guint32
first_member (HfCanvas *self, guint32 component)
{
  for (guint32 i = 0; i < self->drawing->n_nodes; i++)
    if (self->drawing->nodes[i].component == component)
      return i;

  return HF_NONE;
}

void
hf_canvas_mark_cycle (HfCanvas *self, guint32 component)
{
  gboolean any = self->drawing != NULL && component < self->drawing->n_components;
  guint32 first;

  g_return_if_fail (HF_IS_CANVAS (self));

  self->marked_cycle = any ? self->drawing->components[component].representative : HF_NONE;
  first = any ? first_member (self, component) : HF_NONE;
  if (first != HF_NONE)
    hf_canvas_pick_node (self, first);
  refresh_marks (self);
}

guint32
hf_canvas_get_marked_cycle (HfCanvas *self)
{
  g_return_val_if_fail (HF_IS_CANVAS (self), HF_NONE);

  return hf_canvas_find_cycle (self, self->marked_cycle);
}

void
hf_canvas_light_cycle (HfCanvas *self, guint32 component)
{
  guint32 lit;

  g_return_if_fail (HF_IS_CANVAS (self));

  lit = self->drawing != NULL && component < self->drawing->n_components ? self->drawing->components[component].representative : HF_NONE;
  if (lit == self->lit_cycle)
    return;
  self->lit_cycle = lit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
