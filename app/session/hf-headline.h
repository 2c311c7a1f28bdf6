/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "hf-job.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfHeadline: what leaks, in one sentence: the row of Growth that comes first, and the one object through which most of its
 * new objects are held: "app.CACHE (dict) keeps 4 000 new Session objects, 12.0 MB".
 *
 * Properties: "title" (NULL where nothing grew), "detail" (the rest of the truth, NULL or some sentences), "job". The holder is
 * found in a worker; until then, and where no object holds more than half of the new ones, the title only says what grew.
 *
 * The holder is the last object that the cheapest chains of all these new objects have in common. Finding it walks each
 * object of the union of the chains once.
 */
#define HF_TYPE_HEADLINE (hf_headline_get_type ())
G_DECLARE_FINAL_TYPE (HfHeadline, hf_headline, HF, HEADLINE, GObject)

HfHeadline    *hf_headline_new         (void);
/* @growth: an HfGrowthTable or NULL; @analysis that of its newest heap, NULL while it is not there: then no holder is looked for. */
void           hf_headline_ask         (HfHeadline *self, HfTable *growth, HfAnalysis *analysis);
const char    *hf_headline_get_title   (HfHeadline *self);
const char    *hf_headline_get_detail  (HfHeadline *self);
HfJob         *hf_headline_get_job     (HfHeadline *self);

/* What the sentence is about; valid while there is an example. */
guint32        hf_headline_get_row     (HfHeadline *self); /* of the growth table */
const char    *hf_headline_get_path    (HfHeadline *self); /* folded, as the holders table has it */
guint32        hf_headline_get_example (HfHeadline *self); /* one of the new objects; HF_NONE until holders are known */
GArray        *hf_headline_get_members (HfHeadline *self); /* (transfer none) of guint32: the new objects, some of them if they are many */

G_END_DECLS
