/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-chains.h"

G_BEGIN_DECLS

/* hf_chains_new() for callers that know the tops of the unreachable forest already. */
HfChains *hf_chains_new_from_tops (const HfHeap *heap, const guint32 *tops, guint32 n_tops, HfProgress *progress, GError **error);

/* The reference that leads to @object, or HF_NONE. */
typedef guint32 (*HfParentRefFunc) (gconstpointer data, guint32 object);

/* (transfer full; g_free) The chain that @parent_ref spells; NULL for lack of memory. */
HfChain  *hf_chain_from_parents (const HfHeap *heap, HfParentRefFunc parent_ref, gconstpointer data, guint32 object);

G_END_DECLS
