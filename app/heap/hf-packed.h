/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * HfPacked: an array of whole numbers, each in as many bytes (0 … 8) as the largest of them needs.
 *
 * For arrays with one entry an object or a reference: ids, sizes and names of most heaps fit in two or three bytes, which
 * is what most of a heap's memory is. Header only: the calls are inner-loop. Reading is one load that need not be aligned
 * and a mask; no slower than a plain array where that array would not fit in the cache.
 *
 * All-zero bytes are a valid empty array; one that only ever holds 0 takes no memory.
 */
typedef struct
{
  guint8 *bytes; /* n x width, and eight more so that the last entry can be read like the others */
  guint64 mask;
  guint width;
} HfPacked;

/* (@n entries of at most @max each, all 0.) FALSE without memory; @self is empty then. */
static inline gboolean
hf_packed_init (HfPacked *self, gsize n, guint64 max)
{
  guint bits = max != 0 ? 64 - (guint) __builtin_clzll (max) : 0;

  *self = (HfPacked) { .width = (bits + 7) / 8 };
  self->mask = self->width == 8 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << (8 * self->width)) - 1;
  if (n > (G_MAXSIZE - 8) / 8)
    return FALSE;
  self->bytes = g_try_malloc0 (n * self->width + 8);

  return self->bytes != NULL;
}

static inline void
hf_packed_clear (HfPacked *self)
{
  g_free (self->bytes);
  *self = (HfPacked) { 0 };
}

static inline guint64
hf_packed_get (const HfPacked *self, gsize i)
{
  guint64 word;

  memcpy (&word, self->bytes + i * self->width, sizeof word);

  return GUINT64_FROM_LE (word) & self->mask;
}

/* Touches no byte but the entry's own. */
static inline void
hf_packed_set (HfPacked *self, gsize i, guint64 value)
{
  guint8 *at = self->bytes + i * self->width;
  guint64 word = GUINT64_TO_LE (value);
  const guint8 *from = (const guint8 *) &word;

  switch (self->width)
    {
    case 0: break;
    case 1: *at = *from; break;
    case 2: memcpy (at, from, 2); break;
    case 3: memcpy (at, from, 2); at[2] = from[2]; break;
    case 4: memcpy (at, from, 4); break;
    case 5: memcpy (at, from, 4); at[4] = from[4]; break;
    case 6: memcpy (at, from, 4); memcpy (at + 4, from + 4, 2); break;
    case 7: memcpy (at, from, 4); memcpy (at + 4, from + 4, 2); at[6] = from[6]; break;
    default: memcpy (at, from, 8); break;
    }
}

/* The same where entries are filled in ascending order: quicker, for it may spoil the entries behind. */
static inline void
hf_packed_fill (HfPacked *self, gsize i, guint64 value)
{
  guint64 word = GUINT64_TO_LE (value);

  memcpy (self->bytes + i * self->width, &word, sizeof word);
}

/* The same numbers, @plus added to each in 32 bits: 1 turns the highest number of all, which often says "none", into 0.
 * FALSE without memory. */
static inline gboolean
hf_packed_init_from (HfPacked *self, const guint32 *values, gsize n, guint32 plus)
{
  guint32 bits = 0;

  for (gsize i = 0; i < n; i++)
    bits |= values[i] + plus;
  if (!hf_packed_init (self, n, bits))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    hf_packed_fill (self, i, values[i] + plus);

  return TRUE;
}

G_END_DECLS
