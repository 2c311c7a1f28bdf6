/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-address-table.h"

static gsize
place_of (const guint64 *keys,
          const guint32 *numbers,
          gsize          size,
          guint64        address)
{
  guint64 mixed = (address ^ address >> 29) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  gsize at = (gsize) (mixed ^ mixed >> 32) & (size - 1);

  while (numbers[at] != 0 && keys[at] != address)
    at = (at + 1) & (size - 1);

  return at;
}

static gboolean
grow (HfAddressTable *self)
{
  gsize size = MAX (self->size * 2, 1024);
  guint64 *keys = g_try_new (guint64, size);
  guint32 *numbers = g_try_new0 (guint32, size);

  if (keys == NULL || numbers == NULL)
    {
      g_free (keys);
      g_free (numbers);
      return FALSE;
    }
  for (gsize i = 0; i < self->size; i++)
    if (self->numbers[i] != 0)
      {
        gsize at = place_of (keys, numbers, size, self->keys[i]);

        keys[at] = self->keys[i];
        numbers[at] = self->numbers[i];
      }
  hf_address_table_clear (&(HfAddressTable) { self->keys, self->numbers, 0, 0 });
  self->keys = keys;
  self->numbers = numbers;
  self->size = size;

  return TRUE;
}

guint32
hf_address_table_number (HfAddressTable *self,
                         guint64         address)
{
  gsize at;

  if (self->n >= G_MAXUINT32 - 2 || (self->n >= self->size / 2 && !grow (self)))
    return G_MAXUINT32;
  at = place_of (self->keys, self->numbers, self->size, address);
  if (self->numbers[at] == 0)
    {
      self->keys[at] = address;
      self->numbers[at] = ++self->n;
    }

  return self->numbers[at] - 1;
}

guint32
hf_address_table_find (const HfAddressTable *self,
                       guint64               address)
{
  gsize at;

  if (self->size == 0)
    return G_MAXUINT32;
  at = place_of (self->keys, self->numbers, self->size, address);

  return self->numbers[at] != 0 ? self->numbers[at] - 1 : G_MAXUINT32;
}

void
hf_address_table_clear (HfAddressTable *self)
{
  g_clear_pointer (&self->keys, g_free);
  g_clear_pointer (&self->numbers, g_free);
  self->size = 0;
  self->n = 0;
}
