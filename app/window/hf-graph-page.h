/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "canvas/hf-canvas.h"
#include "drawing/hf-geometry-places.h"
#include "session/hf-session.h"

G_BEGIN_DECLS

/**
 * HfGraphPage: one drawing of the Graph page. While it is active it draws the session's "graph-focus" (its chain and one level
 * around it), follows its selection and makes it.
 *
 * A selection made elsewhere while the page is in view is drawn anew when it is not in the picture, and selected when it
 * is. Properties: "session"; "has-picture" (something is drawn that can be exported); "title" (what is drawn, for people; or
 * NULL). Signal: "open" (guint object), the person wants another drawing of this object of the same dump.
 */
#define HF_TYPE_GRAPH_PAGE (hf_graph_page_get_type ())
G_DECLARE_FINAL_TYPE (HfGraphPage, hf_graph_page, HF, GRAPH_PAGE, GtkWidget)

GtkWidget   *hf_graph_page_new          (HfSession *session);
void         hf_graph_page_set_session  (HfGraphPage *self, HfSession *session);

/* It is not active before it is told so. What is selected in it becomes the session's selection then. */
void         hf_graph_page_set_active   (HfGraphPage *self, gboolean active);
/* Clears it, and says so, if the dump that it draws is not among the session's any more. */
gboolean     hf_graph_page_drop_closed  (HfGraphPage *self);

/* All (transfer none), NULL where nothing is drawn. */
HfDrawing   *hf_graph_page_get_drawing  (HfGraphPage *self);
HfGeometry  *hf_graph_page_get_geometry (HfGraphPage *self);
HfMetrics   *hf_graph_page_get_metrics  (HfGraphPage *self);
HfCanvas    *hf_graph_page_get_canvas   (HfGraphPage *self);
/* What is shown, as the exporters want it, in light colours; borrows from the page. FALSE where nothing is drawn. */
gboolean     hf_graph_page_get_scene    (HfGraphPage *self, HfScene *scene);
gboolean     hf_graph_page_has_picture  (HfGraphPage *self);
/* The dump that is drawn, for file names and captions; (transfer none) or NULL. */
HfSnapshot  *hf_graph_page_get_snapshot (HfGraphPage *self);

/* What is drawn or being made, so that it can be drawn again: (transfer none) NULL where nothing is. */
const HfChoices *hf_graph_page_get_choices (HfGraphPage *self);
/* Draws these choices of the snapshot, which has been analysed, with nodes where @places has them; takes both. */
void         hf_graph_page_restore      (HfGraphPage *self, HfSnapshot *snapshot, HfChoices *choices, HfNodePlaces *places);
/* Draws the cycle that @object of the drawn dump is in, before and after the best mend of it, as soon as that is known. */
void         hf_graph_page_preview_mend (HfGraphPage *self, HfSelection *selection);
/* What nodes read has changed. */
void         hf_graph_page_refresh      (HfGraphPage *self);

G_END_DECLS
