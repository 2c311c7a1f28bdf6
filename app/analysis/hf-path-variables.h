/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-path-fold.h"

G_BEGIN_DECLS

/**
 * Variables that a thread or a context has for itself, behind private fields of the interpreter. Private to analysis/.
 *
 * A contextvars.Context keeps its variables in a hash array mapped trie: context -> ctx_vars -> node -> … -> value, where the
 * reference before the value's leads to the ContextVar. A threading.local keeps for each thread a dict:
 * local -> private dict -> [dummy] -> dict -> ['x'].
 */

/* How many of the last references in @back are one context variable's, as far back as the context itself; 0: none. */
guint    hf_path_variable_links           (const HfHeap *heap, const guint32 back[HF_FOLD_LINKS]);
/* "context variable request": by the module's global that holds it, and by ContextVar.name where that differs. @r: the value's. */
void     hf_path_variable_append          (const HfHeap *heap, guint32 r, GString *text);

/* TRUE if the last three references in @back lead to an attribute of a threading.local in one thread. */
gboolean hf_path_variable_is_thread_local (const HfHeap *heap, const guint32 back[HF_FOLD_LINKS]);

G_END_DECLS
