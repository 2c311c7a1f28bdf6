/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dump/hf-dump-input.h"
#include "heap-check.h"

/* Whole dumps, as runtimes write them, cut and damaged in every way that a disk or a network has. */

typedef struct
{
  const char *name;
  gint64 n_objects;
} Sample;

static const Sample samples[] = {
  { "made.gcdump.zst", 3000 },
  { "small.go119.goheap.zst", 930 },
  { "small.otp25.dump.zst", 9283 },
};

static GByteArray *
unpack (const Sample *sample)
{
  g_autofree char *path = g_build_filename (g_getenv ("HF_TEST_DATA"), "samples", sample->name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HfDumpInput) input = hf_dump_input_open (path, NULL, NULL, &error);
  GByteArray *data = g_byte_array_new ();

  g_assert_no_error (error);
  while (hf_dump_input_more (input))
    {
      g_byte_array_append (data, input->at, (guint) (input->end - input->at));
      input->at = input->end;
    }
  g_assert_null (hf_dump_input_damage (input));

  return data;
}

static gint64
load (const Sample *sample,
      const guint8 *data,
      gsize         n,
      char        **sentence)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, n);

  return load_and_check (sample->name, bytes, sentence);
}

static void
test_whole (gconstpointer argument)
{
  const Sample *sample = argument;
  g_autoptr (GByteArray) data = unpack (sample);
  g_autofree char *sentence = NULL;

  g_assert_cmpint (load (sample, data->data, data->len, &sentence), ==, sample->n_objects);
  g_assert_cmpstr (sentence, ==, NULL);
}

/* Never more objects than in the whole, never fewer than before, and what is missing is said. */
static void
test_cut_at_kilobytes (gconstpointer argument)
{
  const Sample *sample = argument;
  g_autoptr (GByteArray) data = unpack (sample);
  gint64 before = -1;

  for (gsize cut = 0; cut + 8 < data->len; cut += 1024)
    {
      g_autofree char *sentence = NULL;
      gint64 n = load (sample, data->data, cut, &sentence);

      g_assert_nonnull (sentence);
      g_assert_cmpint (n, >=, before);
      g_assert_cmpint (n, <=, sample->n_objects);
      before = n;
    }
  g_assert_cmpint (before, >, sample->n_objects / 2);
}

static void
test_cut_anywhere (gconstpointer argument)
{
  const Sample *sample = argument;
  g_autoptr (GByteArray) data = unpack (sample);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *sentence = NULL;

      load (sample, data->data, (gsize) g_rand_int_range (rand, 0, (gint32) data->len - 8), &sentence);
      g_assert_nonnull (sentence);
    }
}

typedef enum
{
  ZEROED,
  FLIPPED,
  ONE_MORE,
  ONE_LESS,
  FAR_MORE,
  REPEATED,
  N_DAMAGES
} Damage;

static void
spoil (guint8 *at,
       gsize   n,
       Damage  damage)
{
  guint32 word;

  switch (damage)
    {
    case ZEROED: memset (at, 0, n); break;
    case FLIPPED: for (gsize i = 0; i < n; i++) at[i] ^= 0xff; break;
    case REPEATED: memmove (at, at + n, n); break;

    case ONE_MORE:
    case ONE_LESS:
    case FAR_MORE:
      memcpy (&word, at, sizeof word);
      word += damage == ONE_MORE ? 1 : damage == ONE_LESS ? G_MAXUINT32 : 1u << 31;
      memcpy (at, &word, sizeof word);
      break;

    case N_DAMAGES:
    default: g_assert_not_reached ();
    }
}

static void
test_damaged (gconstpointer argument)
{
  const Sample *sample = argument;
  g_autoptr (GByteArray) data = unpack (sample);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < 300; i++)
    {
      gsize n = (gsize) 1 << g_rand_int_range (rand, 2, 13);
      g_autofree guint8 *copy = g_memdup2 (data->data, data->len);
      /* What says how many of something come is mostly at the beginning. */
      gsize range = i % 3 == 0 ? 256 : data->len - 2 * n;

      spoil (copy + g_rand_int_range (rand, 0, (gint32) range), n, i % N_DAMAGES);
      load (sample, copy, data->len, NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } cases[] = { { "whole", test_whole },
                { "cut-at-kilobytes", test_cut_at_kilobytes },
                { "cut-anywhere", test_cut_anywhere },
                { "damaged", test_damaged } };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (samples); k++)
      {
        g_autofree char *path = g_strdup_printf ("/dump/bad-samples/%s/%s", cases[i].name, samples[k].name);

        g_test_add_data_func (path, &samples[k], cases[i].func);
      }

  return g_test_run ();
}
