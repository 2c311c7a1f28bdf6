/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/* One way to complete a query. */
typedef struct
{
  char *text;          /* what takes the place of the characters from HfQueryHints.begin up to the cursor */
  const char *summary; /* translated, or "" */
} HfQueryHint;

typedef struct
{
  guint begin;      /* character at which the word at the cursor begins */
  GPtrArray *hints; /* of HfQueryHint */
} HfQueryHints;

/* What the word that ends at character @cursor of @text may become: words of the language first, then types of @heap (or NULL),
 * @most in all. None for a word that is empty, unless @all. O(types). */
HfQueryHints hf_query_hints_find  (const char *text, guint cursor, const HfHeap *heap, guint most, gboolean all);
void         hf_query_hints_clear (HfQueryHints *self);

G_END_DECLS
