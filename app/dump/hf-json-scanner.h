/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-input.h"

G_BEGIN_DECLS

/**
 * HfJsonScanner: reads JSON of any size from an HfDumpInput, one value at a time, keeping nothing.
 *
 * The caller says what it expects and the scanner says whether it is there:
 *
 *   if (hf_json_scanner_enter_object (scanner))
 *     while (hf_json_scanner_next_member (scanner, &key))
 *       if (hf_json_text_is (&key, "id"))
 *         hf_json_scanner_uint64 (scanner, &id);
 *       else
 *         hf_json_scanner_skip (scanner);
 *   if (hf_json_scanner_failed (scanner)) …
 *
 * After next_member() or next_item() the value must be read or skipped before the next one is asked for. The first
 * failure sticks: everything is FALSE from then on, so that loops end by themselves and one look at the end is enough.
 *
 * Iterative and bounded: nesting is limited by HfDumpLimits.max_depth, one string by HfDumpLimits.max_json. Strings
 * are searched 16 bytes at a time where the machine has SSE2 (twice as fast as byte by byte, measured).
 *
 * More lenient than the standard: control characters other than line breaks may stand in strings as they are, and any
 * bytes may (readers clean them), and several values may follow one another, which is what JSON Lines is.
 */
typedef struct _HfJsonScanner HfJsonScanner;

typedef enum
{
  HF_JSON_END, /* no more data, or a failure */
  HF_JSON_OBJECT,
  HF_JSON_ARRAY,
  HF_JSON_STRING,
  HF_JSON_NUMBER,
  HF_JSON_BOOLEAN,
  HF_JSON_NULL,
} HfJsonType;

/* Any bytes; good until the scanner is used again. */
typedef struct
{
  const char *text;
  gsize length;
} HfJsonText;

HfJsonScanner *hf_json_scanner_new  (HfDumpInput *input);
void           hf_json_scanner_free (HfJsonScanner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfJsonScanner, hf_json_scanner_free)

/* What comes next; HF_JSON_END where the data ends between two values of the outermost level, or after a failure. */
HfJsonType hf_json_scanner_peek (HfJsonScanner *self);

gboolean hf_json_scanner_enter_object (HfJsonScanner *self);
/* FALSE behind the last member: the object is then left. */
gboolean hf_json_scanner_next_member  (HfJsonScanner *self, HfJsonText *key);
gboolean hf_json_scanner_enter_array  (HfJsonScanner *self);
/* FALSE behind the last item: the array is then left. */
gboolean hf_json_scanner_next_item    (HfJsonScanner *self);

gboolean hf_json_scanner_string  (HfJsonScanner *self, HfJsonText *text);
/* A whole number from 0 to 2^64-1. */
gboolean hf_json_scanner_uint64  (HfJsonScanner *self, guint64 *number);
gboolean hf_json_scanner_double  (HfJsonScanner *self, double *number);
/* A number as it is written, whatever its size. */
gboolean hf_json_scanner_number  (HfJsonScanner *self, GString *text);
gboolean hf_json_scanner_boolean (HfJsonScanner *self, gboolean *value);
/* The next items of the array that was entered, which must be whole numbers: at most @max of them. Fewer only at its end,
 * when it is left, or after a failure. For arrays of millions: three times as fast as one by one. */
gsize    hf_json_scanner_uint64_items (HfJsonScanner *self, guint64 *numbers, gsize max);
/* Any value, however large. */
gboolean hf_json_scanner_skip    (HfJsonScanner *self);

gboolean    hf_json_scanner_failed    (const HfJsonScanner *self);
/* Fails with the reader's own reason (printf-like is not needed: a static or copied string). */
gboolean    hf_json_scanner_fail      (HfJsonScanner *self, const char *why);
/* Why and where: "line 12 (byte 3456): a string is not closed on its line". NULL without a failure. */
const char *hf_json_scanner_message   (const HfJsonScanner *self);
/* TRUE if the failure is that the data ended inside a value. */
gboolean    hf_json_scanner_is_cut    (const HfJsonScanner *self);
guint64     hf_json_scanner_line      (const HfJsonScanner *self);

/* After a failure: goes on behind the next line break, on the outermost level. FALSE if there is none, or if the
 * failure is the input's own. */
gboolean hf_json_scanner_next_line (HfJsonScanner *self);

static inline gboolean
hf_json_text_is_ (const HfJsonText *text,
                  const char       *word,
                  gsize             length)
{
  return text->length == length && __builtin_memcmp (text->text, word, length) == 0;
}

/* @word is a literal. */
#define hf_json_text_is(text, word) hf_json_text_is_ (text, "" word, sizeof (word) - 1)

G_END_DECLS
