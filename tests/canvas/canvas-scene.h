/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-painter.h"
#include "hf-test-graph.h"

G_BEGIN_DECLS

/**
 * A small program's heap with everything that the canvas shows: a chain from a module, a frame, a cycle of three with one
 * way in, a weak dictionary, and more sessions than are drawn at first.
 */
#define SCENE_SESSIONS 40

typedef struct
{
  HfTestGraph *graph;
  HfAnalysis *analysis;
  HfMetrics *metrics;
  HfLayoutClient *client; /* without a helper: the same places everywhere */
} Scene;

Scene      *scene_new     (HfMetrics *metrics);
void        scene_free    (Scene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

guint32     scene_id      (Scene *self, const char *name);
/* (transfer full) Both; @choices are read only. */
HfDrawing  *scene_draw    (Scene *self, const HfChoices *choices);
HfGeometry *scene_lay_out (Scene *self, HfDrawing *drawing);

/* (transfer full) A heap's drawing of about @n_nodes nodes in a grid, each referring to the next ones; places are made up,
 * no layout is asked for. For what is beyond what choices allow. */
void        scene_make_grid (Scene *self, guint n_nodes, HfDrawing **drawing, HfGeometry **geometry);

G_END_DECLS
