/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-choices.h"

G_BEGIN_DECLS

/**
 * HfSteps: what was chosen, step by step, for undo and redo. Keeps copies; one of them is the present one.
 *
 * Not thread-safe.
 */
typedef struct _HfSteps HfSteps;

#define HF_STEPS_MAX 200u

HfSteps         *hf_steps_new       (void);
void             hf_steps_free      (HfSteps *self);
void             hf_steps_clear     (HfSteps *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfSteps, hf_steps_free)

/* @choices are the present ones now, and what was undone is forgotten. Nothing if they are the present ones already. Beyond
 * HF_STEPS_MAX the oldest step is forgotten. */
void             hf_steps_push      (HfSteps *self, const HfChoices *choices);

/* The step before or after becomes the present one; (transfer none), NULL if there is none. */
const HfChoices *hf_steps_undo      (HfSteps *self);
const HfChoices *hf_steps_redo      (HfSteps *self);
gboolean         hf_steps_can_undo  (const HfSteps *self);
gboolean         hf_steps_can_redo  (const HfSteps *self);

/* The nearest step equal to @choices becomes the present one; it is pushed if there is none. */
void             hf_steps_return_to (HfSteps *self, const HfChoices *choices);

G_END_DECLS
