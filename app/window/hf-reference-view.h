/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-reference-list.h"

G_BEGIN_DECLS

/**
 * HfReferenceView: "Referrers 4 ›", which opens into the list of them. The list is made when it is opened.
 * Signal "selected" (guint object).
 */
#define HF_TYPE_REFERENCE_VIEW (hf_reference_view_get_type ())
G_DECLARE_FINAL_TYPE (HfReferenceView, hf_reference_view, HF, REFERENCE_VIEW, GtkWidget)

void hf_reference_view_set_side   (HfReferenceView *self, HfReferenceSide side);
void hf_reference_view_set_object (HfReferenceView *self, HfHeap *heap, guint32 object);

G_END_DECLS
