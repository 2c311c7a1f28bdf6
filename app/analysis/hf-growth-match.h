/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * The same object in two heaps of one program: same address, same type, and nothing that proves otherwise (a value that
 * never changes, or recorded allocations). Private to analysis/.
 */

/* Whether @now knows what was allocated since @before: that dump's number, else 0. */
guint32  hf_match_tracked_since (const HfHeap *before, const HfHeap *now);

/* Adds to @kept the ids of @now that @before has too, and takes from @gone (NULL if nobody asks) the ids of @before that
 * @now has too. Merge join over address order, O(n). FALSE when cancelled. */
gboolean hf_match_objects       (const HfHeap *before, const HfHeap *now, HfBitset *kept, HfBitset *gone, HfProgress *progress, GError **error);

G_END_DECLS
