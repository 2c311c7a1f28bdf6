/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-suspects.h"
#include "hf-test-graph.h"

#include <string.h>

#define MAX_HEAPS 4

/* A program whose module has a dict CACHE (if @made) with @n sessions of @size bytes, each with a list of 40 bytes; what comes first
 * has the same address in every dump. */
static HfTestGraph *
program_with (guint n, gboolean made)
{
  g_autoptr (GString) text = g_string_new ("m=module mod=dict r>m@module:app m>mod@__dict__ other=dict m>other@.other o=app.T other>o@['a']");

  if (made)
    g_string_append (text, " c=dict m>c@.CACHE");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, " s%u=app.Session/100 c>s%u@['k%u'] l%u=list/40 s%u>l%u@.items", i, i, i, i, i, i);

  return hf_test_graph_new (text->str);
}

typedef struct
{
  guint n;
  HfTestGraph *graphs[MAX_HEAPS];
  HfAnalysis *analyses[MAX_HEAPS];
  HfGrowth *growth;
  HfSuspects *suspects;
} Case;

static void
add_graph (Case *self, HfTestGraph *graph)
{
  g_autoptr (GError) error = NULL;

  self->graphs[self->n] = graph;
  self->analyses[self->n] = hf_analysis_new (graph->heap, NULL, &error);
  g_assert_no_error (error);
  self->n++;
}

static void
find_suspects (Case *self)
{
  g_autoptr (GError) error = NULL;

  self->growth = hf_growth_new (self->analyses, self->n, HF_GROUP_BY_HOLDER, FALSE, NULL, &error);
  g_assert_no_error (error);
  self->suspects = hf_suspects_new (self->growth, self->analyses[self->n - 1], HF_SUSPECTS_SHOWN, NULL, &error);
  g_assert_no_error (error);
}

static void
case_clear (Case *self)
{
  g_clear_pointer (&self->suspects, hf_suspects_free);
  g_clear_pointer (&self->growth, hf_growth_free);
  for (guint i = 0; i < self->n; i++)
    {
      hf_analysis_unref (self->analyses[i]);
      hf_test_graph_free (self->graphs[i]);
    }
}

static const HfSuspect *
only_suspect (const Case *self)
{
  g_assert_cmpuint (self->suspects->suspects->len, ==, 1);

  return g_ptr_array_index (self->suspects->suspects, 0);
}

/* @counts: sessions in each dump; negative: CACHE is not there yet. */
static void
expect (const int *counts, guint n, HfSuspectGrade grade)
{
  Case test = { 0 };
  const HfSuspect *suspect;
  guint first = (guint) MAX (counts[0], 0), grown = (guint) counts[n - 1] - first;

  for (guint i = 0; i < n; i++)
    add_graph (&test, program_with ((guint) MAX (counts[i], 0), counts[i] >= 0));
  find_suspects (&test);
  suspect = only_suspect (&test);
  g_assert_cmpint (suspect->grade, ==, grade);
  g_assert_cmpstr (suspect->holder, ==, "app.CACHE");
  g_assert_cmpstr (suspect->holder_type, ==, "dict");
  g_assert_cmpstr (suspect->entry, ==, "Session");
  g_assert_cmpuint (suspect->count, ==, grown);
  g_assert_cmpuint (suspect->retained, ==, grown * 140);
  g_assert_cmpuint (suspect->bytes, ==, grown * 140);
  g_assert_cmpuint (suspect->objects->len, ==, grown);
  g_assert_cmpuint (suspect->holder_object, ==, hf_test_graph_id (test.graphs[n - 1], "c"));
  g_assert_cmpuint (hf_graph_referrer_of (hf_heap_graph (test.graphs[n - 1]->heap), suspect->ref), ==, suspect->holder_object);
  g_assert_cmpuint (hf_ref_object (hf_heap_graph (test.graphs[n - 1]->heap)->out[suspect->ref]), ==, suspect->example);
  g_assert_cmpstr (hf_suspect_pattern_name (suspect), ==, "Registry that is never emptied");
  case_clear (&test);
}

static void
test_grades (void)
{
  expect ((const int[]) { 10, 20, 30 }, 3, HF_SUSPECT_LEAK);
  expect ((const int[]) { 0, 10, 30 }, 3, HF_SUSPECT_LEAK);
  expect ((const int[]) { 5, 9, 13, 17 }, 4, HF_SUSPECT_LEAK);
  expect ((const int[]) { 10, 20 }, 2, HF_SUSPECT_GROWING);       /* two alone do not tell */
  expect ((const int[]) { 10, 60, 70 }, 3, HF_SUSPECT_GROWING);   /* ever less */
  expect ((const int[]) { 30, 20, 50 }, 3, HF_SUSPECT_GROWING);   /* not in every step */
  expect ((const int[]) { 10, 60, 60 }, 3, HF_SUSPECT_FULL);
}

/* What is made after the first dump and then filled is the holder, not what is held. */
static void
test_holder_made_later (void)
{
  expect ((const int[]) { -1, 10, 20 }, 3, HF_SUSPECT_LEAK);
  expect ((const int[]) { -1, 10 }, 2, HF_SUSPECT_GROWING);
}

/* Sessions by tenant by part, each under a name that is its own. */
static HfTestGraph *
tenants_with (guint n)
{
  g_autoptr (GString) text = g_string_new ("m=module mod=dict r>m@module:app m>mod@__dict__ state=dict m>state@.STATE all=dict state>all@['sessions']");

  for (guint t = 0; t < 3; t++)
    g_string_append_printf (text, " t%u=dict all>t%u@['t%u']", t, t, t);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, " s%u=app.Session/100 t%u>s%u@['k%u'] k%u=str/50 t%u>k%u@key:'k%u'", i, i % 3, i, i, i, i % 3, i, i);

  return hf_test_graph_new (text->str);
}

static void
test_keys_and_values_are_one (void)
{
  Case test = { 0 };
  const HfSuspect *suspect;

  for (guint i = 1; i <= 3; i++)
    add_graph (&test, tenants_with (30 * i));
  find_suspects (&test);
  suspect = only_suspect (&test);
  g_assert_cmpstr (suspect->entry, ==, "Session");
  g_assert_cmpstr (suspect->holder, ==, "app.STATE[*][*]");
  g_assert_cmpuint (suspect->count, ==, 60);
  case_clear (&test);
}

/* A cache of the program's own: @n entries in a dict, beside it the number @limit under @name. */
static HfTestGraph *
cache_with (guint n, const char *name, guint limit)
{
  g_autoptr (GString) text = g_string_new ("m=module mod=dict r>m@module:app m>mod@__dict__ c=app.Cache m>c@.CACHE d=dict c>d@.data");

  g_string_append_printf (text, " b=int/28/%u c>b@.%s", limit, name);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, " s%u=app.Session/100 d>s%u@['k%u']", i, i, i);

  return hf_test_graph_new (text->str);
}

static void
expect_bound (const char *name, guint limit, guint64 bound)
{
  Case test = { 0 };
  const HfSuspect *suspect;

  for (guint i = 1; i <= 3; i++)
    add_graph (&test, cache_with (40 * i, name, limit));
  find_suspects (&test);
  suspect = only_suspect (&test);
  g_assert_cmpuint (suspect->bound, ==, bound);
  g_assert_cmpint (suspect->grade, ==, bound > 0 ? HF_SUSPECT_GROWING : HF_SUSPECT_LEAK);
  case_clear (&test);
}

static void
test_bounds (void)
{
  expect_bound ("capacity", 500, 500);
  expect_bound ("_max_size", 120, 120);
  expect_bound ("MAXCACHE", 512, 512);
  expect_bound ("max_retries", 500, 0);
  expect_bound ("capacity", 119, 0);       /* it is passed */
  expect_bound ("maxsize", 1000000000, 0); /* and this is out of sight */
}

/* Beside the entries stands how many there are: a new number each time. */
static void
test_a_count_is_no_bound (void)
{
  Case test = { 0 };

  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (GString) text = g_string_new ("m=module mod=dict r>m@module:app m>mod@__dict__ c=app.Cache m>c@.CACHE d=dict c>d@.data");

      for (guint k = 0; k < i; k++)
        g_string_append_printf (text, " b%u=int/28/%u", k, 300 * (k + 1));
      g_string_append_printf (text, " c>b%u@.capacity", i - 1);
      for (guint k = 0; k + 1 < i; k++)
        g_string_append_printf (text, " m>b%u@.other%u", k, k);
      for (guint k = 0; k < 300 * i; k++)
        g_string_append_printf (text, " s%u=app.Session/100 d>s%u@['k%u']", k, k, k);
      add_graph (&test, hf_test_graph_new (text->str));
    }
  find_suspects (&test);
  g_assert_cmpuint (((const HfSuspect *) g_ptr_array_index (test.suspects->suspects, 0))->bound, ==, 0);
  g_assert_cmpint (((const HfSuspect *) g_ptr_array_index (test.suspects->suspects, 0))->grade, ==, HF_SUSPECT_LEAK);
  case_clear (&test);
}

static void
expect_little (guint first, guint step, HfSuspectGrade grade)
{
  Case test = { 0 };

  for (guint i = 0; i < 3; i++)
    add_graph (&test, program_with (first + i * step, TRUE));
  find_suspects (&test);
  g_assert_cmpint (only_suspect (&test)->grade, ==, grade);
  case_clear (&test);
}

/* The last entries of a cache that warms up. */
static void
test_little (void)
{
  expect_little (100, 6, HF_SUSPECT_GROWING);
  expect_little (100, 16, HF_SUSPECT_LEAK);
  expect_little (50, 6, HF_SUSPECT_LEAK);
}

static void
test_nothing_grew (void)
{
  Case test = { 0 };

  add_graph (&test, program_with (10, TRUE));
  add_graph (&test, program_with (11, TRUE));
  add_graph (&test, program_with (10, TRUE));
  find_suspects (&test);
  g_assert_cmpuint (test.suspects->suspects->len, ==, 0);
  case_clear (&test);
}

/* Cycles that no root reaches wait for the collector; with a finalizer that is a pattern. */
static HfTestGraph *
garbage_of (guint n)
{
  g_autoptr (GString) text = g_string_new ("m=module r>m@module:app x=app.T m>x@.x");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, " a%u=app.A/50 b%u=app.B/60 a%u>b%u@.b b%u>a%u@.a", i, i, i, i, i, i);

  return hf_test_graph_new (text->str);
}

static void
test_garbage (void)
{
  Case test = { 0 };

  for (guint i = 1; i <= 3; i++)
    add_graph (&test, garbage_of (10 * i));
  find_suspects (&test);
  g_assert_cmpuint (test.suspects->suspects->len, >=, 1);
  for (guint i = 0; i < test.suspects->suspects->len; i++)
    {
      const HfSuspect *suspect = g_ptr_array_index (test.suspects->suspects, i);

      g_assert_cmpint (suspect->grade, ==, HF_SUSPECT_GROWING);
      g_assert_cmpuint (suspect->ref, ==, HF_NONE);
      g_assert_null (hf_suspect_to_remedy (suspect, NULL));
    }
  case_clear (&test);
}

static void
test_sentences (void)
{
  Case test = { 0 };
  const HfSuspect *suspect;
  g_autofree char *sentence = NULL;
  g_autofree char *remedy = NULL;

  for (guint i = 1; i <= 3; i++)
    add_graph (&test, program_with (10 * i, TRUE));
  find_suspects (&test);
  suspect = only_suspect (&test);
  sentence = hf_suspect_to_sentence (test.suspects, suspect, NULL);
  remedy = hf_suspect_to_remedy (suspect, NULL);
  g_assert_true (g_str_has_prefix (sentence, "app.CACHE (dict) grew by 10 × Session a round; it keeps 2.8"));
  g_assert_true (g_str_has_prefix (remedy, "Take entries out of app.CACHE "));
  case_clear (&test);
}

/* Of one dump nothing is called a leak. */
static void
test_one_heap (void)
{
  for (guint n = 99; n <= 300; n += 201)
    {
      g_autoptr (HfTestGraph) graph = program_with (n, TRUE);
      g_autoptr (GError) error = NULL;
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, &error);
      g_autoptr (HfSuspects) suspects = NULL;
      const HfSuspect *suspect;

      g_assert_no_error (error);
      suspects = hf_suspects_new_for_one (analysis, HF_SUSPECTS_SHOWN, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (suspects->suspects->len, ==, n < 100 ? 0 : 1);
      if (n < 100)
        continue;
      suspect = g_ptr_array_index (suspects->suspects, 0);
      g_assert_cmpint (suspect->grade, ==, HF_SUSPECT_LARGE);
      g_assert_cmpstr (suspect->holder, ==, "app.CACHE");
      g_assert_cmpuint (suspect->count, ==, n);
      g_assert_cmpuint (suspect->retained, ==, hf_dominators_retained (analysis->dominators, hf_test_graph_id (graph, "c")));
    }
}

static void
test_cancel (void)
{
  Case test = { 0 };
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;

  add_graph (&test, program_with (100, TRUE));
  add_graph (&test, program_with (2500, TRUE)); /* more objects than one polls after */
  find_suspects (&test);
  hf_progress_cancel (progress);
  g_assert_null (hf_suspects_new (test.growth, test.analyses[1], HF_SUSPECTS_SHOWN, progress, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
  case_clear (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/suspects/grades", test_grades);
  g_test_add_func ("/suspects/holder-made-later", test_holder_made_later);
  g_test_add_func ("/suspects/keys-and-values-are-one", test_keys_and_values_are_one);
  g_test_add_func ("/suspects/bounds", test_bounds);
  g_test_add_func ("/suspects/a-count-is-no-bound", test_a_count_is_no_bound);
  g_test_add_func ("/suspects/little", test_little);
  g_test_add_func ("/suspects/nothing-grew", test_nothing_grew);
  g_test_add_func ("/suspects/garbage", test_garbage);
  g_test_add_func ("/suspects/sentences", test_sentences);
  g_test_add_func ("/suspects/one-heap", test_one_heap);
  g_test_add_func ("/suspects/cancel", test_cancel);

  return g_test_run ();
}
