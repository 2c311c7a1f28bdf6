/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-suspects.h"
#include "hf-headline.h"
#include "hf-job.h"
#include "hf-selection.h"

G_BEGIN_DECLS

/**
 * HfSuspectList: where the program leaks, in up to five sentences, as they are found in a worker (see hf-suspects.h); where no
 * place stands out, what grew most (see hf-headline.h).
 *
 * Properties: "ready" (TRUE once the present question is answered), "job". All words are translated; they live until the next
 * change. Main thread only.
 */
#define HF_TYPE_SUSPECT_LIST (hf_suspect_list_get_type ())
G_DECLARE_FINAL_TYPE (HfSuspectList, hf_suspect_list, HF, SUSPECT_LIST, GObject)

HfSuspectList *hf_suspect_list_new           (void);
/* @snapshots: (of HfSnapshot) oldest first, or NULL; nothing is asked before all of them are analysed. The same question is
 * asked once. */
void           hf_suspect_list_ask           (HfSuspectList *self, GPtrArray *snapshots);

guint          hf_suspect_list_get_n         (HfSuspectList *self);
guint          hf_suspect_list_get_n_heaps   (HfSuspectList *self);
gboolean       hf_suspect_list_is_ready      (HfSuspectList *self);
HfJob         *hf_suspect_list_get_job       (HfSuspectList *self);
HfSuspectGrade hf_suspect_list_get_grade     (HfSuspectList *self, guint index);
const char    *hf_suspect_list_get_sentence  (HfSuspectList *self, guint index);
/* "Registry that is never emptied: take entries out …", or NULL. */
const char    *hf_suspect_list_get_remedy    (HfSuspectList *self, guint index);
/* Where nobody is suspected: what is said of growth all the same; its title may be NULL. NULL where somebody is, and before it is known. */
const HfHeadline *hf_suspect_list_get_headline (HfSuspectList *self);
/* (transfer full) What a click on it selects; NULL where there is no example. With a headline, what that speaks of. */
HfSelection   *hf_suspect_list_dup_selection (HfSuspectList *self, guint index);

/* What is told of the suspect whose example @selection stands for, or NULL. */
const char    *hf_suspect_list_get_remedy_of (HfSuspectList *self, const HfSelection *selection);

/* (transfer full) What the chain to @object says of itself, "lru_cache on a method: …"; NULL where it says nothing. O(length). */
char          *hf_suspect_words_for_object   (const HfAnalysis *analysis, guint32 object);

G_END_DECLS
