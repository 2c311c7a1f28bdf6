/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "session/hf-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HfTreemapPane: the map of the present snapshot with the way into it above, from the whole heap on; each step is a button that goes
 * back out to it. Follows the session's selection, and selects.
 */
#define HF_TYPE_TREEMAP_PANE (hf_treemap_pane_get_type ())
G_DECLARE_FINAL_TYPE (HfTreemapPane, hf_treemap_pane, HF, TREEMAP_PANE, GtkWidget)

void hf_treemap_pane_set_session  (HfTreemapPane *self, HfSession *session);
/* Of the present snapshot, or NULL. */
void hf_treemap_pane_set_analysis (HfTreemapPane *self, HfAnalysis *analysis);

G_END_DECLS
