/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-mend.h"

G_BEGIN_DECLS

/**
 * HfMendEffect: what becomes of one cycle's component when a reference in it, and all that are like it, are weak.
 *
 * The strongly connected components that are left are looked for anew, without those references; nothing is concluded from the
 * proposal. Reference counted (atomically), immutable; readable from any thread.
 */
typedef struct
{
  gatomicrefcount ref_count;
  guint cycle;          /* index of HfComponents cycles */
  HfMend mend;
  guint32 *refs;        /* [mend.n_refs] that are weak then: indices into out[], ascending */
  guint32 *freed;       /* [mend.n_freed] objects that reference counting frees when the last reference from outside goes, ascending */
  gboolean garbage;     /* nothing holds it from outside, so that would be at once */
  guint32 n_left;       /* members that are in a cycle still */
  guint32 *left;        /* [n_left] ascending */
  guint32 *left_cycle;  /* [n_left] in which, 0 … n_left_cycles - 1 */
  guint32 n_left_cycles;
  guint32 n_early;      /* objects that go with the references though something held them: nothing else does */
  HfChain *held_by;     /* the cheapest chain that holds the component's first member after the mend, or NULL */
} HfMendEffect;

/* Of making @ref weak. NULL without an error if that is no reference inside a cycle of which a weak one can be made. O(n + m).
 * NULL on cancel or lack of memory. */
HfMendEffect *hf_mend_effect_new   (const HfAnalysis *analysis, guint32 ref, HfProgress *progress, GError **error);
HfMendEffect *hf_mend_effect_ref   (HfMendEffect *self);
void          hf_mend_effect_unref (HfMendEffect *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfMendEffect, hf_mend_effect_unref)

/* O(log n). */
gboolean      hf_mend_effect_is_weak  (const HfMendEffect *self, guint32 ref);
gboolean      hf_mend_effect_is_freed (const HfMendEffect *self, guint32 object);
/* The cycle that @object is in still, or HF_NONE. */
guint32       hf_mend_effect_left_of  (const HfMendEffect *self, guint32 object);

G_END_DECLS
