/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "session/hf-dominator-list.h"
#include "session/hf-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HfTreemapPane: the map of the present snapshot with the way into it above, from the whole heap on; each step is a button that goes
 * back out to it; below it, what is not on the map. Follows the session's selection, and selects.
 */
#define HF_TYPE_TREEMAP_PANE (hf_treemap_pane_get_type ())
G_DECLARE_FINAL_TYPE (HfTreemapPane, hf_treemap_pane, HF, TREEMAP_PANE, GtkWidget)

void hf_treemap_pane_set_session  (HfTreemapPane *self, HfSession *session);
/* The top level of the tree, of the present snapshot, or NULL; @filtered: only a part of it. While it is sorted nothing is shown. */
void hf_treemap_pane_set_top      (HfTreemapPane *self, HfAnalysis *analysis, HfDominatorList *top, gboolean filtered);

G_END_DECLS
