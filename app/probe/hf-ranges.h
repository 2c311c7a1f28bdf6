/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Which memory there is, from the system: for looks into memory whose layout is guessed before it is believed.
 *
 * Nothing is allocated where the heap lives, and no lock is taken. One list at a time, by whoever has the GIL.
 */
typedef struct
{
  uintptr_t start;
  uintptr_t end;
  bool writable;
  bool of_file;
} HfRange;

void           hf_ranges_load       (void);
void           hf_ranges_free       (void);

/* The readable range that has all @n bytes at @at, or NULL. */
const HfRange *hf_range_of          (const void *at, size_t n);
/* Whether @at is aligned, and all @n bytes may be written to. */
bool           hf_range_is_writable (const void *at, size_t n);
/* The writable range that begins where this one ends, or NULL. */
const HfRange *hf_range_behind      (const HfRange *self);
