/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * How references fold into the steps of a path. Private to analysis/.
 *
 * A step is decided by looking *back* from its last reference, at most HF_FOLD_LINKS references; so the path of an object
 * is the path of some ancestor on its chain and one step, and objects that share a chain share the work.
 */
#define HF_FOLD_LINKS 4

typedef enum
{
  HF_FOLD_NONE,      /* one reference, said as it is */
  HF_FOLD_ATTRIBUTE, /* owner -> __dict__ -> ['x']: .x */
  HF_FOLD_MODULE,    /* sys.modules -> ['app']: module app */
  HF_FOLD_CELL,      /* function or frame -> cell x -> contents: closure x, local x */
  HF_FOLD_CLOSURE,   /* function -> __closure__ -> [i] -> contents: closure x */
  HF_FOLD_FRAME,     /* generator -> its frame -> local x: local x */
  HF_FOLD_FRAME_CELL, /* generator -> its frame -> cell x -> contents: local x */
  HF_FOLD_CORO,      /* asyncio task -> its coroutine, under whatever field: .get_coro() */
  HF_FOLD_CACHED,    /* lru_cache -> link -> result: cached result */
  HF_FOLD_VARIABLE,  /* context -> its variables -> … -> value: context variable x */
  HF_FOLD_THREAD_LOCAL, /* threading.local -> private dict -> a thread's dict -> ['x']: .x */
  HF_FOLD_THREAD,    /* virtual root -> frame: thread MainThread › work() at app.py:12 */
  HF_FOLD_TOP,       /* the top of an unreachable chain */
} HfFoldRule;

typedef struct
{
  HfFoldRule rule;
  guint n_links;
  guint32 refs[HF_FOLD_LINKS]; /* the step's references, first to last; n_links of them */
  guint32 object;              /* where it leads */
} HfFold;

/* @back: the references that lead to @object, last first; HF_NONE beyond the chain's beginning. */
HfFold hf_fold_step         (const HfHeap *heap, guint32 object, const guint32 back[HF_FOLD_LINKS]);
void   hf_fold_append_label (const HfHeap *heap, const HfFold *fold, GString *text);
/* The label with positions and keys folded to "[*]". */
void   hf_fold_append_folded (const HfHeap *heap, const HfFold *fold, GString *text);
/* A cheap identity: folds of one heap with equal keys have equal folded labels. 0 where only the text tells. */
guint64 hf_fold_key         (const HfHeap *heap, const HfFold *fold);

/* (transfer full) The name of the closure variable that sits in @cell, which is @position in @function's closure, or NULL if
 * the dump does not tell. */
char   *hf_fold_closure_name (const HfHeap *heap, guint32 function, guint32 cell, guint32 position);

/* The type's name without its module: "Session". */
const char *hf_fold_short_type (const HfHeap *heap, guint32 object);
const char *hf_fold_short_name (const HfHeap *heap, guint32 type);

G_END_DECLS
