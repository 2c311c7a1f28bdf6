/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) @text as a literal: 'it\'s', ends of lines and tabs as \n, \r, \t; without the closing quote where the text is only a
 * beginning. Any bytes. O(length). */
char *hf_dump_quote (const char *text, gsize length, gboolean cut);

G_END_DECLS
