/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfRingFinder: shortest cycles inside strongly connected components. Private to analysis/.
 *
 * Holds scratch space for one heap (16 bytes a member of a cycle; other ids take address space alone) and is used from one thread at a time.
 */
typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const HfComponents *components;
  guint32 *from_ref; /* [n] one more than the reference over which the search came; 0 where it was not */
  guint32 *queue;    /* [n] */
  guint32 *left_in;  /* [n] references from members that are still looked at; 0 for those that are not */
  guint32 *left_out; /* [n] the same of references to members */
} HfRingFinder;

HfRingFinder *hf_ring_finder_new  (const HfHeap *heap, const HfComponents *components, GError **error);
void          hf_ring_finder_free (HfRingFinder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfRingFinder, hf_ring_finder_free)

/* A shortest cycle through @object over references of @classes that stay in its component and has at most @limit
 * references: sets @ring to indices into out[], the first held by @object. FALSE if there is none. Breadth-first, O(size of
 * the component). */
gboolean hf_ring_through  (HfRingFinder *self, guint32 object, HfRefClasses classes, guint limit, GArray *ring);

/* A shortest cycle of the whole component of cycle @cycle (index of HfComponents cycles): over strong references where they
 * make one, else over all owning ones (@structural then); among equally short ones rather one through an instance of the
 * program's own classes. A search from every member, bounded by the best so far; after it
 * the member is left out, and with it all that then is on no cycle any more. O(members x references) at worst, far less in
 * real heaps; a component in which that would pass 200 million steps gets the shortest one found by then. FALSE on cancel
 * alone. */
gboolean hf_ring_shortest (HfRingFinder *self, guint cycle, GArray *ring, gboolean *structural, HfProgress *progress, GError **error);

/* TRUE if cycle @cycle's component has no cycle over owning references once all references like @without are away: those
 * with its label (any position will do) between objects of its two types, as when an attribute is made weak. O(members +
 * references). */
gboolean hf_ring_falls_apart (HfRingFinder *self, guint cycle, guint32 without);

/* TRUE if two references are alike: one label (any position will do) between objects of the same two types. O(log n). */
gboolean hf_ring_are_alike (const HfHeap *heap, guint32 a, guint32 b);

/* The same where the referrer @from of @a is known. O(log n) for that of @b. */
gboolean hf_ring_is_like (const HfHeap *heap, guint32 from, guint32 a, guint32 b);

G_END_DECLS
