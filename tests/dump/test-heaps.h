/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap-builder.h"

/* (transfer full) Heaps to write and read back. */
HfHeap *test_heap_empty    (void);
/* Everything that a heap can hold, once: every kind of reference, root, flag, odd names, sizes above 4 GiB. */
HfHeap *test_heap_complete (void);
/* @n objects; the same for the same @seed. */
HfHeap *test_heap_random   (guint32 seed, guint32 n);
