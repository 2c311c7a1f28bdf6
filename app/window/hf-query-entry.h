/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-session.h"

G_BEGIN_DECLS

/**
 * HfQueryEntry: a search entry that takes a query (analysis/hf-query.h), completes its words and the names of types, says what
 * is wrong and where, and explains the language.
 *
 * Properties:
 *   "placeholder-text", "label" (for screen readers, also "… help")
 *   "applied"  what holds now: the last text that is a query, a moment after it was typed; "" for none
 *   "words"    the same if it is words alone, which names are matched against; else ""
 *   "query"    the same if it says more; else ""
 *
 * Completions come up below the entry, which keeps the focus: Up and Down choose, Return and Tab take, Escape closes.
 */
#define HF_TYPE_QUERY_ENTRY (hf_query_entry_get_type ())
G_DECLARE_FINAL_TYPE (HfQueryEntry, hf_query_entry, HF, QUERY_ENTRY, GtkWidget)

/* The names of the types of its current snapshot are offered. NULL for none. */
void        hf_query_entry_set_session (HfQueryEntry *self, HfSession *session);
const char *hf_query_entry_get_applied (HfQueryEntry *self);
/* As if it had been typed. */
void        hf_query_entry_set_text    (HfQueryEntry *self, const char *text);

G_END_DECLS
