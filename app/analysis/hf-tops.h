/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-components.h"
#include "hf-kernel.h"

G_BEGIN_DECLS

/**
 * The tops of the unreachable forest: members of those strongly connected components (over owning references) that
 * nothing else unreachable owns. Every unreachable object is reached from a top. Private to analysis/.
 *
 * (out) (transfer full; g_free) @tops: ascending ids, NULL if everything is reachable. O(n + references of unreachable
 * objects), O(1) without any. FALSE on cancel or lack of memory.
 */
gboolean hf_tops_find (const HfGraph *graph, guint32 **tops, guint32 *n_tops, HfProgress *progress, GError **error);

G_END_DECLS
