/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-picture.h"

#define CYCLE_NODES 60u

void
hf_picture_set_mend (HfPicture *self, guint32 object, guint32 ref, guint n_others)
{
  HfAnalysis *analysis = hf_picture_get_analysis (self);
  HfChoices *choices;

  if (analysis == NULL || hf_picture_get_choices (self) == NULL)
    return;

  choices = hf_choices_copy (hf_picture_get_choices (self));
  if (object != HF_NONE)
    hf_choices_add_cycle (choices, analysis, object, CYCLE_NODES);
  if (hf_choices_get_only_path (choices))
    hf_choices_set_only_path (choices, FALSE);
  hf_choices_set_mend (choices, ref, n_others);
  hf_choices_set_mended (choices, ref != HF_NONE);
  hf_picture_change (self, choices);
}

void
hf_picture_set_mended (HfPicture *self, gboolean mended)
{
  const HfChoices *present = hf_picture_get_choices (self);
  HfChoices *choices;

  if (present == NULL || hf_choices_get_mend (present) == HF_NONE || hf_choices_get_mended (present) == mended)
    return;

  choices = hf_choices_copy (present);
  hf_choices_set_mended (choices, mended);
  hf_picture_change (self, choices);
}
