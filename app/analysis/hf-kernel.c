/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-kernel.h"

#include <stdlib.h>
#include <sys/mman.h>

#define LARGE_PAGE ((gsize) 2 << 20)
#define LARGE (4 * LARGE_PAGE)

void
hf_kernel_no_memory (GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to analyse this heap.");
}

/* Kernels read large arrays all over the place, and half of such a read is looking up its page. Large pages have to be
 * asked for; what comes from posix_memalign() goes to free(), which is what g_free() is. */
static gpointer
alloc_large (gsize bytes)
{
  gpointer block = NULL;

  bytes = (bytes + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
  if (posix_memalign (&block, LARGE_PAGE, bytes) != 0)
    return NULL;
  madvise (block, bytes, MADV_HUGEPAGE);

  return block;
}

gpointer
hf_kernel_alloc (gsize n, gsize size, GError **error)
{
  gsize bytes;
  gpointer block = NULL;

  if (g_size_checked_mul (&bytes, MAX (n, 1), size))
    block = bytes < LARGE ? g_try_malloc (bytes) : alloc_large (bytes);
  if (block == NULL)
    hf_kernel_no_memory (error);

  return block;
}

gpointer
hf_kernel_alloc0 (gsize n, gsize size, GError **error)
{
  gpointer block = hf_kernel_alloc (n, size, error);

  return block != NULL ? memset (block, 0, MAX (n, 1) * size) : NULL;
}

int
hf_kernel_compare (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

gboolean
hf_ticker_poll (HfTicker *self)
{
  gboolean stop = hf_progress_step (self->progress, self->done, self->error);

  self->done += HF_PROGRESS_INTERVAL;
  self->left = HF_PROGRESS_INTERVAL;

  return stop;
}
