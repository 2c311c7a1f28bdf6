/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * HfChains: for every object the chain of references that keeps it alive, cheapest first.
 *
 * The cheapest chain is the one a person would tell: few references, strong ones rather than structural ones, from a
 * module or a running frame rather than from interpreter state or native code. Each reference and each kind of root has
 * a small whole cost (hf_chains_cost()); the search is Dial's (1969), buckets over those costs, so it is O(n + m).
 * Among equally cheap chains the one whose references come first in the dump wins, so answers are stable.
 *
 * Unreachable objects have chains too: from a top of their forest (see hf-dominators.h); their first link has no reference.
 * Immutable; readable from any thread. 3 to 8 bytes an id: as many as the number of references and the largest distance need.
 */
typedef struct
{
  guint32 n;
  HfPacked parent_ref; /* [n] one more than hf_chains_parent_ref() */
  HfPacked distance;   /* [n] */
} HfChains;

HfChains *hf_chains_new  (const HfHeap *heap, HfProgress *progress, GError **error);
void      hf_chains_free (HfChains *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfChains, hf_chains_free)

/* The reference (index into out[]) that leads to @object on its chain; HF_NONE for HF_ROOT and tops. */
static inline guint32
hf_chains_parent_ref (const HfChains *self, guint32 object)
{
  return (guint32) hf_packed_get (&self->parent_ref, object) - 1;
}

/* Least number of owning references from the virtual root (a root reference counts 1), for unreachable objects from a top;
 * 0 for HF_ROOT and for tops. */
static inline guint32
hf_chains_distance (const HfChains *self, guint32 object)
{
  return (guint32) hf_packed_get (&self->distance, object);
}

/* The cost of one reference in the search above, 1 … 255; 0 for references that are never followed. */
guint hf_chains_cost (const HfHeap *heap, guint32 ref);

/* One link: the reference @ref (HF_NONE at the top of an unreachable chain) leads into @object. */
typedef struct
{
  guint32 ref;
  guint32 object;
} HfLink;

typedef struct
{
  gboolean reachable;
  guint n_links;
  HfLink links[]; /* root first; the last one's object is the one that was asked for */
} HfChain;

/* (transfer full; g_free) The cheapest chain. NULL if @object has none (out of range, or the virtual root). O(length). */
HfChain   *hf_chains_get  (const HfChains *self, const HfHeap *heap, guint32 object);

/* Up to @max_ways chains to @object that share no inner object: they may share the root and @object, nothing between. The
 * first is the cheapest. Each following one is the cheapest that avoids the inner objects of those before it.
 * (transfer full; elements HfChain, freed with g_free) O(max_ways x (n + m)). Only owning references. */
GPtrArray *hf_chains_ways (const HfChains *self, const HfHeap *heap, guint32 object, guint max_ways, HfProgress *progress, GError **error);

G_END_DECLS
