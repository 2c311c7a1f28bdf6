/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

/* Aborts unless everything that a heap promises of itself holds: ids and rows in range, both directions the same, all text
 * valid. Reads every accessor's data once, so that a sanitizer sees it. */
void heap_check (const HfHeap *heap);

/* Loads @bytes as @name, checks what comes of it, and that a message says which file and where. @sentence, if not NULL,
 * gets the error's message or what the heap says of its truncation (transfer full), or NULL. Returns the number of
 * objects, -1 for an error. */
gint64 load_and_check (const char *name, GBytes *bytes, char **sentence);
