/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-address-ranges.h"

#include <stdlib.h>

struct _HfAddressRanges
{
  const guint64 *addresses; /* of objects */
  guint32 *order;           /* objects by address */
  guint32 n;

  /* Of each stretch of 2^shift bytes from the first address on: how many objects begin before it. */
  guint32 *before; /* [n_stretches + 1] */
  guint32 n_stretches;
  guint shift;
};

static int
compare_objects (const void *a,
                 const void *b,
                 void       *data)
{
  const guint64 *addresses = data;
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  if (addresses[left] != addresses[right])
    return addresses[left] < addresses[right] ? -1 : 1;

  return left < right ? -1 : left > right;
}

static void
put_in_order (HfAddressRanges *self)
{
  gboolean is_ascending = TRUE;
  guint32 n = 0;

  for (guint32 i = 0; i < self->n; i++)
    {
      self->order[i] = i;
      is_ascending = is_ascending && (i == 0 || self->addresses[i - 1] < self->addresses[i]);
    }
  if (is_ascending)
    return;
  qsort_r (self->order, self->n, sizeof *self->order, compare_objects, (void *) self->addresses);
  for (guint32 i = 0; i < self->n; i++)
    if (i == 0 || self->addresses[self->order[i]] != self->addresses[self->order[n - 1]])
      self->order[n++] = self->order[i];
  self->n = n;
}

static guint64
address_at (const HfAddressRanges *self,
            guint32                rank)
{
  return self->addresses[self->order[rank]];
}

/* About as many stretches as objects, at most 2^22. */
static gboolean
make_stretches (HfAddressRanges *self)
{
  guint64 span = self->n > 0 ? address_at (self, self->n - 1) - address_at (self, 0) : 0;
  guint64 wanted = MIN (MAX (self->n, 1), 1u << 22);
  guint32 at = 0;

  while (span >> self->shift >= wanted)
    self->shift++;
  self->n_stretches = (guint32) (span >> self->shift) + 1;
  self->before = g_try_new (guint32, (gsize) self->n_stretches + 1);
  if (self->before == NULL)
    return FALSE;
  for (guint32 i = 0; i <= self->n_stretches; i++)
    {
      while (at < self->n && (address_at (self, at) - address_at (self, 0)) >> self->shift < i)
        at++;
      self->before[i] = at;
    }

  return TRUE;
}

HfAddressRanges *
hf_address_ranges_new (const guint64 *addresses,
                       guint32        n)
{
  g_autoptr (HfAddressRanges) self = g_new0 (HfAddressRanges, 1);

  self->n = n;
  self->addresses = addresses;
  self->order = g_try_new (guint32, MAX (n, 1));
  if (self->order == NULL)
    return NULL;
  put_in_order (self);
  if (!make_stretches (self))
    return NULL;

  return g_steal_pointer (&self);
}

void
hf_address_ranges_free (HfAddressRanges *self)
{
  if (self == NULL)
    return;

  g_free (self->order);
  g_free (self->before);
  g_free (self);
}

guint32
hf_address_ranges_find (const HfAddressRanges *self,
                        guint64                address)
{
  guint32 low, high;
  guint64 stretch;

  if (self->n == 0 || address < address_at (self, 0))
    return G_MAXUINT32;
  stretch = MIN ((address - address_at (self, 0)) >> self->shift, self->n_stretches - 1);
  low = self->before[stretch];
  high = self->before[stretch + 1];
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (address_at (self, middle) <= address)
        low = middle + 1;
      else
        high = middle;
    }
  /* The stretch may begin inside an object of an earlier one: low is at least 1, since the first object begins at or before. */
  return self->order[low - 1];
}
