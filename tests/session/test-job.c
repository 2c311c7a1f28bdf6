/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"
#include "heap/hf-error.h"

typedef struct
{
  guint done;
  char *result;
  GError *error;
} Outcome;

static int freed;
static int started;
static int gate; /* workers wait here */

static void
count_free (gpointer data)
{
  g_atomic_int_inc (&freed);
  g_free (data);
}

static gpointer
echo (gpointer data, HfProgress *progress, GError **error)
{
  return g_strdup_printf ("<%s>", (const char *) data);
}

static gpointer
refuse (gpointer data, HfProgress *progress, GError **error)
{
  g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "No %s", (const char *) data);
  return NULL;
}

/* Works until it is cancelled; says how far it is. */
static gpointer
toil (gpointer data, HfProgress *progress, GError **error)
{
  hf_progress_begin (progress, "Toiling", 4);
  for (;;)
    {
      if (hf_progress_step (progress, 1, error))
        return NULL;
      g_usleep (1000);
    }
}

/* Does not look for cancel; ends when the gate opens. */
static gpointer
ignore_cancel (gpointer data, HfProgress *progress, GError **error)
{
  g_atomic_int_set (&started, 1);
  while (!g_atomic_int_get (&gate))
    g_usleep (1000);
  return g_strdup ("late");
}

static void
done_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_false (hf_job_is_running (job));
  outcome->done++;
  outcome->result = result;
  outcome->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->result, g_free);
  g_clear_error (&outcome->error);
}

static void
test_result (void)
{
  Outcome outcome = { 0 };
  g_autoptr (HfJob) job = NULL;

  freed = 0;
  job = hf_job_start ("Echoing", echo, g_strdup ("x"), count_free, g_free, done_cb, &outcome);
  g_assert_true (hf_job_is_running (job));
  g_assert_cmpuint (hf_jobs_running (), ==, 1);
  g_assert_cmpstr (hf_job_get_title (job), ==, "Echoing");
  wait_until (outcome.done > 0);
  g_assert_cmpstr (outcome.result, ==, "<x>");
  g_assert_no_error (outcome.error);
  g_assert_cmpint (freed, ==, 1);
  g_assert_cmpuint (hf_jobs_running (), ==, 0);
  outcome_clear (&outcome);
}

static void
test_error (void)
{
  Outcome outcome = { 0 };
  g_autoptr (HfJob) job = hf_job_start ("Refusing", refuse, g_strdup ("luck"), g_free, g_free, done_cb, &outcome);

  wait_until (outcome.done > 0);
  g_assert_null (outcome.result);
  g_assert_error (outcome.error, HF_ERROR, HF_ERROR_CORRUPT);
  g_assert_cmpstr (outcome.error->message, ==, "No luck");
  outcome_clear (&outcome);
}

static void
test_progress_and_cancel (void)
{
  Outcome outcome = { 0 };
  g_autoptr (HfJob) job = hf_job_start ("Toiling", toil, NULL, NULL, g_free, done_cb, &outcome);

  wait_until (hf_job_get_fraction (job) == 0.25);
  g_assert_cmpstr (hf_job_get_stage (job), ==, "Toiling");
  hf_job_cancel (job);
  wait_until (outcome.done > 0);
  g_assert_error (outcome.error, HF_ERROR, HF_ERROR_CANCELLED);
  outcome_clear (&outcome);
}

static void
test_superseded (void)
{
  Outcome outcome = { 0 };
  HfJob *job;

  freed = 0;
  g_atomic_int_set (&gate, 0);
  g_atomic_int_set (&started, 0);
  job = hf_job_start ("Waiting", ignore_cancel, NULL, NULL, count_free, done_cb, &outcome);
  wait_until (g_atomic_int_get (&started));
  hf_job_clear (&job);
  g_assert_null (job);
  g_atomic_int_set (&gate, 1);
  wait_for_quiet ();
  g_assert_cmpuint (outcome.done, ==, 0);
  g_assert_cmpint (freed, ==, 1);
}

static void
test_cancelled_too_late (void)
{
  Outcome outcome = { 0 };
  g_autoptr (HfJob) job = NULL;

  freed = 0;
  g_atomic_int_set (&gate, 0);
  g_atomic_int_set (&started, 0);
  job = hf_job_start ("Waiting", ignore_cancel, NULL, NULL, count_free, done_cb, &outcome);
  wait_until (g_atomic_int_get (&started));
  hf_job_cancel (job);
  g_atomic_int_set (&gate, 1);
  wait_until (outcome.done > 0);
  g_assert_error (outcome.error, HF_ERROR, HF_ERROR_CANCELLED);
  g_assert_null (outcome.result);
  g_assert_cmpint (freed, ==, 1);
  outcome_clear (&outcome);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/job/result", test_result);
  g_test_add_func ("/session/job/error", test_error);
  g_test_add_func ("/session/job/progress-and-cancel", test_progress_and_cancel);
  g_test_add_func ("/session/job/superseded", test_superseded);
  g_test_add_func ("/session/job/cancelled-too-late", test_cancelled_too_late);
  status = g_test_run ();
  wait_for_quiet ();

  return status;
}
