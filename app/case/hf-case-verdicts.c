/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case-verdicts.h"

#include "analysis/hf-lookup.h"

/* While one heap is looked at. */
typedef struct
{
  const HfCase *given;
  const HfAnalysis *analysis;
  HfCaseVerdicts *result;
  guint32 *own;      /* [n] 1 + index of the mark on the object itself or on its place, or 0 */
  GHashTable *at;    /* path of a place -> 1 + index of its mark */
} Finder;

static HfCaseMark *
mark_at (const HfCase *self, guint i)
{
  return g_ptr_array_index (self->marks, i);
}

static guint32
find_object (const HfCaseMark *mark, const HfHeap *heap, guint dump)
{
  if (mark->place != NULL)
    return HF_NONE;
  if (mark->address != 0 && dump != HF_CASE_NO_DUMP && mark->dump == dump)
    return hf_heap_find_address (heap, mark->address);

  return mark->object != NULL ? hf_lookup_object (heap, mark->object, NULL) : HF_NONE;
}

/* The marks of each place by its number; places are few beside objects. */
static guint32 *
marks_of_places (Finder *self, HfPlaces *places)
{
  guint32 n = hf_places_get_n (places);
  guint32 *marks = g_new0 (guint32, MAX (n, 1));

  for (guint32 place = 0; place < n && g_hash_table_size (self->at) > 0; place++)
    {
      g_autofree char *path = hf_places_dup_path (places, place);

      marks[place] = GPOINTER_TO_UINT (g_hash_table_lookup (self->at, path));
    }

  return marks;
}

static void
find_own (Finder *self, HfPlaces *places, guint dump)
{
  HfCaseVerdicts *result = self->result;
  g_autofree guint32 *of_place = NULL;

  for (guint i = 0; i < result->n_marks; i++)
    {
      const HfCaseMark *mark = mark_at (self->given, i);

      result->objects[i] = HF_NONE;
      if (mark->verdict != HF_VERDICT_NONE && mark->place != NULL)
        g_hash_table_insert (self->at, mark->place, GUINT_TO_POINTER (i + 1));
      else if (mark->verdict != HF_VERDICT_NONE)
        result->objects[i] = find_object (mark, self->analysis->heap, dump);
    }
  of_place = marks_of_places (self, places);
  for (guint32 v = 1; v < result->n; v++)
    self->own[v] = of_place[result->places[v]];
  for (guint i = result->n_marks; i-- > 0;)
    if (result->objects[i] != HF_NONE)
      self->own[result->objects[i]] = i + 1;
}

static guint32
parent_of (const HfAnalysis *analysis, guint32 object)
{
  guint32 ref = hf_chains_parent_ref (analysis->chains, object);

  return ref == HF_NONE ? HF_ROOT : hf_graph_referrer_of (hf_heap_graph (analysis->heap), ref);
}

/* Up to what is known or marked, then down again: each object is passed twice. */
static gboolean
spread (Finder *self, HfProgress *progress, GError **error)
{
  HfCaseVerdicts *result = self->result;
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint8 *known = g_try_new0 (guint8, result->n);

  if (known == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to follow the chains");
      return FALSE;
    }
  known[HF_ROOT] = 1;
  for (guint32 v = 1; v < result->n; v++)
    {
      guint32 at = v;

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      for (; !known[at] && self->own[at] == 0; at = parent_of (self->analysis, at))
        g_array_append_val (way, at);
      if (!known[at])
        result->over[at] = self->own[at];
      known[at] = 1;
      for (guint i = 0; i < way->len; i++)
        {
          result->over[g_array_index (way, guint32, i)] = result->over[at];
          known[g_array_index (way, guint32, i)] = 1;
        }
      g_array_set_size (way, 0);
    }

  return TRUE;
}

static void
count (Finder *self)
{
  HfCaseVerdicts *result = self->result;

  for (guint32 v = 1; v < result->n; v++)
    {
      guint32 over = result->over[v];

      if (over == 0 || result->objects[over - 1] == v)
        continue;
      if (mark_at (self->given, over - 1)->place != NULL && self->own[v] != over)
        continue;
      result->counts[over - 1]++;
      result->bytes[over - 1] += hf_heap_shallow (self->analysis->heap, v);
    }
}

static gboolean
allocate (Finder *self, GError **error)
{
  HfCaseVerdicts *result = self->result;

  result->n = hf_heap_graph (self->analysis->heap)->n;
  result->n_marks = self->given->marks->len;
  result->objects = g_new0 (guint32, MAX (result->n_marks, 1));
  result->counts = g_new0 (guint64, MAX (result->n_marks, 1));
  result->bytes = g_new0 (guint64, MAX (result->n_marks, 1));
  result->over = g_try_new0 (guint32, result->n);
  result->places = g_try_new0 (guint32, result->n);
  self->own = g_try_new0 (guint32, result->n);
  if (result->over != NULL && result->places != NULL && self->own != NULL)
    return TRUE;
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to follow the chains");

  return FALSE;
}

HfCaseVerdicts *
hf_case_verdicts_new (const HfCase *self, HfPlaces *places, const HfAnalysis *analysis, guint dump, HfProgress *progress, GError **error)
{
  g_autoptr (HfCaseVerdicts) result = g_new0 (HfCaseVerdicts, 1);
  Finder finder = { .given = self, .analysis = analysis, .result = result };
  g_autofree guint32 *found = NULL;
  gboolean done = FALSE;

  g_return_val_if_fail (self != NULL && places != NULL && analysis != NULL, NULL);

  finder.at = g_hash_table_new (g_str_hash, g_str_equal);
  if (allocate (&finder, error) && (found = hf_places_find (places, analysis, NULL, 0, progress, error)) != NULL)
    {
      for (guint32 v = 1; v < result->n; v++)
        result->places[v] = found[v - 1];
      find_own (&finder, places, dump);
      done = spread (&finder, progress, error);
    }
  if (done)
    count (&finder);
  g_hash_table_unref (finder.at);
  g_free (finder.own);

  return done ? g_steal_pointer (&result) : NULL;
}

void
hf_case_verdicts_free (HfCaseVerdicts *self)
{
  if (self == NULL)
    return;
  g_free (self->objects);
  g_free (self->counts);
  g_free (self->bytes);
  g_free (self->over);
  g_free (self->places);
  g_free (self);
}
