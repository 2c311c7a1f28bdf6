/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-histogram.h"

G_BEGIN_DECLS

/**
 * HfGrowth: what grew over two or more heaps of one program, oldest first.
 *
 * Rows are matched by key (full type name, module, or site). *New* objects are those of the last heap that the first
 * did not have: same address and same type means the same object, unless the dump proves otherwise. Address reuse makes
 * that a guess, so rows where it may matter are marked approximate. Where the program's allocations were recorded between
 * the two (HfHeapInfo.tracking) it is known instead. Merge join over address order: O(n).
 *
 * Over three heaps or more, objects that *stayed* are those that the first did not have, the second has and the last
 * still has: what a round of work left behind, without what just happens to be in flight.
 */
typedef struct
{
  const char *key;
  guint32 *counts;      /* [n_heaps]; one block with the two below */
  guint64 *sizes;       /* [n_heaps] shallow bytes */
  guint64 *retained;    /* by holder: [n_heaps] exact, of all of the row's objects in that heap; else NULL */
  char *type;           /* by holder: the full name of the objects' type; else NULL */
  char *slot;           /* by holder: where they pile up, "app.CACHE" (see hf_growth_slot()); else NULL */
  gint64 delta;         /* last - first */
  gint64 delta_size;
  guint32 n_new;        /* objects in the last heap and not in the first */
  guint32 n_gone;       /* objects in the first heap and not in the last */
  guint32 n_stayed;     /* new in the second heap and still there in the last; 0 where only two were compared */
  guint64 stayed_size;  /* shallow bytes of those */
  guint64 new_retained; /* exact, of the set of new objects in the last heap; meaningful once has_retained */
  gint64 over_peak;     /* last count - highest count before it: objgraph's rule; negative if below */
  gboolean every_step;  /* grew in every step */
  gboolean approximate; /* addresses may have been reused */
  gboolean internal;
} HfGrowthRow;

typedef struct
{
  HfGroupBy by;
  guint n_heaps;
  gboolean has_retained;
  guint n_rows;
  HfGrowthRow *rows;    /* by delta, largest first, then by delta_size, then by key; by holder, those that
                         * did not change are in the order in which they were met */
  HfBitset *stayed;     /* [last graph->n] see above; NULL where only two heaps were compared */
  HfPacked row_of_new;  /* [last graph->n] one more than hf_growth_row_of_new(); empty where nobody compared objects */
} HfGrowth;

/* @analyses: at least two, oldest first; only their heaps are read unless @with_retained (then the last is used in full).
 * By holder all of them are read in full, and each is placed and its retained sizes added up: O(n) and
 * hf_retained_size_of_groups() a heap. */
HfGrowth *hf_growth_new  (HfAnalysis **analyses, guint n_heaps, HfGroupBy by, gboolean with_retained, HfProgress *progress, GError **error);
/* From bare heaps: no retained sizes, and not by holder. */
HfGrowth *hf_growth_new_for_heaps (HfHeap **heaps, guint n_heaps, HfGroupBy by, HfProgress *progress, GError **error);
/* Of the objects in @only alone, ids of the last heap: how many of them each earlier heap had already, with the sizes that they
 * have now. So nothing is ever gone, and what grew is what is new. Only the last of @analyses is read in full, as above. By holder the
 * places are those of the last heap, and a row's retained[i] is what those of them that heap i had keep in the last one. */
HfGrowth *hf_growth_new_where (HfAnalysis **analyses, guint n_heaps, HfGroupBy by, const HfBitset *only, gboolean with_retained, HfProgress *progress, GError **error);
void      hf_growth_free (HfGrowth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfGrowth, hf_growth_free)

/* The row of a new object, an id of the last heap; HF_NONE for old ones. */
static inline guint32
hf_growth_row_of_new (const HfGrowth *self, guint32 object)
{
  return self->row_of_new.bytes != NULL ? (guint32) hf_packed_get (&self->row_of_new, object) - 1 : HF_NONE;
}

/* (transfer full; of guint32) The new objects of a row, ids of the last heap, ascending. O(n). */
GArray   *hf_growth_new_objects (const HfGrowth *self, guint row);
/* Those of them that stayed; none where only two heaps were compared. */
GArray   *hf_growth_stayed_objects (const HfGrowth *self, guint row);

/* How many more objects a round, on average. */
static inline double
hf_growth_per_round (const HfGrowth *self, guint row)
{
  return (double) self->rows[row].delta / (self->n_heaps - 1);
}

/* (transfer full) Where the objects of a folded path pile up: the way to the first container that holds many of them.
 * "module app › .CACHE › [*] › Session" -> "app.CACHE"; where nothing is folded, the whole way: "module app › .x › A" ->
 * "app.x". NULL for what nothing holds. */
char     *hf_growth_slot        (const char *path);

/* One bit for each id of @now: set for objects that @before has too (same address, same type). */
HfBitset *hf_growth_match (const HfHeap *before, const HfHeap *now, HfProgress *progress, GError **error);

G_END_DECLS
