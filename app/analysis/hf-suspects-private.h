/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-pattern-path.h"
#include "hf-suspects.h"

G_BEGIN_DECLS

HfSuspect *hf_suspect_new  (guint n_heaps);
void       hf_suspect_free (gpointer self);
int        hf_suspect_compare (gconstpointer a, gconstpointer b); /* of HfSuspect **: best score first, then by name */

/* TRUE if the cache that the path leads through has a bound: functools.lru_cache (maxsize=300). */
gboolean   hf_suspect_is_bounded (const HfHeap *heap, const HfPatternPath *path);

/* What the path says of the suspect that holds its last object: holder, type, slot, reference. @share: of the entries, how
 * many hang at the path's own holder, 0 … 1. */
void       hf_suspect_take_place (HfSuspect *self, const HfHeap *heap, const HfPatternPath *path, double share);

G_END_DECLS
