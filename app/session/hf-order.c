/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-order.h"

#include <string.h>

#include "heap/hf-error.h"

#define N_(s) (s)
#define DIGITS 8
#define BUCKETS 256

typedef struct
{
  HfOrderText text;
  gpointer data;
  gboolean descending;
} ByText;

static void
count_digits (const guint64 *keys, guint32 n, guint32 counts[DIGITS][BUCKETS])
{
  memset (counts, 0, sizeof (guint32) * DIGITS * BUCKETS);
  for (guint32 i = 0; i < n; i++)
    for (guint d = 0; d < DIGITS; d++)
      counts[d][(keys[i] >> (8 * d)) & 0xff]++;
}

static gboolean
digit_is_constant (const guint32 counts[BUCKETS], guint32 n)
{
  for (guint b = 0; b < BUCKETS; b++)
    if (counts[b] != 0)
      return counts[b] == n;
  return TRUE;
}

static void
scatter (guint32 counts[BUCKETS], guint digit, const guint64 *keys, const guint32 *rows, guint64 *keys_to, guint32 *rows_to,
         guint32 n)
{
  guint32 begin = 0;

  for (guint b = 0; b < BUCKETS; b++)
    {
      guint32 count = counts[b];

      counts[b] = begin;
      begin += count;
    }
  for (guint32 i = 0; i < n; i++)
    {
      guint32 at = counts[(keys[i] >> (8 * digit)) & 0xff]++;

      keys_to[at] = keys[i];
      rows_to[at] = rows[i];
    }
}

gboolean
hf_order_by_keys (guint64 *keys, guint32 *rows, guint32 n, HfProgress *progress, GError **error)
{
  g_autofree guint64 *other_keys = g_try_new (guint64, MAX (n, 1));
  g_autofree guint32 *other_rows = g_try_new (guint32, MAX (n, 1));
  guint32 counts[DIGITS][BUCKETS];
  guint64 *from_keys = keys, *to_keys = other_keys;
  guint32 *from_rows = rows, *to_rows = other_rows;

  if (other_keys == NULL || other_rows == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, N_("There is not enough memory to sort the list"));
      return FALSE;
    }

  hf_progress_begin (progress, N_("Sorting"), DIGITS);
  count_digits (keys, n, counts);
  for (guint d = 0; d < DIGITS; d++)
    {
      if (hf_progress_step (progress, d, error))
        return FALSE;
      if (digit_is_constant (counts[d], n))
        continue;
      scatter (counts[d], d, from_keys, from_rows, to_keys, to_rows, n);
      {
        guint64 *k = from_keys;
        guint32 *r = from_rows;

        from_keys = to_keys;
        from_rows = to_rows;
        to_keys = k;
        to_rows = r;
      }
    }
  if (from_keys != keys)
    {
      memcpy (keys, from_keys, sizeof (guint64) * n);
      memcpy (rows, from_rows, sizeof (guint32) * n);
    }

  return TRUE;
}

static guint64
prefix_key (const char *text, gboolean descending)
{
  guint64 key = 0;
  guint i;

  if (*text == '\0')
    return G_MAXUINT64;
  for (i = 0; i < 8 && text[i] != '\0'; i++)
    key = key << 8 | (guchar) text[i];
  key <<= 8 * (8 - i);

  return descending ? ~key : key;
}

static int
compare_texts (gconstpointer a, gconstpointer b, gpointer data)
{
  const ByText *by = data;
  int order = strcmp (by->text (by->data, *(const guint32 *) a), by->text (by->data, *(const guint32 *) b));

  return by->descending ? -order : order;
}

/* Rows whose first eight bytes agree are still in any order. g_qsort_with_data() is a stable merge sort. */
static gboolean
sort_runs (ByText *by, const guint64 *keys, guint32 *rows, guint32 n, HfProgress *progress, GError **error)
{
  guint32 begin = 0, asked = 0;

  hf_progress_begin (progress, N_("Sorting"), n);
  while (begin < n && keys[begin] != G_MAXUINT64)
    {
      guint32 end = begin + 1;

      while (end < n && keys[end] == keys[begin])
        end++;
      if (end - begin > 1)
        g_qsort_with_data (rows + begin, (int) (end - begin), sizeof (guint32), compare_texts, by);
      begin = end;
      if (begin - asked >= HF_PROGRESS_INTERVAL)
        {
          if (hf_progress_step (progress, begin, error))
            return FALSE;
          asked = begin;
        }
    }

  return TRUE;
}

gboolean
hf_order_by_text (HfOrderText text, gpointer data, gboolean descending, guint32 *rows, guint32 n, HfProgress *progress,
                  GError **error)
{
  g_autofree guint64 *keys = g_try_new (guint64, MAX (n, 1));
  ByText by = { text, data, descending };

  if (keys == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, N_("There is not enough memory to sort the list"));
      return FALSE;
    }

  hf_progress_begin (progress, N_("Sorting"), n);
  for (guint32 i = 0; i < n; i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      keys[i] = prefix_key (text (data, rows[i]), descending);
    }

  return hf_order_by_keys (keys, rows, n, progress, error) && sort_runs (&by, keys, rows, n, progress, error);
}
