/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/hf-layout-helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "graphviz/hf-layout-wire.h"
#include "heap/hf-error.h"

#define PROGRAM "holdfast-graphviz"

char *
hf_layout_helper_find (void)
{
  const char *given = g_getenv ("HOLDFAST_GRAPHVIZ");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : NULL;
  const char *beside[] = { "../graphviz", "../../app/graphviz", "../libexec" };

  if (given != NULL && given[0] != '\0')
    return g_strdup (given);
  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_build_filename (folder, beside[i], PROGRAM, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  if (g_file_test (HF_LIBEXECDIR "/" PROGRAM, G_FILE_TEST_IS_EXECUTABLE))
    return g_strdup (HF_LIBEXECDIR "/" PROGRAM);

  return NULL;
}

static gboolean
spawn (const char *program, int end, GPid *pid, GError **error)
{
  const char *argv[] = { program, "--serve", NULL };

  return g_spawn_async_with_pipes_and_fds (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                                           end, end, -1, NULL, NULL, 0, pid, NULL, NULL, NULL, error);
}

HfLayoutHelper *
hf_layout_helper_start (const char *program, GError **error)
{
  HfLayoutHelper *self;
  g_autoptr (GError) reason = NULL;
  int ends[2];
  GPid pid;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_LAYOUT, "No socket for the layout helper: %s.", g_strerror (errno));
      return NULL;
    }
  if (!spawn (program, ends[1], &pid, &reason))
    {
      g_set_error (error, HF_ERROR, HF_ERROR_LAYOUT, "The layout helper cannot be started: %s.", reason->message);
      close (ends[0]);
      close (ends[1]);
      return NULL;
    }
  close (ends[1]);
  fcntl (ends[0], F_SETFL, fcntl (ends[0], F_GETFL) | O_NONBLOCK);

  self = g_new0 (HfLayoutHelper, 1);
  self->pid = pid;
  self->fd = ends[0];

  return self;
}

void
hf_layout_helper_kill (HfLayoutHelper *self)
{
  if (self == NULL)
    return;

  kill (self->pid, SIGKILL);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (self->pid);
  close (self->fd);
  g_free (self);
}

/* Waits until the socket is ready for @events. HF_ASKED_ANSWERED stands for "it is". */
static HfAsked
wait_for (HfLayoutHelper *self, short events, gint64 deadline, GCancellable *cancellable)
{
  GPollFD cancel = { -1, 0, 0 };
  struct pollfd fds[2] = { { self->fd, events, 0 }, { -1, POLLIN, 0 } };
  gboolean watched = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancel);
  HfAsked result;

  fds[1].fd = watched ? cancel.fd : -1;
  for (;;)
    {
      gint64 left = deadline - g_get_monotonic_time ();
      int ready = left <= 0 ? 0 : poll (fds, 2, (int) MIN (left / 1000 + 1, 60000));

      if (g_cancellable_is_cancelled (cancellable))
        result = HF_ASKED_CANCELLED;
      else if (left <= 0)
        result = HF_ASKED_LATE;
      else if (ready < 0 && errno != EINTR)
        result = HF_ASKED_DIED;
      else if (ready > 0 && fds[0].revents != 0)
        result = HF_ASKED_ANSWERED;
      else
        continue;
      break;
    }
  if (watched)
    g_cancellable_release_fd (cancellable);

  return result;
}

static gboolean
try_again (void)
{
  return errno == EAGAIN || errno == EINTR;
}

static HfAsked
send_all (HfLayoutHelper *self, const guint8 *data, gsize length, gint64 deadline, GCancellable *cancellable)
{
  while (length > 0)
    {
      HfAsked ready = wait_for (self, POLLOUT, deadline, cancellable);
      gssize sent;

      if (ready != HF_ASKED_ANSWERED)
        return ready;
      sent = send (self->fd, data, length, MSG_NOSIGNAL);
      if (sent < 0 && !try_again ())
        return HF_ASKED_DIED;
      data += MAX (sent, 0);
      length -= (gsize) MAX (sent, 0);
    }

  return HF_ASKED_ANSWERED;
}

static HfAsked
receive_all (HfLayoutHelper *self, guint8 *data, gsize length, gint64 deadline, GCancellable *cancellable)
{
  while (length > 0)
    {
      HfAsked ready = wait_for (self, POLLIN, deadline, cancellable);
      gssize got;

      if (ready != HF_ASKED_ANSWERED)
        return ready;
      got = recv (self->fd, data, length, 0);
      if (got == 0 || (got < 0 && !try_again ()))
        return HF_ASKED_DIED;
      data += MAX (got, 0);
      length -= (gsize) MAX (got, 0);
    }

  return HF_ASKED_ANSWERED;
}

HfAsked
hf_layout_helper_ask (HfLayoutHelper *self, const GByteArray *message, guint32 serial, gint64 deadline, GCancellable *cancellable,
                      GByteArray **body)
{
  g_autoptr (GByteArray) got = NULL;
  HfWireHead head;
  HfAsked result;

  result = send_all (self, message->data, message->len, deadline, cancellable);
  if (result == HF_ASKED_ANSWERED)
    result = receive_all (self, (guint8 *) &head, sizeof head, deadline, cancellable);
  if (result != HF_ASKED_ANSWERED)
    return result;
  if (!hf_wire_check_head (&head, serial))
    return HF_ASKED_GARBAGE;
  if (head.kind == HF_WIRE_REFUSAL && head.length == 0)
    return HF_ASKED_REFUSED;
  if (head.kind != HF_WIRE_ANSWER)
    return HF_ASKED_GARBAGE;

  got = g_byte_array_new ();
  g_byte_array_set_size (got, head.length);
  result = receive_all (self, got->data, got->len, deadline, cancellable);
  if (result == HF_ASKED_ANSWERED)
    {
      self->answers++;
      *body = g_steal_pointer (&got);
    }

  return result;
}
