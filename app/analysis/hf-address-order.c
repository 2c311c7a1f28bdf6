/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-address-order.h"

#define N_(s) (s)
#define DIGIT 11
#define BUCKETS (1u << DIGIT)

typedef struct
{
  guint64 address;
  guint32 id;
} Entry;

static guint
digit_of (const Entry *entry, guint shift)
{
  return (guint) (entry->address >> shift) & (BUCKETS - 1);
}

/* FALSE if all entries have the same digit: nothing would move. */
static gboolean
pass (const Entry *from, Entry *to, guint32 n, guint shift)
{
  guint32 begin[BUCKETS + 1] = { 0 };

  for (guint32 i = 0; i < n; i++)
    begin[digit_of (&from[i], shift) + 1]++;
  if (begin[digit_of (&from[0], shift) + 1] == n)
    return FALSE;

  for (guint i = 0; i < BUCKETS; i++)
    begin[i + 1] += begin[i];
  for (guint32 i = 0; i < n; i++)
    to[begin[digit_of (&from[i], shift)]++] = from[i];

  return TRUE;
}

static guint32 *
ids_of (const Entry *entries, guint32 n)
{
  guint32 *ids = g_try_new (guint32, n + 1);

  for (guint32 i = 0; ids != NULL && i < n; i++)
    ids[i] = entries[i].id;

  return ids;
}

guint32 *
hf_address_order_new (const HfHeap *heap, HfProgress *progress, GError **error)
{
  guint32 n = hf_heap_n_objects (heap);
  g_autofree Entry *front = g_try_new (Entry, (gsize) n + 1);
  g_autofree Entry *spare = g_try_new (Entry, (gsize) n + 1);
  guint32 *ids = NULL;

  if (front != NULL && spare != NULL)
    {
      hf_progress_begin (progress, N_("Ordering objects by address"), 64);
      for (guint32 i = 0; i < n; i++)
        front[i] = (Entry) { hf_heap_address (heap, i + 1), i + 1 };

      for (guint shift = 0; shift < 64; shift += DIGIT)
        {
          if (hf_progress_step (progress, shift, error))
            return NULL;
          if (n > 0 && pass (front, spare, n, shift))
            {
              Entry *other = front;

              front = spare;
              spare = other;
            }
        }
      ids = ids_of (front, n);
    }
  if (ids == NULL)
    g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to order the objects by address");

  return ids;
}
