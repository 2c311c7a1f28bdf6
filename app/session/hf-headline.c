/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-headline.h"

#include <glib/gi18n.h>

#include "analysis/hf-holders.h"
#include "analysis/hf-path.h"
#include "drawing/hf-drawing-text.h"
#include "hf-format.h"
#include "hf-growth-table.h"

#define NAME_CHARS 80u
#define MOST_MEMBERS 10000u

/* What a worker finds out. */
typedef struct
{
  guint32 row;
  guint32 example;
  char *path;
  GArray *members;
  char *title;
  char *detail;
} Finding;

typedef struct
{
  HfTable *growth;
  HfAnalysis *analysis;
  guint32 row;
} Question;

struct _HfHeadline
{
  GObject parent_instance;

  HfTable *growth;
  guint32 row;
  gboolean complete;
  Finding *finding;
  HfJob *job;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_JOB,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HfHeadline, hf_headline, G_TYPE_OBJECT)

static void
finding_free (gpointer data)
{
  Finding *finding = data;

  if (finding == NULL)
    return;
  g_free (finding->path);
  g_clear_pointer (&finding->members, g_array_unref);
  g_free (finding->title);
  g_free (finding->detail);
  g_free (finding);
}

static Finding *
finding_new (guint32 row)
{
  Finding *finding = g_new0 (Finding, 1);

  finding->row = row;
  finding->example = HF_NONE;
  return finding;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_object (&question->growth);
  hf_free_in_worker (g_steal_pointer (&question->analysis), (GDestroyNotify) hf_analysis_unref);
  g_free (question);
}

/* ---- the object that all chains have in common ---- */

static guint32
parent_of (const HfAnalysis *analysis, guint32 object)
{
  guint32 ref = hf_chains_parent_ref (analysis->chains, object);

  if (ref == HF_NONE || ref < hf_heap_n_roots (analysis->heap))
    return HF_ROOT;
  return hf_graph_referrer_of (hf_heap_graph (analysis->heap), ref);
}

/* Where @object's chain meets @chain, at index @lowest or below; objects in @seen were on a chain that was walked before. */
static int
meet (const HfAnalysis *analysis, const HfChain *chain, GHashTable *places, HfBitset *seen, guint32 object, int lowest)
{
  while (object != HF_ROOT && !hf_bitset_has (seen, object))
    {
      gpointer place;

      if (g_hash_table_lookup_extended (places, GUINT_TO_POINTER (object), NULL, &place))
        return MIN (lowest, GPOINTER_TO_INT (place));
      hf_bitset_add (seen, object);
      object = parent_of (analysis, object);
    }
  return object == HF_ROOT ? -1 : lowest;
}

/* Index of the last link of @chain that is on the chains of all @members and none of the new @objects; -1 if there is none. */
static int
common_link (const HfAnalysis *analysis, const HfChain *chain, const guint32 *members, guint32 n, const GArray *objects)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autoptr (HfBitset) seen = hf_bitset_new (hf_heap_graph (analysis->heap)->n);
  g_autoptr (HfBitset) new_ones = hf_bitset_new (hf_heap_graph (analysis->heap)->n);
  int lowest = (int) chain->n_links - 1;

  if (seen == NULL || new_ones == NULL)
    return -1;
  for (guint i = 0; i < chain->n_links; i++)
    g_hash_table_insert (places, GUINT_TO_POINTER (chain->links[i].object), GINT_TO_POINTER ((int) i));
  for (guint32 i = 0; i < n && lowest >= 0; i++)
    lowest = meet (analysis, chain, places, seen, members[i], lowest);
  for (guint i = 0; i < objects->len; i++)
    hf_bitset_add (new_ones, g_array_index (objects, guint32, i));
  while (lowest >= 0 && hf_bitset_has (new_ones, chain->links[lowest].object))
    lowest--;

  return lowest;
}

/* ---- its name ---- */

/* "app.CACHE"; "thread worker-3 › serve() › local s" where it is no plain place of a module. */
static char *
name_of_place (const HfHeap *heap, const HfPath *path, guint n_steps)
{
  const HfStep *steps = (const HfStep *) (gpointer) path->steps->data;
  g_autoptr (GString) plain = g_string_new (hf_heap_value (heap, steps[0].object));
  g_autoptr (GString) whole = g_string_new (steps[0].label);
  gboolean is_plain = hf_heap_kind (heap, steps[0].object) == HF_KIND_MODULE && plain->len > 0;

  for (guint i = 1; i < n_steps; i++)
    {
      const char *label = steps[i].label;

      is_plain = is_plain && (*label == '.' || *label == '[');
      g_string_append (plain, label);
      g_string_append_printf (whole, " › %s", label);
    }
  return hf_drawing_show_text (is_plain ? plain->str : whole->str, NAME_CHARS);
}

/* How many whole steps of @path lie within the links up to @link. */
static guint
steps_within (const HfPath *path, int link)
{
  guint n = 0;

  while (n < path->steps->len)
    {
      const HfStep *step = &g_array_index (path->steps, HfStep, n);

      if ((int) (step->first_link + step->n_links) - 1 > link)
        break;
      n++;
    }
  return n;
}

/* ---- the sentences ---- */

static void
add_sentence (Finding *finding, const char *sentence)
{
  char *before = finding->detail;

  finding->detail = before != NULL ? g_strdup_printf ("%s %s", before, sentence) : g_strdup (sentence);
  g_free (before);
}

static void
add_share (Finding *finding, guint32 held, guint32 all)
{
  g_autofree char *part = hf_format_count (held);
  g_autofree char *whole = hf_format_count (all);
  g_autofree char *words = NULL;

  if (held == all)
    {
      add_sentence (finding, _("All the new ones are held this way."));
      return;
    }
  words = g_strdup_printf (_("%1$s of %2$s new ones are held this way."), part, whole);
  add_sentence (finding, words);
}

static gboolean
all_in_cycles (const HfAnalysis *analysis, const guint32 *members, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    if (hf_components_cycle_of (analysis->components, members[i]) == HF_NONE)
      return FALSE;
  return TRUE;
}

/* "Session", or what a row that is no type is called. */
static char *
name_of_row (const HfGrowth *growth, guint32 row, const HfHeap *heap, guint32 example)
{
  if (growth->by == HF_GROUP_BY_TYPE || growth->by == HF_GROUP_BY_HOLDER)
    return hf_drawing_type_title (heap, example);
  return hf_drawing_show_text (growth->rows[row].key, NAME_CHARS);
}

static void
tell_garbage (Finding *finding, const HfHolder *holder, const char *what)
{
  g_autofree char *count = hf_format_count (holder->count);
  g_autofree char *size = hf_format_size (holder->retained);

  /* Translators: a number, a type, a size: 4 000 new Session objects are garbage, 12.0 MB */
  finding->title = g_strdup_printf (ngettext ("%1$s new %2$s object is garbage, %3$s", "%1$s new %2$s objects are garbage, %3$s", holder->count),
                                    count, what, size);
  add_sentence (finding, _("Nothing reaches them: they wait for the collector."));
}

static void
tell_holder (Finding *finding, const HfHeap *heap, const HfHolder *holder, const char *what, const char *place, guint32 keeper)
{
  g_autofree char *count = hf_format_count (holder->count);
  g_autofree char *size = hf_format_size (holder->retained);
  g_autofree char *type = hf_drawing_type_title (heap, keeper);

  /* Translators: a place, its type, a number, a type, a size: app.CACHE (dict) keeps 4 000 new Session objects, 12.0 MB */
  finding->title = g_strdup_printf (ngettext ("%1$s (%2$s) keeps %3$s new %4$s object, %5$s", "%1$s (%2$s) keeps %3$s new %4$s objects, %5$s",
                                              holder->count),
                                    place, type, count, what, size);
}

/* What is known without any holder. */
static void
tell_growth (Finding *finding, const HfGrowthRow *row, const char *detail)
{
  g_autofree char *count = hf_format_count ((guint64) row->delta);
  g_autofree char *size = hf_format_size ((guint64) MAX (row->delta_size, 0));
  g_autofree char *what = hf_drawing_show_text (row->key, NAME_CHARS);

  /* Translators: a type, a number, a size: app.Session grew by 4 000 objects, 12.0 MB */
  finding->title = g_strdup_printf (ngettext ("%1$s grew by %2$s object, %3$s", "%1$s grew by %2$s objects, %3$s", (gulong) row->delta),
                                    what, count, size);
  add_sentence (finding, detail);
}

static void
tell (Finding *finding, const Question *question, const HfHolders *holders, const GArray *objects)
{
  const HfGrowth *growth = hf_growth_table_get_growth (HF_GROWTH_TABLE (question->growth));
  const HfAnalysis *analysis = question->analysis;
  const HfHolder *holder = &holders->holders[0];
  const guint32 *members = holders->members + holder->first;
  g_autofree HfChain *chain = hf_chains_get (analysis->chains, analysis->heap, holder->example);
  g_autoptr (HfPath) path = chain != NULL ? hf_path_new (analysis->heap, chain) : NULL;
  g_autofree char *what = name_of_row (growth, question->row, analysis->heap, holder->example);
  g_autofree char *place = NULL;
  guint n_steps;

  if (path == NULL)
    return;
  if (!path->reachable)
    {
      tell_garbage (finding, holder, what);
      return;
    }
  n_steps = steps_within (path, common_link (analysis, chain, members, holder->count, objects));
  if (n_steps == 0)
    return;
  place = name_of_place (analysis->heap, path, n_steps);
  tell_holder (finding, analysis->heap, holder, what, place, g_array_index (path->steps, HfStep, n_steps - 1).object);
  add_share (finding, holder->count, objects->len);
  if (all_in_cycles (analysis, members, holder->count))
    add_sentence (finding, _("Every one is in a cycle too, but that is not what keeps them."));
  if (growth->rows[question->row].approximate)
    add_sentence (finding, _("Addresses may have been used again in between, so the number is approximate."));
}

static gpointer
find_out (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  const HfGrowth *growth = hf_growth_table_get_growth (HF_GROWTH_TABLE (question->growth));
  g_autoptr (GArray) objects = hf_growth_new_objects (growth, question->row);
  g_autoptr (HfHolders) holders = NULL;
  Finding *finding;

  holders = hf_holders_new (question->analysis, (const guint32 *) (gpointer) objects->data, objects->len, progress, error);
  if (holders == NULL)
    return NULL;
  finding = finding_new (question->row);
  if (holders->n_holders == 0)
    {
      tell_growth (finding, &growth->rows[question->row], _("What holds them is not known."));
      return finding;
    }
  finding->example = holders->holders[0].example;
  finding->path = g_strdup (holders->holders[0].path);
  finding->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (finding->members, holders->members + holders->holders[0].first, MIN (holders->holders[0].count, MOST_MEMBERS));
  if (holders->holders[0].count > objects->len / 2)
    tell (finding, question, holders, objects);
  if (finding->title == NULL)
    tell_growth (finding, &growth->rows[question->row], _("They are held in several ways: no single object keeps more than half of them."));

  return finding;
}

/* ---- asking ---- */

static void
set_job (HfHeadline *self, HfJob *job)
{
  if (self->job == job)
    return;
  hf_job_clear (&self->job);
  self->job = job;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static void
take_finding (HfHeadline *self, Finding *finding)
{
  Finding *before = self->finding;

  if (before == NULL && finding == NULL)
    return;
  self->finding = finding;
  finding_free (before);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAIL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
found_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfHeadline *self = HF_HEADLINE (user_data);

  set_job (self, NULL);
  if (result != NULL)
    take_finding (self, result);
}

/* The first row that is shown and did grow. */
static guint32
first_row (HfTable *growth)
{
  const HfGrowth *rows = hf_growth_table_get_growth (HF_GROWTH_TABLE (growth));

  for (guint32 i = 0; i < rows->n_rows && rows->rows[i].delta > 0; i++)
    if (hf_growth_table_is_shown (HF_GROWTH_TABLE (growth), i) && rows->rows[i].n_new > 0)
      return i;
  return HF_NONE;
}

static void
tell_what_is_known (HfHeadline *self)
{
  Finding *finding = NULL;

  if (self->row != HF_NONE)
    {
      finding = finding_new (self->row);
      tell_growth (finding, &hf_growth_table_get_growth (HF_GROWTH_TABLE (self->growth))->rows[self->row], _("Looking for what holds them…"));
    }
  take_finding (self, finding);
}

HfHeadline *
hf_headline_new (void)
{
  return g_object_new (HF_TYPE_HEADLINE, NULL);
}

void
hf_headline_ask (HfHeadline *self, HfTable *growth, HfAnalysis *analysis)
{
  guint32 row = growth != NULL ? first_row (growth) : HF_NONE;
  gboolean complete = growth != NULL && analysis != NULL && hf_growth_table_get_growth (HF_GROWTH_TABLE (growth))->has_retained;
  Question *question;

  g_return_if_fail (HF_IS_HEADLINE (self));

  if (growth == self->growth && row == self->row && complete == self->complete)
    return;
  g_set_object (&self->growth, growth);
  self->row = row;
  self->complete = complete;
  set_job (self, NULL);
  tell_what_is_known (self);
  if (row == HF_NONE || !complete)
    return;
  question = g_new0 (Question, 1);
  question->growth = g_object_ref (growth);
  question->analysis = hf_analysis_ref (analysis);
  question->row = row;
  set_job (self, hf_job_start (_("Looking for who holds them"), find_out, question, question_free, finding_free, found_cb, self));
}

/* ---- what is known ---- */

const char *
hf_headline_get_title (HfHeadline *self)
{
  g_return_val_if_fail (HF_IS_HEADLINE (self), NULL);
  return self->finding != NULL ? self->finding->title : NULL;
}

const char *
hf_headline_get_detail (HfHeadline *self)
{
  g_return_val_if_fail (HF_IS_HEADLINE (self), NULL);
  return self->finding != NULL ? self->finding->detail : NULL;
}

HfJob *
hf_headline_get_job (HfHeadline *self)
{
  g_return_val_if_fail (HF_IS_HEADLINE (self), NULL);
  return self->job;
}

guint32
hf_headline_get_row (HfHeadline *self)
{
  g_return_val_if_fail (HF_IS_HEADLINE (self), HF_NONE);
  return self->finding != NULL ? self->finding->row : HF_NONE;
}

const char *
hf_headline_get_path (HfHeadline *self)
{
  g_return_val_if_fail (HF_IS_HEADLINE (self), NULL);
  return self->finding != NULL ? self->finding->path : NULL;
}

guint32
hf_headline_get_example (HfHeadline *self)
{
  g_return_val_if_fail (HF_IS_HEADLINE (self), HF_NONE);
  return self->finding != NULL ? self->finding->example : HF_NONE;
}

GArray *
hf_headline_get_members (HfHeadline *self)
{
  g_return_val_if_fail (HF_IS_HEADLINE (self), NULL);
  return self->finding != NULL ? self->finding->members : NULL;
}

/* ---- object ---- */

static void
hf_headline_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfHeadline *self = HF_HEADLINE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, hf_headline_get_title (self));
      break;
    case PROP_DETAIL:
      g_value_set_string (value, hf_headline_get_detail (self));
      break;
    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_headline_dispose (GObject *object)
{
  HfHeadline *self = HF_HEADLINE (object);

  hf_job_clear (&self->job);
  g_clear_object (&self->growth);
  g_clear_pointer (&self->finding, finding_free);

  G_OBJECT_CLASS (hf_headline_parent_class)->dispose (object);
}

static void
hf_headline_class_init (HfHeadlineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hf_headline_get_property;
  object_class->dispose = hf_headline_dispose;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, readable);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, readable);
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hf_headline_init (HfHeadline *self)
{
  self->row = HF_NONE;
}
