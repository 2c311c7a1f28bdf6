/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-analysis-private.h"

#include "hf-chains-private.h"

typedef struct
{
  HfAnalysis analysis;
  gatomicrefcount ref_count;
  GMutex lock;
  GHashTable *answers; /* key -> answer, as guint64 */
} Counted;

HfAnalysis *
hf_analysis_new (HfHeap *heap, HfProgress *progress, GError **error)
{
  g_autoptr (HfAnalysis) self = NULL;
  Counted *counted;

  g_return_val_if_fail (heap != NULL, NULL);

  counted = g_new0 (Counted, 1);
  g_atomic_ref_count_init (&counted->ref_count);
  g_mutex_init (&counted->lock);
  counted->answers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self = &counted->analysis;
  self->heap = hf_heap_ref (heap);

  self->dominators = hf_dominators_new (heap, progress, error);
  if (self->dominators == NULL)
    return NULL;
  self->components = hf_components_new_for_cycles (hf_heap_graph (heap), progress, error);
  if (self->components == NULL)
    return NULL;
  self->chains = hf_chains_new_from_tops (heap, self->dominators->top, self->dominators->n_tops, progress, error);
  if (self->chains == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

HfAnalysis *
hf_analysis_ref (HfAnalysis *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((Counted *) self)->ref_count);

  return self;
}

void
hf_analysis_unref (HfAnalysis *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&((Counted *) self)->ref_count))
    return;

  g_hash_table_unref (((Counted *) self)->answers);
  g_mutex_clear (&((Counted *) self)->lock);
  hf_chains_free (self->chains);
  hf_dominators_free (self->dominators);
  hf_components_free (self->components);
  hf_heap_unref (self->heap);
  g_free (self);
}

gboolean
hf_analysis_recall (const HfAnalysis *self, guint64 key, guint32 *answer)
{
  Counted *counted = (Counted *) self;
  gpointer found;
  gboolean known;

  g_mutex_lock (&counted->lock);
  known = g_hash_table_lookup_extended (counted->answers, &key, NULL, &found);
  g_mutex_unlock (&counted->lock);
  if (known)
    *answer = GPOINTER_TO_UINT (found);

  return known;
}

void
hf_analysis_keep (const HfAnalysis *self, guint64 key, guint32 answer)
{
  Counted *counted = (Counted *) self;

  g_mutex_lock (&counted->lock);
  g_hash_table_insert (counted->answers, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (answer));
  g_mutex_unlock (&counted->lock);
}
