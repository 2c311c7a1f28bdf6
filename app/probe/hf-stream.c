/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-stream.h"

#include <errno.h>
#include <unistd.h>

#if defined(__x86_64__)
__attribute__ ((target ("sse4.2"))) static uint32_t
crc_hardware (uint32_t crc, const uint8_t *bytes, size_t n)
{
  uint64_t state = crc;

  for (; n >= 8; bytes += 8, n -= 8)
    {
      uint64_t word;

      memcpy (&word, bytes, 8);
      state = __builtin_ia32_crc32di (state, word);
    }
  for (; n > 0; bytes++, n--)
    state = __builtin_ia32_crc32qi ((uint32_t) state, *bytes);
  return (uint32_t) state;
}
#endif

static uint32_t
crc_table_entry (uint32_t byte)
{
  for (int i = 0; i < 8; i++)
    byte = (byte >> 1) ^ ((byte & 1) ? UINT32_C (0x82F63B78) : 0);
  return byte;
}

static uint32_t
crc_plain (uint32_t crc, const uint8_t *bytes, size_t n)
{
  static uint32_t table[256];

  if (table[255] == 0)
    for (uint32_t i = 0; i < 256; i++)
      table[i] = crc_table_entry (i);
  for (; n > 0; bytes++, n--)
    crc = (crc >> 8) ^ table[(crc ^ *bytes) & 255];
  return crc;
}

uint32_t
hf_crc32c (uint32_t crc, const void *bytes, size_t n)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("sse4.2"))
    return ~crc_hardware (~crc, bytes, n);
#endif
  return ~crc_plain (~crc, bytes, n);
}

void
hf_stream_bytes (HfStream *self, const void *bytes, size_t n)
{
  const char *at = bytes;

  while (n > 0 && self->error == 0)
    {
      ssize_t done = write (self->fd, at, n);

      if (done < 0 && errno != EINTR)
        self->error = errno;
      if (done <= 0)
        continue;
      at += done;
      n -= (size_t) done;
      self->bytes += (uint64_t) done;
    }
}

void
hf_stream_begin (HfStream *self, const char *tag, uint64_t size, uint32_t crc)
{
  HfNativeChunk chunk = { .stored = size, .raw = size, .crc = crc };

  memcpy (chunk.tag, tag, 4);
  chunk.header_crc = hf_crc32c (0, &chunk, 28);
  self->crc = hf_crc32c (self->crc, &chunk.crc, 4);
  hf_stream_bytes (self, &chunk, sizeof chunk);
}

void
hf_stream_chunk (HfStream *self, const char *tag, HfBuffer *payload)
{
  if (payload->failed)
    self->error = ENOMEM;
  if (payload->length == 0 || self->error != 0)
    return;
  hf_stream_begin (self, tag, payload->length, hf_crc32c (0, payload->data, payload->length));
  hf_stream_bytes (self, payload->data, payload->length);
  payload->length = 0;
}

void
hf_stream_end (HfStream *self, uint64_t nodes, uint64_t references, uint64_t types, uint64_t strings, uint64_t roots)
{
  struct { uint64_t counts[5]; uint32_t crc; uint32_t zero; } end = { { nodes, references, types, strings, roots }, self->crc, 0 };

  _Static_assert (sizeof end == 48, "END is 48 bytes");
  hf_stream_begin (self, "END ", sizeof end, hf_crc32c (0, &end, sizeof end));
  hf_stream_bytes (self, &end, sizeof end);
}
