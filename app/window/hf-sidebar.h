/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-session.h"

G_BEGIN_DECLS

/* HfSidebar: the open snapshots, and which pair is compared. */
#define HF_TYPE_SIDEBAR (hf_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (HfSidebar, hf_sidebar, HF, SIDEBAR, GtkWidget)

void hf_sidebar_set_session (HfSidebar *self, HfSession *session);

G_END_DECLS
