/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-attach.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dump/hf-dump-output.h"
#include "hf-foreign.h"
#include "hf-injector.h"
#include "hf-maps.h"
#include "hf-remote-exec.h"

#define N_(s) (s)
#define DEFAULT_SECONDS 600
#define PIPES_WITHIN (10 * G_TIME_SPAN_SECOND)
#define NICER 5
#define TICK 100      /* ms between looks at a cancel that no signal announces */
#define AFTER_END (15 * G_TIME_SPAN_SECOND) /* without a byte, once the process has ended */

/* ---- the two pipes ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  int control;
  int dump;
  int process;             /* readable once it has ended; -1: cannot be told */
  HfDumpOutput *output;
  guint64 received;
  HfInjectReport report;   /* the last one */
  gboolean reported;       /* a report says that the dump is written */
  gboolean ended;          /* the process */
  gint64 last;             /* when the last byte came */
} Receiver;

static void
close_end (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
receiver_clear (Receiver *self)
{
  close_end (&self->control);
  close_end (&self->dump);
  close_end (&self->process);
  g_clear_pointer (&self->output, hf_dump_output_free);
}

/* The thread in the process has just been started. */
static gboolean
wait_pipes (GPid pid, guint64 place, HfInjectSlot *slot, HfProgress *progress, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + PIPES_WITHIN;

  for (;;)
    {
      if (hf_progress_step (progress, 0, error))
        return FALSE;
      if (!hf_memory_read (pid, place, slot, sizeof *slot) || g_get_monotonic_time () > deadline)
        {
          g_set_error (error, HF_ERROR, HF_ERROR_IO, "It ended, or its new thread never ran.");
          return FALSE;
        }
      if (slot->ready)
        return TRUE;
      g_usleep (500);
    }
}

static void
set_opened (GPid pid, guint64 place, guint32 value)
{
  hf_memory_write (pid, place + G_STRUCT_OFFSET (HfInjectSlot, opened), &value, sizeof value);
}

/* From here on the thread in the process knows that somebody listens. */
static gboolean
receiver_open (Receiver *self, GPid pid, guint64 place, HfProgress *progress, GError **error)
{
  HfInjectSlot slot = { 0 };
  gboolean there = wait_pipes (pid, place, &slot, progress, error);

  if (there && slot.error == 0)
    {
      self->process = (int) syscall (SYS_pidfd_open, pid, 0);
      self->control = hf_foreign_pipe (pid, slot.control);
      self->dump = hf_foreign_pipe (pid, slot.dump);
      slot.error = self->control < 0 || self->dump < 0 ? errno : 0;
    }
  if (there && slot.error != 0)
    g_set_error (error, HF_ERROR, HF_ERROR_IO, "It cannot have pipes for the dump: %s.", g_strerror (slot.error));
  there = there && slot.error == 0;
  set_opened (pid, place, there ? 1 : 2);

  return there;
}

static void
read_dump (Receiver *self)
{
  static const gsize size = 256 << 10;
  g_autofree guint8 *bytes = g_malloc (size);
  gssize n;

  while ((n = read (self->dump, bytes, size)) > 0)
    {
      hf_dump_output_write (self->output, bytes, (gsize) n);
      self->received += (guint64) n;
      self->last = g_get_monotonic_time ();
      if (hf_dump_output_failed (self->output))
        break;
    }
}

static void
show (const Receiver *self, const HfInjectReport *report, HfProgress *progress)
{
  if (report->stage == HF_INJECT_WAITING)
    hf_progress_begin (progress, N_("Waiting until the program gives its interpreter lock free"), 0);
  else if (report->stage == HF_INJECT_RUNNING)
    hf_progress_begin (progress, N_("Counting the program's objects"), 0);
  else if (report->stage == HF_INJECT_WRITING && self->report.stage != HF_INJECT_WRITING)
    hf_progress_begin (progress, N_("Receiving the dump"), report->objects);
}

static void
read_control (Receiver *self, HfProgress *progress)
{
  HfInjectReport report;

  while (read (self->control, &report, sizeof report) == sizeof report && report.magic == HF_INJECT_MAGIC)
    {
      /* The process and its clone write both, so what is older may come later. */
      if (report.stage < self->report.stage)
        continue;
      self->reported |= report.stage >= HF_INJECT_WRITTEN;
      show (self, &report, progress);
      self->report = report;
    }
}

/* The last report comes from the process itself, unless it ended while its clone was writing. */
static gboolean
is_complete (const Receiver *self)
{
  gboolean last = self->report.stage == HF_INJECT_DONE || (self->ended && self->reported);

  return last && (self->report.error != 0 || self->report.reason != HF_INJECT_FINE || self->received >= self->report.bytes);
}

/* FALSE when nothing more will come. */
static gboolean
receive_some (Receiver *self, HfProgress *progress)
{
  struct pollfd ends[3] = { { self->control, POLLIN, 0 }, { self->dump, POLLIN, 0 }, { self->ended ? -1 : self->process, POLLIN, 0 } };
  int ready = poll (ends, 3, TICK);

  if (ready < 0 && errno != EINTR)
    return FALSE;
  read_dump (self);
  read_control (self, progress);
  if (ready > 0 && (ends[2].revents & POLLIN))
    {
      self->ended = TRUE;
      self->last = g_get_monotonic_time ();
    }
  /* Pipes without a writer are always ready: that is what they look like once all is over. */
  if (ready > 0 && (ends[0].revents & POLLHUP) && (ends[1].revents & POLLHUP))
    return FALSE;

  return !self->ended || g_get_monotonic_time () - self->last < AFTER_END;
}

static gboolean
fail (GError **error, HfError code, const char *sentence)
{
  g_set_error_literal (error, HF_ERROR, code, sentence);

  return FALSE;
}

static gboolean
fail_unknown (const Receiver *self, GError **error)
{
  g_autofree char *words = g_strndup (self->report.words, sizeof self->report.words);
  g_autofree char *clean = g_utf8_make_valid (words, -1);
  gsize n = strlen (clean);

  if (n > 0 && clean[n - 1] == '.')
    clean[n - 1] = '\0';
  g_set_error (error, HF_ERROR, HF_ERROR_UNSUPPORTED, "The dumper does not know how its Python is built%s%s%s: import holdfast in the program "
               "instead.", n > 0 ? " (" : "", clean, n > 0 ? ")" : "");

  return FALSE;
}

static gboolean
judge (const Receiver *self, GError **error)
{
  if (is_complete (self) && self->report.reason == HF_INJECT_FINE && self->report.error == 0)
    return TRUE;

  switch (self->report.reason)
    {
    case HF_INJECT_NOT_INITIALIZED:
      return fail (error, HF_ERROR_UNSUPPORTED, "Its Python has not started yet, or is about to end.");

    case HF_INJECT_UNKNOWN:
      return fail_unknown (self, error);

    case HF_INJECT_CLOSED:
      return fail (error, HF_ERROR_IO, "The program closed the dump's file descriptors meanwhile; try again.");

    case HF_INJECT_KILLED:
      return fail (error, HF_ERROR_IO, "The copy of the process that wrote the dump was killed, perhaps for want of memory, or was not done in time.");

    case HF_INJECT_FINE:
    default:
      break;
    }
  if (self->report.error != 0)
    g_set_error (error, HF_ERROR, HF_ERROR_IO, "The dump could not be written: %s.", g_strerror (self->report.error));
  else
    fail (error, HF_ERROR_IO, self->ended ? "It ended before the dump was complete." : "The dump broke off.");

  return FALSE;
}

static gboolean
receive (Receiver *self, HfProgress *progress, GError **error)
{
  gboolean more = TRUE;

  while (more && !is_complete (self) && !hf_dump_output_failed (self->output))
    {
      if (hf_progress_step (progress, self->report.done, error))
        return FALSE;
      more = receive_some (self, progress);
    }
  read_dump (self);
  read_control (self, progress);
  /* Our own disk first: the clone failed because we stopped reading. */
  if (hf_dump_output_failed (self->output))
    return hf_dump_output_finish (self->output, error);

  return judge (self, error) && hf_dump_output_finish (self->output, error);
}

typedef struct
{
  Receiver *receiver;
  HfProgress *progress;
  GError **error;
} Reception;

/* What is received is compressed, and the program comes first. Only this thread gives way: that cannot be taken back. */
static gpointer
run_reception (gpointer data)
{
  Reception *self = data;

  setpriority (PRIO_PROCESS, 0, getpriority (PRIO_PROCESS, 0) + NICER);

  return GINT_TO_POINTER (receive (self->receiver, self->progress, self->error));
}

static gboolean
receive_aside (Receiver *receiver, HfProgress *progress, GError **error)
{
  Reception reception = { receiver, progress, error };

  return GPOINTER_TO_INT (g_thread_join (g_thread_new ("receiver", run_reception, &reception)));
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------- */

static gboolean
check (GPid pid, GError **error)
{
  g_autoptr (HfProcess) process = hf_process_new (pid);

  if (process == NULL)
    g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "There is no such process.");
  else if (process->status->leader != pid)
    g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "It is a thread of process %d: give that number.", (int) process->status->leader);
  else if (!process->python && process->status->state != 'Z' && process->status->state != 'X')
    g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "It is no Python program (%s).", process->status->name);
  else if (process->obstacle != NULL)
    g_set_error_literal (error, HF_ERROR, HF_ERROR_UNSUPPORTED, process->obstacle);
  else
    return TRUE;

  return FALSE;
}

static void
take_result (HfAttachResult *result, const Receiver *receiver, const HfInjection *injection)
{
  *result = (HfAttachResult) {
    .objects = receiver->report.objects,
    .references = receiver->report.references,
    .bytes = receiver->report.bytes,
    .tries = injection->tries,
    .stopped = injection->stopped,
    .waited = (gint64) (receiver->report.waited / 1000),
    .held = (gint64) (receiver->report.held / 1000),
    .cloned = (gint64) (receiver->report.cloned / 1000),
    .in_process = receiver->report.in_process != 0,
  };
}

static gboolean
attach (GPid pid, const char *path, const HfAttachOptions *options, HfAttachResult *result, HfProgress *progress, GError **error)
{
  g_autofree char *library = hf_probe_find ();
  HfInjectRequest request = {
    .magic = HF_INJECT_MAGIC,
    .size = sizeof request,
    .values = options->values,
    .seconds = options->seconds != 0 ? options->seconds : DEFAULT_SECONDS,
  };
  Receiver receiver = { .control = -1, .dump = -1, .process = -1, .output = hf_dump_output_new (path, error) };
  HfInjection injection;
  gboolean done = FALSE;

  if (receiver.output == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  hf_progress_begin (progress, N_("Attaching to the program"), 0);
  if (hf_injector_run (pid, library, &request, &injection, progress, error) && receiver_open (&receiver, pid, request.slot, progress, error))
    done = receive_aside (&receiver, progress, error);
  if (done && result != NULL)
    take_result (result, &receiver, &injection);
  receiver_clear (&receiver);

  return done;
}

static gboolean
take (GPid pid, const char *path, const HfAttachOptions *options, HfAttachResult *result, HfProgress *progress, GError **error)
{
  g_autoptr (HfProcess) process = hf_process_new (pid);
  g_autofree char *library = hf_probe_find ();

  if (process == NULL || !hf_remote_exec_is_for (process))
    return attach (pid, path, options, result, progress, error);

  return hf_remote_exec_snapshot (process, library, path, options->values, result, progress, error);
}

/* What went wrong may only be what it looked like from here: it may have ended, or somebody else have attached. */
static void
look_again (GPid pid, GError **reason)
{
  g_autoptr (HfStatus) status = hf_status_new (pid);
  g_autoptr (GError) better = NULL;

  if (status == NULL || status->state == 'Z' || status->state == 'X')
    better = g_error_new_literal (HF_ERROR, HF_ERROR_IO, "It ended before the dump was complete.");
  else if (!g_error_matches (*reason, HF_ERROR, HF_ERROR_IO) || check (pid, &better))
    return;
  g_error_free (*reason);
  *reason = g_steal_pointer (&better);
}

gboolean
hf_attach_snapshot (GPid pid, const char *path, const HfAttachOptions *options, HfAttachResult *result, HfProgress *progress, GError **error)
{
  GError *reason = NULL;
  gboolean there = check (pid, &reason);

  if (there && take (pid, path, options, result, progress, &reason))
    return TRUE;

  if (there && !g_error_matches (reason, HF_ERROR, HF_ERROR_CANCELLED))
    look_again (pid, &reason);
  if (!g_error_matches (reason, HF_ERROR, HF_ERROR_CANCELLED))
    g_prefix_error (&reason, "Process %d: ", (int) pid);
  g_propagate_error (error, reason);

  return FALSE;
}

char *
hf_attach_name (const HfProcess *process)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *word = hf_process_word (process);

  g_strcanon (word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", '_');
  if (word[0] == '.' || word[0] == '-' || word[0] == '\0')
    return g_strdup_printf ("python%s-%d-%s.hfdump", word, (int) process->status->pid, time);

  return g_strdup_printf ("%s-%d-%s.hfdump", word, (int) process->status->pid, time);
}
