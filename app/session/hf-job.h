/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "heap/hf-progress.h"

G_BEGIN_DECLS

/**
 * HfJob: one long operation in a worker thread, as the main thread sees it.
 *
 * Properties, all notified on the main thread from one low-priority source that looks at the work's HfProgress about
 * ten times a second: "title" (what is being done: "Opening after.hfdump"), "stage" (translated word for the present
 * step), "fraction" (0–1; negative while unknown), "running".
 *
 * The answer comes through @done, once, on the main thread, while running turns FALSE. A job that was superseded
 * (hf_job_supersede()) never calls it: what it made is freed in the worker. So whoever starts a newer job for the same
 * question supersedes the older one and needs no generation count of its own.
 *
 * Main thread only.
 */
#define HF_TYPE_JOB (hf_job_get_type ())
G_DECLARE_FINAL_TYPE (HfJob, hf_job, HF, JOB, GObject)

/* In a worker. Returns the result (owned) or NULL with @error. */
typedef gpointer (*HfJobFunc) (gpointer data, HfProgress *progress, GError **error);

/* On the main thread. @result is owned by the receiver; NULL with @error. A cancelled job has HF_ERROR_CANCELLED. */
typedef void (*HfJobDone) (HfJob *job, gpointer result, const GError *error, gpointer user_data);

/* (transfer full) Starts. @data is freed with @data_free on the main thread when the work is over, before @done, so it may
 * hold GObjects (heaps in it go to hf_free_in_worker()). @result_free is used for results that nobody wants any more;
 * likewise on the main thread. @user_data must stay valid until done or superseded. */
HfJob      *hf_job_start         (const char *title, HfJobFunc func, gpointer data, GDestroyNotify data_free,
                                  GDestroyNotify result_free, HfJobDone done, gpointer user_data);

void        hf_job_cancel        (HfJob *self); /* the person asked: done is called with HF_ERROR_CANCELLED */
void        hf_job_supersede     (HfJob *self); /* nobody waits any more: done is not called */
gboolean    hf_job_is_running    (HfJob *self);
const char *hf_job_get_title     (HfJob *self);
const char *hf_job_get_stage     (HfJob *self);
double      hf_job_get_fraction  (HfJob *self);

/* Supersedes and gives up the reference: for dispose and for starting anew. */
void        hf_job_clear         (HfJob **job);

/* Clears @slot, puts @job (taken; may be NULL) there and returns TRUE; FALSE if it is there already: then nothing is to be told. */
gboolean    hf_job_replace       (HfJob **slot, HfJob *job);

/* Runs @destroy (@data) in a worker thread: for heaps and what hangs on them. NULL data does nothing. */
void        hf_free_in_worker    (gpointer data, GDestroyNotify destroy);

/* How many jobs run now in this process; for tests that wait for quiet. */
guint       hf_jobs_running      (void);

G_END_DECLS
