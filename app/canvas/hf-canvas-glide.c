/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

#include <math.h>

/* Motion only explains where a node went: it begins at once, ends soon, and nothing waits for it. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HfCanvas *self = HF_CANVAS (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double share;

  if (self->glide_begin == 0)
    self->glide_begin = now;
  share = (double) (now - self->glide_begin) / HF_CANVAS_GLIDE_US;
  self->glide_left = share >= 1 ? 0 : pow (1 - share, 3);
  if (share >= 1)
    {
      self->tick = 0;
      g_clear_pointer (&self->glides, g_free);
      hf_tiles_renew (self->tiles);
    }
  hf_canvas_queue (self);

  return share >= 1 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void
hf_canvas_end_glide (HfCanvas *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  if (self->glides != NULL)
    hf_tiles_renew (self->tiles);
  g_clear_pointer (&self->glides, g_free);
}

static gboolean
animations_enabled (HfCanvas *self)
{
  gboolean enabled = FALSE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled, NULL);

  return enabled;
}

/* (transfer full) How far each node is from where it was; @old: key → place. What was in a box comes out of it. */
static HfGlide *
measure_ways (HfCanvas *self, GHashTable *old, HfDrawing *before, const graphene_rect_t *places)
{
  HfGlide *glides = g_new0 (HfGlide, self->drawing->n_nodes + 1);

  for (guint i = 0; i < self->drawing->n_nodes; i++)
    {
      guint64 key = hf_drawing_node_key (&self->drawing->nodes[i]);
      const graphene_rect_t *from = g_hash_table_lookup (old, &key);
      guint32 box = from == NULL ? hf_canvas_find_box (self->drawing, i, before) : HF_NONE;
      graphene_rect_t to;

      if (box != HF_NONE)
        from = &places[box];
      hf_canvas_get_node_rect (self, i, &to);
      glides[i].appears = from == NULL;
      if (from != NULL)
        {
          glides[i].dx = from->origin.x + from->size.width / 2 - to.origin.x - to.size.width / 2;
          glides[i].dy = from->origin.y + from->size.height / 2 - to.origin.y - to.size.height / 2;
        }
    }

  return glides;
}

/* @places: where the nodes of @before were on the screen. */
void
hf_canvas_begin_glide (HfCanvas *self, HfDrawing *before, const graphene_rect_t *places)
{
  g_autoptr (GHashTable) old = NULL;
  g_autofree guint64 *keys = NULL;

  if (!animations_enabled (self) || !gtk_widget_get_mapped (GTK_WIDGET (self)) || hf_canvas_paints_nodes (self))
    return;

  old = g_hash_table_new (g_int64_hash, g_int64_equal);
  keys = g_new (guint64, before->n_nodes + 1);
  for (guint i = 0; i < before->n_nodes; i++)
    {
      keys[i] = hf_drawing_node_key (&before->nodes[i]);
      g_hash_table_insert (old, &keys[i], (gpointer) &places[i]);
    }

  self->glides = measure_ways (self, old, before, places);
  self->apart = TRUE;
  self->glide_left = 1;
  self->glide_begin = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}
