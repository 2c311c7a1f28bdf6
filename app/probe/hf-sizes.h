/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-types.h"

/**
 * How many bytes an object takes: the memory that is given back when it goes. That is the block it lies in (its structure, the
 * collector's header and what else lies before it, inline attributes behind it) and apart from that the blocks that it alone
 * owns (a list's array, a dict's table, attributes that lie elsewhere), each counted whole, as the allocator gives it out.
 *
 * sys.getsizeof() rounds nothing, and from 3.11 on leaves the inline attributes out. What several objects share counts at the
 * class. Static objects, which never go, count as if they had been allocated; a frame that has no object lies on its thread's
 * stack of frames, which is no block of its own, and counts as it is.
 */
typedef struct
{
  uint64_t object;
  uint64_t buffers;
} HfSize;

#define HF_SMALL_BLOCK 512 /* the most that Python's own allocator gives */

/* The block that glibc's malloc() gives for @bytes: a word of its own, multiples of 16, 32 at least. What it maps (128 KiB and
 * more, if it has not learned better) takes up to a page more than this. */
static inline uint64_t
hf_malloc_block (uint64_t bytes)
{
  return bytes <= 24 ? 32 : (bytes + 8 + 15) & ~(uint64_t) 15;
}

/* The block that Python gives for @bytes: its own allocator's multiples of 16, and malloc's where that is asked. None for nothing. */
static inline uint64_t
hf_block (uint64_t bytes)
{
  return bytes <= HF_SMALL_BLOCK ? (bytes + 15) & ~(uint64_t) 15 : hf_malloc_block (bytes);
}

HfSize hf_size_of       (PyObject *object, const HfType *type);
HfSize hf_size_of_frame (HfFrame *frame);
