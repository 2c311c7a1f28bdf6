/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-painter-private.h"

#include "drawing/hf-curve.h"

#define MOST_AROUND 64.0 /* more than rings, badges and handles stand out */

void
hf_scene_init (HfScene *scene, const HfDrawing *drawing, const HfGeometry *geometry, HfMetrics *metrics, const HfPalette *palette)
{
  g_return_if_fail (scene != NULL && drawing != NULL && geometry != NULL);

  scene->drawing = drawing;
  scene->geometry = geometry;
  scene->metrics = metrics;
  scene->palette = palette;
  scene->scale = 1;
  scene->notes = FALSE;
  scene->selected_node = drawing->n_nodes > 0 && (drawing->nodes[0].flags & HF_NODE_IS_ANCHOR) != 0 ? 0 : HF_NONE;
  scene->marked_node = HF_NONE;
  scene->marked_component = HF_NONE;
  scene->hovered_node = HF_NONE;
  scene->selected_edge = HF_NONE;
  scene->hovered_edge = HF_NONE;
}

void
hf_painter_paint_scene (const HfScene *scene, cairo_t *cr, const HfRect *clip)
{
  g_return_if_fail (scene != NULL && cr != NULL);

  hf_painter_paint_edges (scene, cr, clip);
  for (guint i = 0; i < scene->geometry->n_nodes; i++)
    {
      HfRect extents;

      if (clip != NULL)
        {
          /* Most are far away, and how far exactly takes time to say. */
          extents = hf_rect_grown (scene->geometry->nodes[i], MOST_AROUND);
          if (!hf_rect_meets (&extents, clip))
            continue;
          extents = hf_painter_node_extents (scene, i);
          if (!hf_rect_meets (&extents, clip))
            continue;
        }
      hf_painter_paint_node (scene, cr, i);
    }
}
