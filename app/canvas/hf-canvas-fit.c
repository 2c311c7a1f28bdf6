/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

#define LEAST_LEGIBLE 0.5
#define FIRST_SCALE 0.8

/* Cards lie over the corners. A picture may run below them where nothing is, so the largest scale is looked for at which
 * no node does, over the few ways of leaving room: above, below, at the left, and all of these together. */

void
hf_canvas_set_covered (HfCanvas *self, GtkCornerType corner, double width, double height)
{
  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail (corner < G_N_ELEMENTS (self->covered));

  graphene_size_init (&self->covered[corner], (float) width, (float) height);
}

static graphene_rect_t
covered_rect (HfCanvas *self, GtkCornerType corner)
{
  const graphene_size_t *size = &self->covered[corner];
  double x = 0, y = 0;

  if (corner == GTK_CORNER_TOP_RIGHT || corner == GTK_CORNER_BOTTOM_RIGHT)
    x = hf_viewport_get_width (self->viewport) - size->width;
  if (corner == GTK_CORNER_BOTTOM_LEFT || corner == GTK_CORNER_BOTTOM_RIGHT)
    y = hf_viewport_get_height (self->viewport) - size->height;

  return GRAPHENE_RECT_INIT ((float) x, (float) y, size->width, size->height);
}

static gboolean
is_clear (HfCanvas *self)
{
  for (guint corner = 0; corner < G_N_ELEMENTS (self->covered); corner++)
    {
      graphene_rect_t card = covered_rect (self, (GtkCornerType) corner), node;

      if (card.size.width <= 0)
        continue;
      for (guint32 i = 0; hf_canvas_get_node_rect (self, i, &node); i++)
        if (graphene_rect_intersection (&card, &node, NULL))
          return FALSE;
    }

  return TRUE;
}

static void
fit_with_room (HfCanvas *self, const graphene_rect_t *content, double left, double top, double bottom)
{
  double width = hf_viewport_get_width (self->viewport) - left - 2 * HF_CANVAS_MARGIN;
  double height = hf_viewport_get_height (self->viewport) - top - bottom - 2 * HF_CANVAS_MARGIN;

  hf_viewport_fit_into (self->viewport, content, &GRAPHENE_RECT_INIT (left + HF_CANVAS_MARGIN, top + HF_CANVAS_MARGIN, width, height));
}

/* A picture that would be too small to read is not shown whole at first, but around what it is about. */
void
hf_canvas_show_first (HfCanvas *self)
{
  guint32 node = self->selected_node != HF_NONE ? self->selected_node : 0;
  const HfRect *box;

  hf_canvas_fit (self);
  if (self->fit_pending || self->geometry == NULL || node >= self->geometry->n_nodes ||
      hf_viewport_get_scale (self->viewport) >= LEAST_LEGIBLE)
    return;

  box = &self->geometry->nodes[node];
  hf_canvas_set_scale (self, FIRST_SCALE);
  hf_viewport_pin (self->viewport, box->x + box->width / 2, box->y + box->height / 2,
                   hf_viewport_get_width (self->viewport) / 2, hf_viewport_get_height (self->viewport) / 2);
}

static gboolean
first_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  if (HF_CANVAS (widget)->fit_pending)
    hf_canvas_show_first (HF_CANVAS (widget));

  return G_SOURCE_REMOVE;
}

void
hf_canvas_show_first_soon (HfCanvas *self)
{
  self->fit_pending = TRUE;
  if (hf_viewport_get_width (self->viewport) > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_add_tick_callback (GTK_WIDGET (self), first_tick, NULL, NULL);
}

void
hf_canvas_fit (HfCanvas *self)
{
  double lefts[] = { 0, 0 }, tops[] = { 0, 0 }, bottoms[] = { 0, 0 };
  graphene_rect_t content;
  double best_scale = 0;
  guint best = 2;

  g_return_if_fail (HF_IS_CANVAS (self));

  self->fit_pending = hf_viewport_get_width (self->viewport) <= 0;
  if (self->fit_pending)
    return;

  hf_viewport_get_content (self->viewport, &content);
  lefts[1] = self->covered[GTK_CORNER_BOTTOM_LEFT].width;
  tops[1] = MAX (self->covered[GTK_CORNER_TOP_LEFT].height, self->covered[GTK_CORNER_TOP_RIGHT].height) - HF_CANVAS_MARGIN / 2;
  bottoms[1] = MAX (self->covered[GTK_CORNER_BOTTOM_LEFT].height, self->covered[GTK_CORNER_BOTTOM_RIGHT].height) - HF_CANVAS_MARGIN / 2;
  tops[1] = MAX (tops[1], 0);
  bottoms[1] = MAX (bottoms[1], 0);
  for (guint way = 0; way < 8; way++)
    {
      fit_with_room (self, &content, lefts[way & 1], tops[way >> 1 & 1], bottoms[way >> 2]);
      if (is_clear (self) && hf_viewport_get_scale (self->viewport) > best_scale)
        {
          best_scale = hf_viewport_get_scale (self->viewport);
          best = way;
        }
    }
  fit_with_room (self, &content, lefts[best & 1], tops[best >> 1 & 1], bottoms[best >> 2]);
}
