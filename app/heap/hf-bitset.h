/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfBitset: a fixed-size set of ids, one bit each. Header only: the calls are inner-loop.
 * hf_bitset_new() gives NULL when memory cannot be had.
 */
typedef struct
{
  guint64 *words;
  guint32 n;
} HfBitset;

static inline HfBitset *
hf_bitset_new (guint32 n)
{
  HfBitset *self = g_new (HfBitset, 1);

  self->n = n;
  self->words = g_try_new0 (guint64, ((gsize) n + 63) / 64 + 1);
  if (self->words == NULL)
    g_clear_pointer (&self, g_free);

  return self;
}

static inline void
hf_bitset_free (HfBitset *self)
{
  if (self == NULL)
    return;
  g_free (self->words);
  g_free (self);
}

static inline gboolean
hf_bitset_has (const HfBitset *self, guint32 i)
{
  return (self->words[i >> 6] >> (i & 63)) & 1;
}

static inline void
hf_bitset_add (HfBitset *self, guint32 i)
{
  self->words[i >> 6] |= G_GUINT64_CONSTANT (1) << (i & 63);
}

static inline void
hf_bitset_remove (HfBitset *self, guint32 i)
{
  self->words[i >> 6] &= ~(G_GUINT64_CONSTANT (1) << (i & 63));
}

static inline guint32
hf_bitset_count (const HfBitset *self)
{
  guint32 count = 0;

  for (gsize i = 0; i < ((gsize) self->n + 63) / 64; i++)
    count += (guint32) __builtin_popcountll (self->words[i]);

  return count;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfBitset, hf_bitset_free)

G_END_DECLS
