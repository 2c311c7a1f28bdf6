/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-suspect-list.h"

#include <glib/gi18n.h>

#include "analysis/hf-pattern-path.h"
#include "drawing/hf-drawing-text.h"
#include "hf-headline.h"

#define MOST_CHARS 400u

/* One suspect as it is shown. */
typedef struct
{
  HfSuspectGrade grade;
  char *sentence;
  char *remedy;
  char *path; /* folded, as the growth rows by holder have it */
  guint32 example;
  GArray *objects;
  GArray *refs;
} Told;

typedef struct
{
  GPtrArray *told;      /* of Told */
  HfHeadline *headline; /* where nobody is suspected, and there was something to compare; else NULL */
} Answer;

typedef struct
{
  GPtrArray *analyses;
} Question;

struct _HfSuspectList
{
  GObject parent_instance;

  char *asked;
  HfSnapshot *last;
  guint n_heaps;
  Answer *answer;
  HfJob *job;
};

enum
{
  PROP_0,
  PROP_READY,
  PROP_JOB,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HfSuspectList, hf_suspect_list, G_TYPE_OBJECT)

static const char *
translate (const char *text)
{
  return _(text);
}

static void
told_free (gpointer data)
{
  Told *told = data;

  g_free (told->sentence);
  g_free (told->remedy);
  g_free (told->path);
  g_array_unref (told->objects);
  g_array_unref (told->refs);
  g_free (told);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  if (answer == NULL)
    return;
  g_ptr_array_unref (answer->told);
  hf_headline_free (answer->headline);
  g_free (answer);
}

static void
unref_later (gpointer array)
{
  hf_free_in_worker (array, (GDestroyNotify) g_ptr_array_unref);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->analyses, unref_later);
  g_free (question);
}

/* ---- in a worker ------------------------------------------------------------------------------------------------------------ */

static char *
pattern_words (const char *name, const char *remedy)
{
  g_autofree char *shown = hf_drawing_show_text (remedy, MOST_CHARS);

  /* Translators: a kind of leak and what mends it */
  return g_strdup_printf (_("%1$s: %2$s"), _(name), shown);
}

static char *
path_of (const HfGrowth *growth, const HfSuspect *suspect)
{
  if (growth != NULL && suspect->row != HF_NONE)
    return g_strdup (growth->rows[suspect->row].key);

  return g_strdup (suspect->holder);
}

static Told *
tell (const HfSuspects *suspects, const HfSuspect *suspect, const HfGrowth *growth)
{
  Told *told = g_new0 (Told, 1);
  g_autofree char *sentence = hf_suspect_to_sentence (suspects, suspect, translate);
  g_autofree char *remedy = hf_suspect_to_remedy (suspect, translate);

  told->grade = suspect->grade;
  told->sentence = hf_drawing_show_text (sentence, MOST_CHARS);
  if (remedy != NULL)
    told->remedy = pattern_words (hf_suspect_pattern_name (suspect), remedy);
  told->path = path_of (growth, suspect);
  told->example = suspect->example;
  told->objects = g_array_ref (suspect->objects);
  told->refs = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (suspect->ref != HF_NONE)
    g_array_append_val (told->refs, suspect->ref);

  return told;
}

static HfSuspects *
find_suspects (const Question *question, HfGrowth *by_holder, HfProgress *progress, GError **error)
{
  const HfAnalysis *last = g_ptr_array_index (question->analyses, question->analyses->len - 1);

  return by_holder != NULL ? hf_suspects_new (by_holder, last, HF_SUSPECTS_SHOWN, progress, error)
                           : hf_suspects_new_for_one (last, HF_SUSPECTS_SHOWN, progress, error);
}

static HfHeadline *
find_headline (const Question *question, HfProgress *progress, GError **error)
{
  HfAnalysis **analyses = (HfAnalysis **) question->analyses->pdata;
  guint n = question->analyses->len;
  g_autoptr (HfGrowth) growth = hf_growth_new (analyses, n, HF_GROUP_BY_TYPE, FALSE, progress, error);

  return growth != NULL ? hf_headline_find (growth, analyses[n - 1], progress, error) : NULL;
}

static gpointer
find_out (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  HfAnalysis **analyses = (HfAnalysis **) question->analyses->pdata;
  guint n = question->analyses->len;
  g_autoptr (HfGrowth) growth = n > 1 ? hf_growth_new (analyses, n, HF_GROUP_BY_HOLDER, FALSE, progress, error) : NULL;
  g_autoptr (HfSuspects) suspects = n == 1 || growth != NULL ? find_suspects (question, growth, progress, error) : NULL;
  g_autoptr (HfHeadline) headline = NULL;
  Answer *answer;

  if (suspects == NULL)
    return NULL;
  if (n > 1 && suspects->suspects->len == 0 && (headline = find_headline (question, progress, error)) == NULL)
    return NULL;

  answer = g_new0 (Answer, 1);
  answer->told = g_ptr_array_new_with_free_func (told_free);
  answer->headline = g_steal_pointer (&headline);
  for (guint i = 0; i < suspects->suspects->len; i++)
    g_ptr_array_add (answer->told, tell (suspects, g_ptr_array_index (suspects->suspects, i), growth));

  return answer;
}

/* ---- asking ----------------------------------------------------------------------------------------------------------------- */

static void
set_job (HfSuspectList *self, HfJob *job)
{
  if (hf_job_replace (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static void
take_answer (HfSuspectList *self, Answer *answer)
{
  if (answer == NULL && self->answer == NULL)
    return;
  answer_free (self->answer);
  self->answer = answer;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
found_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfSuspectList *self = HF_SUSPECT_LIST (user_data);

  set_job (self, NULL);
  if (result != NULL)
    take_answer (self, result);
}

/* (transfer full) NULL while not all of them are analysed. */
static Question *
make_question (GPtrArray *snapshots)
{
  Question *question = g_new0 (Question, 1);

  question->analyses = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_analysis_unref);
  for (guint i = 0; i < snapshots->len; i++)
    {
      HfAnalysis *analysis = hf_snapshot_get_analysis (g_ptr_array_index (snapshots, i));

      if (analysis == NULL)
        {
          question_free (question);
          return NULL;
        }
      g_ptr_array_add (question->analyses, hf_analysis_ref (analysis));
    }

  return question;
}

void
hf_suspect_list_ask (HfSuspectList *self, GPtrArray *snapshots)
{
  g_autoptr (GString) words = g_string_new (NULL);
  Question *question = NULL;

  g_return_if_fail (HF_IS_SUSPECT_LIST (self));

  if (snapshots != NULL && snapshots->len > 0)
    question = make_question (snapshots);
  for (guint i = 0; question != NULL && i < snapshots->len; i++)
    g_string_append_printf (words, "%p ", (gpointer) g_ptr_array_index (snapshots, i));
  if (g_strcmp0 (self->asked, words->str) == 0)
    {
      g_clear_pointer (&question, question_free);
      return;
    }
  g_free (self->asked);
  self->asked = g_strdup (words->str);
  set_job (self, NULL);
  take_answer (self, NULL);
  g_set_object (&self->last, question != NULL ? g_ptr_array_index (snapshots, snapshots->len - 1) : NULL);
  self->n_heaps = question != NULL ? snapshots->len : 0;
  if (question != NULL)
    set_job (self, hf_job_start (_("Looking for leaks"), find_out, question, question_free, answer_free, found_cb, self));
}

/* ---- what is known ---------------------------------------------------------------------------------------------------------- */

static const Told *
told_at (HfSuspectList *self, guint index)
{
  g_return_val_if_fail (HF_IS_SUSPECT_LIST (self) && index < hf_suspect_list_get_n (self), NULL);

  return g_ptr_array_index (self->answer->told, index);
}

guint
hf_suspect_list_get_n (HfSuspectList *self)
{
  g_return_val_if_fail (HF_IS_SUSPECT_LIST (self), 0);
  return self->answer != NULL ? self->answer->told->len : 0;
}

guint
hf_suspect_list_get_n_heaps (HfSuspectList *self)
{
  g_return_val_if_fail (HF_IS_SUSPECT_LIST (self), 0);
  return self->n_heaps;
}

gboolean
hf_suspect_list_is_ready (HfSuspectList *self)
{
  g_return_val_if_fail (HF_IS_SUSPECT_LIST (self), FALSE);
  return self->answer != NULL;
}

HfJob *
hf_suspect_list_get_job (HfSuspectList *self)
{
  g_return_val_if_fail (HF_IS_SUSPECT_LIST (self), NULL);
  return self->job;
}

HfSuspectGrade
hf_suspect_list_get_grade (HfSuspectList *self, guint index)
{
  const Told *told = told_at (self, index);

  return told != NULL ? told->grade : HF_SUSPECT_LARGE;
}

const char *
hf_suspect_list_get_sentence (HfSuspectList *self, guint index)
{
  const Told *told = told_at (self, index);

  return told != NULL ? told->sentence : NULL;
}

const char *
hf_suspect_list_get_remedy (HfSuspectList *self, guint index)
{
  const Told *told = told_at (self, index);

  return told != NULL ? told->remedy : NULL;
}

const HfHeadline *
hf_suspect_list_get_headline (HfSuspectList *self)
{
  g_return_val_if_fail (HF_IS_SUSPECT_LIST (self), NULL);
  return self->answer != NULL ? self->answer->headline : NULL;
}

HfSelection *
hf_suspect_list_dup_selection (HfSuspectList *self, guint index)
{
  const HfHeadline *headline = hf_suspect_list_get_headline (self);
  const Told *told;

  if (headline != NULL)
    return headline->example != HF_NONE ? hf_selection_new_set (HF_SELECTION_HOLDER, self->last, headline->example, headline->path,
                                                               headline->members, NULL)
                                        : NULL;
  told = told_at (self, index);
  if (told == NULL || told->example == HF_NONE)
    return NULL;

  return hf_selection_new_set (HF_SELECTION_HOLDER, self->last, told->example, told->path, told->objects, told->refs);
}

const char *
hf_suspect_list_get_remedy_of (HfSuspectList *self, const HfSelection *selection)
{
  g_return_val_if_fail (HF_IS_SUSPECT_LIST (self), NULL);

  if (selection == NULL || hf_selection_get_snapshot (selection) != self->last)
    return NULL;
  for (guint i = 0; i < hf_suspect_list_get_n (self); i++)
    if (told_at (self, i)->example == hf_selection_get_object (selection) && hf_selection_get_object (selection) != HF_NONE)
      return told_at (self, i)->remedy;

  return NULL;
}

char *
hf_suspect_words_for_object (const HfAnalysis *analysis, guint32 object)
{
  g_autoptr (HfPatternFinding) finding = hf_pattern_find (analysis, object);
  g_autofree char *remedy = NULL;

  if (finding == NULL)
    return NULL;
  remedy = hf_pattern_fill (_(finding->remedy), finding->holder, finding->entry, finding->what);

  return pattern_words (hf_pattern_name (hf_patterns_get_id (hf_patterns_get_default (), finding->pattern)), remedy);
}

/* ---- object ----------------------------------------------------------------------------------------------------------------- */

HfSuspectList *
hf_suspect_list_new (void)
{
  return g_object_new (HF_TYPE_SUSPECT_LIST, NULL);
}

static void
hf_suspect_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfSuspectList *self = HF_SUSPECT_LIST (object);

  switch (prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, hf_suspect_list_is_ready (self));
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_suspect_list_dispose (GObject *object)
{
  HfSuspectList *self = HF_SUSPECT_LIST (object);

  hf_job_clear (&self->job);
  g_clear_object (&self->last);
  g_clear_pointer (&self->answer, answer_free);
  g_clear_pointer (&self->asked, g_free);

  G_OBJECT_CLASS (hf_suspect_list_parent_class)->dispose (object);
}

static void
hf_suspect_list_class_init (HfSuspectListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hf_suspect_list_get_property;
  object_class->dispose = hf_suspect_list_dispose;

  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, readable);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hf_suspect_list_init (HfSuspectList *self)
{
  self->asked = g_strdup ("");
}
