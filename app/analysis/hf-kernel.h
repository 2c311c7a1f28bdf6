/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * What every kernel in this room needs: arrays whose lack is an error and not an abort, and a count of steps that looks
 * for a cancel once in HF_PROGRESS_INTERVAL of them. Private to analysis/.
 */

/* (transfer full; g_free) @n elements of @size bytes, not cleared. NULL with HF_ERROR_TOO_LARGE when memory cannot be had. */
gpointer hf_kernel_alloc  (gsize n, gsize size, GError **error);
gpointer hf_kernel_alloc0 (gsize n, gsize size, GError **error);
/* Sets HF_ERROR_TOO_LARGE. */
void     hf_kernel_no_memory (GError **error);

#define hf_kernel_new(Type, n, error) ((Type *) hf_kernel_alloc ((n), sizeof (Type), (error)))
#define hf_kernel_new0(Type, n, error) ((Type *) hf_kernel_alloc0 ((n), sizeof (Type), (error)))

/* The index of the first of @n ascending numbers that is not below @least, or @n. O(log n). */
static inline guint32
hf_kernel_lower_bound (const guint32 *numbers, guint32 n, guint32 least)
{
  guint32 low = 0, high = n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (numbers[middle] < least)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Whether @number is among @n ascending ones. O(log n). */
static inline gboolean
hf_kernel_contains (const guint32 *numbers, guint32 n, guint32 number)
{
  guint32 place = hf_kernel_lower_bound (numbers, n, number);

  return place < n && numbers[place] == number;
}

/* For qsort() and g_array_sort(): ids and references in ascending order. */
int hf_kernel_compare (gconstpointer a, gconstpointer b);

typedef struct
{
  HfProgress *progress;
  GError **error;
  guint64 done;
  guint left;
} HfTicker;

/* Begins a stage of @total steps. The first tick polls, so that even the smallest graph notices a cancel. */
static inline void
hf_ticker_begin (HfTicker *self, HfProgress *progress, const char *stage, guint64 total, GError **error)
{
  *self = (HfTicker) { .progress = progress, .error = error, .left = 1 };
  hf_progress_begin (progress, stage, total);
}

gboolean hf_ticker_poll (HfTicker *self);

/* TRUE if the work must stop; the ticker's error is set then. */
static inline gboolean
hf_ticker_tick (HfTicker *self)
{
  if (G_LIKELY (--self->left != 0))
    return FALSE;

  return hf_ticker_poll (self);
}

G_END_DECLS
