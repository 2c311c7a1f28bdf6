/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "heap/hf-error.h"

struct _HfDumpOutput
{
  char *path;
  char *temporary; /* NULL once renamed */
  int fd;
  int saved_errno;
};

static gboolean
set_write_error (GError **error,
                 int      saved_errno)
{
  g_set_error (error, HF_ERROR, HF_ERROR_IO, saved_errno == ENOSPC ? "It cannot be written: the disk is full (%s)."
                                                                   : "It cannot be written: %s.",
               g_strerror (saved_errno));

  return FALSE;
}

HfDumpOutput *
hf_dump_output_new (const char *path,
                    GError    **error)
{
  HfDumpOutput *self;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_strdup_printf (".holdfast-%d-XXXXXX", (int) getpid ());

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      set_write_error (error, EISDIR);
      return NULL;
    }

  self = g_new0 (HfDumpOutput, 1);
  self->path = g_strdup (path);
  self->temporary = g_build_filename (folder, name, NULL);
  self->fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      set_write_error (error, errno);
      g_clear_pointer (&self->temporary, g_free);
      g_clear_pointer (&self, hf_dump_output_free);
    }

  return self;
}

void
hf_dump_output_free (HfDumpOutput *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}

void
hf_dump_output_write (HfDumpOutput *self,
                      const void   *data,
                      gsize         n)
{
  const guint8 *at = data;

  while (n > 0 && self->saved_errno == 0)
    {
      gssize written = write (self->fd, at, n);

      if (written < 0 && errno != EINTR)
        self->saved_errno = errno;
      if (written > 0)
        {
          at += written;
          n -= written;
        }
    }
}

gboolean
hf_dump_output_failed (const HfDumpOutput *self)
{
  return self->saved_errno != 0;
}

/* The new name lasts only once the folder is written, too. What cannot be synchronised (some file systems) is there all the same. */
static void
synchronise_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

gboolean
hf_dump_output_finish (HfDumpOutput *self,
                       GError      **error)
{
  if (self->saved_errno == 0 && fsync (self->fd) < 0 && errno != EINVAL && errno != EROFS)
    self->saved_errno = errno;
  if (self->saved_errno == 0 && g_rename (self->temporary, self->path) < 0)
    self->saved_errno = errno;
  if (self->saved_errno != 0)
    return set_write_error (error, self->saved_errno);

  g_clear_pointer (&self->temporary, g_free);
  synchronise_folder (self->path);

  return TRUE;
}
