/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * Whether people see what objects hold. A dump has short previews of strings, numbers and the like; whoever shows a window to
 * others, or hands a picture on, may want to keep them back. One wish for the whole process, readable from any thread.
 *
 * Names are not values: what a module, a type, a function or a frame is called, and what references are called, is always
 * shown.
 */
void        hf_values_set_shown (gboolean shown); /* TRUE at first */
gboolean    hf_values_get_shown (void);

/* hf_heap_value() as far as it may be shown, else "". */
const char *hf_values_of        (const HfHeap *heap, guint32 object);

G_END_DECLS
