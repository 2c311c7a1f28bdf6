/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-analysis.h"
#include "analysis/hf-lookup.h"
#include "analysis/hf-path.h"
#include "hf-test-graph.h"

#include <string.h>

#define GRAPH \
  "m=module/16/app d=dict c=list x=app.T e=dict y=app.U p=module/16/pkg.mod pd=dict z=app.V main=module/16/__main__ md=dict q=app.W " \
  "r>m@module:app r>p@module:pkg.mod r>main@module:__main__ m>d@__dict__ d>c@['CACHE'] c>x@[0] c>y@[1] x>e@__dict__ e>y@['data'] " \
  "p>pd@__dict__ pd>z@['Z'] main>md@__dict__ md>q@['job']"

static void
assert_finds (const HfTestGraph *graph, const char *text, const char *name)
{
  g_autoptr (GError) error = NULL;
  guint32 found = hf_lookup_object (graph->heap, text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (hf_test_graph_name (graph, found), ==, name);
}

static void
assert_fails (const HfTestGraph *graph, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (hf_lookup_object (graph->heap, text, &error), ==, HF_NONE);
  g_assert_error (error, HF_ERROR, HF_ERROR_NO_ANSWER);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
test_spellings (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (GRAPH);
  g_autofree char *id = g_strdup_printf ("#%u", hf_test_graph_id (graph, "x"));

  assert_finds (graph, "0x1030", "x");
  assert_finds (graph, "0X1030", "x");
  assert_finds (graph, "4144", "x");
  assert_finds (graph, id, "x");
  assert_finds (graph, "  app.CACHE[0]  ", "x");
  assert_finds (graph, "app.CACHE[-1]", "y");
  assert_finds (graph, "app.CACHE[0].data", "y");
  assert_finds (graph, "app.CACHE[0].__dict__", "e");
  assert_finds (graph, "app.CACHE[0].__dict__['data']", "y");
  assert_finds (graph, "app.CACHE[0].__dict__[\"data\"]", "y");
  assert_finds (graph, "app", "m");
  assert_finds (graph, "pkg.mod.Z", "z");
  assert_finds (graph, "sys.modules['pkg.mod'].Z", "z");
  assert_finds (graph, "sys.modules[\"app\"].CACHE[1]", "y");
  assert_finds (graph, "job", "q");
  assert_finds (graph, "__main__.job", "q");
  assert_finds (graph, "module app › .CACHE › [0]", "x");
  assert_finds (graph, "module app › .CACHE › [0] › T", "x");
  assert_finds (graph, "module app›.CACHE›[0]›app.T", "x");
  assert_finds (graph, "getattr(app.CACHE[0], 'data')", "y");
  assert_finds (graph, "next(k for k in app.CACHE if id(k) == 0x1030)", "x");
}

static void
test_failures (void)
{
  static const char *const texts[] = {
    "", "  ", "#0", "#13", "#-1", "#x", "#", "0x", "0xzz", "0x1", "17", "99999999999999999999999", "nothing", "app.", "app..CACHE", "app.NONE",
    "app.CACHE[", "app.CACHE[9]", "app.CACHE['k']", "app.CACHE[0", "app.CACHE[0]]", "app.CACHE()", "app.CACHE[0].data.more", "sys.modules",
    "sys.modules['no']", "sys.modules['app", "›", "module app ›", "module app › .NONE", "module app › .CACHE › [0] › U", "module no › .x",
    "next(", "next(k for k in app", "next(k for k in app.CACHE if id(k) == 0x77)", "next(v for k, v in app.CACHE.items() if id(k) == 0x1030)",
    "type(app", "getattr(app)", "((((", "[]", "'", "app CACHE", "app.CACHE[0] x", "\xff\xfe", "app.CACHE[99999999999999999999]",
    "[*__import__('traceback').walk_stack(sys._current_frames()[1])][-1][0]",
  };
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (GRAPH);
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_fails (graph, texts[i]);

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "type(");
  assert_fails (graph, deep->str);
}

/* Words that two references share are followed both ways; if they still mean two objects, that is said. */
static void
test_ambiguous (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("s=set a=app.A b=app.B r>s@module:app s>a@{…} s>b@{…} b>a@.a");

  assert_finds (graph, "module app › {…} › A", "a");
  assert_finds (graph, "module app › {…} › .a › A", "a");
  assert_fails (graph, "module app › {…}");
}

/* Whatever path is printed for an object of a random heap with distinct labels leads to it again. */
static void
test_round_trips (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  guint n_paths = 0, n_expressions = 0;

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GString) text = g_string_new ("r>o0@module:app ");
      guint n = (guint) g_rand_int_range (rand, 2, 20);
      g_autoptr (HfTestGraph) graph = NULL;
      g_autoptr (HfAnalysis) analysis = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "o%u=%s d%u=dict o%u>d%u@__dict__ ", i, i == 0 ? "module" : i % 3 == 0 ? "list" : "app.T", i, i, i);
      for (guint i = 0; i < 2 * n; i++)
        g_string_append_printf (text, i % 2 ? "o%u>o%u@[%u] " : "d%u>o%u@['k%u'] ", g_rand_int_range (rand, 0, n), g_rand_int_range (rand, 1, n), i);
      graph = hf_test_graph_new (text->str);
      analysis = hf_analysis_new (graph->heap, NULL, NULL);

      for (guint32 v = 1; v <= hf_heap_graph (graph->heap)->n_reachable; v++)
        {
          g_autofree HfChain *chain = hf_chains_get (analysis->chains, graph->heap, v);
          g_autoptr (HfPath) path = hf_path_new (graph->heap, chain);
          g_autofree char *words = hf_path_to_string (path, graph->heap);
          g_autofree char *expression = hf_path_to_expression (path, graph->heap);

          g_assert_cmpuint (hf_lookup_object (graph->heap, words, NULL), ==, v);
          n_paths++;
          if (expression == NULL)
            continue;
          g_assert_cmpuint (hf_lookup_object (graph->heap, expression, NULL), ==, v);
          n_expressions++;
        }
    }
  g_assert_cmpuint (n_paths, >, 2000);
  g_assert_cmpuint (n_expressions, >, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lookup/spellings", test_spellings);
  g_test_add_func ("/lookup/failures", test_failures);
  g_test_add_func ("/lookup/ambiguous", test_ambiguous);
  g_test_add_func ("/lookup/round-trips", test_round_trips);

  return g_test_run ();
}
