/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-dominators.h"
#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * HfTestGraph: a small heap written as text, through the real HfHeapBuilder.
 *
 * Words separated by blanks. Objects come into being where they are first named; "r" is the virtual root.
 *   a>b  a-b  a~b  a%b      strong, structural, weak, shared reference
 *   a=100  a=app.T  a=app.T/100  a=str/49/'x'
 *                           shallow size (16 unless said), type (object unless said), value
 *   a>b@WHERE               the reference's label: .x  [3]  ['k']  key:'k'  local:x  cell:x  internal:x  __dict__
 *                           {…} (a member)  class (HF_REF_TYPE); for roots KIND:WORDS with the kind as in
 *                           hf_root_kind_to_string(), "module:app" (module and the name, unless said); "_" in WHERE is a
 *                           blank where it is doubled: "module:module__app"
 * An object's kind follows its type: module, frame, type, function, dict/list/tuple/set, str/int/bytes, else an instance.
 *
 * Aborts on mistakes in the text: it is a test's own text.
 */
typedef struct
{
  HfHeap *heap;
  GHashTable *addresses; /* name -> address */
} HfTestGraph;

HfTestGraph *hf_test_graph_new  (const char *text);
void         hf_test_graph_free (HfTestGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfTestGraph, hf_test_graph_free)

guint32      hf_test_graph_id   (const HfTestGraph *self, const char *name);
/* The name of an id, "r" for the virtual root. O(names). */
const char  *hf_test_graph_name (const HfTestGraph *self, guint32 id);
/* The reference from one name to another, as an index into out[]. */
guint32      hf_test_graph_ref  (const HfTestGraph *self, const char *from, const char *to);

/* A heap of @n_objects objects and about @n_refs references and @n_roots roots at random: self-references, double ones,
 * cycles, unreachable parts. Shares are of 100; the rest is strong. Sizes are powers that make sums tell who is in them,
 * up to 2^20. @n_types types t0, t1 … */
typedef struct
{
  guint32 n_objects;
  guint32 n_refs;
  guint32 n_roots;
  guint32 n_types;
  guint structural_share;
  guint weak_share;
  guint shared_share;
} HfTestRandom;

HfHeap *hf_test_random_heap (GRand *rand, const HfTestRandom *shape);

/* A shape for a random graph: small, of very different densities; every case of interest comes up within some hundred. */
HfTestRandom hf_test_random_shape (GRand *rand);

/* hf_retained_size_of_groups() with plain numbers: @group_of[id], HF_NONE for none. */
gboolean hf_test_retained_of_groups (const HfHeap *heap, const HfDominators *dominators, const guint32 *group_of, guint32 n_groups,
                                     guint64 *retained, HfProgress *progress, GError **error);

G_END_DECLS
