/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-kernel.h"
#include "hf-waste.h"

G_BEGIN_DECLS

/* What the finders share. Private to analysis/. */
typedef struct
{
  guint32 object;
  guint32 length;  /* LARGE alone */
  guint64 shallow;
  guint64 bytes;
} HfWasted;

typedef struct
{
  const HfAnalysis *analysis;
  const HfHeap *heap;
  const HfGraph *graph;
  const HfBitset *only; /* or NULL */
  guint minor;          /* CPython 3.@minor; 0 for everything else */
  HfBitset *namespaces; /* dictionaries that are some object's __dict__ */
  GArray *rows;         /* of HfWasteRow; begin is an index into wasted */
  GArray *wasted;       /* of HfWasted, grouped by row */
  guint64 bytes[HF_N_WASTES];
  guint32 counts[HF_N_WASTES];
} HfWasteWork;

static inline gboolean
hf_waste_is_wanted (const HfWasteWork *self, guint32 object)
{
  return self->only == NULL || hf_bitset_has (self->only, object);
}

/* Makes a row of @found, most wasted first. Sorts it. */
void     hf_waste_add_row (HfWasteWork *self, HfWasteKind kind, guint32 type, gboolean proven, HfWasted *found, guint32 n);

/* The last object of equal ones is what is not wasted: each adds its rows. FALSE on cancel or lack of memory. */
gboolean hf_waste_find_strings    (HfWasteWork *self, HfProgress *progress, GError **error);
gboolean hf_waste_find_containers (HfWasteWork *self, HfProgress *progress, GError **error);
gboolean hf_waste_find_instances  (HfWasteWork *self, HfProgress *progress, GError **error);

G_END_DECLS
