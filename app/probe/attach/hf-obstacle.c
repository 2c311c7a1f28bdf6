/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-obstacle.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCOPE "/proc/sys/kernel/yama/ptrace_scope"
#define CAP_SYS_PTRACE_BIT 19
#define OLDEST 8  /* 3.8 */

static GPid
parent_of (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *text = NULL;
  const char *end;
  int parent = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (end = strrchr (text, ')')) == NULL || sscanf (end + 1, " %*c %d", &parent) != 1)
    return 0;

  return (GPid) parent;
}

void
hf_access_look (HfAccess *self, const HfStatus *process)
{
  g_autoptr (HfStatus) own = hf_status_new (getpid ());
  g_autofree char *scope = NULL;
  g_autofree char *maps = g_strdup_printf ("/proc/%d/maps", (int) process->pid);
  FILE *file = fopen (maps, "re");

  *self = (HfAccess) { .user = geteuid (), .readable = file != NULL };
  if (file != NULL)
    fclose (file);
  self->capable = own != NULL && (own->capabilities >> CAP_SYS_PTRACE_BIT & 1);
  if (g_file_get_contents (SCOPE, &scope, NULL, NULL))
    self->scope = atoi (scope);
  for (GPid pid = process->pid; pid > 1 && !self->ours; pid = parent_of (pid))
    self->ours = pid == getpid ();
}

static char *
user_name (guint user)
{
  struct passwd entry, *found = NULL;
  char text[1024];

  if (getpwuid_r (user, &entry, text, sizeof text, &found) == 0 && found != NULL)
    return g_strdup (entry.pw_name);

  return g_strdup_printf ("%u", user);
}

static char *
of_scope (const HfAccess *access)
{
  switch (access->scope)
    {
    case 0:
      return NULL;

    case 1:
      return access->ours ? NULL
             : g_strdup ("The setting kernel.yama.ptrace_scope is 1, so that a process may be attached to only by the one that started it: "
                         "use sudo, start the program with “setpriv --ptracer any”, or import holdfast in it.");

    case 2:
      return g_strdup ("The setting kernel.yama.ptrace_scope is 2, so that only root may attach to a process: "
                       "use sudo, or import holdfast in the program.");

    default:
      return g_strdup ("The setting kernel.yama.ptrace_scope is 3, so that nobody may attach to a process until the system is started anew: "
                       "import holdfast in the program instead.");
    }
}

char *
hf_obstacle_of_access (const HfAccess *access, const HfStatus *process)
{
  if (access->scope >= 3)
    return of_scope (access);
  if (access->capable && access->readable)
    return NULL;
  if (access->user != process->user)
    {
      g_autofree char *name = user_name (process->user);

      return g_strdup_printf ("It belongs to the user %s: run Holdfast as that user, or with sudo.", name);
    }
  if (!access->readable)
    return g_strdup ("The system lets nobody look into it, because it protects itself or has changed its user: use sudo, "
                     "or import holdfast in the program.");

  return of_scope (access);
}

char *
hf_obstacle_of_state (const HfStatus *process)
{
  g_autoptr (HfStatus) tracer = NULL;

  if (process->pid == getpid ())
    return g_strdup ("It is Holdfast itself.");
  if (process->state == 'Z' || process->state == 'X')
    return g_strdup ("It has ended, or is about to; nothing of it is left to look at.");
  if (process->tracer != 0)
    {
      tracer = hf_status_new (process->tracer);
      return g_strdup_printf ("It is being traced by process %d (%s), and only one can do that: end that one first.",
                              (int) process->tracer, tracer != NULL ? tracer->name : "?");
    }
  if (process->state == 'T')
    return g_strdup_printf ("It is stopped: let it go on with “kill -CONT %d” first.", (int) process->pid);
  if (process->shadow_stack)
    return g_strdup ("It runs with a shadow stack, into which nothing can be called: import holdfast in the program instead.");

  return NULL;
}

/* The minor version that a library is built for; 0: for all from OLDEST on. */
static int
minor_of (const char *library)
{
  const char *tag = strstr (library, "cpython-3");

  return tag != NULL ? atoi (tag + strlen ("cpython-3")) : 0;
}

char *
hf_obstacle_of_version (const char *version, gboolean free_threaded, const char *library)
{
  int major = 0, minor = 0, only = library != NULL ? minor_of (library) : 0;

  if (library == NULL)
    return g_strdup ("The library that takes the dump is not installed; HOLDFAST_PROBE can name the folder that it is in.");
  if (version == NULL || sscanf (version, "%d.%d", &major, &minor) != 2)
    return g_strdup ("Its version of Python cannot be told: import holdfast in the program instead.");
  if (free_threaded)
    return g_strdup_printf ("It runs free-threaded Python %s, whose heap only the program itself can tell of: import holdfast in it.", version);
  if (major != 3 || minor < OLDEST)
    return g_strdup_printf ("It runs Python %s, which is too old: 3.%d is the oldest that can be read.", version, OLDEST);
  if (only != 0 && only != minor)
    return g_strdup_printf ("It runs Python %s, and the library that takes the dump is built for 3.%d alone: "
                            "import holdfast in the program instead.", version, only);

  return NULL;
}
