/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-drawing.h"

/* The plainest possible answers to what HfDrawing computes, from the heap's public face alone. O(n x m) and proud of it. */

/* Owner of each id; [n] */
guint32    *naive_owners     (const HfHeap *heap);

/* A reference as it is drawn: references in a row, all but the last of which lead to plumbing. */
typedef struct
{
  guint32 from; /* owners */
  guint32 to;
  guint n;
  guint32 refs[4];
} NaiveSpan;

typedef struct
{
  const HfHeap *heap;
  guint32 *owners;
  gboolean *links; /* by id: left out */
  GArray *spans;   /* of NaiveSpan, all there are */
} Naive;

Naive      *naive_new        (const HfHeap *heap, const HfChoices *choices);
void        naive_free       (Naive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Naive, naive_free)

/* The reference of an instance to its own __dict__. */
gboolean    naive_is_own_dict (const Naive *self, const NaiveSpan *span);
/* Whether all its references are of @classes. */
gboolean    naive_is_owning  (const Naive *self, const NaiveSpan *span, HfRefClasses classes);
/* (transfer full; set of ids) */
GHashTable *naive_neighbours (const Naive *self, guint32 owner, HfSide side);
/* The node that draws it, by itself or as a member of a box, or HF_NONE. */
guint32     naive_node_of    (const HfDrawing *drawing, guint32 owner);

/* Everything that must hold of any drawing. */
void        assert_true_drawing (const HfDrawing *drawing, const HfChoices *choices);
/* (transfer full) A drawing of which that holds. */
HfDrawing  *draw                (HfAnalysis *analysis, const HfChoices *choices);
/* (transfer full) Fails the test where it fails. */
HfAnalysis *analyse             (HfHeap *heap);

/* A heap with instances, modules, their dicts (some shared), lists and values, as text for hf_test_graph_new(). */
char       *random_python_heap (GRand *rand, guint n);

/* @n bound methods, closures, frames and descriptors between the objects o0 … of such a text, some of them with referrers of
 * their own. */
void        add_random_plumbing (GRand *rand, GString *text, guint n, guint n_objects);
