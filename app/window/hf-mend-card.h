/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "drawing/hf-drawing.h"

G_BEGIN_DECLS

/**
 * HfMendCard: a cycle before and after a mend, and which other mends there are. Hidden while there is nothing to say.
 *
 * Signals: "turned" (gboolean after), the person wants to see it so; "chosen" (guint object, guint ref, guint n_others), this mend shall be shown,
 * by which the cycle of that object is mended; "failed" (sentence), there is nothing to propose; "close".
 */
#define HF_TYPE_MEND_CARD (hf_mend_card_get_type ())
G_DECLARE_FINAL_TYPE (HfMendCard, hf_mend_card, HF, MEND_CARD, GtkWidget)

/* @drawing NULL: nothing is drawn. Looks for other mends of the cycle that it shows one of, in a worker. */
void hf_mend_card_update  (HfMendCard *self, HfDrawing *drawing);

/* Looks for what would mend the cycle of @object, in a worker; "chosen" tells the best, or "failed" why there is none. Takes a reference to @analysis. */
void hf_mend_card_propose (HfMendCard *self, HfAnalysis *analysis, guint32 object);

/* (transfer none) What the proposals are of that "chosen" tells; NULL without any. */
HfAnalysis *hf_mend_card_get_analysis (HfMendCard *self);

/* As if the person had turned it; nothing while it is hidden. */
void hf_mend_card_turn    (HfMendCard *self);

G_END_DECLS
