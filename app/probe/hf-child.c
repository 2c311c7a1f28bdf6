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

#define NICER 10

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

/* SIGALRM ends the child: the program's own handler must not run in it. */
static void
limit_time (unsigned seconds)
{
  struct sigaction action = { .sa_handler = SIG_DFL };
  sigset_t alone;

  sigaction (SIGALRM, &action, NULL);
  sigemptyset (&alone);
  sigaddset (&alone, SIGALRM);
  sigprocmask (SIG_UNBLOCK, &alone, NULL);
  alarm (seconds);
}

static void
run (const HfChild *self)
{
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
