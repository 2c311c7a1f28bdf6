/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-progress.h"

G_BEGIN_DECLS

/**
 * Sorting row numbers by keys, for lists of millions.
 */

/* Sorts @rows (and @keys alongside) by ascending key, stably: least-significant-digit radix sort, 8 bits a pass, passes
 * in which all keys agree skipped. O(n) a pass, 12 n bytes of extra memory. FALSE with HF_ERROR_CANCELLED, or
 * HF_ERROR_TOO_LARGE when memory cannot be had; the arrays are then in no order. */
gboolean hf_order_by_keys (guint64 *keys, guint32 *rows, guint32 n, HfProgress *progress, GError **error);

typedef const char *(*HfOrderText) (gpointer data, guint32 row);

/* Sorts @rows by the bytes of their texts, stably; "" last whatever the direction. O(n log n) in the worst case, radix
 * over the first eight bytes before that. */
gboolean hf_order_by_text (HfOrderText text, gpointer data, gboolean descending, guint32 *rows, guint32 n,
                           HfProgress *progress, GError **error);

/* A signed number as a key: ascending keys are ascending (or @descending) numbers. */
static inline guint64
hf_order_key (gint64 number, gboolean descending)
{
  guint64 key = (guint64) number ^ (G_GUINT64_CONSTANT (1) << 63);

  return descending ? ~key : key;
}

G_END_DECLS
