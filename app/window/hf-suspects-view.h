/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-session.h"

G_BEGIN_DECLS

/* HfSuspectsView: where the program leaks, in sentences: one line that unfolds to at most five, each with what would mend it. A
 * click on one shows its evidence in the graph. Not to be seen where there is nothing to say. */
#define HF_TYPE_SUSPECTS_VIEW (hf_suspects_view_get_type ())
G_DECLARE_FINAL_TYPE (HfSuspectsView, hf_suspects_view, HF, SUSPECTS_VIEW, GtkWidget)

void hf_suspects_view_set_session (HfSuspectsView *self, HfSession *session);

G_END_DECLS
