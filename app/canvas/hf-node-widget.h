/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-canvas.h"

G_BEGIN_DECLS

/**
 * HfNodeWidget: one node of the canvas as a child widget, so that it has a role, a name, a state, actions and the focus.
 *
 * It is allocated the node's box; ring, badge and handles are painted around it. The pointer is the canvas's business:
 * the widget is not a target. Actions: node.activate, node.expand-referrers, node.expand-referents, node.menu.
 */
#define HF_TYPE_NODE_WIDGET (hf_node_widget_get_type ())
G_DECLARE_FINAL_TYPE (HfNodeWidget, hf_node_widget, HF, NODE_WIDGET, GtkWidget)

GtkWidget *hf_node_widget_new        (HfCanvas *canvas);

/* Which node of the canvas's present drawing it stands for; also refreshes its name. */
void       hf_node_widget_set_node   (HfNodeWidget *self, guint32 node, guint32 n_nodes);
guint32    hf_node_widget_get_node   (HfNodeWidget *self);

void       hf_node_widget_set_selected (HfNodeWidget *self, gboolean selected);
void       hf_node_widget_set_marked   (HfNodeWidget *self, gboolean marked);

/* Device pixels a scene unit of what it shows; 0 before it has been shown. */
double     hf_node_widget_get_raster (HfNodeWidget *self);

/* Its picture is no longer right. */
void       hf_node_widget_invalidate (HfNodeWidget *self);

G_END_DECLS
