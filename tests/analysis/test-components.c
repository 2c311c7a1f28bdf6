/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-components.h"

#include "hf-test-graph.h"

#define N_GRAPHS 21000

typedef struct
{
  guint32 n;
  guint64 out[64];
  guint64 reach[64]; /* by one reference or more: an id is in its own set when it lies on a cycle */
} Closure;

/* Warshall's algorithm, a row at a time. */
static void
closure_init (Closure *self, const HfGraph *graph, HfRefClasses classes, HfRefClasses unreachable_classes)
{
  *self = (Closure) { .n = graph->n };
  for (guint32 v = 0; v < graph->n; v++)
    for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
      if ((v <= graph->n_reachable ? classes : unreachable_classes) & (1u << hf_ref_class (graph->out[r])))
        self->out[v] |= G_GUINT64_CONSTANT (1) << hf_ref_object (graph->out[r]);

  memcpy (self->reach, self->out, sizeof self->reach);
  for (guint32 k = 0; k < self->n; k++)
    for (guint32 v = 0; v < self->n; v++)
      if ((self->reach[v] >> k) & 1)
        self->reach[v] |= self->reach[k];
}

static gboolean
leads (const Closure *self, guint32 from, guint32 to)
{
  g_assert (from < G_N_ELEMENTS (self->reach));

  return (self->reach[from] >> to) & 1;
}

static void
check_components (const HfComponents *components, const Closure *closure)
{
  guint64 used = 0;

  for (guint32 v = 0; v < closure->n; v++)
    {
      g_assert_cmpuint (hf_components_of (components, v), <, components->n);
      used |= G_GUINT64_CONSTANT (1) << hf_components_of (components, v);
      for (guint32 w = 0; w < closure->n; w++)
        {
          gboolean together = v == w || (leads (closure, v, w) && leads (closure, w, v));

          g_assert_cmpint (hf_components_of (components, v) == hf_components_of (components, w), ==, together);
          if (((closure->out[v] >> w) & 1) && !together)
            g_assert_cmpuint (hf_components_of (components, v), <, hf_components_of (components, w));
        }
    }
  g_assert_cmpuint (__builtin_popcountll (used), ==, components->n);
}

static void
check_cycles (const HfComponents *components, const Closure *closure)
{
  guint64 listed = 0;

  for (guint32 c = 0; c < components->n_cycles; c++)
    {
      g_assert_true (c == 0 || components->cycle_component[c - 1] < components->cycle_component[c]);
      g_assert_cmpuint (components->cycle_begin[c], <, components->cycle_begin[c + 1]);
      for (guint32 k = components->cycle_begin[c]; k < components->cycle_begin[c + 1]; k++)
        {
          guint32 v = components->cycle_member[k];

          g_assert_true (k == components->cycle_begin[c] || components->cycle_member[k - 1] < v);
          g_assert_cmpuint (hf_components_of (components, v), ==, components->cycle_component[c]);
          g_assert_cmpuint (hf_components_cycle_of (components, v), ==, c);
          listed |= G_GUINT64_CONSTANT (1) << v;
        }
    }

  for (guint32 v = 0; v < closure->n; v++)
    {
      g_assert_cmpint ((listed >> v) & 1, ==, leads (closure, v, v));
      if (!leads (closure, v, v))
        g_assert_cmpuint (hf_components_cycle_of (components, v), ==, HF_NONE);
    }
}

static void
test_random (gconstpointer data)
{
  HfRefClasses classes = GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < N_GRAPHS / 3; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed * 4 + classes);
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfComponents) components = hf_components_new (hf_heap_graph (heap), classes, NULL, NULL);
      Closure closure;

      g_assert_nonnull (components);
      closure_init (&closure, hf_heap_graph (heap), classes, classes);
      check_components (components, &closure);
      check_cycles (components, &closure);
    }
}

static void
test_random_for_cycles (void)
{
  for (guint32 seed = 0; seed < N_GRAPHS / 3; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfComponents) components = hf_components_new_for_cycles (hf_heap_graph (heap), NULL, NULL);
      Closure closure;

      g_assert_nonnull (components);
      closure_init (&closure, hf_heap_graph (heap), HF_CLASSES_STRONG, HF_CLASSES_OWNING);
      check_components (components, &closure);
      check_cycles (components, &closure);
    }
}

static void
test_by_hand (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a a>b b>c c>b c>d d>d d~a e>f f>e e>a");
  g_autoptr (HfComponents) components = hf_components_new (hf_heap_graph (graph->heap), HF_CLASSES_OWNING, NULL, NULL);
  guint32 ring = hf_components_cycle_of (components, hf_test_graph_id (graph, "b"));
  guint32 self = hf_components_cycle_of (components, hf_test_graph_id (graph, "d"));
  guint32 garbage = hf_components_cycle_of (components, hf_test_graph_id (graph, "f"));

  g_assert_cmpuint (components->n, ==, 5);
  g_assert_cmpuint (components->n_cycles, ==, 3);
  g_assert_cmpuint (components->cycle_begin[ring + 1] - components->cycle_begin[ring], ==, 2);
  g_assert_cmpuint (components->cycle_begin[self + 1] - components->cycle_begin[self], ==, 1);
  g_assert_cmpuint (components->cycle_begin[garbage + 1] - components->cycle_begin[garbage], ==, 2);
  g_assert_cmpuint (ring, <, self);
  g_assert_cmpuint (hf_components_cycle_of (components, hf_test_graph_id (graph, "a")), ==, HF_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/components/random-owning", GUINT_TO_POINTER (HF_CLASSES_OWNING), test_random);
  g_test_add_data_func ("/components/random-strong", GUINT_TO_POINTER (HF_CLASSES_STRONG), test_random);
  g_test_add_data_func ("/components/random-all", GUINT_TO_POINTER (HF_CLASSES_ALL), test_random);
  g_test_add_func ("/components/random-for-cycles", test_random_for_cycles);
  g_test_add_func ("/components/by-hand", test_by_hand);

  return g_test_run ();
}
