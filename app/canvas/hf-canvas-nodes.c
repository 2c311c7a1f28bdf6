/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"
#include "canvas/hf-node-widget.h"

#include <math.h>

GtkWidget *
hf_canvas_node_widget (HfCanvas *self, guint32 node)
{
  return node < self->widgets->len ? g_ptr_array_index (self->widgets, node) : NULL;
}

void
hf_canvas_refresh_node (HfCanvas *self, guint32 node)
{
  GtkWidget *widget = hf_canvas_node_widget (self, node);

  if (widget != NULL)
    hf_node_widget_invalidate (HF_NODE_WIDGET (widget));
}

/* key → widget of the scene before. */
static GHashTable *
take_widgets (HfCanvas *self, HfDrawing *before)
{
  GHashTable *by_key = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < self->widgets->len; i++)
    {
      guint64 key = hf_drawing_node_key (&before->nodes[i]);
      GtkWidget *widget = g_ptr_array_index (self->widgets, i);

      if (g_hash_table_contains (by_key, &key))
        gtk_widget_unparent (widget);
      else
        g_hash_table_insert (by_key, g_memdup2 (&key, sizeof key), widget);
    }
  g_ptr_array_set_size (self->widgets, 0);

  return by_key;
}

/* Makes the children be those of the drawing, in its order; what is in both scenes keeps its widget, and so the focus. */
void
hf_canvas_sync_nodes (HfCanvas *self, HfDrawing *before)
{
  g_autoptr (GHashTable) left = take_widgets (self, before);
  guint n = self->drawing != NULL && !hf_canvas_paints_nodes (self) ? self->drawing->n_nodes : 0;
  GtkWidget *previous = NULL;
  GHashTableIter iter;
  gpointer widget;

  for (guint i = 0; i < n; i++)
    {
      guint64 key = hf_drawing_node_key (&self->drawing->nodes[i]);
      GtkWidget *child = g_hash_table_lookup (left, &key);

      if (child != NULL)
        g_hash_table_remove (left, &key);
      else
        child = hf_node_widget_new (self);
      gtk_widget_insert_after (child, GTK_WIDGET (self), previous);
      g_ptr_array_add (self->widgets, child);
      hf_node_widget_set_node (HF_NODE_WIDGET (child), i, n);
      hf_node_widget_set_selected (HF_NODE_WIDGET (child), i == self->selected_node);
      hf_node_widget_set_marked (HF_NODE_WIDGET (child), hf_canvas_is_marked (self, i));
      previous = child;
    }

  g_hash_table_iter_init (&iter, left);
  while (g_hash_table_iter_next (&iter, NULL, &widget))
    {
      if (gtk_widget_has_focus (widget))
        gtk_widget_grab_focus (GTK_WIDGET (self));
      gtk_widget_unparent (widget);
    }
}

/* On whole device pixels, by the same origin as the tiles. */
void
hf_canvas_place_nodes (HfCanvas *self)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double scale = hf_viewport_get_scale (self->viewport), origin_x, origin_y;

  hf_tiles_get_origin (self->viewport, factor, &origin_x, &origin_y);
  for (guint i = 0; i < self->widgets->len; i++)
    {
      const HfRect *box = &self->geometry->nodes[i];
      double x = origin_x + box->x * scale, y = origin_y + box->y * scale;

      if (self->glides != NULL)
        {
          x += self->glides[i].dx * self->glide_left;
          y += self->glides[i].dy * self->glide_left;
        }
      x = round (x * factor) / factor;
      y = round (y * factor) / factor;
      gtk_widget_allocate (g_ptr_array_index (self->widgets, i), MAX (1, (int) lround (box->width * scale)),
                           MAX (1, (int) lround (box->height * scale)), -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) x, (float) y)));
    }
}
