/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-histogram.h"

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
  GPtrArray *keys;   /* [n] of char*, owned */
  guint32 *types;    /* [n] HF_GROUP_BY_TYPE: the group's type; else HF_NONE */
  guint32 *group_of; /* by type id (type, module) or by site id (site) */
} HfGrouping;

HfGrouping *hf_grouping_new  (const HfHeap *heap, HfGroupBy by);
void        hf_grouping_free (HfGrouping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfGrouping, hf_grouping_free)

static inline guint32
hf_grouping_of (const HfGrouping *self, guint32 object)
{
  return self->group_of[self->by == HF_GROUP_BY_SITE ? hf_heap_site (self->heap, object) : hf_heap_type (self->heap, object)];
}

G_END_DECLS
