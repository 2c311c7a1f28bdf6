/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "heap/hf-progress.h"

static void
test_stages (void)
{
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (hf_progress_get_stage (progress), ==, "");
  g_assert_false (hf_progress_is_measured (progress));
  hf_progress_begin (progress, "Reading", 4000);
  g_assert_cmpuint (hf_progress_get_permille (progress), ==, 0);
  g_assert_true (hf_progress_is_measured (progress));
  g_assert_false (hf_progress_step (progress, 1000, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (hf_progress_get_permille (progress), ==, 250);
  g_assert_false (hf_progress_step (progress, 9999, &error));
  g_assert_cmpuint (hf_progress_get_permille (progress), ==, 1000);

  hf_progress_begin (progress, "Counting", 0);
  g_assert_false (hf_progress_is_measured (progress));
  g_assert_false (hf_progress_step (progress, 5, &error));
  g_assert_cmpuint (hf_progress_get_permille (progress), ==, 0);
  g_assert_cmpstr (hf_progress_get_stage (progress), ==, "Counting");
}

static gpointer
cancel_soon (gpointer data)
{
  hf_progress_cancel (data);

  return NULL;
}

static void
test_cancel_from_other_thread (void)
{
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;
  guint64 done = 0;

  hf_progress_begin (progress, "Working", G_MAXUINT32);
  thread = g_thread_new ("cancel", cancel_soon, progress);
  while (!hf_progress_step (progress, done, &error))
    done++;
  g_thread_join (thread);
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
  g_assert_true (hf_progress_is_cancelled (progress));
}

static void
test_none (void)
{
  hf_progress_begin (NULL, "Nothing", 1);
  g_assert_false (hf_progress_step (NULL, 1, NULL));
  hf_progress_cancel (NULL);
  g_assert_false (hf_progress_is_cancelled (NULL));
  g_assert_cmpstr (hf_progress_get_stage (NULL), ==, "");
  hf_progress_unref (NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/heap/progress/stages", test_stages);
  g_test_add_func ("/heap/progress/cancel-from-other-thread", test_cancel_from_other_thread);
  g_test_add_func ("/heap/progress/none", test_none);

  return g_test_run ();
}
