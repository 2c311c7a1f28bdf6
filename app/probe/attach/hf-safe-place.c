/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-safe-place.h"

#include "hf-frame.h"

#if defined(__x86_64__)
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#define STACK_READ (64u << 10)
#define STACK_ROOM (48u << 10)
#define FRAME_ROOM (20u << 10)

enum { WAIT_BITSET = 9, WAIT_REQUEUE_PI = 11, FUTEX_COMMAND = 127, FUTEX_PRIVATE = 128 };

static const int waits[] = {
  SYS_read, SYS_write, SYS_poll, SYS_ppoll, SYS_select, SYS_pselect6, SYS_epoll_wait, SYS_epoll_pwait, SYS_epoll_pwait2,
  SYS_nanosleep, SYS_clock_nanosleep, SYS_accept, SYS_accept4, SYS_connect, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_sendto,
  SYS_sendmsg, SYS_wait4, SYS_waitid, SYS_pause, SYS_rt_sigtimedwait, SYS_rt_sigsuspend, SYS_flock, SYS_msgrcv, SYS_semop,
  SYS_semtimedop, SYS_io_getevents, SYS_readv, SYS_writev,
};

/* With a time to wait, and stopped before: the kernel goes on with the rest of it under this name. What it is, the arguments tell;
 * an allocator may wait for its lock so, with a futex for a moment. */
static gboolean
is_rest_of_wait (guint64 first, guint64 second)
{
  return first < 4096 || (second & ~(guint64) FUTEX_PRIVATE) != 0;
}

static gboolean
is_wait (gint64 number, guint64 first, guint64 second)
{
  if (number == SYS_restart_syscall)
    return is_rest_of_wait (first, second);
  if (number == SYS_futex)
    return (second & FUTEX_COMMAND) == WAIT_BITSET || (second & FUTEX_COMMAND) == WAIT_REQUEUE_PI;
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    if (waits[i] == number)
      return TRUE;

  return FALSE;
}

static gboolean
is_loader (const HfMap *map)
{
  return g_str_has_prefix (hf_map_name (map), "ld-");
}

/* The system call came back only because the thread was stopped; one that has just ended proves nothing. */
static gboolean
was_waiting (const struct user_regs_struct *registers)
{
  gint64 result = (gint64) registers->rax;

  return (gint64) registers->orig_rax >= 0 && (result == -4 || (result <= -512 && result >= -516 && result != -515));
}

static gboolean
has_room (const HfMaps *maps, guint64 stack)
{
  const HfMap *map = hf_maps_at (maps, stack);
  guint64 room = map == NULL ? 0 : stack - map->start;

  return room >= STACK_ROOM || (map != NULL && room >= FRAME_ROOM && g_str_equal (map->path, "[stack]"));
}

static gboolean
returns_into_loader (const HfMaps *maps, guint64 stack)
{
  const HfMap *map = hf_maps_at (maps, stack);
  gsize n = map == NULL ? 0 : MIN (map->end - stack, STACK_READ) / 8;
  g_autofree guint64 *words = g_new0 (guint64, MAX (n, 1));

  if (n == 0 || !hf_memory_read (maps->pid, stack, words, n * 8))
    return TRUE;
  for (gsize i = 0; i < n; i++)
    {
      const HfMap *target = hf_maps_at (maps, words[i]);

      if (target != NULL && target->executable && is_loader (target))
        return TRUE;
    }

  return FALSE;
}

/* What the interpreter calls and what does not allocate by itself. */
static gboolean
is_bystander (const HfMap *map)
{
  static const char *const never[] = { "libc.", "libc-", "ld-", "libpthread", "libdl.", "libgcc_s", "libstdc++", "libasan", "libtsan",
                                       "liblsan", "libubsan", "libunwind" };
  const char *name = hf_map_name (map);

  if (strchr (map->path, '/') == NULL || strstr (name, "alloc") != NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    if (g_str_has_prefix (name, never[i]))
      return FALSE;

  return TRUE;
}

gboolean
hf_place_is_safe (const HfMaps *maps, const char *python, guint64 restorer, const struct user_regs_struct *registers, gboolean bold)
{
  const HfMap *map = hf_maps_at (maps, registers->rip);

  if (map == NULL || !map->executable || !has_room (maps, registers->rsp) || hf_frame_is_near (maps, registers->rsp, restorer))
    return FALSE;
  if (was_waiting (registers))
    return is_wait ((gint64) registers->orig_rax, registers->rdi, registers->rsi) && !is_loader (map);
  if ((gint64) registers->orig_rax >= 0)
    return FALSE;

  return g_str_equal (map->path, python) || (bold && is_bystander (map) && !returns_into_loader (maps, registers->rsp));
}

gboolean
hf_place_may_be (GPid pid, GPid tid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/syscall", (int) pid, (int) tid);
  g_autofree char *stat_path = g_strdup_printf ("/proc/%d/task/%d/stat", (int) pid, (int) tid);
  g_autofree char *text = NULL, *stat = NULL;
  const char *end = NULL;
  guint64 first, second;
  gint64 number;

  if (g_file_get_contents (stat_path, &stat, NULL, NULL) && (end = strrchr (stat, ')')) != NULL && strchr ("DZXtT", end[1] ? end[2] : 'X'))
    return FALSE;
  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER "x", &number, &first, &second) != 3)
    return end != NULL;

  return number < 0 || is_wait (number, first, second);
}
#endif
