/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/hf-dump.h"
#include "heap-check.h"
#include "test-heaps.h"

/* How long a cancel may take. Machines that run tests are slow; on a quiet one it is a few ms. */
#define MAX_CANCEL_SECONDS 2.0

static double
patience (void)
{
  const char *factor = g_getenv ("HF_PATIENCE");

  return factor != NULL ? g_ascii_strtod (factor, NULL) : 1;
}

static char *folder;

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* ---- saving ------------------------------------------------------------------------------------------------------------------------------ */

static void
test_no_folder (void)
{
  g_autofree char *path = g_build_filename (folder, "none", "a.hfdump", NULL);
  g_autoptr (HfHeap) heap = test_heap_complete ();
  g_autoptr (GError) error = NULL;

  g_assert_false (hf_dump_save (heap, path, HF_DUMP_NATIVE, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, "It cannot be written"));
}

static void
test_over_folder (void)
{
  g_autoptr (HfHeap) heap = test_heap_complete ();
  g_autoptr (GError) error = NULL;

  g_assert_false (hf_dump_save (heap, folder, HF_DUMP_NATIVE, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_IO);
  g_assert_cmpuint (count_files (), ==, 0);
}

static void
test_replaces (void)
{
  g_autofree char *path = g_build_filename (folder, "a.hfdump", NULL);
  g_autoptr (HfHeap) first = test_heap_complete ();
  g_autoptr (HfHeap) second = test_heap_empty ();
  g_autoptr (HfHeap) loaded = NULL;
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_true (hf_dump_save (first, path, HF_DUMP_NATIVE, NULL, &error));
  g_assert_true (hf_dump_save (second, path, HF_DUMP_NATIVE, NULL, &error));
  loaded = hf_dump_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hf_heap_n_objects (loaded), ==, 0);
  g_assert_cmpuint (count_files (), ==, 1);
  /* Values of a heap can be secrets. */
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_unlink (path);
}

/* The limit on file sizes stands in for a full disk: the file that was there stays, and nothing is left behind. */
static void
test_no_room (gconstpointer data)
{
  HfDumpFormat format = (HfDumpFormat) GPOINTER_TO_INT (data);
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_autoptr (HfHeap) heap = test_heap_random (5, 20000);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  struct rlimit before;
  struct rlimit limit;
  gboolean saved;

  g_assert_true (g_file_set_contents (path, "old", 3, NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 50000;
  setrlimit (RLIMIT_FSIZE, &limit);
  saved = hf_dump_save (heap, path, format, NULL, &error);
  setrlimit (RLIMIT_FSIZE, &before);

  g_assert_false (saved);
  g_assert_error (error, HF_ERROR, HF_ERROR_IO);
  g_assert_cmpuint (count_files (), ==, 1);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "old");
  g_unlink (path);
}

/* ---- cancelling -------------------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *path;
  const HfHeap *heap; /* to save; NULL to load */
  HfProgress *progress;
  gint64 ended;
  gboolean cancelled;
} Work;

static gpointer
do_work (gpointer data)
{
  Work *work = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;
  gboolean done;

  if (work->heap != NULL)
    done = hf_dump_save (work->heap, work->path, hf_dump_format_for_path (work->path), work->progress, &error);
  else
    {
      heap = hf_dump_load (work->path, NULL, work->progress, &error);
      done = heap != NULL;
    }
  work->ended = g_get_monotonic_time ();
  work->cancelled = g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED);
  g_assert_true (done || work->cancelled);

  return NULL;
}

static gint64
run (Work  *work,
     gint64 cancel_after)
{
  GThread *thread;
  gint64 asked;

  work->progress = hf_progress_new ();
  thread = g_thread_new ("work", do_work, work);
  g_usleep ((gulong) cancel_after);
  hf_progress_cancel (work->progress);
  asked = g_get_monotonic_time ();
  g_thread_join (thread);
  hf_progress_unref (work->progress);

  return work->ended - asked;
}

/* At many moments of a load and of a save; at least some fall into the middle. */
static void
check_cancel (Work *work)
{
  gint64 start = g_get_monotonic_time ();
  gint64 whole;
  guint n_cancelled = 0;

  work->progress = NULL;
  do_work (work);
  whole = work->ended - start;
  for (guint i = 0; i < 12; i++)
    {
      gint64 took = run (work, whole * i / 14);

      g_assert_cmpfloat (took / 1e6, <, MAX_CANCEL_SECONDS * patience ());
      n_cancelled += work->cancelled;
    }
  g_test_message ("%u of 12 were cancelled; the whole takes %.3f s", n_cancelled, whole / 1e6);
  g_assert_cmpuint (n_cancelled, >, 0);
}

static void
test_cancel (gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder, data, NULL);
  g_autoptr (HfHeap) heap = test_heap_random (6, 40000);
  Work work = { .path = path, .heap = heap };

  check_cancel (&work);
  g_assert_true (hf_dump_save (heap, path, hf_dump_format_for_path (path), NULL, NULL));
  g_assert_cmpuint (count_files (), ==, 1);
  work.heap = NULL;
  check_cancel (&work);
  g_unlink (path);
}

static void
test_cancel_drawing (gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder, "a.dot", NULL);
  GString *text = g_string_new ("digraph ObjectGraph {\n");
  Work work = { .path = path };

  for (guint i = 1; i < 60000; i++)
    g_string_append_printf (text, "%s%u [label=\"list\\n%u items\"]; %s%u -> %s%u [label=\"name\", weight=2];\n", (const char *) data, i, i,
                            (const char *) data, i, (const char *) data, i / 2 + 1);
  g_string_append_c (text, '}');
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  check_cancel (&work);
  g_string_free (text, TRUE);
  g_unlink (path);
}

static void
test_cancelled_before (void)
{
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autofree char *path = g_build_filename (folder, "a.json", NULL);
  g_autoptr (HfHeap) heap = test_heap_complete ();
  g_autoptr (GError) error = NULL;

  g_assert_true (hf_dump_save (heap, path, HF_DUMP_JSON, NULL, NULL));
  hf_progress_cancel (progress);
  g_assert_null (hf_dump_load (path, NULL, progress, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
  g_unlink (path);
}

/* The stage is named, and its share of the whole goes up to 1000. */
static void
test_progress (void)
{
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autofree char *path = g_build_filename (folder, "a.jsonl", NULL);
  g_autoptr (HfHeap) heap = test_heap_random (6, 20000);
  g_autoptr (HfHeap) loaded = NULL;

  g_assert_true (hf_dump_save (heap, path, HF_DUMP_JSON_LINES, progress, NULL));
  g_assert_cmpstr (hf_progress_get_stage (progress), ==, "Writing");
  g_assert_cmpuint (hf_progress_get_permille (progress), >, 500);
  loaded = hf_dump_load (path, NULL, progress, NULL);
  g_assert_nonnull (loaded);
  g_assert_cmpstr (hf_progress_get_stage (progress), !=, "Writing");
  g_unlink (path);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("holdfast-XXXXXX", NULL);
  g_test_add_func ("/dump/save/no-folder", test_no_folder);
  g_test_add_func ("/dump/save/over-folder", test_over_folder);
  g_test_add_func ("/dump/save/replaces", test_replaces);
  g_test_add_data_func ("/dump/save/no-room/native", GINT_TO_POINTER (HF_DUMP_NATIVE), test_no_room);
  g_test_add_data_func ("/dump/save/no-room/json", GINT_TO_POINTER (HF_DUMP_JSON), test_no_room);
  g_test_add_data_func ("/dump/save/no-room/json-lines", GINT_TO_POINTER (HF_DUMP_JSON_LINES), test_no_room);
  g_test_add_func ("/dump/cancel/before", test_cancelled_before);
  g_test_add_data_func ("/dump/cancel/native", "a.hfdump", test_cancel);
  g_test_add_data_func ("/dump/cancel/json", "a.json", test_cancel);
  g_test_add_data_func ("/dump/cancel/json-lines", "a.jsonl", test_cancel);
  g_test_add_data_func ("/dump/cancel/objgraph", "o", test_cancel_drawing);
  g_test_add_data_func ("/dump/cancel/dot", "n", test_cancel_drawing);
  g_test_add_func ("/dump/progress", test_progress);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
