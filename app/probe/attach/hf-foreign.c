/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-foreign.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
hold (GPid pid, int fd, struct stat *status)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd/%d", (int) pid, fd);
  int held = open (path, O_PATH | O_CLOEXEC);

  if (held >= 0 && fstat (held, status) != 0)
    {
      close (held);
      return -1;
    }

  return held;
}

/* Closes @held. */
static int
open_held (int held, gboolean right, int flags)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", held);
  int opened = right ? open (path, flags | O_CLOEXEC | O_NONBLOCK) : -1;
  int error = right ? errno : EBADF;

  close (held);
  errno = error;

  return opened;
}

int
hf_foreign_pipe (GPid pid, int fd)
{
  struct stat status;
  int held = hold (pid, fd, &status);

  return held < 0 ? -1 : open_held (held, S_ISFIFO (status.st_mode), O_RDONLY);
}

static gboolean
is_named (int held, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", held);
  g_autofree char *target = g_file_read_link (path, NULL);
  g_autofree char *wanted = g_strdup_printf ("/memfd:%s", name);

  return target != NULL && g_str_has_prefix (target, wanted);
}

int
hf_foreign_memory (GPid pid, int fd, const char *name)
{
  struct stat status;
  int held = hold (pid, fd, &status);

  return held < 0 ? -1
         : open_held (held, S_ISREG (status.st_mode) && status.st_nlink == 0 && status.st_size == 0 && is_named (held, name), O_WRONLY);
}

int
hf_foreign_folder (GPid pid, const char *path)
{
  g_autofree char *root = g_strdup_printf ("/proc/%d/root", (int) pid);
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  int at = open (root, O_PATH | O_DIRECTORY | O_CLOEXEC);

  for (guint i = 0; names[i] != NULL && at >= 0; i++)
    {
      int next;

      if (names[i][0] == '\0')
        continue;
      next = openat (at, names[i], O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      close (at);
      at = next;
    }

  return at;
}
