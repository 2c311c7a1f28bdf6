/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-cycles.h"
#include "analysis/hf-histogram.h"
#include "hf-alive.h"
#include "hf-answer.h"
#include "hf-suspect-list.h"
#include "hf-selection.h"
#include "hf-session-types.h"

G_BEGIN_DECLS

/**
 * HfSession: everything a window shows, without the window.
 *
 * It owns the open snapshots, the pair that is compared, the selection with its history, the page, the modes of the
 * pages, and the answers (tables) that workers fill. Widgets bind to it and never talk to each other. Properties, all
 * notified on the main thread:
 *
 *   "base", "target"   HfSnapshot: the pair compared, oldest first; the snapshots between them are the steps
 *   "current"          HfSnapshot that Types, Cycles, Dominators and Graph show
 *   "page"             "growth", "types", "cycles", "dominators" or "graph"
 *   "selection"        HfSelection or NULL
 *   "graph-focus"      HfSelection that the graph is asked to draw, or NULL
 *   "can-go-back", "can-go-forward"
 *   "growth-mode"      HfGrowthMode     "growth-by", "types-by"  HfGroupBy
 *   "every-step", "hide-internals"      booleans
 *   "show-values"                       boolean; whether what objects hold is shown, in the whole process (hf-values.h)
 *   "cycles-filter"    HfCyclesFilter   "dominators-by"          HfDominatorsBy
 *
 * Signals: "problem" (sentence) for what a person should be told.
 *
 * Main thread only.
 */
#define HF_TYPE_SESSION (hf_session_get_type ())
G_DECLARE_FINAL_TYPE (HfSession, hf_session, HF, SESSION, GObject)

#define HF_PAGE_GROWTH "growth"
#define HF_PAGE_TYPES "types"
#define HF_PAGE_CYCLES "cycles"
#define HF_PAGE_DOMINATORS "dominators"
#define HF_PAGE_GRAPH "graph"

HfSession    *hf_session_new               (void);

/* ---- snapshots: GListModel of HfSnapshot, oldest first where the dumps say when they were made ------------------- */
GListModel   *hf_session_get_snapshots     (HfSession *self);
HfSnapshot   *hf_session_open              (HfSession *self, GFile *file); /* (transfer none) the same one if it is open already */
void          hf_session_remove            (HfSession *self, HfSnapshot *snapshot);
HfSnapshot   *hf_session_get_base          (HfSession *self);
HfSnapshot   *hf_session_get_target        (HfSession *self);
void          hf_session_set_pair          (HfSession *self, HfSnapshot *base, HfSnapshot *target);
HfSnapshot   *hf_session_get_current       (HfSession *self);
/* (transfer none) The heap that "new" in a filter of the current one is asked against: the base's where it is the older one, else
 * the one before. NULL if there is none, or it is not read yet. */
HfHeap       *hf_session_get_earlier       (HfSession *self);
void          hf_session_set_current       (HfSession *self, HfSnapshot *snapshot);

/* ---- where the person is ------------------------------------------------------------------------------------------- */
const char   *hf_session_get_page          (HfSession *self);
/* Going to the graph with something newly selected elsewhere asks the graph to draw it. */
void          hf_session_set_page          (HfSession *self, const char *page);
HfSelection  *hf_session_get_selection     (HfSession *self); /* (transfer none) */
void          hf_session_select            (HfSession *self, HfSelection *selection); /* goes into the history */
void          hf_session_select_object     (HfSession *self, HfSnapshot *snapshot, guint32 object);
HfSelection  *hf_session_get_graph_focus   (HfSession *self); /* (transfer none) */
/* Selects, goes to the graph page and has it drawn; notifies "graph-focus" even when it was drawn before. */
void          hf_session_show_in_graph     (HfSession *self, HfSelection *selection);
void          hf_session_go_back           (HfSession *self);
void          hf_session_go_forward        (HfSession *self);

/* ---- answers ------------------------------------------------------------------------------------------------------- */
HfAnswer     *hf_session_get_growth        (HfSession *self);
HfAnswer     *hf_session_get_holders       (HfSession *self); /* who holds the new objects of the selected growth row */
HfAnswer     *hf_session_get_types         (HfSession *self);
HfAnswer     *hf_session_get_objects       (HfSession *self); /* the objects of the activated row of Types */
HfAnswer     *hf_session_get_cycles        (HfSession *self);
/* Why the selected object is alive. */
HfAlive      *hf_session_get_alive         (HfSession *self);

/* What leaks, in up to five sentences, and why; where nothing stands out, what grew. */
HfSuspectList *hf_session_get_suspects       (HfSession *self);
/* Selects what the suspect holds, as a click on its holder would, and draws the chain with the reference to break marked.
 * Where nobody is suspected, 0 is what the headline speaks of. */
void          hf_session_show_suspect        (HfSession *self, guint index);

/* Selects a row of a page's table; what stands for it is found out in a worker. */
void          hf_session_select_growth_row    (HfSession *self, guint32 row);
void          hf_session_select_holder        (HfSession *self, guint32 row);
void          hf_session_select_histogram_row (HfSession *self, guint32 row);
void          hf_session_select_cycle         (HfSession *self, guint32 row);
/* Asks for the objects of a row of Types. */
void          hf_session_list_objects         (HfSession *self, guint32 row);
/* Counts only the objects that @query means (hf-query.h) in the table of @page: HF_PAGE_GROWTH, HF_PAGE_TYPES or HF_PAGE_CYCLES,
 * whose rows have one such object at least. NULL for all. What is asked for while something is made supersedes it. */
void          hf_session_set_query            (HfSession *self, const char *page, const char *query);
/* Makes an answer that was cancelled again. */
void          hf_session_ask_again            (HfSession *self);
/* Whether anything is running for this session. */
gboolean      hf_session_is_busy              (HfSession *self);

G_END_DECLS
