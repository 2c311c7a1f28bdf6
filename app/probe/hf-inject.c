/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-inject.h"

#include "hf-child.h"
#include "hf-lock.h"
#include "hf-static-names.h"
#include "hf-traces.h"
#include "hf-track.h"
#include "hf-trust.h"
#include "hf-types.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define STACK_SIZE (512 << 10)
#define HIGH 512            /* out of the way of a program that closes or counts its first descriptors */
#define OPENED_WITHIN 15000000000u /* nanoseconds */

/* One attach. */
typedef struct
{
  HfInjectSlot slot; /* the first member */
  int control[2];
  int dump[2];
  struct stat control_is, dump_is;
  unsigned seconds;
  HfDumpOptions options;
  HfInjectReport report;
} HfAttach;

int hf_inject_start (HfInjectRequest *request);

static uint64_t
now (void)
{
  struct timespec at;

  clock_gettime (CLOCK_MONOTONIC, &at);
  return (uint64_t) at.tv_sec * 1000000000u + (uint64_t) at.tv_nsec;
}

/* ---- pipes ------------------------------------------------------------------------------------------------------------- */

/* A program may close every descriptor that it does not know, and get the number again for a file of its own. */
static bool
is_ours (int fd, const struct stat *is)
{
  struct stat status;

  return fd >= 0 && fstat (fd, &status) == 0 && status.st_dev == is->st_dev && status.st_ino == is->st_ino;
}

static int
lift (int fd, const struct stat *is)
{
  struct rlimit limit;
  int high;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < 2 * HIGH)
    return fd;
  high = fcntl (fd, F_DUPFD_CLOEXEC, HIGH);
  if (high < 0)
    return fd;
  if (is_ours (fd, is))
    close (fd);
  return high;
}

static bool
open_pipe (int ends[2], struct stat *is)
{
  if (pipe2 (ends, O_CLOEXEC) != 0 || fstat (ends[1], is) != 0)
    return false;
  ends[0] = lift (ends[0], is);
  ends[1] = lift (ends[1], is);
  return true;
}

static void
close_ours (int *fd, const struct stat *is)
{
  if (is_ours (*fd, is))
    close (*fd);
  *fd = -1;
}

static void
close_all (HfAttach *self)
{
  for (int i = 0; i < 2; i++)
    {
      close_ours (&self->control[i], &self->control_is);
      close_ours (&self->dump[i], &self->dump_is);
    }
}

static bool
has_reader (const HfAttach *self)
{
  struct pollfd end = { self->control[1], 0, 0 };

  return poll (&end, 1, 0) == 0 || !(end.revents & POLLERR);
}

static bool
is_wanted (const void *data)
{
  const HfAttach *self = data;

  return is_ours (self->control[1], &self->control_is) && has_reader (self);
}

static void
tell (HfAttach *self, HfInjectStage stage)
{
  self->report.stage = stage;
  if (is_ours (self->control[1], &self->control_is) && write (self->control[1], &self->report, sizeof self->report) < 0)
    self->report.unused = 0; /* nobody listens: so be it */
}

/* ---- the dump ------------------------------------------------------------------------------------------------------------ */

/* No snprintf(): in the child it could wait for a lock that nobody gives free there. */
static void
refuse (HfAttach *self)
{
  const char *reason = hf_trust_reason ();

  self->report.reason = HF_INJECT_UNKNOWN;
  if (reason != NULL)
    strncpy (self->report.words, reason, sizeof self->report.words - 1);
}

static void
take (HfAttach *self, const HfDumpResult *result)
{
  self->report.objects = self->report.done = result->objects;
  self->report.references = result->references;
  self->report.bytes = result->bytes;
  self->report.error = result->error;
  if (result->error == ENOTSUP)
    refuse (self);
}

static void
writing (uint64_t done, uint64_t objects, void *data)
{
  HfAttach *self = data;

  self->report.objects = objects;
  self->report.done = done;
  tell (self, HF_INJECT_WRITING);
}

static void
written (const HfDumpResult *result, void *data)
{
  HfAttach *self = data;

  take (self, result);
  tell (self, HF_INJECT_WRITTEN);
}

/* Once for each time that the library is loaded. With the GIL; finalizers wait until it is over. */
static bool
learn (void)
{
  static bool learnt;
  int enabled = PyGC_Disable != NULL ? PyGC_Disable () : 0;

  if (!learnt)
    learnt = hf_trust_objects () && hf_types_learn () == 0;
  if (!learnt)
    PyErr_Clear ();
  if (enabled)
    PyGC_Enable ();
  return learnt;
}

/* -1 if there can be no child. */
static pid_t
start_child (HfAttach *self, const HfChild *child)
{
  uint64_t start = now ();
  pid_t pid = child->result != NULL ? hf_child_start (child) : -1;

  self->report.cloned = now () - start;
  return pid;
}

/* With the GIL; gives it back. Nobody is told of anything while the program waits: who is woken wants a processor. */
static void
dump_and_release (HfAttach *self, HfDumpResult *shared, PyGILState_STATE state, uint64_t since)
{
  HfDumpResult here = { 0 };
  const HfChild child = {
    .fd = self->dump[1], .keep = self->control[1], .options = &self->options, .result = shared, .report = written, .data = self, .seconds = self->seconds,
  };
  pid_t pid;

  hf_static_names_look ();
  self->options.tracked_as = hf_track_next ();
  self->options.sites = hf_traces_find () ? HF_SITES_FROM_TABLE : HF_SITES_NONE;
  pid = start_child (self, &child);
  self->report.in_process = pid <= 0;
  if (pid <= 0)
    {
      tell (self, HF_INJECT_RUNNING);
      self->options.sites = HF_SITES_NONE;
      hf_dump (self->dump[1], &self->options, &here);
    }
  PyGILState_Release (state);
  self->report.held = now () - since;

  if (pid > 0)
    {
      tell (self, HF_INJECT_RUNNING);
      hf_child_wait (pid);
    }
  take (self, pid > 0 ? shared : &here);
  if (self->report.error == EINTR)
    self->report.reason = HF_INJECT_KILLED;
}

/* With the GIL; gives it back. */
static void
work (HfAttach *self, HfDumpResult *shared, PyGILState_STATE state, uint64_t since)
{
  bool ours = is_ours (self->control[1], &self->control_is) && is_ours (self->dump[1], &self->dump_is);

  if (ours && has_reader (self) && learn ())
    {
      dump_and_release (self, shared, state, since);
      return;
    }
  if (ours)
    refuse (self);
  else
    self->report.reason = HF_INJECT_CLOSED;
  PyGILState_Release (state);
}

/* ---- the thread ------------------------------------------------------------------------------------------------------------ */

static bool
offer_pipes (HfAttach *self)
{
  if (!open_pipe (self->control, &self->control_is) || !open_pipe (self->dump, &self->dump_is))
    self->slot.error = errno;
  self->slot.control = self->control[0];
  self->slot.dump = self->dump[0];
  __atomic_store_n (&self->slot.ready, 1, __ATOMIC_RELEASE);
  return self->slot.error == 0;
}

static bool
wait_opened (const HfAttach *self)
{
  const struct timespec pause = { 0, 1000000 };
  uint64_t end = now () + OPENED_WITHIN;

  /* By the clock: where much else runs, a pause takes many times as long. */
  while (now () < end)
    {
      uint32_t opened = __atomic_load_n (&self->slot.opened, __ATOMIC_ACQUIRE);

      if (opened != 0)
        return opened == 1;
      nanosleep (&pause, NULL);
    }
  return false;
}

/* Not with prctl(), which a program that limits its system calls may have made deadly; files it has to open anyway. */
static void
take_name (void)
{
  int fd = open ("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC);

  if (fd >= 0 && write (fd, "holdfast", 8) < 0)
    errno = 0; /* it goes by the program's name then */
  if (fd >= 0)
    close (fd);
}

static void *
thread_main (void *data)
{
  HfAttach *self = data;
  uint64_t start;

  take_name ();
  self->options.pid = getpid ();
  if (!offer_pipes (self) || !wait_opened (self))
    {
      close_all (self); /* the page stays: Holdfast may still write to it */
      return NULL;
    }
  close_ours (&self->control[0], &self->control_is);
  close_ours (&self->dump[0], &self->dump_is);

  start = now ();
  if (Py_IsInitialized ())
    {
      HfDumpResult *shared = hf_child_result_new ();
      HfLock lock = { .wanted = is_wanted, .data = self };
      PyGILState_STATE state;

      tell (self, HF_INJECT_WAITING);
      state = hf_lock_take (&lock);
      self->report.waited = now () - start;
      work (self, shared, state, now ());
      hf_lock_leave (&lock);
      hf_child_result_free (shared);
    }
  else
    self->report.reason = HF_INJECT_NOT_INITIALIZED;
  tell (self, HF_INJECT_DONE);
  close_all (self);
  munmap (self, sizeof *self);
  return NULL;
}

/* The caller has all signals blocked, and so has the thread: they are the program's. */
static int
start_thread (HfAttach *self)
{
  pthread_attr_t attributes;
  pthread_t thread;
  int error = pthread_attr_init (&attributes);

  if (error != 0)
    return error;
  pthread_attr_setstacksize (&attributes, STACK_SIZE);
  pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
  error = pthread_create (&thread, &attributes, thread_main, self);
  pthread_attr_destroy (&attributes);
  return error;
}

static HfAttach *
attach_new (const HfInjectRequest *request)
{
  HfAttach *self = mmap (NULL, sizeof *self, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (self == MAP_FAILED)
    return NULL;
  self->control[0] = self->control[1] = self->dump[0] = self->dump[1] = -1;
  self->report.magic = HF_INJECT_MAGIC;
  self->seconds = request->seconds;
  self->options.values = request->values;
  self->options.progress = writing;
  self->options.data = self;
  return self;
}

/* As few system calls as can be: a thread of the program is stopped, and each is two more stops. */
__attribute__ ((visibility ("default"))) int
hf_inject_start (HfInjectRequest *request)
{
  HfAttach *self;
  int before = errno;

  if (request->magic != HF_INJECT_MAGIC || request->size != sizeof *request)
    return request->error = EINVAL;
  self = attach_new (request);
  request->error = self == NULL ? ENOMEM : start_thread (self);
  request->slot = (uint64_t) (uintptr_t) self;
  if (request->error != 0 && self != NULL)
    munmap (self, sizeof *self);
  errno = before;
  return request->error;
}
