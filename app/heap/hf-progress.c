/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-progress.h"

struct _HfProgress
{
  gatomicrefcount ref_count;
  const char *stage;  /* atomic */
  guint64 total;      /* the worker's own */
  gint permille;      /* atomic */
  gint measured;      /* atomic */
  gint cancelled;     /* atomic */
};

HfProgress *
hf_progress_new (void)
{
  HfProgress *self = g_new0 (HfProgress, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->stage = "";

  return self;
}

HfProgress *
hf_progress_ref (HfProgress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hf_progress_unref (HfProgress *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

void
hf_progress_begin (HfProgress *self,
                   const char *stage,
                   guint64     total)
{
  if (self == NULL)
    return;

  self->total = total;
  g_atomic_int_set (&self->permille, 0);
  g_atomic_int_set (&self->measured, total > 0);
  g_atomic_pointer_set (&self->stage, stage);
}

gboolean
hf_progress_step (HfProgress *self,
                  guint64     done,
                  GError    **error)
{
  if (self == NULL)
    return FALSE;

  if (self->total > 0)
    g_atomic_int_set (&self->permille, (gint) (MIN (done, self->total) * 1000.0 / self->total));

  if (!g_atomic_int_get (&self->cancelled))
    return FALSE;

  g_set_error_literal (error, HF_ERROR, HF_ERROR_CANCELLED, "Cancelled");

  return TRUE;
}

void
hf_progress_cancel (HfProgress *self)
{
  if (self != NULL)
    g_atomic_int_set (&self->cancelled, TRUE);
}

gboolean
hf_progress_is_cancelled (HfProgress *self)
{
  return self != NULL && g_atomic_int_get (&self->cancelled);
}

const char *
hf_progress_get_stage (HfProgress *self)
{
  return self != NULL ? g_atomic_pointer_get (&self->stage) : "";
}

guint
hf_progress_get_permille (HfProgress *self)
{
  return self != NULL ? (guint) g_atomic_int_get (&self->permille) : 0;
}

gboolean
hf_progress_is_measured (HfProgress *self)
{
  return self != NULL && g_atomic_int_get (&self->measured);
}
