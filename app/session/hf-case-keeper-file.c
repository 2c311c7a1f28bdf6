/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-case-keeper-private.h"

#include <glib/gi18n.h>

/* ---- saving ------------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  HfCase *content; /* names absolute */
  char *path;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  hf_case_free (saving->content);
  g_free (saving->path);
  g_free (saving);
}

/* Returns the content with the checksums that were made. */
static gpointer
save (gpointer data, HfProgress *progress, GError **error)
{
  Saving *saving = data;
  g_autoptr (HfCase) written = NULL;

  for (guint i = 0; i < saving->content->dumps->len; i++)
    {
      HfCaseDump *dump = g_ptr_array_index (saving->content->dumps, i);
      g_autoptr (GError) local = NULL;

      if (dump->sha256 == NULL)
        dump->sha256 = hf_case_checksum (dump->name, &dump->size, progress, &local);
      if (g_error_matches (local, HF_ERROR, HF_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  written = hf_case_copy (saving->content);
  hf_case_rebase (written, NULL, saving->path);

  if (!hf_case_save (written, saving->path, error))
    return NULL;
  hf_case_known_add (saving->path);

  return hf_case_copy (saving->content);
}

static void
take_checksums (HfCaseKeeper *self, const HfCase *saved)
{
  for (guint i = 0; i < MIN (saved->dumps->len, self->content->dumps->len); i++)
    {
      const HfCaseDump *from = g_ptr_array_index (saved->dumps, i);
      HfCaseDump *to = g_ptr_array_index (self->content->dumps, i);

      if (to->sha256 == NULL)
        {
          to->sha256 = g_strdup (from->sha256);
          to->size = from->size;
        }
    }
}

static void
save_done (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfCaseKeeper *self = data;
  HfCase *saved = result;

  hf_case_keeper_end_job (self);
  self->saving = FALSE;
  if (saved == NULL)
    {
      hf_case_keeper_set_saved (self, g_steal_pointer (&self->before));
      hf_case_keeper_set_path (self, self->path_before);
      hf_case_keeper_compare (self);
      if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
        hf_case_keeper_tell (self, error->message);
      return;
    }
  g_clear_pointer (&self->before, hf_case_free);
  take_checksums (self, saved);
  hf_case_free (saved);
  if (!self->unsaved)
    hf_case_keeper_forget_draft (self);
  g_signal_emit_by_name (self, "saved");
}

void
hf_case_keeper_save (HfCaseKeeper *self, const char *path)
{
  Saving *saving;

  g_return_if_fail (HF_IS_CASE_KEEPER (self));
  g_return_if_fail (path != NULL);

  for (guint i = 0; i < g_list_model_get_n_items (hf_session_get_snapshots (self->session)); i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (hf_session_get_snapshots (self->session), i);

      hf_case_keeper_index_of (self, snapshot);
    }
  g_signal_emit_by_name (self, "view", self->content);
  saving = g_new0 (Saving, 1);
  saving->content = hf_case_copy (self->content);
  saving->path = g_strdup (path);
  /* Of a saving that this one takes the place of, nobody knows whether it was written. */
  if (!self->saving)
    {
      self->before = g_steal_pointer (&self->saved);
      g_free (self->path_before);
      self->path_before = g_strdup (self->path);
    }
  self->saving = TRUE;
  hf_case_keeper_set_path (self, path);
  hf_case_free (self->saved);
  self->saved = hf_case_copy (self->content);
  hf_case_keeper_set_unsaved (self, FALSE); /* what is said from now on is */
  hf_case_keeper_set_job (self, hf_job_start (_("Saving the case"), save, saving, saving_free, (GDestroyNotify) hf_case_free, save_done, self));
}

/* What else there is to do would end the saving. */
static gboolean
is_saving (HfCaseKeeper *self)
{
  if (self->saving)
    hf_case_keeper_tell (self, _("The case is being saved: try again when it is."));

  return self->saving;
}

/* ---- opening ------------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *path;
  gboolean draft;
} Opening;

typedef struct
{
  HfCase *content;
  HfCase *saved;       /* what is in the file; NULL if that could not be read */
  char *path;          /* or NULL */
  GPtrArray *problems; /* of char * */
  GArray *missing;     /* of guint */
  gboolean draft;
} Opened;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_free (opening);
}

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  hf_case_free (opened->content);
  hf_case_free (opened->saved);
  g_free (opened->path);
  g_ptr_array_unref (opened->problems);
  g_array_unref (opened->missing);
  g_free (opened);
}

static gboolean
find_dumps (Opened *opened, const char *case_path, HfProgress *progress, GError **error)
{
  for (guint i = 0; i < opened->content->dumps->len; i++)
    {
      HfCaseDump *dump = g_ptr_array_index (opened->content->dumps, i);
      g_autoptr (GError) local = NULL;
      HfCaseFound found;
      g_autofree char *path = hf_case_find_dump (dump, case_path, &found, progress, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (found == HF_CASE_DUMP_MISSING)
        g_array_append_val (opened->missing, i);
      if (found == HF_CASE_DUMP_CHANGED)
        g_ptr_array_add (opened->problems, g_strdup_printf (_("The dump %s has changed since the case was saved: what was said of its objects may be of others."), dump->name));
      if (path != NULL)
        {
          g_free (dump->name);
          dump->name = hf_case_name_for (path, NULL);
        }
    }

  return TRUE;
}

/* Of a draft, what is in the file that it belongs to. */
static HfCase *
dup_saved (const Opened *opened)
{
  HfCase *saved;

  if (!opened->draft)
    return hf_case_copy (opened->content);
  if (opened->path == NULL)
    return hf_case_new ();
  saved = hf_case_load (opened->path, NULL);
  if (saved != NULL)
    hf_case_rebase (saved, opened->path, NULL);

  return saved;
}

static gpointer
open_case (gpointer data, HfProgress *progress, GError **error)
{
  Opening *opening = data;
  Opened *opened = g_new0 (Opened, 1);

  opened->problems = g_ptr_array_new_with_free_func (g_free);
  opened->missing = g_array_new (FALSE, FALSE, sizeof (guint));
  opened->draft = opening->draft;
  opened->path = opening->draft ? NULL : g_strdup (opening->path);
  opened->content = opening->draft ? hf_case_load_draft (opening->path, &opened->path, error) : hf_case_load (opening->path, error);
  if (opened->content != NULL && find_dumps (opened, opened->path, progress, error))
    {
      opened->saved = dup_saved (opened);
      if (!opened->draft)
        hf_case_known_add (opened->path);
      return opened;
    }
  opened_free (opened);

  return NULL;
}

/* Marks of objects are shown once their heaps are there. */
static void
watch_heaps (HfCaseKeeper *self)
{
  for (guint i = 0; i < self->content->dumps->len; i++)
    {
      HfSnapshot *snapshot = hf_case_keeper_snapshot (self, i);

      if (snapshot == NULL)
        continue;
      g_signal_handlers_disconnect_by_func (snapshot, hf_case_keeper_show_marks, self);
      g_signal_connect_object (snapshot, "notify::heap-ready", G_CALLBACK (hf_case_keeper_show_marks), self, G_CONNECT_SWAPPED);
    }
}

static void
open_dump (HfCaseKeeper *self, guint dump)
{
  const HfCaseDump *entry = g_ptr_array_index (self->content->dumps, dump);
  g_autoptr (GFile) file = g_file_new_for_path (entry->name);

  if (g_file_query_exists (file, NULL))
    hf_session_open (self->session, file);
}

static void
set_missing (HfCaseKeeper *self, const GArray *missing)
{
  g_array_set_size (self->missing, 0);
  g_array_append_vals (self->missing, missing->data, missing->len);
  g_object_notify (G_OBJECT (self), "missing");
}

static void
ask_for_missing (HfCaseKeeper *self, const char *refusal)
{
  if (self->missing->len > 0)
    g_signal_emit_by_name (self, "missing", g_array_index (self->missing, guint, 0), refusal);
}

static void
open_done (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfCaseKeeper *self = data;
  Opened *opened = result;

  hf_case_keeper_end_job (self);
  if (opened == NULL)
    {
      if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
        hf_case_keeper_tell (self, error->message);
      return;
    }
  hf_case_free (self->content);
  self->content = g_steal_pointer (&opened->content);
  hf_case_keeper_set_path (self, opened->path);
  hf_case_keeper_set_saved (self, g_steal_pointer (&opened->saved));
  g_clear_pointer (&self->before, hf_case_free);
  set_missing (self, opened->missing);
  for (guint i = 0; i < self->content->dumps->len; i++)
    open_dump (self, i);
  watch_heaps (self);
  hf_case_keeper_show_marks (self);
  g_signal_emit_by_name (self, "opened", self->content);
  for (guint i = 0; i < opened->problems->len; i++)
    hf_case_keeper_tell (self, g_ptr_array_index (opened->problems, i));
  g_object_notify (G_OBJECT (self), "values");
  if (opened->draft)
    hf_case_keeper_compare (self);
  opened_free (opened);
  ask_for_missing (self, NULL);
}

void
hf_case_keeper_open (HfCaseKeeper *self, const char *path, gboolean draft)
{
  Opening *opening;

  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  if (is_saving (self))
    return;
  opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  opening->draft = draft;
  g_free (self->adopted);
  self->adopted = draft ? g_strdup (path) : NULL;
  hf_case_keeper_set_job (self, hf_job_start (_("Opening the case"), open_case, opening, opening_free, opened_free, open_done, self));
}

/* ---- a dump that has moved ------------------------------------------------------------------------------------------------- */

typedef struct
{
  HfCase *content; /* its dumps */
  GArray *missing; /* of guint */
  guint dump;
  char *path;      /* where the person says that it is */
} Looking;

typedef struct
{
  char **paths;    /* by dump, NULL where it was not found */
  guint n;
  char *refusal;   /* or NULL */
} Located;

static void
looking_free (gpointer data)
{
  Looking *looking = data;

  hf_case_free (looking->content);
  g_array_unref (looking->missing);
  g_free (looking->path);
  g_free (looking);
}

static void
located_free (gpointer data)
{
  Located *located = data;

  for (guint i = 0; i < located->n; i++)
    g_free (located->paths[i]);
  g_free (located->paths);
  g_free (located->refusal);
  g_free (located);
}

static char *
say_refusal (const HfCaseDump *dump, const char *path, const char *digest)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *wanted = g_path_get_basename (dump->name);

  if (dump->sha256 == NULL)
    return g_strdup_printf (_("%s is not the dump %s: it has another size."), name, wanted);

  /* Translators: a file's name, a dump's name, and the beginnings of two checksums */
  return g_strdup_printf (_("%s is not the dump %s: its checksum begins with %.12s, not with %.12s."), name, wanted, digest, dump->sha256);
}

/* Those that lay together once were probably moved together. */
static gboolean
look_beside (const Looking *looking, Located *located, HfProgress *progress, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (looking->path);

  for (guint i = 0; i < looking->missing->len; i++)
    {
      guint index = g_array_index (looking->missing, guint, i);
      const HfCaseDump *dump = g_ptr_array_index (looking->content->dumps, index);
      g_autofree char *name = g_path_get_basename (dump->name);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) local = NULL;

      if (index == looking->dump || dump->sha256 == NULL)
        continue;
      if (hf_case_dump_is (dump, path, NULL, progress, &local))
        located->paths[index] = g_steal_pointer (&path);
      if (g_error_matches (local, HF_ERROR, HF_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }

  return TRUE;
}

static gpointer
look (gpointer data, HfProgress *progress, GError **error)
{
  const Looking *looking = data;
  const HfCaseDump *dump = g_ptr_array_index (looking->content->dumps, looking->dump);
  Located *located = g_new0 (Located, 1);
  g_autofree char *digest = NULL;
  g_autoptr (GError) local = NULL;

  located->n = looking->content->dumps->len;
  located->paths = g_new0 (char *, located->n + 1);
  if (hf_case_dump_is (dump, looking->path, &digest, progress, &local))
    {
      located->paths[looking->dump] = g_strdup (looking->path);
      look_beside (looking, located, progress, &local);
    }
  else if (local == NULL)
    located->refusal = say_refusal (dump, looking->path, digest);
  if (local == NULL)
    return located;
  located_free (located);
  g_propagate_error (error, g_steal_pointer (&local));

  return NULL;
}

static void
take_place (HfCaseKeeper *self, guint index, const char *path)
{
  HfCaseDump *dump = g_ptr_array_index (self->content->dumps, index);

  g_free (dump->name);
  dump->name = hf_case_name_for (path, NULL);
  for (guint i = self->missing->len; i-- > 0;)
    if (g_array_index (self->missing, guint, i) == index)
      g_array_remove_index (self->missing, i);
  open_dump (self, index);
}

static void
look_done (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfCaseKeeper *self = data;
  Located *located = result;
  g_autofree char *refusal = NULL;

  hf_case_keeper_end_job (self);
  if (located == NULL)
    {
      if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
        ask_for_missing (self, error->message);
      return;
    }
  refusal = g_steal_pointer (&located->refusal);
  for (guint i = 0; i < located->n; i++)
    if (located->paths[i] != NULL)
      take_place (self, i, located->paths[i]);
  located_free (located);
  if (refusal == NULL)
    {
      g_object_notify (G_OBJECT (self), "missing");
      watch_heaps (self);
      hf_case_keeper_show_marks (self);
      g_signal_emit_by_name (self, "located", self->content);
      hf_case_keeper_touch (self);
    }
  ask_for_missing (self, refusal);
}

gboolean
hf_case_keeper_misses_dumps (HfCaseKeeper *self)
{
  g_return_val_if_fail (HF_IS_CASE_KEEPER (self), FALSE);

  return self->missing->len > 0;
}

guint
hf_case_keeper_get_missing (HfCaseKeeper *self)
{
  g_return_val_if_fail (HF_IS_CASE_KEEPER (self), HF_CASE_NO_DUMP);

  return self->missing->len > 0 ? g_array_index (self->missing, guint, 0) : HF_CASE_NO_DUMP;
}

const HfCaseDump *
hf_case_keeper_get_dump (HfCaseKeeper *self, guint dump)
{
  g_return_val_if_fail (HF_IS_CASE_KEEPER (self), NULL);

  return dump < self->content->dumps->len ? g_ptr_array_index (self->content->dumps, dump) : NULL;
}

void
hf_case_keeper_ask_for_missing (HfCaseKeeper *self)
{
  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  ask_for_missing (self, NULL);
}

void
hf_case_keeper_locate (HfCaseKeeper *self, guint dump, const char *path)
{
  Looking *looking;

  g_return_if_fail (HF_IS_CASE_KEEPER (self));
  g_return_if_fail (path != NULL);

  if (dump >= self->content->dumps->len || is_saving (self))
    return;
  looking = g_new0 (Looking, 1);
  looking->content = hf_case_copy (self->content);
  looking->missing = g_array_copy (self->missing);
  looking->dump = dump;
  looking->path = g_strdup (path);
  hf_case_keeper_set_job (self, hf_job_start (_("Comparing the dump"), look, looking, looking_free, located_free, look_done, self));
}
