/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-path-fold.h"

G_BEGIN_DECLS

/**
 * HfPathTrie: folded paths that share their beginnings. Private to analysis/.
 *
 * A node stands for a whole path. Long structures would make as many paths as they have objects, so two things fold
 * into one node that takes any number of further steps:
 *   - a pattern of up to four labels seen three times in a row: ".next…", ".payload › [*]…";
 *   - twelve steps in a row, those in patterns included, with at most three labels between them (trees): "(.left | .right)…".
 * Not thread-safe. Adding is O(1).
 */
typedef struct _HfPathTrie HfPathTrie;

#define HF_PATH_TRIE_TOP 0u

HfPathTrie *hf_path_trie_new  (void);
void        hf_path_trie_free (HfPathTrie *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPathTrie, hf_path_trie_free)

/* To be called before the folds of another heap are added: what was remembered of the one before holds no more. */
void    hf_path_trie_begin_heap (HfPathTrie *self);
/* The node for @node's path and one step more. All folds since hf_path_trie_begin_heap() must be of one heap. */
guint32 hf_path_trie_add       (HfPathTrie *self, guint32 node, const HfHeap *heap, const HfFold *fold);
/* The same for a label that is known as text. */
guint32 hf_path_trie_add_label (HfPathTrie *self, guint32 node, const char *label);

/* Appends the path: its labels with " › " between them. Of paths longer than 40 steps, the first and last 20. */
void    hf_path_trie_append    (const HfPathTrie *self, guint32 node, GString *text);

G_END_DECLS
