/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-session.h"
#include "probe/attach/hf-processes.h"

G_BEGIN_DECLS

/**
 * HfRecorder: snapshots of a running Python program, one or many at a pace, opened in the session as they come.
 *
 * The files stay in folders in @folder, one for each program and day; what "keep" drops is only closed. The first snapshot of a recording is what growth is measured
 * from, so it is never dropped. A recording ends when it is stopped or when a snapshot fails (the program has ended).
 *
 * Properties, notified on the main thread:
 *   "job"    HfJob or NULL: the snapshot that is being taken
 *   "title"  what is recorded, "shop (4711)", or "" while nothing is
 *   "taken"  snapshots of the present or last recording
 *   "pace"   seconds between two; 0: only one is taken
 *
 * Signals: "taken" (HfSnapshot) once a snapshot is in the session; "failed" (sentence).
 *
 * Main thread only.
 */
#define HF_TYPE_RECORDER (hf_recorder_get_type ())
G_DECLARE_FINAL_TYPE (HfRecorder, hf_recorder, HF, RECORDER, GObject)

#define HF_RECORDER_KEEP 12u

/* @folder: where the dumps go; made when it is needed. */
HfRecorder *hf_recorder_new       (HfSession *session, const char *folder);

/* Takes a snapshot of @process at once and, if @pace is not 0, again every @pace seconds; never two at a time. At most @keep of
 * them stay open (0: all). What is recorded already is stopped. @values: with short values of objects. */
void        hf_recorder_start     (HfRecorder *self, const HfProcess *process, guint pace, guint keep, gboolean values);
void        hf_recorder_stop      (HfRecorder *self);

gboolean    hf_recorder_is_active (HfRecorder *self); /* a snapshot is being taken or will be */
HfJob      *hf_recorder_get_job   (HfRecorder *self); /* (transfer none) or NULL */
const char *hf_recorder_get_title (HfRecorder *self);
guint       hf_recorder_get_taken (HfRecorder *self);
guint       hf_recorder_get_pace  (HfRecorder *self);

G_END_DECLS
