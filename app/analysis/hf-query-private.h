/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-query.h"

G_BEGIN_DECLS

/* Private to the files hf-query*.c. */

typedef enum
{
  HF_KEY_TYPE,
  HF_KEY_MODULE,
  HF_KEY_KIND,
  HF_KEY_VALUE,
  HF_KEY_NAME,
  HF_KEY_SITE,
  HF_KEY_TRACE,
  HF_KEY_SIZE,
  HF_KEY_RETAINED,
  HF_KEY_REFS,
  HF_KEY_REFERRERS,
  HF_KEY_ITEMS,
  HF_KEY_REFCOUNT,
  HF_KEY_DISTANCE,
  HF_KEY_UNACCOUNTED,
  HF_KEY_HELD_BY,
  HF_KEY_REACHABLE_FROM,
  HF_KEY_REACHES,
  HF_KEY_REFERS_TO,
  HF_KEY_REFERRED_BY,
  HF_KEY_NEW,
  HF_KEY_CYCLE,
  HF_KEY_GARBAGE,
  HF_KEY_HELD,
  HF_KEY_ROOT,
  HF_KEY_TRACKED,
  HF_KEY_FINALIZER,
  HF_KEY_IMMORTAL,
  HF_KEY_INTERNAL,
} HfQueryKey;

typedef enum
{
  HF_OP_NONE,
  HF_OP_GLOB,     /* : */
  HF_OP_HAS,      /* ~ */
  HF_OP_HAS_NOT,  /* !~ */
  HF_OP_IS,       /* = */
  HF_OP_IS_NOT,   /* != */
  HF_OP_LESS,
  HF_OP_AT_MOST,
  HF_OP_AT_LEAST,
  HF_OP_MORE,
} HfQueryOp;

typedef enum
{
  HF_NODE_ALL,  /* every child; without children: everything */
  HF_NODE_ANY,  /* one child at least */
  HF_NODE_NOT,  /* the one child does not */
  HF_NODE_WORD, /* text */
  HF_NODE_TERM, /* key, and op with text or number where it takes one */
} HfNodeKind;

/* Cheap before dear; see hf-query.h. */
typedef enum
{
  HF_COST_TYPES,
  HF_COST_COLUMNS,
  HF_COST_TEXT,
  HF_COST_REFERENCES,
  HF_COST_SEARCH,
} HfQueryCost;

typedef struct
{
  HfNodeKind kind;
  HfQueryOp op;
  const HfQueryWord *word; /* of a term */
  char *text;              /* of a word, a text, an object; a number as it was written */
  guint64 number;
  guint column;            /* of what was compared with: an object that is not found is pointed at there */
  guint length;
  GPtrArray *children;     /* of HfQueryNode */
} HfQueryNode;

struct _HfQuery
{
  HfQueryNode *root;
};

/* Deeper nesting is refused, so that what walks the tree may call itself. */
#define HF_QUERY_NESTING 64u

HfQueryNode *hf_query_node_new  (HfNodeKind kind);
void         hf_query_node_free (HfQueryNode *self);
HfQueryCost  hf_query_node_cost (const HfQueryNode *self);
/* A text term that asks for the contrary: != or !~. */
gboolean     hf_query_node_is_contrary (const HfQueryNode *self);

/* NULL if there is none. */
const HfQueryWord *hf_query_word_find    (const char *name);
/* The word that was probably meant, or NULL. */
const HfQueryWord *hf_query_word_nearest (const char *name);
/* The kinds of objects by name, as HfKind numbers them; NULL for HF_KIND_ROOT. */
const char        *hf_query_kind_name    (HfKind kind);

/* Takes over nothing; overwrites @fault, which may be NULL. */
void hf_query_fault_set (HfQueryFault *fault, guint column, guint length, const char *sentence, const char *word, const char *expected);

/* ---- matching text ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  HfQueryOp op;      /* GLOB, HAS or IS; the contraries are the caller's */
  char *text;        /* in small letters for HAS */
  gsize length;
  gboolean any_case; /* for GLOB; HAS never minds */
  GPatternSpec *glob;
} HfQueryText;

void     hf_query_text_init  (HfQueryText *self, HfQueryOp op, const char *text, gboolean any_case);
/* A word that stands alone. */
void     hf_query_text_init_word (HfQueryText *self, const char *word);
/* What a text term is compared with. */
void     hf_query_text_init_term (HfQueryText *self, const HfQueryNode *node);
void     hf_query_text_clear (HfQueryText *self);
gboolean hf_query_text_fits  (const HfQueryText *self, const char *text);
/* The same, where "'x'" may also be written x. */
gboolean hf_query_text_fits_quoted (const HfQueryText *self, const char *text);

/* ---- running ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const HfAnalysis *analysis;
  const HfHeap *earlier;
  GHashTable *objects; /* term -> id of the object that it names */
  HfProgress *progress;
  GError **error;
  guint64 done;        /* of the stage, in words of 64 objects */
} HfQueryRun;

/* Each leaves in @mask only the objects that the term fits. FALSE on cancel or lack of memory. */
gboolean hf_query_narrow_types      (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask); /* words too */
gboolean hf_query_narrow_numbers    (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask);
gboolean hf_query_narrow_texts      (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask);
gboolean hf_query_narrow_flags      (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask);
gboolean hf_query_narrow_search     (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask);

/* Polls; TRUE if the work must stop. @words more have been looked at. */
static inline gboolean
hf_query_run_poll (HfQueryRun *run, guint words)
{
  run->done += words;

  return hf_progress_step (run->progress, run->done, run->error);
}

/* (transfer full) Empty; NULL with the run's error set. */
HfBitset *hf_query_bitset_new  (HfQueryRun *run);
HfBitset *hf_query_bitset_copy (HfQueryRun *run, const HfBitset *from);

/* Leaves in @mask what is in @set too, or, if @contrary, what is not. FALSE on cancel. */
gboolean hf_query_keep (HfQueryRun *run, HfBitset *mask, const HfBitset *set, gboolean contrary);

static inline gsize
hf_query_bitset_words (const HfBitset *set)
{
  return ((gsize) set->n + 63) / 64;
}

#define HF_QUERY_POLL_WORDS 128u

/* Leaves in @mask the objects v for which @test holds; jumps to @out if the work must stop. */
#define HF_QUERY_NARROW(run, mask, v, test, out)                                              \
  G_STMT_START                                                                                \
  {                                                                                           \
    for (gsize word_ = 0; word_ < hf_query_bitset_words (mask); word_++)                      \
      {                                                                                       \
        guint64 left_ = (mask)->words[word_], keep_ = 0;                                      \
                                                                                              \
        if (word_ % HF_QUERY_POLL_WORDS == 0 && hf_query_run_poll ((run), HF_QUERY_POLL_WORDS)) \
          goto out;                                                                           \
        while (left_ != 0)                                                                    \
          {                                                                                   \
            guint bit_ = (guint) __builtin_ctzll (left_);                                     \
            guint32 v = (guint32) (word_ * 64 + bit_);                                        \
                                                                                              \
            left_ &= left_ - 1;                                                               \
            keep_ |= (guint64) ((test) != 0) << bit_;                                         \
          }                                                                                   \
        (mask)->words[word_] = keep_;                                                         \
      }                                                                                       \
  }                                                                                           \
  G_STMT_END

G_END_DECLS
