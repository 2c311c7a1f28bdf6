/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * Dump files: from a path to an HfHeap, and back.
 *
 * Untrusted bytes stop here. What a file is, is told by its content and never by its name; a gzip or zstd stream around
 * any of them is unpacked on the way (bounded by HfDumpLimits, streamed, never to disk). Every count, offset and length
 * is checked before it is believed. A broken file ends in one clear sentence (file, where, what), or in a partial heap
 * whose info says what is missing.
 *
 * All functions block; call them from a worker thread. Cancel through @progress.
 */
typedef struct
{
  guint64 max_unpacked;   /* bytes that a packed file may expand to */
  guint64 max_json;       /* bytes of one string of JSON or DOT; documents may be of any size */
  guint max_depth;        /* nesting of JSON */
  gboolean chrome_numbers; /* no limit: heap snapshots of V8 are counted as Chrome's own viewer counts them. What a page's globals
                              reach is theirs alone, and a list that one object has for itself counts as part of it */
} HfDumpLimits;

/* The defaults: 64 GiB unpacked and at most 2,000 x the packed size (never less than 64 MiB), 64 MiB, 128 levels. */
extern const HfDumpLimits hf_dump_default_limits;

/* (transfer full) NULL with HF_ERROR_NOT_A_DUMP, _CORRUPT, _TRUNCATED, _TOO_LARGE, _UNSUPPORTED, _IO or _CANCELLED; the
 * message begins with the file's name as it was given. @limits NULL means the defaults. */
HfHeap *hf_dump_load (const char *path, const HfDumpLimits *limits, HfProgress *progress, GError **error);

/* The same from memory, for tests and fuzzing; @name is used in messages. */
HfHeap *hf_dump_load_bytes (const char *name, GBytes *bytes, const HfDumpLimits *limits, HfProgress *progress, GError **error);

typedef enum
{
  HF_DUMP_NATIVE,     /* .hfdump, chunks packed with zstd */
  HF_DUMP_JSON,       /* interchange JSON, one document */
  HF_DUMP_JSON_LINES, /* interchange JSON, one object a line */
} HfDumpFormat;

/* Writes atomically (a temporary file beside @path, then rename). The native form keeps everything that the heap holds. */
gboolean hf_dump_save (const HfHeap *heap, const char *path, HfDumpFormat format, HfProgress *progress, GError **error);

/* By the ending of @path: ".json" document, ".jsonl" or ".ndjson" lines, else native. */
HfDumpFormat hf_dump_format_for_path (const char *path);

G_END_DECLS
