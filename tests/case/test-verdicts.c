/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analysis/hf-path.h"
#include "case/hf-case-verdicts.h"
#include "hf-test-graph.h"

/* ---- the naive answer: each object by itself, link by link up its chain ------------------------------------------------------------ */

static char **
naive_places (const HfAnalysis *analysis)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;
  g_autoptr (HfPlaces) places = hf_places_new ();
  g_autofree guint32 *found = hf_places_find (places, analysis, NULL, 0, NULL, NULL);
  char **paths = g_new0 (char *, n + 1);

  for (guint32 v = 1; v < n; v++)
    paths[v] = hf_places_dup_path (places, found[v - 1]);

  return paths;
}

static guint
naive_own (const HfCase *self, const guint32 *objects, char **paths, guint32 v)
{
  for (guint i = 0; i < self->marks->len; i++)
    if (((HfCaseMark *) g_ptr_array_index (self->marks, i))->verdict != HF_VERDICT_NONE && objects[i] == v)
      return i + 1;
  for (guint i = 0; i < self->marks->len; i++)
    {
      const HfCaseMark *mark = g_ptr_array_index (self->marks, i);

      if (mark->verdict != HF_VERDICT_NONE && g_strcmp0 (mark->place, paths[v]) == 0)
        return i + 1;
    }

  return 0;
}

static guint
naive_over (const HfCase *self, const HfAnalysis *analysis, const guint32 *objects, char **paths, guint32 v)
{
  g_autofree HfChain *chain = hf_chains_get (analysis->chains, analysis->heap, v);

  for (guint i = chain->n_links; i-- > 0;)
    if (chain->links[i].object != HF_ROOT)
      {
        guint own = naive_own (self, objects, paths, chain->links[i].object);

        if (own != 0)
          return own;
      }

  return 0;
}

static void
compare (const HfCase *self, const HfAnalysis *analysis, const HfCaseVerdicts *got)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;
  char **paths = naive_places (analysis);
  g_autofree guint64 *counts = g_new0 (guint64, self->marks->len + 1);

  for (guint32 v = 1; v < n; v++)
    {
      guint over = naive_over (self, analysis, got->objects, paths, v);

      g_assert_cmpuint (got->over[v], ==, over);
      if (over != 0 && got->objects[over - 1] != v)
        {
          const HfCaseMark *mark = g_ptr_array_index (self->marks, over - 1);

          counts[over - 1] += mark->place == NULL || strcmp (mark->place, paths[v]) == 0;
        }
    }
  for (guint i = 0; i < self->marks->len; i++)
    g_assert_cmpuint (got->counts[i], ==, counts[i]);
  for (guint32 v = 1; v < n; v++)
    g_free (paths[v]);
  g_free (paths);
}

static void
mark_at_random (HfCase *self, const HfAnalysis *analysis, char **paths, GRand *rand)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;

  hf_case_add_dump (self, "a", NULL, 0);
  for (int i = g_rand_int_range (rand, 0, 8); i > 0; i--)
    {
      guint32 v = (guint32) g_rand_int_range (rand, 1, (gint32) n);
      guint64 address = hf_heap_address (analysis->heap, v);
      HfCaseMark *mark;

      if (g_rand_boolean (rand))
        {
          if (hf_case_find_place (self, paths[v]) != NULL)
            continue;
          mark = hf_case_add_mark (self);
          mark->place = g_strdup (paths[v]);
        }
      else
        {
          if (hf_case_find_object (self, NULL, 0, address) != NULL)
            continue;
          mark = hf_case_add_mark (self);
          mark->address = address;
          mark->dump = 0;
        }
      mark->verdict = (HfVerdict) g_rand_int_range (rand, 0, HF_N_VERDICTS);
    }
}

static void
test_random (void)
{
  guint n_over = 0;

  for (guint seed = 0; seed < 250; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
      g_autoptr (HfCase) self = hf_case_new ();
      g_autoptr (HfPlaces) places = hf_places_new ();
      g_autoptr (HfCaseVerdicts) got = NULL;
      char **paths;

      if (hf_heap_n_objects (heap) == 0)
        continue;
      paths = naive_places (analysis);
      mark_at_random (self, analysis, paths, rand);
      got = hf_case_verdicts_new (self, places, analysis, 0, NULL, NULL);
      g_assert_nonnull (got);
      compare (self, analysis, got);
      for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
        {
          n_over += got->over[v] != 0;
          g_free (paths[v]);
        }
      g_free (paths);
    }
  g_assert_cmpuint (n_over, >, 1000);
}

/* ---- the rules ------------------------------------------------------------------------------------------------------------------------ */

#define SHOP "r>app@module:app app=module/100 app>d@__dict__ d=dict/200 d>cache@['CACHE'] cache=dict/300 d>log@['LOG'] log=list/50 "
#define SESSIONS "cache>s1@['a'] cache>s2@['b'] cache>s3@['c'] s1=app.Session/50 s2=app.Session/51 s3=app.Session/52 s1>l1@.data l1=list/70 "
#define PLACE "module app › .CACHE › [*] › Session"

static HfAnalysis *
analyse (const char *text)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (text);

  return hf_analysis_new (graph->heap, NULL, NULL);
}

static HfCaseMark *
add (HfCase *self, const char *place, const char *object, HfVerdict verdict, gint64 allow)
{
  HfCaseMark *mark = hf_case_add_mark (self);

  mark->place = g_strdup (place);
  mark->object = g_strdup (object);
  mark->verdict = verdict;
  mark->allow = allow;

  return mark;
}

static const HfCheckFinding *
finding (const HfCheck *check, guint i)
{
  g_assert_cmpuint (i, <, check->findings->len);

  return &g_array_index (check->findings, HfCheckFinding, i);
}

static HfCheck *
check_one (const HfCase *self, HfAnalysis *analysis)
{
  guint dump = HF_CASE_NO_DUMP;

  return hf_check_new (self, &analysis, &dump, 1, FALSE, NULL, NULL);
}

static HfCheck *
check_two (const HfCase *self, HfAnalysis *first, HfAnalysis *last, gboolean strict)
{
  HfAnalysis *analyses[] = { first, last };
  guint dumps[] = { HF_CASE_NO_DUMP, HF_CASE_NO_DUMP };

  return hf_check_new (self, analyses, dumps, 2, strict, NULL, NULL);
}

static void
test_leak (void)
{
  g_autoptr (HfAnalysis) full = analyse (SHOP SESSIONS);
  g_autoptr (HfAnalysis) empty = analyse (SHOP);
  g_autoptr (HfCase) self = hf_case_new ();
  HfCaseMark *mark = add (self, PLACE, NULL, HF_VERDICT_LEAK, HF_CASE_NO_LIMIT);

  {
    g_autoptr (HfCheck) check = check_one (self, full);

    g_assert_cmpuint (check->n_failed, ==, 1);
    g_assert_cmpint (finding (check, 0)->now, ==, 3);
    g_assert_cmpuint (finding (check, 0)->bytes, ==, 153);
    g_assert_false (check->compared);
  }
  {
    g_autoptr (HfCheck) check = check_one (self, empty);

    g_assert_cmpuint (check->n_failed, ==, 0);
  }
  mark->allow = 3;
  {
    g_autoptr (HfCheck) check = check_one (self, full);

    g_assert_cmpuint (check->n_failed, ==, 0);
  }
}

/* On the object: everything below it counts; a verdict farther down takes its own away. */
static void
test_spread (void)
{
  g_autoptr (HfAnalysis) full = analyse (SHOP SESSIONS);
  g_autoptr (HfCase) self = hf_case_new ();
  g_autoptr (HfCheck) check = NULL;
  g_autoptr (HfCheck) narrowed = NULL;

  add (self, NULL, "app.CACHE", HF_VERDICT_LEAK, HF_CASE_NO_LIMIT);
  check = check_one (self, full);
  g_assert_cmpint (finding (check, 0)->now, ==, 4); /* three sessions and a list */
  add (self, NULL, "app.CACHE['a']", HF_VERDICT_EXPECTED, 1);
  narrowed = check_one (self, full);
  g_assert_cmpint (finding (narrowed, 0)->now, ==, 2);
  g_assert_cmpint (finding (narrowed, 1)->now, ==, 1);
  g_assert_cmpint (finding (narrowed, 1)->result, ==, HF_CHECK_PASSED);
}

static void
test_expected (void)
{
  g_autoptr (HfAnalysis) full = analyse (SHOP SESSIONS);
  g_autoptr (HfCase) self = hf_case_new ();
  HfCaseMark *mark = add (self, PLACE, NULL, HF_VERDICT_EXPECTED, HF_CASE_NO_LIMIT);
  g_autoptr (HfCheck) without = check_one (self, full);
  g_autoptr (HfCheck) below = NULL;

  g_assert_cmpint (finding (without, 0)->result, ==, HF_CHECK_PASSED);
  mark->allow = 2;
  below = check_one (self, full);
  g_assert_cmpint (finding (below, 0)->result, ==, HF_CHECK_FAILED);
}

static void
test_unknown (void)
{
  g_autoptr (HfAnalysis) full = analyse (SHOP SESSIONS);
  g_autoptr (HfAnalysis) empty = analyse (SHOP);
  g_autoptr (HfCase) self = hf_case_new ();
  HfCaseMark *mark = add (self, PLACE, NULL, HF_VERDICT_UNKNOWN, HF_CASE_NO_LIMIT);
  g_autoptr (HfCheck) skipped = check_one (self, full);
  g_autoptr (HfCheck) grew = check_two (self, empty, full, FALSE);
  g_autoptr (HfCheck) same = check_two (self, full, full, FALSE);
  g_autoptr (HfCheck) counted = NULL;
  g_autoptr (HfCheck) allowed = NULL;

  g_assert_cmpint (finding (skipped, 0)->result, ==, HF_CHECK_SKIPPED);
  g_assert_cmpint (finding (grew, 0)->result, ==, HF_CHECK_FAILED);
  g_assert_cmpint (finding (same, 0)->result, ==, HF_CHECK_PASSED);
  mark->count = 2;
  counted = check_one (self, full);
  g_assert_cmpint (finding (counted, 0)->result, ==, HF_CHECK_FAILED);
  mark->allow = 1;
  allowed = check_one (self, full);
  g_assert_cmpint (finding (allowed, 0)->result, ==, HF_CHECK_PASSED);
}

static void
test_growth (void)
{
  g_autoptr (HfAnalysis) full = analyse (SHOP SESSIONS);
  g_autoptr (HfAnalysis) empty = analyse (SHOP);
  g_autoptr (HfCase) self = hf_case_new ();
  g_autoptr (HfCheck) tolerant = check_two (self, empty, full, TRUE);
  g_autoptr (HfCheck) told = NULL;
  g_autoptr (HfCheck) strict = NULL;
  g_autoptr (HfCheck) covered = NULL;

  g_assert_cmpuint (tolerant->findings->len, ==, 0);
  self->tolerance = 0;
  told = check_two (self, empty, full, FALSE);
  g_assert_cmpuint (told->findings->len, ==, 1); /* not the list: what holds it grew */
  g_assert_cmpstr (finding (told, 0)->subject, ==, PLACE);
  g_assert_null (finding (told, 0)->mark);
  g_assert_cmpint (finding (told, 0)->now - finding (told, 0)->before, ==, 3);
  g_assert_cmpuint (told->n_failed, ==, 0);
  strict = check_two (self, empty, full, TRUE);
  g_assert_cmpuint (strict->n_failed, ==, 1);
  add (self, NULL, "app.CACHE", HF_VERDICT_EXPECTED, HF_CASE_NO_LIMIT);
  covered = check_two (self, empty, full, TRUE);
  g_assert_cmpuint (covered->n_growth, ==, 0);
  g_assert_cmpuint (covered->n_failed, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case/verdicts/random", test_random);
  g_test_add_func ("/case/verdicts/leak", test_leak);
  g_test_add_func ("/case/verdicts/spread", test_spread);
  g_test_add_func ("/case/verdicts/expected", test_expected);
  g_test_add_func ("/case/verdicts/unknown", test_unknown);
  g_test_add_func ("/case/verdicts/growth", test_growth);

  return g_test_run ();
}
