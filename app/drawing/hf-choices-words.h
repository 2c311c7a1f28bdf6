/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-choices.h"

G_BEGIN_DECLS

/**
 * Choices as words, so that they can be kept in a file beside the dump. They mean something in the same dump alone.
 *
 * An object is "0x7f00", or "#12" where no address tells it from others; a reference is "0x7f00 3": the third but one of those that its
 * referrer holds. Lists: "anchors", "collapsed", "objects", "pulled", "turned", "hidden" (objects), "more" ("0x7f00 10 0": referrers and
 * referents), "types" (hidden ones, by name), "cuts" and "chain" (references),
 * "mend" (one reference), "options" ("layout=down", "only-path" …). Ways that were looked for
 * are not kept: what they drew is among the objects.
 */
/* (transfer full) char * -> GStrv; empty lists are left out. */
GHashTable *hf_choices_to_words   (const HfChoices *self, const HfHeap *heap);
/* (transfer full) What the heap does not have is left out; unknown words too. */
HfChoices  *hf_choices_from_words (GHashTable *words, const HfHeap *heap);

G_END_DECLS
