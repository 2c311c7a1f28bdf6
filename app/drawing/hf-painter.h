/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-geometry.h"
#include "hf-palette.h"

G_BEGIN_DECLS

/**
 * The one painter: window, PNG and PDF show what this paints. Stateless; any thread, given its own cairo_t.
 *
 * The caller sets up @cr so that one user unit is one pixel of the geometry at scale 1 (cairo_scale() for zoom).
 * @scale says how large that will be on the screen and chooses the level of detail: below 0.35 no text, below 0.12
 * plain boxes and straight thin edges.
 */
typedef struct
{
  const HfDrawing *drawing;
  const HfGeometry *geometry;
  HfMetrics *metrics;
  const HfPalette *palette;
  double scale;            /* 1 for files */
  gboolean notes;          /* what a person said of objects is seen (FALSE); its room is there in any case */
  guint32 selected_node;   /* or HF_NONE; drawn with the accent ring */
  guint32 marked_node;     /* or HF_NONE; drawn with a dashed ring */
  guint32 marked_component; /* or HF_NONE; each of its nodes, too */
  guint32 hovered_node;
  guint32 selected_edge;
  guint32 hovered_edge;
} HfScene;

/* Fills in defaults: scale 1, nothing hovered, the first anchor selected. */
void hf_scene_init (HfScene *scene, const HfDrawing *drawing, const HfGeometry *geometry, HfMetrics *metrics, const HfPalette *palette);

/* Everything that meets @clip (in the geometry's coordinates; NULL: everything), without background. */
void hf_painter_paint_scene (const HfScene *scene, cairo_t *cr, const HfRect *clip);
/* Hulls, edges and their labels that meet @clip: one tile of a canvas whose nodes are widgets. */
void hf_painter_paint_edges (const HfScene *scene, cairo_t *cr, const HfRect *clip);
/* One edge over what is there, as hovered or selected. */
void hf_painter_paint_edge  (const HfScene *scene, cairo_t *cr, guint32 edge);
/* The hull of a component and its inner edges that meet @clip. */
void hf_painter_paint_component (const HfScene *scene, cairo_t *cr, const HfRect *clip, guint32 component);
/* One node with badge and handles. Where it paints: hf_painter_node_extents(). Translate @cr to move it. */
void hf_painter_paint_node  (const HfScene *scene, cairo_t *cr, guint32 node);
/* The box with ring, badge and handles around it. */
HfRect hf_painter_node_extents (const HfScene *scene, guint32 node);

/* The legend: the drawn cycles by number and the line styles that occur. Its size is 0 x 0 if there is nothing to say. */
void hf_painter_legend_size  (const HfScene *scene, double *width, double *height);
/* Where the legend says what the colour of a component means, from its upper left corner; FALSE if it does not. */
gboolean hf_painter_legend_place (const HfScene *scene, guint32 component, HfRect *row);
void hf_painter_paint_legend (const HfScene *scene, cairo_t *cr, double x, double y);

G_END_DECLS
