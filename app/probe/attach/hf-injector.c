/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-injector.h"

#if defined(__x86_64__)
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hf-elf.h"
#include "hf-library.h"
#include "hf-safe-place.h"
#include "hf-status.h"
#include "hf-steady.h"
#include "hf-tracee.h"

#define PATIENCE (15 * G_TIME_SPAN_SECOND)
#define BOLD_AFTER (1 * G_TIME_SPAN_SECOND)
#define CALL_SECONDS 5
#define MOST_DENIED 200u /* of 0.5 to 4 ms each: an attach has the thread for less */
#define INTERNAL_DLOPEN 0x80000000u /* what __libc_dlopen_mode() wants besides */
#define MEMFD_EXEC 0x10u

typedef struct
{
  GPid pid;
  gboolean limited;        /* HfStatus.limited */
  guint64 identity;        /* of the program that the maps are of */
  HfMaps *maps;
  char *python;            /* path of what has the interpreter in it */
  HfLibrary *library;
  GArray *strays;          /* of gint: descriptors that a killed attach has left */
  guint64 restorer;
  guint64 load;            /* dlopen() or what stands for it */
  guint64 load_flags;
  guint64 syscall;
  guint64 errno_location;  /* 0: unknown */
  HfInjectRequest *request;
  HfInjection *injection;
  guint denied;            /* tries */
} HfInjector;

typedef enum
{
  TRY_DONE,
  TRY_AGAIN,
  TRY_FAILED, /* the error is set */
} Try;

/* ---- what is where in the process ----------------------------------------------------------------------------------------- */

static gboolean
cannot (GError **error, const char *sentence)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_UNSUPPORTED, sentence);

  return FALSE;
}

static gboolean
find_loader (HfInjector *self, GError **error)
{
  static const char *const c_library[] = { "libc.so", "libc-", "libdl.", "libdl-", NULL };

  self->load_flags = RTLD_NOW;
  self->load = hf_elf_find (self->maps, c_library, "dlopen");
  if (self->load == 0)
    {
      self->load = hf_elf_find (self->maps, c_library, "__libc_dlopen_mode");
      self->load_flags |= INTERNAL_DLOPEN;
    }
  self->syscall = hf_elf_find (self->maps, c_library, "syscall");
  self->errno_location = hf_elf_find (self->maps, c_library, "__errno_location");
  self->restorer = self->syscall != 0 ? hf_frame_restorer (self->maps, self->syscall) : 0;
  if (self->load == 0 || self->restorer == 0)
    return cannot (error, "Its C library has no dlopen(), so nothing can be loaded into it.");

  return TRUE;
}

static gboolean
find_python (HfInjector *self, GError **error)
{
  static const char *const usual[] = { "python", "libpython", NULL };
  guint64 found = hf_elf_find (self->maps, usual, "PyGILState_Ensure");
  const HfMap *map;

  if (found == 0)
    found = hf_elf_find (self->maps, NULL, "PyGILState_Ensure");
  map = found != 0 ? hf_maps_at (self->maps, found) : NULL;
  if (map == NULL)
    return cannot (error, "Its Python is linked in without exported symbols, so the dumper cannot be loaded into it.");
  self->python = g_strdup (map->path);

  return TRUE;
}

/* ---- in the stopped thread --------------------------------------------------------------------------------------------------- */

/* The result of a system call made there, -1 where it could not be made. */
static gint64
remote_syscall (HfInjector *self, HfTracee *tracee, guint64 number, guint64 a, guint64 b)
{
  const guint64 arguments[3] = { number, a, b };

  return hf_tracee_call (tracee, self->syscall, arguments, CALL_SECONDS) ? tracee->result : -1;
}

static gboolean
is_loaded (HfInjector *self)
{
  g_autoptr (HfMaps) maps = hf_maps_new (self->pid);

  if (maps == NULL || !hf_library_is_in (self->library, maps))
    return FALSE;
  hf_maps_free (self->maps);
  self->maps = g_steal_pointer (&maps);

  return TRUE;
}

static gboolean
load_path (HfInjector *self, HfTracee *tracee, const char *path)
{
  const guint64 arguments[3] = { tracee->scratch, self->load_flags, 0 };

  return strlen (path) < HF_TRACEE_SCRATCH && hf_memory_write (self->pid, tracee->scratch, path, strlen (path) + 1) &&
         hf_tracee_call (tracee, self->load, arguments, CALL_SECONDS) && is_loaded (self);
}

static gboolean
load_from_memory (HfInjector *self, HfTracee *tracee)
{
  const char *name = hf_library_name (self->library);
  g_autofree char *path = NULL;
  gboolean loaded;
  gint64 fd;

  if (!hf_memory_write (self->pid, tracee->scratch, name, strlen (name) + 1))
    return FALSE;
  fd = remote_syscall (self, tracee, SYS_memfd_create, tracee->scratch, MFD_CLOEXEC | MEMFD_EXEC);
  if (fd == -EINVAL)
    fd = remote_syscall (self, tracee, SYS_memfd_create, tracee->scratch, MFD_CLOEXEC);
  if (fd < 0)
    return FALSE;

  path = g_strdup_printf ("/proc/self/fd/%d", (int) fd);
  loaded = hf_library_fill (self->library, self->pid, (int) fd) && load_path (self, tracee, path);
  if (!tracee->late)
    remote_syscall (self, tracee, SYS_close, (guint64) fd, 0);

  return loaded;
}

static gboolean
load_from_file (HfInjector *self, HfTracee *tracee)
{
  gboolean loaded = FALSE;

  for (guint i = 0; !loaded && !tracee->late; i++)
    {
      HfCopy copy;

      if (!hf_library_copy (self->library, self->pid, i, &copy))
        break;
      loaded = copy.inside != NULL && load_path (self, tracee, copy.inside);
      hf_copy_clear (&copy);
    }

  return loaded;
}

static gboolean
call_entry (HfInjector *self, HfTracee *tracee)
{
  const guint64 arguments[3] = { tracee->scratch, 0, 0 };
  guint64 entry = hf_library_symbol (self->library, self->maps, HF_INJECT_ENTRY);

  G_STATIC_ASSERT (sizeof *self->request <= HF_TRACEE_SCRATCH);

  return entry != 0 && hf_memory_write (self->pid, tracee->scratch, self->request, sizeof *self->request) &&
         hf_tracee_call (tracee, entry, arguments, CALL_SECONDS) &&
         hf_memory_read (self->pid, tracee->scratch, self->request, sizeof *self->request);
}

static gboolean
explain (HfInjector *self, const HfTracee *tracee, gboolean loaded, GError **error)
{
  if (tracee->late)
    return cannot (error, "It did not answer: another of its threads seems to be loading a library. It goes on by itself; try again.");
  if (!loaded)
    return cannot (error, "It cannot load the dumper: neither from memory nor from a folder that it can read (they are not writable "
                          "or mounted noexec), or its Python is another than the dumper is built for. "
                          "Import holdfast in the program instead.");
  if (self->request->error != 0)
    g_set_error (error, HF_ERROR, HF_ERROR_IO, "It cannot start a thread for the dump: %s.", g_strerror (self->request->error));
  else
    cannot (error, "It broke off the call of the dumper.");

  return FALSE;
}

static gboolean
is_traced (GPid pid, GPid tid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/status", (int) pid, (int) tid);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "\nTracerPid:\t0\n") == NULL;
}

/* Another Holdfast may be in the middle of an attach, in another thread. */
static gboolean
is_alone (const HfInjector *self, const HfTracee *tracee)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int) self->pid);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (atoi (name) != tracee->tid && is_traced (self->pid, (GPid) atoi (name)))
      return FALSE;

  return folder != NULL;
}

/* Found before the thread was stopped: by now a number may be another file's. */
static void
close_strays (HfInjector *self, HfTracee *tracee)
{
  if (self->strays->len == 0 || !is_alone (self, tracee))
    return;

  for (guint i = 0; i < self->strays->len && !tracee->late; i++)
    {
      gint fd = g_array_index (self->strays, gint, i);

      if (hf_library_is_stray (self->pid, fd))
        remote_syscall (self, tracee, SYS_close, (guint64) fd, 0);
    }
}

/* Making a file of memory may be deadly where system calls are limited; opening one, no Python can do without. */
static gboolean
load (HfInjector *self, HfTracee *tracee)
{
  if (self->limited)
    return load_from_file (self, tracee) || (!tracee->late && load_from_memory (self, tracee));

  return load_from_memory (self, tracee) || (!tracee->late && load_from_file (self, tracee));
}

/* Loading may change the thread's errno; the entry takes care of it itself. */
static gboolean
work_inside (HfInjector *self, HfTracee *tracee, GError **error)
{
  gboolean loaded = hf_library_is_in (self->library, self->maps), called = FALSE;
  guint64 place = 0;
  gint32 number = 0;

  if (self->errno_location != 0)
    place = hf_tracee_errno (tracee, self->errno_location);
  if (place != 0 && !hf_memory_read (self->pid, place, &number, sizeof number))
    place = 0;

  self->injection->loaded = !loaded;
  close_strays (self, tracee);
  loaded = loaded || load (self, tracee);
  if (loaded)
    called = call_entry (self, tracee);
  if (place != 0 && !tracee->late)
    hf_memory_write (self->pid, place, &number, sizeof number);

  return (called && self->request->error == 0) || explain (self, tracee, loaded, error);
}

/* ---- tries -------------------------------------------------------------------------------------------------------------------- */

static Try
refuse (HfStop stop, GError **error)
{
  switch (stop)
    {
    case HF_STOP_DENIED:
      g_set_error (error, HF_ERROR, HF_ERROR_IO, "It may not be attached to: %s.", g_strerror (errno));
      return TRY_FAILED;

    case HF_STOP_STOPPED:
      cannot (error, "It is stopped; let it go on with “kill -CONT” first.");
      return TRY_FAILED;

    case HF_STOP_LATE:
      cannot (error, "It waits for a device and cannot be stopped now; try again later.");
      return TRY_FAILED;

    case HF_STOP_GONE:
    case HF_STOP_DONE:
    default:
      return TRY_AGAIN;
    }
}

static Try
try_stopped (HfInjector *self, GPid tid, gboolean bold, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  HfTracee tracee;
  HfStop stop = hf_tracee_stop (&tracee, self->pid, tid);
  Try result = TRY_AGAIN;

  self->injection->tries++;
  /* Another Holdfast may have it for a moment. */
  if (stop == HF_STOP_DENIED && errno == EPERM && self->denied++ < MOST_DENIED)
    return TRY_AGAIN;
  if (stop != HF_STOP_DONE)
    return refuse (stop, error);

  if (hf_status_identity (self->pid, tid) != self->identity)
    {
      cannot (error, "It has just become another program; try again.");
      result = TRY_FAILED;
    }
  else if (hf_place_is_safe (self->maps, self->python, self->restorer, &tracee.state.registers, bold) && hf_tracee_prepare (&tracee, self->restorer))
    result = work_inside (self, &tracee, error) ? TRY_DONE : TRY_FAILED;
  hf_tracee_release (&tracee);
  self->injection->stopped = g_get_monotonic_time () - start;

  return result;
}

static Try
try_thread (HfInjector *self, GPid tid, gboolean bold, GError **error)
{
  Try result;

  hf_steady_begin ();
  result = try_stopped (self, tid, bold, error);
  hf_steady_end ();

  return result;
}

static GArray *
threads_of (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int) pid);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  GArray *threads = g_array_new (FALSE, FALSE, sizeof (GPid));
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      GPid tid = (GPid) atoi (name);

      if (hf_place_may_be (pid, tid))
        g_array_append_val (threads, tid);
    }

  return threads;
}

/* The main thread has the largest stack; it comes first, and every second time. 0 if there is no thread at all. */
static GPid
choose_thread (GPid pid, guint try)
{
  g_autoptr (GArray) threads = threads_of (pid);

  for (guint i = 0; i < threads->len && try % 2 == 0; i++)
    if (g_array_index (threads, GPid, i) == pid)
      return pid;

  return threads->len > 0 ? g_array_index (threads, GPid, try / 2 % threads->len) : 0;
}

/* A process that ends has no thread that could be stopped, and never will. */
static gboolean
is_running (GPid pid)
{
  g_autoptr (HfStatus) status = hf_status_new (pid);

  return status != NULL && strchr ("ZX", status->state) == NULL;
}

static gboolean
try_until_done (HfInjector *self, HfProgress *progress, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  Try result = TRY_AGAIN;

  for (guint i = 0; result == TRY_AGAIN; i++)
    {
      gint64 spent = g_get_monotonic_time () - start;
      GPid tid = choose_thread (self->pid, i);

      if (hf_progress_step (progress, 0, error))
        return FALSE;
      if (tid == 0 && !is_running (self->pid))
        return cannot (error, "It has ended.");
      if (spent > PATIENCE)
        return cannot (error, "None of its threads came to a place where the dumper can be loaded; try again.");
      if (tid != 0)
        result = try_thread (self, tid, spent > BOLD_AFTER, error);
      if (result == TRY_AGAIN)
        g_usleep (tid == 0 ? 20000 : (gulong) g_random_int_range (500, 4000));
    }

  return result == TRY_DONE;
}

typedef struct
{
  HfInjector *injector;
  HfProgress *progress;
  GError **error;
} Job;

static gpointer
run_job (gpointer data)
{
  Job *job = data;

  return GINT_TO_POINTER (try_until_done (job->injector, job->progress, job->error));
}

gboolean
hf_injector_run (GPid pid, const char *library, HfInjectRequest *request, HfInjection *injection, HfProgress *progress, GError **error)
{
  g_autoptr (HfStatus) status = hf_status_new (pid);
  HfInjector self = { .pid = pid, .limited = status != NULL && status->limited, .identity = hf_status_identity (pid, pid), .maps = hf_maps_new (pid), .strays = hf_library_strays (pid), .request = request, .injection = injection };
  Job job = { &self, progress, error };
  gboolean done = FALSE;

  *injection = (HfInjection) { 0 };
  if (self.maps == NULL)
    g_set_error (error, HF_ERROR, HF_ERROR_IO, "It may not be attached to: %s.", g_strerror (errno));
  else
    {
      self.library = hf_library_new (library, error);
      /* The kernel lets go of everything that a thread has stopped when the thread ends. */
      if (self.library != NULL && find_python (&self, error) && find_loader (&self, error))
        done = GPOINTER_TO_INT (g_thread_join (g_thread_new ("injector", run_job, &job)));
    }
  g_array_unref (self.strays);
  hf_library_free (self.library);
  hf_maps_free (self.maps);
  g_free (self.python);

  return done;
}
#else
gboolean
hf_injector_run (GPid pid, const char *library, HfInjectRequest *request, HfInjection *injection, HfProgress *progress, GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_UNSUPPORTED, "Running processes can be attached to on x86-64 alone. "
                                                              "Import holdfast in the program instead.");

  return FALSE;
}
#endif
