/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "dump/hf-dump.h"
#include "dump/hf-unpacker.h"
#include "heap-check.h"

static const char small_dump[] = "{\"holdfast\":1,\"objects\":[{\"id\":1,\"type\":\"T\",\"refs\":[1]}]}";

/* ---- packing, independent of what is tested ------------------------------------------------------------------------------------------ */

static void
append_gzip (GByteArray *to,
             const void *data,
             gsize       n)
{
  z_stream stream = { 0 };
  guint8 buffer[4096];
  int result;

  g_assert_cmpint (deflateInit2 (&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  stream.next_in = (guint8 *) data;
  stream.avail_in = (uInt) n;
  do
    {
      stream.next_out = buffer;
      stream.avail_out = sizeof buffer;
      result = deflate (&stream, Z_FINISH);
      g_byte_array_append (to, buffer, sizeof buffer - stream.avail_out);
    }
  while (result != Z_STREAM_END);
  deflateEnd (&stream);
}

static void
append_zstd (GByteArray *to,
             const void *data,
             gsize       n)
{
  gsize room = ZSTD_compressBound (n);
  g_autofree guint8 *buffer = g_malloc (room);
  ZSTD_CCtx *packer = ZSTD_createCCtx ();
  gsize packed;

  ZSTD_CCtx_setParameter (packer, ZSTD_c_checksumFlag, 1);
  packed = ZSTD_compress2 (packer, buffer, room, data, n);
  g_assert_false (ZSTD_isError (packed));
  ZSTD_freeCCtx (packer);
  g_byte_array_append (to, buffer, (guint) packed);
}

typedef void (*AppendFunc) (GByteArray *to, const void *data, gsize n);

static AppendFunc
append_for (HfPacking packing)
{
  return packing == HF_PACKING_ZSTD ? append_zstd : append_gzip;
}

/* ---- the unpackers ----------------------------------------------------------------------------------------------------------------------- */

/* Unpacks with buffers of the given sizes. */
static GByteArray *
unpack (HfPacking     packing,
        const guint8 *data,
        gsize         n,
        gsize         in_size,
        gsize         out_size,
        const char  **why,
        gboolean     *complete)
{
  g_autoptr (HfUnpacker) unpacker = hf_unpacker_new (packing);
  GByteArray *result = g_byte_array_new ();
  g_autofree guint8 *out = g_malloc (out_size);
  gsize at = 0;

  *why = NULL;
  while (*why == NULL)
    {
      HfUnpackerBuffers buffers = { data + at, MIN (in_size, n - at), out, out_size };
      gsize before = buffers.n_in;

      if (before == 0 && hf_unpacker_is_complete (unpacker))
        break;
      *why = hf_unpacker_run (unpacker, &buffers);
      at += before - buffers.n_in;
      g_byte_array_append (result, out, (guint) (out_size - buffers.n_out));
      if (at == n && buffers.n_out == out_size)
        break;
    }
  *complete = hf_unpacker_is_complete (unpacker);

  return result;
}

static void
test_pieces (gconstpointer data)
{
  static const gsize sizes[] = { 1, 2, 7, 100, 5000, 300000 };
  HfPacking packing = (HfPacking) GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 20000; i++)
    g_byte_array_append (plain, (guint8[]) { (guint8) (i % 100 < 50 ? 'a' : g_rand_int_range (rand, 0, 256)) }, 1);
  /* Three members, one of them empty. */
  append_for (packing) (packed, plain->data, 12345);
  append_for (packing) (packed, plain->data, 0);
  append_for (packing) (packed, plain->data + 12345, plain->len - 12345);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        const char *why;
        gboolean complete;
        g_autoptr (GByteArray) result = unpack (packing, packed->data, packed->len, sizes[i], sizes[k], &why, &complete);

        g_assert_cmpstr (why, ==, NULL);
        g_assert_true (complete);
        g_assert_cmpmem (result->data, result->len, plain->data, plain->len);
      }
}

static void
test_unpacker_damage (gconstpointer data)
{
  HfPacking packing = (HfPacking) GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autofree char *plain = g_strnfill (1000, 'x');

  append_for (packing) (packed, plain, 1000);
  for (guint cut = 0; cut < packed->len; cut++)
    {
      const char *why;
      gboolean complete;
      g_autoptr (GByteArray) result = unpack (packing, packed->data, cut, 100000, 100000, &why, &complete);

      g_assert_false (complete);
      g_assert_cmpuint (result->len, <=, 1000);
    }
  for (guint i = 0; i < packed->len; i++)
    {
      const char *why;
      gboolean complete;
      g_autoptr (GByteArray) result = NULL;

      packed->data[i] ^= 0x55;
      result = unpack (packing, packed->data, packed->len, 100000, 100000, &why, &complete);
      packed->data[i] ^= 0x55;
    }
  {
    const char *why;
    gboolean complete;
    g_autoptr (GByteArray) result = NULL;

    packed->data[packed->len - (packing == HF_PACKING_ZSTD ? 1 : 5)] ^= 1;
    result = unpack (packing, packed->data, packed->len, 100000, 100000, &why, &complete);
    g_assert_cmpstr (why, ==, "the checksum of its unpacked data is wrong");
  }
}

/* ---- packed dumps --------------------------------------------------------------------------------------------------------------------------- */

static gint64
load_array (GByteArray *data,
            char      **sentence)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data->data, data->len);

  return load_and_check ("folder/packed", bytes, sentence);
}

static void
test_load (gconstpointer data)
{
  HfPacking packing = (HfPacking) GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autofree char *sentence = NULL;

  append_for (packing) (packed, small_dump, 20);
  append_for (packing) (packed, small_dump + 20, sizeof small_dump - 21);
  g_assert_cmpint (load_array (packed, &sentence), ==, 1);
  g_assert_cmpstr (sentence, ==, NULL);

  g_byte_array_append (packed, (const guint8 *) "junk behind", 11);
  g_assert_cmpint (load_array (packed, &sentence), ==, 1);
  g_assert_nonnull (strstr (sentence, "stream breaks off at byte "));
  g_assert_nonnull (strstr (sentence, "what follows the end of its packed data is something else."));
}

static void
test_nothing_inside (gconstpointer data)
{
  HfPacking packing = (HfPacking) GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autofree char *sentence = NULL;
  g_autofree char *cut = NULL;

  append_for (packing) (packed, "", 0);
  g_assert_cmpint (load_array (packed, &sentence), ==, -1);
  g_assert_cmpstr (sentence, ==, "folder/packed: There is nothing in it once it is unpacked (it ends at byte 0).");
  g_byte_array_set_size (packed, 6);
  g_assert_cmpint (load_array (packed, &cut), ==, -1);
  g_assert_nonnull (strstr (cut, "the file ends before the packed data does"));
}

static void
test_twice_packed (gconstpointer data)
{
  HfPacking packing = (HfPacking) GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) inner = g_byte_array_new ();
  g_autoptr (GByteArray) outer = g_byte_array_new ();
  g_autofree char *sentence = NULL;

  append_for (packing) (inner, small_dump, sizeof small_dump - 1);
  append_for (packing) (outer, inner->data, inner->len);
  g_assert_cmpint (load_array (outer, &sentence), ==, -1);
  g_assert_nonnull (strstr (sentence, "inside another packed file"));
}

/* ---- what expands without end --------------------------------------------------------------------------------------------------------------- */

static GByteArray *
make_bomb (HfPacking   packing,
           const char *beginning,
           guint       megabytes)
{
  GByteArray *packed = g_byte_array_new ();
  gsize n = (gsize) megabytes << 20;
  g_autofree char *plain = g_malloc (n);

  memset (plain, ' ', n);
  memcpy (plain, beginning, strlen (beginning));
  append_for (packing) (packed, plain, n);

  return packed;
}

static void
test_zstd_bomb (void)
{
  static const char *const beginnings[] = { "{\"holdfast\":1,", "{\"holdfast\":1,\"x\":\"", "digraph {", "digraph { \"", "graph" };

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      g_autoptr (GByteArray) packed = make_bomb (HF_PACKING_ZSTD, beginnings[i], 80);
      g_autofree char *sentence = NULL;

      g_assert_cmpuint (packed->len, <, 20000);
      g_assert_cmpint (load_array (packed, &sentence), ==, -1);
      if (strstr (sentence, "It unpacks to more than 64.0") == NULL &&
          strstr (sentence, "longer than 64.0") == NULL && strstr (sentence, "too long") == NULL && strstr (sentence, "looks like") == NULL)
        g_error ("%s", sentence);
    }
}

static void
test_gzip_bomb (void)
{
  g_autoptr (GByteArray) packed = make_bomb (HF_PACKING_GZIP, "{\"holdfast\":1,", 8);
  g_autoptr (GBytes) bytes = g_bytes_new (packed->data, packed->len);
  HfDumpLimits limits = hf_dump_default_limits;
  g_autoptr (GError) error = NULL;

  limits.max_unpacked = 1 << 20;
  g_assert_null (hf_dump_load_bytes ("folder/a.gz", bytes, &limits, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_TOO_LARGE);
  g_assert_true (g_str_has_prefix (error->message, "folder/a.gz: It unpacks to more than 1.0"));
}

/* The limit is the packed file's alone: the same data unpacked is read. */
static void
test_limit_is_for_packed (void)
{
  g_autofree char *text = g_strnfill (100000, ' ');
  g_autofree char *whole = g_strconcat (small_dump, text, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (whole, strlen (whole));
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;
  HfDumpLimits limits = hf_dump_default_limits;

  limits.max_unpacked = 1000;
  heap = hf_dump_load_bytes ("a.json", bytes, &limits, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (heap);
}

static void
add_cases (const char *name,
           HfPacking   packing)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } cases[] = {
    { "pieces", test_pieces },       { "damage", test_unpacker_damage }, { "load", test_load }, { "nothing-inside", test_nothing_inside },
    { "twice-packed", test_twice_packed },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/dump/packed/%s/%s", name, cases[i].name);

      g_test_add_data_func (path, GINT_TO_POINTER (packing), cases[i].func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("gzip", HF_PACKING_GZIP);
  add_cases ("gzip-zlib", HF_PACKING_GZIP_ZLIB);
  add_cases ("zstd", HF_PACKING_ZSTD);
  g_test_add_func ("/dump/packed/zstd-bomb", test_zstd_bomb);
  g_test_add_func ("/dump/packed/gzip-bomb", test_gzip_bomb);
  g_test_add_func ("/dump/packed/limit-is-for-packed", test_limit_is_for_packed);

  return g_test_run ();
}
