/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-retained-masks.h"

#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#define N_GRAPHS 24000
#define N_SETS 3

static HfDominators *
dominators_of (const HfHeap *heap)
{
  g_autoptr (GError) error = NULL;
  HfDominators *dominators = hf_dominators_new (heap, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (dominators);

  return dominators;
}

/* ---- at random ---- */

static void
check_tree (const HfDominators *dominators, const HfOracle *oracle)
{
  HfSet tops = 0;

  g_assert_cmpuint (dominators->n, ==, oracle->n);
  for (guint32 v = 0; v < oracle->n; v++)
    {
      g_assert_cmpuint (dominators->idom[v], ==, hf_oracle_idom (oracle, v));
      g_assert_cmpuint (hf_dominators_retained (dominators, v), ==, hf_oracle_retained (oracle, HF_SET (v)));
    }
  for (guint32 t = 0; t < dominators->n_tops; t++)
    {
      g_assert_true (t == 0 || dominators->top[t - 1] < dominators->top[t]);
      tops |= HF_SET (dominators->top[t]);
    }
  g_assert_cmpuint (tops, ==, oracle->tops);
}

static guint32
check_row (const HfDominators *dominators, guint32 row, guint32 n_before)
{
  guint32 n_children;
  const guint32 *children = hf_dominators_children (dominators, row, &n_children);

  g_assert_true (n_children == 0 || children == dominators->child + n_before);
  for (guint32 c = 0; c < n_children; c++)
    {
      g_assert_cmpuint (dominators->idom[children[c]], ==, row);
      g_assert_cmpuint (children[c], !=, HF_ROOT);
      g_assert_true (c == 0 || children[c - 1] < children[c]);
    }

  return n_children;
}

static void
check_children (const HfDominators *dominators)
{
  guint32 n = 0;

  for (guint32 v = 0; v < dominators->n; v++)
    n += check_row (dominators, v, n);
  n += check_row (dominators, HF_NONE, n);
  g_assert_cmpuint (n, ==, dominators->n - 1);
}

static void
check_dominates (const HfDominators *dominators, const HfOracle *oracle)
{
  for (guint32 d = 0; d < oracle->n; d++)
    {
      HfSet stays = hf_oracle_stays (oracle, HF_SET (d));

      for (guint32 v = 0; v < oracle->n; v++)
        g_assert_cmpint (hf_dominators_dominates (dominators, d, v), ==, !(stays & HF_SET (v)));
    }
}

static void
check_sets (GRand *rand, const HfDominators *dominators, const HfOracle *oracle)
{
  for (guint i = 0; i < N_SETS; i++)
    {
      guint32 n_members = (guint32) g_rand_int_range (rand, 0, (gint32) MIN (oracle->n, 9) + 1);
      guint32 members[10];
      HfSet set = 0;
      guint64 retained = 0;
      guint32 n_retained = 0;
      HfSet lost;

      for (guint32 k = 0; k < n_members; k++)
        {
          members[k] = (guint32) g_rand_int_range (rand, g_rand_int_range (rand, 0, 30) == 0 ? 0 : MIN (1, (gint32) oracle->n - 1), (gint32) oracle->n);
          set |= HF_SET (members[k]);
        }
      g_assert_true (hf_retained_size_of_set (oracle->heap, dominators, members, n_members, &retained, &n_retained, NULL, NULL));
      lost = oracle->everything & ~hf_oracle_stays (oracle, set) & ~HF_SET (HF_ROOT);
      g_assert_cmpuint (retained, ==, hf_oracle_retained (oracle, set));
      g_assert_cmpuint (n_retained, ==, __builtin_popcountll (lost));
    }
}

/* The same questions asked of the masks, which hf_retained_size_of_groups() uses only where sets are large. */
static void
check_masks (const HfDominators *dominators, const HfOracle *oracle, const guint32 *group_of, guint32 n_groups,
             const HfSet *sets)
{
  static const guint32 groups[] = { 7, 6, 5, 4, 3, 2, 1, 0 };
  guint64 retained[8] = { 0 };
  HfPacked packed;
  HfMasks masks;
  HfTicker ticker;

  hf_ticker_begin (&ticker, NULL, "", 0, NULL);
  g_assert_true (hf_packed_init_from (&packed, group_of, oracle->n, 1));
  g_assert_true (hf_masks_init (&masks, oracle->heap, dominators, &packed, 8, NULL));
  g_assert_true (hf_masks_carry (&masks, groups, 3, retained, &ticker));
  g_assert_true (hf_masks_carry (&masks, groups + 3, 5, retained, &ticker));
  for (guint32 g = 0; g < n_groups; g++)
    g_assert_cmpuint (retained[g], ==, hf_oracle_retained (oracle, sets[g]));
  hf_masks_clear (&masks);
  hf_packed_clear (&packed);
}

static void
check_groups (GRand *rand, const HfDominators *dominators, const HfOracle *oracle)
{
  guint32 n_groups = (guint32) g_rand_int_range (rand, 1, 8);
  guint32 group_of[64];
  guint64 retained[8];
  HfSet sets[8] = { 0 };

  for (guint32 v = 0; v < oracle->n; v++)
    {
      gint32 group = g_rand_int_range (rand, v == HF_ROOT ? -30 : -1, (gint32) n_groups);

      group_of[v] = group < 0 ? HF_NONE : (guint32) group;
      if (group >= 0)
        sets[group] |= HF_SET (v);
    }
  g_assert_true (hf_test_retained_of_groups (oracle->heap, dominators, group_of, n_groups, retained, NULL, NULL));
  for (guint32 g = 0; g < n_groups; g++)
    g_assert_cmpuint (retained[g], ==, hf_oracle_retained (oracle, sets[g]));
  check_masks (dominators, oracle, group_of, n_groups, sets);
}

static void
test_random (gconstpointer data)
{
  guint32 first = GPOINTER_TO_UINT (data);

  for (guint32 seed = first; seed < first + N_GRAPHS / 4; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfDominators) dominators = dominators_of (heap);
      HfOracle oracle;

      hf_oracle_init (&oracle, heap);
      g_assert_cmpuint (oracle.reachable, ==, HF_SET (hf_heap_graph (heap)->n_reachable + 1) - 1);
      check_tree (dominators, &oracle);
      check_children (dominators);
      check_dominates (dominators, &oracle);
      check_sets (rand, dominators, &oracle);
      check_groups (rand, dominators, &oracle);
    }
}

/* ---- larger ---- */

#define N_LARGE 12
#define N_LARGE_GROUPS 150

static void
check_large_objects (const HfHeap *heap, const HfDominators *dominators, const guint8 *tops)
{
  g_autofree guint8 *gone = g_new0 (guint8, dominators->n);

  for (guint32 v = 0; v < dominators->n; v++)
    {
      gone[v] = TRUE;
      g_assert_cmpuint (hf_dominators_retained (dominators, v), ==, hf_oracle_large_retained (heap, tops, gone));
      gone[v] = FALSE;
    }
}

/* Groups of very different sizes: some are carried as masks and some looked at by themselves. */
static void
check_large_groups (GRand *rand, const HfHeap *heap, const HfDominators *dominators, const guint8 *tops)
{
  guint32 n = dominators->n;
  g_autofree guint32 *group_of = g_new (guint32, n);
  g_autofree guint32 *members = g_new (guint32, n);
  g_autofree guint8 *gone = g_new (guint8, n);
  guint64 retained[N_LARGE_GROUPS];

  group_of[HF_ROOT] = HF_NONE;
  for (guint32 v = 1; v < n; v++)
    group_of[v] = g_rand_int_range (rand, 0, 10) == 0
                    ? HF_NONE
                    : (guint32) (g_rand_double (rand) * g_rand_double (rand) * g_rand_double (rand) * N_LARGE_GROUPS);
  g_assert_true (hf_test_retained_of_groups (heap, dominators, group_of, N_LARGE_GROUPS, retained, NULL, NULL));

  for (guint32 g = 0; g < N_LARGE_GROUPS; g++)
    {
      guint32 n_members = 0;
      guint64 of_set;

      for (guint32 v = 0; v < n; v++)
        if ((gone[v] = group_of[v] == g))
          members[n_members++] = v;
      g_assert_cmpuint (retained[g], ==, hf_oracle_large_retained (heap, tops, gone));
      g_assert_true (hf_retained_size_of_set (heap, dominators, members, n_members, &of_set, NULL, NULL, NULL));
      g_assert_cmpuint (of_set, ==, retained[g]);
    }
}

static void
test_larger (void)
{
  for (guint32 seed = 0; seed < N_LARGE; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      guint32 n = 1200;
      HfTestRandom shape = {
        .n_objects = n,
        .n_refs = n + n * seed / 8,
        .n_roots = 1 + seed * 8,
        .n_types = 10,
        .weak_share = 10,
        .structural_share = 10,
      };
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfDominators) dominators = dominators_of (heap);
      g_autofree guint8 *tops = hf_oracle_large_tops (heap);

      check_children (dominators);
      check_large_objects (heap, dominators, tops);
      check_large_groups (rand, heap, dominators, tops);
    }
}

/* ---- by hand ---- */

static void
assert_retained (const HfTestGraph *graph, const HfDominators *dominators, const char *name, guint64 retained)
{
  g_assert_cmpuint (hf_dominators_retained (dominators, hf_test_graph_id (graph, name)), ==, retained);
}

static void
test_ring_below_a_chain (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("q=1 a=10 b=100 c=1000 r>q q>a a>b b>c c>b");
  g_autoptr (HfDominators) dominators = dominators_of (graph->heap);

  assert_retained (graph, dominators, "q", 1111);
  assert_retained (graph, dominators, "a", 1110);
  assert_retained (graph, dominators, "b", 1100);
  assert_retained (graph, dominators, "c", 1000);
  assert_retained (graph, dominators, "r", 1111);
}

static void
test_tree_with_parent_pointers (void)
{
  g_autoptr (GString) text = g_string_new ("r>top top=100 top>n1");
  g_autoptr (HfTestGraph) graph = NULL;
  g_autoptr (HfDominators) dominators = NULL;

  for (guint i = 1; i <= 15; i++)
    {
      g_string_append_printf (text, " n%u=100", i);
      if (i > 1)
        g_string_append_printf (text, " n%u>n%u n%u>n%u", i / 2, i, i, i / 2);
    }
  graph = hf_test_graph_new (text->str);
  dominators = dominators_of (graph->heap);

  assert_retained (graph, dominators, "top", 1600);
  assert_retained (graph, dominators, "n1", 1500);
  assert_retained (graph, dominators, "n2", 700);
  assert_retained (graph, dominators, "n7", 300);
  assert_retained (graph, dominators, "n15", 100);
}

static void
test_unreachable_forest (void)
{
  /* A ring keeps two leaves, one through one member and one through two; a weakly held object keeps a third; what
   * unreachable objects hold of the reachable ones is not theirs. */
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("live=1 held=2 a=4 b=8 own=16 both=32 w=64 leaf=128 "
                                                     "r>live live>held live~w a>b b>a a>own a>both b>both w>leaf w>held");
  g_autoptr (HfDominators) dominators = dominators_of (graph->heap);
  guint32 pair[] = { hf_test_graph_id (graph, "b"), hf_test_graph_id (graph, "a"), hf_test_graph_id (graph, "b") };
  guint64 retained = 0;
  guint32 n_retained = 0;

  assert_retained (graph, dominators, "r", 3);
  assert_retained (graph, dominators, "a", 20);
  assert_retained (graph, dominators, "b", 8);
  assert_retained (graph, dominators, "w", 192);
  g_assert_cmpuint (dominators->idom[hf_test_graph_id (graph, "both")], ==, HF_NONE);
  g_assert_cmpuint (dominators->idom[hf_test_graph_id (graph, "leaf")], ==, hf_test_graph_id (graph, "w"));
  g_assert_cmpuint (dominators->idom[hf_test_graph_id (graph, "held")], ==, hf_test_graph_id (graph, "live"));
  g_assert_cmpuint (dominators->n_tops, ==, 3);

  g_assert_true (hf_retained_size_of_set (graph->heap, dominators, pair, 3, &retained, &n_retained, NULL, NULL));
  g_assert_cmpuint (retained, ==, 4 + 8 + 16 + 32);
  g_assert_cmpuint (n_retained, ==, 4);
}

static void
test_weak_and_shared_keep_nothing (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("a=1 b=2 c=4 d=8 r>a r>b a>c b~c a>d b%d");
  g_autoptr (HfDominators) dominators = dominators_of (graph->heap);

  assert_retained (graph, dominators, "a", 13);
  assert_retained (graph, dominators, "b", 2);
}

static void
test_sizes_beyond_32_bits (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("a=6000000000 b=4294967295 c=1 r>a a>b b>c");
  g_autoptr (HfDominators) dominators = dominators_of (graph->heap);

  assert_retained (graph, dominators, "a", G_GUINT64_CONSTANT (10294967296));
  assert_retained (graph, dominators, "b", G_GUINT64_CONSTANT (4294967296));
}

static void
test_empty (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("");
  g_autoptr (HfDominators) dominators = dominators_of (graph->heap);
  guint64 retained = 1;
  guint32 n_children;

  hf_dominators_children (dominators, HF_ROOT, &n_children);
  g_assert_cmpuint (n_children, ==, 0);
  hf_dominators_children (dominators, HF_NONE, &n_children);
  g_assert_cmpuint (n_children, ==, 0);
  g_assert_true (hf_retained_size_of_set (graph->heap, dominators, NULL, 0, &retained, NULL, NULL, NULL));
  g_assert_cmpuint (retained, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint part = 0; part < 4; part++)
    {
      g_autofree char *path = g_strdup_printf ("/dominators/random-%u", part + 1);

      g_test_add_data_func (path, GUINT_TO_POINTER (part * (N_GRAPHS / 4)), test_random);
    }
  g_test_add_func ("/dominators/larger", test_larger);
  g_test_add_func ("/dominators/ring-below-a-chain", test_ring_below_a_chain);
  g_test_add_func ("/dominators/tree-with-parent-pointers", test_tree_with_parent_pointers);
  g_test_add_func ("/dominators/unreachable-forest", test_unreachable_forest);
  g_test_add_func ("/dominators/weak-and-shared-keep-nothing", test_weak_and_shared_keep_nothing);
  g_test_add_func ("/dominators/sizes-beyond-32-bits", test_sizes_beyond_32_bits);
  g_test_add_func ("/dominators/empty", test_empty);

  return g_test_run ();
}
