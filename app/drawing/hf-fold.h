/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "heap/hf-bitset.h"

G_BEGIN_DECLS

/**
 * HfFold: the heap as it is drawn, where an instance (module, class) and its __dict__ are one, and plumbing is a part of the
 * references that lead through it. Looks each object's dict up once and remembers it, so asking for the neighbours of many
 * objects costs what their references cost.
 *
 * Plumbing is what one object alone refers to, once, no root holds and native code does not keep, and which is
 *   - a bound method, a property, static or class method,
 *   - the frame of a generator or coroutine,
 *   - the tuple that is a function's __closure__, and a cell in it or in a frame.
 * At most three in a row are left out; what was asked for by name (hf_fold_keep()) never is.
 */
typedef struct
{
  const HfAnalysis *analysis;
  const HfHeap *heap;
  const HfGraph *graph;
  GHashTable *dicts; /* object -> its dict + 1 (0: none) */
  HfBitset *seen;
  GHashTable *known; /* owner and side -> neighbours, of owners that have very many */
  guint8 *plumbing;  /* by type: HfPlumbing + 1, 0 where not yet looked up */
  GHashTable *kept;  /* objects that stay nodes; or NULL */
  gboolean everything; /* nothing is folded */
} HfFold;

/* How telling a reference is, best first; neighbours are listed in this order. */
typedef enum
{
  HF_RANK_STRONG,
  HF_RANK_WEAK,
  HF_RANK_STRUCTURAL, /* and the names in a folded __dict__ */
  HF_RANK_SHARED,
  HF_N_RANKS
} HfRank;

typedef struct
{
  guint32 object; /* the owner, where it is a folded dict */
  HfRank rank;    /* best of the references between the two */
} HfNeighbour;

#define HF_FOLD_SPAN 4u /* references in a span at most */

/* A reference as it is drawn: one, or several in a row through plumbing. */
typedef struct
{
  guint32 first;        /* what the object itself, or its dict, holds: an index into out[] */
  guint32 last;         /* what leads to @object; the same as first where nothing is folded */
  guint32 object;
  HfRank rank;          /* the worst of them */
  HfRefClasses classes; /* of all of them */
} HfSpan;

typedef void (*HfSpanFunc) (const HfSpan *span, gpointer data);

/* NULL with HF_ERROR_TOO_LARGE if memory cannot be had. */
HfFold *hf_fold_new  (const HfAnalysis *analysis, GError **error);
void    hf_fold_free (HfFold *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfFold, hf_fold_free)

/* The dict that is drawn with @object, or HF_NONE. */
guint32 hf_fold_dict_of  (HfFold *self, guint32 object);
/* The object that @object is drawn with: its owner if it is the __dict__ of exactly one object, else itself. */
guint32 hf_fold_owner_of (HfFold *self, guint32 object);

/* From now on nothing is folded. */
void    hf_fold_set_everything (HfFold *self);
/* @object is no plumbing. */
void    hf_fold_keep       (HfFold *self, guint32 object);

/* Whether @object is plumbing that is left out. O(1), but for tuples, cells and frames, whose referrers are looked at. */
gboolean hf_fold_is_link   (HfFold *self, guint32 object);
/* Of plumbing that is left out: the one reference to it, as in the graph's in[]. */
HfRef    hf_fold_link_up   (HfFold *self, guint32 object);
/* The node whose references stand for @object: itself or its owner, or of plumbing the one that holds it. */
guint32 hf_fold_node_of    (HfFold *self, guint32 object);
/* Calls @func for each reference of @from as it is drawn; @from_dict: it is drawn with another object as its __dict__. */
void    hf_fold_spans      (HfFold *self, guint32 from, gboolean from_dict, HfSpanFunc func, gpointer data);
/* The same for one of them, an index into out[]. */
void    hf_fold_spans_of_ref (HfFold *self, guint32 r, gboolean from_dict, HfSpanFunc func, gpointer data);
/* The references of a span in order, at most HF_FOLD_SPAN; their number. */
guint   hf_fold_span_refs  (HfFold *self, guint32 first, guint32 last, guint32 *refs);

HfRank  hf_fold_rank_of_ref (const HfFold *self, guint32 ref, gboolean from_dict);

/* (transfer full; of HfNeighbour) The distinct objects that refer to @owner or its dict, or that these refer to; roots and
 * @owner itself left out. By rank; @sorted: among equals the most telling first. Not to be changed: it may be shared. */
GArray *hf_fold_neighbours (HfFold *self, guint32 owner, gboolean referents, gboolean sorted);

G_END_DECLS
