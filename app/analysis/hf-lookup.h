/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * Finding one object by what a person types: an address ("0x7f3a…" or decimal), "#ID", or a path in the language's own
 * words ("app.CACHE[17]", "sys.modules['app'].CACHE[17].data", "module app › .CACHE › [17]").
 *
 * Returns the id, or HF_NONE with HF_ERROR_NO_ANSWER that says how far the path led. O(length x out-degree).
 */
guint32 hf_lookup_object (const HfHeap *heap, const char *text, GError **error);

G_END_DECLS
