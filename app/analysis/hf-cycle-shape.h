/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-ring.h"

G_BEGIN_DECLS

/* How a ring of references reads. Private to analysis/. */

/* Turns the ring so that it starts at its most telling object (application instances, then frames, functions, containers,
 * plumbing last; then by type name) and equal rings start alike. O(length). */
void  hf_cycle_shape_turn (const HfHeap *heap, GArray *ring);

/* (transfer full) "Message → .session → Session → .messages → list → [*] → Message"; dictionaries of instances are folded
 * away and a ring that repeats itself is written once: A → .other → A for three of the same kind. */
char *hf_cycle_shape_text (const HfHeap *heap, const GArray *ring);

/* The reference of the ring to break. @finder and @cycle tell its component. */
guint32 hf_cycle_shape_break (HfRingFinder *finder, guint cycle, const GArray *ring);

/* TRUE if the name of a reference says that it leads back: .parent, .callback, .session to a Session, a closure's cell … */
gboolean hf_cycle_shape_leads_back (const HfHeap *heap, guint32 r);

G_END_DECLS
