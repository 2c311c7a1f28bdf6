/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-case-keeper.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "analysis/hf-path.h"
#include "drawing/hf-marks.h"
#include "hf-growth-table.h"

#define DRAFT_DELAY 500 /* ms after the last change */

struct _HfCaseKeeper
{
  GObject parent_instance;

  HfSession *session; /* not owned: it outlives this */
  HfCase *content;    /* names of dumps are absolute */
  char *path;
  char *draft;        /* where a draft is or will be, or NULL */
  char *adopted;      /* the draft that was opened, to be removed once its content is kept elsewhere */
  gboolean unsaved;
  gboolean draft_again;
  guint source;
  HfJob *job;         /* saving or opening */
  HfJob *draft_job;
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_UNSAVED,
  PROP_JOB,
  N_PROPS
};

enum
{
  CHANGED,
  VIEW,
  OPENED,
  PROBLEM,
  SAVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfCaseKeeper, hf_case_keeper, G_TYPE_OBJECT)

static void
set_unsaved (HfCaseKeeper *self, gboolean unsaved)
{
  if (self->unsaved == unsaved)
    return;
  self->unsaved = unsaved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSAVED]);
}

static void
set_path (HfCaseKeeper *self, const char *path)
{
  g_autofree char *old = self->path; /* which @path may be */

  self->path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

static void
set_job (HfCaseKeeper *self, HfJob *job)
{
  if (hf_job_replace (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

/* ---- drafts ------------------------------------------------------------------------------------------------------------------ */

/* What a worker writes, and where to: a draft's text, or what is saved by hand. */
typedef struct
{
  char *text;
  HfCase *content; /* names absolute */
  char *path;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->text);
  g_clear_pointer (&writing->content, hf_case_free);
  g_free (writing->path);
  g_free (writing);
}

static gpointer
write_draft (gpointer data, HfProgress *progress, GError **error)
{
  Writing *writing = data;

  return hf_case_write (writing->text, writing->path, error) ? g_strdup (writing->path) : NULL;
}

static void start_draft (HfCaseKeeper *self);

static void
draft_done (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfCaseKeeper *self = data;

  g_clear_object (&self->draft_job);
  if (result == NULL)
    g_signal_emit (self, signals[PROBLEM], 0, error->message);
  else if (self->adopted != NULL)
    g_unlink (self->adopted);
  if (result != NULL)
    g_clear_pointer (&self->adopted, g_free);
  g_free (result);
  if (!self->unsaved && self->draft != NULL)
    g_unlink (self->draft); /* it was saved or given up meanwhile */
  else if (self->draft_again)
    start_draft (self);
}

static void
start_draft (HfCaseKeeper *self)
{
  Writing *writing;

  self->draft_again = self->draft_job != NULL;
  if (self->draft_job != NULL)
    return;
  if (self->draft == NULL)
    self->draft = hf_case_draft_name ();
  g_signal_emit (self, signals[VIEW], 0, self->content);
  writing = g_new0 (Writing, 1);
  writing->text = hf_case_to_draft (self->content, self->path);
  writing->path = g_strdup (self->draft);
  self->draft_job = hf_job_start (_("Saving"), write_draft, writing, writing_free, g_free, draft_done, self);
}

static gboolean
draft_cb (gpointer data)
{
  HfCaseKeeper *self = data;

  self->source = 0;
  start_draft (self);

  return G_SOURCE_REMOVE;
}

void
hf_case_keeper_flush (HfCaseKeeper *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  if (!self->unsaved)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->draft == NULL)
    self->draft = hf_case_draft_name ();
  g_signal_emit (self, signals[VIEW], 0, self->content);
  text = hf_case_to_draft (self->content, self->path);
  hf_case_write (text, self->draft, NULL);
}

static void
forget_draft (HfCaseKeeper *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->draft_again = FALSE;
  if (self->draft != NULL && self->draft_job == NULL)
    g_unlink (self->draft);
  if (self->adopted != NULL)
    g_unlink (self->adopted);
  g_clear_pointer (&self->adopted, g_free);
}

static void
change (HfCaseKeeper *self)
{
  set_unsaved (self, TRUE);
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (DRAFT_DELAY, draft_cb, self);
}

void
hf_case_keeper_touch (HfCaseKeeper *self)
{
  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  if (self->path != NULL && self->job == NULL)
    change (self);
}

void
hf_case_keeper_give_up (HfCaseKeeper *self)
{
  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  set_unsaved (self, FALSE);
  forget_draft (self);
}

/* ---- dumps -------------------------------------------------------------------------------------------------------------------- */

static char *
path_of (HfSnapshot *snapshot)
{
  g_autofree char *path = g_file_get_path (hf_snapshot_get_file (snapshot));

  return path != NULL ? g_utf8_make_valid (path, -1) : g_file_get_uri (hf_snapshot_get_file (snapshot));
}

guint
hf_case_keeper_index_of (HfCaseKeeper *self, HfSnapshot *snapshot)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (HF_IS_CASE_KEEPER (self), HF_CASE_NO_DUMP);

  path = path_of (snapshot);
  for (guint i = 0; i < self->content->dumps->len; i++)
    if (g_strcmp0 (((HfCaseDump *) g_ptr_array_index (self->content->dumps, i))->name, path) == 0)
      return i;
  hf_case_add_dump (self->content, path, NULL, 0);

  return self->content->dumps->len - 1;
}

HfSnapshot *
hf_case_keeper_snapshot (HfCaseKeeper *self, guint dump)
{
  GListModel *snapshots = hf_session_get_snapshots (self->session);
  const HfCaseDump *wanted = dump < self->content->dumps->len ? g_ptr_array_index (self->content->dumps, dump) : NULL;

  for (guint i = 0; wanted != NULL && i < g_list_model_get_n_items (snapshots); i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (snapshots, i);
      g_autofree char *path = path_of (snapshot);

      if (g_strcmp0 (path, wanted->name) == 0)
        return snapshot; /* the list keeps it */
    }

  return NULL;
}

/* ---- what is said --------------------------------------------------------------------------------------------------------------- */

static gboolean
is_place (HfCaseKeeper *self, HfSelection *selection)
{
  HfTable *table = hf_answer_get_table (hf_session_get_growth (self->session));

  if (hf_selection_get_kind (selection) == HF_SELECTION_HOLDER)
    return TRUE;

  return hf_selection_get_kind (selection) == HF_SELECTION_TYPE && HF_IS_GROWTH_TABLE (table) &&
         hf_growth_table_get_growth (HF_GROWTH_TABLE (table))->by == HF_GROUP_BY_HOLDER &&
         g_str_equal (hf_session_get_page (self->session), HF_PAGE_GROWTH);
}

gboolean
hf_case_keeper_can_mark (HfCaseKeeper *self, HfSelection *selection)
{
  g_return_val_if_fail (HF_IS_CASE_KEEPER (self), FALSE);

  if (selection == NULL || hf_snapshot_get_heap (hf_selection_get_snapshot (selection)) == NULL)
    return FALSE;

  return is_place (self, selection) || (hf_selection_get_kind (selection) == HF_SELECTION_OBJECT && hf_selection_get_object (selection) != HF_NONE);
}

static HfCaseMark *
find (HfCaseKeeper *self, HfSelection *selection)
{
  HfSnapshot *snapshot = hf_selection_get_snapshot (selection);

  if (is_place (self, selection))
    return hf_case_find_place (self->content, hf_selection_get_key (selection));

  return hf_case_find_object (self->content, NULL, hf_case_keeper_index_of (self, snapshot),
                              hf_heap_address (hf_snapshot_get_heap (snapshot), hf_selection_get_object (selection)));
}

const HfCaseMark *
hf_case_keeper_find (HfCaseKeeper *self, HfSelection *selection)
{
  return hf_case_keeper_can_mark (self, selection) ? find (self, selection) : NULL;
}

/* Keys of dictionaries are what the program works on: an object that only a key leads to is known by its address alone. */
static char *
name_of_object (HfCaseKeeper *self, HfSnapshot *snapshot, guint32 object)
{
  HfAnalysis *analysis = hf_snapshot_get_analysis (snapshot);
  g_autofree HfChain *chain = analysis != NULL ? hf_chains_get (analysis->chains, analysis->heap, object) : NULL;
  g_autoptr (HfPath) path = chain != NULL ? hf_path_new (analysis->heap, chain) : NULL;

  for (guint i = 0; path != NULL && !self->content->values && i < path->steps->len; i++)
    {
      const HfStep *step = &g_array_index (path->steps, HfStep, i);
      guint32 ref = g_array_index (path->links, HfLink, step->first_link + step->n_links - 1).ref;

      if (ref != HF_NONE && step->label[0] == '[' && hf_heap_ref_kind (analysis->heap, ref) == HF_REF_VALUE)
        return NULL;
    }

  return path != NULL ? hf_path_to_expression (path, analysis->heap) : NULL;
}

static HfCaseMark *
add_mark (HfCaseKeeper *self, HfSelection *selection)
{
  HfSnapshot *snapshot = hf_selection_get_snapshot (selection);
  HfCaseMark *mark = hf_case_add_mark (self->content);
  const HfHeap *heap = hf_snapshot_get_heap (snapshot);
  guint n;

  if (is_place (self, selection))
    {
      mark->place = g_strdup (hf_selection_get_key (selection));
      hf_selection_get_objects (selection, &n);
      mark->count = n > 0 ? (gint64) n : -1;
      return mark;
    }
  mark->address = hf_heap_address (heap, hf_selection_get_object (selection));
  mark->dump = hf_case_keeper_index_of (self, snapshot);
  mark->type = g_strdup (hf_heap_type_name_of (heap, hf_selection_get_object (selection)));
  mark->object = name_of_object (self, snapshot, hf_selection_get_object (selection));

  return mark;
}

/* Signs are told by their shapes, not by colours. */
static const char *
sign_of (const HfCaseMark *mark)
{
  static const char *const signs[HF_N_VERDICTS] = { "✎", "⚑", "✓", "?" };

  return signs[mark->verdict];
}

static char *
words_of (const HfCaseMark *mark)
{
  static const char *const names[HF_N_VERDICTS] = { N_("note"), N_("leak"), N_("expected"), N_("unknown") };
  const char *text = mark->reason != NULL ? mark->reason : mark->note;

  return text != NULL ? g_strdup_printf ("%s: %s", _(names[mark->verdict]), text) : g_strdup (_(names[mark->verdict]));
}

/* Where drawings and rows look. */
static void
show_marks (HfCaseKeeper *self)
{
  GArray *shown = g_array_new (FALSE, TRUE, sizeof (HfShownMark));

  g_array_set_clear_func (shown, (GDestroyNotify) hf_shown_mark_clear);
  for (guint i = 0; i < self->content->marks->len; i++)
    {
      const HfCaseMark *mark = g_ptr_array_index (self->content->marks, i);
      HfSnapshot *snapshot = mark->place == NULL ? hf_case_keeper_snapshot (self, mark->dump) : NULL;
      HfHeap *heap = snapshot != NULL ? hf_snapshot_get_heap (snapshot) : NULL;
      HfShownMark entry = { .heap = heap, .object = heap != NULL ? hf_heap_find_address (heap, mark->address) : HF_NONE };

      if (mark->place == NULL && entry.object == HF_NONE)
        continue;
      entry.place = g_strdup (mark->place);
      entry.sign = g_strdup (sign_of (mark));
      entry.words = words_of (mark);
      g_array_append_val (shown, entry);
    }
  hf_marks_set (self, shown);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
hf_case_keeper_say (HfCaseKeeper *self, HfSelection *selection, const char *note, HfVerdict verdict, const char *reason)
{
  HfCaseMark *mark;

  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  if (!hf_case_keeper_can_mark (self, selection))
    return;
  mark = find (self, selection);
  if (mark == NULL)
    mark = add_mark (self, selection);
  else if (mark->verdict == verdict && g_strcmp0 (mark->note != NULL ? mark->note : "", note != NULL ? note : "") == 0 &&
           g_strcmp0 (mark->reason != NULL ? mark->reason : "", reason != NULL ? reason : "") == 0)
    return;
  hf_case_set_string (&mark->note, note);
  hf_case_set_string (&mark->reason, verdict != HF_VERDICT_NONE ? reason : NULL);
  mark->verdict = verdict;
  if (!hf_case_mark_says_something (mark))
    hf_case_remove_mark (self->content, mark);
  show_marks (self);
  change (self);
}

/* ---- saving ------------------------------------------------------------------------------------------------------------------------ */

/* Returns the content with the checksums that were made. */
static gpointer
save (gpointer data, HfProgress *progress, GError **error)
{
  Writing *saving = data;
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

  return hf_case_save (written, saving->path, error) ? hf_case_copy (saving->content) : NULL;
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

  g_clear_object (&self->job);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  if (saved == NULL)
    {
      set_unsaved (self, TRUE);
      if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
        g_signal_emit (self, signals[PROBLEM], 0, error->message);
      return;
    }
  take_checksums (self, saved);
  hf_case_free (saved);
  if (!self->unsaved)
    forget_draft (self);
  g_signal_emit (self, signals[SAVED], 0);
}

void
hf_case_keeper_save (HfCaseKeeper *self, const char *path)
{
  Writing *saving;

  g_return_if_fail (HF_IS_CASE_KEEPER (self));
  g_return_if_fail (path != NULL);

  for (guint i = 0; i < g_list_model_get_n_items (hf_session_get_snapshots (self->session)); i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (hf_session_get_snapshots (self->session), i);

      hf_case_keeper_index_of (self, snapshot);
    }
  g_signal_emit (self, signals[VIEW], 0, self->content);
  saving = g_new0 (Writing, 1);
  saving->content = hf_case_copy (self->content);
  saving->path = g_strdup (path);
  set_path (self, path);
  set_unsaved (self, FALSE); /* what is said from now on is */
  set_job (self, hf_job_start (_("Saving the case"), save, saving, writing_free, (GDestroyNotify) hf_case_free, save_done, self));
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
  char *path;          /* or NULL */
  GPtrArray *problems; /* of char * */
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
  g_free (opened->path);
  g_ptr_array_unref (opened->problems);
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
        g_ptr_array_add (opened->problems, g_strdup_printf (_("The dump %s is not where it was, and not beside the case. Put it there and open the case again."), dump->name));
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

static gpointer
open_case (gpointer data, HfProgress *progress, GError **error)
{
  Opening *opening = data;
  Opened *opened = g_new0 (Opened, 1);

  opened->problems = g_ptr_array_new_with_free_func (g_free);
  opened->draft = opening->draft;
  opened->path = opening->draft ? NULL : g_strdup (opening->path);
  opened->content = opening->draft ? hf_case_load_draft (opening->path, &opened->path, error) : hf_case_load (opening->path, error);
  if (opened->content != NULL && find_dumps (opened, opened->path, progress, error))
    return opened;
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
      g_signal_handlers_disconnect_by_func (snapshot, show_marks, self);
      g_signal_connect_object (snapshot, "notify::heap-ready", G_CALLBACK (show_marks), self, G_CONNECT_SWAPPED);
    }
}

static void
open_done (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfCaseKeeper *self = data;
  Opened *opened = result;

  g_clear_object (&self->job);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  if (opened == NULL)
    {
      if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
        g_signal_emit (self, signals[PROBLEM], 0, error->message);
      return;
    }
  hf_case_free (self->content);
  self->content = g_steal_pointer (&opened->content);
  set_path (self, opened->path);
  for (guint i = 0; i < self->content->dumps->len; i++)
    {
      const HfCaseDump *dump = g_ptr_array_index (self->content->dumps, i);
      g_autoptr (GFile) file = g_file_new_for_path (dump->name);

      if (g_file_query_exists (file, NULL))
        hf_session_open (self->session, file);
    }
  watch_heaps (self);
  show_marks (self);
  g_signal_emit (self, signals[OPENED], 0, self->content);
  for (guint i = 0; i < opened->problems->len; i++)
    g_signal_emit (self, signals[PROBLEM], 0, g_ptr_array_index (opened->problems, i));
  if (opened->draft)
    change (self);
  opened_free (opened);
}

void
hf_case_keeper_open (HfCaseKeeper *self, const char *path, gboolean draft)
{
  Opening *opening;

  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  opening->draft = draft;
  g_free (self->adopted);
  self->adopted = draft ? g_strdup (path) : NULL;
  set_job (self, hf_job_start (_("Opening the case"), open_case, opening, opening_free, opened_free, open_done, self));
}

/* ---- the object --------------------------------------------------------------------------------------------------------------------- */

const char *
hf_case_keeper_get_path (HfCaseKeeper *self)
{
  return self->path;
}

gboolean
hf_case_keeper_is_unsaved (HfCaseKeeper *self)
{
  return self->unsaved;
}

HfJob *
hf_case_keeper_get_job (HfCaseKeeper *self)
{
  return self->job;
}

static void
hf_case_keeper_get_property (GObject *object, guint prop, GValue *value, GParamSpec *pspec)
{
  HfCaseKeeper *self = HF_CASE_KEEPER (object);

  if (prop == PROP_PATH)
    g_value_set_string (value, self->path);
  else if (prop == PROP_UNSAVED)
    g_value_set_boolean (value, self->unsaved);
  else
    g_value_set_object (value, self->job);
}

static void
hf_case_keeper_finalize (GObject *object)
{
  HfCaseKeeper *self = HF_CASE_KEEPER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  hf_job_clear (&self->job);
  hf_job_clear (&self->draft_job);
  hf_marks_set (self, NULL);
  hf_case_free (self->content);
  g_free (self->path);
  g_free (self->draft);
  g_free (self->adopted);

  G_OBJECT_CLASS (hf_case_keeper_parent_class)->finalize (object);
}

static void
hf_case_keeper_class_init (HfCaseKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hf_case_keeper_get_property;
  object_class->finalize = hf_case_keeper_finalize;
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNSAVED] = g_param_spec_boolean ("unsaved", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[VIEW] = g_signal_new ("view", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[OPENED] = g_signal_new ("opened", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[PROBLEM] = g_signal_new ("problem", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SAVED] = g_signal_new ("saved", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hf_case_keeper_init (HfCaseKeeper *self)
{
  self->content = hf_case_new ();
}

HfCaseKeeper *
hf_case_keeper_new (HfSession *session)
{
  HfCaseKeeper *self = g_object_new (HF_TYPE_CASE_KEEPER, NULL);

  self->session = session;

  return self;
}
