/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-native-format.h"
#include "hf-memory.h"

/**
 * HfStream: chunks of the native format (dump/hf-native-format.h) to a file descriptor.
 *
 * After a failed write `error` holds errno and every further call does nothing.
 */
typedef struct
{
  int fd;
  int error;
  uint64_t bytes;
  uint32_t crc; /* over the crc fields of the chunks so far */

} HfStream;

uint32_t hf_crc32c (uint32_t crc, const void *bytes, size_t n);

/* One whole chunk; nothing if it is empty. Empties @payload. */
void hf_stream_chunk (HfStream *self, const char *tag, HfBuffer *payload);

/* A chunk of @size bytes with checksum @crc, for a payload that should not stand in memory at once. */
void hf_stream_begin (HfStream *self, const char *tag, uint64_t size, uint32_t crc);
void hf_stream_bytes (HfStream *self, const void *bytes, size_t n);

/* END, with the counts so far. */
void hf_stream_end (HfStream *self, uint64_t nodes, uint64_t references, uint64_t types, uint64_t strings, uint64_t roots);
