/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-painter.h"

G_BEGIN_DECLS

#define HF_NODE_RADIUS 8.0
#define HF_NODE_PADDING_X 14.0
#define HF_NODE_PADDING_Y 8.0
#define HF_NODE_LINE_GAP 3.0
#define HF_ROOT_BAR 5.0
#define HF_ARROW_LENGTH 10.0
#define HF_ARROW_HALF 4.0
#define HF_TEXT_FROM_SCALE 0.35
#define HF_DETAIL_FROM_SCALE 0.12
#define HF_DOTS_WIDTH 2.0
#define HF_DOTS_GAP 4.5
#define HF_RING 3.0 /* from the box to the ring of the selected node */
#define HF_LEGEND_PADDING 14.0
#define HF_LEGEND_ROW 22.0
#define HF_LEGEND_SAMPLE 30.0

/* How a line is drawn; the same for cairo and SVG. */
typedef struct
{
  HfColor color;
  double width;
  double dash[2];     /* 0: solid */
  double halo;        /* width of a wider line below it, 0: none */
  HfColor halo_color;
} HfLine;

HfLine  hf_painter_edge_line   (const HfScene *scene, guint32 edge);
/* Text colour of an edge's label. */
HfColor hf_painter_label_color (const HfScene *scene, guint32 edge);

typedef struct
{
  HfColor fill;
  HfColor border;
  double border_width;
  gboolean dashed;
  gboolean dotted;     /* what a mend frees */
  gboolean bar;        /* the accent bar of roots */
  HfColor bar_color;
  double radius;
  gboolean stacked;    /* a second card shows behind it */
  HfColor title_color;
} HfBox;

HfBox hf_painter_node_box (const HfScene *scene, guint32 node);

/* The arrow's two back corners for the tip at the end of a curve. */
void hf_painter_arrow (const HfPoint *points, guint n, HfPoint *corners);

/* One row of the legend; the writers draw it each in their way. */
typedef enum
{
  HF_LEGEND_TITLE,
  HF_LEGEND_COMPONENT,
  HF_LEGEND_LINE,
  HF_LEGEND_SCISSORS,
  HF_LEGEND_BOX,
  HF_LEGEND_DOTTED_BOX,
} HfLegendKind;

typedef struct
{
  HfLegendKind kind;
  guint component; /* COMPONENT */
  HfLine line;     /* LINE; BOX, DOTTED_BOX: its colour */
  char *text;
} HfLegendRow;

/* (transfer full; of HfLegendRow, freed with the array) */
GArray *hf_painter_legend_rows (const HfScene *scene);

static inline void
hf_set_color (cairo_t *cr, HfColor color)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
}

void hf_painter_rounded (cairo_t *cr, const HfRect *rect, double radius);
void hf_painter_pill    (const HfScene *scene, cairo_t *cr, const HfRect *pill, const char *text);
void hf_painter_badge   (const HfScene *scene, cairo_t *cr, const HfRect *badge, guint component);
void hf_painter_scissors (const HfScene *scene, cairo_t *cr, const HfRect *badge, HfColor color);
void hf_painter_dots    (cairo_t *cr); /* the next strokes are dotted */
void hf_painter_stroke  (cairo_t *cr, const HfLine *line);

G_END_DECLS
