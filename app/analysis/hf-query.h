/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfQuery: which objects are meant, in one line of text. The one language of every filter entry and of --where.
 *
 *   query  := nothing | any                    nothing: all objects
 *   any    := all { "or" all }
 *   all    := one { ["and"] one }              what stands side by side must hold together
 *   one    := { "not" | "-" } ( "(" any ")" | flag | number-key compare number | text-key match text | object-key ":" object | word )
 *   compare := "<" | "<=" | "=" | ">=" | ">" | "!="
 *   match  := ":" | "~" | "!~" | "=" | "!="
 *
 * "-" is written right before what it negates. "and", "or" and "not" may be capitals. Words end at a blank or a parenthesis;
 * text in "…" or '…' may have both in it, and \" \' \\ . Quotes keep a word from being a keyword, nothing else.
 * Blanks may stand around a comparison and around ~, not around ":".
 *
 * A word alone: the full name of the type contains it, whatever the case of its letters; with * or ? in it, it is a glob for
 * the whole name. Text keys: ":" takes a glob (* any characters, ? one) for the whole text; "~" text that is in it, whatever
 * the case (of A to Z); "=" the whole text; "!~" and "!=" the contrary. Globs for types may leave the module out, those for
 * values and names the quotation marks.
 *
 *   type        full name of the type                     module      module of the type
 *   kind        module, frame, type, function, container, instance, value, other
 *   value       what the object reads like                name        of a reference that leads to the object: attribute, key, local …
 *   site        where it was allocated: file, file:line or function                    trace   the same, anywhere in the traceback
 *   size        bytes of the object itself (also shallow)  retained    bytes that would go if it went
 *   refs        references that it holds (also referents)  referrers   references of objects that lead to it
 *   items       entries of a container (also length)       refcount    as the runtime has it
 *   distance    references to the nearest root             unaccounted references that are counted, but not in the dump
 *   held-by     dominated by the object (itself not)       reachable-from  owned by it, over any number of references
 *   reaches     the contrary of reachable-from             refers-to, referred-by  over one reference of any class
 *   new         not in the earlier dump                    cycle       in a cycle (HfComponents)
 *   garbage     no root reaches it                         held        a root does
 *   root        a root refers to it                        tracked, finalizer, immortal, internal
 *
 * Numbers: 10, 1.5k; k, M, G and T are powers of 1000, as sizes are shown everywhere; Ki, Mi, Gi and Ti of 1024; a B may
 * follow where bytes are counted. An object is written as for hf_lookup_object(). What a dump does not tell (a reference
 * count, the items of an object that was not expanded) is neither smaller nor larger nor different: it does not match.
 *
 * Cost classes, the cheap first whatever the order they are written in, and only for what the cheaper ones left:
 *   types    word, type, module, kind, internal: one match a type, then O(n)
 *   columns  size, retained, refs, refcount, distance, garbage, held, root, tracked, cycle, site …: O(n)
 *   text     value: one match a distinct text
 *   references  items, referrers, unaccounted, name: O(n + m)
 *   search   held-by O(what it keeps), reachable-from and reaches O(n + m), new O(n)
 */
typedef struct _HfQuery HfQuery;

/* What is wrong with a query, and where: columns in characters from 0. The sentence is marked N_() and may have one %s, which
 * stands for the word: hf_query_fault_message(). */
typedef struct
{
  guint column;
  guint length;         /* characters that are meant; 0 where something is missing */
  const char *sentence; /* NULL: nothing is wrong */
  char *word;           /* or NULL */
  char *expected;       /* what could stand there instead, marked N_(); or NULL */
} HfQueryFault;

typedef const char *(*HfQueryTranslate) (const char *text);

/* (transfer full) One sentence, and what was expected. @translate may be NULL. */
char *hf_query_fault_message (const HfQueryFault *fault, HfQueryTranslate translate);
void  hf_query_fault_clear   (HfQueryFault *fault);

/* (transfer full) NULL if @text is no query: then @fault says why. @fault may be NULL; it is overwritten. O(length). */
HfQuery *hf_query_parse (const char *text, HfQueryFault *fault);
void     hf_query_free  (HfQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfQuery, hf_query_free)

/* (transfer full) The query as it is read, in one spelling; parsed again it prints the same. */
char    *hf_query_to_string (const HfQuery *self);

/* TRUE if it lets everything through. */
gboolean hf_query_is_empty (const HfQuery *self);
/* TRUE if it is words alone (with and, or, not, parentheses), so that it can be asked of names. */
gboolean hf_query_is_words (const HfQuery *self);
/* Whether @name fits the words; other terms count as fitting. O(length of both). */
gboolean hf_query_fits_name (const HfQuery *self, const char *name);

typedef enum
{
  HF_QUERY_NEEDS_ANALYSIS = 1 << 0, /* retained, distance, held-by, cycle */
  HF_QUERY_NEEDS_EARLIER  = 1 << 1, /* new */
} HfQueryNeeds;

HfQueryNeeds hf_query_needs (const HfQuery *self);

/* (transfer full) The objects of @heap that match. @analysis: of the same heap, NULL if the query needs none; @earlier: an
 * earlier heap of the program, or NULL. NULL with @fault set if an object is not found or the earlier heap is missing, NULL with
 * @error set on cancel or lack of memory. Any thread. Cost as above, n/8 bytes for each level of nesting. */
HfBitset *hf_query_run (const HfQuery *self, const HfHeap *heap, const HfAnalysis *analysis, const HfHeap *earlier, HfProgress *progress,
                        HfQueryFault *fault, GError **error);

/* ---- the words of the language, for completion and help ------------------------------------------------------------- */

typedef enum
{
  HF_QUERY_FLAG,
  HF_QUERY_NUMBER,
  HF_QUERY_BYTES,
  HF_QUERY_TEXT,
  HF_QUERY_OBJECT,
} HfQueryTakes;

typedef struct
{
  const char *name;
  HfQueryTakes takes;
  const char *example; /* a whole query */
  const char *summary; /* marked N_() */
  int key;             /* private; equal ones mean the same */
} HfQueryWord;

const HfQueryWord *hf_query_words (guint *n_words);

G_END_DECLS
