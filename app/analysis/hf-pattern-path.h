/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-analysis.h"
#include "hf-path.h"
#include "hf-pattern.h"

G_BEGIN_DECLS

/**
 * HfPatternPath: an object's cheapest chain as the steps that patterns are about.
 */
typedef struct
{
  HfPath *path;
  guint n;              /* steps, = path->steps->len */
  HfPatternStep *steps; /* [n] their labels belong to the path */
  guint holder;         /* the index of the last step before what grows, or HF_NONE */
} HfPatternPath;

/* Whether an object grows. */
typedef gboolean (*HfGrowsFunc) (gconstpointer data, guint32 object);

/* @grows: NULL where nobody knows; then what grows is taken to begin at the first step that stands for many (an index or a key),
 * or at @object itself. (transfer full) NULL for what has no chain and for chains beyond 2,000 references. O(length). */
HfPatternPath *hf_pattern_path_new  (const HfAnalysis *analysis, guint32 object, HfGrowsFunc grows, gconstpointer data);
void           hf_pattern_path_free (HfPatternPath *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPatternPath, hf_pattern_path_free)

/* The pattern of the default table that is told of the path. Garbage is held by nothing, so only what keeps the collector from it
 * is told of it. */
gboolean hf_pattern_path_match (const HfPatternPath *self, const HfHeap *heap, HfPatternMatch *match);

/* (transfer full) The way to step @step: "app.CACHE", or "thread MainThread › work() at app.py › local jobs" where it is no plain
 * place of a module. @folded: positions and keys as [*]. */
char *hf_pattern_path_to_place (const HfPatternPath *self, const HfHeap *heap, guint step, gboolean folded);

/* (transfer full) What an object is called in a remedy: its value if it is short, else its type. */
char *hf_pattern_what (const HfHeap *heap, guint32 object);

/* What the chain to one object says of itself, for somebody who asks why it is alive. */
typedef struct
{
  guint pattern;        /* of hf_patterns_get_default() */
  char *remedy;         /* untranslated, slots not filled in */
  char *holder, *entry, *what;
} HfPatternFinding;

/* (transfer full) NULL where no pattern but a fallback fits. */
HfPatternFinding *hf_pattern_find         (const HfAnalysis *analysis, guint32 object);
void              hf_pattern_finding_free (HfPatternFinding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPatternFinding, hf_pattern_finding_free)

G_END_DECLS
