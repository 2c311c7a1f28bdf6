/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-steps.h"

struct _HfSteps
{
  GPtrArray *steps; /* of HfChoices */
  guint at;         /* the present one, where there is any */
};

static void
free_choices (gpointer choices)
{
  hf_choices_free (choices);
}

HfSteps *
hf_steps_new (void)
{
  HfSteps *self = g_new0 (HfSteps, 1);

  self->steps = g_ptr_array_new_with_free_func (free_choices);

  return self;
}

void
hf_steps_free (HfSteps *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->steps);
  g_free (self);
}

void
hf_steps_clear (HfSteps *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_set_size (self->steps, 0);
  self->at = 0;
}

static const HfChoices *
step (const HfSteps *self, guint i)
{
  return g_ptr_array_index (self->steps, i);
}

void
hf_steps_push (HfSteps *self, const HfChoices *choices)
{
  g_return_if_fail (self != NULL && choices != NULL);

  if (self->steps->len > 0 && hf_choices_equal (step (self, self->at), choices))
    return;

  if (self->at + 1 < self->steps->len)
    g_ptr_array_set_size (self->steps, (int) self->at + 1);
  if (self->steps->len == HF_STEPS_MAX)
    g_ptr_array_remove_index (self->steps, 0);
  g_ptr_array_add (self->steps, hf_choices_copy (choices));
  self->at = self->steps->len - 1;
}

gboolean
hf_steps_can_undo (const HfSteps *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->at > 0;
}

gboolean
hf_steps_can_redo (const HfSteps *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->at + 1 < self->steps->len;
}

const HfChoices *
hf_steps_undo (HfSteps *self)
{
  return hf_steps_can_undo (self) ? step (self, --self->at) : NULL;
}

const HfChoices *
hf_steps_redo (HfSteps *self)
{
  return hf_steps_can_redo (self) ? step (self, ++self->at) : NULL;
}

void
hf_steps_return_to (HfSteps *self, const HfChoices *choices)
{
  guint best = G_MAXUINT;

  g_return_if_fail (self != NULL && choices != NULL);

  for (guint i = 0; i < self->steps->len; i++)
    if (hf_choices_equal (step (self, i), choices) &&
        (best == G_MAXUINT || ABS ((gint64) i - self->at) < ABS ((gint64) best - self->at)))
      best = i;
  if (best != G_MAXUINT)
    self->at = best;
  else
    hf_steps_push (self, choices);
}
