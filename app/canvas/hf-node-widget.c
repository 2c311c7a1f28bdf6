/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"
#include "canvas/hf-node-widget.h"

struct _HfNodeWidget
{
  GtkWidget parent_instance;

  HfCanvas *canvas; /* the parent */
  guint32 node;
  gboolean selected;
  HfRaster *raster;
  graphene_rect_t raster_rect; /* scene units from the box's corner */
  double raster_scale;
};

G_DEFINE_FINAL_TYPE (HfNodeWidget, hf_node_widget, GTK_TYPE_WIDGET)

GtkWidget *
hf_node_widget_new (HfCanvas *canvas)
{
  HfNodeWidget *self = g_object_new (HF_TYPE_NODE_WIDGET, NULL);

  self->canvas = canvas;

  return GTK_WIDGET (self);
}

guint32
hf_node_widget_get_node (HfNodeWidget *self)
{
  return self->node;
}

double
hf_node_widget_get_raster (HfNodeWidget *self)
{
  return self->raster != NULL ? self->raster_scale : 0;
}

void
hf_node_widget_invalidate (HfNodeWidget *self)
{
  g_clear_pointer (&self->raster, hf_raster_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hf_node_widget_set_selected (HfNodeWidget *self, gboolean selected)
{
  self->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  hf_node_widget_invalidate (self);
}

/* To be heard as "checked". */
void
hf_node_widget_set_marked (HfNodeWidget *self, gboolean marked)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_CHECKED,
                               marked ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  hf_node_widget_invalidate (self);
}

/* A folded cycle can be expanded; what is in an open one is a part of what has been. */
static void
tell_folded (HfNodeWidget *self, guint32 node)
{
  if (hf_canvas_can_turn (self->canvas, node))
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED,
                                 hf_canvas_get_drawing (self->canvas)->nodes[node].form != HF_NODE_CYCLE, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED);
}

void
hf_node_widget_set_node (HfNodeWidget *self, guint32 node, guint32 n_nodes)
{
  const HfNode *what = &hf_canvas_get_drawing (self->canvas)->nodes[node];
  g_autofree char *label = g_strconcat (hf_node_title (what, TRUE), *what->value != '\0' ? " " : NULL, what->value, NULL);

  self->node = node;
  tell_folded (self, node);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hf_node_description (what, TRUE),
                                  -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_RELATION_POS_IN_SET, (int) node + 1,
                                  GTK_ACCESSIBLE_RELATION_SET_SIZE, (int) n_nodes,
                                  -1);
  hf_node_widget_invalidate (self);
}

/* While the scale changes the pixels are stretched; they are painted anew when the canvas has settled. */
static void
hf_node_widget_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfNodeWidget *self = HF_NODE_WIDGET (widget);
  double scale = hf_viewport_get_scale (hf_canvas_get_viewport (self->canvas));
  double wanted = scale * gtk_widget_get_scale_factor (widget);

  if (self->raster == NULL || (self->raster_scale != wanted && self->canvas->settle == 0))
    {
      g_clear_pointer (&self->raster, hf_raster_free);
      self->raster = hf_canvas_paint_node (self->canvas, self->node, wanted, &self->raster_rect);
      self->raster_scale = wanted;
    }
  hf_raster_append (self->raster, snapshot, hf_raster_is_software (widget),
                    &GRAPHENE_RECT_INIT (self->raster_rect.origin.x * scale, self->raster_rect.origin.y * scale,
                                         self->raster_rect.size.width * scale, self->raster_rect.size.height * scale));
}

static void
activate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfNodeWidget *self = HF_NODE_WIDGET (widget);

  hf_canvas_select_by_hand (self->canvas, self->node);
  if (g_str_equal (name, "node.activate"))
    hf_canvas_activate_node (self->canvas, self->node);
  else if (g_str_equal (name, "node.expand-referrers"))
    hf_canvas_request (self->canvas, HF_CANVAS_EXPAND_REFERRERS, self->node);
  else if (g_str_equal (name, "node.expand-referents"))
    hf_canvas_request (self->canvas, HF_CANVAS_EXPAND_REFERENTS, self->node);
  else if (g_str_equal (name, "node.turn-cycle") && hf_canvas_can_turn (self->canvas, self->node))
    hf_canvas_request (self->canvas, HF_CANVAS_TURN_CYCLE, self->node);
  else if (g_str_equal (name, "node.menu"))
    hf_canvas_popup_menu (self->canvas, NULL);
}

static void
hf_node_widget_dispose (GObject *object)
{
  g_clear_pointer (&HF_NODE_WIDGET (object)->raster, hf_raster_free);

  G_OBJECT_CLASS (hf_node_widget_parent_class)->dispose (object);
}

static void
hf_node_widget_class_init (HfNodeWidgetClass *klass)
{
  static const char *actions[] = { "node.select", "node.activate", "node.expand-referrers", "node.expand-referents", "node.turn-cycle", "node.menu" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_node_widget_dispose;
  widget_class->snapshot = hf_node_widget_snapshot;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, activate_action);
  gtk_widget_class_set_css_name (widget_class, "node");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
hf_node_widget_init (HfNodeWidget *self)
{
  self->node = HF_NONE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}
