/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-case-keeper-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "drawing/hf-marks.h"
#include "hf-growth-table.h"

#define DRAFT_DELAY 500 /* ms after the last change */

enum
{
  PROP_0,
  PROP_PATH,
  PROP_UNSAVED,
  PROP_JOB,
  PROP_VALUES,
  PROP_MISSING,
  N_PROPS
};

enum
{
  CHANGED,
  VIEW,
  OPENED,
  PROBLEM,
  SAVED,
  MISSING,
  LOCATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfCaseKeeper, hf_case_keeper, G_TYPE_OBJECT)

void
hf_case_keeper_set_unsaved (HfCaseKeeper *self, gboolean unsaved)
{
  if (self->unsaved == unsaved)
    return;
  self->unsaved = unsaved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSAVED]);
}

void
hf_case_keeper_set_path (HfCaseKeeper *self, const char *path)
{
  g_autofree char *old = self->path; /* which @path may be */

  self->path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

void
hf_case_keeper_set_job (HfCaseKeeper *self, HfJob *job)
{
  if (hf_job_replace (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

void
hf_case_keeper_end_job (HfCaseKeeper *self)
{
  g_clear_object (&self->job);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

void
hf_case_keeper_set_saved (HfCaseKeeper *self, HfCase *saved)
{
  hf_case_free (self->saved);
  self->saved = saved;
}

void
hf_case_keeper_tell (HfCaseKeeper *self, const char *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

/* ---- drafts ------------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  char *text;
  char *path;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->text);
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

void
hf_case_keeper_forget_draft (HfCaseKeeper *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->draft_again = FALSE;
  if (self->draft != NULL && self->draft_job == NULL)
    g_unlink (self->draft);
  if (self->adopted != NULL)
    g_unlink (self->adopted);
  g_clear_pointer (&self->adopted, g_free);
}

/* Before there is a file, a drawing is nothing that would be missed. */
void
hf_case_keeper_compare (HfCaseKeeper *self)
{
  gboolean same;

  g_signal_emit (self, signals[VIEW], 0, self->content);
  same = self->saved != NULL && hf_case_says_the_same (self->saved, self->content, self->path != NULL);
  hf_case_keeper_set_unsaved (self, !same);
  g_clear_handle_id (&self->source, g_source_remove);
  if (same && !self->saving)
    hf_case_keeper_forget_draft (self);
  else if (!same)
    self->source = g_timeout_add (DRAFT_DELAY, draft_cb, self);
}

void
hf_case_keeper_touch (HfCaseKeeper *self)
{
  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  if (self->path != NULL && self->job == NULL)
    hf_case_keeper_compare (self);
}

void
hf_case_keeper_look_again (HfCaseKeeper *self)
{
  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  if (self->unsaved)
    hf_case_keeper_touch (self);
}

void
hf_case_keeper_give_up (HfCaseKeeper *self)
{
  g_return_if_fail (HF_IS_CASE_KEEPER (self));

  hf_case_keeper_set_unsaved (self, FALSE);
  hf_case_keeper_forget_draft (self);
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
  mark->object = hf_case_keeper_name_of (self, snapshot, hf_selection_get_object (selection));

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
void
hf_case_keeper_show_marks (HfCaseKeeper *self)
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
  hf_case_keeper_show_marks (self);
  hf_case_keeper_compare (self);
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
  else if (prop == PROP_VALUES)
    g_value_set_boolean (value, self->content->values);
  else if (prop == PROP_MISSING)
    g_value_set_boolean (value, self->missing->len > 0);
  else
    g_value_set_object (value, self->job);
}

static void
hf_case_keeper_set_property (GObject *object, guint prop, const GValue *value, GParamSpec *pspec)
{
  if (prop == PROP_VALUES)
    hf_case_keeper_set_values (HF_CASE_KEEPER (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop, pspec);
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
  hf_case_free (self->saved);
  hf_case_free (self->before);
  g_free (self->path_before);
  g_array_unref (self->missing);
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
  object_class->set_property = hf_case_keeper_set_property;
  object_class->finalize = hf_case_keeper_finalize;
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UNSAVED] = g_param_spec_boolean ("unsaved", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VALUES] = g_param_spec_boolean ("values", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_MISSING] = g_param_spec_boolean ("missing", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[VIEW] = g_signal_new ("view", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[OPENED] = g_signal_new ("opened", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[PROBLEM] = g_signal_new ("problem", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LOCATED] = g_signal_new ("located", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[MISSING] = g_signal_new ("missing", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[SAVED] = g_signal_new ("saved", HF_TYPE_CASE_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hf_case_keeper_init (HfCaseKeeper *self)
{
  self->content = hf_case_new ();
  self->saved = hf_case_new ();
  self->missing = g_array_new (FALSE, FALSE, sizeof (guint));
}

HfCaseKeeper *
hf_case_keeper_new (HfSession *session)
{
  HfCaseKeeper *self = g_object_new (HF_TYPE_CASE_KEEPER, NULL);

  self->session = session;

  return self;
}
