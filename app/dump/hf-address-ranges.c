/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-address-ranges.h"

#include <stdlib.h>

typedef struct
{
  guint64 address;
  guint32 object;
} Place;

struct _HfAddressRanges
{
  guint64 *addresses; /* ascending */
  guint32 *objects;
  guint32 n;

  /* Of each stretch of 2^shift bytes from the first address on: how many objects begin before it. */
  guint32 *before; /* [n_stretches + 1] */
  guint32 n_stretches;
  guint shift;
};

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Place *left = a;
  const Place *right = b;

  if (left->address != right->address)
    return left->address < right->address ? -1 : 1;

  return left->object < right->object ? -1 : 1;
}

static gboolean
is_ascending (const guint64 *addresses,
              guint32        n)
{
  for (guint32 i = 1; i < n; i++)
    if (addresses[i - 1] >= addresses[i])
      return FALSE;

  return TRUE;
}

static gboolean
put_in_order (HfAddressRanges *self,
              const guint64   *addresses)
{
  g_autofree Place *places = NULL;
  guint32 n = self->n;

  if (is_ascending (addresses, self->n))
    {
      for (guint32 i = 0; i < self->n; i++)
        {
          self->addresses[i] = addresses[i];
          self->objects[i] = i;
        }
      return TRUE;
    }

  places = g_try_new (Place, n);
  if (places == NULL)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    places[i] = (Place) { addresses[i], i };
  qsort (places, n, sizeof *places, compare_places);
  self->n = 0;
  for (guint32 i = 0; i < n; i++)
    if (i == 0 || places[i].address != places[i - 1].address)
      {
        self->addresses[self->n] = places[i].address;
        self->objects[self->n++] = places[i].object;
      }

  return TRUE;
}

/* About as many stretches as objects, at most 2^22. */
static gboolean
make_stretches (HfAddressRanges *self)
{
  guint64 span = self->n > 0 ? self->addresses[self->n - 1] - self->addresses[0] : 0;
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
      while (at < self->n && (self->addresses[at] - self->addresses[0]) >> self->shift < i)
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
  self->addresses = g_try_new (guint64, MAX (n, 1));
  self->objects = g_try_new (guint32, MAX (n, 1));
  if (self->addresses == NULL || self->objects == NULL || !put_in_order (self, addresses) || !make_stretches (self))
    return NULL;

  return g_steal_pointer (&self);
}

void
hf_address_ranges_free (HfAddressRanges *self)
{
  if (self == NULL)
    return;

  g_free (self->addresses);
  g_free (self->objects);
  g_free (self->before);
  g_free (self);
}

guint32
hf_address_ranges_find (const HfAddressRanges *self,
                        guint64                address)
{
  guint32 low, high;
  guint64 stretch;

  if (self->n == 0 || address < self->addresses[0])
    return G_MAXUINT32;
  stretch = MIN ((address - self->addresses[0]) >> self->shift, self->n_stretches - 1);
  low = self->before[stretch];
  high = self->before[stretch + 1];
  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (self->addresses[middle] <= address)
        low = middle + 1;
      else
        high = middle;
    }
  /* The stretch may begin inside an object of an earlier one: low is at least 1, since the first object begins at or before. */
  return self->objects[low - 1];
}
