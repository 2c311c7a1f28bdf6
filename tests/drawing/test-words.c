/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-graph.h"

#include <string.h>

#include "drawing/hf-choices-words.h"
#include "drawing/hf-drawing.h"
#include "drawing/hf-marks.h"
#include "drawing/hf-values.h"

/* ---- choices as words ----------------------------------------------------------------------------------------------------------- */

static guint32
any_object (GRand *rand, const HfHeap *heap)
{
  return (guint32) g_rand_int_range (rand, 1, (gint32) hf_heap_graph (heap)->n);
}

static void
choose (GRand *rand, HfChoices *choices, const HfAnalysis *analysis)
{
  const HfHeap *heap = analysis->heap;
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 ref = graph->m > 0 ? (guint32) g_rand_int_range (rand, 0, (gint32) graph->m) : HF_NONE;
  guint32 object = any_object (rand, heap);

  switch (g_rand_int_range (rand, 0, 17))
    {
    case 0: hf_choices_add_anchor (choices, object); break;
    case 1: hf_choices_set_level (choices, (guint) g_rand_int_range (rand, 0, 9), (guint) g_rand_int_range (rand, 0, 9)); break;
    case 2: hf_choices_add_referrers (choices, object, (guint) g_rand_int_range (rand, 1, 20)); break;
    case 3: hf_choices_add_referents (choices, object, HF_CHOICES_ALL); break;
    case 4: hf_choices_collapse (choices, object); break;
    case 5: hf_choices_add_object (choices, object); break;
    case 6: hf_choices_hide_object (choices, object); break;
    case 7: hf_choices_hide_type (choices, hf_heap_type (heap, object)); break;
    case 8: hf_choices_set_chain_shown (choices, g_rand_boolean (rand)); break;
    case 9: hf_choices_set_only_path (choices, g_rand_boolean (rand)); break;
    case 10: hf_choices_set_everything (choices, g_rand_boolean (rand)); break;
    case 11: hf_choices_set_fold_cycles (choices, g_rand_boolean (rand)); break;
    case 12: hf_choices_turn_cycle (choices, object); break;
    case 13: hf_choices_set_layout (choices, (HfLayoutKind) g_rand_int_range (rand, 0, HF_N_LAYOUT_KINDS)); break;
    case 14: hf_choices_set_max_nodes (choices, (guint) g_rand_int_range (rand, 1, 300)); break;
    case 15:
      {
        g_autofree HfChain *chain = hf_chains_get (analysis->chains, heap, hf_choices_get_anchor (choices));

        hf_choices_set_chain (choices, chain);
        break;
      }
    default:
      if (ref != HF_NONE)
        hf_choices_cut (choices, &ref, 1);
    }
}

static gboolean
same_words (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer name, list;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &name, &list))
    if (!g_hash_table_contains (b, name) || !g_strv_equal (list, g_hash_table_lookup (b, name)))
      return FALSE;

  return TRUE;
}

/* What is chosen, as words, and chosen again: the same choices, and the same words. */
static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint n_cuts = 0;

  for (guint i = 0; i < 400; i++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
      g_autoptr (HfChoices) choices = NULL;
      g_autoptr (HfChoices) again = NULL;
      g_autoptr (GHashTable) words = NULL;
      g_autoptr (GHashTable) words_again = NULL;
      guint n;

      if (hf_heap_graph (heap)->n < 2)
        continue;
      choices = hf_choices_new (any_object (rand, heap));
      for (int k = g_rand_int_range (rand, 0, 12); k > 0; k--)
        choose (rand, choices, analysis);
      words = hf_choices_to_words (choices, heap);
      again = hf_choices_from_words (words, heap);
      g_assert_true (hf_choices_equal (choices, again));
      words_again = hf_choices_to_words (again, heap);
      g_assert_true (same_words (words, words_again));
      hf_choices_get_cuts (again, &n);
      n_cuts += n;
    }
  g_assert_cmpuint (n_cuts, >, 30);
}

static GHashTable *
words_of (const char *name, const char *list)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);

  g_hash_table_insert (words, g_strdup ("anchors"), g_strsplit ("#1", ",", -1));
  g_hash_table_insert (words, g_strdup (name), g_strsplit (list, ",", -1));

  return words;
}

/* Words that mean nothing in this heap are left out, whatever they say. */
static void
test_nonsense (void)
{
  static const char *const lists[][2] = {
    { "objects", "0x,0xzz,0x0,#0,#99999999999999999999,#1x,-3,,0x7f00 3,#" },
    { "hidden", "0xffffffffffffffffffff" },
    { "cuts", "#1,#1 ,#1 -1,#1 99999999999,0x1 0,#99 0" },
    { "more", "#1,#1 2,#99 1 1" },
    { "chain", "#1 0,#1 0,#1 99,nonsense" },
    { "types", "no.such.Type" },
    { "options", "layout=,layout=sideways,level=,level=3,nodes=,what=ever,=" },
    { "turned", "#,#x" },
    { "unknown", "#1" },
  };
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:app a>b@.x b>c@.y");

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GHashTable) words = words_of (lists[i][0], lists[i][1]);
      g_autoptr (HfChoices) choices = hf_choices_from_words (words, graph->heap);
      g_autoptr (HfChoices) plain = hf_choices_new (1);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
      g_autoptr (HfDrawing) drawing = hf_drawing_new (analysis, choices, NULL, NULL);

      g_assert_nonnull (drawing);
      g_assert_cmpuint (hf_choices_get_anchor (choices), ==, 1);
      if (!g_str_equal (lists[i][0], "options"))
        g_assert_true (hf_choices_equal (choices, plain));
    }
}

/* ---- marks ------------------------------------------------------------------------------------------------------------------------ */

static void
add_mark (GArray *marks, const HfHeap *heap, guint32 object, const char *place, const char *sign, const char *words)
{
  HfShownMark mark = { heap, object, g_strdup (place), g_strdup (sign), g_strdup (words) };

  g_array_append_val (marks, mark);
}

static GArray *
new_marks (void)
{
  GArray *marks = g_array_new (FALSE, TRUE, sizeof (HfShownMark));

  g_array_set_clear_func (marks, (GDestroyNotify) hf_shown_mark_clear);

  return marks;
}

static void
assert_mark (const HfHeap *heap, guint32 object, const char *sign, const char *said)
{
  g_autofree char *words = NULL;
  g_autofree char *found = hf_marks_of_object (heap, object, &words);

  g_assert_cmpstr (found, ==, sign);
  g_assert_cmpstr (words, ==, said);
}

static void
test_marks (void)
{
  g_autoptr (HfTestGraph) one = hf_test_graph_new ("r>a a>b");
  g_autoptr (HfTestGraph) two = hf_test_graph_new ("r>a a>b");
  GArray *marks = new_marks (), *others = new_marks ();
  g_autofree char *sign = NULL;
  int first, second;

  assert_mark (one->heap, 1, NULL, NULL);
  add_mark (marks, one->heap, 1, NULL, "L", "leak: it grows");
  add_mark (marks, NULL, HF_NONE, "module app › .CACHE", "E", "expected");
  add_mark (others, two->heap, 1, NULL, "?", "unknown");
  hf_marks_set (&first, marks);
  hf_marks_set (&second, others);
  assert_mark (one->heap, 1, "L", "leak: it grows");
  assert_mark (two->heap, 1, "?", "unknown");
  assert_mark (one->heap, 2, NULL, NULL);
  sign = hf_marks_of_place ("module app › .CACHE", NULL);
  g_assert_cmpstr (sign, ==, "E");
  g_assert_null (hf_marks_of_place ("module app", NULL));
  g_assert_null (hf_marks_of_place ("L", NULL));
  hf_marks_set (&first, NULL);
  assert_mark (one->heap, 1, NULL, NULL);
  assert_mark (two->heap, 1, "?", "unknown");
  hf_marks_set (&second, new_marks ());
  assert_mark (two->heap, 1, NULL, NULL);
  hf_marks_set (&second, NULL);
}

/* The title and the sentence of a node are the same with and without what was said; that is beside them. */
static void
test_marked_nodes (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:app a>b@.x b=app.Session");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  guint32 b = hf_test_graph_id (graph, "b");
  g_autoptr (HfChoices) choices = hf_choices_new (b);
  g_autoptr (HfDrawing) plain = hf_drawing_new (analysis, choices, NULL, NULL);
  g_autoptr (HfDrawing) marked = NULL;
  GArray *marks = new_marks ();
  const HfNode *before = &plain->nodes[hf_drawing_find_node (plain, b)], *node;

  add_mark (marks, graph->heap, b, NULL, "⚑", "leak: never ends");
  hf_marks_set (marks, marks);
  marked = hf_drawing_new (analysis, choices, NULL, NULL);
  hf_marks_set (marks, NULL);
  node = &marked->nodes[hf_drawing_find_node (marked, b)];
  g_assert_cmpstr (hf_node_title (before, TRUE), ==, "Session");
  g_assert_cmpstr (node->title, ==, before->title);
  g_assert_cmpstr (node->description, ==, before->description);
  g_assert_cmpstr (hf_node_title (node, FALSE), ==, "Session");
  g_assert_cmpstr (hf_node_title (node, TRUE), ==, "⚑ Session");
  g_assert_nonnull (strstr (hf_node_description (node, TRUE), "leak: never ends"));
  g_assert_null (strstr (hf_node_description (node, FALSE), "leak"));
  for (guint e = 0; e < marked->n_edges; e++)
    g_assert_null (strstr (marked->edges[e].description, "⚑"));
}

/* A drawing knows whether it may have values in it. */
static void
test_values (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:app a>b@.x b=str/49/'secret'");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "b"));
  g_autoptr (HfDrawing) with = hf_drawing_new (analysis, choices, NULL, NULL);
  g_autoptr (HfDrawing) without = NULL;

  hf_values_set_shown (FALSE);
  without = hf_drawing_new (analysis, choices, NULL, NULL);
  hf_values_set_shown (TRUE);
  g_assert_true (with->values);
  g_assert_false (without->values);
  g_assert_cmpstr (with->nodes[0].value, ==, "'secret'");
  g_assert_cmpstr (without->nodes[0].value, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/words/round-trip", test_round_trip);
  g_test_add_func ("/drawing/words/nonsense", test_nonsense);
  g_test_add_func ("/drawing/words/marks", test_marks);
  g_test_add_func ("/drawing/words/marked-nodes", test_marked_nodes);
  g_test_add_func ("/drawing/words/values", test_values);

  return g_test_run ();
}
