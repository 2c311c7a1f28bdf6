/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-dominators.h"
#include "analysis/hf-threads.h"
#include "hf-test-graph.h"

#include <string.h>

/* The thread of a root: "thread A: extra" is of "thread A". */
static char *
thread_of_root (const HfHeap *heap, guint32 r)
{
  const char *words = hf_heap_ref_name (heap, r), *colon = strstr (words, ": ");

  return colon != NULL ? g_strndup (words, (gsize) (colon - words)) : g_strdup (words);
}

/* Whether some root that is not of thread @name (or, where it is NULL, any root at all) leads to @object. */
static gboolean
is_reached (const HfHeap *heap, guint32 object, const char *name)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree gboolean *reached = g_new0 (gboolean, graph->n);
  gboolean again = TRUE;

  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    {
      g_autofree char *own = thread_of_root (heap, r);

      if (name == NULL || hf_heap_root_kind (heap, r) != HF_ROOT_THREAD || !g_str_equal (own, name))
        reached[hf_ref_object (graph->out[r])] = TRUE;
    }
  while (again)
    {
      again = FALSE;
      for (guint32 v = 1; v < graph->n; v++)
        for (guint32 r = graph->out_begin[v]; reached[v] && r < graph->out_begin[v + 1]; r++)
          if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && !reached[hf_ref_object (graph->out[r])])
            reached[hf_ref_object (graph->out[r])] = again = TRUE;
    }

  return reached[object];
}

static HfHeap *
random_heap (GRand *rand)
{
  static const char *const words[] = { "thread A", "thread B", "thread A: current exception", "thread C: alone", "module m" };
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint n = (guint) g_rand_int_range (rand, 2, 20);
  HfHeap *heap;

  for (guint i = 0; i < n; i++)
    {
      HfObjectSpec spec = { .address = 0x1000 + 16 * i, .type = hf_heap_builder_type (builder, "app", "T", HF_KIND_INSTANCE, 0),
                            .shallow = G_GUINT64_CONSTANT (1) << i, .refcount = HF_REFCOUNT_UNKNOWN };

      hf_heap_builder_add_object (builder, &spec);
    }
  for (guint i = 0; i < n + n / 2; i++)
    hf_heap_builder_add_ref_from (builder, (guint) g_rand_int_range (rand, 0, (gint32) n), (guint) g_rand_int_range (rand, 0, (gint32) n),
                                  HF_REF_ATTRIBUTE, 0, (HfRefClass) g_rand_int_range (rand, 0, 3));
  for (guint i = 0; i < 6; i++)
    {
      guint k = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (words));

      hf_heap_builder_add_root (builder, g_str_has_prefix (words[k], "thread") ? HF_ROOT_THREAD : HF_ROOT_MODULE, words[k],
                                (guint) g_rand_int_range (rand, 0, (gint32) n), FALSE);
    }
  heap = hf_heap_builder_build (builder, NULL, NULL);
  g_assert_nonnull (heap);

  return heap;
}

static gboolean
has_plain (const HfHeap *heap, const char *name)
{
  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    if (g_str_equal (hf_heap_ref_name (heap, r), name))
      return TRUE;

  return FALSE;
}

/* Without the thread's roots nothing reaches what belongs to it; sums below the virtual root are all that belongs to it. */
static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (31);
  guint n_owned = 0;

  for (guint round = 0; round < 600; round++)
    {
      g_autoptr (HfHeap) heap = random_heap (rand);
      g_autoptr (HfThreads) threads = hf_threads_new (heap, NULL, NULL);
      g_autoptr (HfDominators) dominators = hf_dominators_new (heap, NULL, NULL);
      guint64 owned[8] = { 0 }, summed[8] = { 0 };

      g_assert_nonnull (threads);
      g_assert_cmpuint (threads->names->len, <=, 4);
      /* Words that go on belong to another thread only where that is there. */
      if (!has_plain (heap, "thread A") && has_plain (heap, "thread A: current exception"))
        continue;
      for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
        {
          guint32 thread = hf_threads_of (threads, v);

          for (guint i = 0; i < threads->names->len; i++)
            {
              g_autofree char *name = g_strdup (g_ptr_array_index (threads->names, i));
              char *colon = strstr (name, ": ");
              gboolean alone;

              if (colon != NULL)
                *colon = '\0';
              alone = is_reached (heap, v, NULL) && !is_reached (heap, v, name);
              g_assert_cmpint (thread == i, ==, alone);
            }
          if (thread == HF_NONE)
            continue;
          n_owned++;
          owned[thread] += hf_heap_shallow (heap, v);
          if (dominators->idom[v] == HF_ROOT)
            summed[thread] += hf_dominators_retained (dominators, v);
        }
      for (guint i = 0; i < threads->names->len; i++)
        g_assert_cmpuint (owned[i], ==, summed[i]);
    }
  g_assert_cmpuint (n_owned, >, 500);
}

static void
test_names (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@thread:thread__T r>b@thread:thread__T:__value r>c@module:m a>d b>d c>e a>e a b c d e f");
  g_autoptr (HfThreads) threads = hf_threads_new (graph->heap, NULL, NULL);

  g_assert_cmpuint (threads->names->len, ==, 1);
  g_assert_cmpstr (hf_threads_name_of (threads, hf_test_graph_id (graph, "a")), ==, "thread T");
  g_assert_cmpstr (hf_threads_name_of (threads, hf_test_graph_id (graph, "b")), ==, "thread T");
  g_assert_cmpstr (hf_threads_name_of (threads, hf_test_graph_id (graph, "d")), ==, "thread T");
  g_assert_cmpuint (hf_threads_of (threads, hf_test_graph_id (graph, "c")), ==, HF_NONE);
  g_assert_cmpuint (hf_threads_of (threads, hf_test_graph_id (graph, "e")), ==, HF_NONE);
  g_assert_cmpuint (hf_threads_of (threads, hf_test_graph_id (graph, "f")), ==, HF_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/threads/random", test_random);
  g_test_add_func ("/analysis/threads/names", test_names);

  return g_test_run ();
}
