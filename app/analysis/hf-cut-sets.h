/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * Which references to cut so that nothing holds some objects any more: the smallest sets first.
 *
 * A set separates the objects from the virtual root over owning references, and none of its references could be left out.
 * "Small" is measured in prices (hf_cut_price()), so that one attribute of the application comes before one field of the
 * interpreter, but also before two attributes.
 */
typedef struct
{
  guint32 price; /* sum of the prices of all */
  guint32 n_refs;
  guint32 refs[]; /* indices into out[], ascending */
} HfCutSet;

/* The price of a plain place that a program can empty: an attribute, an item, a local. */
#define HF_CUT_PLAIN_PRICE 16u

/* What costs more than so many times the cheapest set is none that anybody would take. */
#define HF_CUT_DEAREST 4u

/* What cutting reference @r would cost a programmer, 16 … 400; 0 for references that own nothing. O(log n). */
guint      hf_cut_price (const HfHeap *heap, guint32 r);

/* Up to @max_sets sets that separate all of @objects (ids, unreachable ones are left alone) from the virtual root, cheapest
 * first; of equally cheap ones those nearest to the objects first. None dearer than @max_refs plain references, or than
 * HF_CUT_DEAREST times the first; an empty array if nothing holds the objects, or if more would have to be cut.
 *
 * Each set is a minimum cut (Ford and Fulkerson 1956, shortest augmenting ways as of Edmonds and Karp 1972, searched from the
 * objects towards the root); the next best ones by keeping one reference after another of those found (Lawler 1972).
 * O(max_refs x (n + m)) a search, in practice little of the heap, and at most 400 searches: sets that would need more are
 * left out. 8 bytes an id.
 * (transfer full; elements HfCutSet, freed with g_free) NULL on cancel or lack of memory. */
GPtrArray *hf_cut_sets_find (const HfHeap *heap, const guint32 *objects, guint32 n_objects, guint max_sets, guint max_refs,
                             HfProgress *progress, GError **error);

G_END_DECLS
