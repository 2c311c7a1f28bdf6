/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-selection.h"

G_BEGIN_DECLS

/**
 * HfHistory: where a person has been, like a browser's: entries of (page, selection), one of them present. Going
 * somewhere new forgets what was forward. At most HF_HISTORY_MAX entries: the oldest fall out.
 */
#define HF_HISTORY_MAX 200u

typedef struct _HfHistory HfHistory;

HfHistory   *hf_history_new            (void);
void         hf_history_free           (HfHistory *self);
/* A new present entry. */
void         hf_history_push           (HfHistory *self, const char *page, HfSelection *selection);
/* Changes the present entry in place, if there is one. */
void         hf_history_set_page       (HfHistory *self, const char *page);
void         hf_history_set_selection  (HfHistory *self, HfSelection *selection);
gboolean     hf_history_can_go         (const HfHistory *self, int by); /* -1 back, 1 forward */
/* FALSE if there is nothing there. */
gboolean     hf_history_go             (HfHistory *self, int by);
const char  *hf_history_get_page       (const HfHistory *self); /* of the present entry; NULL if there is none */
HfSelection *hf_history_get_selection  (const HfHistory *self); /* (transfer none) */
/* Forgets all entries in @snapshot. */
void         hf_history_forget         (HfHistory *self, HfSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfHistory, hf_history_free)

G_END_DECLS
