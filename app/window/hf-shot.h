/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-export.h"
#include "window/hf-graph-page.h"

G_BEGIN_DECLS

/**
 * HfShot: what a Graph page shows at one moment, with title, caption and legend, for a worker that exports, copies or prints
 * it while the page goes on. Keeps all that it reads; made and freed on the main thread, read anywhere.
 */
typedef struct
{
  HfScene scene;
  HfExportOptions options; /* its strings belong to the shot; format PNG, scale 1 */

  /* owned */
  HfDrawing *drawing;
  HfGeometry *geometry;
  HfMetrics *metrics;
  char *caption;
  char *title;
} HfShot;

/* NULL where nothing is drawn. In light colours, or in those of the window if @as_shown; with what a person said of objects if @notes. */
HfShot *hf_shot_new  (HfGraphPage *page, gboolean as_shown, gboolean notes);
void    hf_shot_free (HfShot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfShot, hf_shot_free)

G_END_DECLS
