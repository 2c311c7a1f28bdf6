/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

#include "heap/hf-error.h"

G_BEGIN_DECLS

/**
 * HfCase: what a person found out about some dumps: notes, verdicts, drawings, the view. The dumps themselves stay files of
 * their own. See hf-case-file.h for the file, hf-case-verdicts.h for what a verdict means.
 *
 * A plain mutable value; one thread at a time. Strings are owned by it, valid UTF-8, and NULL stands for "not there".
 */

/* What is not understood is kept and written again: the members of a JSON object that a newer version may have put there. */
typedef JsonObject HfCaseRest;

typedef struct
{
  char *name;       /* the file, relative to the case's folder where it is inside it; else absolute */
  char *sha256;     /* of the file's content, 64 hexadecimal digits; NULL: not known */
  guint64 size;     /* of the file, in bytes */
  HfCaseRest *rest; /* or NULL */
} HfCaseDump;

typedef enum
{
  HF_VERDICT_NONE,     /* a note alone */
  HF_VERDICT_LEAK,
  HF_VERDICT_EXPECTED,
  HF_VERDICT_UNKNOWN,  /* looked at, not decided: must not grow */
  HF_N_VERDICTS
} HfVerdict;

/* "leak", "expected", "unknown"; "" for none. */
const char *hf_verdict_name      (HfVerdict verdict);
gboolean    hf_verdict_from_name (const char *name, HfVerdict *verdict);

#define HF_CASE_NO_DUMP G_MAXUINT
#define HF_CASE_NO_LIMIT G_MININT64

/* What is said of one place or one object. Its subject is either a place, or an object: by what it is called in the language, by
 * its address in one of the dumps, or by both. */
typedef struct
{
  char *place;       /* "module app › .CACHE › [*] › Session": the folded chain and the type, as growth by holder has it; or NULL */
  char *object;      /* what hf_lookup_object() takes: "app.CACHE"; or NULL */
  guint64 address;   /* of the object in the dump below; 0 if not known */
  guint dump;        /* index of the dump that the address is of; HF_CASE_NO_DUMP without address */
  char *type;        /* of an object: the full name of its type, for people; or NULL */
  char *note;
  HfVerdict verdict;
  char *reason;      /* of the verdict */
  gint64 allow;      /* how many objects it may hold (unknown: how many more); HF_CASE_NO_LIMIT: the verdict's own default */
  gint64 count;      /* how many it held in the case's last dump when it was marked; -1 if not known */
  HfCaseRest *rest;  /* or NULL */
} HfCaseMark;

/* Where a node of a drawing lies. */
typedef struct
{
  char *key;   /* of the node, as the drawing has it */
  double x;    /* its middle; pixels at scale 1 */
  double y;
} HfCasePlace;

typedef struct
{
  guint dump;         /* index of the dump that is drawn */
  GHashTable *lists;  /* char * -> GStrv: what was chosen, in the words of who draws: "anchors" -> "0x7f00" … */
  GArray *places;     /* of HfCasePlace: where nodes lie */
  HfCaseRest *rest;   /* or NULL */
} HfCaseDrawing;

typedef struct
{
  GPtrArray *dumps;    /* of HfCaseDump, oldest first */
  GPtrArray *marks;    /* of HfCaseMark, by subject once read or saved */
  GPtrArray *drawings; /* of HfCaseDrawing */
  GHashTable *view;    /* char * -> char *: "page" -> "growth" … */
  gint64 tolerance;    /* new growth of at most so many objects at one place is not told of; HF_CASE_NO_LIMIT: HF_CASE_TOLERANCE */
  gboolean values;     /* the person asked that names may have values of the heap in them: keys of dictionaries */
  HfCaseRest *rest;    /* or NULL */
} HfCase;

#define HF_CASE_TOLERANCE 10

HfCase *hf_case_new   (void);
HfCase *hf_case_copy  (const HfCase *self);
void    hf_case_free  (HfCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfCase, hf_case_free)

/* (transfer none) The new record, at the end. */
HfCaseDump    *hf_case_add_dump    (HfCase *self, const char *name, const char *sha256, guint64 size);
HfCaseMark    *hf_case_add_mark    (HfCase *self);
HfCaseDrawing *hf_case_add_drawing (HfCase *self, guint dump);

/* Finds a mark by its subject, NULL if there is none. O(marks). */
HfCaseMark    *hf_case_find_place  (const HfCase *self, const char *place);
/* By @object (may be NULL) or by @address in @dump (may be 0). */
HfCaseMark    *hf_case_find_object (const HfCase *self, const char *object, guint dump, guint64 address);
void           hf_case_remove_mark (HfCase *self, HfCaseMark *mark);
/* Replaces a string of a record; "" is NULL. */
void           hf_case_set_string  (char **field, const char *text);
/* Whether a mark says anything: a note or a verdict. */
gboolean       hf_case_mark_says_something (const HfCaseMark *mark);
/* (transfer none) What a person calls the subject: the place, the object's name, or its address. */
const char    *hf_case_mark_subject (const HfCaseMark *mark, char buffer[32]);
/* As strcmp(): the order in which marks are written. */
int            hf_case_mark_compare (const HfCaseMark *a, const HfCaseMark *b);

void           hf_case_drawing_add_place (HfCaseDrawing *self, const char *key, double x, double y);
/* @words NULL or empty: removes the list. Takes @words. */
void           hf_case_drawing_set_list  (HfCaseDrawing *self, const char *name, char **words);
const char *const *hf_case_drawing_get_list (const HfCaseDrawing *self, const char *name); /* NULL if empty */
/* Whether a person who has one of them would miss nothing of the other: dumps that both have, marks in whatever order, tolerance, values, and
 * where @drawings what was chosen in each drawing. Where nodes lie follows from that, and the view is no work to be lost. O(marks) where they
 * are in the same order, else up to its square. */
gboolean       hf_case_says_the_same (const HfCase *a, const HfCase *b, gboolean drawings);

void           hf_case_set_view    (HfCase *self, const char *key, const char *value); /* NULL or "": removes it */
const char    *hf_case_get_view    (const HfCase *self, const char *key);              /* NULL if it is not there */

G_END_DECLS
