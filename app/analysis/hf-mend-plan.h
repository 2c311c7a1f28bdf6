/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-mend.h"

G_BEGIN_DECLS

/**
 * HfMendPlan: how the cycle that an object is in could be mended, and in how many others that would be the same.
 */
typedef struct
{
  guint cycle;     /* index of HfComponents cycles */
  guint n_others;  /* other cycles of the same shape */
  GArray *mends;   /* of HfMend, best first; empty if nothing can be proposed */
} HfMendPlan;

/* NULL with HF_ERROR_NO_ANSWER if @object is in no cycle. What hf_cycles_new() costs, and hf_mender_find(). NULL on cancel or
 * lack of memory. */
HfMendPlan *hf_mend_plan_new  (const HfAnalysis *analysis, guint32 object, HfProgress *progress, GError **error);
void        hf_mend_plan_free (HfMendPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfMendPlan, hf_mend_plan_free)

G_END_DECLS
