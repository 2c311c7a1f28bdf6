/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-tracee.h"

#if defined(__x86_64__)
#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hf-maps.h"

#define RED_ZONE 128u
#define MAX_EXTENDED (64u << 10)
#define SPIN_TIME (20 * G_TIME_SPAN_MILLISECOND)
#define STOP_TIME (2 * G_TIME_SPAN_SECOND)
#define SYSCALL_STOP (SIGTRAP | 0x80)
#define IS_EVENT_STOP(status) ((status) >> 16 == PTRACE_EVENT_STOP)

enum { NO_CALL = -1, STEP_AND_DIRECTION = 0x500, E_INTR = 4, RESTART_NOHAND = 514 };

static gboolean
ask_kernel (enum __ptrace_request request, GPid tid, guint64 address, const void *data)
{
  return ptrace (request, tid, GSIZE_TO_POINTER (address), (void *) data) == 0;
}

/* ---- waiting ------------------------------------------------------------------------------------------------------------- */

/* Most stops come within microseconds, so the first wait spins. FALSE when it is late or the thread has ended (then *status
 * says so). */
static gboolean
wait_stop (GPid tid, int *status, gint64 within)
{
  gint64 start = g_get_monotonic_time ();

  for (;;)
    {
      pid_t got = waitpid (tid, status, __WALL | WNOHANG);
      gint64 spent = g_get_monotonic_time () - start;

      if (got == tid)
        return WIFSTOPPED (*status);
      if ((got < 0 && errno != EINTR) || spent > within)
        {
          *status = got < 0 ? 0 : -1;
          return FALSE;
        }
      if (spent < SPIN_TIME)
        sched_yield ();
      else
        g_usleep (200);
    }
}

static HfStop
wait_interrupted (GPid tid)
{
  int status;

  for (;;)
    {
      if (!wait_stop (tid, &status, STOP_TIME))
        return status == -1 ? HF_STOP_LATE : HF_STOP_GONE;
      if (IS_EVENT_STOP (status))
        return WSTOPSIG (status) == SIGTRAP ? HF_STOP_DONE : HF_STOP_STOPPED;
      /* A signal came first: it is the program's. */
      ask_kernel (PTRACE_CONT, tid, 0, GSIZE_TO_POINTER (WSTOPSIG (status)));
    }
}

/* ---- registers -------------------------------------------------------------------------------------------------------------- */

/* A system call that says "interrupted" only because we stopped it. The kernel takes up most by itself; these it does not. */
static void
mend_interrupted (struct user_regs_struct *registers)
{
  gboolean forever = (registers->orig_rax == SYS_epoll_wait || registers->orig_rax == SYS_epoll_pwait) && (int) registers->r10 < 0;

  forever |= registers->orig_rax == SYS_epoll_pwait2 && registers->r10 == 0;
  if (forever && (gint64) registers->rax == -E_INTR)
    registers->rax = (guint64) (gint64) -RESTART_NOHAND;
}

/* The arguments of a wait that the kernel goes on with are still in their registers; its number was loaded by the instruction before
 * "syscall" (mov $number, %eax). Only these four can be gone on with so. */
static gint64
find_rest_of (GPid pid, const struct user_regs_struct *registers)
{
  static const gint64 calls[] = { SYS_poll, SYS_nanosleep, SYS_clock_nanosleep, SYS_futex };
  guint8 code[7];
  gint32 number;

  if (registers->orig_rax != SYS_restart_syscall || !hf_memory_read (pid, registers->rip - sizeof code, code, sizeof code) ||
      code[0] != 0xb8 || code[5] != 0x0f || code[6] != 0x05)
    return -1;
  memcpy (&number, code + 1, sizeof number);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (calls[i] == number)
      return number;

  return -1;
}

static gboolean
save (HfTracee *self)
{
  struct iovec area = { g_malloc0 (MAX_EXTENDED), MAX_EXTENDED };

  self->state.extended = area.iov_base;
  if (!ask_kernel (PTRACE_GETREGS, self->tid, 0, &self->state.registers) ||
      !ask_kernel (PTRACE_GETREGSET, self->tid, NT_X86_XSTATE, &area) ||
      !ask_kernel (PTRACE_GETSIGMASK, self->tid, sizeof self->state.mask, &self->state.mask))
    return FALSE;
  self->state.n_extended = area.iov_len;
  mend_interrupted (&self->state.registers);
  self->state.rest_of = find_rest_of (self->pid, &self->state.registers);

  return TRUE;
}

static gboolean
restore (HfTracee *self)
{
  struct iovec area = { self->state.extended, self->state.n_extended };

  /* The registers last: until then the frame would still give everything back. */
  ask_kernel (PTRACE_SETSIGMASK, self->tid, sizeof self->state.mask, &self->state.mask);
  ask_kernel (PTRACE_SETREGSET, self->tid, NT_X86_XSTATE, &area);

  return ask_kernel (PTRACE_SETREGS, self->tid, 0, &self->state.registers);
}

HfStop
hf_tracee_stop (HfTracee *self, GPid pid, GPid tid)
{
  HfStop stop;

  *self = (HfTracee) { .pid = pid, .tid = tid };
  if (!ask_kernel (PTRACE_SEIZE, tid, 0, GSIZE_TO_POINTER (PTRACE_O_TRACESYSGOOD)))
    return errno == ESRCH ? HF_STOP_GONE : HF_STOP_DENIED;
  if (!ask_kernel (PTRACE_INTERRUPT, tid, 0, NULL))
    return HF_STOP_GONE;

  stop = wait_interrupted (tid);
  if (stop == HF_STOP_DONE && !save (self))
    stop = HF_STOP_GONE;
  if (stop == HF_STOP_STOPPED || stop == HF_STOP_GONE)
    {
      ask_kernel (PTRACE_DETACH, tid, 0, NULL);
      hf_thread_state_clear (&self->state);
    }

  return stop;
}

/* Signals wait until the thread is back where it was. Those of errors stay: a blocked one would change how the program
 * handles it. */
static guint64
mask_within_calls (void)
{
  const int errors[] = { SIGTRAP, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGABRT };
  guint64 mask = ~G_GUINT64_CONSTANT (0);

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    mask &= ~(G_GUINT64_CONSTANT (1) << (errors[i] - 1));

  return mask;
}

gboolean
hf_tracee_prepare (HfTracee *self, guint64 restorer)
{
  guint64 scratch = (self->state.registers.rsp - RED_ZONE - HF_TRACEE_SCRATCH) / 16 * 16;
  guint64 at = hf_frame_place (&self->state, scratch);
  g_autofree guint8 *frame = NULL;
  gsize n;

  frame = hf_frame_new (&self->state, restorer, at, &n);
  if (!hf_memory_write (self->pid, at, frame, n))
    return FALSE;
  self->restorer = restorer;
  self->scratch = scratch;
  self->frame = at;

  return TRUE;
}

/* ---- calls --------------------------------------------------------------------------------------------------------------------- */

static gboolean
enter (HfTracee *self, guint64 function, const guint64 arguments[3])
{
  struct user_regs_struct registers = self->state.registers;
  guint64 mask = mask_within_calls ();

  registers.rip = function;
  registers.rsp = self->frame;
  registers.rdi = arguments[0];
  registers.rsi = arguments[1];
  registers.rdx = arguments[2];
  registers.rax = 0;
  registers.rbp = 0;
  registers.orig_rax = (guint64) (gint64) NO_CALL;
  registers.eflags &= ~(guint64) STEP_AND_DIRECTION;

  /* In this order: from the first on it is the frame that gives the mask back if we are killed. */
  return ask_kernel (PTRACE_SETREGS, self->tid, 0, &registers) && ask_kernel (PTRACE_SETSIGMASK, self->tid, sizeof mask, &mask);
}

/* The thread stands before the sigreturn that would end the call: it is left out, and the thread stays where it could still
 * do it. */
static gboolean
hold_back (HfTracee *self, struct user_regs_struct *registers)
{
  registers->rip = self->restorer;
  registers->orig_rax = (guint64) (gint64) NO_CALL;

  return ask_kernel (PTRACE_SETREGS, self->tid, 0, registers);
}

/* TRUE once the call has come back; *@failed when it never will. */
static gboolean
look (HfTracee *self, int status, gboolean *failed)
{
  struct user_regs_struct registers;
  int sig = WSTOPSIG (status);

  self->stop_came |= sig == SIGSTOP && !IS_EVENT_STOP (status);
  if (IS_EVENT_STOP (status) || sig == SIGSTOP)
    return FALSE;
  if (sig != SYSCALL_STOP || !ask_kernel (PTRACE_GETREGS, self->tid, 0, &registers))
    {
      *failed = TRUE;
      return FALSE;
    }
  if (registers.orig_rax == SYS_rt_sigreturn && registers.rsp == self->frame + 8)
    {
      *failed = !hold_back (self, &registers);
      return !*failed;
    }
  self->result = (gint64) registers.rax;

  return FALSE;
}

gboolean
hf_tracee_call (HfTracee *self, guint64 function, const guint64 arguments[3], guint seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
  gboolean failed = !enter (self, function, arguments);

  while (!failed)
    {
      int status;

      failed = !ask_kernel (PTRACE_SYSCALL, self->tid, 0, NULL);
      if (!failed && !wait_stop (self->tid, &status, MAX (deadline - g_get_monotonic_time (), 0)))
        {
          self->late = status == -1;
          failed = TRUE;
        }
      if (!failed && look (self, status, &failed))
        return TRUE;
    }

  return FALSE;
}

/* The code is "%fs:0 plus what stands at an address near by", in one order or the other. */
guint64
hf_tracee_errno (const HfTracee *self, guint64 function)
{
  static const guint8 thread[] = { 0x25, 0, 0, 0, 0 }; /* …%fs:0 */
  guint8 code[32];
  gint64 offset;

  if (!hf_memory_read (self->pid, function, code, sizeof code) || memmem (code, sizeof code, thread, sizeof thread) == NULL)
    return 0;
  for (guint i = 0; i + 7 <= sizeof code; i++)
    if (code[i] == 0x48 && (code[i + 1] == 0x8b || code[i + 1] == 0x03) && code[i + 2] == 0x05)
      {
        gint32 distance;

        memcpy (&distance, code + i + 3, sizeof distance);
        if (!hf_memory_read (self->pid, function + i + 7 + (guint64) (gint64) distance, &offset, sizeof offset))
          return 0;
        return self->state.registers.fs_base + (guint64) offset;
      }

  return 0;
}

/* The registers can be set back only where the kernel looks for signals, since that is where it takes up an interrupted
 * system call. */
static gboolean
reach_signal_stop (HfTracee *self)
{
  int status;

  if (!ask_kernel (PTRACE_INTERRUPT, self->tid, 0, NULL) || !ask_kernel (PTRACE_CONT, self->tid, 0, NULL))
    return FALSE;
  while (wait_stop (self->tid, &status, STOP_TIME))
    {
      if (IS_EVENT_STOP (status))
        return TRUE;
      self->stop_came |= WSTOPSIG (status) == SIGSTOP;
      if (!ask_kernel (PTRACE_CONT, self->tid, 0, NULL))
        return FALSE;
    }

  return FALSE;
}

/* Nobody returns into it any more; the next one to look at the stack shall not take it for that of a handler that runs. */
static void
forget_frame (const HfTracee *self)
{
  const guint64 nothing = 0;

  if (self->frame != 0)
    hf_memory_write (self->pid, self->frame, &nothing, sizeof nothing);
}

void
hf_tracee_release (HfTracee *self)
{
  int status;

  if (!self->late && (self->frame == 0 || reach_signal_stop (self)) && restore (self))
    forget_frame (self);
  if (!ask_kernel (PTRACE_DETACH, self->tid, 0, NULL) && errno == ESRCH && ask_kernel (PTRACE_INTERRUPT, self->tid, 0, NULL) &&
      wait_stop (self->tid, &status, STOP_TIME))
    ask_kernel (PTRACE_DETACH, self->tid, 0, NULL);
  if (self->stop_came)
    syscall (SYS_tgkill, self->pid, self->tid, SIGSTOP);
  hf_thread_state_clear (&self->state);
}
#endif
