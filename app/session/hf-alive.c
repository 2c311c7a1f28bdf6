/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-alive.h"

#include <string.h>

#include <glib/gi18n.h>

#include "drawing/hf-drawing.h"
#include "drawing/hf-values.h"

#define LABEL_CHARS 160u
#define VALUE_CHARS 80u

typedef struct
{
  HfChain *chain;
  HfPath *path;
  char *expression; /* made in the worker: a chain can be a million steps long */
} Way;

/* The steps of one way, as a list model; keeps what it reads. */
#define HF_TYPE_STEP_LIST (hf_step_list_get_type ())
G_DECLARE_FINAL_TYPE (HfStepList, hf_step_list, HF, STEP_LIST, GObject)

struct _HfStepList
{
  GObject parent_instance;

  HfAnalysis *analysis;
  Way *way;
};

struct _HfStepRow
{
  GObject parent_instance;

  HfStepList *list;
  guint index;
};

struct _HfAlive
{
  GObject parent_instance;

  HfAnalysis *analysis;
  guint32 object;
  GPtrArray *ways; /* of HfStepList; the first is there before the others are looked for */
  gboolean ways_known;
  guint way;
  HfJob *job;
  char *sentence;
  GListModel *nothing;
};

typedef struct
{
  HfAnalysis *analysis;
  guint32 object;
  guint max_ways;
} Question;

enum
{
  PROP_0,
  PROP_STEPS,
  PROP_WAY,
  PROP_N_WAYS,
  PROP_JOB,
  PROP_SENTENCE,
  PROP_EXPRESSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void hf_step_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfStepList, hf_step_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hf_step_list_model_init))
G_DEFINE_FINAL_TYPE (HfStepRow, hf_step_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (HfAlive, hf_alive, G_TYPE_OBJECT)

/* ---- ways ---- */

static void
way_free (gpointer data)
{
  Way *way = data;

  g_clear_pointer (&way->path, hf_path_free);
  g_clear_pointer (&way->chain, g_free);
  g_clear_pointer (&way->expression, g_free);
  g_free (way);
}

static Way *
way_new (const HfHeap *heap, HfChain *chain)
{
  Way *way = g_new0 (Way, 1);

  way->chain = chain;
  way->path = hf_path_new (heap, chain);
  way->expression = hf_path_to_expression (way->path, heap);

  return way;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  hf_free_in_worker (question->analysis, (GDestroyNotify) hf_analysis_unref);
  g_free (question);
}

static void
ways_free (gpointer ways)
{
  hf_free_in_worker (ways, (GDestroyNotify) g_ptr_array_unref);
}

static gpointer
find_first_way (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  GPtrArray *ways = g_ptr_array_new_with_free_func (way_free);
  HfChain *chain = hf_chains_get (question->analysis->chains, question->analysis->heap, question->object);

  if (chain != NULL)
    g_ptr_array_add (ways, way_new (question->analysis->heap, chain));
  return ways;
}

static gpointer
find_ways (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  const HfHeap *heap = question->analysis->heap;
  g_autoptr (GPtrArray) chains = NULL;
  GPtrArray *ways;

  chains = hf_chains_ways (question->analysis->chains, heap, question->object, question->max_ways, progress, error);
  if (chains == NULL)
    return NULL;
  ways = g_ptr_array_new_with_free_func (way_free);
  g_ptr_array_set_free_func (chains, NULL);
  for (guint i = 0; i < chains->len; i++)
    g_ptr_array_add (ways, way_new (heap, g_ptr_array_index (chains, i)));

  return ways;
}

/* ---- the list of steps ---- */

static HfStepList *
step_list_new (HfAnalysis *analysis, Way *way)
{
  HfStepList *list = g_object_new (HF_TYPE_STEP_LIST, NULL);

  list->analysis = hf_analysis_ref (analysis);
  list->way = way;

  return list;
}

static GType
hf_step_list_get_item_type (GListModel *model)
{
  return HF_TYPE_STEP_ROW;
}

static guint
hf_step_list_get_n_items (GListModel *model)
{
  return HF_STEP_LIST (model)->way->path->steps->len;
}

static gpointer
hf_step_list_get_item (GListModel *model, guint position)
{
  HfStepRow *row;

  if (position >= hf_step_list_get_n_items (model))
    return NULL;
  row = g_object_new (HF_TYPE_STEP_ROW, NULL);
  row->list = g_object_ref (HF_STEP_LIST (model));
  row->index = position;

  return row;
}

static void
hf_step_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hf_step_list_get_item_type;
  iface->get_n_items = hf_step_list_get_n_items;
  iface->get_item = hf_step_list_get_item;
}

static void
hf_step_list_finalize (GObject *object)
{
  HfStepList *self = HF_STEP_LIST (object);

  hf_free_in_worker (g_steal_pointer (&self->way), way_free);
  hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);

  G_OBJECT_CLASS (hf_step_list_parent_class)->finalize (object);
}

static void
hf_step_list_class_init (HfStepListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_step_list_finalize;
}

static void
hf_step_list_init (HfStepList *self)
{
}

/* ---- steps ---- */

static const HfStep *
step_of (HfStepRow *self)
{
  return &g_array_index (self->list->way->path->steps, HfStep, self->index);
}

guint32
hf_step_row_get_object (HfStepRow *self)
{
  g_return_val_if_fail (HF_IS_STEP_ROW (self), HF_NONE);
  return step_of (self)->object;
}

guint
hf_step_row_get_index (HfStepRow *self)
{
  g_return_val_if_fail (HF_IS_STEP_ROW (self), 0);
  return self->index;
}

HfKind
hf_step_row_get_kind (HfStepRow *self)
{
  g_return_val_if_fail (HF_IS_STEP_ROW (self), HF_KIND_OTHER);
  return hf_heap_kind (self->list->analysis->heap, step_of (self)->object);
}

guint64
hf_step_row_get_retained (HfStepRow *self)
{
  g_return_val_if_fail (HF_IS_STEP_ROW (self), 0);
  return hf_dominators_retained (self->list->analysis->dominators, step_of (self)->object);
}

char *
hf_step_row_dup_label (HfStepRow *self)
{
  g_return_val_if_fail (HF_IS_STEP_ROW (self), NULL);
  return hf_drawing_show_text (step_of (self)->label, LABEL_CHARS);
}

char *
hf_step_row_dup_title (HfStepRow *self)
{
  g_return_val_if_fail (HF_IS_STEP_ROW (self), NULL);
  return hf_drawing_show_text (hf_heap_type_name_of (self->list->analysis->heap, step_of (self)->object), LABEL_CHARS);
}

char *
hf_step_row_dup_value (HfStepRow *self)
{
  g_return_val_if_fail (HF_IS_STEP_ROW (self), NULL);
  return hf_drawing_show_text (hf_values_of (self->list->analysis->heap, step_of (self)->object), VALUE_CHARS);
}

static void
hf_step_row_finalize (GObject *object)
{
  g_clear_object (&HF_STEP_ROW (object)->list);

  G_OBJECT_CLASS (hf_step_row_parent_class)->finalize (object);
}

static void
hf_step_row_class_init (HfStepRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_step_row_finalize;
}

static void
hf_step_row_init (HfStepRow *self)
{
}

/* ---- the question ---- */

static HfStepList *
present_way (HfAlive *self)
{
  return self->way < self->ways->len ? g_ptr_array_index (self->ways, self->way) : NULL;
}

static void
set_sentence (HfAlive *self, const char *sentence)
{
  if (g_strcmp0 (self->sentence, sentence) == 0)
    return;
  g_free (self->sentence);
  self->sentence = g_strdup (sentence);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENTENCE]);
}

static void
set_job (HfAlive *self, HfJob *job)
{
  if (hf_job_replace (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static const char *
sentence_for_unreachable (HfAlive *self)
{
  const HfHeap *heap = self->analysis->heap;
  gboolean python = strstr (hf_heap_info (heap)->runtime, "Python") != NULL;

  if (hf_chains_distance (self->analysis->chains, self->object) == HF_NONE)
    return _("Only weak references lead to it: nothing keeps it alive.");
  if (hf_components_cycle_of (self->analysis->components, self->object) == HF_NONE)
    return _("Nothing reaches it: it hangs from objects that nothing holds.");
  return python ? _("Nothing reaches it: only its cycle keeps it (freed at the next gc.collect()).")
                : _("Nothing reaches it: only its cycle keeps it until the collector runs.");
}

static void
way_changed (HfAlive *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEPS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPRESSION]);
}

static void
take_ways (HfAlive *self, GPtrArray *ways)
{
  g_ptr_array_set_free_func (ways, NULL);
  for (guint i = 0; i < ways->len; i++)
    g_ptr_array_add (self->ways, step_list_new (self->analysis, g_ptr_array_index (ways, i)));
  g_ptr_array_unref (ways);
}

static void
other_ways_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfAlive *self = HF_ALIVE (user_data);
  GPtrArray *ways = result;

  set_job (self, NULL);
  if (ways == NULL)
    return;
  self->ways_known = TRUE;
  /* The first way is on the screen already: what is shown must not be replaced under the pointer. */
  if (ways->len > 0)
    g_ptr_array_remove_index (ways, 0);
  take_ways (self, ways);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WAYS]);
}

static Question *
question_new (HfAlive *self, guint max_ways)
{
  Question *question = g_new0 (Question, 1);

  question->analysis = hf_analysis_ref (self->analysis);
  question->object = self->object;
  question->max_ways = max_ways;

  return question;
}

static void
first_way_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfAlive *self = HF_ALIVE (user_data);
  gboolean reachable;

  set_job (self, NULL);
  if (result == NULL)
    return;
  take_ways (self, result);
  reachable = hf_graph_is_reachable (hf_heap_graph (self->analysis->heap), self->object);
  set_sentence (self, reachable ? NULL : sentence_for_unreachable (self));
  way_changed (self);
  if (reachable && self->ways->len > 0)
    set_job (self, hf_job_start (_("Looking for other ways"), find_ways, question_new (self, HF_ALIVE_WAYS), question_free,
                                 ways_free, other_ways_cb, self));
}

HfAlive *
hf_alive_new (void)
{
  return g_object_new (HF_TYPE_ALIVE, NULL);
}

void
hf_alive_ask (HfAlive *self, HfAnalysis *analysis, guint32 object)
{
  g_return_if_fail (HF_IS_ALIVE (self));

  if (object == HF_NONE || object == HF_ROOT)
    analysis = NULL;
  if (analysis == self->analysis && (analysis == NULL || object == self->object))
    return;

  set_job (self, NULL);
  if (self->analysis != analysis)
    {
      hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);
      self->analysis = analysis != NULL ? hf_analysis_ref (analysis) : NULL;
    }
  self->object = object;
  self->way = 0;
  self->ways_known = FALSE;
  g_ptr_array_set_size (self->ways, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WAYS]);
  if (analysis == NULL)
    {
      set_sentence (self, NULL);
      way_changed (self);
      return;
    }
  set_job (self, hf_job_start (_("Looking for the chain"), find_first_way, question_new (self, 1), question_free, ways_free,
                               first_way_cb, self));
}

void
hf_alive_set_way (HfAlive *self, guint way)
{
  g_return_if_fail (HF_IS_ALIVE (self));

  if (way >= self->ways->len || way == self->way)
    return;
  self->way = way;
  way_changed (self);
}

guint
hf_alive_get_way (HfAlive *self)
{
  g_return_val_if_fail (HF_IS_ALIVE (self), 0);
  return self->way;
}

guint
hf_alive_get_n_ways (HfAlive *self)
{
  g_return_val_if_fail (HF_IS_ALIVE (self), 0);
  return self->ways_known ? self->ways->len : 0;
}

GListModel *
hf_alive_get_steps (HfAlive *self)
{
  HfStepList *list;

  g_return_val_if_fail (HF_IS_ALIVE (self), NULL);

  list = present_way (self);
  return list != NULL ? G_LIST_MODEL (list) : self->nothing;
}

const char *
hf_alive_get_sentence (HfAlive *self)
{
  g_return_val_if_fail (HF_IS_ALIVE (self), NULL);
  return self->sentence;
}

const char *
hf_alive_get_expression (HfAlive *self)
{
  HfStepList *list;

  g_return_val_if_fail (HF_IS_ALIVE (self), NULL);

  list = present_way (self);
  return list != NULL ? list->way->expression : NULL;
}

HfJob *
hf_alive_get_job (HfAlive *self)
{
  g_return_val_if_fail (HF_IS_ALIVE (self), NULL);
  return self->job;
}

const HfChain *
hf_alive_get_chain (HfAlive *self)
{
  HfStepList *list;

  g_return_val_if_fail (HF_IS_ALIVE (self), NULL);

  list = present_way (self);
  return list != NULL ? list->way->chain : NULL;
}

static void
hf_alive_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfAlive *self = HF_ALIVE (object);

  switch (prop_id)
    {
    case PROP_STEPS:
      g_value_set_object (value, hf_alive_get_steps (self));
      break;
    case PROP_WAY:
      g_value_set_uint (value, self->way);
      break;
    case PROP_N_WAYS:
      g_value_set_uint (value, hf_alive_get_n_ways (self));
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_EXPRESSION:
      g_value_set_string (value, hf_alive_get_expression (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_alive_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_WAY)
    hf_alive_set_way (HF_ALIVE (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
hf_alive_finalize (GObject *object)
{
  HfAlive *self = HF_ALIVE (object);

  hf_job_clear (&self->job);
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);
  g_clear_pointer (&self->sentence, g_free);
  g_clear_object (&self->nothing);

  G_OBJECT_CLASS (hf_alive_parent_class)->finalize (object);
}

static void
hf_alive_class_init (HfAliveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hf_alive_get_property;
  object_class->set_property = hf_alive_set_property;
  object_class->finalize = hf_alive_finalize;

  properties[PROP_STEPS] = g_param_spec_object ("steps", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  properties[PROP_WAY] = g_param_spec_uint ("way", NULL, NULL, 0, G_MAXUINT, 0, readable | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_N_WAYS] = g_param_spec_uint ("n-ways", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, readable);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, readable);
  properties[PROP_EXPRESSION] = g_param_spec_string ("expression", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hf_alive_init (HfAlive *self)
{
  self->ways = g_ptr_array_new_with_free_func (g_object_unref);
  self->nothing = G_LIST_MODEL (g_list_store_new (HF_TYPE_STEP_ROW));
  self->object = HF_NONE;
}
