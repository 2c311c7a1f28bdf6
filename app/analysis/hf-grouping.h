/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-histogram.h"
#include "hf-places.h"

G_BEGIN_DECLS

/**
 * HfGrouping: which group of a heap each object belongs to. Private to analysis/: histogram and growth share it.
 * Groups are numbered 0 … n-1; a group may turn out to have no objects. Building is O(types + sites).
 */
typedef struct
{
  const HfHeap *heap;
  HfGroupBy by;
  guint n;
  GPtrArray *keys;   /* [n] of char*, owned; by holder NULL */
  guint32 *types;    /* [n] by type: the group's type; else HF_NONE; by holder NULL */
  guint32 *places;   /* [n] by holder: the place that the group is; else NULL */
  guint32 *group_of; /* by type id (type, module), by site id (site) or by object (holder) */
} HfGrouping;

/* Not by holder. */
HfGrouping *hf_grouping_new  (const HfHeap *heap, HfGroupBy by);
/* By holder: every object, or all in @only, are placed; a group for each place that has objects. O(n). NULL on cancel or lack of memory. */
HfGrouping *hf_grouping_new_by_holder (const HfAnalysis *analysis, HfPlaces *places, const HfBitset *only, HfProgress *progress, GError **error);
void        hf_grouping_free (HfGrouping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfGrouping, hf_grouping_free)

static inline guint32
hf_grouping_of (const HfGrouping *self, guint32 object)
{
  switch (self->by)
    {
    case HF_GROUP_BY_SITE:
      return self->group_of[hf_heap_site (self->heap, object)];
    case HF_GROUP_BY_HOLDER:
      return self->group_of[object];
    case HF_GROUP_BY_TYPE:
    case HF_GROUP_BY_MODULE:
    default:
      return self->group_of[hf_heap_type (self->heap, object)];
    }
}

G_END_DECLS
