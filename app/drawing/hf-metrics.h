/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <pango/pangocairo.h>
#include "hf-drawing.h"

G_BEGIN_DECLS

/**
 * HfMetrics: how large text and nodes are in one font, with a cache.
 *
 * Reference counted (atomically). It has a Pango font map of its own behind a lock, so it may be used from any thread;
 * measuring the same text again costs a hash look-up (measured afresh about 30 µs).
 */
typedef struct _HfMetrics HfMetrics;

typedef enum
{
  HF_TEXT_TITLE,  /* bold */
  HF_TEXT_VALUE,  /* monospace */
  HF_TEXT_SIZE,   /* tabular figures, a little smaller */
  HF_TEXT_LABEL,  /* edge label: monospace, a little smaller */
  HF_TEXT_HANDLE, /* bold, smaller: "+41", badges */
  HF_TEXT_LEGEND,
  HF_TEXT_LEGEND_TITLE,
  HF_N_TEXTS
} HfTextRole;

/* @font: the interface's font, NULL for "Cantarell 11" (then any sans). @resolution: dots an inch, 96 if ≤ 0. */
HfMetrics *hf_metrics_new   (const PangoFontDescription *font, double resolution);
HfMetrics *hf_metrics_ref   (HfMetrics *self);
void       hf_metrics_unref (HfMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfMetrics, hf_metrics_unref)

/* Width and height in pixels. */
void hf_metrics_text (HfMetrics *self, HfTextRole role, const char *text, double *width, double *height);
/* Distance from a text's top to its baseline. */
double hf_metrics_baseline (HfMetrics *self, HfTextRole role);
/* (transfer full) The font of a role; absolute size in it. */
PangoFontDescription *hf_metrics_font (HfMetrics *self, HfTextRole role);

/* The box of a node, and the pill of a handle with that number, an edge's label. */
void hf_metrics_node   (HfMetrics *self, const HfNode *node, double *width, double *height);
void hf_metrics_handle (HfMetrics *self, guint32 count, double *width, double *height);
void hf_metrics_label  (HfMetrics *self, const char *label, double *width, double *height);

/* Paints @text with its top left corner at (x, y); never interprets markup. @max_width > 0: shortened with "…". */
void hf_metrics_show   (HfMetrics *self, cairo_t *cr, HfTextRole role, const char *text, double x, double y, double max_width);

G_END_DECLS
