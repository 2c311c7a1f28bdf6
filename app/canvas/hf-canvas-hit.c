/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-canvas-private.h"

static gboolean
within (const HfRect *rect, double x, double y, double slack)
{
  return x >= rect->x - slack && x < rect->x + rect->width + slack && y >= rect->y - slack && y < rect->y + rect->height + slack;
}

static gboolean
hit_handle (HfCanvas *self, double x, double y, double slack, HfHit *hit)
{
  for (guint i = self->drawing->n_nodes; i-- > 0;)
    {
      const HfRect *box = &self->geometry->nodes[i];

      if (!within (box, x, y, 32))
        continue;
      for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
        {
          HfRect pill;

          if (hf_geometry_handle (self->geometry, self->drawing, self->metrics, i, side, &pill) && within (&pill, x, y, slack))
            {
              *hit = (HfHit) { HF_HIT_HANDLE, i, side };
              return TRUE;
            }
        }
    }

  return FALSE;
}

/* The number of a cycle, where it can be folded or opened. */
static gboolean
hit_badge (HfCanvas *self, double x, double y, double slack, HfHit *hit)
{
  for (guint i = self->drawing->n_nodes; i-- > 0;)
    {
      HfRect badge;

      if (!hf_canvas_can_turn (self, i) || !hf_geometry_badge (self->geometry, self->drawing, self->metrics, i, &badge) || !within (&badge, x, y, slack))
        continue;
      *hit = (HfHit) { HF_HIT_BADGE, i, 0 };
      return TRUE;
    }

  return FALSE;
}

static gboolean
hit_node (HfCanvas *self, double x, double y, HfHit *hit)
{
  for (guint i = self->drawing->n_nodes; i-- > 0;)
    if (within (&self->geometry->nodes[i], x, y, 0))
      {
        *hit = (HfHit) { HF_HIT_NODE, i, 0 };
        return TRUE;
      }

  return FALSE;
}

static void
hit_edge (HfCanvas *self, double x, double y, double slack, HfHit *hit)
{
  double nearest = slack;

  for (guint e = 0; e < self->drawing->n_edges; e++)
    {
      double distance;

      if (!within (&self->geometry->edge_bounds[e], x, y, slack))
        continue;
      if (self->geometry->labels[e].width > 0 && within (&self->geometry->labels[e], x, y, 0))
        distance = 0;
      else
        distance = hf_geometry_edge_distance (self->geometry, e, x, y);
      if (distance < nearest)
        {
          nearest = distance;
          *hit = (HfHit) { HF_HIT_EDGE, e, 0 };
        }
    }
}

HfHit
hf_canvas_hit (HfCanvas *self, double x, double y)
{
  HfHit hit = { HF_HIT_NOTHING, HF_NONE, 0 };
  double scale, scene_x, scene_y;

  g_return_val_if_fail (HF_IS_CANVAS (self), hit);

  if (self->drawing == NULL)
    return hit;

  scale = hf_viewport_get_scale (self->viewport);
  hf_viewport_to_scene (self->viewport, x, y, &scene_x, &scene_y);
  /* Handles are not legible below that scale, so they are not there. */
  if (scale >= 0.35 && (hit_handle (self, scene_x, scene_y, 3, &hit) || hit_badge (self, scene_x, scene_y, 1, &hit)))
    return hit;
  if (!hit_node (self, scene_x, scene_y, &hit))
    hit_edge (self, scene_x, scene_y, 6 / scale, &hit);

  return hit;
}
