/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "graphviz/hf-layout-client.h"
#include "heap/hf-error.h"
#include "shapes.h"

static const char *fake;

static HfLayout *
lay_out (HfLayoutClient *client, HfLayoutRequest *request)
{
  g_autoptr (GError) error = NULL;
  HfLayout *layout = hf_layout_client_layout (client, request, NULL, &error);

  g_assert_no_error (error);
  assert_sound (layout, request);

  return layout;
}

/* The steps' limits together, and time for a loaded machine. */
static void
assert_in_time (gint64 begun)
{
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC, <, 7 + 20);
}

static void
assert_no_children (void)
{
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
}

static void
test_answers (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_ring (5);
  g_autoptr (HfLayout) layout = lay_out (client, request);

  g_assert_cmpint (layout->step, ==, HF_LAYOUT_FULL);
  g_assert_null (layout->sentence);
  g_assert_false (boxes_overlap (layout, request));
  g_assert_cmpuint (hf_layout_client_get_started (client), ==, 1);
  g_assert_cmpint (hf_layout_client_get_pid (client), >, 0);
  g_clear_object (&client);
  assert_no_children ();
}

static void
test_clusters_and_labels (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();

  for (guint32 seed = 0; seed < 40; seed++)
    {
      g_autoptr (HfLayoutRequest) request = shape_labelled (6 + seed, 6 + seed * 3 / 2, seed);
      g_autoptr (HfLayout) layout = lay_out (client, request);

      /* Late it may be on a slow machine; crash it must not. */
      if (layout->step != HF_LAYOUT_FULL)
        {
          g_assert_null (strstr (layout->sentence, "stopped"));
          continue;
        }
      g_assert_false (boxes_overlap (layout, request));
      for (guint32 i = 0; i < layout->n_boxes; i++)
        {
          const HfLayoutBox *box = &g_array_index (request->boxes, HfLayoutBox, i);

          for (guint32 c = 0; c < layout->n_clusters; c++)
            {
              const HfRect *rect = &layout->clusters[c];
              HfPoint p = layout->centers[i];
              gboolean within = p.x > rect->x && p.x < rect->x + rect->width && p.y > rect->y && p.y < rect->y + rect->height;

              g_assert_cmpint (within, ==, box->cluster == c);
            }
        }
    }
}

static void
test_room_for_labels (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_boxes (2);
  g_autoptr (HfLayout) layout = NULL;

  hf_layout_request_add_edge (request, 0, 1, 120, 18, 1);
  layout = lay_out (client, request);
  g_assert_cmpint (layout->step, ==, HF_LAYOUT_FULL);
  g_assert_cmpfloat (layout->labels[0].y, >, layout->centers[0].y + 20 + 9 - 1);
  g_assert_cmpfloat (layout->labels[0].y, <, layout->centers[1].y - 20 - 9 + 1);
}

static void
test_empty (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = hf_layout_request_new ();
  g_autoptr (HfLayout) layout = lay_out (client, request);

  g_assert_cmpint (layout->step, ==, HF_LAYOUT_FULL);
}

static void
test_deterministic (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_labelled (25, 40, 7);
  g_autoptr (HfLayout) one = lay_out (client, request);
  g_autoptr (HfLayout) two = lay_out (client, request);

  for (guint32 i = 0; i < one->n_boxes; i++)
    g_assert_cmpfloat_with_epsilon (one->centers[i].x, two->centers[i].x, 1e-6);
}

/* Whatever the shape: an answer in the ladder's time. */
static void
torture (HfLayoutRequest *request)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (HfLayout) layout = lay_out (client, request);

  assert_in_time (begun);
  g_test_message ("step %d after %.2f s", layout->step, (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  if (layout->step != HF_LAYOUT_FULL)
    g_assert_nonnull (layout->sentence);
  g_clear_object (&client);
  assert_no_children ();
  hf_layout_request_unref (request);
}

static void test_list_shared (void) { torture (shape_list_shared (200)); }
static void test_k40 (void) { torture (shape_complete (40)); }
static void test_random_300 (void) { torture (shape_random (300, 450, 3)); }
static void test_random_100_600 (void) { torture (shape_random (100, 600, 5)); }
static void test_star_5000 (void) { torture (shape_star (5000)); }
static void test_chain_10000 (void) { torture (shape_chain (10000)); }
static void test_boxes_2000 (void) { torture (shape_boxes (2000)); }

static char *
status_line (GPid pid, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], key))
      return g_strstrip (g_strdup (lines[i] + strlen (key)));

  return NULL;
}

/* The kernel itself says that the helper is shut in; the sanitizer cannot work so, and does not. */
static void
test_shut_in (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_ring (3);
  g_autoptr (HfLayout) layout = lay_out (client, request);
  g_autofree char *seccomp = status_line (hf_layout_client_get_pid (client), "Seccomp:");
  g_autofree char *privileges = status_line (hf_layout_client_get_pid (client), "NoNewPrivs:");

#if defined(__SANITIZE_ADDRESS__)
  g_test_skip ("not under the sanitizer");
#else
  g_assert_cmpstr (seccomp, ==, "2");
  g_assert_cmpstr (privileges, ==, "1");
#endif
}

/* This program again, as one that has a helper and waits to be killed; never returns. */
static void
hold (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_ring (3);
  g_autoptr (HfLayout) layout = lay_out (client, request);

  printf ("%d\n", (int) hf_layout_client_get_pid (client));
  fflush (stdout);
  for (;;)
    pause ();
}

/* Killed without a chance to clean up, a program leaves no helper behind. */
static void
test_orphan (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self, "--hold", NULL };
  g_autoptr (GSubprocess) parent = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (parent));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  int helper;

  g_assert_nonnull (line);
  helper = atoi (line);
  g_assert_cmpint (helper, >, 0);
  g_assert_cmpint (kill (helper, 0), ==, 0);
  g_subprocess_force_exit (parent);
  g_assert_true (g_subprocess_wait (parent, NULL, NULL));
  for (;;)
    {
      g_autofree char *state = status_line (helper, "State:");

      if (state == NULL || state[0] == 'Z') /* gone, or left to be reaped by whoever adopted it */
        break;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (10000);
    }
}

static void
test_killed_between (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_ring (4);
  g_autoptr (HfLayout) one = lay_out (client, request);
  g_autoptr (HfLayout) two = NULL;

  kill (hf_layout_client_get_pid (client), SIGKILL);
  two = lay_out (client, request);
  g_assert_cmpint (two->step, ==, HF_LAYOUT_FULL);
  g_assert_cmpuint (hf_layout_client_get_started (client), ==, 2);
}

typedef struct
{
  GMainLoop *loop;
  HfLayout *layout;
  GError *error;
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->layout = hf_layout_client_layout_finish (HF_LAYOUT_CLIENT (source), result, &answer->error);
  g_main_loop_quit (answer->loop);
}

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->layout, hf_layout_unref);
  g_clear_error (&answer->error);
}

/* Kills the helper as soon as it is seen at work, as often as a new one comes. */
static gboolean
kill_it (gpointer data)
{
  GPid pid = hf_layout_client_get_pid (data);

  if (pid > 0)
    kill (pid, SIGKILL);

  return G_SOURCE_CONTINUE;
}

static void
test_killed_in_layout (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_list_shared (200);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { loop, NULL, NULL };
  guint killer = g_timeout_add (1, kill_it, client);
  gint64 begun = g_get_monotonic_time ();

  hf_layout_client_layout_async (client, request, NULL, on_answer, &answer);
  g_main_loop_run (loop);
  g_source_remove (killer);
  g_assert_no_error (answer.error);
  g_assert_nonnull (answer.layout->sentence);
  assert_sound (answer.layout, request);
  assert_in_time (begun);
  answer_clear (&answer);
}

static void
test_supersede (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) slow = shape_list_shared (200);
  g_autoptr (HfLayoutRequest) quick = shape_ring (3);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer first = { loop, NULL, NULL };
  Answer second = { loop, NULL, NULL };

  hf_layout_client_layout_async (client, slow, NULL, on_answer, &first);
  hf_layout_client_layout_async (client, quick, NULL, on_answer, &second);
  while (first.error == NULL || second.layout == NULL)
    g_main_loop_run (loop);
  g_assert_error (first.error, HF_ERROR, HF_ERROR_CANCELLED);
  g_assert_cmpint (second.layout->step, ==, HF_LAYOUT_FULL);
  answer_clear (&first);
  answer_clear (&second);
}

static gboolean
cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new_for_program (fake);
  g_autoptr (HfLayoutRequest) request = shape_ring (3);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { loop, NULL, NULL };

  g_setenv ("HF_FAKE", "stuck", TRUE);
  hf_layout_client_layout_async (client, request, cancellable, on_answer, &answer);
  g_timeout_add (50, cancel, cancellable);
  g_main_loop_run (loop);
  g_assert_error (answer.error, HF_ERROR, HF_ERROR_CANCELLED);
  g_assert_cmpint (hf_layout_client_get_pid (client), ==, 0);
  answer_clear (&answer);

  hf_layout_client_layout_async (client, request, cancellable, on_answer, &answer);
  g_main_loop_run (loop);
  g_assert_error (answer.error, HF_ERROR, HF_ERROR_CANCELLED);
  answer_clear (&answer);
}

/* The client goes away while its answer is under way: the task keeps it until then. */
static void
test_dropped (void)
{
  HfLayoutClient *client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_ring (3);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { loop, NULL, NULL };

  hf_layout_client_layout_async (client, request, NULL, on_answer, &answer);
  g_object_unref (client);
  g_main_loop_run (loop);
  g_assert_no_error (answer.error);
  answer_clear (&answer);
}

static void
test_missing (void)
{
  g_autoptr (HfLayoutClient) none = hf_layout_client_new_for_program (NULL);
  g_autoptr (HfLayoutClient) wrong = hf_layout_client_new_for_program ("/nowhere/holdfast-graphviz");
  g_autoptr (HfLayoutRequest) request = shape_ring (6);
  g_autoptr (HfLayout) one = lay_out (none, request);
  g_autoptr (HfLayout) two = lay_out (wrong, request);

  g_assert_cmpint (one->step, ==, HF_LAYOUT_LAYERED);
  g_assert_nonnull (one->sentence);
  g_assert_cmpint (two->step, ==, HF_LAYOUT_LAYERED);
  g_assert_nonnull (two->sentence);
}

static void
test_misbehaving (gconstpointer mode)
{
  g_autoptr (HfLayoutClient) client = NULL;
  g_autoptr (HfLayoutRequest) request = shape_ring (6);
  g_autoptr (HfLayout) layout = NULL;
  gint64 begun = g_get_monotonic_time ();

  g_setenv ("HF_FAKE", mode, TRUE);
  client = hf_layout_client_new_for_program (fake);
  layout = lay_out (client, request);
  g_assert_cmpint (layout->step, ==, HF_LAYOUT_LAYERED);
  g_assert_nonnull (layout->sentence);
  g_assert_false (boxes_overlap (layout, request));
  assert_in_time (begun);
  g_clear_object (&client);
  assert_no_children ();
}

static void
test_recycled (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfLayoutRequest) request = shape_ring (3);

  for (guint i = 0; i < HF_LAYOUT_CLIENT_RECYCLE + 1; i++)
    {
      g_autoptr (HfLayout) layout = lay_out (client, request);

      g_assert_cmpint (layout->step, ==, HF_LAYOUT_FULL);
    }
  g_assert_cmpuint (hf_layout_client_get_started (client), ==, 2);
}

static gpointer
lay_out_many (gpointer data)
{
  for (guint32 i = 0; i < 20; i++)
    {
      g_autoptr (HfLayoutRequest) request = shape_random (12, 16, i);
      g_autoptr (HfLayout) layout = lay_out (data, request);
    }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", lay_out_many, client);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  static const char *modes[] = { "stuck", "dies", "garbage", "wrong-serial", "huge", "wrong-body", "half" };

  if (argc == 2 && g_str_equal (argv[1], "--hold"))
    hold ();
  g_test_init (&argc, &argv, NULL);
  fake = g_getenv ("HF_FAKE_HELPER");
  g_assert_nonnull (fake);

  g_test_add_func ("/graphviz/client/answers", test_answers);
  g_test_add_func ("/graphviz/client/clusters-and-labels", test_clusters_and_labels);
  g_test_add_func ("/graphviz/client/room-for-labels", test_room_for_labels);
  g_test_add_func ("/graphviz/client/empty", test_empty);
  g_test_add_func ("/graphviz/client/deterministic", test_deterministic);
  g_test_add_func ("/graphviz/client/list-with-shared-object", test_list_shared);
  g_test_add_func ("/graphviz/client/complete-40", test_k40);
  g_test_add_func ("/graphviz/client/random-300", test_random_300);
  g_test_add_func ("/graphviz/client/random-100-600", test_random_100_600);
  g_test_add_func ("/graphviz/client/star-5000", test_star_5000);
  g_test_add_func ("/graphviz/client/chain-10000", test_chain_10000);
  g_test_add_func ("/graphviz/client/boxes-2000", test_boxes_2000);
  g_test_add_func ("/graphviz/client/shut-in", test_shut_in);
  g_test_add_func ("/graphviz/client/orphan", test_orphan);
  g_test_add_func ("/graphviz/client/killed-between", test_killed_between);
  g_test_add_func ("/graphviz/client/killed-in-layout", test_killed_in_layout);
  g_test_add_func ("/graphviz/client/supersede", test_supersede);
  g_test_add_func ("/graphviz/client/cancel", test_cancel);
  g_test_add_func ("/graphviz/client/dropped", test_dropped);
  g_test_add_func ("/graphviz/client/missing", test_missing);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *path = g_strconcat ("/graphviz/client/helper-", modes[i], NULL);

      g_test_add_data_func (path, modes[i], test_misbehaving);
    }
  g_test_add_func ("/graphviz/client/recycled", test_recycled);
  g_test_add_func ("/graphviz/client/threads", test_threads);

  return g_test_run ();
}
