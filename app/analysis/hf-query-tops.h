/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"
#include "hf-dominators.h"

G_BEGIN_DECLS

/* (transfer full; of guint32) The topmost of the objects in @only below @object in the dominator tree: those that no other of
 * them below @object dominates, so that their retained sizes add up. HF_NONE asks for what is unreachable, HF_ROOT for what is
 * held. O(what @object dominates). */
GArray *hf_query_tops (const HfDominators *dominators, guint32 object, const HfBitset *only);

G_END_DECLS
