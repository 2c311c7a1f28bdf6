/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "dump/hf-crc32c.h"
#include "dump/hf-dump.h"
#include "dump/hf-native-format.h"
#include "heap-check.h"

static char *folder;

/* ---- what is no file ---------------------------------------------------------------------------------------------------------- */

static void
assert_refused (const char *path,
                const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = hf_dump_load (path, NULL, NULL, &error);
  g_autofree char *wanted = g_strdup_printf ("%s: %s", path, why);

  g_assert_null (heap);
  g_assert_true (error->domain == HF_ERROR);
  g_assert_cmpstr (error->message, ==, wanted);
}

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_file (const char *path,
            const void *data,
            gsize       n)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) n, &error);
  g_assert_no_error (error);
}

static void
test_missing (void)
{
  g_autofree char *path = in_folder ("nowhere.hfdump");

  assert_refused (path, "There is no such file.");
}

static void
test_folder (void)
{
  assert_refused (folder, "It is a folder, not a dump file.");
}

static void
test_empty (void)
{
  g_autofree char *path = in_folder ("empty.hfdump");

  write_file (path, "", 0);
  assert_refused (path, "It is empty (it ends at byte 0).");
  g_unlink (path);
}

/* As somebody who is not allowed to read it; root would be allowed everything. */
static void
test_no_permission (void)
{
  g_autofree char *path = in_folder ("secret.hfdump");
  gboolean is_root = geteuid () == 0;

  write_file (path, HF_NATIVE_MAGIC, HF_NATIVE_MAGIC_SIZE);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  if (is_root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  assert_refused (path, "You have no permission to read it.");
  if (is_root)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_unlink (path);
}

static void
test_pipe (void)
{
  g_autofree char *path = in_folder ("pipe");

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_refused (path, "It is a pipe; a dump can only be read from a file.");
  g_unlink (path);
}

static void
test_socket (void)
{
  g_autofree char *path = in_folder ("socket");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  assert_refused (path, "It is a socket; a dump can only be read from a file.");
  close (fd);
  g_unlink (path);
}

static void
test_device (void)
{
  assert_refused ("/dev/null", "It is a device; a dump can only be read from a file.");
}

static void
test_too_long_name (void)
{
  g_autofree char *name = g_strnfill (5000, 'x');
  g_autofree char *why = g_strdup_printf ("It cannot be opened: %s.", g_strerror (ENAMETOOLONG));

  assert_refused (name, why);
}

/* ---- what is something else ------------------------------------------------------------------------------------------------------ */

static void
assert_sentence (const char *text,
                 gssize      length,
                 const char *part)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length >= 0 ? (gsize) length : strlen (text));
  g_autofree char *sentence = NULL;

  load_and_check ("folder/a name", bytes, &sentence);
  g_assert_nonnull (sentence);
  if (strstr (sentence, part) == NULL)
    g_error ("\"%s\" does not say \"%s\"", sentence, part);
}

static void
test_other_files (void)
{
  assert_sentence ("\x7f" "ELF\2\1\1", 7, "a program or a core dump");
  assert_sentence ("PK\3\4xxxx", 8, "a ZIP archive");
  assert_sentence ("{\"snapshot\":{\"meta\":{}}}", -1, "\"node_fields\" lacks");
  assert_sentence ("{\"snapshot\":{\"node_count\":3}}", -1, "a V8 heap snapshot");
  assert_sentence ("{\"head\":{\"callFrame\":{}}}", -1, "a sampling heap profile of Chrome");
  assert_sentence ("memray\0\14\0\0", 10, "a recording of memray");
  assert_sentence ("\x0a\x04\x08\x01\x10\x02", 6, "a profile of pprof");
  assert_sentence ("heap profile: 12: 34 [ 56: 78] @ heapprofile\n", -1, "gperftools");
  assert_sentence ("heap_v2/524288\n", -1, "jemalloc");
  assert_sentence ("desc: --time-unit=B\ncmd: ls\n", -1, "massif");
  assert_sentence ("Nettrace\x14\0\0\0!FastSerialization.1", 32, "a .NET event trace");
  assert_sentence ("\x14\0\0\0!FastSerialization.1", 24, "No object could be read");
  assert_sentence ("go1.7 heap dump\n\6\0\10", 19, "No object could be read");
  assert_sentence ("\0\x12portable heap dump\0\0\0\6", 24, "OpenJ9");
  assert_sentence ("=erl_crash_dump:0.5\nSlogan: x\n", -1, "no process");
  assert_sentence ("FLR\0\0\2\0\1", 8, "Java Flight Recorder");
  assert_sentence ("MDMP\x93\xa7\0\0", 8, "a Windows minidump");
  assert_sentence ("bplist00\xd4\1", 10, "a binary property list");
  assert_sentence ("\x80\4\x95\1\0\0\0", 7, "tracemalloc");
  assert_sentence ("{\"traceEvents\":[]}", -1, "a trace of Chrome");
  assert_sentence ("{\"nodes\":[{\"id\":1}]}", -1, "a CPU profile");
  assert_sentence ("{\"a\": 1}", -1, "without the member \"holdfast\"");
  assert_sentence ("[1, 2]", -1, "not an object");
  assert_sentence ("Dear reader,\n", -1, "some other text");
  assert_sentence ("graph paper is squared", -1, "some other text");
  assert_sentence ("\0\1\2\3\4\5\6\7", 8, "some other binary file");
  assert_sentence ("\xff\xfe{\0", 4, "UTF-16");
  assert_sentence ("H", -1, "some other text");
  assert_sentence ("HFDUMP2\n and what comes in the next version", -1, "version of the native format");
  assert_sentence ("{\"objects\":[{\"x\":\"\\\"holdfast\\\"\", \"y\": \"holdfast\"}]}", -1, "interchange form");
  assert_sentence ("{\"holdfast\":2,\"objects\":[]}", -1, "only version");
}

static void
test_random_bytes (void)
{
  static const char *const beginnings[] = { "", HF_NATIVE_MAGIC, "{\"holdfast\":1,", "digraph{", "\x1f\x8b\x08", "\x28\xb5\x2f\xfd" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 3000; i++)
    {
      const char *beginning = beginnings[i % G_N_ELEMENTS (beginnings)];
      GByteArray *data = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      gint n = g_rand_int_range (rand, 1, 400);

      g_byte_array_append (data, (const guint8 *) beginning, (guint) strlen (beginning));
      for (gint k = 0; k < n; k++)
        {
          guint8 byte = (guint8) g_rand_int (rand);

          g_byte_array_append (data, &byte, 1);
        }
      bytes = g_byte_array_free_to_bytes (data);
      load_and_check ("random.bin", bytes, NULL);
    }
}

/* ---- what the fuzzer once found ------------------------------------------------------------------------------------------------ */

static void
test_findings (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("HF_TEST_DATA"), "findings", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) findings = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  for (; (name = g_dir_read_name (findings)) != NULL; n++)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *content = NULL;
      g_autofree char *sentence = NULL;
      g_autoptr (GBytes) bytes = NULL;
      gsize length;

      g_file_get_contents (file, &content, &length, &error);
      g_assert_no_error (error);
      bytes = g_bytes_new (content, length);
      load_and_check (name, bytes, &sentence);
      g_assert_nonnull (sentence);
    }
  g_assert_cmpuint (n, >, 0);
}

/* ---- damaged files ------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *name;
  gint64 n_objects;
} Seed;

static const Seed seeds[] = {
  { "plain.hfdump", 25 },     { "packed.hfdump", 25 },     { "document.json", 25 }, { "lines.jsonl", 25 },    { "graph.dot", 9 },
  { "objgraph.dot", 4 },      { "plain.hfdump.gz", 25 },   { "plain.hfdump.zst", 25 }, { "lines.jsonl.gz", 25 }, { "lines.jsonl.zst", 25 },
  { "objgraph.dot.gz", 4 },   { "objgraph.dot.zst", 4 },   { "empty.hfdump", 0 },
  { "old-ruby.json", 20 },    { "ruby.json", 20 },
  { "hotspot.hprof", 33 },    { "old.hprof", 33 },         { "android.hprof", 34 },  { "hotspot.hprof.gz", 33 },
  { "meliae.json", 14 },      { "python.pyheap", 49 },      { "small.heapsnapshot", 18 },  { "php.json", 4 },
  { "stacks.heapsnapshot", 18 }, { "bun.heapsnapshot", 3 },
  { "gjs.heap", 13 },         { "cc-edges.log", 6 },      { "jsc.json", 6 },          { "jsc-gc.json", 3 },
  { "perl.pmat", 11 },        { "amd64.goheap", 10 },      { "big.goheap", 10 },
  { "small.gcdump", 13 },     { "sampled.gcdump", 13 },  { "erlang.dump", 24 },
  { "pypy.rpy", 6 },          { "pypy32.rpy", 6 },        { "firefox.fxsnapshot", 9 },
  { "refcycle.json", 13 },    { "refcycle-old.json", 13 }, { "dump-heap.bin", 28 },
};

static guint8 *
read_seed (const Seed *seed,
           gsize      *length)
{
  g_autofree char *path = g_build_filename (g_getenv ("HF_TEST_DATA"), "seeds", seed->name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;

  g_file_get_contents (path, &data, length, &error);
  g_assert_no_error (error);

  return (guint8 *) data;
}

static void
test_whole (gconstpointer data)
{
  const Seed *seed = data;
  gsize length;
  g_autofree guint8 *content = read_seed (seed, &length);
  g_autoptr (GBytes) bytes = g_bytes_new (content, length);
  g_autofree char *sentence = NULL;

  g_assert_cmpint (load_and_check (seed->name, bytes, &sentence), ==, seed->n_objects);
  g_assert_cmpstr (sentence, ==, NULL);
}

static gboolean
is_lines (const Seed *seed)
{
  return strstr (seed->name, "meliae") != NULL || strstr (seed->name, "ruby") != NULL || g_str_has_suffix (seed->name, ".heap") || g_str_has_suffix (seed->name, ".log");
}

/* One entry behind the other, without an end or a count: a file that is cut between two of them is a whole one. */
static gboolean
has_no_end (const Seed *seed)
{
  return g_str_has_suffix (seed->name, ".rpy") || g_str_has_suffix (seed->name, ".fxsnapshot");
}

/* A beginning is used as far as it goes: more of the file never gives fewer objects, and what is missing is said. */
static void
test_cut (gconstpointer data)
{
  const Seed *seed = data;
  gsize length;
  g_autofree guint8 *content = read_seed (seed, &length);
  gsize n_cuts = MIN (length - 2, 400);
  gint64 before = -1, n_silent = 0;

  for (gsize i = 0; i < n_cuts; i++)
    {
      gsize cut = i * (length - 2) / n_cuts;
      g_autoptr (GBytes) bytes = g_bytes_new (content, cut);
      g_autofree char *sentence = NULL;
      gint64 n = load_and_check (seed->name, bytes, &sentence);

      /* The native form is complete with its END chunk, whatever the packing around it lacks; lines of text have no end. */
      if (has_no_end (seed))
        n_silent += sentence == NULL;
      else if (!(n == seed->n_objects && strstr (seed->name, ".hfdump.") != NULL) &&
          !(is_lines (seed) && (cut == 0 || content[cut - 1] == '\n' || content[cut] == '\n')))
        g_assert_nonnull (sentence);
      /* The beginning of a keyword of DOT is a node as well. */
      g_assert_cmpint (MAX (n, 0) + (strstr (seed->name, ".dot") != NULL), >=, before);
      before = n;
    }
  g_assert_cmpint (n_silent, <=, seed->n_objects);
  /* zstd gives out nothing before the end of a block, and these are one block. */
  if (seed->n_objects > 0 && !g_str_has_suffix (seed->name, ".zst"))
    g_assert_cmpint (before, >, 0);
}

static void
test_flipped (gconstpointer data)
{
  const Seed *seed = data;
  gsize length;
  g_autofree guint8 *content = read_seed (seed, &length);
  gboolean is_native = g_str_has_suffix (seed->name, ".hfdump");

  for (gsize i = 0; i < length; i += is_native ? 1 : 3)
    for (guint bit = is_native ? i % 3 : i * 5 % 8; bit < 8; bit += is_native ? 3 : 8)
      {
        g_autoptr (GBytes) bytes = NULL;
        g_autofree char *sentence = NULL;

        content[i] ^= (guint8) (1u << bit);
        bytes = g_bytes_new (content, length);
        load_and_check (seed->name, bytes, &sentence);
        /* The checksums of the native form notice every single bit. */
        if (is_native)
          g_assert_nonnull (sentence);
        content[i] ^= (guint8) (1u << bit);
      }
}

static void
mend_checksums (guint8 *content,
                gsize   length)
{
  gsize at = HF_NATIVE_MAGIC_SIZE;
  guint32 crcs = 0;

  while (length - at >= sizeof (HfNativeChunk))
    {
      HfNativeChunk chunk;

      memcpy (&chunk, content + at, sizeof chunk);
      if (GUINT64_FROM_LE (chunk.stored) > length - at - sizeof chunk)
        break;
      if (memcmp (chunk.tag, "END ", 4) == 0 && GUINT64_FROM_LE (chunk.stored) >= 48)
        {
          guint32 sum = GUINT32_TO_LE (crcs);

          memcpy (content + at + sizeof chunk + 40, &sum, 4);
        }
      chunk.crc = GUINT32_TO_LE (hf_crc32c (0, content + at + sizeof chunk, GUINT64_FROM_LE (chunk.stored)));
      chunk.header_crc = GUINT32_TO_LE (hf_crc32c (0, &chunk, 28));
      memcpy (content + at, &chunk, sizeof chunk);
      crcs = hf_crc32c (crcs, &chunk.crc, 4);
      at += sizeof chunk + GUINT64_FROM_LE (chunk.stored);
    }
}

/* Damage that no checksum tells of. */
static void
test_flipped_with_checksum (gconstpointer data)
{
  const Seed *seed = data;
  gsize length;
  g_autofree guint8 *content = read_seed (seed, &length);

  for (gsize i = HF_NATIVE_MAGIC_SIZE; i < length; i++)
    for (guint kind = 0; kind < 4; kind++)
      {
        g_autofree guint8 *copy = g_memdup2 (content, length);
        g_autoptr (GBytes) bytes = NULL;

        if (kind < 2)
          copy[i] ^= (guint8) (1u << (4 * kind + i % 4));
        else
          copy[i] = kind == 2 ? 0xFF : 0;
        mend_checksums (copy, length);
        bytes = g_bytes_new (copy, length);
        load_and_check (seed->name, bytes, NULL);
      }
}

/* Two places of the same file, one put over the other. */
static void
test_spliced (gconstpointer data)
{
  const Seed *seed = data;
  gsize length;
  g_autofree guint8 *content = read_seed (seed, &length);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (content, length);
      gsize n = (gsize) g_rand_int_range (rand, 1, 60);
      g_autoptr (GBytes) bytes = NULL;

      if (n >= length)
        continue;
      memmove (copy + g_rand_int_range (rand, 0, (gint32) (length - n)), content + g_rand_int_range (rand, 0, (gint32) (length - n)), n);
      if (g_str_has_suffix (seed->name, ".hfdump"))
        mend_checksums (copy, length);
      bytes = g_bytes_new (copy, length);
      load_and_check (seed->name, bytes, NULL);
    }
}

static void
add_seed_cases (const char   *what,
                GTestDataFunc func,
                gboolean      native_only)
{
  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/dump/bad-input/%s/%s", what, seeds[i].name);

      if (!native_only || g_str_has_suffix (seeds[i].name, ".hfdump"))
        g_test_add_data_func (path, &seeds[i], func);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("holdfast-XXXXXX", NULL);
  g_test_add_func ("/dump/bad-input/missing", test_missing);
  g_test_add_func ("/dump/bad-input/folder", test_folder);
  g_test_add_func ("/dump/bad-input/empty", test_empty);
  g_test_add_func ("/dump/bad-input/no-permission", test_no_permission);
  g_test_add_func ("/dump/bad-input/pipe", test_pipe);
  g_test_add_func ("/dump/bad-input/socket", test_socket);
  g_test_add_func ("/dump/bad-input/device", test_device);
  g_test_add_func ("/dump/bad-input/too-long-name", test_too_long_name);
  g_test_add_func ("/dump/bad-input/other-files", test_other_files);
  g_test_add_func ("/dump/bad-input/random-bytes", test_random_bytes);
  g_test_add_func ("/dump/bad-input/findings", test_findings);
  add_seed_cases ("whole", test_whole, FALSE);
  add_seed_cases ("cut", test_cut, FALSE);
  add_seed_cases ("flipped", test_flipped, FALSE);
  add_seed_cases ("flipped-with-checksum", test_flipped_with_checksum, TRUE);
  add_seed_cases ("spliced", test_spliced, FALSE);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
