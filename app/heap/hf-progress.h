/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-error.h"

G_BEGIN_DECLS

/**
 * HfProgress: how far a long operation is, and whether it should stop.
 *
 * One thread works and calls hf_progress_begin() and hf_progress_step(); any other thread may read or cancel at any
 * time. All fields are atomics: no lock, no main loop, no allocation. Every function accepts NULL and then does
 * nothing, so that tests and small callers need none.
 *
 * A worker polls about every HF_PROGRESS_INTERVAL items (well under 1 ms of work), so a cancel takes effect within
 * milliseconds:
 *
 *   hf_progress_begin (progress, N_("Finding dominators"), n);
 *   for (i = 0; i < n; i++)
 *     if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
 *       return FALSE;
 */
typedef struct _HfProgress HfProgress;

#define HF_PROGRESS_INTERVAL 4096u

HfProgress *hf_progress_new   (void);
HfProgress *hf_progress_ref   (HfProgress *self);
void        hf_progress_unref (HfProgress *self);

/* Worker side. @stage is a static string marked N_() and translated where it is shown; @total is in any unit, 0 if
 * unknown. Starts at 0 permille. */
void     hf_progress_begin (HfProgress *self, const char *stage, guint64 total);

/* Worker side. Publishes @done of the stage's total. Returns TRUE if the work must stop; @error is then set to
 * HF_ERROR_CANCELLED. */
gboolean hf_progress_step  (HfProgress *self, guint64 done, GError **error);

/* Any side. */
void        hf_progress_cancel        (HfProgress *self);
gboolean    hf_progress_is_cancelled  (HfProgress *self);
const char *hf_progress_get_stage     (HfProgress *self); /* untranslated; "" before the first stage */
guint       hf_progress_get_permille  (HfProgress *self); /* 0–1000 of the present stage */
gboolean    hf_progress_is_measured   (HfProgress *self); /* FALSE: the present stage's total is not known */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfProgress, hf_progress_unref)

G_END_DECLS
