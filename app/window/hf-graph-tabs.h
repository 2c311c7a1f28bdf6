/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "window/hf-graph-page.h"

G_BEGIN_DECLS

/**
 * HfGraphTabs: the Graph page's drawings, one or more, each in a tab of its own.
 *
 * One drawing is active: it draws what the session asks the graph for and follows its selection; the others stay as they were
 * left. Going to a tab selects the object that is selected in it. As long as there is one drawing no tabs are seen. A drawing
 * of a dump that is closed goes with it. Main thread only.
 */
#define HF_TYPE_GRAPH_TABS (hf_graph_tabs_get_type ())
G_DECLARE_FINAL_TYPE (HfGraphTabs, hf_graph_tabs, HF, GRAPH_TABS, GtkWidget)

void         hf_graph_tabs_set_session (HfGraphTabs *self, HfSession *session);

/* (transfer none) Never NULL. */
HfGraphPage *hf_graph_tabs_get_active  (HfGraphTabs *self);

/* Selects and draws @selection in a new tab, on the Graph page. Where nothing is drawn yet the tab there is serves. */
void         hf_graph_tabs_open        (HfGraphTabs *self, HfSelection *selection);

/* FALSE if it is the only one, which stays. */
gboolean     hf_graph_tabs_close       (HfGraphTabs *self);

guint        hf_graph_tabs_get_n       (HfGraphTabs *self);
HfGraphPage *hf_graph_tabs_get_nth     (HfGraphTabs *self, guint position); /* (transfer none) */
/* (transfer none) A drawing with nothing in it yet, at the end. */
HfGraphPage *hf_graph_tabs_add         (HfGraphTabs *self);

G_END_DECLS
