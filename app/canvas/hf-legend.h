/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-canvas.h"

G_BEGIN_DECLS

/**
 * HfLegend: what the colours, numbers and line styles of a canvas mean: a card painted by the same painter as exported
 * pictures, with its content in words for those who do not see it. Takes no room when there is nothing to explain.
 */
#define HF_TYPE_LEGEND (hf_legend_get_type ())
G_DECLARE_FINAL_TYPE (HfLegend, hf_legend, HF, LEGEND, GtkWidget)

GtkWidget *hf_legend_new    (void);

/* Shows the legend of what @canvas shows now, unless it would take more than half of the view's height; NULL for none. Call
 * again when that or the size of the view changes. */
void       hf_legend_update (HfLegend *self, HfCanvas *canvas);

G_END_DECLS
