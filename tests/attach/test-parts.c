/* SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/attach/hf-elf.h"
#include "probe/attach/hf-foreign.h"
#include "probe/attach/hf-obstacle.h"
#include "probe/attach/hf-processes.h"
#include "probe/attach/hf-safe-place.h"
#include "probe/attach/hf-tracee.h"

/* ---- symbols -------------------------------------------------------------------------------------------------------------- */

/* The loader of this process is the oracle. */
static void
test_symbols (void)
{
  static const char *const libc[] = { "libc.so", NULL };
  static const char *const names[] = { "dlopen", "syscall", "__errno_location", "pthread_create", "getpid", "environ" };
  g_autoptr (HfMaps) maps = hf_maps_new (getpid ());

  g_assert_nonnull (maps);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmphex (hf_elf_find (maps, libc, names[i]), ==, GPOINTER_TO_SIZE (dlsym (dlopen ("libc.so.6", RTLD_NOW), names[i])));
  g_assert_cmphex (hf_elf_find (maps, NULL, "g_strdup"), ==, GPOINTER_TO_SIZE (dlsym (RTLD_DEFAULT, "g_strdup")));
  g_assert_cmphex (hf_elf_find (maps, NULL, "no_such_function_anywhere"), ==, 0);
  g_assert_cmphex (hf_elf_find (maps, libc, ""), ==, 0);
}

static void
test_maps (void)
{
  g_autoptr (HfMaps) maps = hf_maps_new (getpid ());
  const HfMap *map = hf_maps_at (maps, GPOINTER_TO_SIZE (&test_maps));
  guint64 last = 0;

  g_assert_true (map != NULL && map->executable && map->readable);
  g_assert_true (g_str_has_prefix (hf_map_name (map), "test-attach-parts"));
  g_assert_true (g_str_equal (hf_maps_at (maps, GPOINTER_TO_SIZE (&last))->path, "[stack]"));
  g_assert_null (hf_maps_at (maps, 0));
  g_assert_null (hf_maps_find (maps, "no such file"));
  for (guint i = 0; i < maps->maps->len; i++)
    {
      const HfMap *one = &g_array_index (maps->maps, HfMap, i);

      g_assert_cmphex (one->start, >=, last);
      g_assert_true (hf_maps_at (maps, one->start) == one && hf_maps_at (maps, one->end - 1) == one);
      last = one->end;
    }
}

#if defined(__x86_64__)
/* ---- what another process has open ----------------------------------------------------------------------------------------- */

static void
test_foreign (void)
{
  g_autofree char *path = NULL;
  int memory = memfd_create ("holdfast-test", MFD_CLOEXEC), file = g_file_open_tmp ("holdfast-XXXXXX", &path, NULL), pipes[2], opened;
  int held = open (path, O_PATH | O_CLOEXEC);

  g_assert_true (memory >= 0 && file >= 0 && held >= 0 && pipe (pipes) == 0);
  opened = hf_foreign_memory (getpid (), memory, "holdfast-test");
  g_assert_cmpint (opened, >=, 0);
  g_assert_cmpint (write (opened, "x", 1), ==, 1);
  close (opened);
  g_assert_cmpint (hf_foreign_memory (getpid (), memory, "holdfast-test"), ==, -1); /* it is filled */
  g_assert_cmpint (hf_foreign_memory (getpid (), memory, "holdfast-other"), ==, -1);
  g_assert_cmpint (hf_foreign_memory (getpid (), file, "holdfast-test"), ==, -1);
  g_assert_cmpint (hf_foreign_memory (getpid (), held, "holdfast-test"), ==, -1); /* it may not read what it has there */
  g_assert_cmpint (hf_foreign_memory (getpid (), pipes[1], "holdfast-test"), ==, -1);

  opened = hf_foreign_pipe (getpid (), pipes[0]);
  g_assert_cmpint (opened, >=, 0);
  close (opened);
  g_assert_cmpint (hf_foreign_pipe (getpid (), file), ==, -1);
  g_assert_cmpint (hf_foreign_pipe (getpid (), held), ==, -1);
  g_assert_cmpint (hf_foreign_pipe (getpid (), memory), ==, -1);
  g_unlink (path);
  for (guint i = 0; i < 5; i++)
    close (((int[]) { memory, file, held, pipes[0], pipes[1] })[i]);
}

static void
test_folders (void)
{
  g_autofree char *folder = g_dir_make_tmp ("holdfast-XXXXXX", NULL);
  g_autofree char *real = g_build_filename (folder, "real", NULL), *link = g_build_filename (folder, "link", NULL);
  g_autofree char *beyond = g_build_filename (link, "inner", NULL), *inner = g_build_filename (real, "inner", NULL);
  int opened;

  g_assert_true (g_mkdir (real, 0700) == 0 && g_mkdir (inner, 0700) == 0 && symlink (real, link) == 0);
  opened = hf_foreign_folder (getpid (), inner);
  g_assert_cmpint (opened, >=, 0);
  close (opened);
  g_assert_cmpint (hf_foreign_folder (getpid (), link), ==, -1);
  g_assert_cmpint (hf_foreign_folder (getpid (), beyond), ==, -1);
  g_unlink (link);
  g_rmdir (inner);
  g_rmdir (real);
  g_rmdir (folder);
}

/* ---- a thread that is stopped and goes on --------------------------------------------------------------------------------- */

#define PATTERN G_GUINT64_CONSTANT (0x1234567890abcdef)

typedef struct
{
  int reads[2];   /* what the program waits for */
  int blocks[2];  /* what a function that is called in it waits for */
  gint ended;
  gint turns;
  gint called;
} Shared;

static Shared *shared;

/* Called in the stopped process: waits, and leaves nothing in the registers as it was. */
static void
blocker (void)
{
  char byte;

  g_atomic_int_inc (&shared->called);
  errno = 5;
  syscall (SYS_read, shared->blocks[0], &byte, 1);
  __asm__ volatile ("pcmpeqd %%xmm7, %%xmm7; pcmpeqd %%xmm15, %%xmm15; fldz" ::: "xmm7", "xmm15", "st");
}

/* A system call with the extended registers watched: -EINTR or a changed register is what a disturbed program would see. */
static gboolean
wait_undisturbed (void)
{
  guint64 low = 0, high = 0;
  glong result;
  char byte = 0;

  __asm__ volatile ("movq %3, %%xmm7\n\tmovq %3, %%xmm15\n\tsyscall\n\tmovq %%xmm7, %1\n\tmovq %%xmm15, %2"
                    : "=a" (result), "=&r" (low), "=&r" (high)
                    : "r" (PATTERN), "0" ((glong) SYS_read), "D" ((glong) shared->reads[0]), "S" (&byte), "d" (1L)
                    : "rcx", "r11", "memory", "xmm7", "xmm15");

  return result == 1 && low == PATTERN && high == PATTERN && byte == 'r';
}

static gboolean
spin_undisturbed (void)
{
  guint64 low = PATTERN, high = PATTERN;

  while (!g_atomic_int_get (&shared->ended) && low == PATTERN && high == PATTERN)
    {
      guint64 n = 100000;

      __asm__ volatile ("movq %3, %%xmm7\n\tmovq %3, %%xmm15\n1:\n\tdec %2\n\tjnz 1b\n\tmovq %%xmm7, %0\n\tmovq %%xmm15, %1"
                        : "=&r" (low), "=&r" (high), "+r" (n) : "r" (PATTERN) : "cc", "xmm7", "xmm15");
      g_atomic_int_inc (&shared->turns);
    }

  return low == PATTERN && high == PATTERN;
}

/* A wait with an end, which the C library makes: going on with the rest of it is another system call. */
static gboolean
poll_undisturbed (void)
{
  struct pollfd end = { shared->reads[0], POLLIN, 0 };

  return poll (&end, 1, 600000) == 1 && end.revents == POLLIN;
}

static void
program (gboolean spinning, gboolean restored)
{
  sigset_t before, after;
  gboolean fine;

  prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  pthread_sigmask (SIG_SETMASK, NULL, &before);
  errno = 77;
  fine = spinning ? spin_undisturbed () : wait_undisturbed ();
  pthread_sigmask (SIG_SETMASK, NULL, &after);
  _exit (fine && (errno == 77 || !restored) && memcmp (&before, &after, 8) == 0 ? 0 : 1);
}

typedef enum
{
  CALL_RETURNS, /* as it should be */
  CALL_IS_LATE, /* the tracer gives up and lets go */
  TRACER_DIES,  /* in the middle of a call */
} Ending;

/* What the injector does: the called function may set errno. */
static guint64
errno_of (const HfTracee *tracee, const HfMaps *maps, const char *const *libc)
{
  guint64 place = hf_tracee_errno (tracee, hf_elf_find (maps, libc, "__errno_location"));

  /* A forked copy has it where we have it. */
  if (place != GPOINTER_TO_SIZE (&errno))
    _exit (4);

  return place;
}

static void
trace (GPid pid, Ending ending)
{
  g_autoptr (HfMaps) maps = hf_maps_new (pid);
  static const char *const libc[] = { "libc.so", NULL };
  guint64 restorer = hf_frame_restorer (maps, hf_elf_find (maps, libc, "syscall"));
  const guint64 arguments[3] = { 0 };
  guint64 place;
  gint32 number;
  gboolean back;
  HfTracee tracee;

  prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (restorer == 0 || hf_tracee_stop (&tracee, pid, pid) != HF_STOP_DONE || !hf_tracee_prepare (&tracee, restorer))
    _exit (2);
  place = errno_of (&tracee, maps, libc);
  if (!hf_memory_read (pid, place, &number, sizeof number) || number != 77)
    _exit (5);
  back = hf_tracee_call (&tracee, GPOINTER_TO_SIZE (&blocker), arguments, ending == CALL_IS_LATE ? 1 : 60);
  if (back)
    hf_memory_write (pid, place, &number, sizeof number);
  hf_tracee_release (&tracee);
  _exit (back == (ending == CALL_RETURNS) && tracee.late == (ending == CALL_IS_LATE) ? 0 : 3);
}

static void
wait_until_in (GPid pid, int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/syscall", (int) pid);
  g_autofree char *wanted = g_strdup_printf ("0 0x%x ", fd);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 60000; i++)
    {
      g_clear_pointer (&text, g_free);
      if (g_file_get_contents (path, &text, NULL, NULL) && g_str_has_prefix (text, wanted))
        return;
      g_usleep (1000);
    }
  g_error ("it did not come: %s", text);
}

static int
ended (GPid pid)
{
  int status;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);

  return status;
}

static void
end_tracer (GPid tracer, Ending ending)
{
  if (ending == TRACER_DIES)
    kill (tracer, SIGKILL);
  else if (ending == CALL_RETURNS)
    g_assert_cmpint (write (shared->blocks[1], "b", 1), ==, 1);
  g_assert_cmpint (ended (tracer), ==, ending == TRACER_DIES ? SIGKILL : 0);
  if (ending != CALL_RETURNS)
    g_assert_cmpint (write (shared->blocks[1], "b", 1), ==, 1);
}

/* Until it has gone round again, by itself. */
static void
wait_for_turn (void)
{
  gint turns = g_atomic_int_get (&shared->turns);

  for (guint i = 0; g_atomic_int_get (&shared->turns) < turns + 2 && i < 60000; i++)
    g_usleep (1000);
}

static void
try_ending (gboolean spinning, Ending ending)
{
  GPid pid, tracer;

  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (shared != MAP_FAILED && pipe (shared->reads) == 0 && pipe (shared->blocks) == 0);
  pid = fork ();
  if (pid == 0)
    program (spinning, ending == CALL_RETURNS);
  if (spinning)
    wait_for_turn ();
  else
    wait_until_in (pid, shared->reads[0]);
  tracer = fork ();
  if (tracer == 0)
    trace (pid, ending);
  wait_until_in (pid, shared->blocks[0]);
  end_tracer (tracer, ending);

  if (spinning)
    wait_for_turn ();
  else
    wait_until_in (pid, shared->reads[0]);
  g_atomic_int_set (&shared->ended, TRUE);
  g_assert_cmpint (write (shared->reads[1], "r", 1), ==, 1);
  g_assert_cmpint (ended (pid), ==, 0);
  g_assert_cmpint (shared->called, ==, 1);
  for (guint i = 0; i < 2; i++)
    {
      close (shared->reads[i]);
      close (shared->blocks[i]);
    }
  munmap (shared, sizeof *shared);
}

static void
wait_for_number (GPid pid, int number)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/syscall", (int) pid);
  g_autofree char *wanted = g_strdup_printf ("%d ", number);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 60000; i++)
    {
      g_clear_pointer (&text, g_free);
      if (g_file_get_contents (path, &text, NULL, NULL) && g_str_has_prefix (text, wanted))
        return;
      g_usleep (1000);
    }
  g_error ("it did not come: %s", text);
}

static void
polling_program (void)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  errno = 77;
  _exit (poll_undisturbed () ? 0 : 1);
}

/* Being traced may be forbidden altogether. */
static gboolean
may_trace (void)
{
  GPid pid = fork ();
  HfTracee tracee;
  HfStop stop;

  if (pid == 0)
    for (;;)
      pause ();
  stop = hf_tracee_stop (&tracee, pid, pid);
  if (stop == HF_STOP_DONE)
    hf_tracee_release (&tracee);
  kill (pid, SIGKILL);
  ended (pid);
  if (stop != HF_STOP_DONE)
    g_test_skip ("nobody may trace here");

  return stop == HF_STOP_DONE;
}

static void
test_call (gconstpointer data)
{
  if (!may_trace ())
    return;
  try_ending (FALSE, (Ending) GPOINTER_TO_INT (data));
  try_ending (TRUE, (Ending) GPOINTER_TO_INT (data));
}

/* ---- safe places ------------------------------------------------------------------------------------------------------------ */

static struct user_regs_struct
registers_at (gconstpointer code, glong number, guint64 second, glong result)
{
  static char here;

  return (struct user_regs_struct) {
    .rip = GPOINTER_TO_SIZE (code), .rsp = GPOINTER_TO_SIZE (&here), .rdi = 1 << 20, .orig_rax = (guint64) number, .rsi = second, .rax = (guint64) result,
  };
}

/* The first stop makes the wait one that the kernel goes on with; the tracer of the second one dies in the middle of a call. */
static void
test_second_stop_of_a_wait (void)
{
  HfTracee tracee;
  GPid pid, tracer;

  if (!may_trace ())
    return;
  shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (shared != MAP_FAILED && pipe (shared->reads) == 0 && pipe (shared->blocks) == 0);
  pid = fork ();
  if (pid == 0)
    polling_program ();
  wait_for_number (pid, SYS_poll);
  g_assert_cmpint (hf_tracee_stop (&tracee, pid, pid), ==, HF_STOP_DONE);
  hf_tracee_release (&tracee);
  wait_for_number (pid, SYS_restart_syscall);
  tracer = fork ();
  if (tracer == 0)
    trace (pid, TRACER_DIES);
  wait_until_in (pid, shared->blocks[0]);
  end_tracer (tracer, TRACER_DIES);
  wait_for_number (pid, SYS_poll);
  g_assert_cmpint (write (shared->reads[1], "r", 1), ==, 1);
  g_assert_cmpint (ended (pid), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      close (shared->reads[i]);
      close (shared->blocks[i]);
    }
  munmap (shared, sizeof *shared);
}

/* A number may be another program's between two looks. */
static void
test_another_program_under_the_same_number (void)
{
  guint64 before, after = 0;
  int said[2];
  char byte;
  GPid pid;

  g_assert_cmpint (pipe2 (said, O_CLOEXEC), ==, 0);
  pid = fork ();
  if (pid == 0)
    {
      raise (SIGSTOP);
      execl ("/bin/sleep", "sleep", "600", (char *) NULL);
      _exit (1);
    }
  g_assert_cmpint (waitpid (pid, NULL, WUNTRACED), ==, pid);
  before = hf_status_identity (pid, pid);
  g_assert_cmpuint (before, !=, 0);
  g_assert_cmpuint (hf_status_identity (pid, pid), ==, before);
  kill (pid, SIGCONT);
  close (said[1]);
  g_assert_cmpint (read (said[0], &byte, 1), ==, 0); /* the end: its copy went with the other program */
  for (guint i = 0; i < 60000 && ((after = hf_status_identity (pid, pid)) == before || after == 0); i++)
    g_usleep (1000);
  g_assert_cmpuint (after, !=, before);
  kill (pid, SIGKILL);
  ended (pid);
  g_assert_cmpuint (hf_status_identity (pid, pid), ==, 0);
  close (said[0]);
}

static void
test_places (void)
{
  g_autofree char *stack = g_malloc (256 << 10);
  g_autoptr (HfMaps) maps = hf_maps_new (getpid ());
  gconstpointer libc = dlsym (dlopen ("libc.so.6", RTLD_NOW), "syscall");
  static const char *const libc_name[] = { "libc.so", NULL };
  guint64 restorer = hf_frame_restorer (maps, hf_elf_find (maps, libc_name, "syscall"));
  const char *own = hf_maps_at (maps, GPOINTER_TO_SIZE (&test_places))->path;
  const struct { gconstpointer code; glong number; guint64 second; glong result; gboolean safe; } rows[] = {
    { libc, SYS_read, 0, -512, TRUE },              /* waits */
    { libc, SYS_read, 0, 5, FALSE },                /* has just ended */
    { libc, SYS_epoll_wait, 0, -4, TRUE },
    { libc, SYS_clock_nanosleep, 0, -516, TRUE },
    { libc, SYS_futex, 9 | 128 | 256, -512, TRUE }, /* a condition variable */
    { libc, SYS_futex, 0 | 128, -512, FALSE },      /* the allocator's lock, perhaps */
    { libc, SYS_restart_syscall, 3, -516, TRUE },         /* poll() of three, stopped before */
    { libc, SYS_restart_syscall, 128, -516, FALSE },      /* a futex */
    { libc, SYS_mmap, 0, -512, FALSE },
    { libc, -1, 0, 0, FALSE },                      /* inside malloc(), perhaps */
    { test_places, -1, 0, 0, TRUE },                /* the interpreter's own code */
    { NULL, -1, 0, 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      struct user_regs_struct registers = registers_at (rows[i].code, rows[i].number, rows[i].second, rows[i].result);

      registers.rsp = GPOINTER_TO_SIZE (stack) + (200 << 10);
      g_assert_cmpint (hf_place_is_safe (maps, own, restorer, &registers, FALSE), ==, rows[i].safe);
      if (rows[i].code == libc && rows[i].number == -1)
        g_assert_false (hf_place_is_safe (maps, own, restorer, &registers, TRUE));
      registers.rsp = hf_maps_at (maps, registers.rsp)->start + 4096;
      g_assert_false (hf_place_is_safe (maps, own, restorer, &registers, FALSE)); /* no room on the stack */
    }
}
#endif

/* ---- sentences --------------------------------------------------------------------------------------------------------------- */

static void
test_access (void)
{
  HfStatus process = { .pid = 4711, .user = 1000, .state = 'S' };
  const struct { HfAccess access; const char *words; } rows[] = {
    { { 1000, FALSE, 0, FALSE, TRUE }, NULL },
    { { 0, TRUE, 0, FALSE, TRUE }, NULL },
    { { 1000, FALSE, 1, TRUE, TRUE }, NULL },                          /* its parent */
    { { 1000, FALSE, 1, FALSE, TRUE }, "setpriv --ptracer any" },
    { { 1000, TRUE, 1, FALSE, TRUE }, NULL },
    { { 1000, FALSE, 2, TRUE, TRUE }, "ptrace_scope is 2" },
    { { 0, TRUE, 2, FALSE, TRUE }, NULL },
    { { 0, TRUE, 3, TRUE, TRUE }, "ptrace_scope is 3" },
    { { 1001, FALSE, 0, FALSE, FALSE }, "belongs to the user" },
    { { 1000, FALSE, 0, FALSE, FALSE }, "protects itself" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sentence = hf_obstacle_of_access (&rows[i].access, &process);

      if (rows[i].words == NULL)
        g_assert_null (sentence);
      else
        g_assert_true (sentence != NULL && strstr (sentence, rows[i].words) != NULL);
    }
}

static void
test_versions (void)
{
  const char *one = "_holdfast.cpython-311-x86_64-linux-gnu.so", *all = "_holdfast.abi3.so";
  const struct { const char *version; gboolean free_threaded; const char *library; const char *words; } rows[] = {
    { "3.11.2", FALSE, one, NULL },
    { "3.12", FALSE, one, "built for 3.11 alone" },
    { "3.8", FALSE, all, NULL },
    { "3.13.0", FALSE, all, NULL },
    { "3.14.1", FALSE, all, NULL }, /* it is asked with its own sys.remote_exec() */
    { "3.13.1", TRUE, all, "free-threaded" },
    { "3.7", FALSE, all, "too old" },
    { "2.7", FALSE, all, "too old" },
    { NULL, FALSE, all, "cannot be told" },
    { "3.11.2", FALSE, NULL, "HOLDFAST_PROBE" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sentence = hf_obstacle_of_version (rows[i].version, rows[i].free_threaded, rows[i].library);

      if (rows[i].words == NULL)
        g_assert_null (sentence);
      else
        g_assert_true (sentence != NULL && strstr (sentence, rows[i].words) != NULL);
    }
}

static void
test_states (void)
{
  HfStatus process = { .pid = 4711, .state = 'S' };
  g_autofree char *none = hf_obstacle_of_state (&process);
  g_autofree char *shadow = NULL, *ended_one = NULL, *own = NULL;

  g_assert_null (none);
  process.shadow_stack = TRUE;
  shadow = hf_obstacle_of_state (&process);
  g_assert_nonnull (strstr (shadow, "shadow stack"));
  process.state = 'Z';
  ended_one = hf_obstacle_of_state (&process);
  g_assert_nonnull (strstr (ended_one, "has ended"));
  process.pid = getpid ();
  own = hf_obstacle_of_state (&process);
  g_assert_nonnull (strstr (own, "Holdfast itself"));
}

static void
test_words (void)
{
  const struct { const char *command; const char *word; } rows[] = {
    { "python3 shop.py", "shop" },
    { "/usr/bin/python3.11 -u -X dev /srv/app/worker.py --fast", "worker" },
    { "python3 -m http.server 8000", "http.server" },
    { "python3 -c pass", "python3" },
    { "python3", "python3" },
    { "gunicorn master", "master" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i].command, " ", -1);
      HfStatus status = { .name = (char *) "python3", .words = words };
      HfProcess process = { .status = &status };
      g_autofree char *word = hf_process_word (&process);

      g_assert_cmpstr (word, ==, rows[i].word);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attach/symbols", test_symbols);
  g_test_add_func ("/attach/maps", test_maps);
  g_test_add_func ("/attach/foreign", test_foreign);
  g_test_add_func ("/attach/folders", test_folders);
#if defined(__x86_64__)
  g_test_add_data_func ("/attach/call/returns", GINT_TO_POINTER (CALL_RETURNS), test_call);
  g_test_add_data_func ("/attach/call/is late", GINT_TO_POINTER (CALL_IS_LATE), test_call);
  g_test_add_data_func ("/attach/call/tracer dies", GINT_TO_POINTER (TRACER_DIES), test_call);
  g_test_add_func ("/attach/second-stop-of-a-wait", test_second_stop_of_a_wait);
  g_test_add_func ("/attach/same-number", test_another_program_under_the_same_number);
  g_test_add_func ("/attach/places", test_places);
#endif
  g_test_add_func ("/attach/access", test_access);
  g_test_add_func ("/attach/versions", test_versions);
  g_test_add_func ("/attach/states", test_states);
  g_test_add_func ("/attach/words", test_words);

  return g_test_run ();
}
