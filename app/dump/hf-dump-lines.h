/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-input.h"

G_BEGIN_DECLS

/* Formats of one entry a line. */
typedef struct
{
  const char *at; /* any bytes; good until the input is used again */
  gsize length;   /* without the end of the line, \n or \r\n */
} HfLine;

/* Takes the next line. FALSE at the end of the data, after a failure, and for a last line without its end, which stays in
 * the input; also for a line longer than HfDumpLimits.max_json. Amortised O(length). */
gboolean hf_dump_next_line    (HfDumpInput *input, HfLine *line);
gboolean hf_line_starts       (const HfLine *line, const char *word);
/* Takes the word up to the next space, and the space. FALSE at the end of the line. */
gboolean hf_line_word         (HfLine *line, HfLine *word);
/* 0x…, or bare hexadecimal digits of either case; "(nil)" is 0. TRUE if all of @word is that. */
gboolean hf_line_address      (const HfLine *word, guint64 *address);
/* Decimal. */
gboolean hf_line_number       (const HfLine *word, guint64 *number);

G_END_DECLS
