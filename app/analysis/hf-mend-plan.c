/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-mend-plan.h"

#include "hf-cycles.h"
#include "hf-kernel.h"
#include "heap/hf-error.h"

#define N_(s) (s)

void
hf_mend_plan_free (HfMendPlan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->mends, g_array_unref);
  g_free (self);
}

/* The shape that @cycle has, or NULL. */
static const HfCycleShape *
shape_of (const HfCycles *cycles, guint cycle)
{
  for (guint i = 0; i < cycles->n_shapes; i++)
    for (guint k = 0; k < cycles->shapes[i].count; k++)
      if (cycles->cycles[cycles->shapes[i].first_cycle + k] == cycle)
        return &cycles->shapes[i];

  return NULL;
}

/* Its own shortest ring: that of its shape may be another cycle's. */
static GArray *
find_mends (const HfAnalysis *analysis, guint cycle, guint32 object, HfProgress *progress, GError **error)
{
  g_autoptr (HfBitset) only = hf_bitset_new (hf_heap_graph (analysis->heap)->n);
  g_autoptr (HfCycles) alone = NULL;
  g_autoptr (HfMender) mender = NULL;

  if (only == NULL)
    {
      hf_kernel_no_memory (error);
      return NULL;
    }
  hf_bitset_add (only, object);
  alone = hf_cycles_new_where (analysis, HF_CYCLES_ALL, only, progress, error);
  mender = alone != NULL ? hf_mender_new (analysis, error) : NULL;
  if (mender == NULL)
    return NULL;
  g_assert (alone->n_shapes == 1);

  return hf_mender_find (mender, cycle, alone->shapes[0].ring, alone->shapes[0].n_ring, progress, error);
}

HfMendPlan *
hf_mend_plan_new (const HfAnalysis *analysis, guint32 object, HfProgress *progress, GError **error)
{
  g_autoptr (HfMendPlan) self = NULL;
  g_autoptr (HfCycles) cycles = NULL;
  const HfCycleShape *shape;
  guint cycle;

  g_return_val_if_fail (analysis != NULL && object < hf_heap_graph (analysis->heap)->n, NULL);

  cycle = hf_components_cycle_of (analysis->components, object);
  if (cycle == HF_NONE)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, N_("It is in no cycle: there is nothing to mend."));
      return NULL;
    }
  self = g_new0 (HfMendPlan, 1);
  self->cycle = cycle;
  self->mends = find_mends (analysis, cycle, object, progress, error);
  cycles = self->mends != NULL ? hf_cycles_new (analysis, HF_CYCLES_ALL, progress, error) : NULL;
  if (cycles == NULL)
    return NULL;
  shape = shape_of (cycles, cycle);
  self->n_others = shape != NULL ? shape->count - 1 : 0;

  return g_steal_pointer (&self);
}
