/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * Which objects and places a person has marked, as a small sign beside what is shown of them: in nodes and in rows. One table for the
 * whole process, by who owns the marks; readable from any thread.
 */
typedef struct
{
  gconstpointer heap; /* the HfHeap of the object; NULL for a place. Only compared */
  guint32 object;
  char *place;        /* as hf_places_dup_path() has it, or NULL */
  char *sign;         /* one character */
  char *words;        /* "leak: grows with every visitor"; translated */
} HfShownMark;

void  hf_shown_mark_clear (HfShownMark *mark);

/* Replaces all marks of @owner; takes @marks (of HfShownMark, with hf_shown_mark_clear() as its clear function), NULL for none. */
void  hf_marks_set        (gconstpointer owner, GArray *marks);
/* (transfer full) NULL where it has no mark. O(marks of the heap): people make few. @words may be NULL. */
char *hf_marks_of_object  (const HfHeap *heap, guint32 object, char **words);
char *hf_marks_of_place   (const char *place, char **words);

G_END_DECLS
