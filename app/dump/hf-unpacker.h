/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HfUnpacker: one gzip or zstd stream, unpacked piece by piece. Several members or frames after one another are one
 * stream, as gzip(1) and zstd(1) have it. gzip goes through ISA-L where that was found (three times as fast as zlib).
 */
typedef struct _HfUnpacker HfUnpacker;

typedef enum
{
  HF_PACKING_NONE,
  HF_PACKING_GZIP,
  HF_PACKING_ZSTD,
  HF_PACKING_GZIP_ZLIB, /* gzip, through zlib whatever else there is */
} HfPacking;

typedef struct
{
  const guint8 *in;
  gsize n_in;
  guint8 *out;
  gsize n_out;
} HfUnpackerBuffers;

#define HF_PACKING_MAGIC_SIZE 4
/* By the first bytes. */
HfPacking   hf_packing_of        (const guint8 *start, gsize n);
const char *hf_packing_to_string (HfPacking packing); /* "gzip", "zstd"; NULL for none */

HfUnpacker *hf_unpacker_new  (HfPacking packing);
void        hf_unpacker_free (HfUnpacker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfUnpacker, hf_unpacker_free)

/* Moves along both buffers until one of them is used up or the stream ends. Returns NULL, or why the stream cannot be
 * unpacked any further (what was written before that is good). */
const char *hf_unpacker_run (HfUnpacker *self, HfUnpackerBuffers *buffers);

/* TRUE if the input so far ends where a stream may end. */
gboolean    hf_unpacker_is_complete (const HfUnpacker *self);

G_END_DECLS
