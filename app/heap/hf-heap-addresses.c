/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#include <stdlib.h>

/* Addresses in order, in no more memory than they need: while these are used the whole heap is there in the form it was read in. */

#define FEW 24 /* no more than these are sorted by comparing */

static gint
compare_places (gconstpointer a,
                gconstpointer b)
{
  const HfPlace *left = a;
  const HfPlace *right = b;

  if (left->address != right->address)
    return left->address < right->address ? -1 : 1;

  return left->object < right->object ? -1 : left->object > right->object;
}

static void
sort_few (HfPlace *at,
          gsize    n)
{
  for (gsize i = 1; i < n; i++)
    {
      HfPlace place = at[i];
      gsize k = i;

      for (; k > 0 && compare_places (&at[k - 1], &place) > 0; k--)
        at[k] = at[k - 1];
      at[k] = place;
    }
}

/* In place, the highest byte first: American flag sort (McIlroy, Bostic and McIlroy 1993). At most eight calls deep. */
static void
sort_from_byte (HfPlace *at,
                gsize    n,
                gint     shift)
{
  gsize next[256] = { 0 };
  gsize end[256];

  if (n <= FEW)
    {
      sort_few (at, n);
      return;
    }
  if (shift < 0)
    {
      qsort (at, n, sizeof *at, compare_places);
      return;
    }

  for (gsize i = 0; i < n; i++)
    next[at[i].address >> shift & 0xff]++;
  for (gsize i = 0, before = 0; i < 256; i++)
    {
      end[i] = before + next[i];
      next[i] = before;
      before = end[i];
    }
  for (gsize i = 0; i < 256; i++)
    while (next[i] < end[i])
      {
        HfPlace place = at[next[i]];

        for (gsize to = place.address >> shift & 0xff; to != i; to = place.address >> shift & 0xff)
          {
            HfPlace other = at[next[to]];

            at[next[to]++] = place;
            place = other;
          }
        at[next[i]++] = place;
      }
  for (gsize i = 0, begin = 0; i < 256; begin = end[i++])
    sort_from_byte (at + begin, end[i] - begin, shift - 8);
}

static gboolean
sort_places (HfAddressOrder      *self,
             const HfHeapBuilder *builder)
{
  guint64 differ = 0;
  gint shift = 56;

  self->place = g_try_new (HfPlace, self->n);
  if (self->place == NULL)
    return FALSE;

  for (guint32 i = 0; i < self->n; i++)
    {
      self->place[i] = (HfPlace) { builder->address.at[i], i };
      differ |= builder->address.at[i] ^ builder->address.at[0];
    }
  while (shift > 0 && differ >> shift == 0)
    shift -= 8;
  sort_from_byte (self->place, self->n, shift);

  return TRUE;
}

static guint64
address_at (const HfAddressOrder *self,
            guint32               i)
{
  return self->address != NULL ? self->address[i] : self->place[i].address;
}

static gboolean
make_buckets (HfAddressOrder *self)
{
  guint64 span;

  self->least = address_at (self, 0);
  span = address_at (self, self->n - 1) - self->least;
  while (span >> self->shift > self->n)
    self->shift++;
  self->n_buckets = (guint32) (span >> self->shift) + 1;
  self->bucket = g_try_new (guint32, (gsize) self->n_buckets + 1);
  if (self->bucket == NULL)
    return FALSE;

  for (guint32 i = 0, b = 0; b <= self->n_buckets; b++)
    {
      while (i < self->n && (address_at (self, i) - self->least) >> self->shift < b)
        i++;
      self->bucket[b] = i;
    }

  return TRUE;
}

gboolean
hf_address_order_init (HfAddressOrder      *self,
                       const HfHeapBuilder *builder,
                       gboolean             to_find)
{
  gboolean sorted = TRUE;

  *self = (HfAddressOrder) { .n = (guint32) builder->address.n };
  for (guint32 i = 1; i < self->n && sorted; i++)
    sorted = builder->address.at[i - 1] <= builder->address.at[i];
  if (sorted)
    self->address = builder->address.at;
  else if (!sort_places (self, builder))
    return FALSE;

  return !to_find || self->n == 0 || make_buckets (self);
}

void
hf_address_order_clear (HfAddressOrder *self)
{
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->bucket, g_free);
}

guint32
hf_address_order_find (const HfAddressOrder *self,
                       guint64               address)
{
  guint64 bucket = (address - self->least) >> self->shift;
  guint32 low, high;

  if (self->n_buckets == 0 || address < self->least || bucket >= self->n_buckets)
    return HF_NONE;
  low = self->bucket[bucket];
  high = self->bucket[bucket + 1];
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (address_at (self, middle) < address)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->n && address_at (self, low) == address ? hf_address_order_object (self, low) : HF_NONE;
}
