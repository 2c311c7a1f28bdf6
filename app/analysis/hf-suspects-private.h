/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-pattern-path.h"
#include "hf-suspects.h"

G_BEGIN_DECLS

HfSuspect *hf_suspect_new  (guint n_heaps);
void       hf_suspect_free (gpointer self);
int        hf_suspect_compare (gconstpointer a, gconstpointer b); /* of HfSuspect **: best score first, then by name */

/* How many entries the holder of the path takes at most: functools.lru_cache (maxsize=300), collections.deque (maxlen=300),
 * queue.Queue (300), and what stands beside the container under a name like .capacity or .max_size, which nobody but the program
 * sees to. @held: how many it has now; a bound that is passed, or far away, is none. 0 for none. O(the owner's attributes). */
guint64    hf_suspect_bound (const HfGrowth *growth, const HfHeap *heap, const HfPatternPath *path, guint64 held);

/* What the path says of the suspect that holds its last object: holder, type, slot, reference. @share: of the entries, how
 * many hang at the path's own holder, 0 … 1. */
void       hf_suspect_take_place (HfSuspect *self, const HfHeap *heap, const HfPatternPath *path, double share);

G_END_DECLS
