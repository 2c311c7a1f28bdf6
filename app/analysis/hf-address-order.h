/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/* (transfer full; g_free) The ids 1 … n-1 by ascending address, equal addresses by id: n-1 of them. Radix sort, eleven
 * bits a pass, passes that would move nothing left out. O(n); 24 bytes an id while it runs. Private to analysis/. */
guint32 *hf_address_order_new (const HfHeap *heap, HfProgress *progress, GError **error);

G_END_DECLS
