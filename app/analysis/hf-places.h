/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfPlaces: where objects are held, in one heap or in several of one program. Holders, growth and the verdicts of a case
 * share it.
 *
 * The place of an object is the folded form of its cheapest chain together with its type's short name: "module app ›
 * .CACHE › [*] › Session". Places are numbered as they are met; the same place in another heap has the same number.
 * Not thread-safe.
 */
typedef struct _HfPlaces HfPlaces;

HfPlaces   *hf_places_new        (void);
void        hf_places_free       (HfPlaces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPlaces, hf_places_free)

/* (transfer full, [n_objects]) The place of each of the objects. @objects: ids, unique, in any order; NULL: every object of
 * the heap, ascending (@n_objects is not looked at then). Shared parents are walked once: O(objects + length of the chains'
 * union); eight bytes an id meanwhile. NULL on cancel or lack of memory. */
guint32    *hf_places_find       (HfPlaces *self, const HfAnalysis *analysis, const guint32 *objects, guint32 n_objects,
                                  HfProgress *progress, GError **error);

/* So far. */
guint32     hf_places_get_n      (const HfPlaces *self);
/* (transfer none) The short name of the type of what is held there: "Session". */
const char *hf_places_get_type   (const HfPlaces *self, guint32 place);
/* (transfer full) "module app › .CACHE › [*] › Session" */
char       *hf_places_dup_path   (const HfPlaces *self, guint32 place);

G_END_DECLS
