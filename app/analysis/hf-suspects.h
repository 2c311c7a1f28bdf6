/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-growth.h"

G_BEGIN_DECLS

/**
 * HfSuspects: where a program leaks, the most telling place first.
 *
 * From growth by holder (HF_GROUP_BY_HOLDER): what grew hangs, in the last heap, below objects that did not: the last of those
 * on each new object's cheapest chain is its *holder*. What piles up below holders of one place is one suspect. So a suspect
 * inside another's entries is that other one, and an object that is replaced by a larger one each round counts as one that
 * stayed. O(n + rows) and one hf_retained_size_of_groups().
 *
 * From one heap alone nobody can tell a leak: then the suspects are the large accumulations, and are called just that.
 */
typedef enum
{
  HF_SUSPECT_LEAK,    /* three heaps or more: grew in every step, and not less and less */
  HF_SUSPECT_GROWING, /* grew, but that may end: two heaps only, ever less, a bound, little, or garbage that waits for the collector */
  HF_SUSPECT_FULL,    /* grew, and then no more */
  HF_SUSPECT_LARGE,   /* one heap: is large */
} HfSuspectGrade;

typedef struct
{
  HfSuspectGrade grade;
  char *holder;          /* "app.CACHE", "thread * › serve() at app.py", "native code" */
  char *holder_type;     /* the short name of its type; NULL where it is no object or not one object */
  char *slot;            /* where in it: "[*]", "key *", "local x" … */
  char *entry;           /* the short name of what the entries are, most of them: "Session" */
  guint32 holder_object; /* in the last heap; HF_NONE */
  guint32 example;       /* the entry that keeps most, in the last heap; HF_NONE */
  guint32 ref;           /* the reference to break for it, an index into out[]; HF_NONE where a root holds it */
  guint pattern;         /* of hf_patterns_get_default(); HF_NONE */
  char *what;            /* the object at the match, for the remedy; NULL */
  guint32 *counts;       /* [n_heaps] entries, as far as they are in rows that grew */
  guint64 bound;         /* how many entries the holder takes at most; 0 where nothing bounds it */
  guint64 count;         /* entries more than in the first heap */
  guint64 bytes;         /* shallow, of all new objects that it holds */
  guint64 retained;      /* exact, of the same set */
  guint row;             /* the growth row of most of the entries; HF_NONE for one heap */
  GArray *objects;       /* of guint32: the new entries, ascending, at most HF_SUSPECT_OBJECTS of them */
  double score;
} HfSuspect;

#define HF_SUSPECT_OBJECTS 10000u
#define HF_SUSPECTS_SHOWN 5u

typedef struct
{
  guint n_heaps;
  GPtrArray *suspects; /* of HfSuspect */
} HfSuspects;

/* @growth: by holder, over the heaps of which @last is the last. NULL on cancel or lack of memory. */
HfSuspects *hf_suspects_new         (const HfGrowth *growth, const HfAnalysis *last, guint limit, HfProgress *progress, GError **error);
/* The accumulations of one heap: what dominates a hundredth of it or more and has much of that in many entries. O(n). */
HfSuspects *hf_suspects_new_for_one (const HfAnalysis *analysis, guint limit, HfProgress *progress, GError **error);
void        hf_suspects_free        (HfSuspects *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfSuspects, hf_suspects_free)

/* "leak", "growing", "full", "large": for --json. */
const char *hf_suspect_grade_to_string (HfSuspectGrade grade);

/* Translates a string of the program: g_dgettext() with the domain, or NULL for none. */
typedef const char *(*HfTranslate) (const char *text);

/* (transfer none) "Leak", "Growing", "Stable", "Large": short, for a person. */
const char *hf_suspect_grade_to_words  (HfSuspectGrade grade, HfTranslate translate);
/* (transfer full) "app.CACHE (dict) grew by 4,000 Session a round; it keeps 12.3 MB that was not there in the first snapshot." */
char       *hf_suspect_to_sentence     (const HfSuspects *self, const HfSuspect *suspect, HfTranslate translate);
/* (transfer full) What would mend it; NULL without a pattern. */
char       *hf_suspect_to_remedy       (const HfSuspect *suspect, HfTranslate translate);
/* (transfer none) The pattern's name, untranslated; NULL without. */
const char *hf_suspect_pattern_name    (const HfSuspect *suspect);

G_END_DECLS
