/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "case/hf-case-file.h"
#include "hf-session.h"

G_BEGIN_DECLS

/**
 * HfCaseKeeper: the case of a session: what a person says of it, and the file that keeps it.
 *
 * Properties: "path" (or NULL: not saved yet), "unsaved" (something was said since it was saved or opened), "job" (HfJob or NULL).
 * Signals: "changed" (what is said of something is another); "view" (HfCase): the drawings and the view are wanted, before it
 * is written; "opened" (HfCase): its dumps are open now, drawings and view may be shown; "problem" (sentence); "saved".
 *
 * Half a second after a change a draft goes to the state folder, in a worker; it is removed once the case is saved, or given up. So what is
 * said is lost neither to a crash nor to a window that is closed.
 *
 * Main thread only.
 */
#define HF_TYPE_CASE_KEEPER (hf_case_keeper_get_type ())
G_DECLARE_FINAL_TYPE (HfCaseKeeper, hf_case_keeper, HF, CASE_KEEPER, GObject)

HfCaseKeeper     *hf_case_keeper_new      (HfSession *session);

const char       *hf_case_keeper_get_path (HfCaseKeeper *self);
gboolean          hf_case_keeper_is_unsaved (HfCaseKeeper *self);
HfJob            *hf_case_keeper_get_job  (HfCaseKeeper *self);

/* What is said of the selection's object or place: (transfer none) NULL if nothing is, or nothing can be (a type). */
const HfCaseMark *hf_case_keeper_find     (HfCaseKeeper *self, HfSelection *selection);
gboolean          hf_case_keeper_can_mark (HfCaseKeeper *self, HfSelection *selection);
/* Texts may be NULL or empty; all of it empty takes the mark away. */
void              hf_case_keeper_say      (HfCaseKeeper *self, HfSelection *selection, const char *note, HfVerdict verdict, const char *reason);

/* Which of the case's dumps the snapshot is; it becomes one. */
guint             hf_case_keeper_index_of (HfCaseKeeper *self, HfSnapshot *snapshot);
/* (transfer none) The snapshot that is open for a dump, or NULL. */
HfSnapshot       *hf_case_keeper_snapshot (HfCaseKeeper *self, guint dump);

/* Something besides marks (a cut, what is hidden) is another: counts as unsaved where there is a file. */
void              hf_case_keeper_touch    (HfCaseKeeper *self);
void              hf_case_keeper_save     (HfCaseKeeper *self, const char *path);
/* Opens the case and its dumps. @draft: what it is the draft of is its path then, and it is unsaved. */
void              hf_case_keeper_open     (HfCaseKeeper *self, const char *path, gboolean draft);
/* Writes the draft of what is unsaved at once; blocks for as long as that takes. */
void              hf_case_keeper_flush    (HfCaseKeeper *self);
/* The person does not want what was not saved. */
void              hf_case_keeper_give_up  (HfCaseKeeper *self);

G_END_DECLS
