/* SPDX-License-Identifier: Apache-2.0 */
#include "endurance.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heap/hf-error.h"
#include "hostile.h"
#include "shapes.h"

typedef struct
{
  GMainLoop *loop;
  HfLayout *layout;
  GError *error;
  gboolean done;
} Answer;

static gsize
resident (void)
{
  g_autofree char *text = NULL;
  const char *pages;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  pages = strchr (text, ' ');
  g_assert_nonnull (pages);

  return (gsize) g_ascii_strtoull (pages, NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

void
endurance_init (Endurance *self, guint32 seed)
{
  *self = (Endurance) { .client = hf_layout_client_new (), .rand = g_rand_new_with_seed (seed), .loop = g_main_loop_new (NULL, FALSE) };
}

void
endurance_clear (Endurance *self)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  /* The client's own thread may be the last that holds it, and clear away after this. */
  g_clear_object (&self->client);
  while (waitpid (-1, NULL, WNOHANG) != -1)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (2000);
    }
  g_clear_pointer (&self->rand, g_rand_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

gssize
endurance_grown (Endurance *self)
{
  if (self->resident == 0)
    self->resident = resident ();

  return (gssize) (resident () - self->resident);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->layout = hf_layout_client_layout_finish (HF_LAYOUT_CLIENT (source), result, &answer->error);
  answer->done = TRUE;
  g_main_loop_quit (answer->loop);
}

static void
begin (Endurance *self, HfLayoutRequest *request, Answer *answer)
{
  *answer = (Answer) { .loop = self->loop };
  hf_layout_client_layout_async (self->client, request, NULL, on_answer, answer);
}

static void
await (Endurance *self, Answer *answer)
{
  while (!answer->done)
    g_main_loop_run (self->loop);
}

/* A picture, and one clear sentence where it is not the best one. */
static void
judge (Endurance *self, HfLayoutRequest *request, Answer *answer, gint64 begun)
{
  HfLayout *layout = answer->layout;
  gboolean asked_for;

  g_assert_no_error (answer->error);
  g_assert_nonnull (layout);
  assert_sound (layout, request);
  asked_for = layout->step == HF_LAYOUT_FULL || (layout->step == HF_LAYOUT_SPRING && request->kind == HF_LAYOUT_KIND_SPRING);
  g_assert_cmpint (layout->sentence == NULL, ==, asked_for);
  if (layout->sentence != NULL)
    {
      g_assert_true (g_str_has_suffix (layout->sentence, "."));
      self->stopped += strstr (layout->sentence, "stopped") != NULL;
      self->late += strstr (layout->sentence, "too long") != NULL;
    }
  self->steps[layout->step]++;
  self->longest = MAX (self->longest, g_get_monotonic_time () - begun);
  hf_layout_unref (layout);
  hf_layout_request_unref (request);
}

void
endurance_ask (Endurance *self, HfLayoutRequest *request)
{
  gint64 begun = g_get_monotonic_time ();
  Answer answer;

  begin (self, request, &answer);
  await (self, &answer);
  judge (self, request, &answer, begun);
}

void
endurance_supersede (Endurance *self, HfLayoutRequest *first, HfLayoutRequest *second)
{
  gint64 begun = g_get_monotonic_time ();
  Answer old, new;

  begin (self, first, &old);
  /* Now and then the helper is well into it. */
  if (g_rand_boolean (self->rand))
    g_usleep ((gulong) g_rand_int_range (self->rand, 0, 3000));
  begin (self, second, &new);
  await (self, &old);
  await (self, &new);
  /* The first may have been quicker than the second came. */
  if (old.error != NULL)
    {
      g_assert_error (old.error, HF_ERROR, HF_ERROR_CANCELLED);
      self->superseded++;
    }
  g_clear_error (&old.error);
  g_clear_pointer (&old.layout, hf_layout_unref);
  hf_layout_request_unref (first);
  judge (self, second, &new, begun);
}

void
endurance_kill (Endurance *self, HfLayoutRequest *request)
{
  gint64 begun = g_get_monotonic_time ();
  GPid pid = hf_layout_client_get_pid (self->client);
  Answer answer;

  begin (self, request, &answer);
  g_usleep ((gulong) g_rand_int_range (self->rand, 0, 2000));
  if (pid > 0)
    kill (pid, SIGKILL);
  await (self, &answer);
  judge (self, request, &answer, begun);
}

HfLayoutRequest *
endurance_graph (Endurance *self, guint most)
{
  /* Small ones as often as large ones. */
  guint n = 2 + (guint) ((most - 2) * g_rand_double (self->rand) * g_rand_double (self->rand));
  guint m = (guint) (n * g_rand_double_range (self->rand, 0.6, 2));
  HfLayoutRequest *request = shape_labelled (n, m, g_rand_int (self->rand));

  hf_layout_request_set_kind (request, (HfLayoutKind) g_rand_int_range (self->rand, 0, HF_N_LAYOUT_KINDS));
  for (guint32 i = 0; i < n && n % 2 == 0; i++)
    if (g_rand_int_range (self->rand, 0, 4) > 0)
      hf_layout_request_set_hint (request, i, g_rand_double_range (self->rand, 0, 2000), 100 * g_rand_int_range (self->rand, 0, 8));

  return request;
}

HfLayoutRequest *
endurance_hostile (guint which, HfLayoutKind kind)
{
  HfLayoutRequest *request = shape_ring (6);

  hf_layout_request_set_kind (request, kind);
  request->gap = HOSTILE_MARK + which;

  return request;
}

/* The fields of a process's stat after its name; FALSE if it is gone. */
static gboolean
read_stat (const char *pid, char *state, int *parent)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  const char *after;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (after = strrchr (text, ')')) == NULL || strlen (after) < 5)
    return FALSE;
  *state = after[2];
  *parent = atoi (after + 4);

  return TRUE;
}

static guint
count_zombies (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char state;
      int parent;

      if (g_ascii_isdigit (*name) && read_stat (name, &state, &parent))
        n += state == 'Z' && parent == getpid ();
    }

  return n;
}

/* One that was killed just now may be about to be waited for. */
void
endurance_assert_no_zombie (void)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (count_zombies () > 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (5000);
    }
}
