/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-memory.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * A record of allocations: which objects were made after which dump, so that nobody has to guess from addresses.
 *
 * While it is on, a hook in front of the allocator of objects (PyMem_SetAllocator) notes for each block how many dumps there
 * were when it was allocated: one byte for 16 of memory, 6 % of the heap, in mmap()ed regions that fill as they are used. It
 * costs a store for each allocation. Objects that CPython takes from a free list pass no allocator; where there is a
 * PyRefTracer (3.13) they are noted as well, elsewhere their types are named as untracked.
 *
 * All functions want the GIL. The record is found through the hook itself, so every copy of this library in a process
 * shares it.
 */

/* 0, or an errno. On already: nothing happens. */
int      hf_track_start (void);
void     hf_track_stop  (void);

/* The number of the dump that is about to be written, from 1; 0 if there is no record. What is allocated from now on was
 * born after it. */
unsigned hf_track_next  (void);

/* In how many dumps the object at @object, in a block that begins at @block, could have been before the present one. For the
 * dump that hf_track_next() has given a number, and in a clone of the process. */
unsigned hf_track_born  (const void *block, const void *object);

/* "tracking" of META: a member of a JSON object, with a comma before it. Like hf_track_born(), after hf_track_next(). */
void     hf_track_append_meta (HfBuffer *out, unsigned number);
