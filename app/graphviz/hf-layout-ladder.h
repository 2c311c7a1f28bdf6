/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-layout-helper.h"
#include "hf-layout.h"

G_BEGIN_DECLS

/**
 * HfLadder: the steps by which a layout is got, one thread's work; HfLayoutClient runs it on a thread of its own.
 */
typedef struct
{
  char *program;          /* or NULL: no helper */
  HfLayoutHelper *helper; /* or NULL: none is running */
  guint32 serial;
  guint started;          /* helpers so far */
} HfLadder;

void      hf_ladder_clear  (HfLadder *self);

/* Starts the helper if none is running. FALSE if it cannot be had. */
gboolean  hf_ladder_start  (HfLadder *self);

/* (transfer full) NULL with HF_ERROR_CANCELLED if @cancellable was; else always a layout. */
HfLayout *hf_ladder_layout (HfLadder *self, const HfLayoutRequest *request, GCancellable *cancellable, GError **error);

G_END_DECLS
