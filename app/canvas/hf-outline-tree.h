/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-drawing.h"

G_BEGIN_DECLS

/**
 * HfOutlineTree: which reference of a drawing leads to the one place of each node in the outline.
 *
 * A depth-first forest over the drawn edges. It starts at nodes that nothing drawn refers to, then at what is left (cycles
 * that nothing enters), chains before the rest. Iterative; O(nodes + edges).
 */
typedef struct
{
  GArray *tops;        /* of guint32 nodes */
  guint32 *edge_begin; /* [n_nodes + 1]: the edges of node v are edge_begin[v] … edge_begin[v+1]-1 of the drawing */
  gboolean *is_place;  /* [n_edges] the edge's end is listed there with its referents */
} HfOutlineTree;

HfOutlineTree *hf_outline_tree_new  (const HfDrawing *drawing);
void           hf_outline_tree_free (HfOutlineTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfOutlineTree, hf_outline_tree_free)

G_END_DECLS
