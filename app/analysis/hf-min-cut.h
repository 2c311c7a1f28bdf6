/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-cut-sets.h"
#include "hf-kernel.h"

G_BEGIN_DECLS

/**
 * HfMinCut: the cheapest set of references between the virtual root and some objects. Private to analysis/.
 *
 * Flows run between pairs of objects, since references are found by referrer in one direction only; of the few pairs that
 * carry any a table is kept, all others are as the graph says.
 */
typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  guint32 *seen;     /* [n] the last search that reached the id */
  guint32 *next;     /* [n] the id after it on the way to the objects; HF_NONE at these */
  guint32 search;    /* number of the search */
  GArray *queue;     /* of ids, all that the search reached */
  GHashTable *pairs; /* Pair -> itself, those that carry a flow or did */
  GHashTable *into;  /* ids with such a pair into them */
  GHashTable *from;  /* id -> GPtrArray of such pairs out of it */
  HfTicker *ticker;
} HfMinCut;

gboolean hf_min_cut_init  (HfMinCut *self, const HfHeap *heap, HfTicker *ticker, GError **error);
void     hf_min_cut_clear (HfMinCut *self);

/* (out) (transfer full; g_free) @set: the cheapest one without the references in @kept (ascending), nearest to @objects of
 * equally cheap ones; NULL if there is none of at most @max_price. All @objects are reachable. FALSE on cancel. */
gboolean hf_min_cut_find  (HfMinCut *self, const guint32 *objects, guint32 n_objects, GArray *kept, guint32 max_price, HfCutSet **set);

G_END_DECLS
