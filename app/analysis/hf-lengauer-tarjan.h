/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-graph.h"
#include "heap/hf-progress.h"

G_BEGIN_DECLS

/**
 * HfDominatorOrder: immediate dominators in depth-first order. Private to analysis/.
 *
 * Ids get numbers: 1 is a root above HF_ROOT and the tops of the unreachable forest, so that one run answers both;
 * 2 is HF_ROOT; unreachable ids have numbers above @last_reachable. An id's dominator has a smaller number than the id.
 */
typedef struct
{
  guint32 last;           /* the highest number: graph->n + 1 */
  guint32 last_reachable;
  guint32 *id;            /* [last + 1]; id[0] and id[1] are HF_NONE */
  guint32 *dominator;     /* [last + 1] the number of each number's immediate dominator */
} HfDominatorOrder;

/* FALSE on cancel or lack of memory; whatever the result, clear it. */
gboolean hf_dominator_order_init  (HfDominatorOrder *self, const HfGraph *graph, const guint32 *tops, guint32 n_tops,
                                   HfProgress *progress, GError **error);
void     hf_dominator_order_clear (HfDominatorOrder *self);

G_END_DECLS
