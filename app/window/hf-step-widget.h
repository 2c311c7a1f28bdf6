/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-alive.h"

G_BEGIN_DECLS

/* HfStepWidget: one link of a chain: how the reference is called, what it leads to, and a line from link to link. */
#define HF_TYPE_STEP_WIDGET (hf_step_widget_get_type ())
G_DECLARE_FINAL_TYPE (HfStepWidget, hf_step_widget, HF, STEP_WIDGET, GtkWidget)

GtkWidget *hf_step_widget_new      (void);
void       hf_step_widget_set_step (HfStepWidget *self, HfStepRow *step);

G_END_DECLS
