/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-old-snapshots.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "case/hf-case-file.h"
#include "heap/hf-error.h"

#define SUFFIX ".hfdump"

/* ---- what is in use ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GHashTable *reasons; /* key_of() the file -> reason */
  char *all;           /* why all of them are, or NULL */
} Uses;

static void
uses_clear (Uses *self)
{
  g_hash_table_unref (self->reasons);
  g_free (self->all);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Uses, uses_clear)

/* (transfer full) The file itself, whatever links lead to it; its name where it is not there. */
static char *
key_of (const char *path)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    return g_canonicalize_filename (path, NULL);

  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status.st_dev, (guint64) status.st_ino);
}

static void
add_use (Uses *self, const char *path, const char *reason)
{
  g_hash_table_insert (self->reasons, key_of (path), g_strdup (reason));
}

/* Under its name, and beside the case, where it would be looked for. */
static void
add_dumps (Uses *self, HfCase *content, const char *path, const char *reason)
{
  g_autofree char *folder = g_path_get_dirname (path);

  hf_case_rebase (content, path, NULL);
  for (guint i = 0; i < content->dumps->len; i++)
    {
      const HfCaseDump *dump = g_ptr_array_index (content->dumps, i);
      g_autofree char *base = g_path_get_basename (dump->name);
      g_autofree char *beside = g_build_filename (folder, base, NULL);

      add_use (self, dump->name, reason);
      add_use (self, beside, reason);
    }
}

static void
add_case (Uses *self, const char *path, gboolean draft)
{
  g_autofree char *name = g_filename_display_basename (path);
  /* Translators: %s is a case file */
  g_autofree char *reason = draft ? g_strdup (_("named by what is not saved")) : g_strdup_printf (_("named by %s"), name);
  g_autoptr (HfCase) content = NULL;
  g_autofree char *saved_as = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  content = draft ? hf_case_load_draft (path, &saved_as, NULL) : hf_case_load (path, NULL);
  if (content != NULL)
    add_dumps (self, content, saved_as != NULL ? saved_as : path, reason);
  else if (self->all == NULL)
    self->all = g_strdup_printf (_("%s cannot be read and may name it"), name);
}

static void
add_cases (Uses *self)
{
  g_autoptr (GPtrArray) known = hf_case_known_list ();
  g_autofree char *folder = hf_case_drafts_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  for (guint i = 0; i < known->len; i++)
    add_case (self, g_ptr_array_index (known, i), FALSE);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, HF_CASE_SUFFIX) && name[0] != '.')
        add_case (self, path, TRUE);
    }
}

static void
uses_init (Uses *self, const char *const *open)
{
  self->reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->all = NULL;
  add_cases (self);
  for (const char *const *path = open; path != NULL && *path != NULL; path++)
    add_use (self, *path, _("open"));
}

static const char *
reason_of (const Uses *self, const char *path)
{
  g_autofree char *key = key_of (path);
  const char *reason = g_hash_table_lookup (self->reasons, key);

  return reason != NULL ? reason : self->all;
}

/* ---- what is there --------------------------------------------------------------------------------------------------------------- */

static void
file_free (gpointer data)
{
  HfOldSnapshot *file = data;

  g_free (file->path);
  g_free (file->reason);
  g_free (file);
}

static void
folder_free (gpointer data)
{
  HfOldFolder *folder = data;

  g_free (folder->path);
  g_free (folder->name);
  g_ptr_array_unref (folder->files);
  g_free (folder);
}

static int
oldest_first (gconstpointer a, gconstpointer b)
{
  const HfOldSnapshot *x = *(const HfOldSnapshot *const *) a, *y = *(const HfOldSnapshot *const *) b;

  return x->time != y->time ? (x->time < y->time ? -1 : 1) : g_strcmp0 (x->path, y->path);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const HfOldFolder *x = *(const HfOldFolder *const *) a, *y = *(const HfOldFolder *const *) b;

  return x->time != y->time ? (x->time > y->time ? -1 : 1) : g_strcmp0 (x->name, y->name);
}

static void
add_file (HfOldFolder *folder, const char *name, const Uses *uses)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);
  HfOldSnapshot *file;
  GStatBuf status;

  if (!g_str_has_suffix (name, SUFFIX) || g_lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return;
  file = g_new0 (HfOldSnapshot, 1);
  file->reason = g_strdup (reason_of (uses, path));
  file->path = g_steal_pointer (&path);
  file->size = (guint64) status.st_size;
  file->time = (gint64) status.st_mtime;
  g_ptr_array_add (folder->files, file);
  folder->size += file->size;
  folder->time = MAX (folder->time, file->time);
  if (file->reason != NULL)
    return;
  folder->n_free++;
  folder->free_size += file->size;
}

static HfOldFolder *
look_into (const char *path, const char *name, const Uses *uses)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  HfOldFolder *folder = g_new0 (HfOldFolder, 1);
  const char *file;

  folder->path = g_strdup (path);
  folder->name = g_filename_display_name (name);
  folder->files = g_ptr_array_new_with_free_func (file_free);
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    add_file (folder, file, uses);
  g_ptr_array_sort (folder->files, oldest_first);

  return folder;
}

GPtrArray *
hf_old_snapshots_find (const char *folder, const char *const *open, HfProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (folder_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_auto (Uses) uses = { NULL, NULL };
  const char *name;

  uses_init (&uses, open);
  hf_progress_begin (progress, N_("Looking for old snapshots"), 0);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (hf_progress_step (progress, 0, error))
        return NULL;
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        g_ptr_array_add (found, look_into (path, name, &uses));
    }
  for (guint i = found->len; i-- > 0;)
    if (((HfOldFolder *) g_ptr_array_index (found, i))->files->len == 0)
      g_ptr_array_remove_index (found, i);
  g_ptr_array_sort (found, newest_first);

  return g_steal_pointer (&found);
}

/* ---- deleting ---------------------------------------------------------------------------------------------------------------------- */

static int
delete_in (const HfOldFolder *folder, gint64 before, guint64 *freed, GError **error)
{
  int n = 0;
  gboolean good = TRUE;

  for (guint i = 0; i < folder->files->len; i++)
    {
      const HfOldSnapshot *file = g_ptr_array_index (folder->files, i);

      if (file->reason != NULL || file->time >= before)
        continue;
      if (g_unlink (file->path) == 0)
        {
          n++;
          *freed += file->size;
        }
      else
        {
          if (good)
            g_set_error (error, HF_ERROR, HF_ERROR_IO, "%s: %s", file->path, g_strerror (errno));
          good = FALSE;
        }
    }
  g_rmdir (folder->path); /* stays where something else is in it */

  return good ? n : -1;
}

int
hf_old_snapshots_delete (const char *folder, const char *const *names, const char *const *open, gint64 before, guint64 *freed,
                         HfProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) found = hf_old_snapshots_find (folder, open, progress, error);
  int n = 0;
  gboolean good = TRUE;

  *freed = 0;
  if (found == NULL)
    return -1;
  for (guint i = 0; i < found->len; i++)
    {
      const HfOldFolder *one = g_ptr_array_index (found, i);
      int deleted = g_strv_contains (names, one->name) ? delete_in (one, before, freed, good ? error : NULL) : 0;

      good = good && deleted >= 0;
      n += MAX (deleted, 0);
    }

  return good ? n : -1;
}
