/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * HfPatterns: the patterns of leak-patterns.txt, which says what its lines mean, and the matcher for them.
 *
 * Each chain of the table is a small automaton whose states are its elements, one bit each (Baeza-Yates and Gonnet, "A new
 * approach to text searching", 1992); all of them read the steps of a path once: O(steps x elements), whatever the gaps.
 * Immutable; readable from any thread.
 */
typedef struct _HfPatterns HfPatterns;

typedef enum
{
  HF_PATTERN_HOLDER = 1 << 0,
  HF_PATTERN_GROWING = 1 << 1,
  HF_PATTERN_ENTRY = 1 << 2,
  HF_PATTERN_CYCLE = 1 << 3,
  HF_PATTERN_FINALIZER = 1 << 4,
  HF_PATTERN_UNREACHABLE = 1 << 5,
} HfPatternFlags;

/* A step of a path as the matcher sees it. @label and @type must outlive the call. */
typedef struct
{
  const char *label;
  const char *type; /* full name */
  HfKind kind;
  guint32 object;   /* for types with a plus, where there is a heap */
  HfPatternFlags flags;
} HfPatternStep;

typedef struct
{
  guint pattern; /* 0 … hf_patterns_get_n() - 1 */
  guint step;    /* the last one that the pattern needs */
} HfPatternMatch;

/* The table that comes with the program. (transfer none) */
const HfPatterns *hf_patterns_get_default (void);
/* From a table's text; HF_ERROR_CORRUPT with the line's number. */
HfPatterns  *hf_patterns_new          (const char *text, GError **error);
void         hf_patterns_free         (HfPatterns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPatterns, hf_patterns_free)

guint        hf_patterns_get_n        (const HfPatterns *self);
const char  *hf_patterns_get_id       (const HfPatterns *self, guint pattern);
gboolean     hf_patterns_is_fallback  (const HfPatterns *self, guint pattern);
/* The pattern with this ID, or HF_NONE. */
guint        hf_patterns_find         (const HfPatterns *self, const char *id);

/* The pattern that is told of a path, see the table's head. @heap: NULL where types with a plus are to fit by name alone. */
gboolean     hf_patterns_match        (const HfPatterns *self, const HfHeap *heap, const HfPatternStep *steps, guint n_steps, HfPatternMatch *match);

/* ---- what they are called ------------------------------------------------------------------------------------------------ */

/* Untranslated; callers pass them through gettext. NULL for an ID that nobody named. */
const char  *hf_pattern_name          (const char *id);   /* "Exception that keeps its traceback" */
const char  *hf_pattern_remedy        (const char *id);   /* a sentence with {holder}, {entry} and {what} in it */

/* (transfer full) @remedy with its slots filled in: @holder "app.CACHE", @entry "Session", @what the object at the match. */
char        *hf_pattern_fill          (const char *remedy, const char *holder, const char *entry, const char *what);

G_END_DECLS
