/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-canvas.h"

G_BEGIN_DECLS

/**
 * HfLegend: what the colours, numbers and line styles of a canvas mean: a card painted by the same painter as exported
 * pictures, with its content in words for those who do not see it. Takes no room when there is nothing to explain. It can be
 * closed to a button, and opened again, by a person or because the picture needs the room.
 */
#define HF_TYPE_LEGEND (hf_legend_get_type ())
G_DECLARE_FINAL_TYPE (HfLegend, hf_legend, HF, LEGEND, GtkWidget)

GtkWidget *hf_legend_new    (void);

/* Shows the legend of what @canvas shows now; NULL for none. Call again when that or the size of the view changes. */
void       hf_legend_update (HfLegend *self, HfCanvas *canvas);

/* It gives way: a button is left of it. Where it would take more than half of the view's height it does so anyway. What a
 * person has chosen by the button, or by hf_legend_turn(), holds. */
void       hf_legend_set_crowded (HfLegend *self, gboolean crowded);
void       hf_legend_turn   (HfLegend *self);
gboolean   hf_legend_is_open (HfLegend *self);

/* How large it is where nothing is crowded, and where it gives way; 0 x 0 if there is nothing to explain. Without margins. */
void       hf_legend_get_sizes (HfLegend *self, GtkRequisition *roomy, GtkRequisition *crowded);

G_END_DECLS
