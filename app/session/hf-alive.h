/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "analysis/hf-path.h"
#include "hf-job.h"

G_BEGIN_DECLS

/**
 * HfAlive: why one object is alive: the chains from a root to it.
 *
 * Properties: "steps" (GListModel of HfStepRow, root first; empty while nothing is known), "way" (0 …), "n-ways" (0
 * until known; the first way is there before the others are looked for), "job", "sentence" (what is to be said instead of or
 * above the chain, or NULL), "expression" (the way as an expression of the dump's language, or NULL).
 */
#define HF_TYPE_ALIVE (hf_alive_get_type ())
G_DECLARE_FINAL_TYPE (HfAlive, hf_alive, HF, ALIVE, GObject)

#define HF_ALIVE_WAYS 5u /* as many are looked for */

#define HF_TYPE_STEP_ROW (hf_step_row_get_type ())
G_DECLARE_FINAL_TYPE (HfStepRow, hf_step_row, HF, STEP_ROW, GObject)

HfAlive    *hf_alive_new            (void);
/* @analysis NULL: nothing is asked. */
void        hf_alive_ask            (HfAlive *self, HfAnalysis *analysis, guint32 object);
void        hf_alive_set_way        (HfAlive *self, guint way);
guint       hf_alive_get_way        (HfAlive *self);
guint       hf_alive_get_n_ways     (HfAlive *self);
GListModel *hf_alive_get_steps      (HfAlive *self);
const char *hf_alive_get_sentence   (HfAlive *self);
const char *hf_alive_get_expression (HfAlive *self);
HfJob      *hf_alive_get_job        (HfAlive *self);
/* The chain of the present way, or NULL. Lives until the next change of this object. */
const HfChain *hf_alive_get_chain   (HfAlive *self);

guint32     hf_step_row_get_object   (HfStepRow *self);
guint       hf_step_row_get_index    (HfStepRow *self);
HfKind      hf_step_row_get_kind     (HfStepRow *self);
guint64     hf_step_row_get_retained (HfStepRow *self);
char       *hf_step_row_dup_label    (HfStepRow *self); /* ".CACHE", "module app" */
char       *hf_step_row_dup_title    (HfStepRow *self); /* type */
char       *hf_step_row_dup_value    (HfStepRow *self);

G_END_DECLS
