/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "graphviz/hf-layout.h"

G_BEGIN_DECLS

/**
 * HfChoices: what a person chose to have drawn. A small mutable value: copy it before a change and undo is putting the
 * copy back. hf_drawing_new() turns it into a picture.
 *
 * The first picture is the anchors, the chain from each anchor to its root, and one level of referrers and referents of
 * each anchor, at most HF_CHOICES_STEP a side. Objects may be given as an instance or as its __dict__: both are one node.
 *
 * Not thread-safe; a worker gets a copy.
 */
typedef struct _HfChoices HfChoices;

#define HF_CHOICES_STEP 10u       /* how many a click on a handle adds */
#define HF_CHOICES_MAX_NODES 40u  /* nodes in a picture, unless set otherwise */
#define HF_CHOICES_ALL G_MAXUINT32

/* @anchor: the selected object, or HF_NONE for an empty picture. */
HfChoices *hf_choices_new   (guint32 anchor);
HfChoices *hf_choices_copy  (const HfChoices *self);
void       hf_choices_free  (HfChoices *self);
gboolean   hf_choices_equal (const HfChoices *a, const HfChoices *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfChoices, hf_choices_free)

/* Draws all of a heap that is a drawing itself (HF_FORMAT_PICTURE): it is drawn as it was. FALSE, and nothing done, for other
 * heaps. */
gboolean   hf_choices_add_picture   (HfChoices *self, const HfHeap *heap);

/* One more anchor: drawn with its chain and one level around it. */
void       hf_choices_add_anchor    (HfChoices *self, guint32 object);
/* The first anchor, or HF_NONE. */
guint32    hf_choices_get_anchor    (const HfChoices *self);

/* How many referrers and referents of each anchor are drawn at first (HF_CHOICES_STEP). */
void       hf_choices_set_level     (HfChoices *self, guint referrers, guint referents);

/* @n more of @object's referrers or referents, strong ones first, then weak, then structural, then shared; among equals
 * the most telling first. HF_CHOICES_ALL: as many as the picture can take. Raises the limit of nodes by as many as are
 * added, up to HF_CHOICES_HARD_MAX. */
#define HF_CHOICES_HARD_MAX 2000u
void       hf_choices_add_referrers (HfChoices *self, guint32 object, guint n);
void       hf_choices_add_referents (HfChoices *self, guint32 object, guint n);
/* Takes back what was added around @object. */
void       hf_choices_collapse      (HfChoices *self, guint32 object);

/* Draws this object whatever else is chosen, as a node of its own even if it is plumbing (see HfDrawing). */
void       hf_choices_add_object    (HfChoices *self, guint32 object);
void       hf_choices_hide_object   (HfChoices *self, guint32 object);
void       hf_choices_hide_type     (HfChoices *self, guint32 type); /* never hides an anchor */
void       hf_choices_show_hidden   (HfChoices *self);
gboolean   hf_choices_has_hidden    (const HfChoices *self);

/* Whether the chains are drawn (TRUE). */
void       hf_choices_set_chain_shown (HfChoices *self, gboolean shown);
/* Draws this chain for the first anchor instead of the cheapest one; NULL: the cheapest again. */
void       hf_choices_set_chain     (HfChoices *self, const HfChain *chain);
/* Nothing but anchors and chains. */
void       hf_choices_set_only_path (HfChoices *self, gboolean only_path);
gboolean   hf_choices_get_only_path (const HfChoices *self);

/* Nothing is folded into another node or into an edge: instances and their __dict__, bound methods, cells, frames … (FALSE) */
void       hf_choices_set_everything  (HfChoices *self, gboolean everything);
gboolean   hf_choices_get_everything  (const HfChoices *self);

/* Each cycle of which two objects or more would be drawn is drawn as one box (FALSE). Cycles that were turned by themselves
 * are forgotten when this changes. */
void       hf_choices_set_fold_cycles (HfChoices *self, gboolean fold);
gboolean   hf_choices_get_fold_cycles (const HfChoices *self);
/* Opens a cycle that is folded and folds one that is open; @representative: HfDrawnComponent.representative. */
void       hf_choices_turn_cycle      (HfChoices *self, guint32 representative);
gboolean   hf_choices_is_folded       (const HfChoices *self, guint32 representative);

/* Shows what would become of the heap if these references (indices into out[]) were cut, and draws both ends of each. Cutting
 * one twice, and mending one that is not cut, changes nothing. */
void           hf_choices_cut       (HfChoices *self, const guint32 *refs, guint n);
void           hf_choices_mend      (HfChoices *self, const guint32 *refs, guint n);
/* (transfer none) What is cut, in the order in which it was. Valid until the next change. */
const guint32 *hf_choices_get_cuts  (const HfChoices *self, guint *n);

/* Shows what making this reference weak, with all that are like it (HfMender), does to the cycle that it is in, and draws both
 * its ends; HF_NONE: nothing. @n_others: how many other cycles it would do the same to, as far as is known. The picture is as
 * before the mend until hf_choices_set_mended(). */
void         hf_choices_set_mend    (HfChoices *self, guint32 ref, guint n_others);
guint32      hf_choices_get_mend    (const HfChoices *self);
guint        hf_choices_get_mend_others (const HfChoices *self);
/* As after the mend: with nodes and edges where they were before it. */
void         hf_choices_set_mended  (HfChoices *self, gboolean mended);
gboolean     hf_choices_get_mended  (const HfChoices *self);

/* Marks this reference as one to break, besides those of cycles; HF_NONE: none. */
void         hf_choices_set_break   (HfChoices *self, guint32 ref);

/* How the picture is laid out (HF_LAYOUT_KIND_AUTO). */
void         hf_choices_set_layout  (HfChoices *self, HfLayoutKind layout);
HfLayoutKind hf_choices_get_layout  (const HfChoices *self);

void       hf_choices_set_max_nodes (HfChoices *self, guint max_nodes); /* 1 … HF_CHOICES_HARD_MAX */
guint      hf_choices_get_max_nodes (const HfChoices *self);

/* Draws the cycle that @object is in: a real shortest ring through it first, then its other members up to @bound.
 * FALSE if @object is in no cycle. O(size of the component). */
gboolean   hf_choices_add_cycle     (HfChoices *self, const HfAnalysis *analysis, guint32 object, guint bound);
/* Draws a shortest way from @from to @to over owning references, or the other way round if there is none. FALSE with
 * HF_ERROR_NO_ANSWER if neither refers to the other, however indirectly. O(n + m). */
gboolean   hf_choices_add_path      (HfChoices *self, const HfAnalysis *analysis, guint32 from, guint32 to, HfProgress *progress, GError **error);

/* Draws up to @max_ways chains from roots to @object that share no inner object. FALSE with HF_ERROR_NO_ANSWER if no root
 * reaches it. What hf_chains_ways() costs. */
gboolean   hf_choices_add_ways      (HfChoices *self, const HfAnalysis *analysis, guint32 object, guint max_ways, HfProgress *progress, GError **error);

G_END_DECLS
