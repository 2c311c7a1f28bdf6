/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfHistogram: objects counted by type, by module or by allocation site.
 */
typedef enum
{
  HF_GROUP_BY_TYPE,
  HF_GROUP_BY_MODULE,
  HF_GROUP_BY_SITE,   /* "app/web.py:31"; "(no site recorded)" for the rest */
  HF_GROUP_BY_HOLDER, /* "module app › .CACHE › [*] › Session", the folded chain; growth only */
} HfGroupBy;

typedef struct
{
  const char *key;  /* owned by the histogram */
  guint32 type;     /* HF_GROUP_BY_TYPE: the type; else HF_NONE */
  guint32 count;
  guint64 shallow;
  guint64 retained; /* exact, of the whole set; meaningful once has_retained */
  gboolean internal; /* interpreter plumbing only */
} HfHistogramRow;

typedef struct
{
  HfGroupBy by;
  gboolean has_retained;
  guint n_rows;
  HfHistogramRow *rows;   /* by shallow bytes, largest first */
  HfPacked row_of_object; /* [graph->n] one more than hf_histogram_row_of() */
} HfHistogram;

/* @with_retained FALSE: counts and bytes only, O(n). TRUE: also exact retained sizes of each set (see
 * hf_retained_size_of_groups()). */
HfHistogram *hf_histogram_new  (const HfAnalysis *analysis, HfGroupBy by, gboolean with_retained, HfProgress *progress, GError **error);
/* Counts only, before anything was analysed. */
HfHistogram *hf_histogram_new_for_heap (const HfHeap *heap, HfGroupBy by, HfProgress *progress, GError **error);
void         hf_histogram_free (HfHistogram *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfHistogram, hf_histogram_free)

/* Of the objects in @only alone: rows without any are left out. */
HfHistogram *hf_histogram_new_where (const HfAnalysis *analysis, HfGroupBy by, const HfBitset *only, gboolean with_retained, HfProgress *progress, GError **error);

/* The row of @object; HF_NONE for the virtual root and for what was not counted. */
static inline guint32
hf_histogram_row_of (const HfHistogram *self, guint32 object)
{
  return (guint32) hf_packed_get (&self->row_of_object, object) - 1;
}

/* (transfer full; of guint32) The ids of a row's objects, ascending. O(n). */
GArray *hf_histogram_objects (const HfHistogram *self, guint row);

G_END_DECLS
