/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "dump/hf-dump-output.h"
#include "hf-case-private.h"

/* ---- reading -------------------------------------------------------------------------------------------------------------------- */

static gboolean
set_read_error (GError **error, int saved_errno)
{
  g_set_error (error, HF_ERROR, HF_ERROR_IO, "It cannot be read: %s.", g_strerror (saved_errno));

  return FALSE;
}

/* Never more than the limit, whatever the file says of its size. */
static gboolean
read_all (const char *path, gsize most, GString *text, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize n = 0;

  if (fd < 0)
    return set_read_error (error, errno);
  do
    {
      char buffer[65536];

      n = read (fd, buffer, MIN (sizeof buffer, most - text->len));
      if (n > 0)
        g_string_append_len (text, buffer, n);
    }
  while ((n > 0 && text->len < most) || (n < 0 && errno == EINTR));
  if (n < 0)
    set_read_error (error, errno);
  close (fd);

  return n >= 0;
}

HfCase *
hf_case_load_draft (const char *path, char **saved_as, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  HfCase *self = NULL;

  if (read_all (path, HF_CASE_MAX_BYTES + 1, text, error))
    self = hf_case_parse_draft (text->str, text->len, saved_as, error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", path);

  return self;
}

HfCase *
hf_case_load (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return hf_case_load_draft (path, NULL, error);
}

gboolean
hf_case_is_case (const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *at;

  if (!read_all (path, 4096, text, NULL))
    return FALSE;
  at = text->str + strspn (text->str, " \t\r\n");

  /* Members are sorted: "dumps" or "drawings" comes first in what is written here; the ending tells it from interchange JSON. */
  return *at == '{' && (g_str_has_suffix (path, HF_CASE_SUFFIX) || strstr (at, "\"holdfast_case\"") != NULL);
}

/* ---- writing ---------------------------------------------------------------------------------------------------------------------- */

gboolean
hf_case_write (const char *text, const char *path, GError **error)
{
  g_autofree char *target = realpath (path, NULL); /* a link stays one */
  g_autoptr (HfDumpOutput) output = NULL;

  g_return_val_if_fail (text != NULL && path != NULL, FALSE);

  output = hf_dump_output_new (target != NULL ? target : path, error);
  if (output != NULL)
    hf_dump_output_write (output, text, strlen (text));
  if (output != NULL && hf_dump_output_finish (output, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);

  return FALSE;
}

gboolean
hf_case_save (HfCase *self, const char *path, GError **error)
{
  g_autofree char *text = hf_case_to_text (self);

  return hf_case_write (text, path, error);
}

/* ---- the dumps ------------------------------------------------------------------------------------------------------------------------ */

#define N_(s) (s)
#define BLOCK (1u << 20)

static gboolean
digest_file (int fd, GChecksum *checksum, guint64 *size, HfProgress *progress, GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK);
  guint64 total = (guint64) MAX (lseek (fd, 0, SEEK_END), 0);
  gssize n;

  lseek (fd, 0, SEEK_SET);
  hf_progress_begin (progress, N_("Comparing the dumps"), total);
  *size = 0;
  while ((n = read (fd, block, BLOCK)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return set_read_error (error, errno);
      g_checksum_update (checksum, block, n);
      *size += (guint64) n;
      if (hf_progress_step (progress, *size, error))
        return FALSE;
    }

  return TRUE;
}

char *
hf_case_checksum (const char *path, guint64 *size, HfProgress *progress, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 found = 0;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean good;

  if (fd < 0)
    {
      set_read_error (error, errno);
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  good = digest_file (fd, checksum, &found, progress, error);
  close (fd);
  if (size != NULL)
    *size = found;

  return good ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

/* 1: as it was, 0: another content, -1: not there or cancelled. */
static int
compare_dump (const HfCaseDump *dump, const char *path, HfProgress *progress, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *digest = NULL;
  GStatBuf status;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return -1;
  if (dump->sha256 == NULL)
    return dump->size == 0 || dump->size == (guint64) status.st_size;
  if (dump->size != (guint64) status.st_size)
    return 0;
  digest = hf_case_checksum (path, NULL, progress, &local);
  if (g_error_matches (local, HF_ERROR, HF_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));

  return digest == NULL ? -1 : strcmp (digest, dump->sha256) == 0;
}

/* Opening a pipe would wait for who writes into it. */
static gboolean
is_file (const char *path, GStatBuf *status, GError **error)
{
  if (g_stat (path, status) != 0)
    set_read_error (error, errno);
  else if (!S_ISREG (status->st_mode))
    g_set_error_literal (error, HF_ERROR, HF_ERROR_IO, "It is no file.");
  else
    return TRUE;
  g_prefix_error (error, "%s: ", path);

  return FALSE;
}

gboolean
hf_case_dump_is (const HfCaseDump *dump, const char *path, char **digest, HfProgress *progress, GError **error)
{
  g_autofree char *found = NULL;
  GStatBuf status;
  guint64 size = 0;

  g_return_val_if_fail (dump != NULL && path != NULL, FALSE);

  if (digest != NULL)
    *digest = NULL;
  if (!is_file (path, &status, error))
    return FALSE;
  if (dump->sha256 == NULL && digest == NULL)
    return dump->size == 0 || dump->size == (guint64) status.st_size;
  if (dump->sha256 != NULL && dump->size != (guint64) status.st_size && digest == NULL)
    return FALSE;
  found = hf_case_checksum (path, &size, progress, error);
  if (found == NULL)
    return FALSE;
  if (dump->sha256 != NULL ? strcmp (found, dump->sha256) == 0 : dump->size == 0 || dump->size == size)
    return TRUE;
  if (digest != NULL)
    *digest = g_steal_pointer (&found);

  return FALSE;
}

char *
hf_case_find_dump (const HfCaseDump *dump, const char *case_path, HfCaseFound *found, HfProgress *progress, GError **error)
{
  g_autofree char *folder = case_path != NULL ? g_path_get_dirname (case_path) : g_strdup (".");
  g_autofree char *last = g_path_get_basename (dump->name);
  g_autofree char *named = g_path_is_absolute (dump->name) ? g_strdup (dump->name) : g_build_filename (folder, dump->name, NULL);
  g_autofree char *beside = g_build_filename (folder, last, NULL);
  g_autoptr (GError) cancelled = NULL;
  int at_name = compare_dump (dump, named, progress, &cancelled);
  int at_case = at_name == 1 || cancelled != NULL ? -1 : compare_dump (dump, beside, progress, &cancelled);

  *found = at_name == 1 ? HF_CASE_DUMP_THERE
           : at_case == 1 ? HF_CASE_DUMP_MOVED
           : at_name == 0 || at_case == 0 ? HF_CASE_DUMP_CHANGED
                                          : HF_CASE_DUMP_MISSING;
  if (cancelled != NULL)
    g_propagate_error (error, g_steal_pointer (&cancelled));
  else if (*found != HF_CASE_DUMP_MISSING)
    return g_strdup (at_name == 1 || (at_name == 0 && at_case != 1) ? named : beside);

  return NULL;
}

char *
hf_case_name_for (const char *path, const char *case_path)
{
  g_autofree char *file = g_canonicalize_filename (path, NULL);
  g_autofree char *full = case_path != NULL ? g_canonicalize_filename (case_path, NULL) : NULL;
  g_autofree char *folder = full != NULL ? g_path_get_dirname (full) : NULL;
  gsize length = folder != NULL ? strlen (folder) : 0;
  const char *name = file;

  if (folder != NULL && g_str_has_prefix (file, folder) && (file[length] == '/' || g_str_has_suffix (folder, "/")))
    name = file + length + (file[length] == '/');

  return g_utf8_make_valid (name, -1);
}

void
hf_case_rebase (HfCase *self, const char *from, const char *to)
{
  g_autofree char *folder = from != NULL ? g_path_get_dirname (from) : NULL;

  for (guint i = 0; i < self->dumps->len; i++)
    {
      HfCaseDump *dump = g_ptr_array_index (self->dumps, i);
      g_autofree char *full = g_path_is_absolute (dump->name) || folder == NULL ? g_strdup (dump->name)
                                                                                : g_build_filename (folder, dump->name, NULL);
      char *name = hf_case_name_for (full, to);

      g_free (dump->name);
      dump->name = name;
    }
}
