/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-geometry.h"

G_BEGIN_DECLS

/**
 * What stands above and below a picture that has left the program: what it shows, and what it does not.
 */

/* (transfer full) The dump's file name (NULL for none) and its date in the local time zone: "after.hfdump · 22 November 2026,
 * 10:15"; "" if neither is known. */
char *hf_caption_source (const HfHeap *heap, const char *dump_name);

/* (transfer full) The source, then on lines of their own, each only where there is something to say: how many referrers and
 * referents of what is drawn are left out, and how many objects and types are hidden by choice; the references that are cut
 * and what that frees; what a mend does; that values are left out; why the layout is simplified. @geometry may be NULL.
 * O(nodes + cuts). */
char *hf_caption_new    (const HfDrawing *drawing, const HfGeometry *geometry, const char *dump_name);

/* (transfer full) What the picture is of, in a few words: the first anchor, "Session number=257", and how many others; "" if
 * nothing was asked about. */
char *hf_caption_title  (const HfDrawing *drawing);

G_END_DECLS
