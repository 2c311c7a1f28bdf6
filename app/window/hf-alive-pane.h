/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-session.h"

G_BEGIN_DECLS

/* HfAlivePane: why the selected object is alive: the chain from a root, one link a row. */
#define HF_TYPE_ALIVE_PANE (hf_alive_pane_get_type ())
G_DECLARE_FINAL_TYPE (HfAlivePane, hf_alive_pane, HF, ALIVE_PANE, GtkWidget)

void hf_alive_pane_set_session (HfAlivePane *self, HfSession *session);
/* A narrow pane puts its buttons below each other. */
void hf_alive_pane_set_narrow  (HfAlivePane *self, gboolean narrow);

G_END_DECLS
