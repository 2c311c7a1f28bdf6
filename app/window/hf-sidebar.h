/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-recorder.h"

G_BEGIN_DECLS

/* HfSidebar: the open snapshots, and which pair is compared, and what is being recorded. */
#define HF_TYPE_SIDEBAR (hf_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (HfSidebar, hf_sidebar, HF, SIDEBAR, GtkWidget)

void hf_sidebar_set_session  (HfSidebar *self, HfSession *session);
void hf_sidebar_set_recorder (HfSidebar *self, HfRecorder *recorder); /* once */

G_END_DECLS
