/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-case-keeper.h"
#include "session/hf-session.h"

G_BEGIN_DECLS

/* HfInspector: what is known about the selection, its referrers and its referents. */
#define HF_TYPE_INSPECTOR (hf_inspector_get_type ())
G_DECLARE_FINAL_TYPE (HfInspector, hf_inspector, HF, INSPECTOR, GtkWidget)

void hf_inspector_set_session (HfInspector *self, HfSession *session);
/* For what a person says of the selection. */
void       hf_inspector_set_keeper  (HfInspector *self, HfSession *session, HfCaseKeeper *keeper);

G_END_DECLS
