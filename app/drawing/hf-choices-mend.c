/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-choices-private.h"

void
hf_choices_set_mend (HfChoices *self, guint32 ref, guint n_others)
{
  g_return_if_fail (self != NULL);

  if (ref != HF_NONE && self->mend == HF_NONE)
    hf_choices_make_room (self, 2);
  self->mend = ref;
  self->mend_others = ref != HF_NONE ? n_others : 0;
  self->mended = self->mended && ref != HF_NONE;
}

guint32
hf_choices_get_mend (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, HF_NONE);

  return self->mend;
}

guint
hf_choices_get_mend_others (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->mend_others;
}

void
hf_choices_set_mended (HfChoices *self, gboolean mended)
{
  g_return_if_fail (self != NULL);

  self->mended = mended && self->mend != HF_NONE;
}

gboolean
hf_choices_get_mended (const HfChoices *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->mended;
}
