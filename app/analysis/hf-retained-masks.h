/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-dominators.h"
#include "hf-kernel.h"

G_BEGIN_DECLS

/**
 * HfMasks: up to 64 sets carried through the graph together. Bit b of an object's mask says that some way from HF_ROOT, or
 * from a top of the unreachable forest, leads to the object without touching set b. Private to analysis/.
 */
#define HF_MASKS_SETS 64u

typedef struct
{
  const HfHeap *heap;
  const HfDominators *dominators;
  const HfPacked *group_of; /* [n] one more than the set */
  guint8 *slot_of;         /* [n_groups] the group's bit, HF_MASKS_SETS for groups that are not carried now */
  guint8 *slot;            /* [n] the same of each id */
  guint64 *reach;          /* [n] */
  HfBitset *dirty;
} HfMasks;

gboolean hf_masks_init  (HfMasks *self, const HfHeap *heap, const HfDominators *dominators, const HfPacked *group_of,
                         guint32 n_groups, GError **error);
void     hf_masks_clear (HfMasks *self);

/* Adds to @retained[group] for each of the @n_groups groups in @groups, at most HF_MASKS_SETS. O((n + m) x passes), where
 * the passes are few since ids are in depth-first order. FALSE on cancel. */
gboolean hf_masks_carry (HfMasks *self, const guint32 *groups, guint n_groups, guint64 *retained, HfTicker *ticker);

G_END_DECLS
