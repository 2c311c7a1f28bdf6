/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-session.h"

G_BEGIN_DECLS

/* HfSuspectsView: the head of Growth. A banner tells the first suspect in a sentence, with what would mend it below; the others
 * unfold under it. Each leads to its evidence in the graph. Where nobody is suspected it tells what grew, and while suspects are
 * looked for it says so: it is as high then as it is later, so that what is below stays where it is. */
#define HF_TYPE_SUSPECTS_VIEW (hf_suspects_view_get_type ())
G_DECLARE_FINAL_TYPE (HfSuspectsView, hf_suspects_view, HF, SUSPECTS_VIEW, GtkWidget)

void hf_suspects_view_set_session (HfSuspectsView *self, HfSession *session);
/* Two lines in all instead of four. */
void hf_suspects_view_set_narrow  (HfSuspectsView *self, gboolean narrow);

G_END_DECLS
