/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump.h"

G_BEGIN_DECLS

/**
 * HfDumpInput: the bytes of a dump file as a stream with a window, unpacked on the way.
 *
 * A reader looks at the window [at, end), moves `at` past what it has used, and asks for more; what it has not used is
 * kept and may move in memory. HF_DUMP_INPUT_PADDING zero bytes follow `end`, so that scanners may read 16 bytes at a
 * time and may stop at a NUL instead of comparing pointers.
 *
 * A gzip or zstd stream is told by its content. A packed stream that breaks off or is damaged simply ends, and
 * hf_dump_input_damage() says where and why: readers that can use a beginning do.
 *
 * Failures (the system refuses to read, the limit on unpacked bytes, no memory, cancelled) stick:
 * hf_dump_input_more() is FALSE from then on and hf_dump_input_failed() hands the error over.
 *
 * Every call that reads polls the progress, at most 256 KiB apart.
 */
#define HF_DUMP_INPUT_PADDING 64

typedef struct
{
  const guint8 *at;  /* next unused byte; readers move it */
  const guint8 *end; /* one past the last byte that was read */
} HfDumpInput;

/* (transfer full) Opens a regular file. HF_ERROR_IO with a sentence for folders, missing files, pipes and the like. */
HfDumpInput *hf_dump_input_open      (const char *path, const HfDumpLimits *limits, HfProgress *progress, GError **error);
/* (transfer full) A file that the runtime writes into the same folder, for what the dump itself lacks. NULL if there is none that
 * can be read, and for bytes in memory. */
HfDumpInput *hf_dump_input_open_beside (const HfDumpInput *self, const char *name);
HfDumpInput *hf_dump_input_new_bytes (GBytes *bytes, const HfDumpLimits *limits, HfProgress *progress);
void         hf_dump_input_free      (HfDumpInput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfDumpInput, hf_dump_input_free)

const HfDumpLimits *hf_dump_input_limits (const HfDumpInput *self);

/* Adds at least one byte to the window. FALSE at the end of the data and after a failure. */
gboolean hf_dump_input_more (HfDumpInput *self);
/* Reads until the window holds @n bytes; FALSE if there are fewer. */
gboolean hf_dump_input_need (HfDumpInput *self, gsize n);
/* Of UTF-8, at the start of the data. */
void     hf_dump_input_skip_byte_order_mark (HfDumpInput *self);
/* Offset of `at` from the start of the unpacked data. */
guint64  hf_dump_input_offset (const HfDumpInput *self);
/* Bytes of the file itself, packed or not. */
guint64  hf_dump_input_file_size (const HfDumpInput *self);
/* FALSE once the person cancelled; the failure then sticks. For loops that use what they have for long. */
gboolean hf_dump_input_poll (HfDumpInput *self);
/* Counts @bytes that were unpacked from inside the data (a format's own packed chunks) against the limit. */
gboolean hf_dump_input_charge (HfDumpInput *self, guint64 bytes);

/* TRUE if something failed; @error is set, once. */
gboolean    hf_dump_input_failed (HfDumpInput *self, GError **error);
/* NULL, or what was wrong with the packed stream: a sentence. */
const char *hf_dump_input_damage (const HfDumpInput *self);
/* "gzip", "zstd", or NULL. */
const char *hf_dump_input_packing (const HfDumpInput *self);

G_END_DECLS
