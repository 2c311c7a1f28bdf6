/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"
#include "hf-kernel.h"

G_BEGIN_DECLS

/**
 * HfChainSearch: Dial's search for cheapest ways over owning references. Private to analysis/.
 *
 * Give it sources, run it, and read parent_ref[]. Objects that were blocked are never entered. Unreachable objects are not
 * followed into the reachable ones. 6 bytes an id, and 4 for each that waits in a bucket: an id whose way gets cheaper is put
 * into another bucket, and skipped when it comes up in the dearer one.
 */
typedef struct
{
  const HfHeap *heap;
  guint16 *distance;     /* [n] of ids in buckets, modulo 32768; or one of the states below */
  guint32 *parent_ref;   /* [n] the reference that leads to the id; HF_NONE at sources and where nothing leads */
  GArray **buckets;      /* [256] ids by distance modulo 256 */
  guint32 *filled;       /* [256] how many were put into the bucket since it was last empty */
  guint32 n_queued;      /* in all buckets, skipped ones too */
  const guint32 *left_out; /* [n_left_out] references that are not followed, ascending; set before a search, not owned */
  guint32 n_left_out;
} HfChainSearch;

#define HF_CHAIN_UNSEEN G_MAXUINT16
#define HF_CHAIN_SETTLED (G_MAXUINT16 - 1) /* or blocked */

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
  return self->distance[v] == HF_CHAIN_SETTLED;
}

G_END_DECLS
