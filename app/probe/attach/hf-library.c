/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-library.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap/hf-error.h"
#include "hf-elf.h"
#include "hf-foreign.h"

#define PREFIX "holdfast-"
#define FOLDER_PREFIX ".holdfast-"

static const char *const places[] = { "/tmp", "/var/tmp", "/dev/shm", "/run" };

struct _HfLibrary
{
  GBytes *bytes;
  char *name; /* holdfast-HASH.so */
};

HfLibrary *
hf_library_new (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *hash = NULL;
  HfLibrary *self;
  gsize n;
  char *data;

  if (!g_file_get_contents (path, &data, &n, &reason))
    {
      g_set_error (error, HF_ERROR, HF_ERROR_IO, "The dumper's library cannot be read: %s.", reason->message);
      return NULL;
    }
  self = g_new0 (HfLibrary, 1);
  self->bytes = g_bytes_new_take (data, n);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->bytes);
  self->name = g_strdup_printf (PREFIX "%.16s.so", hash);

  return self;
}

void
hf_library_free (HfLibrary *self)
{
  if (self == NULL)
    return;

  g_bytes_unref (self->bytes);
  g_free (self->name);
  g_free (self);
}

const char *
hf_library_name (const HfLibrary *self)
{
  return self->name;
}

static gboolean
is_named (const HfLibrary *self, const HfMap *map)
{
  return strstr (map->path, self->name) != NULL; /* "/memfd:NAME (deleted)" or ".../NAME (deleted)" */
}

/* The last one: where loading fails for want of the right to run code, the C library leaves its first mapping behind. */
static const HfMap *
find (const HfLibrary *self, const HfMaps *maps)
{
  const HfMap *first = NULL, *found = NULL;

  for (guint i = 0; i < maps->maps->len; i++)
    {
      const HfMap *map = &g_array_index (maps->maps, HfMap, i);

      if (is_named (self, map) && map->offset == 0)
        first = map;
      if (is_named (self, map) && map->executable)
        found = first;
    }

  return found;
}

gboolean
hf_library_is_in (const HfLibrary *self, const HfMaps *maps)
{
  return find (self, maps) != NULL;
}

guint64
hf_library_symbol (const HfLibrary *self, const HfMaps *maps, const char *symbol)
{
  const HfMap *map = find (self, maps);
  HfElf elf;

  return map != NULL && hf_elf_open (&elf, maps->pid, map->start) ? hf_elf_symbol (&elf, symbol) : 0;
}

static gboolean
write_all (const HfLibrary *self, int fd)
{
  gsize n;
  const guint8 *at = g_bytes_get_data (self->bytes, &n);

  while (n > 0)
    {
      gssize written = write (fd, at, n);

      if (written < 0 && errno != EINTR)
        return FALSE;
      at += MAX (written, 0);
      n -= (gsize) MAX (written, 0);
    }

  return TRUE;
}

gboolean
hf_library_is_stray (GPid pid, int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd/%d", (int) pid, fd);
  g_autofree char *target = g_file_read_link (path, NULL);

  return target != NULL && g_str_has_prefix (target, "/memfd:" PREFIX);
}

GArray *
hf_library_strays (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd", (int) pid);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  GArray *strays = g_array_new (FALSE, FALSE, sizeof (gint));
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      gint fd = atoi (name);

      if (hf_library_is_stray (pid, fd))
        g_array_append_val (strays, fd);
    }

  return strays;
}

gboolean
hf_library_fill (const HfLibrary *self, GPid pid, int fd)
{
  int opened = hf_foreign_memory (pid, fd, self->name);
  gboolean done = opened >= 0 && write_all (self, opened);

  if (opened >= 0)
    close (opened);

  return done;
}

/* The process may run as another user than we do. */
static gboolean
write_copy (const HfLibrary *self, int folder)
{
  int fd = openat (folder, self->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  gboolean done = fd >= 0 && fchmod (fd, 0644) == 0 && write_all (self, fd);

  if (fd >= 0)
    close (fd);

  return done && fchmod (folder, 0755) == 0;
}

/* Locked for as long as it is in use, so that one that a killed attach has left can be told. -1 if it is not ours, or in use. */
static int
open_folder (int place, const char *name)
{
  int folder = openat (place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat status;

  if (folder >= 0 && (fstat (folder, &status) != 0 || status.st_uid != geteuid () || flock (folder, LOCK_EX | LOCK_NB) != 0))
    {
      close (folder);
      return -1;
    }

  return folder;
}

/* One that is our own and that nobody else could put anything into so far; -1 if there is none. */
static int
make_folder (int place, const char *name)
{
  struct stat status;
  int folder = mkdirat (place, name, 0700) == 0 ? open_folder (place, name) : -1;

  if (folder >= 0 && (fstat (folder, &status) != 0 || (status.st_mode & 077) != 0))
    {
      close (folder);
      return -1;
    }

  return folder;
}

static DIR *
list_folder (int folder)
{
  int fd = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *list = fd >= 0 ? fdopendir (fd) : NULL;

  if (fd >= 0 && list == NULL)
    close (fd);

  return list;
}

static void
remove_libraries (int folder)
{
  DIR *list = list_folder (folder);
  struct dirent *entry;

  while (list != NULL && (entry = readdir (list)) != NULL)
    if (g_str_has_prefix (entry->d_name, PREFIX) && g_str_has_suffix (entry->d_name, ".so"))
      unlinkat (folder, entry->d_name, 0);
  if (list != NULL)
    closedir (list);
}

/* What attaches that were killed have left there: folders with the library alone. */
static void
tidy (int place)
{
  DIR *list = list_folder (place);
  struct dirent *entry;

  while (list != NULL && (entry = readdir (list)) != NULL)
    {
      int folder = g_str_has_prefix (entry->d_name, FOLDER_PREFIX) ? open_folder (place, entry->d_name) : -1;

      if (folder < 0)
        continue;
      remove_libraries (folder);
      unlinkat (place, entry->d_name, AT_REMOVEDIR);
      close (folder);
    }
  if (list != NULL)
    closedir (list);
}

gboolean
hf_library_copy (const HfLibrary *self, GPid pid, guint n, HfCopy *copy)
{
  *copy = (HfCopy) { -1, -1, NULL, NULL, NULL };
  if (n >= G_N_ELEMENTS (places))
    return FALSE;

  copy->place = hf_foreign_folder (pid, places[n]);
  if (copy->place >= 0)
    tidy (copy->place);
  copy->name = g_strdup_printf (FOLDER_PREFIX "%08x%08x", g_random_int (), g_random_int ());
  copy->file = g_strdup (self->name);
  if (copy->place >= 0)
    copy->folder = make_folder (copy->place, copy->name);
  if (copy->folder >= 0 && write_copy (self, copy->folder))
    copy->inside = g_build_filename (places[n], copy->name, self->name, NULL);

  return TRUE;
}

void
hf_copy_clear (HfCopy *self)
{
  if (self->folder >= 0)
    {
      unlinkat (self->folder, self->file, 0);
      close (self->folder);
      unlinkat (self->place, self->name, AT_REMOVEDIR);
    }
  if (self->place >= 0)
    close (self->place);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->inside, g_free);
}
