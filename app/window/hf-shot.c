/* SPDX-License-Identifier: Apache-2.0 */
#include "window/hf-shot.h"

#include "drawing/hf-caption.h"

HfShot *
hf_shot_new (HfGraphPage *page, gboolean as_shown, gboolean notes)
{
  HfSnapshot *snapshot;
  HfShot *self;

  g_return_val_if_fail (HF_IS_GRAPH_PAGE (page), NULL);

  if (!hf_graph_page_has_picture (page))
    return NULL;
  snapshot = hf_graph_page_get_snapshot (page);
  self = g_new0 (HfShot, 1);
  hf_graph_page_get_scene (page, &self->scene);
  self->scene.notes = notes;
  if (as_shown)
    self->scene.palette = hf_canvas_get_palette (hf_graph_page_get_canvas (page));
  self->drawing = hf_drawing_ref ((HfDrawing *) self->scene.drawing);
  self->geometry = hf_geometry_ref ((HfGeometry *) self->scene.geometry);
  self->metrics = hf_metrics_ref (self->scene.metrics);
  self->caption = hf_caption_new (self->drawing, self->geometry, snapshot != NULL ? hf_snapshot_get_name (snapshot) : NULL);
  self->title = hf_caption_title (self->drawing);
  self->options = (HfExportOptions) { .scale = 1, .legend = TRUE, .caption = self->caption, .title = self->title };

  return self;
}

void
hf_shot_free (HfShot *self)
{
  if (self == NULL)
    return;

  hf_drawing_unref (self->drawing);
  hf_geometry_unref (self->geometry);
  hf_metrics_unref (self->metrics);
  g_free (self->caption);
  g_free (self->title);
  g_free (self);
}
