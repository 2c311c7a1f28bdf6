/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-cycles.h"
#include "analysis/hf-mend-effect.h"
#include "analysis/hf-mend-plan.h"
#include "heap/hf-error.h"
#include "hf-test-graph.h"

#define IDS 64

/* From where to where in one step or more, as a table. */
typedef struct
{
  guint32 n;
  gboolean to[IDS][IDS];
} Ways;

static gboolean
is_among (const GArray *refs, guint32 r)
{
  for (guint i = 0; i < refs->len; i++)
    if (g_array_index (refs, guint32, i) == r)
      return TRUE;

  return FALSE;
}

/* Every reference but @without; over what makes a cycle (from member to member alone), or over all owning ones. Warshall 1962. */
static void
ways_init (Ways *self, const HfAnalysis *analysis, const GArray *without, guint cycle, gboolean cycles)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);

  *self = (Ways) { .n = graph->n };
  g_assert_cmpuint (graph->n, <=, IDS);
  for (guint32 v = 0; v < graph->n; v++)
    for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
      {
        guint32 w = hf_ref_object (graph->out[r]);
        gboolean wanted = hf_ref_is (graph->out[r], cycles ? hf_components_cycle_classes (graph, v) : HF_CLASSES_OWNING);
        gboolean inside = hf_components_cycle_of (analysis->components, v) == cycle && hf_components_cycle_of (analysis->components, w) == cycle;

        self->to[v][w] |= wanted && (inside || !cycles) && !is_among (without, r);
      }
  for (guint32 k = 0; k < graph->n; k++)
    for (guint32 v = 0; v < graph->n; v++)
      for (guint32 w = 0; w < graph->n; w++)
        self->to[v][w] |= self->to[v][k] && self->to[k][w];
}

static GArray *
refs_of (const HfMendEffect *effect)
{
  GArray *refs = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_vals (refs, effect->refs, effect->mend.n_refs);

  return refs;
}

static void
assert_left (const HfMendEffect *effect, const HfAnalysis *analysis, const GArray *refs)
{
  Ways ways;
  guint32 n_left = 0;

  ways_init (&ways, analysis, refs, effect->cycle, TRUE);
  for (guint32 v = 1; v < ways.n; v++)
    {
      guint32 left = hf_mend_effect_left_of (effect, v);

      g_assert_cmpint (left != HF_NONE, ==, ways.to[v][v]);
      n_left += left != HF_NONE;
      g_assert_true (left == HF_NONE || left < effect->n_left_cycles);
      for (guint32 w = 1; w < ways.n && left != HF_NONE; w++)
        if (ways.to[w][w])
          g_assert_cmpint (left == hf_mend_effect_left_of (effect, w), ==, v == w || (ways.to[v][w] && ways.to[w][v]));
    }
  g_assert_cmpuint (n_left, ==, effect->n_left);
  g_assert_cmpint (effect->n_left == 0, ==, effect->mend.acyclic);
}

static gboolean
reaches (const Ways *ways, guint32 object)
{
  return ways->to[HF_ROOT][object];
}

static void
assert_held (const HfMendEffect *effect, const HfAnalysis *analysis, const GArray *refs)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 first = analysis->components->cycle_member[analysis->components->cycle_begin[effect->cycle]];
  guint32 early = 0;
  Ways before, after;

  ways_init (&before, analysis, none, effect->cycle, FALSE);
  ways_init (&after, analysis, refs, effect->cycle, FALSE);
  for (guint32 v = 1; v < before.n; v++)
    early += reaches (&before, v) && !reaches (&after, v);
  g_assert_cmpint (effect->garbage, ==, !reaches (&before, first));
  g_assert_cmpuint (effect->n_early, ==, early);
  g_assert_cmpint (effect->held_by != NULL, ==, reaches (&after, first));
}

/* In a heap that is held all of it: what counting frees is what is out of reach without the outside's references to the cycle and those that are
 * weak, but for what is in a cycle then, or hangs on one. */
static gboolean
assert_freed (const HfMendEffect *effect, const HfAnalysis *analysis, const GArray *refs)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  g_autoptr (GArray) gone = g_array_copy ((GArray *) refs);
  Ways ways;

  if (graph->n_reachable + 1 != graph->n)
    return FALSE;
  for (guint32 v = 0; v < graph->n; v++)
    for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
      if (hf_components_cycle_of (analysis->components, hf_ref_object (graph->out[r])) == effect->cycle
          && hf_components_cycle_of (analysis->components, v) != effect->cycle)
        g_array_append_val (gone, r);
  ways_init (&ways, analysis, gone, effect->cycle, FALSE);
  for (guint32 v = 1; v < graph->n; v++)
    {
      gboolean freed = !reaches (&ways, v);

      for (guint32 w = 1; w < graph->n; w++)
        freed &= !(ways.to[w][w] && (w == v || ways.to[w][v]));
      g_assert_cmpint (hf_mend_effect_is_freed (effect, v), ==, freed);
    }

  return TRUE;
}

static guint
assert_effects (const HfAnalysis *analysis, guint *n_freed)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  g_autoptr (HfMender) mender = hf_mender_new (analysis, NULL);
  guint n = 0;

  for (guint32 r = 0; r < graph->m; r++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HfMendEffect) effect = hf_mend_effect_new (analysis, r, NULL, &error);
      g_autoptr (GArray) refs = NULL;
      guint32 from = hf_graph_referrer_of (graph, r);

      g_assert_no_error (error);
      if (effect == NULL)
        continue;
      refs = refs_of (effect);
      n++;
      g_assert_true (hf_mend_effect_is_weak (effect, r));
      g_assert_cmpuint (effect->cycle, ==, hf_components_cycle_of (analysis->components, from));
      assert_left (effect, analysis, refs);
      assert_held (effect, analysis, refs);
      *n_freed += assert_freed (effect, analysis, refs);
    }

  return n;
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint n = 0, n_freed = 0;

  for (guint round = 0; round < 200; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = NULL;
      g_autoptr (HfAnalysis) analysis = NULL;

      shape.n_objects = MIN (shape.n_objects, 24);
      shape.n_refs = MIN (shape.n_refs, 80);
      if (round % 2 == 0)
        shape.structural_share = 0;
      if (round % 3 == 0)
        shape.n_roots = shape.n_objects * 2;
      heap = hf_test_random_heap (rand, &shape);
      analysis = hf_analysis_new (heap, NULL, NULL);
      n += assert_effects (analysis, &n_freed);
    }
  g_assert_cmpuint (n, >, 500);
  g_assert_cmpuint (n_freed, >, 20);
}

/* What cannot be made weak, or is in no cycle, has no effect to show; no error either. */
static void
test_none (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a a=app.A a>l@.x l=list l>a@[0] a>z@.z z=app.Z");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  const guint32 refs[] = { hf_test_graph_ref (graph, "a", "z"), hf_test_graph_ref (graph, "a", "l"), hf_test_graph_ref (graph, "r", "a"), HF_NONE - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (refs); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hf_mend_effect_new (analysis, refs[i], NULL, &error));
      g_assert_no_error (error);
    }
}

static void
test_plan (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (
    "r>p p=app.P p>c@.child c=app.C c>p@.parent r>q q=app.P q>d@.child d=app.C d>q@.parent s=app.P s>e@.child e=app.C e>s@.parent z=app.Z r>z");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfMendPlan) plan = hf_mend_plan_new (analysis, hf_test_graph_id (graph, "d"), NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (plan);
  g_assert_cmpuint (plan->cycle, ==, hf_components_cycle_of (analysis->components, hf_test_graph_id (graph, "q")));
  g_assert_cmpuint (plan->mends->len, ==, 2);
  g_assert_cmpuint (g_array_index (plan->mends, HfMend, 0).ref, ==, hf_test_graph_ref (graph, "d", "q"));
  /* The third is garbage, and so a row of its own. */
  g_assert_cmpuint (plan->n_others, ==, 1);

  g_assert_null (hf_mend_plan_new (analysis, hf_test_graph_id (graph, "z"), NULL, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_NO_ANSWER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/mend-effect/random", test_random);
  g_test_add_func ("/analysis/mend-effect/none", test_none);
  g_test_add_func ("/analysis/mend-effect/plan", test_plan);

  return g_test_run ();
}
