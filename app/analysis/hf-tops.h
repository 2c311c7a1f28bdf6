/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-components.h"
#include "hf-kernel.h"

G_BEGIN_DECLS

/**
 * The tops of the unreachable forest: members of those strongly connected components (over owning references) that
 * nothing else unreachable owns. Every unreachable object is reached from a top. Private to analysis/.
 *
 * (out) (transfer full; g_free) @tops: ascending ids. O(unreachable objects and their referrers). FALSE on cancel or lack
 * of memory.
 */
gboolean hf_tops_find (const HfGraph *graph, const HfComponents *components, guint32 **tops, guint32 *n_tops,
                       HfTicker *ticker, GError **error);

G_END_DECLS
