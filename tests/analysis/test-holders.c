/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-holders.h"
#include "analysis/hf-path.h"
#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#include <string.h>

/* ---- naive: each object's path by itself, folded by reading and rewriting a list of words ------------------------------------- */

typedef struct
{
  GPtrArray *words; /* of char* */
  GArray *runs;     /* of gboolean: that word is a run */
} Folded;

static const char *
word (const Folded *folded, guint back)
{
  return g_ptr_array_index (folded->words, folded->words->len - 1 - back);
}

static gboolean
is_run (const Folded *folded, guint back)
{
  return g_array_index (folded->runs, gboolean, folded->runs->len - 1 - back);
}

static void
push (Folded *folded, const char *text, gboolean run)
{
  g_ptr_array_add (folded->words, g_strdup (text));
  g_array_append_val (folded->runs, run);
}

static void
pop (Folded *folded, guint n)
{
  g_ptr_array_set_size (folded->words, (int) (folded->words->len - n));
  g_array_set_size (folded->runs, folded->runs->len - n);
}

static guint
plain_tail (const Folded *folded)
{
  guint n = 0;

  while (n < folded->words->len && !is_run (folded, n))
    n++;

  return n;
}

static char *
joined (const Folded *folded, guint n, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = n; i-- > 0;)
    g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", word (folded, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A pattern seen three times becomes a run; a run followed by its own pattern once more swallows it. */
static gboolean
rewrite_once (Folded *folded)
{
  guint tail = plain_tail (folded);

  for (guint period = 1; period <= 4; period++)
    {
      g_autofree char *pattern = period <= tail ? joined (folded, period, " › ") : NULL;
      g_autofree char *run = pattern != NULL ? g_strconcat (pattern, "…", NULL) : NULL;
      gboolean repeated = tail >= 3 * period;

      if (run == NULL)
        continue;
      if (tail == period && folded->words->len > period && g_str_equal (word (folded, period), run))
        {
          pop (folded, period);
          return TRUE;
        }
      for (guint i = period; repeated && i < 3 * period; i++)
        repeated = g_str_equal (word (folded, i), word (folded, i - period));
      if (repeated)
        {
          pop (folded, 3 * period);
          push (folded, run, TRUE);
          return TRUE;
        }
    }

  return FALSE;
}

/* NULL where the path is long enough for a tree-like run, which is tested by itself. */
static char *
naive_path (const HfAnalysis *analysis, guint32 object)
{
  g_autofree HfChain *chain = hf_chains_get (analysis->chains, analysis->heap, object);
  g_autoptr (HfPath) path = hf_path_new (analysis->heap, chain);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (gboolean));
  Folded folded = { words, runs };
  const char *type = hf_heap_type_name_of (analysis->heap, object);
  g_autofree char *text = NULL;

  if (path->steps->len >= 12)
    return NULL;
  for (guint i = 0; i < path->steps->len; i++)
    {
      push (&folded, g_array_index (path->steps, HfStep, i).folded, FALSE);
      rewrite_once (&folded);
    }
  text = joined (&folded, words->len, " › ");

  return g_strdup_printf ("%s › %s", text, strrchr (type, '.') != NULL ? strrchr (type, '.') + 1 : type);
}

static HfHeap *
random_heap (GRand *rand)
{
  g_autoptr (GString) text = g_string_new ("r>o0@module:app ");
  guint n = (guint) g_rand_int_range (rand, 2, 28);
  HfTestGraph *graph;
  HfHeap *heap;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "o%u=%s/%u ", i, i % 4 == 1 ? "list" : i % 4 == 2 ? "app.T" : "app.U", i + 1);
  /* Long thin shapes, so that runs come up. */
  for (guint i = 1; i < n; i++)
    g_string_append_printf (text, "o%u>o%u@%s ", g_rand_int_range (rand, 0, 3) ? i - 1 : (guint) g_rand_int_range (rand, 0, (gint32) n), i,
                            g_rand_int_range (rand, 0, 4) ? ".next" : g_rand_int_range (rand, 0, 2) ? "[5]" : ".other");
  graph = hf_test_graph_new (text->str);
  heap = hf_heap_ref (graph->heap);
  hf_test_graph_free (graph);

  return heap;
}

static void
assert_holder (const HfAnalysis *analysis, const HfHolders *holders, guint row, const HfOracle *oracle)
{
  const HfHolder *holder = &holders->holders[row];
  guint64 shallow = 0, largest = 0;
  gboolean has_example = FALSE;
  HfSet set = 0;

  for (guint i = 0; i < holder->count; i++)
    {
      guint32 v = holders->members[holder->first + i];
      g_autofree char *path = naive_path (analysis, v);

      if (path != NULL)
        g_assert_cmpstr (holder->path, ==, path);
      g_assert_true (i == 0 || holders->members[holder->first + i - 1] < v);
      shallow += hf_heap_shallow (analysis->heap, v);
      largest = MAX (largest, hf_dominators_retained (analysis->dominators, v));
      has_example |= v == holder->example;
      set |= HF_SET (v);
    }
  g_assert_cmpuint (holder->shallow, ==, shallow);
  g_assert_cmpuint (holder->retained, ==, hf_oracle_retained (oracle, set));
  g_assert_true (has_example);
  g_assert_cmpuint (hf_dominators_retained (analysis->dominators, holder->example), ==, largest);
  g_assert_true (row == 0 || holders->holders[row - 1].count >= holder->count);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint n_runs = 0;

  for (guint round = 0; round < 1500; round++)
    {
      g_autoptr (HfHeap) heap = random_heap (rand);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
      g_autoptr (HfHolders) holders = NULL;
      g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);
      guint total = 0;
      HfOracle oracle;

      for (guint32 v = hf_heap_n_objects (heap); v > 0; v--)
        if (g_rand_int_range (rand, 0, 4) > 0)
          g_array_append_val (objects, v);
      holders = hf_holders_new (analysis, (const guint32 *) (gpointer) objects->data, objects->len, NULL, NULL);
      hf_oracle_init (&oracle, heap);
      for (guint i = 0; i < holders->n_holders; i++)
        {
          assert_holder (analysis, holders, i, &oracle);
          g_assert_true (g_hash_table_add (paths, holders->holders[i].path));
          n_runs += strstr (holders->holders[i].path, ".next…") != NULL;
          total += holders->holders[i].count;
        }
      g_assert_cmpuint (total, ==, objects->len);
    }
  g_assert_cmpuint (n_runs, >, 500);
}

static HfHolders *
holders_of_all (const HfAnalysis *analysis)
{
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 v = 1; v <= hf_heap_n_objects (analysis->heap); v++)
    g_array_append_val (objects, v);

  return hf_holders_new (analysis, (const guint32 *) (gpointer) objects->data, objects->len, NULL, NULL);
}

static void
test_folds_keys_and_dicts (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (
    "r>m@module:app m=module d=dict c=dict m>d@__dict__ d>c@['CACHE'] a=app.S b=app.S e=app.S x=dict c>a@['k1'] c>b@[17] c>e@key:'z' "
    "a>x@__dict__ x>y@['data'] y=list");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  guint32 objects[] = { hf_test_graph_id (graph, "a"), hf_test_graph_id (graph, "b"), hf_test_graph_id (graph, "e"), hf_test_graph_id (graph, "y") };
  g_autoptr (HfHolders) holders = hf_holders_new (analysis, objects, 4, NULL, NULL);

  g_assert_cmpuint (holders->n_holders, ==, 3);
  g_assert_cmpstr (holders->holders[0].path, ==, "module app › .CACHE › [*] › S");
  g_assert_cmpuint (holders->holders[0].count, ==, 2);
  g_assert_cmpstr (holders->holders[1].path, ==, "module app › .CACHE › [*] › .data › list");
  g_assert_cmpstr (holders->holders[2].path, ==, "module app › .CACHE › key * › S");
}

/* One chain of 300,000 links is three rows: the first two links, and all the others. */
static void
test_linked_list (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 type = hf_heap_builder_type (builder, "app", "Link", HF_KIND_INSTANCE, 0);
  guint32 next = hf_heap_builder_string (builder, "next", -1);
  const guint32 n = 300000;
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfHolders) holders = NULL;

  for (guint32 i = 0; i < n; i++)
    {
      HfObjectSpec spec = { .address = 0x10 + i, .type = type, .shallow = 1, .refcount = HF_REFCOUNT_UNKNOWN };

      hf_heap_builder_add_object (builder, &spec);
      if (i + 1 < n)
        hf_heap_builder_add_ref (builder, i + 1, HF_REF_ATTRIBUTE, next, HF_CLASS_STRONG);
    }
  hf_heap_builder_set_has (builder, HF_HAS_ROOTS);
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  analysis = hf_analysis_new (heap, NULL, NULL);
  holders = holders_of_all (analysis);

  g_assert_cmpuint (holders->n_holders, ==, 4);
  g_assert_cmpstr (holders->holders[0].path, ==, "module app › .next… › Link");
  g_assert_cmpuint (holders->holders[0].count, ==, n - 3);
  g_assert_cmpuint (holders->holders[0].retained, ==, n - 3);
}

/* A tree has as many paths as objects: deep ones fold into a set of steps. */
static void
test_tree (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 type = hf_heap_builder_type (builder, "app", "Node", HF_KIND_INSTANCE, 0);
  guint32 names[2] = { hf_heap_builder_string (builder, "left", -1), hf_heap_builder_string (builder, "right", -1) };
  const guint32 n = 1u << 17;
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfHolders) holders = NULL;

  for (guint32 i = 0; i < n; i++)
    {
      HfObjectSpec spec = { .address = 0x10 + i, .type = type, .shallow = 1, .refcount = HF_REFCOUNT_UNKNOWN };

      hf_heap_builder_add_object (builder, &spec);
      for (guint32 k = 0; k < 2 && 2 * i + 1 + k < n; k++)
        hf_heap_builder_add_ref (builder, 2 * i + 1 + k, HF_REF_ATTRIBUTE, names[k], HF_CLASS_STRONG);
    }
  hf_heap_builder_set_has (builder, HF_HAS_ROOTS);
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  analysis = hf_analysis_new (heap, NULL, NULL);
  holders = holders_of_all (analysis);

  g_assert_cmpuint (holders->n_holders, <, 10000);
  for (guint i = 0; i < holders->n_holders; i++)
    g_assert_cmpuint (strlen (holders->holders[i].path), <, 600);
}

static void
test_unreachable (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("a=app.A b=app.B a>b@.b c=app.C r~c");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  guint32 objects[] = { hf_test_graph_id (graph, "b"), hf_test_graph_id (graph, "a") };
  g_autoptr (HfHolders) holders = hf_holders_new (analysis, objects, 2, NULL, NULL);

  g_assert_cmpuint (holders->n_holders, ==, 2);
  g_assert_cmpstr (holders->holders[0].path, ==, "(unreachable) A › A");
  g_assert_cmpstr (holders->holders[1].path, ==, "(unreachable) A › .b › B");
}

static void
test_none (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("a=app.A r>a");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfHolders) holders = hf_holders_new (analysis, NULL, 0, NULL, NULL);

  g_assert_cmpuint (holders->n_holders, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/holders/random", test_random);
  g_test_add_func ("/holders/folds-keys-and-dicts", test_folds_keys_and_dicts);
  g_test_add_func ("/holders/linked-list", test_linked_list);
  g_test_add_func ("/holders/tree", test_tree);
  g_test_add_func ("/holders/unreachable", test_unreachable);
  g_test_add_func ("/holders/none", test_none);

  return g_test_run ();
}
