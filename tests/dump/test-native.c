/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dump/hf-crc32c.h"
#include "dump/hf-dump.h"
#include "dump/hf-native-format.h"
#include "heap-check.h"

/* ---- files made by hand ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GString *data;
  guint32 crcs;
} File;

static void
file_put_chunk (File         *file,
                const char   *tag,
                const void   *payload,
                gsize         n,
                HfNativeChunk change)
{
  HfNativeChunk chunk = { .flags = change.flags, .stored = change.stored != 0 ? change.stored : n,
                          .raw = change.raw != 0 ? change.raw : n, .crc = hf_crc32c (0, payload, n) };

  memcpy (chunk.tag, tag, 4);
  chunk.header_crc = hf_crc32c (0, &chunk, 28);
  file->crcs = hf_crc32c (file->crcs, &chunk.crc, 4);
  g_string_append_len (file->data, (const char *) &chunk, sizeof chunk);
  g_string_append_len (file->data, payload, (gssize) n);
}

#define NO_CHANGE ((HfNativeChunk) { .flags = 0 })

static File
file_new (const char *meta)
{
  File file = { .data = g_string_new (HF_NATIVE_MAGIC) };

  file_put_chunk (&file, "META", meta, strlen (meta), NO_CHANGE);

  return file;
}

#define META "{\"format\":1,\"has\":[\"roots\",\"values\"]}"
#define TYPES "\x01m\x01T\x06\x00\x00" "\x08" "builtins\x04" "dict\x05\x02\x00"
#define STRINGS "\x01x\x01y"

/* META, two types, two strings, and one chunk that the caller brings. */
static char *
read_with (const char   *tag,
           const void   *payload,
           gsize         n,
           HfNativeChunk change,
           gint64       *n_objects)
{
  static const char good_nodes[] = "\x01\x00\x10\x08\x00\x01\x00" "\x01\x01\x10\x08\x00";
  File file = file_new (META);
  g_autoptr (GBytes) bytes = NULL;
  char *sentence;
  gint64 found;

  file_put_chunk (&file, "TYPE", TYPES, sizeof TYPES - 1, NO_CHANGE);
  file_put_chunk (&file, "STRS", STRINGS, sizeof STRINGS - 1, NO_CHANGE);
  file_put_chunk (&file, "NODE", good_nodes, 5, NO_CHANGE);
  file_put_chunk (&file, tag, payload, n, change);
  bytes = g_string_free_to_bytes (file.data);
  found = load_and_check ("folder/x.hfdump", bytes, &sentence);
  if (n_objects != NULL)
    *n_objects = found;

  return sentence;
}

static void
assert_says (const char *tag,
             const char *payload,
             gsize       n,
             const char *part)
{
  gint64 n_objects;
  g_autofree char *sentence = read_with (tag, payload, n, NO_CHANGE, &n_objects);

  /* The object before the damage is kept. */
  g_assert_cmpint (n_objects, >=, 1);
  if (strstr (sentence, part) == NULL)
    g_error ("\"%s\" does not say \"%s\"", sentence, part);
}

#define SAYS(tag, payload, part) assert_says (tag, payload, sizeof (payload) - 1, part)

/* Well-formed chunks with right checksums whose records cannot be. */
static void
test_impossible_records (void)
{
#define HUGE "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
  /* address, type, flags 0x10 (no refcount), size, references */
  SAYS ("NODE", "\x01\x02\x10\x08\x00", "a type that has not come");
  SAYS ("NODE", "\x01" HUGE "\x10\x08\x00", "a type that has not come");
  SAYS ("NODE", HUGE "\x00\x10\x08\x00", "address has more than 64 bits");
  SAYS ("NODE", HUGE "\x7f", "address has more than 64 bits");
  SAYS ("NODE", "\x01\x00\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\x00", "more than 64 bits");
  SAYS ("NODE", "\x01\x00\x10\x08", "past the end of the chunk");
  SAYS ("NODE", "\x01\x00\x10\x08\x80", "past the end of the chunk");
  SAYS ("NODE", "\x01\x00\x10\x08" HUGE, "more references than the chunk has room for");
  SAYS ("NODE", "\x01\x00\x10\x08\x02\x00\x00", "more references than the chunk has room for");
  SAYS ("NODE", "\x01\x00\x11\x08" HUGE "abc", "a text in it goes on past the end");
  SAYS ("NODE", "\x01\x00\x11\x08\x05" "abc", "a text in it goes on past the end");
  SAYS ("NODE", "\x01\x00\x18\x08\x01\x00", "an allocation site that has not come");
  SAYS ("NODE", "\x01\x00\x10\x08\x01\x81\x02\x00", "a string that has not come");
  SAYS ("NODE", "\x01\x00\x10\x08\x01\x43\x00\x00", "takes its name from a key");
  SAYS ("NODE", "\x01\x00\x10\x08\x01\x41\x00\x00", "takes its name from a key");
  SAYS ("NODE", "\x01\x00\x10\x08\x01\x00" HUGE, "an object that cannot be");
  SAYS ("NODE", "\x01\x00\x10\x08\x01\x00\x03\x00", "an object that cannot be");
  SAYS ("NODE", "\x01\x00\x10\x08\x01\x00\x80\x80\x80\x80\x08\x00", "an object that cannot be");
  SAYS ("TYPE", "\x01m\x7fT\x00\x00\x00", "a text in it goes on past the end");
  SAYS ("TYPE", "\x01m", "past the end");
  SAYS ("STRS", HUGE, "a text in it goes on past the end");
  SAYS ("STRS", "\x02x", "a text in it goes on past the end");
  SAYS ("SITE", HUGE "\x00\x00\x00", "more frames than the chunk has room for");
  SAYS ("SITE", "\x01\x02\x00\x00", "a string that has not come");
  SAYS ("ROOT", "\x01\x00\x05" "abc", "a text in it goes on past the end");
  SAYS ("ROOT", "\x01\x00\x03" "abc", "past the end");
  SAYS ("END ", "12345678", "too short");
  SAYS ("END ", "\x07\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0xxxx\0\0\0\0",
        "counts 7 objects, but 1 were found");
  SAYS ("END ", "\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0xxxx\0\0\0\0",
        "disagrees with the checksums");
}

/* Lengths in a chunk's header that the file, the format or the limit does not bear. */
static void
test_impossible_chunks (void)
{
  static const struct
  {
    HfNativeChunk change;
    const char *part;
  } cases[] = {
    { { .stored = G_MAXUINT64, .raw = G_MAXUINT64 }, "a chunk has at most" },
    { { .stored = G_MAXINT64, .raw = 5 }, "a chunk has at most" },
    { { .stored = 5, .raw = G_GUINT64_CONSTANT (1) << 62, .flags = HF_NATIVE_ZSTD }, "a chunk has at most" },
    { { .stored = 1000, .raw = 1000 }, "in the NODE chunk that begins at byte" },
    { { .stored = HF_NATIVE_MAX_CHUNK, .raw = HF_NATIVE_MAX_CHUNK }, "in the NODE chunk that begins at byte" },
    { { .stored = 5, .raw = 6 }, "claims two sizes" },
    { { .flags = 2 }, "packed in a way" },
    { { .flags = 0x80000000 }, "packed in a way" },
    { { .flags = HF_NATIVE_ZSTD }, "cannot be unpacked" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 n_objects;
      g_autofree char *sentence = read_with ("NODE", "\x01\x00\x10\x08\x00", 5, cases[i].change, &n_objects);

      g_assert_cmpint (n_objects, ==, 1);
      if (strstr (sentence, cases[i].part) == NULL)
        g_error ("\"%s\" does not say \"%s\"", sentence, cases[i].part);
    }
}

/* A megabyte of memory for each byte of the file is refused before it is taken. */
static void
test_chunk_beyond_limit (void)
{
  HfNativeChunk change = { .stored = 5, .raw = HF_NATIVE_MAX_CHUNK, .flags = HF_NATIVE_ZSTD };
  gint64 n_objects;
  g_autofree char *sentence = read_with ("NODE", "\x01\x00\x10\x08\x00", 5, change, &n_objects);

  g_assert_cmpint (n_objects, ==, -1);
  g_assert_nonnull (strstr (sentence, "It unpacks to more than 64.0"));
}

static void
test_bad_meta (void)
{
  static const struct
  {
    const char *meta;
    const char *part;
  } cases[] = {
    { "", "is no good JSON" },
    { "[]", "an object ({…}) belongs here" },
    { "{\"format\":1", "is no good JSON" },
    { "{}", "says format 0" },
    { "{\"format\":\"1\"}", "says format 0" },
    { "{\"format\":2}", "says format 2; this Holdfast reads format 1" },
    { "{\"format\":1,\"address_unit\":0.5}", "an impossible address unit" },
    { "{\"format\":1,\"address_unit\":-8}", "an impossible address unit" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      File file = file_new (cases[i].meta);
      g_autoptr (GBytes) bytes = g_string_free_to_bytes (file.data);
      g_autofree char *sentence = NULL;

      g_assert_cmpint (load_and_check ("x.hfdump", bytes, &sentence), ==, -1);
      if (strstr (sentence, cases[i].part) == NULL)
        g_error ("\"%s\" does not say \"%s\"", sentence, cases[i].part);
    }
}

static void
test_deep_meta (void)
{
  GString *meta = g_string_new ("{\"format\":1,\"x\":");
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *sentence = NULL;
  File file;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (meta, '[');
  file = file_new (meta->str);
  bytes = g_string_free_to_bytes (file.data);
  g_assert_cmpint (load_and_check ("x.hfdump", bytes, &sentence), ==, -1);
  g_assert_nonnull (strstr (sentence, "nested deeper"));
  g_string_free (meta, TRUE);
}

/* A writer of the future may add chunks, members, kinds and flags; what is known is used. */
static void
test_unknown_things (void)
{
  static const char nodes[] = "\x01\x00\x90\x80\x04\x08\x01\x8f\x00\x00" "\x01\x01\x10\x08\x00";
  File file = file_new ("{\"format\":1,\"has\":[\"roots\",\"smells\"],\"new\":{\"x\":[]},\"pid\":\"12\",\"argv\":[1,\"a\"],\"time\":null}");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;

  file_put_chunk (&file, "LATR", "rubbish", 7, NO_CHANGE);
  file_put_chunk (&file, "TYPE", "\x01m\x01T\x40\xff\x01\x00" "\x00\x01U\x07\x00\x02", 14, NO_CHANGE);
  file_put_chunk (&file, "STRS", STRINGS, sizeof STRINGS - 1, NO_CHANGE);
  file_put_chunk (&file, "NODE", nodes, sizeof nodes - 1, NO_CHANGE);
  file_put_chunk (&file, "ROOT", "\x17\xff\x01\x01w\x00", 6, NO_CHANGE);
  bytes = g_string_free_to_bytes (file.data);
  heap = hf_dump_load_bytes ("x.hfdump", bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  heap_check (heap);
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 2);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 1);
  g_assert_cmpint (hf_heap_root_kind (heap, 0), ==, HF_ROOT_OTHER);
  g_assert_cmpstr (hf_heap_info (heap)->program, ==, "a");
  g_assert_true (hf_heap_root_owns (heap, 0));
}

static void
test_dangling (void)
{
  g_autofree char *sentence = NULL;
  gint64 n_objects;

  /* References and a root to objects 5 and 1000: counted, left out. The file has no END, which is what the sentence says. */
  sentence = read_with ("NODE", "\x01\x00\x10\x08\x02\x00\x08\x00\x0a", 9, NO_CHANGE, &n_objects);
  g_assert_cmpint (n_objects, ==, 2);
  g_assert_nonnull (strstr (sentence, "without an END chunk"));
  g_assert_nonnull (strstr (sentence, "2 objects, no roots"));
  {
    File file = file_new (META);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (HfHeap) heap = NULL;

    file_put_chunk (&file, "TYPE", TYPES, sizeof TYPES - 1, NO_CHANGE);
    file_put_chunk (&file, "NODE", "\x01\x00\x10\x08\x02\x00\x08\x00\x0a", 9, NO_CHANGE);
    file_put_chunk (&file, "ROOT", "\x01\x00\x01w\xe8\x07" "\x01\x00\x01w\x00", 11, NO_CHANGE);
    bytes = g_string_free_to_bytes (file.data);
    heap = hf_dump_load_bytes ("x.hfdump", bytes, NULL, NULL, NULL);
    g_assert_cmpuint (hf_heap_info (heap)->dangling, ==, 3);
    g_assert_cmpuint (hf_heap_n_roots (heap), ==, 1);
  }
}

static void
test_odd_names (void)
{
  static const char types[] = "\x06nul\0\xff.\x06" "\xe2\x80\xae" "x\xc3(\x06\x00\x00";
  static const char nodes[] = "\x01\x00\x11\x08\x05" "a\0b\x1b\x07" "\x01\x81\x00\x00";
  File file = file_new (META);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HfHeap) heap = NULL;

  file_put_chunk (&file, "TYPE", types, sizeof types - 1, NO_CHANGE);
  file_put_chunk (&file, "STRS", "\x04k\0\xfe" "k", 5, NO_CHANGE);
  file_put_chunk (&file, "NODE", nodes, sizeof nodes - 1, NO_CHANGE);
  file_put_chunk (&file, "ROOT", "\x01\x00\x02\0\xff\x00", 6, NO_CHANGE);
  bytes = g_string_free_to_bytes (file.data);
  heap = hf_dump_load_bytes ("x.hfdump", bytes, NULL, NULL, NULL);
  heap_check (heap);
  g_assert_cmpstr (hf_heap_type_name_of (heap, 1), ==, "nul\xef\xbf\xbd\xef\xbf\xbd..\xe2\x80\xaex\xef\xbf\xbd(");
  g_assert_cmpstr (hf_heap_value (heap, 1), ==, "a\xef\xbf\xbd" "b\x1b\x07");
  g_assert_cmpstr (hf_heap_ref_name (heap, 1), ==, "k\xef\xbf\xbd\xef\xbf\xbdk");
  g_assert_cmpstr (hf_heap_ref_name (heap, 0), ==, "\xef\xbf\xbd\xef\xbf\xbd");
}

/* ---- checksums ------------------------------------------------------------------------------------------------------------------------- */

static void
test_crc32c (void)
{
  guint8 data[1000];

  /* RFC 3720, appendix B.4 */
  memset (data, 0, sizeof data);
  g_assert_cmphex (hf_crc32c (0, data, 32), ==, 0x8A9136AA);
  memset (data, 0xFF, sizeof data);
  g_assert_cmphex (hf_crc32c (0, data, 32), ==, 0x62A8AB43);
  for (guint i = 0; i < 32; i++)
    data[i] = (guint8) i;
  g_assert_cmphex (hf_crc32c (0, data, 32), ==, 0x46DD794E);
  g_assert_cmphex (hf_crc32c (0, "123456789", 9), ==, 0xE3069283);

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * i * 31);
  for (gsize n = 0; n <= sizeof data; n++)
    {
      g_assert_cmphex (hf_crc32c (0, data, n), ==, hf_crc32c_portable (0, data, n));
      g_assert_cmphex (hf_crc32c (hf_crc32c (0, data, n / 3), data + n / 3, n - n / 3), ==, hf_crc32c (0, data, n));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dump/native/impossible-records", test_impossible_records);
  g_test_add_func ("/dump/native/impossible-chunks", test_impossible_chunks);
  g_test_add_func ("/dump/native/chunk-beyond-limit", test_chunk_beyond_limit);
  g_test_add_func ("/dump/native/bad-meta", test_bad_meta);
  g_test_add_func ("/dump/native/deep-meta", test_deep_meta);
  g_test_add_func ("/dump/native/unknown-things", test_unknown_things);
  g_test_add_func ("/dump/native/dangling", test_dangling);
  g_test_add_func ("/dump/native/odd-names", test_odd_names);
  g_test_add_func ("/dump/native/crc32c", test_crc32c);

  return g_test_run ();
}
