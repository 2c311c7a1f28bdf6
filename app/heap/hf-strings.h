/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfStrings: an interning string pool.
 *
 * Each distinct byte string has one id, given out from 0 upward; id 0 is always "". Text lies in one block, so n
 * strings cost their bytes + about 12 bytes each. What is stored is always valid UTF-8 without NUL: hf_strings_add()
 * replaces what is not (see hf_utf8_clean()). Ids stay valid for the pool's life; the pointers that
 * hf_strings_get() returns stay valid until the next add.
 *
 * Not thread-safe while strings are added; reading from many threads is safe once nobody adds.
 */
typedef struct _HfStrings HfStrings;

#define HF_STRINGS_FULL G_MAXUINT32

HfStrings  *hf_strings_new   (void);
void        hf_strings_free  (HfStrings *self);

/* O(length). Returns the id, or HF_STRINGS_FULL when 4 GiB of text or 2^32-2 strings are reached or memory cannot be
 * had (never aborts on the size of its input). */
guint32     hf_strings_add   (HfStrings *self, const char *text, gsize length);

/* The id of @text if it was added, else HF_STRINGS_FULL. */
guint32     hf_strings_find  (const HfStrings *self, const char *text);

/* (transfer none) NUL-terminated; "" for an id that does not exist. O(1). */
const char *hf_strings_get   (const HfStrings *self, guint32 id);
guint32     hf_strings_count (const HfStrings *self);
gsize       hf_strings_bytes (const HfStrings *self); /* memory held */

/* Gives up the lookup table and spare room; no string can be added or found afterwards. */
void        hf_strings_seal  (HfStrings *self);

/* (transfer full) @text as valid UTF-8: an invalid byte or a NUL becomes U+FFFD; never longer than 3 x @length. */
char       *hf_utf8_clean    (const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfStrings, hf_strings_free)

G_END_DECLS
