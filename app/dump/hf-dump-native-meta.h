/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-input.h"
#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * HfNativeMeta: the META chunk of a native dump. What concerns people goes to the builder at once; the rest is here.
 */
typedef struct
{
  double format;        /* 0 if it is not said */
  guint64 address_unit;
  HfHas has;
} HfNativeMeta;

/* (transfer full) NULL when @data is good JSON that says nothing impossible, else what is wrong with it: the end of a
 * sentence that begins with "The META chunk". */
char *hf_native_meta_read (HfNativeMeta *self, const guint8 *data, gsize n, const HfDumpLimits *limits, HfHeapBuilder *builder);

G_END_DECLS
