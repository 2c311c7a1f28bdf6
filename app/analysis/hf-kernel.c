/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-kernel.h"

void
hf_kernel_no_memory (GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to analyse this heap.");
}

gpointer
hf_kernel_alloc (gsize n, gsize size, GError **error)
{
  gpointer block = g_try_malloc_n (MAX (n, 1), size);

  if (block == NULL)
    hf_kernel_no_memory (error);

  return block;
}

gpointer
hf_kernel_alloc0 (gsize n, gsize size, GError **error)
{
  gpointer block = g_try_malloc0_n (MAX (n, 1), size);

  if (block == NULL)
    hf_kernel_no_memory (error);

  return block;
}

gboolean
hf_ticker_poll (HfTicker *self)
{
  gboolean stop = hf_progress_step (self->progress, self->done, self->error);

  self->done += HF_PROGRESS_INTERVAL;
  self->left = HF_PROGRESS_INTERVAL;

  return stop;
}
