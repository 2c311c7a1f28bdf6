/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

/* What a comparison looks at besides the graph itself. */
typedef enum
{
  COMPARE_FORMAT_NAME = 1 << 0,
  COMPARE_INFO = 1 << 1,
  COMPARE_UNUSED_TYPES = 1 << 2,
  COMPARE_ALL = COMPARE_INFO | COMPARE_UNUSED_TYPES,
} CompareFlags;

/* (transfer full) NULL if the heaps say the same, else the first difference in words. Objects are paired by the order of
 * their addresses, so ids may differ; the order of references and of roots matters. Uses only the public accessors of a
 * heap. */
char *heap_compare (const HfHeap *left, const HfHeap *right, CompareFlags flags);
