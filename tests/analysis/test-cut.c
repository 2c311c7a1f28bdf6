/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "analysis/hf-cut-sets.h"
#include "analysis/hf-cut.h"

#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#define N_GRAPHS 5000
#define N_SMALL 3000
#define MAX_SMALL_REFS 12

/* ---- the naive answers: delete, and look again ---- */

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const guint8 *cut; /* [m] */
} Rest;

static gboolean
owns (const Rest *rest, guint32 r)
{
  return !rest->cut[r] && (HF_CLASSES_OWNING & HF_CLASS_BIT (hf_ref_class (rest->graph->out[r])));
}

static HfSet
reach (const Rest *rest, HfSet from)
{
  HfSet seen = from, before;

  do
    {
      before = seen;
      for (guint32 v = 0; v < rest->graph->n; v++)
        for (guint32 r = rest->graph->out_begin[v]; r < rest->graph->out_begin[v + 1]; r++)
          if ((seen & HF_SET (v)) && owns (rest, r))
            seen |= HF_SET (hf_ref_object (rest->graph->out[r]));
    }
  while (seen != before);

  return seen;
}

/* Everybody whose references, of which at least one is gone, are all gone. */
static HfSet
freed_of (const Rest *rest)
{
  HfSet freed = 0, before;

  do
    {
      before = freed;
      for (guint32 v = 1; v < rest->graph->n; v++)
        {
          guint gone = 0, left = 0;

          for (guint32 u = 0; u < rest->graph->n; u++)
            for (guint32 r = rest->graph->out_begin[u]; r < rest->graph->out_begin[u + 1]; r++)
              if (hf_ref_object (rest->graph->out[r]) == v && (HF_CLASSES_OWNING & HF_CLASS_BIT (hf_ref_class (rest->graph->out[r]))))
                {
                  if (rest->cut[r] || (freed & HF_SET (u)))
                    gone++;
                  else
                    left++;
                }
          if (gone > 0 && left == 0)
            freed |= HF_SET (v);
        }
    }
  while (freed != before);

  return freed;
}

static gboolean
is_in_cycle (const Rest *rest, guint32 v)
{
  HfSet next = 0;

  for (guint32 r = rest->graph->out_begin[v]; r < rest->graph->out_begin[v + 1]; r++)
    if (owns (rest, r))
      next |= HF_SET (hf_ref_object (rest->graph->out[r]));

  return (reach (rest, next) & HF_SET (v)) != 0;
}

/* What needs the collector is in a cycle, or behind one, or behind what was garbage before. */
static void
check_needs_collector (const Rest *rest, const HfOracle *oracle, HfSet still_held, guint32 v)
{
  for (guint32 u = 1; u < rest->graph->n; u++)
    if (!(still_held & HF_SET (u)) && (reach (rest, HF_SET (u)) & HF_SET (v))
        && ((oracle->unreachable & HF_SET (u)) || is_in_cycle (rest, u)))
      return;
  g_assert_not_reached ();
}

/* ---- fates ---- */

static void
check_chain (const HfCut *cut, const Rest *rest, guint32 v, gboolean held)
{
  g_autofree HfChain *chain = NULL;
  guint32 from = HF_ROOT;

  g_assert_true (hf_cut_find_chain (cut, rest->heap, v, &chain, NULL, NULL));
  g_assert_true ((chain != NULL) == held);
  for (guint i = 0; chain != NULL && i < chain->n_links; i++)
    {
      guint32 r = chain->links[i].ref;

      g_assert_cmpuint (hf_graph_referrer_of (rest->graph, r), ==, from);
      g_assert_true (owns (rest, r));
      from = hf_ref_object (rest->graph->out[r]);
      g_assert_cmpuint (from, ==, chain->links[i].object);
    }
  if (chain != NULL)
    g_assert_cmpuint (from, ==, v);
}

static void
check_cut (const HfCut *cut, const HfOracle *oracle, const Rest *rest)
{
  HfSet held = reach (rest, HF_SET (HF_ROOT)), freed = freed_of (rest);
  guint64 freed_bytes = 0, collected_bytes = 0;
  guint32 n_freed = 0, n_collected = 0;

  for (guint32 v = 1; v < rest->graph->n; v++)
    {
      HfFate fate = hf_cut_fate (cut, v);

      if (freed & HF_SET (v))
        {
          g_assert_cmpint (fate, ==, HF_FATE_FREED);
          freed_bytes += hf_heap_shallow (rest->heap, v);
          n_freed++;
        }
      else if (held & HF_SET (v))
        g_assert_cmpint (fate, ==, HF_FATE_HELD);
      else if (oracle->reachable & HF_SET (v))
        {
          g_assert_cmpint (fate, ==, HF_FATE_COLLECTED);
          check_needs_collector (rest, oracle, held, v);
          collected_bytes += hf_heap_shallow (rest->heap, v);
          n_collected++;
        }
      else
        g_assert_cmpint (fate, ==, HF_FATE_GARBAGE);
      check_chain (cut, rest, v, (held & HF_SET (v)) != 0);
    }
  g_assert_cmpuint (cut->n_freed, ==, n_freed);
  g_assert_cmpuint (cut->n_collected, ==, n_collected);
  g_assert_cmpuint (cut->freed_bytes, ==, freed_bytes);
  g_assert_cmpuint (cut->collected_bytes, ==, collected_bytes);
}

static void
test_random_cuts (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (41);
  guint freed = 0, collected = 0;

  for (guint i = 0; i < N_GRAPHS; i++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      const HfGraph *graph = hf_heap_graph (heap);
      g_autofree guint8 *is_cut = g_new0 (guint8, graph->m + 1);
      g_autoptr (GArray) refs = g_array_new (FALSE, FALSE, sizeof (guint32));
      Rest rest = { heap, graph, is_cut };
      HfOracle oracle;

      for (gint n = g_rand_int_range (rand, 0, 5); n > 0 && graph->m > 0; n--)
        {
          guint32 r = (guint32) g_rand_int_range (rand, 0, (gint32) graph->m);

          is_cut[r] = 1;
          g_array_append_val (refs, r);
        }
      hf_oracle_init (&oracle, heap);
      {
        g_autoptr (HfCut) cut = hf_cut_new (heap, (const guint32 *) (gpointer) refs->data, refs->len, NULL, NULL);

        g_assert_nonnull (cut);
        check_cut (cut, &oracle, &rest);
        freed += cut->n_freed;
        collected += cut->n_collected;
      }
    }
  /* The graphs were not all of one sort. */
  g_assert_cmpuint (freed, >, 1000);
  g_assert_cmpuint (collected, >, 1000);
}

static void
test_ring (void)
{
  g_autoptr (HfTestGraph) test = hf_test_graph_new ("r>m m>a@.first a>b@.other b>c@.other c>a@.other a=100 b=100 c=100 m>x x=7 a>y y=5");
  guint32 hold = hf_test_graph_ref (test, "m", "a");
  guint32 both[] = { hf_test_graph_ref (test, "c", "a"), hold, hold };
  g_autoptr (HfCut) one = hf_cut_new (test->heap, &hold, 1, NULL, NULL);
  g_autoptr (HfCut) two = hf_cut_new (test->heap, both, 3, NULL, NULL);

  g_assert_cmpuint (one->n_freed, ==, 0);
  g_assert_cmpuint (one->n_collected, ==, 4);
  g_assert_cmpuint (one->collected_bytes, ==, 305);
  g_assert_cmpuint (two->n_refs, ==, 2);
  g_assert_cmpuint (two->n_freed, ==, 4);
  g_assert_cmpuint (two->freed_bytes, ==, 305);
  g_assert_cmpuint (two->n_collected, ==, 0);
  g_assert_cmpint (hf_cut_fate (two, hf_test_graph_id (test, "x")), ==, HF_FATE_HELD);
}

static void
test_garbage_ring (void)
{
  g_autoptr (HfTestGraph) test = hf_test_graph_new ("r>m a>b b>a b>c c>m");
  guint32 ref = hf_test_graph_ref (test, "a", "b");
  g_autoptr (HfCut) cut = hf_cut_new (test->heap, &ref, 1, NULL, NULL);

  g_assert_cmpuint (cut->n_freed, ==, 3);
  g_assert_cmpint (hf_cut_fate (cut, hf_test_graph_id (test, "m")), ==, HF_FATE_HELD);
}

/* ---- the smallest sets, by trying all ---- */

typedef struct
{
  guint32 price;
  guint32 refs; /* bits */
} Separation;

static int
compare_separations (gconstpointer a, gconstpointer b)
{
  const Separation *x = a, *y = b;

  return (x->price > y->price) - (x->price < y->price);
}

static gboolean
separates (const Rest *rest, guint8 *cut, const guint32 *owning, guint n_owning, guint32 bits, HfSet objects)
{
  for (guint i = 0; i < n_owning; i++)
    cut[owning[i]] = (bits >> i) & 1;

  return (reach (rest, HF_SET (HF_ROOT)) & objects) == 0;
}

/* Every set that separates and of which no reference could stay. */
static GArray *
all_separations (const Rest *rest, guint8 *cut, const guint32 *owning, guint n_owning, HfSet objects, guint32 max_price)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Separation));
  g_autofree guint8 *works = g_new0 (guint8, 1u << n_owning);

  for (guint32 bits = 0; bits < 1u << n_owning; bits++)
    {
      Separation one = { 0, bits };
      gboolean needed = TRUE;

      works[bits] = separates (rest, cut, owning, n_owning, bits, objects);
      for (guint i = 0; i < n_owning; i++)
        if (bits & (1u << i))
          {
            needed &= !works[bits & ~(1u << i)];
            one.price += hf_cut_price (rest->heap, owning[i]);
          }
      if (works[bits] && needed && bits != 0 && one.price <= max_price)
        g_array_append_val (all, one);
    }
  g_array_sort (all, compare_separations);
  while (all->len > 0 && g_array_index (all, Separation, all->len - 1).price > HF_CUT_DEAREST * g_array_index (all, Separation, 0).price)
    g_array_set_size (all, all->len - 1);

  return all;
}

static guint32
bits_of (const HfCutSet *set, const guint32 *owning, guint n_owning)
{
  guint32 bits = 0;

  for (guint32 i = 0; i < set->n_refs; i++)
    for (guint k = 0; k < n_owning; k++)
      if (owning[k] == set->refs[i])
        bits |= 1u << k;

  return bits;
}

static void
check_sets (GPtrArray *sets, GArray *all, const guint32 *owning, guint n_owning, guint max_sets)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_assert_cmpuint (sets->len, ==, MIN (all->len, max_sets));
  for (guint i = 0; i < sets->len; i++)
    {
      const HfCutSet *set = g_ptr_array_index (sets, i);
      guint32 bits = bits_of (set, owning, n_owning);
      gboolean real = FALSE;

      g_assert_cmpuint (set->price, ==, g_array_index (all, Separation, i).price);
      for (guint k = 0; k < all->len; k++)
        real |= g_array_index (all, Separation, k).refs == bits;
      g_assert_true (real);
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (bits)));
    }
}

static guint
owning_refs (const HfGraph *graph, guint32 *owning)
{
  guint n = 0;

  for (guint32 r = 0; r < graph->m; r++)
    if (HF_CLASSES_OWNING & HF_CLASS_BIT (hf_ref_class (graph->out[r])))
      {
        if (n == MAX_SMALL_REFS)
          return MAX_SMALL_REFS + 1;
        owning[n++] = r;
      }

  return n;
}

static void
test_random_sets (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  guint done = 0, several = 0;

  while (done < N_SMALL)
    {
      HfTestRandom shape = { .n_objects = (guint32) g_rand_int_range (rand, 1, 7), .n_refs = (guint32) g_rand_int_range (rand, 0, 11),
                             .n_roots = (guint32) g_rand_int_range (rand, 1, 4), .n_types = 2, .structural_share = 20,
                             .weak_share = 10, .shared_share = 5 };
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      const HfGraph *graph = hf_heap_graph (heap);
      guint32 owning[MAX_SMALL_REFS], objects[2], max_refs = (guint32) g_rand_int_range (rand, 4, 40);
      guint n_owning = owning_refs (graph, owning), max_sets = (guint) g_rand_int_range (rand, 1, 9);
      guint32 n_objects = (guint32) g_rand_int_range (rand, 1, 3);
      g_autofree guint8 *cut = g_new0 (guint8, graph->m + 1);
      Rest rest = { heap, graph, cut };
      g_autoptr (GPtrArray) sets = NULL;
      g_autoptr (GArray) all = NULL;
      HfSet wanted = 0;

      if (n_owning > MAX_SMALL_REFS || graph->n < 2)
        continue;
      for (guint32 i = 0; i < n_objects; i++)
        {
          objects[i] = (guint32) g_rand_int_range (rand, 1, (gint32) graph->n);
          wanted |= HF_SET (objects[i]);
        }
      sets = hf_cut_sets_find (heap, objects, n_objects, max_sets, max_refs, NULL, NULL);
      all = all_separations (&rest, cut, owning, n_owning, wanted, max_refs * HF_CUT_PLAIN_PRICE);
      check_sets (sets, all, owning, n_owning, max_sets);
      several += sets->len > 1;
      done++;
    }
  g_assert_cmpuint (several, >, N_SMALL / 10);
}

/* Two holders of the application: both must go; the interpreter's field would be a third. */
static void
test_application_first (void)
{
  g_autoptr (HfTestGraph) test =
    hf_test_graph_new ("r>m@module:app m>d@__dict__ d=dict d>cache@['CACHE'] cache=dict cache>s@['k'] s=app.Session m=module");
  guint32 s = hf_test_graph_id (test, "s");
  g_autoptr (GPtrArray) sets = hf_cut_sets_find (test->heap, &s, 1, 10, 16, NULL, NULL);
  const HfCutSet *first, *second;

  g_assert_cmpuint (sets->len, ==, 4); /* of 16, 16, 40 and 64 */
  first = g_ptr_array_index (sets, 0);
  second = g_ptr_array_index (sets, 1);
  g_assert_cmpuint (first->refs[0], ==, hf_test_graph_ref (test, "cache", "s"));
  g_assert_cmpuint (second->refs[0], ==, hf_test_graph_ref (test, "d", "cache"));
  g_assert_cmpuint (((HfCutSet *) g_ptr_array_index (sets, 2))->refs[0], ==, hf_test_graph_ref (test, "m", "d"));
  g_assert_cmpuint (((HfCutSet *) g_ptr_array_index (sets, 3))->refs[0], ==, hf_test_graph_ref (test, "r", "m"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cut/random-cuts-against-deleting-and-reaching", test_random_cuts);
  g_test_add_func ("/cut/a-held-ring", test_ring);
  g_test_add_func ("/cut/an-unreachable-ring", test_garbage_ring);
  g_test_add_func ("/cut/smallest-sets-against-trying-all", test_random_sets);
  g_test_add_func ("/cut/the-nearest-and-plainest-first", test_application_first);
  return g_test_run ();
}
