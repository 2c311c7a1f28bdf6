/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-choices-private.h"
#include "hf-drawing.h"
#include "hf-fold.h"

G_BEGIN_DECLS

/* A drawing in the making. Steps, in order: nodes (hf-drawing-nodes.c), edges and cycles (hf-drawing-edges.c), words. */
typedef struct
{
  HfFold *fold;
  HfAnalysis *analysis;
  const HfHeap *heap;
  const HfGraph *graph;
  const HfChoices *choices;
  HfProgress *progress;
  GArray *nodes;       /* of HfNode */
  GHashTable *node_of; /* object or dict -> node + 1 */
  GArray *stacks;      /* of HfStackPlan */
  GArray *joints;      /* of HfJoint */
  GArray *edges;       /* of HfEdge */
  GArray *components;  /* of HfDrawnComponent */
  HfCut *cut;          /* or NULL */
  HfChain *cut_chain;  /* what still keeps the first anchor, or NULL */
  guint limit;
  guint32 left_out;
} HfDrawingBuild;

/* A side of a node whose rest shall be stacked, if there is one at the end. */
typedef struct
{
  guint32 node;
  HfSide side;
} HfStackPlan;

/* Two nodes that follow each other on the drawn chain; summary: they are joined by no reference of their own. */
typedef struct
{
  guint32 from;
  guint32 to;
  guint32 ref;  /* the reference between them, HF_NONE in summaries */
  gboolean summary;
} HfJoint;

/* What the chosen cuts do, before anything else. FALSE on cancel or lack of memory. */
gboolean hf_drawing_build_cut   (HfDrawingBuild *self, GError **error);
/* What they do to each node, once all are there. */
void     hf_drawing_build_fates (HfDrawingBuild *self);
/* (transfer full) What still keeps the first anchor, in words, or NULL. */
char    *hf_drawing_build_held_by (const HfDrawingBuild *self);

/* Chooses the nodes. FALSE on cancel. */
gboolean hf_drawing_build_nodes (HfDrawingBuild *self, GError **error);
/* Counts what is not drawn, adds stacks. FALSE on cancel. */
gboolean hf_drawing_build_rests (HfDrawingBuild *self, GError **error);
gboolean hf_drawing_build_edges (HfDrawingBuild *self, GError **error);
void     hf_drawing_build_components (HfDrawingBuild *self);

static inline guint32
hf_drawing_build_find (const HfDrawingBuild *self, guint32 object)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->node_of, GUINT_TO_POINTER (object))) - 1;
}

G_END_DECLS
