/* SPDX-License-Identifier: Apache-2.0 */
#include "graphviz/helper/hf-sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>

#define MIB ((rlim_t) 1 << 20)
#define LAYOUT_SECONDS 10
#define LIFE_SECONDS 120

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static void
limit (int resource, rlim_t value)
{
  struct rlimit now;

  if (getrlimit (resource, &now) != 0)
    return;
  now.rlim_cur = MIN (value, now.rlim_max);
  if (resource != RLIMIT_STACK)
    now.rlim_max = now.rlim_cur;
  setrlimit (resource, &now);
}

void
hf_sandbox_limit (void)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_DUMPABLE, 0);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_NOFILE, 64);
  limit (RLIMIT_STACK, 64 * MIB); /* network simplex walks its tree by recursion */
  limit (RLIMIT_CPU, LIFE_SECONDS);
  if (!SANITIZED) /* shadow memory is terabytes of address space */
    limit (RLIMIT_AS, 1024 * MIB);
}

gboolean
hf_sandbox_close (void)
{
  static const int allowed[] = {
    SCMP_SYS (read), SCMP_SYS (write), SCMP_SYS (mmap), SCMP_SYS (brk), SCMP_SYS (munmap), SCMP_SYS (mremap), SCMP_SYS (mprotect),
    SCMP_SYS (madvise), SCMP_SYS (futex), SCMP_SYS (exit), SCMP_SYS (exit_group), SCMP_SYS (rt_sigaction), SCMP_SYS (rt_sigprocmask),
    SCMP_SYS (rt_sigreturn), SCMP_SYS (clock_gettime), SCMP_SYS (fstat), SCMP_SYS (newfstatat), SCMP_SYS (close), SCMP_SYS (lseek),
    SCMP_SYS (getrandom), SCMP_SYS (setitimer), SCMP_SYS (restart_syscall),
  };
  scmp_filter_ctx filter;
  gboolean closed = TRUE;

  if (SANITIZED) /* the sanitizer reports through files and threads of its own */
    return TRUE;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return FALSE;
  filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  if (filter == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    closed = closed && seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
  closed = closed && seccomp_load (filter) == 0;
  seccomp_release (filter);

  return closed;
}

void
hf_sandbox_arm (void)
{
  struct itimerval timer = { { 0, 0 }, { LAYOUT_SECONDS, 0 } };

  setitimer (ITIMER_PROF, &timer, NULL);
}
