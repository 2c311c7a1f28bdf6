/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-crc32c.h"

#include <string.h>
#ifdef __x86_64__
#include <nmmintrin.h>
#endif

#define POLYNOMIAL 0x82F63B78u /* reflected */

static guint32 tables[8][256];

static void
make_tables (void)
{
  static gsize made;

  if (!g_once_init_enter (&made))
    return;

  for (guint32 i = 0; i < 256; i++)
    {
      guint32 crc = i;

      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
      tables[0][i] = crc;
    }
  for (guint t = 1; t < 8; t++)
    for (guint32 i = 0; i < 256; i++)
      tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xFF];
  g_once_init_leave (&made, 1);
}

guint32
hf_crc32c_portable (guint32     crc,
                    const void *data,
                    gsize       n)
{
  const guint8 *at = data;

  make_tables ();
  crc = ~crc;
  for (; n >= 8; at += 8, n -= 8)
    {
      guint64 word;

      memcpy (&word, at, 8);
      word = GUINT64_FROM_LE (word) ^ crc;
      crc = 0;
      for (guint i = 0; i < 8; i++)
        crc ^= tables[7 - i][(word >> (8 * i)) & 0xFF];
    }
  for (; n > 0; at++, n--)
    crc = (crc >> 8) ^ tables[0][(crc ^ *at) & 0xFF];

  return ~crc;
}

#ifdef __x86_64__
__attribute__ ((target ("sse4.2"))) static guint32
crc32c_sse42 (guint32     crc,
              const void *data,
              gsize       n)
{
  const guint8 *at = data;
  guint64 sum = (guint32) ~crc;

  for (; n >= 8; at += 8, n -= 8)
    {
      guint64 word;

      memcpy (&word, at, 8);
      sum = _mm_crc32_u64 (sum, word);
    }
  for (; n > 0; at++, n--)
    sum = _mm_crc32_u8 ((guint32) sum, *at);

  return ~(guint32) sum;
}
#endif

guint32
hf_crc32c (guint32     crc,
           const void *data,
           gsize       n)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("sse4.2"))
    return crc32c_sse42 (crc, data, n);
#endif

  return hf_crc32c_portable (crc, data, n);
}
