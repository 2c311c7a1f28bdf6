/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-chains.h"
#include "hf-components.h"
#include "hf-dominators.h"

G_BEGIN_DECLS

/**
 * HfAnalysis: a heap with everything that is computed once and asked for often.
 *
 * Reference counted (atomically), immutable, readable from any thread; like the heap, let a worker drop the last reference.
 */
typedef struct
{
  HfHeap *heap;
  HfComponents *components; /* see hf_components_new_for_cycles() */
  HfDominators *dominators;
  HfChains *chains;
} HfAnalysis;

/* Computes all of it, one after the other. O(m log n). Takes a reference to @heap. NULL on cancel or lack of memory. */
HfAnalysis *hf_analysis_new   (HfHeap *heap, HfProgress *progress, GError **error);
HfAnalysis *hf_analysis_ref   (HfAnalysis *self);
void        hf_analysis_unref (HfAnalysis *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfAnalysis, hf_analysis_unref)

G_END_DECLS
