/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dump/hf-dump.h"
#include "dump/hf-json-scanner.h"
#include "heap/hf-heap-builder.h"

/* Reading and writing of dump files: MB/s, seconds and peak memory, each in a process of its own.
 * Usage: bench-dump [OBJECTS]. */
static guint32 n_objects = 1000000;
static char *folder;

typedef void (*Measure) (const char *path, const HfHeap *heap);

/* Objects as a Python program has them: instances with a dict, strings of which few are alike, lists. */
static HfHeap *
make_heap (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint32 session = hf_heap_builder_type (builder, "app.sessions", "Session", HF_KIND_INSTANCE, 0);
  guint32 list = hf_heap_builder_type (builder, "builtins", "list", HF_KIND_CONTAINER, 0);
  guint32 string = hf_heap_builder_type (builder, "builtins", "str", HF_KIND_VALUE, HF_TYPE_STRING);
  guint32 names[8];

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("attribute_%u", i);

      names[i] = hf_heap_builder_string (builder, name, -1);
    }
  hf_heap_builder_set_has (builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_NAMES | HF_HAS_REFCOUNTS | HF_HAS_ADDRESSES);
  for (guint32 i = 0; i < n_objects; i++)
    {
      g_autofree char *value = i % 3 == 0 ? g_strdup_printf ("'the value of session number %u'", i) : NULL;
      HfObjectSpec spec = { .address = G_GUINT64_CONSTANT (0x7f0000000000) + (guint64) i * 64, .shallow = 48 + i % 100,
                            .type = i % 3 == 0 ? string : i % 3 == 1 ? session : list, .refcount = 1 + i % 5,
                            .flags = HF_OBJECT_TRACKED, .value = value, .value_length = value != NULL ? strlen (value) : 0 };

      hf_heap_builder_add_object (builder, &spec);
      for (guint k = 0; i % 3 != 0 && k < 6; k++)
        {
          gint64 to = k < 4 ? (gint64) i + g_rand_int_range (rand, -50, 50) : g_rand_int_range (rand, 0, (gint32) n_objects);

          to = CLAMP (to, 0, (gint64) n_objects - 1);
          if (i % 3 == 1)
            hf_heap_builder_add_ref (builder, (guint32) to, HF_REF_ATTRIBUTE, names[k], HF_CLASS_STRONG);
          else
            hf_heap_builder_add_ref (builder, (guint32) to, HF_REF_INDEX, k, HF_CLASS_STRONG);
        }
    }

  return hf_heap_builder_build (builder, NULL, NULL);
}

static guint64
file_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (guint64) status.st_size : 0;
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) usage.ru_utime.tv_sec + (double) usage.ru_stime.tv_sec + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
measure (const char   *what,
         Measure       func,
         const char   *path,
         const HfHeap *heap)
{
  pid_t child = fork ();
  struct rusage before;
  struct rusage after;
  gint64 start;
  double cpu;
  double size;

  if (child != 0)
    {
      waitpid (child, NULL, 0);
      return;
    }

  getrusage (RUSAGE_SELF, &before);
  start = g_get_monotonic_time ();
  cpu = cpu_seconds ();
  func (path, heap);
  cpu = cpu_seconds () - cpu;
  size = (double) file_size (path) / 1e6;
  getrusage (RUSAGE_SELF, &after);
  g_print ("%-34s %8.1f MB %8.2f s wall %8.2f s CPU %8.0f MB/s CPU %8.0f MB peak\n", what, size,
           (double) (g_get_monotonic_time () - start) / 1e6, cpu, size / MAX (cpu, 1e-6), (double) after.ru_maxrss / 1024);
  _exit (0);
}

static void
load (const char   *path,
      const HfHeap *heap)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) loaded = hf_dump_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hf_heap_n_objects (loaded), ==, n_objects);
}

static void
save (const char   *path,
      const HfHeap *heap)
{
  g_autoptr (GError) error = NULL;

  hf_dump_save (heap, path, hf_dump_format_for_path (path), NULL, &error);
  g_assert_no_error (error);
}

static void
scan (const char   *path,
      const HfHeap *heap)
{
  g_autoptr (HfDumpInput) input = hf_dump_input_open (path, NULL, NULL, NULL);
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);

  while (hf_json_scanner_skip (scanner))
    if (hf_json_scanner_peek (scanner) == HF_JSON_END)
      break;
  g_assert_false (hf_json_scanner_failed (scanner));
}

static void
pull (const char   *path,
      const HfHeap *heap)
{
  g_autoptr (HfDumpInput) input = hf_dump_input_open (path, NULL, NULL, NULL);

  while (hf_dump_input_more (input))
    input->at = input->end;
}

static void
pack (const char *command,
      const char *path)
{
  g_autofree char *line = g_strdup_printf ("%s '%s'", command, path);

  if (system (line) != 0)
    g_error ("%s failed", line);
}

int
main (int    argc,
      char **argv)
{
  static const char *const names[] = { "a.hfdump", "a.jsonl", "a.json", "a.jsonl.gz", "a.jsonl.zst" };
  g_autofree char *paths[G_N_ELEMENTS (names)] = { NULL };

  if (argc > 1)
    n_objects = (guint32) CLAMP (g_ascii_strtoull (argv[1], NULL, 10), 10, 500000000);
  folder = g_dir_make_tmp ("holdfast-bench-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    paths[i] = g_build_filename (folder, names[i], NULL);
  {
    g_autoptr (HfHeap) heap = make_heap ();

    g_print ("%u objects, %u references\n", hf_heap_n_objects (heap), hf_heap_n_references (heap));
    measure ("save native", save, paths[0], heap);
    measure ("save JSON Lines", save, paths[1], heap);
    measure ("save JSON document", save, paths[2], heap);
  }
  pack ("gzip -k -1", paths[1]);
  pack ("zstd -k -q -1", paths[1]);

  measure ("load native", load, paths[0], NULL);
  measure ("load JSON Lines", load, paths[1], NULL);
  measure ("load JSON document", load, paths[2], NULL);
  measure ("load JSON Lines .gz", load, paths[3], NULL);
  measure ("load JSON Lines .zst", load, paths[4], NULL);
  measure ("scan JSON Lines, nothing kept", scan, paths[1], NULL);
  measure ("scan JSON document, nothing kept", scan, paths[2], NULL);
  measure ("read only", pull, paths[1], NULL);
  measure ("unpack .gz only (packed size)", pull, paths[3], NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_unlink (paths[i]);
  g_rmdir (folder);
  g_free (folder);

  return 0;
}
