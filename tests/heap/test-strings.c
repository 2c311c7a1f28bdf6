/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "heap/hf-bitset.h"
#include "heap/hf-strings.h"

/* Against GHashTable: same string, same id; ids in order of first sight. */
static void
test_interning (void)
{
  g_autoptr (HfStrings) strings = hf_strings_new ();
  g_autoptr (GHashTable) oracle = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_insert (oracle, g_strdup (""), GUINT_TO_POINTER (0));
  for (guint i = 0; i < 200000; i++)
    {
      char text[64];
      gpointer known;
      guint32 id;

      g_snprintf (text, sizeof text, "%.*s%u", g_test_rand_int_range (0, 30), "abcdefghijklmnopqrstuvwxyzabcdefghij",
                  g_test_rand_int_range (0, 20000));
      id = hf_strings_add (strings, text, strlen (text));
      if (g_hash_table_lookup_extended (oracle, text, NULL, &known))
        g_assert_cmpuint (id, ==, GPOINTER_TO_UINT (known));
      else
        {
          g_assert_cmpuint (id, ==, g_hash_table_size (oracle));
          g_hash_table_insert (oracle, g_strdup (text), GUINT_TO_POINTER (id));
        }
      g_assert_cmpstr (hf_strings_get (strings, id), ==, text);
      g_assert_cmpuint (hf_strings_find (strings, text), ==, id);
    }
  g_assert_cmpuint (hf_strings_count (strings), ==, g_hash_table_size (oracle));
  g_assert_cmpuint (hf_strings_find (strings, "never added"), ==, HF_STRINGS_FULL);

  hf_strings_seal (strings);
  {
    GHashTableIter iter;
    gpointer text, id;

    g_hash_table_iter_init (&iter, oracle);
    while (g_hash_table_iter_next (&iter, &text, &id))
      g_assert_cmpstr (hf_strings_get (strings, GPOINTER_TO_UINT (id)), ==, text);
  }
  g_assert_cmpstr (hf_strings_get (strings, G_MAXUINT32), ==, "");
}

static void
test_any_bytes (void)
{
  g_autoptr (HfStrings) strings = hf_strings_new ();
  guint32 id = hf_strings_add (strings, "a\0b", 3);

  g_assert_cmpstr (hf_strings_get (strings, id), ==, "a\xef\xbf\xbd" "b");
  id = hf_strings_add (strings, "x\xff\xfey\xc3", 5);
  g_assert_cmpstr (hf_strings_get (strings, id), ==, "x\xef\xbf\xbd\xef\xbf\xbdy\xef\xbf\xbd");

  for (guint i = 0; i < 20000; i++)
    {
      char bytes[40];
      gsize length = g_test_rand_int_range (0, sizeof bytes);

      for (gsize j = 0; j < length; j++)
        bytes[j] = (char) g_test_rand_int ();
      id = hf_strings_add (strings, bytes, length);
      g_assert_true (g_utf8_validate (hf_strings_get (strings, id), -1, NULL));
      if (g_utf8_validate_len (bytes, length, NULL))
        g_assert_cmpmem (hf_strings_get (strings, id), strlen (hf_strings_get (strings, id)), bytes, length);
    }
}

static void
test_long_string (void)
{
  g_autoptr (HfStrings) strings = hf_strings_new ();
  gsize length = 10 << 20;
  g_autofree char *text = g_malloc (length);
  guint32 id;

  memset (text, 'n', length);
  id = hf_strings_add (strings, text, length);
  g_assert_cmpuint (strlen (hf_strings_get (strings, id)), ==, length);
  g_assert_cmpuint (hf_strings_add (strings, text, length), ==, id);
  g_assert_cmpuint (hf_strings_add (strings, text, length - 1), !=, id);
}

static void
test_bitset (void)
{
  g_autoptr (HfBitset) set = hf_bitset_new (1000);
  gboolean oracle[1000] = { FALSE };
  guint32 count = 0;

  for (guint i = 0; i < 20000; i++)
    {
      guint32 at = g_test_rand_int_range (0, 1000);

      oracle[at] = g_test_rand_bit ();
      if (oracle[at])
        hf_bitset_add (set, at);
      else
        hf_bitset_remove (set, at);
    }
  for (guint32 i = 0; i < 1000; i++)
    {
      g_assert_cmpint (hf_bitset_has (set, i), ==, oracle[i]);
      count += oracle[i];
    }
  g_assert_cmpuint (hf_bitset_count (set), ==, count);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/heap/strings/interning", test_interning);
  g_test_add_func ("/heap/strings/any-bytes", test_any_bytes);
  g_test_add_func ("/heap/strings/long-string", test_long_string);
  g_test_add_func ("/heap/bitset", test_bitset);

  return g_test_run ();
}
