/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-pair-table.h"

#include <string.h>

#define FIRST_BITS 10u

static HfPairEntry *
new_entries (guint bits)
{
  gsize bytes = sizeof (HfPairEntry) << bits;
  HfPairEntry *entries = g_malloc (bytes);

  memset (entries, 0xFF, bytes);

  return entries;
}

void
hf_pair_table_init (HfPairTable *self)
{
  *self = (HfPairTable) { new_entries (FIRST_BITS), 0, FIRST_BITS };
}

void
hf_pair_table_clear (HfPairTable *self)
{
  g_clear_pointer (&self->entries, g_free);
}

void
hf_pair_table_forget (HfPairTable *self)
{
  hf_pair_table_clear (self);
  hf_pair_table_init (self);
}

/* The entry of the pair, or the empty one where it belongs. Four consecutive b are neighbours: they are mostly asked for one after
 * the other. */
static HfPairEntry *
find (const HfPairTable *self, guint32 a, guint32 b)
{
  guint64 hash = ((guint64) a << 32 | b >> 2) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  guint32 mask = (1u << self->bits) - 1, at;

  hash ^= hash >> 32;
  at = (guint32) ((hash * G_GUINT64_CONSTANT (0xD6E8FEB86659FD93)) >> (64 - self->bits + 2)) << 2 | (b & 3);
  while (self->entries[at].value != HF_NONE && (self->entries[at].a != a || self->entries[at].b != b))
    at = (at + 1) & mask;

  return &self->entries[at];
}

guint32
hf_pair_table_get (const HfPairTable *self, guint32 a, guint32 b)
{
  return find (self, a, b)->value;
}

static void
grow (HfPairTable *self)
{
  HfPairTable larger = { new_entries (self->bits + 1), self->n, self->bits + 1 };

  for (gsize i = 0; i < (gsize) 1 << self->bits; i++)
    if (self->entries[i].value != HF_NONE)
      *find (&larger, self->entries[i].a, self->entries[i].b) = self->entries[i];
  hf_pair_table_clear (self);
  *self = larger;
}

void
hf_pair_table_add (HfPairTable *self, guint32 a, guint32 b, guint32 value)
{
  g_assert (value != HF_NONE);

  if ((guint64) self->n * 2 >= (guint64) 1 << self->bits)
    grow (self);
  *find (self, a, b) = (HfPairEntry) { a, b, value };
  self->n++;
}
