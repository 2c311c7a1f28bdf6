/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-chains.h"

#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#define N_GRAPHS 20000
#define FAR G_MAXUINT32

/* ---- the naive answers ---- */

static gboolean
may_follow (const HfOracle *oracle, guint32 from, HfRef ref)
{
  if (!(HF_CLASSES_OWNING & HF_CLASS_BIT (hf_ref_class (ref))))
    return FALSE;

  return (oracle->reachable & HF_SET (from)) || (oracle->unreachable & HF_SET (hf_ref_object (ref)));
}

/* Bellman–Ford. @blocked objects are not entered; of the references from the virtual root to @target those in @used are
 * left out. Unit costs when @unit. */
static void
relax_all (const HfOracle *oracle, HfSet blocked, guint32 target, GArray *used, gboolean unit, guint32 *distance)
{
  const HfGraph *graph = hf_heap_graph (oracle->heap);
  gboolean again = TRUE;

  for (guint32 v = 0; v < oracle->n; v++)
    distance[v] = v == HF_ROOT || (oracle->tops & HF_SET (v) & ~blocked) ? 0 : FAR;

  while (again)
    {
      again = FALSE;
      for (guint32 v = 0; v < oracle->n; v++)
        for (guint32 r = graph->out_begin[v]; distance[v] != FAR && r < graph->out_begin[v + 1]; r++)
          {
            guint32 w = hf_ref_object (graph->out[r]);
            gboolean left_out = FALSE;

            for (guint i = 0; used != NULL && v == HF_ROOT && w == target && i < used->len; i++)
              left_out |= g_array_index (used, guint32, i) == r;
            if (left_out || (blocked & HF_SET (w)) || !may_follow (oracle, v, graph->out[r]))
              continue;
            if (distance[v] + (unit ? 1 : hf_chains_cost (oracle->heap, r)) < distance[w])
              {
                distance[w] = distance[v] + (unit ? 1 : hf_chains_cost (oracle->heap, r));
                again = TRUE;
              }
          }
    }
}

static guint32
cost_of_chain (const HfHeap *heap, const HfChain *chain)
{
  guint32 cost = 0;

  for (guint i = 0; i < chain->n_links; i++)
    if (chain->links[i].ref != HF_NONE)
      cost += hf_chains_cost (heap, chain->links[i].ref);

  return cost;
}

/* ---- checks ---- */

static void
check_links (const HfOracle *oracle, const HfChain *chain, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (oracle->heap);

  g_assert_cmpuint (chain->n_links, >, 0);
  g_assert_cmpuint (chain->links[chain->n_links - 1].object, ==, object);
  g_assert_cmpint (chain->reachable, ==, (oracle->reachable & HF_SET (object)) != 0);
  for (guint i = 0; i < chain->n_links; i++)
    {
      guint32 r = chain->links[i].ref;
      guint32 from = i > 0 ? chain->links[i - 1].object : HF_ROOT;

      if (r == HF_NONE)
        {
          g_assert_cmpuint (i, ==, 0);
          g_assert_true (oracle->tops & HF_SET (chain->links[0].object));
          continue;
        }
      g_assert_cmpuint (r, >=, graph->out_begin[from]);
      g_assert_cmpuint (r, <, graph->out_begin[from + 1]);
      g_assert_cmpuint (hf_ref_object (graph->out[r]), ==, chain->links[i].object);
      g_assert_true (may_follow (oracle, from, graph->out[r]));
    }
}

/* Of all references by which the id is reached at its least cost, the first. */
static guint32
first_cheapest (const HfOracle *oracle, const guint32 *cost, guint32 v)
{
  const HfGraph *graph = hf_heap_graph (oracle->heap);

  for (guint32 u = 0; u < oracle->n; u++)
    for (guint32 r = graph->out_begin[u]; cost[u] != FAR && r < graph->out_begin[u + 1]; r++)
      if (hf_ref_object (graph->out[r]) == v && may_follow (oracle, u, graph->out[r])
          && cost[u] + hf_chains_cost (oracle->heap, r) == cost[v])
        return r;

  return HF_NONE;
}

static void
check_chains (const HfChains *chains, const HfOracle *oracle)
{
  guint32 cost[64];
  guint32 distance[64];

  relax_all (oracle, 0, HF_NONE, NULL, FALSE, cost);
  relax_all (oracle, 0, HF_NONE, NULL, TRUE, distance);
  g_assert_cmpuint (chains->n, ==, oracle->n);
  g_assert_null (hf_chains_get (chains, oracle->heap, HF_ROOT));
  g_assert_null (hf_chains_get (chains, oracle->heap, oracle->n));
  for (guint32 v = 0; v < oracle->n; v++)
    {
      g_autofree HfChain *chain = v != HF_ROOT ? hf_chains_get (chains, oracle->heap, v) : NULL;

      g_assert_cmpuint (hf_chains_distance (chains, v), ==, distance[v]);
      g_assert_cmpuint (hf_chains_parent_ref (chains, v), ==, first_cheapest (oracle, cost, v));
      if (v == HF_ROOT)
        continue;
      check_links (oracle, chain, v);
      g_assert_cmpuint (cost_of_chain (oracle->heap, chain), ==, cost[v]);
    }
}

/* Each way is as cheap as the naive search finds with the inner objects of those before it deleted, and after the last
 * one the naive search finds none. */
static void
check_ways (GRand *rand, const HfChains *chains, const HfOracle *oracle)
{
  guint32 object = (guint32) g_rand_int_range (rand, 0, (gint32) oracle->n);
  guint max_ways = (guint) g_rand_int_range (rand, 0, 6);
  g_autoptr (GPtrArray) ways = hf_chains_ways (chains, oracle->heap, object, max_ways, NULL, NULL);
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (guint32));
  HfSet inner = 0;
  guint32 cost[64];

  g_assert_cmpuint (ways->len, <=, max_ways);
  if (object == HF_ROOT || max_ways == 0)
    {
      g_assert_cmpuint (ways->len, ==, 0);
      return;
    }

  for (guint i = 0; i < ways->len; i++)
    {
      const HfChain *way = g_ptr_array_index (ways, i);

      relax_all (oracle, inner, object, used, FALSE, cost);
      check_links (oracle, way, object);
      g_assert_cmpuint (cost_of_chain (oracle->heap, way), ==, cost[object]);
      for (guint k = 0; k + 1 < way->n_links; k++)
        {
          g_assert_false (inner & HF_SET (way->links[k].object));
          g_assert_cmpuint (way->links[k].object, !=, object);
        }
      for (guint k = 0; k + 1 < way->n_links; k++)
        inner |= HF_SET (way->links[k].object);
      if (way->n_links == 1)
        g_array_append_val (used, way->links[0].ref);
    }

  relax_all (oracle, inner, object, used, FALSE, cost);
  if (oracle->tops & HF_SET (object))
    g_assert_cmpuint (ways->len, ==, 1);
  else if (ways->len < max_ways)
    g_assert_cmpuint (cost[object], ==, FAR);
}

static void
test_random (gconstpointer data)
{
  guint32 first = GPOINTER_TO_UINT (data);

  for (guint32 seed = first; seed < first + N_GRAPHS / 4; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed + 1000000);
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfChains) chains = hf_chains_new (heap, NULL, NULL);
      HfOracle oracle;

      g_assert_nonnull (chains);
      hf_oracle_init (&oracle, heap);
      check_chains (chains, &oracle);
      check_ways (rand, chains, &oracle);
    }
}

/* ---- by hand ---- */

static char *
chain_as_text (const HfTestGraph *graph, const char *name)
{
  g_autoptr (HfChains) chains = hf_chains_new (graph->heap, NULL, NULL);
  g_autofree HfChain *chain = hf_chains_get (chains, graph->heap, hf_test_graph_id (graph, name));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < chain->n_links; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", hf_test_graph_name (graph, chain->links[i].object));

  return g_string_free (text, FALSE);
}

static void
assert_chain (const char *heap, const char *object, const char *chain)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (heap);
  g_autofree char *found = chain_as_text (graph, object);

  g_assert_cmpstr (found, ==, chain);
}

static void
test_distances (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a a>b b>c a~c c>d x>y y>z x>z w~x");
  g_autoptr (HfChains) chains = hf_chains_new (graph->heap, NULL, NULL);

  g_assert_cmpuint (hf_chains_distance (chains, HF_ROOT), ==, 0);
  g_assert_cmpuint (hf_chains_distance (chains, hf_test_graph_id (graph, "a")), ==, 1);
  g_assert_cmpuint (hf_chains_distance (chains, hf_test_graph_id (graph, "b")), ==, 2);
  g_assert_cmpuint (hf_chains_distance (chains, hf_test_graph_id (graph, "c")), ==, 3);
  g_assert_cmpuint (hf_chains_distance (chains, hf_test_graph_id (graph, "d")), ==, 4);
  g_assert_cmpuint (hf_chains_distance (chains, hf_test_graph_id (graph, "x")), ==, 0);
  g_assert_cmpuint (hf_chains_distance (chains, hf_test_graph_id (graph, "z")), ==, 1);
}

/* What a person would tell, from heaps as CPython has them. */
static void
test_prefers_what_people_tell (void)
{
  /* The module's own attribute rather than the way through sys.modules. */
  assert_chain ("r>modules@interpreter:sys.modules modules=dict modules>app@['app'] app=module r>app@module:app "
                "app>d@__dict__ d=dict d>cache@['CACHE'] cache=list cache>s@[17]",
                "s", "app d cache s");
  /* The module's attribute rather than the shorter way through the interpreter's own cache. */
  assert_chain ("r>cache@interpreter:type_cache cache>s@internal:value r>app@module:app app=module app>d@__dict__ d=dict "
                "d>list@['CACHE'] list=list list>s@[0]",
                "s", "app d list s");
  /* A long honest way rather than two structural references. */
  assert_chain ("r>app@module:app app=module app>d@__dict__ d=dict d>f@['f'] f=function f-g@.__globals__ g=dict g>s@['s'] "
                "d>a@['a'] a>b@.b b>c@.c c>e@.e e>s@.s",
                "s", "app d a b c e s");
  /* The frame's local rather than native code that holds it directly. */
  assert_chain ("r>s@native:native__code r>t@thread:MainThread t>f f=frame f>s@local:s", "s", "t f s");
  /* The list's item rather than the weak container's inner callback list. */
  assert_chain ("r>app@module:app app=module app>d@__dict__ d=dict d>w@['w'] w=internal.Weak w>s@.s d>l@['l'] l=list l>m@[0] m>s@.s",
                "s", "app d l m s");
  /* The value rather than the key. */
  assert_chain ("r>d@module:app d=dict d>s@key:'s' d>s@['s']", "s", "d s");
}

static void
test_value_rather_than_key (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>d@module:app d=dict d>s@key:'s' d>s@['s']");
  g_autoptr (HfChains) chains = hf_chains_new (graph->heap, NULL, NULL);
  guint32 s = hf_test_graph_id (graph, "s");

  g_assert_cmpint (hf_heap_ref_kind (graph->heap, hf_chains_parent_ref (chains, s)), ==, HF_REF_VALUE);
}

static void
test_cost_table (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:m r>b@thread:t r>c@interpreter:i r>d@static:s r>e@native:n "
                                                     "r>f@assumed:a a>b a-c a~d a%e");
  const HfHeap *heap = graph->heap;
  guint32 n_roots = hf_heap_n_roots (heap);

  g_assert_cmpuint (n_roots, ==, 6);
  g_assert_cmpuint (hf_chains_cost (heap, 0), ==, 1);
  g_assert_cmpuint (hf_chains_cost (heap, 1), ==, 1);
  for (guint32 r = 2; r < n_roots; r++)
    g_assert_cmpuint (hf_chains_cost (heap, r - 1), <, hf_chains_cost (heap, r));
  g_assert_cmpuint (hf_chains_cost (heap, hf_test_graph_ref (graph, "a", "b")), ==, 1);
  g_assert_cmpuint (hf_chains_cost (heap, hf_test_graph_ref (graph, "a", "c")), ==, 8);
  g_assert_cmpuint (hf_chains_cost (heap, hf_test_graph_ref (graph, "a", "d")), ==, 0);
  g_assert_cmpuint (hf_chains_cost (heap, hf_test_graph_ref (graph, "a", "e")), ==, 0);
}

static void
test_ways_by_hand (void)
{
  /* Two roots hold it directly, two ways share nothing, a third runs through an object of the second. */
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>s@module:app r>s@native:code r>a@module:a a>s r>b@module:b b>c c>s a>c");
  g_autoptr (HfChains) chains = hf_chains_new (graph->heap, NULL, NULL);
  g_autoptr (GPtrArray) ways = hf_chains_ways (chains, graph->heap, hf_test_graph_id (graph, "s"), 10, NULL, NULL);
  static const guint lengths[] = { 1, 2, 3, 1 };

  g_assert_cmpuint (ways->len, ==, G_N_ELEMENTS (lengths));
  for (guint i = 0; i < ways->len; i++)
    g_assert_cmpuint (((HfChain *) g_ptr_array_index (ways, i))->n_links, ==, lengths[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint part = 0; part < 4; part++)
    {
      g_autofree char *path = g_strdup_printf ("/chains/random-%u", part + 1);

      g_test_add_data_func (path, GUINT_TO_POINTER (part * (N_GRAPHS / 4)), test_random);
    }
  g_test_add_func ("/chains/distances", test_distances);
  g_test_add_func ("/chains/prefers-what-people-tell", test_prefers_what_people_tell);
  g_test_add_func ("/chains/value-rather-than-key", test_value_rather_than_key);
  g_test_add_func ("/chains/cost-table", test_cost_table);
  g_test_add_func ("/chains/ways-by-hand", test_ways_by_hand);

  return g_test_run ();
}
