/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-remote-exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/hf-dump-output.h"
#include "hf-library.h"

#define N_(s) (s)
#define FIRST 14 /* 3.14 */
#define TICK 20000 /* µs */
#define SCRIPT "script.py"
#define NEXT "next.py"
#define DUMP "dump.hfdump"
#define FAILED "failed"
#define TAIL 48 /* bytes of the last chunk: five counts come first */

/* It has no names but these, and loads the library without a search for modules. */
static const char program[] =
  "def holdfast_remote(folder, library, values):\n"
  "    import sys\n"
  "    try:\n"
  "        import _imp\n"
  "        spec = sys.modules['_frozen_importlib'].ModuleSpec('_holdfast', None, origin=library)\n"
  "        module = _imp.create_dynamic(spec)\n"
  "        _imp.exec_dynamic(module)\n"
  "        module.dump(folder + '/" DUMP "', values=values, fork=True)\n"
  "    except BaseException as error:\n"
  "        with open(folder + '/" FAILED "', 'w', encoding='utf-8') as file:\n"
  "            file.write(type(error).__name__ + ': ' + str(error))\n"
  "\n"
  "holdfast_remote(%s, %s, %u)\n"
  "del holdfast_remote\n";

/* For a program that was asked and has not answered yet: it removes itself, and the folder, which has nothing else by then. */
static const char nothing[] =
  "def holdfast_remote(folder):\n"
  "    try:\n"
  "        import posix\n"
  "        posix.unlink(folder + '/" SCRIPT "')\n"
  "        posix.rmdir(folder)\n"
  "    except OSError:\n"
  "        pass\n"
  "\n"
  "holdfast_remote(%s)\n"
  "del holdfast_remote\n";

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_UNSUPPORTED, sentence);

  return FALSE;
}

gboolean
hf_remote_exec_is_for (const HfProcess *process)
{
  int major = 0, minor = 0;

  return process->version != NULL && sscanf (process->version, "%d.%d", &major, &minor) == 2 && major == 3 && minor >= FIRST;
}

/* ---- the folder --------------------------------------------------------------------------------------------------------- */

static gboolean
write_file (int folder, const char *name, const char *text)
{
  int fd = openat (folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  gboolean done = fd >= 0 && fchmod (fd, 0644) == 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);

  return done;
}

/* (transfer full) A string of Python's. */
static char *
quote (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  return g_strdup_printf ("b\"%s\".decode()", escaped);
}

static gboolean
fill_folder (const HfCopy *copy, guint user, guint values)
{
  g_autofree char *inside = g_path_get_dirname (copy->inside);
  g_autofree char *folder = quote (inside);
  g_autofree char *library = quote (copy->inside);
  g_autofree char *text = g_strdup_printf (program, folder, library, values);

  return write_file (copy->folder, SCRIPT, text) && (user == geteuid () || fchown (copy->folder, user, (gid_t) -1) == 0);
}

static gboolean
make_folder (HfLibrary *library, const HfProcess *process, guint values, HfCopy *copy)
{
  for (guint i = 0; hf_library_copy (library, process->status->pid, i, copy); i++)
    {
      if (copy->inside != NULL && fill_folder (copy, process->status->user, values))
        return TRUE;
      if (copy->folder >= 0)
        unlinkat (copy->folder, SCRIPT, 0);
      hf_copy_clear (copy);
    }

  return FALSE;
}

/* All at once: the program may be about to read it. */
static gboolean
replace_script (const HfCopy *copy)
{
  g_autofree char *inside = g_path_get_dirname (copy->inside);
  g_autofree char *folder = quote (inside);
  g_autofree char *text = g_strdup_printf (nothing, folder);

  return write_file (copy->folder, NEXT, text) && renameat (copy->folder, NEXT, copy->folder, SCRIPT) == 0;
}

/* A program that was told of the script and has not run it yet shall find one that only removes itself. */
static void
clear_folder (HfCopy *copy, gboolean pending)
{
  if (!pending || !replace_script (copy))
    unlinkat (copy->folder, SCRIPT, 0);
  unlinkat (copy->folder, NEXT, 0);
  unlinkat (copy->folder, DUMP, 0);
  unlinkat (copy->folder, FAILED, 0);
  hf_copy_clear (copy);
}

/* ---- asking ------------------------------------------------------------------------------------------------------------- */

static gboolean
refuse (const char *words, GError **error)
{
  g_autofree char *clean = g_utf8_make_valid (words, -1);
  char *last;

  g_strchomp (clean);
  last = strrchr (clean, '\n');
  last = last != NULL ? last + 1 : clean;
  if (strstr (clean, "PermissionError") != NULL || strstr (clean, "Operation not permitted") != NULL)
    return fail (error, "The system does not let sys.remote_exec() write into it: use sudo, or import holdfast in the program.");
  if (strstr (clean, "not enabled") != NULL || strstr (clean, "disabled") != NULL)
    return fail (error, "Its Python was started or built with remote debugging switched off (PYTHON_DISABLE_REMOTE_DEBUG, "
                        "-X disable-remote-debug): import holdfast in the program instead.");
  g_set_error (error, HF_ERROR, HF_ERROR_IO, "Its sys.remote_exec() failed (%s).", last);

  return FALSE;
}

/* By the program's own interpreter, since versions must be the same. */
static gboolean
ask (const HfProcess *process, const char *script, GError **error)
{
  g_autofree char *pid = g_strdup_printf ("%d", (int) process->status->pid);
  g_autofree char *name = process->status->program != NULL ? g_path_get_basename (process->status->program) : NULL;
  const char *words[] = { process->status->program, "-I", "-S", "-c", "import sys; sys.remote_exec(int(sys.argv[1]), sys.argv[2])", pid, script, NULL };
  g_autofree char *told = NULL;
  g_autoptr (GError) reason = NULL;
  int status = 0;

  if (name == NULL || !g_str_has_prefix (name, "python"))
    return fail (error, "Its Python is part of another program, so there is no interpreter to ask it with: import holdfast in the program instead.");
  if (!g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &told, &status, &reason))
    {
      g_set_error (error, HF_ERROR, HF_ERROR_IO, "Its interpreter cannot be started to ask it: %s.", reason->message);
      return FALSE;
    }

  return g_spawn_check_wait_status (status, NULL) || refuse (told, error);
}

/* ---- the answer --------------------------------------------------------------------------------------------------------- */

static gboolean
is_running (const HfProcess *process)
{
  g_autoptr (HfStatus) status = hf_status_new (process->status->pid);

  return status != NULL && status->started == process->status->started && strchr ("ZX", status->state) == NULL;
}

static gboolean
is_there (int folder, const char *name)
{
  return faccessat (folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static gboolean
wait_for_answer (const HfProcess *process, int folder, HfProgress *progress, GError **error)
{
  while (!is_there (folder, DUMP))
    {
      if (hf_progress_step (progress, 0, error))
        return FALSE;
      if (is_there (folder, FAILED))
        return fail (error, "The dumper does not understand its Python, or cannot be loaded into it: import holdfast in the program instead.");
      if (!is_running (process))
        {
          g_set_error (error, HF_ERROR, HF_ERROR_IO, "It ended before the dump was complete.");
          return FALSE;
        }
      g_usleep (TICK);
    }

  return TRUE;
}

/* What the program's user could put there instead is a file of that user's, at most. */
static int
open_dump (int folder)
{
  int fd = openat (folder, DUMP, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;

  if (fd >= 0 && (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_nlink != 1))
    {
      close (fd);
      return -1;
    }

  return fd;
}

static gboolean
take_dump (int fd, const char *path, HfAttachResult *result, HfProgress *progress, GError **error)
{
  static const gsize size = 256 << 10;
  g_autofree guint8 *bytes = g_malloc (size);
  g_autoptr (HfDumpOutput) output = hf_dump_output_new (path, error);
  guint64 counts[2] = { 0 };
  off_t end = lseek (fd, 0, SEEK_END), at = 0;
  gssize n = 0;

  if (output == NULL)
    return FALSE;
  if (end > TAIL && pread (fd, counts, sizeof counts, end - TAIL) != sizeof counts)
    counts[0] = 0;
  hf_progress_begin (progress, N_("Receiving the dump"), (guint64) MAX (end, 0));
  while (!hf_dump_output_failed (output) && (n = pread (fd, bytes, size, at)) > 0)
    {
      if (hf_progress_step (progress, (guint64) at, error))
        return FALSE;
      hf_dump_output_write (output, bytes, (gsize) n);
      at += n;
    }
  *result = (HfAttachResult) { .objects = counts[0], .references = counts[1], .bytes = (guint64) at, .tries = 1 };

  return hf_dump_output_finish (output, error);
}

gboolean
hf_remote_exec_snapshot (const HfProcess *process, const char *library_path, const char *path, guint values, HfAttachResult *result,
                         HfProgress *progress, GError **error)
{
  HfLibrary *library = hf_library_new (library_path, error);
  HfAttachResult own;
  HfCopy copy;
  gboolean done = FALSE, asked = FALSE, answered = FALSE;
  int fd;

  if (library == NULL)
    return FALSE;
  if (!make_folder (library, process, values, &copy))
    fail (error, "There is no folder that it and Holdfast can both use, such as /tmp: import holdfast in the program instead.");
  else
    {
      g_autofree char *inside = g_path_get_dirname (copy.inside);
      g_autofree char *script = g_build_filename (inside, SCRIPT, NULL);

      hf_progress_begin (progress, N_("Waiting until the program comes to a place where it can be asked"), 0);
      asked = ask (process, script, error);
      answered = asked && wait_for_answer (process, copy.folder, progress, error);
      fd = answered ? open_dump (copy.folder) : -1;
      if (fd >= 0)
        {
          done = take_dump (fd, path, result != NULL ? result : &own, progress, error);
          close (fd);
        }
      else if (answered)
        fail (error, "What it has written is no dump.");
      clear_folder (&copy, asked && !is_there (copy.folder, DUMP) && !is_there (copy.folder, FAILED) && is_running (process));
    }
  hf_library_free (library);

  return done;
}
