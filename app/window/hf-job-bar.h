/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-job.h"

G_BEGIN_DECLS

/* HfJobBar: what is being done, how far it is, and Cancel. Shows itself only for jobs that take longer than a moment. */
#define HF_TYPE_JOB_BAR (hf_job_bar_get_type ())
G_DECLARE_FINAL_TYPE (HfJobBar, hf_job_bar, HF, JOB_BAR, GtkWidget)

GtkWidget *hf_job_bar_new     (void);
void       hf_job_bar_set_job (HfJobBar *self, HfJob *job);

G_END_DECLS
