/* SPDX-License-Identifier: Apache-2.0 */
#include "heap/hf-packed.h"

#define N 1000

/* Numbers of at most @bits bits, the longest among them. */
static void
draw (GRand *rand, guint bits, guint64 *numbers)
{
  guint64 mask = bits == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << bits) - 1;

  for (guint i = 0; i < N; i++)
    numbers[i] = (((guint64) g_rand_int (rand) << 32) | g_rand_int (rand)) & mask;
  numbers[g_rand_int_range (rand, 0, N)] = mask;
}

static void
assert_equal (const HfPacked *packed, const guint64 *numbers)
{
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (hf_packed_get (packed, i), ==, numbers[i]);
}

/* Every length in bits; entries set in any order, and set again, change no others. */
static void
test_set (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint bits = 0; bits <= 64; bits++)
    {
      guint64 numbers[N], later[N];
      guint32 order[N];
      HfPacked packed;

      draw (rand, bits, numbers);
      draw (rand, bits, later);
      for (guint i = 0; i < N; i++)
        order[i] = i;
      for (guint i = N - 1; i > 0; i--)
        {
          guint other = (guint) g_rand_int_range (rand, 0, (gint32) i + 1);
          guint32 kept = order[i];

          order[i] = order[other];
          order[other] = kept;
        }

      g_assert_true (hf_packed_init (&packed, N, bits == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << bits) - 1));
      g_assert_cmpuint (packed.width, ==, (bits + 7) / 8);
      for (guint i = 0; i < N; i++)
        g_assert_cmpuint (hf_packed_get (&packed, i), ==, 0);
      for (guint i = 0; i < N; i++)
        hf_packed_set (&packed, order[i], numbers[order[i]]);
      assert_equal (&packed, numbers);
      for (guint i = 0; i < N / 2; i++)
        {
          numbers[order[i]] = later[order[i]];
          hf_packed_set (&packed, order[i], later[order[i]]);
        }
      assert_equal (&packed, numbers);
      hf_packed_clear (&packed);
      g_assert_null (packed.bytes);
    }
}

static void
test_fill (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint bits = 0; bits <= 64; bits++)
    {
      guint64 numbers[N];
      HfPacked packed;

      draw (rand, bits, numbers);
      g_assert_true (hf_packed_init (&packed, N, bits == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << bits) - 1));
      for (guint i = 0; i < N; i++)
        hf_packed_fill (&packed, i, numbers[i]);
      assert_equal (&packed, numbers);
      hf_packed_clear (&packed);
    }
}

/* "None" is the highest number, and one more than that is 0. */
static void
test_from (void)
{
  static const guint32 numbers[] = { 7, G_MAXUINT32, 254, 0 };
  HfPacked packed;

  g_assert_true (hf_packed_init_from (&packed, numbers, 4, 1));
  g_assert_cmpuint (packed.width, ==, 1);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint ((guint32) hf_packed_get (&packed, i) - 1, ==, numbers[i]);
  hf_packed_clear (&packed);

  g_assert_true (hf_packed_init_from (&packed, numbers, 4, 0));
  g_assert_cmpuint (packed.width, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (hf_packed_get (&packed, i), ==, numbers[i]);
  hf_packed_clear (&packed);
}

static void
test_too_large (void)
{
  HfPacked packed;

  g_assert_false (hf_packed_init (&packed, G_MAXSIZE / 2, G_MAXUINT64));
  g_assert_null (packed.bytes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packed/set", test_set);
  g_test_add_func ("/packed/fill", test_fill);
  g_test_add_func ("/packed/from", test_from);
  g_test_add_func ("/packed/too-large", test_too_large);

  return g_test_run ();
}
