/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfTreemap: the dominator tree below one object as rectangles, each as large as what it retains.
 *
 * Squarified (Bruls, Huizing and van Wijk, "Squarified treemaps", 2000): a level's rectangles are as near to squares as they can
 * be, largest first, from the upper left. A rectangle that is large enough is divided again inside a frame with room for a
 * title. What would be smaller than HF_TREEMAP_LEAST is one rectangle together, the rest of its level. What the object takes
 * itself is a rectangle of its own. Immutable; any thread.
 */
#define HF_TREEMAP_CELLS 10000u
#define HF_TREEMAP_LEAST 24.0   /* square units: smaller ones could not be told apart */
#define HF_TREEMAP_TITLE 18.0   /* room above what is inside */
#define HF_TREEMAP_MARGIN 2.0
#define HF_TREEMAP_DEPTH 8u

typedef struct
{
  float x, y, width, height;
  guint32 object;  /* HF_NONE: the rest of a level, or a group */
  guint32 group;   /* index of the group; HF_NONE where it is none */
  guint32 n_rest;  /* objects, or groups, that the rest stands for; else 0 */
  guint32 parent;  /* index of the cell around it; HF_NONE at the outermost level */
  guint16 depth;   /* 0 at the outermost level */
  gboolean own;    /* the shallow size of what is divided, not what it retains */
  guint64 bytes;
} HfTreemapCell;

/* Objects under one name. */
typedef struct
{
  const guint32 *objects; /* none dominates another */
  guint32 n_objects;
  guint64 bytes;          /* what they retain, added up */
} HfTreemapGroup;

typedef struct
{
  guint32 focus;        /* whose level is outermost: HF_ROOT for all that is reachable; HF_NONE for groups and lists of objects */
  float width, height;
  guint n_cells;
  guint n_outer;        /* cells[0 … n_outer-1] are the outermost level, largest first */
  HfTreemapCell *cells; /* a cell comes after the one around it */
} HfTreemap;

/* O(children of what is divided x log). NULL on cancel alone. */
HfTreemap *hf_treemap_new  (const HfAnalysis *analysis, guint32 focus, double width, double height, HfProgress *progress, GError **error);
/* The outermost level are the objects of @list instead. */
HfTreemap *hf_treemap_new_for_objects (const HfAnalysis *analysis, const HfTreemapGroup *list, double width, double height,
                                       HfProgress *progress, GError **error);
/* The outermost level are @groups, and inside each of them its objects. */
HfTreemap *hf_treemap_new_for_groups  (const HfAnalysis *analysis, const HfTreemapGroup *groups, guint32 n_groups, double width,
                                       double height, HfProgress *progress, GError **error);
void       hf_treemap_free (HfTreemap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfTreemap, hf_treemap_free)

/* The innermost cell at a point, or HF_NONE. O(cells). */
guint32    hf_treemap_at   (const HfTreemap *self, double x, double y);

G_END_DECLS
