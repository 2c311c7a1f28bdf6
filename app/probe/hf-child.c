/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NICER 5

HfDumpResult *
hf_child_result_new (void)
{
  HfDumpResult *result = mmap (NULL, sizeof *result, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (result == MAP_FAILED)
    return NULL;
  result->error = EINTR; /* what a child that was killed leaves */
  return result;
}

void
hf_child_result_free (HfDumpResult *result)
{
  if (result != NULL)
    munmap (result, sizeof *result);
}

/* The program comes first: it gets the processor, and where memory ends it is the child that goes. */
static void
give_way (void)
{
  int fd = open ("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

  if (fd >= 0 && write (fd, "1000", 4) < 0)
    errno = 0; /* it may not: then not */
  if (fd >= 0)
    close (fd);
  setpriority (PRIO_PROCESS, 0, getpriority (PRIO_PROCESS, 0) + NICER);
}

static void
close_from_to (unsigned first, unsigned last)
{
  if (first > last || syscall (SYS_close_range, first, last, 0) == 0)
    return;
  for (unsigned fd = first; fd <= last && fd < 65536; fd++)
    syscall (SYS_close, fd);
}

/* What the program closes must be closed: a peer would wait for the end of a connection for as long as the child has it, too. */
static void
close_others (int one, int other)
{
  unsigned low = (unsigned) (other >= 0 && other < one ? other : one);
  unsigned high = (unsigned) (other > one ? other : one);

  if (low > 0)
    close_from_to (0, low - 1);
  close_from_to (low + 1, high - 1);
  close_from_to (high + 1, ~0u);
}

/* What ends a program ends the child, too, and so does SIGALRM: the program's own handlers must not run in it. */
static void
limit_time (unsigned seconds)
{
  static const int ends[] = { SIGALRM, SIGTERM, SIGINT, SIGHUP, SIGQUIT };
  struct sigaction action = { .sa_handler = SIG_DFL };
  sigset_t these;

  sigemptyset (&these);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    {
      sigaction (ends[i], &action, NULL);
      sigaddset (&these, ends[i]);
    }
  sigprocmask (SIG_UNBLOCK, &these, NULL);
  alarm (seconds);
}

static void
run (const HfChild *self)
{
  close_others (self->fd, self->keep);
  if (self->seconds != 0)
    {
      limit_time (self->seconds);
      give_way ();
    }
  hf_dump (self->fd, self->options, self->result);
  if (self->report != NULL)
    self->report (self->result, self->data);
  syscall (SYS_exit_group, 0);
}

pid_t
hf_child_start (const HfChild *self)
{
  sigset_t all, before;
  pid_t child;

  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  child = (pid_t) syscall (SYS_clone, 0L, NULL, NULL, NULL, 0L);
  if (child == 0)
    run (self);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  return child;
}

void
hf_child_wait (pid_t child)
{
  int status;

  while (waitpid (child, &status, __WALL) < 0 && errno == EINTR)
    ;
}
