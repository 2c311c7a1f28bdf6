/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-drawing.h"

/* The plainest possible answers to what HfDrawing computes, from the heap's public face alone. O(n x m) and proud of it. */

/* Owner of each id; [n] */
guint32    *naive_owners     (const HfHeap *heap);
/* (transfer full; set of ids) */
GHashTable *naive_neighbours (const HfHeap *heap, const guint32 *owners, guint32 owner, HfSide side);
/* References between two owners, the one to the own __dict__ not counted. */
guint32     naive_references (const HfHeap *heap, const guint32 *owners, guint32 from, guint32 to);

/* Everything that must hold of any drawing. */
void        assert_true_drawing (const HfDrawing *drawing, const HfChoices *choices);

/* A heap with instances, modules, their dicts (some shared), lists and values, as text for hf_test_graph_new(). */
char       *random_python_heap (GRand *rand, guint n);
