/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words that several widgets say. (transfer full) */
char *hf_words_objects (guint64 n);                /* "4 020 objects" */
char *hf_words_objects_and_size (guint64 n, guint64 bytes); /* "4 020 objects · 12.9 MB" */

G_END_DECLS
