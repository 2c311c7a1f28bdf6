/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-job.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfAnswer: one question a page asks, and its table once a worker has made it.
 *
 * Properties: "table" (HfTable or NULL; what is known so far stays while a better one is made), "job" (the running HfJob
 * or NULL), "message" (a sentence that stands where the table would be, or NULL), "subject" (what is asked about:
 * "app.Session", or NULL).
 */
#define HF_TYPE_ANSWER (hf_answer_get_type ())
G_DECLARE_FINAL_TYPE (HfAnswer, hf_answer, HF, ANSWER, GObject)

HfAnswer   *hf_answer_new         (void);
HfTable    *hf_answer_get_table   (HfAnswer *self);
HfJob      *hf_answer_get_job     (HfAnswer *self);
const char *hf_answer_get_message (HfAnswer *self);
const char *hf_answer_get_subject (HfAnswer *self);

void        hf_answer_set_table   (HfAnswer *self, HfTable *table);   /* also clears the message */
void        hf_answer_set_message (HfAnswer *self, const char *message);
void        hf_answer_set_subject (HfAnswer *self, const char *subject);
void        hf_answer_clear       (HfAnswer *self); /* supersedes the job; no table, no message, no subject */

/* Supersedes the running job and starts a new one; the worker's result is an HfTable (transfer full). The table stays
 * until the new one is there. */
void        hf_answer_compute     (HfAnswer *self, const char *title, HfJobFunc func, gpointer data, GDestroyNotify data_free);

G_END_DECLS
