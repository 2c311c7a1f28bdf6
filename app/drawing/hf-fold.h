/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "heap/hf-bitset.h"

G_BEGIN_DECLS

/**
 * HfFold: the heap as it is drawn, where an instance (module, class) and its __dict__ are one. Looks each object's dict up
 * once and remembers it, so asking for the neighbours of many objects costs what their references cost.
 */
typedef struct
{
  const HfAnalysis *analysis;
  const HfHeap *heap;
  const HfGraph *graph;
  GHashTable *dicts; /* object -> its dict + 1 (0: none) */
  HfBitset *seen;
  GHashTable *known; /* owner and side -> neighbours, of owners that have very many */
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

/* NULL with HF_ERROR_TOO_LARGE if memory cannot be had. */
HfFold *hf_fold_new  (const HfAnalysis *analysis, GError **error);
void    hf_fold_free (HfFold *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfFold, hf_fold_free)

/* The dict that is drawn with @object, or HF_NONE. */
guint32 hf_fold_dict_of  (HfFold *self, guint32 object);
/* The object that @object is drawn with: its owner if it is the __dict__ of exactly one object, else itself. */
guint32 hf_fold_owner_of (HfFold *self, guint32 object);

HfRank  hf_fold_rank_of_ref (const HfFold *self, guint32 ref, gboolean from_dict);

/* (transfer full; of HfNeighbour) The distinct objects that refer to @owner or its dict, or that these refer to; roots and
 * @owner itself left out. By rank; @sorted: among equals the most telling first. Not to be changed: it may be shared. */
GArray *hf_fold_neighbours (HfFold *self, guint32 owner, gboolean referents, gboolean sorted);

G_END_DECLS
