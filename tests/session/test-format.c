/* SPDX-License-Identifier: Apache-2.0 */
#include "session/hf-format.h"

#define SPACE "\u202f"

static void
assert_words (char *words, const char *expected)
{
  g_assert_cmpstr (words, ==, expected);
  g_free (words);
}

static void
test_sizes (void)
{
  assert_words (hf_format_size (0), "0 B");
  assert_words (hf_format_size (999), "999 B");
  assert_words (hf_format_size (1000), "1.0 kB");
  assert_words (hf_format_size (12345), "12.3 kB");
  assert_words (hf_format_size (643000), "643 kB");
  assert_words (hf_format_size (999499), "999 kB");
  assert_words (hf_format_size (999500), "1.0 MB");
  assert_words (hf_format_size (12900000), "12.9 MB");
  assert_words (hf_format_size (G_MAXUINT64), "18.4 EB");
  assert_words (hf_format_exact_size (1), "1 byte");
  assert_words (hf_format_exact_size (12934211), "12" SPACE "934" SPACE "211 bytes");
}

static void
test_counts (void)
{
  assert_words (hf_format_count (0), "0");
  assert_words (hf_format_count (999), "999");
  assert_words (hf_format_count (4020), "4" SPACE "020");
  assert_words (hf_format_count (G_MAXUINT64), "18" SPACE "446" SPACE "744" SPACE "073" SPACE "709" SPACE "551" SPACE "615");
  assert_words (hf_format_delta (4020), "+4" SPACE "020");
  assert_words (hf_format_delta (-12), "\u221212");
  assert_words (hf_format_delta (0), "0");
  assert_words (hf_format_delta (G_MININT64), "\u22129" SPACE "223" SPACE "372" SPACE "036" SPACE "854" SPACE "775" SPACE "808");
  assert_words (hf_format_delta_size (-1800000), "\u22121.8 MB");
  assert_words (hf_format_delta_size (0), "0 B");
  assert_words (hf_format_address (0x7f3a5c1e90d0), "0x7f3a5c1e90d0");
}

static void
test_shares (void)
{
  assert_words (hf_format_share (0), "< 0.1\u00a0%");
  assert_words (hf_format_share (1), "0.1\u00a0%");
  assert_words (hf_format_share (123), "12\u00a0%");
  assert_words (hf_format_share (1000), "100\u00a0%");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/format/sizes", test_sizes);
  g_test_add_func ("/session/format/counts", test_counts);
  g_test_add_func ("/session/format/shares", test_shares);
  return g_test_run ();
}
