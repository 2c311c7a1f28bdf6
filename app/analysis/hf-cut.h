/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-chains.h"

G_BEGIN_DECLS

/**
 * HfCut: what would go if some references were deleted, and how.
 *
 * Deleting a reference lowers its referent's count. An object whose owning references are all gone is freed at once, and with
 * it the references that it held: that is reference counting. What cannot be reached from the virtual root any more but is
 * still referred to, by a cycle that went with it or by garbage that was there before, waits for the collector. The rest is
 * still held.
 *
 * Cuts inside garbage count too: the reference to break of an unreachable ring frees the ring at once.
 *
 * Immutable; readable from any thread.
 */
typedef enum
{
  HF_FATE_HELD,      /* as before */
  HF_FATE_FREED,     /* at once, by reference counting */
  HF_FATE_COLLECTED, /* only by the collector; it was held before */
  HF_FATE_GARBAGE,   /* unreachable before, and not freed by this */
} HfFate;

typedef struct
{
  guint32 n_refs;
  guint32 *refs;          /* [n_refs] what is cut: indices into out[], ascending, each once */
  guint32 n_reachable;    /* of the graph, for hf_cut_fate() */
  guint32 n_freed;
  guint32 n_collected;
  guint64 freed_bytes;    /* shallow sizes */
  guint64 collected_bytes;
  guint32 *freed;         /* [n_freed] ids, ascending */
  guint32 *collected;     /* [n_collected] ids, ascending */
} HfCut;

/* @refs: indices into out[], in any order, also twice; references that own nothing (weak, shared) change nothing. O(n + m);
 * 5 bytes an id while it runs. NULL on cancel or lack of memory. */
HfCut   *hf_cut_new   (const HfHeap *heap, const guint32 *refs, guint32 n_refs, HfProgress *progress, GError **error);
void     hf_cut_free  (HfCut *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfCut, hf_cut_free)

/* O(log n). */
HfFate   hf_cut_fate  (const HfCut *self, guint32 object);

/* (out) (transfer full; g_free) @chain: the cheapest chain that still holds @object without the references that are cut, or
 * NULL if it is not held any more. O(n + m). FALSE on cancel or lack of memory. */
gboolean hf_cut_find_chain (const HfCut *self, const HfHeap *heap, guint32 object, HfChain **chain, HfProgress *progress, GError **error);

G_END_DECLS
