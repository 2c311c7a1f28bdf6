/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-case-keeper.h"

G_BEGIN_DECLS

/**
 * HfCaseCard: what a person says of the selected object or place: a verdict from a list, its reason, and a note. Kept as it is typed. Not
 * seen while nothing can be said.
 */
#define HF_TYPE_CASE_CARD (hf_case_card_get_type ())
G_DECLARE_FINAL_TYPE (HfCaseCard, hf_case_card, HF, CASE_CARD, GtkWidget)

GtkWidget *hf_case_card_new        (void);
/* Follows the session's selection from then on. */
void       hf_case_card_set_keeper (HfCaseCard *self, HfSession *session, HfCaseKeeper *keeper);

G_END_DECLS
