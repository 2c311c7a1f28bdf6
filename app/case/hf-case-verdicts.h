/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-places.h"
#include "hf-case.h"

G_BEGIN_DECLS

/**
 * HfCaseVerdicts: what the verdicts of a case say of one heap.
 *
 * How a verdict spreads. Every object has one cheapest chain (hf-chains.h) and one place (hf-places.h). The verdict *over* an object
 * is the first that is met on the way from the object along its chain up to the root, the object itself first: a verdict on the
 * object there, else a verdict on the place of the object there. So a verdict on an object or a place holds for all that is below
 * it until another verdict, and what is reached over another, cheaper chain is not below it. Marks that are notes alone do not count.
 *
 * An object is found by its address in the dump that the address is of, in every other by its name (hf_lookup_object()); what
 * is not found holds nothing.
 *
 * What a verdict's subject holds: of a place, the objects at the place, but for those with a verdict of their own; of an
 * object, all objects that the verdict is over, without itself.
 *
 * Immutable; any thread. O(n + marks) over what hf_places_find() costs.
 */
typedef struct
{
  guint n_marks;
  guint32 *objects;  /* [n_marks] the marked object, HF_NONE for places and for what is not there */
  guint64 *counts;   /* [n_marks] objects that the mark's subject holds */
  guint64 *bytes;    /* [n_marks] their shallow bytes */
  guint32 n;
  guint32 *over;     /* [n] 1 + index of the mark over the object; 0 if none is */
  guint32 *places;   /* [n] the object's place, a number of the HfPlaces; [0] means nothing */
} HfCaseVerdicts;

/* @dump: which of the case's dumps @analysis is of, or HF_CASE_NO_DUMP. NULL on cancel or lack of memory. */
HfCaseVerdicts *hf_case_verdicts_new  (const HfCase *self, HfPlaces *places, const HfAnalysis *analysis, guint dump, HfProgress *progress,
                                       GError **error);
void            hf_case_verdicts_free (HfCaseVerdicts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfCaseVerdicts, hf_case_verdicts_free)

/**
 * The check: whether a program still does what the case says of it.
 *
 *   leak      fails if its subject holds more objects than "allow" in the last dump; without "allow", if it holds any
 *   expected  fails if its subject holds more objects than "allow" in the last dump; without "allow", never
 *   unknown   fails if its subject holds more than "allow" (without: 0) objects more in the last dump than in the first; where
 *             there is one dump, than the mark's "count" says; skipped where neither is there
 *
 * New growth: places where the last of two or more dumps has more objects without a verdict over them than the first, by more than
 * the case's tolerance, and that are not below another such place. It is told of, and fails where @strict.
 */
typedef enum
{
  HF_CHECK_PASSED,
  HF_CHECK_FAILED,
  HF_CHECK_SKIPPED,
} HfCheckResult;

typedef struct
{
  const HfCaseMark *mark; /* of the case; NULL: new growth */
  char *subject;          /* what is marked, or the place that grew */
  HfCheckResult result;
  gint64 before;          /* objects in the first of several dumps, or what the case has; -1 if not known */
  gint64 now;             /* in the last */
  gint64 allow;           /* what it may hold, for unknown and new growth: grow by; -1: anything */
  guint64 bytes;          /* shallow, of those now */
} HfCheckFinding;

typedef struct
{
  GArray *findings;       /* of HfCheckFinding: verdicts in the case's order, then new growth, most first */
  guint n_failed;
  guint n_skipped;
  guint n_growth;         /* places of new growth */
  gboolean compared;      /* there were two dumps or more */
} HfCheck;

/* @analyses: one or more, oldest first. @dumps: [n] which of the case's dumps each is, HF_CASE_NO_DUMP where none. The case must
 * outlive the result. */
HfCheck *hf_check_new  (const HfCase *self, HfAnalysis **analyses, const guint *dumps, guint n, gboolean strict, HfProgress *progress, GError **error);
void     hf_check_free (HfCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfCheck, hf_check_free)

G_END_DECLS
