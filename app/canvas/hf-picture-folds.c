/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-picture.h"

void
hf_picture_set_fold_cycles (HfPicture *self, gboolean fold_cycles)
{
  const HfChoices *present = hf_picture_get_choices (self);
  HfChoices *choices;

  if (present == NULL || hf_choices_get_fold_cycles (present) == fold_cycles)
    return;

  choices = hf_choices_copy (present);
  hf_choices_set_fold_cycles (choices, fold_cycles);
  hf_picture_change (self, choices);
}

void
hf_picture_set_everything (HfPicture *self, gboolean everything)
{
  const HfChoices *present = hf_picture_get_choices (self);
  HfChoices *choices;

  if (present == NULL || hf_choices_get_everything (present) == everything)
    return;

  choices = hf_choices_copy (present);
  hf_choices_set_everything (choices, everything);
  hf_picture_change (self, choices);
}

/* A cycle that a mend is shown of is never folded. */
static gboolean
is_mended (const HfDrawing *drawing, guint32 component)
{
  return drawing->mend != NULL && drawing->components[component].cycle == drawing->mend->effect->cycle;
}

void
hf_picture_turn_cycle (HfPicture *self, guint32 node)
{
  const HfDrawing *drawing = hf_picture_get_drawing (self);
  HfChoices *choices;

  /* What is shown may be of another heap than what is being made. */
  if (drawing == NULL || drawing->analysis != hf_picture_get_analysis (self) || hf_picture_get_choices (self) == NULL
      || node >= drawing->n_nodes || drawing->nodes[node].component == HF_NONE || is_mended (drawing, drawing->nodes[node].component))
    return;

  choices = hf_choices_copy (hf_picture_get_choices (self));
  hf_choices_turn_cycle (choices, drawing->components[drawing->nodes[node].component].representative);
  hf_picture_change (self, choices);
}

void
hf_picture_unfold_object (HfPicture *self, guint32 object)
{
  const HfDrawing *drawing = hf_picture_get_drawing (self);
  const HfGraph *graph;
  HfChoices *choices;

  if (drawing == NULL || drawing->analysis != hf_picture_get_analysis (self) || hf_picture_get_choices (self) == NULL)
    return;

  graph = hf_heap_graph (drawing->analysis->heap);
  choices = hf_choices_copy (hf_picture_get_choices (self));
  hf_choices_add_object (choices, object);
  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    if (hf_drawing_find_node (drawing, hf_ref_object (graph->out[r])) != HF_NONE)
      hf_choices_add_object (choices, hf_ref_object (graph->out[r]));
  hf_picture_change (self, choices);
}
