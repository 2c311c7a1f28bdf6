/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "drawing/hf-drawing.h"

G_BEGIN_DECLS

/**
 * HfCutCard: what the cuts in a drawing do, and which cuts would free an object. Hidden while there is nothing to say.
 *
 * Signals: "suggest" and "mend" (the person asks for suggestions, or for no cuts any more); "chosen" (guint suggestion).
 */
#define HF_TYPE_CUT_CARD (hf_cut_card_get_type ())
G_DECLARE_FINAL_TYPE (HfCutCard, hf_cut_card, HF, CUT_CARD, GtkWidget)

/* @drawing NULL: nothing is drawn. Suggestions made for another heap go. */
void           hf_cut_card_update   (HfCutCard *self, HfDrawing *drawing);

/* Looks for the smallest cuts that free @object, in a worker, and lists them. Takes a reference to @analysis. */
void           hf_cut_card_suggest  (HfCutCard *self, HfAnalysis *analysis, guint32 object);

/* (transfer none) The references of a suggestion; valid in "chosen". */
const guint32 *hf_cut_card_get_refs (HfCutCard *self, guint suggestion, guint *n);

G_END_DECLS
