/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * A dump of a program that leaks, as large as one likes: module app › .CACHE › ['u-N'] › Session; each Session is in a
 * cycle with its list and its Message. Objects of equal numbers have equal addresses in every dump. Besides: rings
 * Node → .other → Node → .other → Node that nothing reaches, and objects with very long names, if asked for.
 */
typedef struct
{
  guint sessions;
  guint garbage_rings;
  gint64 time;      /* seconds since the epoch */
  gboolean strange; /* long, bidirectional and many-line names and values */
} LeakShape;

HfHeap *leak_heap_new (const LeakShape *shape);
/* Aborts if it cannot be written. */
void    leak_dump_write (const LeakShape *shape, const char *path);

G_END_DECLS
