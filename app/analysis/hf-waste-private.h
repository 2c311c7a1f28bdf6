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
  gboolean blocks;      /* sizes are of whole blocks */
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

/* What a dump says of a block of @bytes: where it has whole blocks, what Python's allocator and, above 512 bytes, glibc's give out
 * for that. */
static inline guint64
hf_waste_block (const HfWasteWork *self, guint64 bytes)
{
  if (!self->blocks)
    return bytes;
  return bytes <= 512 ? (bytes + 15) & ~G_GUINT64_CONSTANT (15) : (bytes + 8 + 15) & ~G_GUINT64_CONSTANT (15);
}

/* Makes a row of @found, most wasted first. Sorts it. */
void     hf_waste_add_row (HfWasteWork *self, HfWasteKind kind, guint32 type, gboolean proven, HfWasted *found, guint32 n);

/* The last object of equal ones is what is not wasted: each adds its rows. FALSE on cancel or lack of memory. */
gboolean hf_waste_find_strings    (HfWasteWork *self, HfProgress *progress, GError **error);
gboolean hf_waste_find_containers (HfWasteWork *self, HfProgress *progress, GError **error);
gboolean hf_waste_find_instances  (HfWasteWork *self, HfProgress *progress, GError **error);

G_END_DECLS
