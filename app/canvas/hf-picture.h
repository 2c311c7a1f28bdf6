/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-geometry-places.h"
#include "hf-canvas.h"

G_BEGIN_DECLS

/**
 * HfPicture: what a graph view shows, from a person's choices to a laid out drawing, in the background.
 *
 * Choices go in, a drawing with its geometry comes out a moment later ("changed"). Newer choices supersede what is under
 * way, and the layout helper with it. What was shown stays until the new picture is there; Cancel returns to its choices.
 *
 * Every change of the choices is a step that can be undone; the steps are forgotten when another heap is drawn.
 *
 * Properties: "busy" (boolean), "stage" (the word for what is being done, translated), "can-undo" and "can-redo" (boolean),
 * "layout" (a name as of hf_layout_kind_name(); another one lays out anew, as a step that can be undone).
 * Signals: "changed"; "failed" (sentence).
 *
 * Main thread only.
 */
#define HF_TYPE_PICTURE (hf_picture_get_type ())
G_DECLARE_FINAL_TYPE (HfPicture, hf_picture, HF, PICTURE, GObject)

HfPicture       *hf_picture_new          (void);

/* What nodes and labels are measured with; lays out anew if something is shown. */
void             hf_picture_set_metrics  (HfPicture *self, HfMetrics *metrics);

/* Draws this; takes @choices. */
void             hf_picture_draw         (HfPicture *self, HfAnalysis *analysis, HfChoices *choices);
/* The same with its nodes where they lay before, if all of them are known; takes @choices and @places. Keeps the choices' own layout. */
void             hf_picture_draw_at      (HfPicture *self, HfAnalysis *analysis, HfChoices *choices, HfNodePlaces *places);
/* Shows nothing any more. */
void             hf_picture_clear        (HfPicture *self);
void             hf_picture_cancel       (HfPicture *self);

/* Does what was asked for at a node of the shown drawing, where that changes the picture; FALSE for requests that do not. */
gboolean         hf_picture_request      (HfPicture *self, HfCanvasRequest request, guint32 node);
/* Draws one more object (from the list behind a stack). */
void             hf_picture_add_object   (HfPicture *self, guint32 object);
/* Looks for a shortest way from the object of one node of the shown drawing to that of another, or back, and draws it; "failed"
 * if there is none. */
void             hf_picture_add_path     (HfPicture *self, guint32 from_node, guint32 to_node);
/* Cuts these references (indices into out[]) besides what is cut already. */
void             hf_picture_cut          (HfPicture *self, const guint32 *refs, guint n);
/* For this drawing and those that are drawn here after it. */
void             hf_picture_set_layout   (HfPicture *self, HfLayoutKind layout);
HfLayoutKind     hf_picture_get_layout   (HfPicture *self);
void             hf_picture_set_only_path (HfPicture *self, gboolean only_path);

/* Draws these choices of the same heap instead, as a step; takes @choices. */
void             hf_picture_change       (HfPicture *self, HfChoices *choices);
/* Draws each cycle as one box. */
void             hf_picture_set_fold_cycles (HfPicture *self, gboolean fold_cycles);
/* Folds the cycle that a node of the shown drawing is in, or opens it. */
void             hf_picture_turn_cycle   (HfPicture *self, guint32 node);
/* Draws the cycle of @object, another node's if HF_NONE, as it is after @ref and all that are like it are weak: see hf_choices_set_mend();
 * @ref HF_NONE: no mend any more. */
void             hf_picture_set_mend     (HfPicture *self, guint32 object, guint32 ref, guint n_others);
/* As before the mend or as after it. */
void             hf_picture_set_mended   (HfPicture *self, gboolean mended);
/* Draws plumbing that is folded into a reference as a node; what is drawn behind it stays. */
void             hf_picture_unfold_object (HfPicture *self, guint32 object);
/* Folds nothing into other nodes and references: see HfDrawing. */
void             hf_picture_set_everything (HfPicture *self, gboolean everything);

/* To the step before or after; nothing if there is none. */
void             hf_picture_undo         (HfPicture *self);
void             hf_picture_redo         (HfPicture *self);

/* Makes what is shown anew: what nodes read has changed. */
void             hf_picture_refresh      (HfPicture *self);

/* What is shown or being made; NULL if nothing. */
const HfChoices *hf_picture_get_choices  (HfPicture *self);
HfAnalysis      *hf_picture_get_analysis (HfPicture *self);
/* What is shown; NULL before the first picture is there. */
HfDrawing       *hf_picture_get_drawing  (HfPicture *self);
HfGeometry      *hf_picture_get_geometry (HfPicture *self);
gboolean         hf_picture_is_busy      (HfPicture *self);
const char      *hf_picture_get_stage    (HfPicture *self);

G_END_DECLS
