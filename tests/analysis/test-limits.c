/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-analysis.h"
#include "analysis/hf-cut-sets.h"
#include "analysis/hf-cut.h"
#include "analysis/hf-query.h"

#include <pthread.h>

#include "hf-test-graph.h"

#define LIST_LENGTH 5000000u
#define SMALL_STACK (256u * 1024u)
#define N_GROUPS 70u

/* ---- every poll, every allocation ----
 * The linker puts these in the place of the real ones for whatever the analyses call (--wrap). */

static struct
{
  guint cancel_at;  /* the poll at which somebody cancels; 0 for never */
  guint n_polls;
  gboolean stopped; /* a poll said so: there must not be another one */
  guint fail_at;    /* the allocation that fails; 0 for none */
  guint n_allocations;
} meddler;

gboolean __real_hf_progress_step (HfProgress *self, guint64 done, GError **error);
gpointer __real_g_try_malloc     (gsize n_bytes);
gpointer __real_g_try_malloc0    (gsize n_bytes);
gpointer __real_g_try_malloc_n   (gsize n_blocks, gsize n_block_bytes);
gpointer __real_g_try_malloc0_n  (gsize n_blocks, gsize n_block_bytes);
gboolean __wrap_hf_progress_step (HfProgress *self, guint64 done, GError **error);
gpointer __wrap_g_try_malloc     (gsize n_bytes);
gpointer __wrap_g_try_malloc0    (gsize n_bytes);
gpointer __wrap_g_try_malloc_n   (gsize n_blocks, gsize n_block_bytes);
gpointer __wrap_g_try_malloc0_n  (gsize n_blocks, gsize n_block_bytes);

gboolean
__wrap_hf_progress_step (HfProgress *self, guint64 done, GError **error)
{
  g_assert_false (meddler.stopped);
  if (++meddler.n_polls == meddler.cancel_at)
    hf_progress_cancel (self);
  if (self != NULL)
    g_assert_cmpuint (hf_progress_get_permille (self), <=, 1000);

  return meddler.stopped = __real_hf_progress_step (self, done, error);
}

static gboolean
allocation_fails (void)
{
  return ++meddler.n_allocations == meddler.fail_at;
}

gpointer
__wrap_g_try_malloc (gsize n_bytes)
{
  return allocation_fails () ? NULL : __real_g_try_malloc (n_bytes);
}

gpointer
__wrap_g_try_malloc0 (gsize n_bytes)
{
  return allocation_fails () ? NULL : __real_g_try_malloc0 (n_bytes);
}

gpointer
__wrap_g_try_malloc_n (gsize n_blocks, gsize n_block_bytes)
{
  return allocation_fails () ? NULL : __real_g_try_malloc_n (n_blocks, n_block_bytes);
}

gpointer
__wrap_g_try_malloc0_n (gsize n_blocks, gsize n_block_bytes)
{
  return allocation_fails () ? NULL : __real_g_try_malloc0_n (n_blocks, n_block_bytes);
}

static void
meddler_set (guint cancel_at, guint fail_at)
{
  meddler.cancel_at = cancel_at;
  meddler.n_polls = 0;
  meddler.stopped = FALSE;
  meddler.fail_at = fail_at;
  meddler.n_allocations = 0;
}

/* ---- what is meddled with ---- */

typedef gboolean (*Run) (HfAnalysis *analysis, HfProgress *progress, GError **error);

static gboolean
run_analysis (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  g_autoptr (HfAnalysis) again = hf_analysis_new (analysis->heap, progress, error);

  return again != NULL;
}

static gboolean
run_chains (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  g_autoptr (HfChains) chains = hf_chains_new (analysis->heap, progress, error);

  return chains != NULL;
}

static gboolean
run_ways (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  g_autoptr (GPtrArray) ways = hf_chains_ways (analysis->chains, analysis->heap, graph->n_reachable, 4, progress, error);

  return ways != NULL;
}

static gboolean
run_set (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 retained;

  for (guint32 v = 1; v < n; v += 3)
    g_array_append_val (members, v);

  return hf_retained_size_of_set (analysis->heap, analysis->dominators, (guint32 *) (gpointer) members->data, members->len,
                                  &retained, NULL, progress, error);
}

static gboolean
run_groups (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;
  g_autofree guint32 *group_of = g_new (guint32, n);
  guint64 retained[N_GROUPS];

  for (guint32 v = 0; v < n; v++)
    group_of[v] = v == HF_ROOT ? HF_NONE : v % N_GROUPS;

  return hf_test_retained_of_groups (analysis->heap, analysis->dominators, group_of, N_GROUPS, retained, progress, error);
}

static gboolean
run_cut (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  guint32 refs[] = { 0, graph->m / 2, graph->m - 1 };
  g_autoptr (HfCut) cut = hf_cut_new (analysis->heap, refs, G_N_ELEMENTS (refs), progress, error);

  return cut != NULL;
}

static gboolean
run_chain_after_cut (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  guint32 ref = hf_heap_graph (analysis->heap)->m - 1;
  g_autoptr (HfCut) cut = hf_cut_new (analysis->heap, &ref, 1, progress, error);
  g_autofree HfChain *chain = NULL;

  return cut != NULL && hf_cut_find_chain (cut, analysis->heap, 1, &chain, progress, error);
}

static gboolean
run_cut_sets (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  guint32 object = hf_heap_graph (analysis->heap)->n_reachable;
  g_autoptr (GPtrArray) sets = hf_cut_sets_find (analysis->heap, &object, 1, 3, 64, progress, error);

  return sets != NULL;
}

/* Every kind of condition, in parentheses and turned round. */
static gboolean
run_query (HfAnalysis *analysis, HfProgress *progress, GError **error)
{
  g_autoptr (HfQuery) query = hf_query_parse ("(size>1 or name~x -cycle) (type:* or new) -(held-by:#2 reaches:#3) unaccounted!=1 or value:*x* root site:x", NULL);
  g_autoptr (HfBitset) found = hf_query_run (query, analysis->heap, analysis, analysis->heap, progress, NULL, error);

  return found != NULL;
}

static const struct
{
  const char *name;
  Run run;
} runs[] = {
  { "analysis", run_analysis }, { "chains", run_chains }, { "ways", run_ways }, { "set", run_set }, { "groups", run_groups },
  { "cut", run_cut }, { "chain-after-cut", run_chain_after_cut }, { "cut-sets", run_cut_sets },
  { "query", run_query },
};

static HfAnalysis *
analysis_of_random_heap (guint32 n_objects)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  HfTestRandom shape = { .n_objects = n_objects, .n_refs = n_objects * 2, .n_roots = 3, .n_types = 5, .weak_share = 10 };
  g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
  g_autoptr (GError) error = NULL;
  HfAnalysis *analysis = hf_analysis_new (heap, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (analysis->dominators->n_tops, >, 0);
  g_assert_cmpuint (hf_heap_graph (heap)->n_reachable, >, n_objects / 2);

  return analysis;
}

static void
test_cancel (gconstpointer data)
{
  Run run = runs[GPOINTER_TO_UINT (data)].run;
  g_autoptr (HfAnalysis) analysis = analysis_of_random_heap (40000);
  gboolean done = FALSE;
  guint k;

  for (k = 1; !done; k++)
    {
      g_autoptr (HfProgress) progress = hf_progress_new ();
      g_autoptr (GError) error = NULL;

      meddler_set (k, 0);
      done = run (analysis, progress, &error);
      if (!done)
        {
          g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
          g_assert_cmpuint (meddler.n_polls, ==, k);
        }
      meddler_set (0, 0);
    }
  g_test_message ("%u polls", k - 2);
  g_assert_cmpuint (k, >, 6);
}

static void
test_no_memory (gconstpointer data)
{
  Run run = runs[GPOINTER_TO_UINT (data)].run;
  g_autoptr (HfAnalysis) analysis = analysis_of_random_heap (500);
  gboolean done = FALSE;
  guint k;

  for (k = 1; !done; k++)
    {
      g_autoptr (GError) error = NULL;

      meddler_set (0, k);
      done = run (analysis, NULL, &error);
      if (!done)
        g_assert_error (error, HF_ERROR, HF_ERROR_TOO_LARGE);
      meddler_set (0, 0);
    }
  g_test_message ("%u allocations", k - 2);
  g_assert_cmpuint (k, >, 3);
}

static void
test_cancelled_before (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a a>b b>a");
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;

  hf_progress_cancel (progress);
  meddler_set (0, 0);
  g_assert_null (hf_analysis_new (graph->heap, progress, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
  meddler_set (0, 0);
}

static void
test_references (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a a>b b>a");
  HfAnalysis *analysis = hf_analysis_new (graph->heap, NULL, NULL);
  HfAnalysis *again = hf_analysis_ref (analysis);

  g_assert_true (again == analysis);
  hf_analysis_unref (analysis);
  g_assert_cmpuint (hf_heap_n_objects (again->heap), ==, 2);
  g_assert_cmpuint (again->components->n_cycles, ==, 1);
  g_assert_cmpuint (again->dominators->idom[2], ==, 1);
  g_assert_cmpuint (hf_chains_distance (again->chains, 2), ==, 2);
  hf_analysis_unref (again);
}

/* ---- five million links ---- */

/* A list of which the second half is doubly linked, so that half of it is one strongly connected component. */
static HfHeap *
long_list (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 type = hf_heap_builder_type (builder, "app", "Link", HF_KIND_INSTANCE, 0);
  g_autoptr (GError) error = NULL;
  HfHeap *heap;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES);
  for (guint32 i = 0; i < LIST_LENGTH; i++)
    {
      HfObjectSpec spec = { .address = 0x10000 + i * 0x40ull, .type = type, .shallow = 48, .refcount = HF_REFCOUNT_UNKNOWN };

      hf_heap_builder_add_object (builder, &spec);
      if (i > LIST_LENGTH / 2)
        hf_heap_builder_add_ref (builder, i - 1, HF_REF_OTHER, 0, HF_CLASS_STRONG);
      if (i + 1 < LIST_LENGTH)
        hf_heap_builder_add_ref (builder, i + 1, HF_REF_OTHER, 0, HF_CLASS_STRONG);
    }
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);

  return heap;
}

static void
check_list (const HfAnalysis *analysis)
{
  const HfDominators *dominators = analysis->dominators;

  g_assert_cmpuint (analysis->components->n_cycles, ==, 1);
  g_assert_cmpuint (analysis->components->cycle_begin[1], ==, LIST_LENGTH / 2);
  for (guint32 v = 1; v <= LIST_LENGTH; v++)
    if (dominators->idom[v] != v - 1 || hf_dominators_retained (dominators, v) != 48ull * (LIST_LENGTH - v + 1)
        || hf_chains_distance (analysis->chains, v) != v)
      g_error ("wrong answers for link %u", v);
}

static void
check_list_sets (const HfAnalysis *analysis)
{
  g_autofree guint32 *group_of = g_new (guint32, LIST_LENGTH + 1);
  guint32 members[] = { LIST_LENGTH, LIST_LENGTH / 2, LIST_LENGTH - 1 };
  guint64 retained = 0;
  guint64 by_group[3];

  g_assert_true (hf_retained_size_of_set (analysis->heap, analysis->dominators, members, 3, &retained, NULL, NULL, NULL));
  g_assert_cmpuint (retained, ==, 48ull * (LIST_LENGTH / 2 + 1));

  for (guint32 v = 0; v <= LIST_LENGTH; v++)
    group_of[v] = v == HF_ROOT ? HF_NONE : v % 3;
  g_assert_true (hf_test_retained_of_groups (analysis->heap, analysis->dominators, group_of, 3, by_group, NULL, NULL));
  g_assert_cmpuint (by_group[1], ==, 48ull * LIST_LENGTH);
  g_assert_cmpuint (by_group[2], ==, 48ull * (LIST_LENGTH - 1));
  g_assert_cmpuint (by_group[0], ==, 48ull * (LIST_LENGTH - 2));
}

static void
check_list_chain (const HfAnalysis *analysis)
{
  g_autofree HfChain *chain = hf_chains_get (analysis->chains, analysis->heap, LIST_LENGTH);
  g_autoptr (GPtrArray) ways = hf_chains_ways (analysis->chains, analysis->heap, LIST_LENGTH, 3, NULL, NULL);

  g_assert_cmpuint (chain->n_links, ==, LIST_LENGTH);
  g_assert_cmpuint (chain->links[12345].object, ==, 12346);
  g_assert_cmpuint (ways->len, ==, 1);
}

static gpointer
analyse_list (gpointer heap)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, &error);

  g_assert_no_error (error);
  check_list (analysis);
  check_list_sets (analysis);
  check_list_chain (analysis);

  return NULL;
}

static void
test_long_list (void)
{
  g_autoptr (HfHeap) heap = long_list ();
  pthread_attr_t attributes;
  pthread_t thread;

  meddler_set (0, 0);
  g_assert_cmpint (pthread_attr_init (&attributes), ==, 0);
  g_assert_cmpint (pthread_attr_setstacksize (&attributes, SMALL_STACK), ==, 0);
  g_assert_cmpint (pthread_create (&thread, &attributes, analyse_list, heap), ==, 0);
  g_assert_cmpint (pthread_join (thread, NULL), ==, 0);
  pthread_attr_destroy (&attributes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autofree char *cancel = g_strdup_printf ("/limits/cancel-%s", runs[i].name);
      g_autofree char *no_memory = g_strdup_printf ("/limits/no-memory-%s", runs[i].name);

      g_test_add_data_func (cancel, GUINT_TO_POINTER (i), test_cancel);
      g_test_add_data_func (no_memory, GUINT_TO_POINTER (i), test_no_memory);
    }
  g_test_add_func ("/limits/cancelled-before", test_cancelled_before);
  g_test_add_func ("/limits/references", test_references);
  g_test_add_func ("/limits/long-list", test_long_list);

  return g_test_run ();
}
