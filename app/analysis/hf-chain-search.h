/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"
#include "hf-kernel.h"

G_BEGIN_DECLS

/**
 * HfChainSearch: Dial's search for cheapest ways over owning references. Private to analysis/.
 *
 * Give it sources, run it, and read parent_ref[]. Objects that were blocked are never entered. Unreachable objects are not
 * followed into the reachable ones. 16 bytes an id.
 */
typedef struct
{
  guint32 distance; /* of ids in a bucket or settled; wraps round, see hf-chain-search.c */
  guint32 next;     /* in the bucket, HF_NONE at its end */
  guint32 previous; /* in the bucket, or one of the states in hf-chain-search.c */
} HfChainEntry;

typedef struct
{
  const HfHeap *heap;
  HfChainEntry *entries; /* [n] */
  guint32 *parent_ref;   /* [n] the reference that leads to the id; HF_NONE at sources and where nothing leads */
  guint32 *bucket;       /* [256] first id of each distance modulo 256 */
  guint32 n_queued;
  const guint32 *left_out; /* [n_left_out] references that are not followed, ascending; set before a search, not owned */
  guint32 n_left_out;
} HfChainSearch;

#define HF_CHAIN_SETTLED (HF_NONE - 1) /* or blocked */

gboolean hf_chain_search_init  (HfChainSearch *self, const HfHeap *heap, GError **error);
void     hf_chain_search_clear (HfChainSearch *self);

/* Forgets everything; necessary before each search, the first one too. O(n). FALSE on cancel. */
gboolean hf_chain_search_reset (HfChainSearch *self, HfTicker *ticker);
void     hf_chain_search_block (HfChainSearch *self, guint32 v);
void     hf_chain_search_add_source (HfChainSearch *self, guint32 v);

/* Settles everything, or stops when @target is settled; HF_NONE for no target. FALSE on cancel. */
gboolean hf_chain_search_run (HfChainSearch *self, guint32 target, HfTicker *ticker);

static inline gboolean
hf_chain_search_has_settled (const HfChainSearch *self, guint32 v)
{
  return self->entries[v].previous == HF_CHAIN_SETTLED;
}

G_END_DECLS
