/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-output.h"
#include "heap/hf-heap.h"

G_BEGIN_DECLS

/* One writer a format, each in a file of its own. FALSE only when cancelled or out of memory: what the system refuses
 * is kept by the output. */
gboolean hf_dump_write_native (const HfHeap *heap, HfDumpOutput *output, HfProgress *progress, GError **error);
gboolean hf_dump_write_json   (const HfHeap *heap, gboolean lines, HfDumpOutput *output, HfProgress *progress, GError **error);

/* For writers: roots that the reader's builder would find by itself are not written. */
gboolean hf_dump_root_is_given (const HfHeap *heap, guint32 root);
/* For writers: the type's name without its module. */
const char *hf_dump_type_qualname (const HfHeap *heap, guint32 type);

/* More sentences on what a dump lacks than these are no help to anybody, and each costs the builder a walk over all. */
#define HF_DUMP_MAX_LACKS 100
#define HF_DUMP_MAX_UNTRACKED 1000 /* types; the same for these */

/* What a dump has, as words in files: "refcounts", "sizes" … */
typedef struct
{
  HfHas has;
  const char *word;
} HfDumpHasWord;
#define HF_DUMP_N_HAS_WORDS 9
extern const HfDumpHasWord hf_dump_has_words[HF_DUMP_N_HAS_WORDS];
HfHas hf_dump_has_from_word (const char *word, gsize length);

G_END_DECLS
