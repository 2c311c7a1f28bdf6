/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-bitset.h"

G_BEGIN_DECLS

/**
 * HfSparseRows: where each of many rows begins in one array, most rows being empty. A bit says whether a row has anything;
 * counting the bits before it gives its place among those that do. Private to analysis/.
 *
 * 0.19 bytes a row and 4 bytes a row that is not empty, where plain beginnings take 4 bytes a row.
 */
typedef struct
{
  HfBitset *filled;     /* rows that are not empty */
  guint32 *before;      /* [rows / 512 + 1] filled rows before each 512 */
  guint32 *begin;       /* [filled rows + 1] */
} HfSparseRows;

/* @begin: [@n + 1] plain beginnings of @n rows. FALSE without memory; whatever the result, clear it. */
gboolean hf_sparse_rows_init  (HfSparseRows *self, const guint32 *begin, guint32 n, GError **error);
void     hf_sparse_rows_clear (HfSparseRows *self);

/* Where row @row begins; sets *@length. O(1). */
guint32  hf_sparse_rows_get   (const HfSparseRows *self, guint32 row, guint32 *length);

G_END_DECLS
