/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-graph.h"
#include "heap/hf-progress.h"

G_BEGIN_DECLS

/**
 * HfSearchTree: a breadth-first spanning forest over owning references, from HF_ROOT and from the tops of the unreachable
 * forest, laid out in preorder so that every subtree is one interval. Private to analysis/.
 *
 * Objects have places 0 … n-1; the subtree of the object at place p is at[p … p + size[p] - 1]. Breadth-first because its
 * ways are short: that bounds how many different sets an object lies below.
 */
typedef struct
{
  guint32 n;
  guint32 *at;   /* [n] ids in preorder */
  guint32 *size; /* [n] of each place's subtree, itself included */
} HfSearchTree;

/* O(n + m), 16 bytes an id while it runs. FALSE on cancel or lack of memory; whatever the result, clear it. */
gboolean hf_search_tree_init  (HfSearchTree *self, const HfGraph *graph, const guint32 *tops, guint32 n_tops,
                               HfProgress *progress, GError **error);
void     hf_search_tree_clear (HfSearchTree *self);

G_END_DECLS
