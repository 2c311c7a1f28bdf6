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
  HfMendEffect *mend;  /* or NULL */
  gboolean mended;
  guint limit;
  gboolean seeks_end; /* of a cut through plumbing */
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

/* What the chosen mend does, before anything else, unless the build has it already. FALSE on cancel or lack of memory. */
gboolean hf_drawing_build_mend  (HfDrawingBuild *self, GError **error);
/* After it: what is left of its cycle, and which nodes would go. Once all nodes are there. */
void     hf_drawing_build_mended (HfDrawingBuild *self);
/* (transfer full) Or NULL. */
HfDrawnMend *hf_drawing_build_drawn_mend (const HfDrawingBuild *self);
/* Whether @component of the picture is the cycle that a mend is shown of. */
gboolean hf_drawing_build_is_mend (const HfDrawingBuild *self, const HfDrawnComponent *component);

/* Chooses the nodes. FALSE on cancel. */
gboolean hf_drawing_build_nodes (HfDrawingBuild *self, GError **error);
/* Counts what is not drawn, adds stacks. FALSE on cancel. */
gboolean hf_drawing_build_rests (HfDrawingBuild *self, GError **error);
/* Draws the cycles that are to be folded as boxes; before the rests are counted. FALSE on cancel or lack of memory. */
gboolean hf_drawing_build_fold  (HfDrawingBuild *self, GError **error);
/* Which nodes are roots, or held from outside. */
void     hf_drawing_build_roots (HfDrawingBuild *self);
/* What the members of a box, or of a set of objects, keep alive; into @component. */
void     hf_drawing_build_weigh (const HfDrawingBuild *self, HfDrawnComponent *component, const guint32 *objects, guint32 n);

/* Calls @func for each reference of @node as it is drawn, that to its own __dict__ left out. */
void     hf_drawing_node_spans (HfFold *fold, const HfNode *node, HfSpanFunc func, gpointer data);
gboolean hf_drawing_build_edges (HfDrawingBuild *self, GError **error);
void     hf_drawing_build_components (HfDrawingBuild *self);

static inline guint32
hf_drawing_build_find (const HfDrawingBuild *self, guint32 object)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->node_of, GUINT_TO_POINTER (object))) - 1;
}

G_END_DECLS
