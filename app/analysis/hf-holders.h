/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-analysis.h"

G_BEGIN_DECLS

/**
 * HfHolders: a set of objects grouped by who holds them.
 *
 * Each object counts once, under the folded form of its cheapest chain (hf-path.h): "module app › .CACHE › [*] › Session".
 * Long runs of the same step (a linked list) fold into one: "› .next…". Folding walks shared parents once, so a million
 * objects under one list cost O(objects + length of the chains' union).
 */
typedef struct
{
  char *path;       /* folded, ends in the type's name */
  guint32 count;
  guint64 shallow;
  guint64 retained; /* exact, of the whole set of this row's objects */
  guint32 example;  /* the id of the member with the largest retained size */
  guint first;      /* members[first … first + count - 1] */
} HfHolder;

typedef struct
{
  guint n_holders;
  HfHolder *holders; /* by count, largest first, then retained, then path */
  guint32 *members;  /* ids, grouped by holder, ascending within one */
} HfHolders;

/* @objects: ids, in any order, unique. */
HfHolders *hf_holders_new  (const HfAnalysis *analysis, const guint32 *objects, guint32 n_objects, HfProgress *progress, GError **error);
void       hf_holders_free (HfHolders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfHolders, hf_holders_free)

G_END_DECLS
