/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-lookup.h"

G_BEGIN_DECLS

/* The module called @name, by the roots' words, sys.modules or what the module object reads like; HF_NONE if none. O(roots + objects). */
guint32 hf_lookup_module     (const HfHeap *heap, const char *name);

/* "module app › .CACHE › [17] › Session" */
guint32 hf_lookup_words      (const HfHeap *heap, const char *text, GError **error);

/* "sys.modules['app'].CACHE[17]", "app.CACHE[17]", and everything that hf_path_to_expression() writes. */
guint32 hf_lookup_expression (const HfHeap *heap, const char *text, GError **error);

/* What a frame variable, or a function's closure variable, called @name holds; HF_NONE if there is none. Private. */
guint32 hf_lookup_variable   (const HfHeap *heap, guint32 owner, const char *name);

G_END_DECLS
