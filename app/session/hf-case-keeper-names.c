/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-case-keeper-private.h"

#include <string.h>

#include "analysis/hf-path.h"

/* Keys of dictionaries are what the program works on: an object that only a key leads to is known by its address alone. */
char *
hf_case_keeper_name_of (HfCaseKeeper *self, HfSnapshot *snapshot, guint32 object)
{
  HfAnalysis *analysis = hf_snapshot_get_analysis (snapshot);
  g_autofree HfChain *chain = analysis != NULL ? hf_chains_get (analysis->chains, analysis->heap, object) : NULL;
  g_autoptr (HfPath) path = chain != NULL ? hf_path_new (analysis->heap, chain) : NULL;

  for (guint i = 0; path != NULL && !self->content->values && i < path->steps->len; i++)
    {
      const HfStep *step = &g_array_index (path->steps, HfStep, i);
      guint32 ref = g_array_index (path->links, HfLink, step->first_link + step->n_links - 1).ref;

      if (ref != HF_NONE && step->label[0] == '[' && hf_heap_ref_kind (analysis->heap, ref) == HF_REF_VALUE)
        return NULL;
    }

  return path != NULL ? hf_path_to_expression (path, analysis->heap) : NULL;
}

/* What was said of an object stays, whatever it is called. One whose dump is not open keeps its name only where that has no key in it. */
static void
name_again (HfCaseKeeper *self, HfCaseMark *mark)
{
  HfSnapshot *snapshot = mark->place == NULL && mark->address != 0 ? hf_case_keeper_snapshot (self, mark->dump) : NULL;
  HfHeap *heap = snapshot != NULL && hf_snapshot_get_analysis (snapshot) != NULL ? hf_snapshot_get_heap (snapshot) : NULL;
  guint32 object = heap != NULL ? hf_heap_find_address (heap, mark->address) : HF_NONE;

  if (object != HF_NONE)
    {
      g_free (mark->object);
      mark->object = hf_case_keeper_name_of (self, snapshot, object);
    }
  else if (!self->content->values && mark->address != 0 && mark->object != NULL && strchr (mark->object, '[') != NULL)
    g_clear_pointer (&mark->object, g_free);
}

gboolean
hf_case_keeper_get_values (HfCaseKeeper *self)
{
  g_return_val_if_fail (HF_IS_CASE_KEEPER (self), FALSE);

  return self->content->values;
}

void
hf_case_keeper_set_values (HfCaseKeeper *self, gboolean values)
{
  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  if (self->content->values == values)
    return;
  self->content->values = values;
  for (guint i = 0; i < self->content->marks->len; i++)
    name_again (self, g_ptr_array_index (self->content->marks, i));
  g_object_notify (G_OBJECT (self), "values");
  hf_case_keeper_touch (self);
}
