/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>

#include "dump/hf-dump.h"
#include "heap-compare.h"
#include "test-heaps.h"

static char *folder;

static HfHeap *
save_and_load (const HfHeap *heap,
               HfDumpFormat  format)
{
  static const char *const names[] = { "dump.hfdump", "dump.json", "dump.jsonl" };
  g_autofree char *path = g_build_filename (folder, names[format], NULL);
  g_autoptr (GError) error = NULL;
  HfHeap *loaded;

  g_assert_cmpint (hf_dump_format_for_path (path), ==, format);
  hf_dump_save (heap, path, format, NULL, &error);
  g_assert_no_error (error);
  loaded = hf_dump_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  if (!g_test_verbose ())
    g_unlink (path);

  return loaded;
}

static void
check (const HfHeap *heap,
       HfDumpFormat  format)
{
  g_autoptr (HfHeap) loaded = save_and_load (heap, format);
  g_autofree char *difference = heap_compare (heap, loaded, COMPARE_ALL);

  g_assert_cmpstr (difference, ==, NULL);
  g_assert_true (g_str_has_prefix (hf_heap_info (loaded)->format, format == HF_DUMP_NATIVE ? "Holdfast native" : "Holdfast interchange"));
}

static void
test_empty (gconstpointer format)
{
  g_autoptr (HfHeap) heap = test_heap_empty ();

  check (heap, (HfDumpFormat) GPOINTER_TO_INT (format));
}

static void
test_complete (gconstpointer format)
{
  g_autoptr (HfHeap) heap = test_heap_complete ();

  check (heap, (HfDumpFormat) GPOINTER_TO_INT (format));
}

static void
test_random (gconstpointer format)
{
  for (guint32 seed = 0; seed < 200; seed++)
    {
      g_autoptr (HfHeap) heap = test_heap_random (seed, seed % 2 ? seed * 5 : 3);

      check (heap, (HfDumpFormat) GPOINTER_TO_INT (format));
    }
}

/* More than one chunk of each kind. */
static void
test_large (gconstpointer format)
{
  g_autoptr (HfHeap) heap = test_heap_random (7, 60000);

  check (heap, (HfDumpFormat) GPOINTER_TO_INT (format));
}

static void
add_cases (const char  *name,
           HfDumpFormat format)
{
  static const struct
  {
    const char *name;
    GTestDataFunc func;
  } cases[] = { { "empty", test_empty }, { "complete", test_complete }, { "random", test_random }, { "large", test_large } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/dump/round-trip/%s/%s", name, cases[i].name);

      g_test_add_data_func (path, GINT_TO_POINTER (format), cases[i].func);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("holdfast-XXXXXX", NULL);
  add_cases ("native", HF_DUMP_NATIVE);
  add_cases ("json", HF_DUMP_JSON);
  add_cases ("json-lines", HF_DUMP_JSON_LINES);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
