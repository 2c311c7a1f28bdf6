/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "case/hf-case-file.h"
#include "hf-session.h"

G_BEGIN_DECLS

/**
 * HfCaseKeeper: the case of a session: what a person says of it, and the file that keeps it.
 *
 * Properties: "path" (or NULL: not saved yet), "unsaved" (it says something else than what was saved or opened), "job" (HfJob or NULL),
 * "values" (boolean, writable: keys of dictionaries may stand in it, see HfCase), "missing" (boolean: a dump of it was not found).
 * Signals: "changed" (what is said of something is another); "view" (HfCase): the drawings and the view are wanted, before it
 * is written; "opened" (HfCase): its dumps are open now, drawings and view may be shown; "problem" (sentence); "saved"; "missing"
 * (guint dump, sentence or NULL): the person is to be asked where it is, the sentence says what was wrong with the last answer; "located"
 * (HfCase): dumps that were missing are open, what waited for them may be shown.
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

/* Something besides marks (a cut, what is hidden) may be another: counts as unsaved where there is a file and it truly differs. */
void              hf_case_keeper_touch    (HfCaseKeeper *self);
/* The same, but only to find that nothing differs any more: what the program did by itself is nobody's change. */
void              hf_case_keeper_look_again (HfCaseKeeper *self);
gboolean          hf_case_keeper_get_values (HfCaseKeeper *self);
/* Names with keys in them are taken out, or made, for all marks. */
void              hf_case_keeper_set_values (HfCaseKeeper *self, gboolean values);
void              hf_case_keeper_save     (HfCaseKeeper *self, const char *path);
/* Opens the case and its dumps. @draft: what it is the draft of is its path then, and it is unsaved. */
void              hf_case_keeper_open     (HfCaseKeeper *self, const char *path, gboolean draft);
/* (transfer none) */
const HfCaseDump *hf_case_keeper_get_dump (HfCaseKeeper *self, guint dump);
gboolean          hf_case_keeper_misses_dumps (HfCaseKeeper *self);
guint             hf_case_keeper_get_missing (HfCaseKeeper *self); /* the first of them, HF_CASE_NO_DUMP if none is */
void              hf_case_keeper_ask_for_missing (HfCaseKeeper *self);
/* The person says that the dump is this file. If it is, it is opened, and others that are missing too if they lie beside it; else
 * "missing" says what is wrong. */
void              hf_case_keeper_locate   (HfCaseKeeper *self, guint dump, const char *path);
/* Writes the draft of what is unsaved at once; blocks for as long as that takes. */
void              hf_case_keeper_flush    (HfCaseKeeper *self);
/* The person does not want what was not saved. */
void              hf_case_keeper_give_up  (HfCaseKeeper *self);

G_END_DECLS
