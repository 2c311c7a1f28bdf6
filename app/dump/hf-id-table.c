/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-id-table.h"

#include "heap/hf-vector-private.h"

#define FIRST_BITS 10u

/* Open addressing with linear probing; a slot holds the number + 1. At most two thirds are taken. */
struct _HfIdTable
{
  HF_VECTOR (guint64) ids;
  guint32 *slots;
  guint bits;
};

HfIdTable *
hf_id_table_new (void)
{
  HfIdTable *self = g_new0 (HfIdTable, 1);

  self->bits = FIRST_BITS;
  self->slots = g_new0 (guint32, (gsize) 1 << self->bits);

  return self;
}

void
hf_id_table_free (HfIdTable *self)
{
  if (self == NULL)
    return;
  hf_vector_clear (&self->ids);
  g_free (self->slots);
  g_free (self);
}

/* Multiplication by 2^64 divided by the golden ratio spreads addresses, whose low bits are all zero. */
static gsize
slot_of (const HfIdTable *self,
         guint64          id)
{
  return (gsize) ((id * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> (64 - self->bits));
}

static gsize
probe (const HfIdTable *self,
       guint64          id)
{
  gsize mask = ((gsize) 1 << self->bits) - 1;
  gsize slot = slot_of (self, id);

  while (self->slots[slot] != 0 && self->ids.at[self->slots[slot] - 1] != id)
    slot = (slot + 1) & mask;

  return slot;
}

static gboolean
grow (HfIdTable *self)
{
  guint32 *bigger = g_try_new0 (guint32, (gsize) 2 << self->bits);

  if (bigger == NULL)
    return FALSE;
  g_free (self->slots);
  self->slots = bigger;
  self->bits++;
  for (gsize i = 0; i < self->ids.n; i++)
    self->slots[probe (self, self->ids.at[i])] = (guint32) i + 1;

  return TRUE;
}

guint32
hf_id_table_add (HfIdTable *self,
                 guint64    id)
{
  gsize slot = probe (self, id);

  if (self->slots[slot] != 0)
    return self->slots[slot] - 1;
  if (self->ids.n >= HF_MAX_OBJECTS)
    return HF_NONE;
  if (self->ids.n >= ((gsize) 2 << self->bits) / 3)
    {
      if (!grow (self))
        return HF_NONE;
      slot = probe (self, id);
    }
  if (!hf_vector_push (&self->ids, id))
    return HF_NONE;
  self->slots[slot] = (guint32) self->ids.n;

  return (guint32) self->ids.n - 1;
}

guint32
hf_id_table_find (const HfIdTable *self,
                  guint64          id)
{
  return self->slots[probe (self, id)] - 1;
}

guint64
hf_id_table_id (const HfIdTable *self,
                guint32          number)
{
  g_return_val_if_fail (number < self->ids.n, 0);

  return self->ids.at[number];
}

guint32
hf_id_table_n (const HfIdTable *self)
{
  return (guint32) self->ids.n;
}

void
hf_id_table_seal (HfIdTable *self)
{
  g_clear_pointer (&self->slots, g_free);
}
