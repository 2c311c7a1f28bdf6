/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>

#include "dump/hf-dump.h"
#include "heap-check.h"

/* One target for all formats: whatever the bytes are, loading ends in a sound heap or in a sentence. Also built for
 * one format alone, and for native files with checksums mended, which the fuzzer never would guess. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* So that the fuzzer need not find a format's first bytes. */
#if defined FUZZ_GO
#define FUZZ_PREFIX "go1.7 heap dump\n"
#elif defined FUZZ_GCDUMP
#define FUZZ_PREFIX "\x14\0\0\0!FastSerialization.1"
#elif defined FUZZ_ERLANG
#define FUZZ_PREFIX "=erl_crash_dump:"
#elif defined FUZZ_DUMP_HEAP
#define FUZZ_PREFIX "\x83\xa1t\xa4type\xacobjtype_addr"
#elif defined FUZZ_FIREFOX
#define FUZZ_PREFIX "\x09\x08\x80\xc0\x97\xd1\xed\xff\x96\x03"
#elif defined FUZZ_REFCYCLE
#define FUZZ_PREFIX "{\"vertices\": [{\"id\": 0, \"annotation\": \""
#endif

#ifdef FUZZ_PREFIX
#include <string.h>
#endif

#ifdef FUZZ_MEND
#include <string.h>

#include "dump/hf-crc32c.h"
#include "dump/hf-native-format.h"

static void
mend (guint8 *data,
      gsize   size)
{
  gsize at = HF_NATIVE_MAGIC_SIZE;
  guint32 crcs = 0;

  if (size < at)
    return;
  memcpy (data, HF_NATIVE_MAGIC, HF_NATIVE_MAGIC_SIZE);
  while (size - at >= sizeof (HfNativeChunk))
    {
      HfNativeChunk chunk;

      memcpy (&chunk, data + at, sizeof chunk);
      at += sizeof chunk;
      /* A length that goes past the file still gets a right header. */
      if (chunk.stored <= size - at)
        {
          if (memcmp (chunk.tag, "END ", 4) == 0 && chunk.stored >= 48)
            memcpy (data + at + 40, &crcs, 4);
          chunk.crc = hf_crc32c (0, data + at, chunk.stored);
        }
      chunk.header_crc = hf_crc32c (0, &chunk, 28);
      memcpy (data + at - sizeof chunk, &chunk, sizeof chunk);
      crcs = hf_crc32c (crcs, &chunk.crc, 4);
      if (chunk.stored > size - at)
        return;
      at += chunk.stored;
    }
}
#endif

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = NULL;

#ifdef FUZZ_MEND
  mend (copy, size);
#endif
#ifdef FUZZ_PREFIX
  if (size > 0)
    memcpy (copy, FUZZ_PREFIX, MIN (size, sizeof FUZZ_PREFIX - 1));
#endif
  bytes = g_bytes_new (copy, size);
  load_and_check ("fuzz.bin", bytes, NULL);

  return 0;
}
