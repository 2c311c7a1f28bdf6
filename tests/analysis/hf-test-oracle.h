/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * HfOracle: what the analyses should say, found the naive way: sets of objects as bits of one word, deleting and reaching
 * again for every question. Shares no code with app/analysis. For heaps of at most 64 ids.
 */
typedef guint64 HfSet;

#define HF_SET(id) (G_GUINT64_CONSTANT (1) << (id))

typedef struct
{
  const HfHeap *heap;
  guint32 n;
  HfSet out[64];     /* over owning references */
  HfSet everything;
  HfSet reachable;   /* the virtual root included */
  HfSet unreachable;
  HfSet tops;
} HfOracle;

void    hf_oracle_init      (HfOracle *self, const HfHeap *heap);
/* What is reached from @from when @gone is deleted; @from itself included. */
HfSet   hf_oracle_reach     (const HfOracle *self, HfSet from, HfSet gone);
/* What stays when @gone is deleted: from the virtual root, and in the unreachable forest from its tops. */
HfSet   hf_oracle_stays     (const HfOracle *self, HfSet gone);
guint64 hf_oracle_shallow   (const HfOracle *self, HfSet objects);
guint64 hf_oracle_retained  (const HfOracle *self, HfSet gone);
/* The immediate dominator by the header's rules. */
guint32 hf_oracle_idom      (const HfOracle *self, guint32 v);

/* The same by whole arrays, for heaps of some thousand ids: the retained size of what is marked in @gone[n]. O(n + m) each,
 * after the tops were found once in O(n x m). */
guint8 *hf_oracle_large_tops     (const HfHeap *heap);
guint64 hf_oracle_large_retained (const HfHeap *heap, const guint8 *tops, const guint8 *gone);

G_END_DECLS
