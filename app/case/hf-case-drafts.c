/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEFTOVER ".holdfast-" /* what a write that was killed leaves */

char *
hf_case_drafts_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "holdfast", "drafts", NULL);
}

char *
hf_case_draft_name (void)
{
  static guint number;
  g_autofree char *folder = hf_case_drafts_folder ();
  g_autofree char *name = g_strdup_printf ("%d-%u%s", (int) getpid (), number++, HF_CASE_SUFFIX);

  g_mkdir_with_parents (folder, 0700);

  return g_build_filename (folder, name, NULL);
}

/* Whether the process that wrote "PID-…" or ".holdfast-PID-…" still runs. A number that another program has got since is taken
 * for it only if that is a window of this program, too. */
static gboolean
has_writer (const char *name)
{
  guint64 pid = g_ascii_strtoull (name, NULL, 10);
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GUINT64_FORMAT "/comm", pid);
  g_autofree char *program = NULL;

  if (pid == (guint64) getpid ())
    return TRUE;
  if (pid == 0 || pid > G_MAXINT || (kill ((pid_t) pid, 0) != 0 && errno == ESRCH))
    return FALSE;

  return !g_file_get_contents (path, &program, NULL, NULL) || g_str_has_prefix (program, "holdfast");
}

static gint64
changed (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (gint64) status.st_mtime : 0;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  gint64 p = changed (x), q = changed (y);

  return p != q ? (p < q ? 1 : -1) : strcmp (x, y);
}

GPtrArray *
hf_case_find_drafts (void)
{
  GPtrArray *drafts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = hf_case_drafts_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, LEFTOVER) && !has_writer (name + strlen (LEFTOVER)))
        g_unlink (path);
      else if (g_str_has_suffix (name, HF_CASE_SUFFIX) && g_ascii_isdigit (name[0]) && !has_writer (name))
        g_ptr_array_add (drafts, g_steal_pointer (&path));
    }
  g_ptr_array_sort (drafts, newest_first);

  return drafts;
}
