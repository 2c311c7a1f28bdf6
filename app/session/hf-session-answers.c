/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-session-private.h"

#include <glib/gi18n.h>

#include "hf-cycle-table.h"
#include "hf-growth-table.h"
#include "hf-histogram-table.h"
#include "hf-holder-table.h"
#include "hf-object-table.h"

/* ---- what workers get ---- */

typedef struct
{
  GPtrArray *heaps;    /* of HfHeap */
  GPtrArray *analyses; /* of HfAnalysis, or NULL */
  HfGroupBy by;
  HfCyclesFilter filter;
  HfQuery *where;      /* only of these objects, or NULL */
  gboolean has_retained;
  HfHeap *earlier;     /* what "new" is asked against where there is one heap; or NULL */
  HfTable *table;      /* rows of this are asked about, or NULL */
  guint32 row;
  gboolean stayed;     /* only what stayed of the row's new objects */
} Question;

static void
unref_later (gpointer array)
{
  hf_free_in_worker (array, (GDestroyNotify) g_ptr_array_unref);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->heaps, unref_later);
  g_clear_pointer (&question->analyses, unref_later);
  if (question->earlier != NULL)
    hf_free_in_worker (g_steal_pointer (&question->earlier), (GDestroyNotify) hf_heap_unref);
  g_clear_object (&question->table);
  g_clear_pointer (&question->where, hf_query_free);
  g_free (question);
}

static void
add_snapshot (Question *question, HfSnapshot *snapshot)
{
  HfAnalysis *analysis = hf_snapshot_get_analysis (snapshot);

  if (question->heaps == NULL)
    {
      question->heaps = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_heap_unref);
      question->analyses = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_analysis_unref);
    }
  g_ptr_array_add (question->heaps, hf_heap_ref (hf_snapshot_get_heap (snapshot)));
  if (analysis != NULL)
    g_ptr_array_add (question->analyses, hf_analysis_ref (analysis));
}

static gboolean
all_analysed (const Question *question)
{
  return question->analyses->len == question->heaps->len;
}

static Question *
question_about (HfSnapshot *snapshot)
{
  Question *question = g_new0 (Question, 1);

  add_snapshot (question, snapshot);
  return question;
}

HfHeap *
hf_session_get_earlier (HfSession *self)
{
  HfHeap *before = NULL, *base = NULL;
  guint n;

  g_return_val_if_fail (HF_IS_SESSION (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->snapshots));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (G_LIST_MODEL (self->snapshots), i);

      if (snapshot == self->current)
        return base != NULL ? base : before;
      before = hf_snapshot_get_heap (snapshot);
      if (snapshot == self->base)
        base = before;
    }

  return NULL;
}

/* Of the snapshot that is looked at. */
static Question *
question_about_current (HfSession *self)
{
  Question *question = question_about (self->current);
  HfHeap *earlier = hf_session_get_earlier (self);

  question->earlier = earlier != NULL ? hf_heap_ref (earlier) : NULL;

  return question;
}

static HfHeap *
only_heap (const Question *question)
{
  return g_ptr_array_index (question->heaps, question->heaps->len - 1);
}

static HfAnalysis *
only_analysis (const Question *question)
{
  return question->analyses->len > 0 ? g_ptr_array_index (question->analyses, question->analyses->len - 1) : NULL;
}

/* (transfer full) What counts of the last heap. NULL on failure. */
static HfBitset *
find_where (const Question *question, HfProgress *progress, GError **error)
{
  g_autoptr (HfBitset) found = NULL;
  const HfHeap *earlier = question->heaps->len > 1 ? g_ptr_array_index (question->heaps, 0) : question->earlier;

  if (question->analyses->len < question->heaps->len)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, _("This filter works as soon as the dump is analysed."));
      return NULL;
    }
  found = hf_filter_run (question->where, only_heap (question), only_analysis (question), earlier, progress, error);
  if (found != NULL && hf_bitset_count (found) == 0)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, _("Nothing matches the filter."));
      return NULL;
    }

  return g_steal_pointer (&found);
}

/* ---- asking the same thing once ---- */

typedef enum
{
  ASKED_ALREADY,
  ASKED_FOR_LESS, /* the same question, but now more can be known */
  ASKED_ANEW,
} Asked;

/* An answer to another question must not be read as one to this. */
static Asked
ask (HfAnswer *answer, char **question, const char *words, gboolean has_retained)
{
  g_autofree char *with = g_strdup_printf ("%s +", words);
  g_autofree char *without = g_strdup_printf ("%s -", words);
  const char *wanted = has_retained ? with : without;
  Asked asked;

  if (g_strcmp0 (*question, wanted) == 0)
    return ASKED_ALREADY;
  asked = g_strcmp0 (*question, without) == 0 ? ASKED_FOR_LESS : ASKED_ANEW;
  if (asked == ASKED_ANEW)
    hf_answer_clear (answer);
  g_free (*question);
  *question = g_strdup (wanted);

  return asked;
}

/* ---- growth ---- */

static gpointer
make_growth (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  g_autoptr (HfBitset) only = NULL;
  HfGrowth *growth;

  if (question->where != NULL && (only = find_where (question, progress, error)) == NULL)
    return NULL;
  if (only != NULL)
    growth = hf_growth_new_where ((HfAnalysis **) question->analyses->pdata, question->analyses->len, question->by, only, TRUE, progress, error);
  else if (question->has_retained)
    growth = hf_growth_new ((HfAnalysis **) question->analyses->pdata, question->analyses->len, question->by, TRUE, progress, error);
  else
    growth = hf_growth_new_for_heaps ((HfHeap **) question->heaps->pdata, question->heaps->len, question->by, progress, error);

  return growth != NULL ? hf_growth_table_new (growth, question->heaps) : NULL;
}

/* The snapshots from base to target, all read; NULL otherwise. */
static Question *
growth_question (HfSession *self, GString *words)
{
  Question *question = g_new0 (Question, 1);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->snapshots));
  gboolean inside = FALSE, complete = TRUE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (G_LIST_MODEL (self->snapshots), i);

      inside = inside || snapshot == self->base;
      if (!inside)
        continue;
      g_string_append_printf (words, "%p ", (gpointer) snapshot);
      if (hf_snapshot_get_heap (snapshot) != NULL)
        add_snapshot (question, snapshot);
      else if (snapshot == self->base || snapshot == self->target)
        complete = FALSE;
      if (snapshot == self->target)
        break;
    }
  if (!complete || question->heaps == NULL || question->heaps->len < 2)
    g_clear_pointer (&question, question_free);

  return question;
}

void
hf_session_ask_growth (HfSession *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  Question *question = NULL;

  if (self->base != NULL && self->target != NULL && self->base != self->target)
    question = growth_question (self, words);
  if (question == NULL)
    {
      g_clear_pointer (&self->growth_question, g_free);
      hf_answer_clear (self->growth);
      return;
    }

  question->by = self->growth_by;
  question->has_retained = all_analysed (question);
  if (question->by == HF_GROUP_BY_HOLDER && !question->has_retained)
    {
      g_clear_pointer (&self->growth_question, g_free);
      hf_answer_clear (self->growth);
      question_free (question);
      return;
    }
  question->where = hf_filter_new (self->growth_where);
  g_string_append_printf (words, "%d %u %s", question->by, question->heaps->len, self->growth_where != NULL ? self->growth_where : "");
  if (ask (self->growth, &self->growth_question, words->str, question->has_retained) == ASKED_ALREADY)
    {
      question_free (question);
      return;
    }
  hf_answer_compute (self->growth, _("Comparing the snapshots"), make_growth, question, question_free);
}

/* ---- types ---- */

static gpointer
make_types (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  g_autoptr (HfBitset) only = NULL;
  HfHistogram *histogram;

  if (question->where != NULL && (only = find_where (question, progress, error)) == NULL)
    return NULL;
  if (only != NULL)
    histogram = hf_histogram_new_where (only_analysis (question), question->by, only, TRUE, progress, error);
  else if (question->has_retained)
    histogram = hf_histogram_new (only_analysis (question), question->by, TRUE, progress, error);
  else
    histogram = hf_histogram_new_for_heap (only_heap (question), question->by, progress, error);

  return histogram != NULL ? hf_histogram_table_new (histogram, only_heap (question)) : NULL;
}

/* Tables are kept with their snapshot, so that going back to it costs nothing. */
static const char *
cache_key (const char *what, int mode)
{
  char key[32];

  g_snprintf (key, sizeof key, "hf-%s-%d", what, mode);
  return g_intern_string (key);
}

static void
remember_table (HfSnapshot *snapshot, const char *what, int mode, HfTable *table)
{
  g_object_set_data_full (G_OBJECT (snapshot), cache_key (what, mode), g_object_ref (table), g_object_unref);
}

static HfTable *
remembered_table (HfSnapshot *snapshot, const char *what, int mode)
{
  return g_object_get_data (G_OBJECT (snapshot), cache_key (what, mode));
}

static char *
words_for (HfSession *self, int mode, const char *where)
{
  gpointer earlier = where != NULL && self->current != NULL ? hf_session_get_earlier (self) : NULL;

  return g_strdup_printf ("%p %p %d %s", (gpointer) self->current, earlier, mode, where != NULL ? where : "");
}

static void
forget_question (HfAnswer *answer, char **question)
{
  g_clear_pointer (question, g_free);
  hf_answer_clear (answer);
}

void
hf_session_ask_types (HfSession *self)
{
  HfSnapshot *snapshot = self->current;
  g_autofree char *words = words_for (self, self->types_by, self->types_where);
  gboolean analysed;
  HfTable *table;
  Question *question;
  Asked asked;

  if (snapshot == NULL || hf_snapshot_get_heap (snapshot) == NULL)
    {
      forget_question (self->types, &self->types_question);
      hf_answer_clear (self->objects);
      return;
    }
  analysed = hf_snapshot_get_analysis (snapshot) != NULL;
  asked = ask (self->types, &self->types_question, words, analysed);
  if (asked == ASKED_ALREADY)
    return;
  if (asked == ASKED_ANEW)
    hf_answer_clear (self->objects);

  table = self->types_where == NULL ? remembered_table (snapshot, "types", self->types_by) : NULL;
  if (table != NULL)
    {
      hf_answer_set_table (self->types, table);
      return;
    }
  question = question_about_current (self);
  question->by = self->types_by;
  question->has_retained = analysed;
  question->where = hf_filter_new (self->types_where);
  hf_answer_compute (self->types, _("Counting objects"), make_types, question, question_free);
}

static gpointer
make_objects (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  const HfHistogram *histogram = hf_histogram_table_get_histogram (HF_HISTOGRAM_TABLE (question->table));
  g_autoptr (GArray) objects = NULL;
  HfTable *table;

  hf_progress_begin (progress, N_("Listing objects"), 0);
  objects = hf_histogram_objects (histogram, question->row);
  table = hf_object_table_new (only_heap (question), only_analysis (question), objects, histogram->by == HF_GROUP_BY_TYPE);
  hf_object_table_set_earlier (HF_OBJECT_TABLE (table), question->earlier);

  return table;
}

void
hf_session_list_objects (HfSession *self, guint32 row)
{
  HfTable *table = hf_answer_get_table (self->types);
  Question *question;

  g_return_if_fail (HF_IS_SESSION (self));

  if (self->current == NULL || table == NULL || row >= hf_table_get_n_rows (table))
    return;
  question = question_about_current (self);
  question->table = g_object_ref (table);
  question->row = row;
  hf_answer_clear (self->objects);
  hf_answer_set_subject (self->objects, hf_table_text (table, row, 0));
  hf_answer_compute (self->objects, _("Listing objects"), make_objects, question, question_free);
}

/* ---- cycles ---- */

static gpointer
make_cycles (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  g_autoptr (HfBitset) only = NULL;
  HfCycles *cycles;

  if (question->where != NULL && (only = find_where (question, progress, error)) == NULL)
    return NULL;
  if (only != NULL)
    cycles = hf_cycles_new_where (only_analysis (question), question->filter, only, progress, error);
  else
    cycles = hf_cycles_new (only_analysis (question), question->filter, progress, error);

  return cycles != NULL ? hf_cycle_table_new (cycles, only_analysis (question)) : NULL;
}

void
hf_session_ask_cycles (HfSession *self)
{
  HfSnapshot *snapshot = self->current;
  g_autofree char *words = words_for (self, self->cycles_filter, self->cycles_where);
  HfTable *table;
  Question *question;

  if (snapshot == NULL || hf_snapshot_get_analysis (snapshot) == NULL)
    {
      forget_question (self->cycles, &self->cycles_question);
      return;
    }
  if (ask (self->cycles, &self->cycles_question, words, TRUE) == ASKED_ALREADY)
    return;
  table = self->cycles_where == NULL ? remembered_table (snapshot, "cycles", self->cycles_filter) : NULL;
  if (table != NULL)
    {
      hf_answer_set_table (self->cycles, table);
      return;
    }
  question = question_about_current (self);
  question->filter = self->cycles_filter;
  question->where = hf_filter_new (self->cycles_where);
  hf_answer_compute (self->cycles, _("Looking for cycles"), make_cycles, question, question_free);
}

/* ---- holders ---- */

static gpointer
make_holders (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  g_autoptr (GArray) objects = NULL;
  HfHolders *holders;

  hf_progress_begin (progress, N_("Listing objects"), 0);
  if (HF_IS_GROWTH_TABLE (question->table))
    objects = (question->stayed ? hf_growth_stayed_objects : hf_growth_new_objects) (hf_growth_table_get_growth (HF_GROWTH_TABLE (question->table)),
                                                                                     question->row);
  else
    objects = hf_histogram_objects (hf_histogram_table_get_histogram (HF_HISTOGRAM_TABLE (question->table)), question->row);

  holders = hf_holders_new (only_analysis (question), (const guint32 *) (gpointer) objects->data, objects->len, progress, error);
  return holders != NULL ? hf_holder_table_new (holders, only_analysis (question)) : NULL;
}

/* The table whose row the selected type is. */
static HfTable *
table_of_selection (HfSession *self, guint32 *row)
{
  HfAnswer *answers[] = { self->growth, self->types };
  const char *key = hf_selection_get_key (self->selection);

  /* The page that is looked at comes first: the same type may be a row of both. */
  if (g_str_equal (self->page, HF_PAGE_TYPES))
    {
      answers[0] = self->types;
      answers[1] = self->growth;
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      HfTable *table = hf_answer_get_table (answers[i]);
      HfSnapshot *snapshot = answers[i] == self->growth ? self->target : self->current;

      if (table == NULL || snapshot != hf_selection_get_snapshot (self->selection))
        continue;
      *row = hf_table_find_row (table, key);
      if (*row != HF_NONE)
        return table;
    }
  return NULL;
}

/* The first holder's example stands for the type. */
static void
let_example_stand (HfSession *self)
{
  HfTable *table = hf_answer_get_table (self->holders);
  g_autoptr (HfSelection) better = NULL;
  const HfHolders *holders;

  if (table == NULL || self->selection == NULL || hf_selection_get_kind (self->selection) != HF_SELECTION_TYPE ||
      hf_selection_get_object (self->selection) != HF_NONE)
    return;
  holders = hf_holder_table_get_holders (HF_HOLDER_TABLE (table));
  if (holders->n_holders == 0)
    return;
  better = hf_selection_new_set (HF_SELECTION_TYPE, hf_selection_get_snapshot (self->selection), holders->holders[0].example,
                                 hf_selection_get_key (self->selection), NULL, NULL);
  hf_session_refine_selection (self, better);
}

void
hf_session_ask_holders (HfSession *self)
{
  g_autofree char *words = NULL;
  HfSnapshot *snapshot;
  Question *question;
  HfTable *table;
  guint32 row = HF_NONE;
  gboolean stayed;

  if (self->selection == NULL)
    {
      forget_question (self->holders, &self->holders_question);
      return;
    }
  if (hf_selection_get_kind (self->selection) != HF_SELECTION_TYPE)
    return;
  snapshot = hf_selection_get_snapshot (self->selection);
  table = table_of_selection (self, &row);
  stayed = HF_IS_GROWTH_TABLE (table) && self->growth_mode == HF_GROWTH_MODE_STAYED;
  words = g_strdup_printf ("%p %p %s %d %s", (gpointer) snapshot, (gpointer) self->base,
                           table != NULL ? G_OBJECT_TYPE_NAME (table) : "", stayed, hf_selection_get_key (self->selection));
  if (ask (self->holders, &self->holders_question, words, hf_snapshot_get_analysis (snapshot) != NULL) == ASKED_ALREADY)
    {
      let_example_stand (self);
      return;
    }
  hf_answer_set_subject (self->holders, hf_selection_get_key (self->selection));
  if (table == NULL || hf_snapshot_get_analysis (snapshot) == NULL)
    return;

  question = question_about (snapshot);
  question->table = g_object_ref (table);
  question->row = row;
  question->stayed = stayed;
  hf_answer_compute (self->holders, _("Looking for who holds them"), make_holders, question, question_free);
}

/* ---- queries ---- */

void
hf_session_set_query (HfSession *self, const char *page, const char *query)
{
  gboolean growth = g_str_equal (page, HF_PAGE_GROWTH), types = g_str_equal (page, HF_PAGE_TYPES);
  char **where = growth ? &self->growth_where : types ? &self->types_where : &self->cycles_where;

  g_return_if_fail (HF_IS_SESSION (self));

  if (query != NULL && *query == '\0')
    query = NULL;
  if (g_strcmp0 (*where, query) == 0)
    return;
  g_free (*where);
  *where = g_strdup (query);
  hf_session_ask_page (self);
}

/* ---- alive ---- */

void
hf_session_ask_alive (HfSession *self)
{
  HfAnalysis *analysis = self->selection != NULL ? hf_snapshot_get_analysis (hf_selection_get_snapshot (self->selection)) : NULL;

  hf_alive_ask (self->alive, analysis, analysis != NULL ? hf_selection_get_object (self->selection) : HF_NONE);
}

/* ---- rows of tables as selections ---- */

void
hf_session_select_growth_row (HfSession *self, guint32 row)
{
  HfTable *table = hf_answer_get_table (self->growth);
  g_autoptr (HfSelection) selection = NULL;

  g_return_if_fail (HF_IS_SESSION (self));

  if (table == NULL || self->target == NULL || row >= hf_table_get_n_rows (table))
    return;
  selection = hf_selection_new_set (HF_SELECTION_TYPE, self->target, HF_NONE, hf_table_text (table, row, 0), NULL, NULL);
  hf_session_select (self, selection);
}

void
hf_session_select_histogram_row (HfSession *self, guint32 row)
{
  HfTable *table = hf_answer_get_table (self->types);
  g_autoptr (HfSelection) selection = NULL;

  g_return_if_fail (HF_IS_SESSION (self));

  if (table == NULL || self->current == NULL || row >= hf_table_get_n_rows (table))
    return;
  selection = hf_selection_new_set (HF_SELECTION_TYPE, self->current, HF_NONE, hf_table_text (table, row, 0), NULL, NULL);
  hf_session_select (self, selection);
}

/* A holder's or a cycle's members can be millions; the selection only says which they are, and a few stand for them. */
#define MOST_MEMBERS 10000u

static GArray *
copy_ids (const guint32 *ids, guint32 n)
{
  GArray *array = g_array_sized_new (FALSE, FALSE, sizeof (guint32), MAX (n, 1));

  if (n > 0)
    g_array_append_vals (array, ids, n);
  return array;
}

void
hf_session_select_holder (HfSession *self, guint32 row)
{
  HfTable *table = hf_answer_get_table (self->holders);
  g_autoptr (HfSelection) selection = NULL;
  g_autoptr (GArray) members = NULL;
  const HfHolders *holders;
  const HfHolder *holder;

  g_return_if_fail (HF_IS_SESSION (self));

  if (table == NULL || self->selection == NULL || row >= hf_table_get_n_rows (table))
    return;
  holders = hf_holder_table_get_holders (HF_HOLDER_TABLE (table));
  holder = &holders->holders[row];
  members = copy_ids (holders->members + holder->first, MIN (holder->count, MOST_MEMBERS));
  selection = hf_selection_new_set (HF_SELECTION_HOLDER, hf_selection_get_snapshot (self->selection), holder->example, holder->path,
                                    members, NULL);
  hf_session_select (self, selection);
}

void
hf_session_select_cycle (HfSession *self, guint32 row)
{
  HfTable *table = hf_answer_get_table (self->cycles);
  HfAnalysis *analysis = self->current != NULL ? hf_snapshot_get_analysis (self->current) : NULL;
  g_autoptr (HfSelection) selection = NULL;
  g_autoptr (GArray) members = NULL;
  g_autoptr (GArray) refs = NULL;
  const HfCycles *cycles;
  const HfCycleShape *shape;
  const HfComponents *components;
  guint32 cycle, object;

  g_return_if_fail (HF_IS_SESSION (self));

  if (table == NULL || analysis == NULL || row >= hf_table_get_n_rows (table))
    return;
  cycles = hf_cycle_table_get_cycles (HF_CYCLE_TABLE (table));
  shape = &cycles->shapes[row];
  components = analysis->components;
  cycle = cycles->cycles[shape->first_cycle];
  members = copy_ids (components->cycle_member + components->cycle_begin[cycle],
                      MIN (components->cycle_begin[cycle + 1] - components->cycle_begin[cycle], MOST_MEMBERS));
  refs = copy_ids (shape->ring, shape->n_ring);
  object = shape->n_ring > 0 ? hf_graph_referrer_of (hf_heap_graph (analysis->heap), shape->ring[0]) : g_array_index (members, guint32, 0);
  selection = hf_selection_new_set (HF_SELECTION_CYCLE, self->current, object, shape->shape, members, refs);
  hf_session_select (self, selection);
}

/* ---- what others ask for ---- */

HfAnswer *
hf_session_get_growth (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->growth;
}

HfAnswer *
hf_session_get_holders (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->holders;
}

HfAnswer *
hf_session_get_types (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->types;
}

HfAnswer *
hf_session_get_objects (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->objects;
}

HfAnswer *
hf_session_get_cycles (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->cycles;
}

HfAlive *
hf_session_get_alive (HfSession *self)
{
  g_return_val_if_fail (HF_IS_SESSION (self), NULL);
  return self->alive;
}

/* ---- modes ---- */

void
hf_session_apply_modes (HfSession *self)
{
  HfTable *growth = hf_answer_get_table (self->growth);
  HfTable *types = hf_answer_get_table (self->types);
  HfTable *cycles = hf_answer_get_table (self->cycles);

  if (growth != NULL)
    hf_growth_table_set_modes (HF_GROWTH_TABLE (growth), self->growth_mode, self->every_step, self->hide_internals);
  if (types != NULL)
    hf_histogram_table_set_hide_internals (HF_HISTOGRAM_TABLE (types), self->hide_internals);
  if (cycles != NULL)
    hf_cycle_table_set_hide_internals (HF_CYCLE_TABLE (cycles), self->hide_internals);
  hf_session_ask_holders (self);
}

static void
growth_changed_cb (HfSession *self)
{
  hf_session_apply_modes (self);
}

static void
types_changed_cb (HfSession *self)
{
  HfTable *table = hf_answer_get_table (self->types);

  hf_session_apply_modes (self);
  if (table != NULL && hf_histogram_table_get_histogram (HF_HISTOGRAM_TABLE (table))->has_retained && self->current != NULL &&
      hf_answer_get_job (self->types) == NULL && self->types_where == NULL)
    remember_table (self->current, "types", self->types_by, table);
  hf_session_ask_holders (self);
}

static void
cycles_changed_cb (HfSession *self)
{
  HfTable *table = hf_answer_get_table (self->cycles);

  hf_session_apply_modes (self);
  if (table != NULL && self->current != NULL && self->cycles_where == NULL)
    remember_table (self->current, "cycles", self->cycles_filter, table);
}

void
hf_session_connect_answers (HfSession *self)
{
  g_signal_connect_object (self->growth, "notify::table", G_CALLBACK (growth_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->types, "notify::table", G_CALLBACK (types_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cycles, "notify::table", G_CALLBACK (cycles_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->holders, "notify::table", G_CALLBACK (let_example_stand), self, G_CONNECT_SWAPPED);
}
