/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-sparse-rows.h"

#include "hf-kernel.h"

#define BLOCK 512u
#define WORDS (BLOCK / 64)

static gboolean
alloc (HfSparseRows *self, guint32 n, guint32 n_filled, GError **error)
{
  self->before = hf_kernel_new (guint32, n / BLOCK + 1, error);
  self->begin = self->before != NULL ? hf_kernel_new (guint32, (gsize) n_filled + 1, error) : NULL;
  if (self->begin == NULL)
    return FALSE;

  self->filled = hf_bitset_new (n);
  if (self->filled == NULL)
    hf_kernel_no_memory (error);

  return self->filled != NULL;
}

gboolean
hf_sparse_rows_init (HfSparseRows *self, const guint32 *begin, guint32 n, GError **error)
{
  guint32 n_filled = 0;

  *self = (HfSparseRows) { 0 };
  for (guint32 row = 0; row < n; row++)
    n_filled += begin[row] != begin[row + 1];
  if (!alloc (self, n, n_filled, error))
    return FALSE;

  n_filled = 0;
  for (guint32 row = 0; row < n; row++)
    {
      if (row % BLOCK == 0)
        self->before[row / BLOCK] = n_filled;
      if (begin[row] == begin[row + 1])
        continue;
      hf_bitset_add (self->filled, row);
      self->begin[n_filled++] = begin[row];
    }
  self->begin[n_filled] = begin[n];

  return TRUE;
}

void
hf_sparse_rows_clear (HfSparseRows *self)
{
  hf_bitset_free (self->filled);
  g_free (self->before);
  g_free (self->begin);
  *self = (HfSparseRows) { 0 };
}

guint32
hf_sparse_rows_get (const HfSparseRows *self, guint32 row, guint32 *length)
{
  const guint64 *words = self->filled->words;
  guint32 at;

  *length = 0;
  if (!hf_bitset_has (self->filled, row))
    return 0;

  at = self->before[row / BLOCK];
  for (guint32 word = row / BLOCK * WORDS; word < row / 64; word++)
    at += (guint32) __builtin_popcountll (words[word]);
  at += (guint32) __builtin_popcountll (words[row / 64] & ((G_GUINT64_CONSTANT (1) << row % 64) - 1));
  *length = self->begin[at + 1] - self->begin[at];

  return self->begin[at];
}
