/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-waste.h"
#include "hf-test-graph.h"

#include <string.h>

static HfAnalysis *
analyse (HfHeap *heap)
{
  HfAnalysis *analysis = hf_analysis_new (heap, NULL, NULL);

  g_assert_nonnull (analysis);

  return analysis;
}

static HfWaste *
find (const HfAnalysis *analysis, const HfBitset *only)
{
  g_autoptr (GError) error = NULL;
  HfWaste *waste = hf_waste_new (analysis, only, NULL, &error);

  g_assert_no_error (error);

  return waste;
}

/* A heap of strings, some cut off, and lists of them, with values and sizes that often meet. */
static HfHeap *
random_heap (GRand *rand)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  static const char *const types[] = { "str", "bytes", "app.Name" };
  guint n = (guint) g_rand_int_range (rand, 1, 60), n_lists = (guint) g_rand_int_range (rand, 1, 10);
  HfHeap *heap;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES | HF_HAS_ADDRESSES);
  hf_heap_builder_set_runtime (builder, "CPython 3.11.2");
  for (guint i = 0; i < n + n_lists; i++)
    {
      const char *type = i < n ? types[g_rand_int_range (rand, 0, 3)] : "list";
      gboolean cut = g_rand_int_range (rand, 0, 3) == 0;
      g_autofree char *value = g_strdup_printf ("'%c", 'a' + g_rand_int_range (rand, 0, 4));
      HfObjectSpec spec = {
        .address = 0x1000 + 16 * i,
        .type = hf_heap_builder_type (builder, i < n ? "m" : "builtins", type, i < n ? HF_KIND_VALUE : HF_KIND_CONTAINER,
                                      strcmp (type, "bytes") == 0 || i >= n ? 0 : HF_TYPE_STRING),
        .shallow = (guint64) g_rand_int_range (rand, 40, 44),
        .refcount = HF_REFCOUNT_UNKNOWN,
        .value = i >= n || g_rand_int_range (rand, 0, 8) == 0 ? NULL : value,
        .flags = cut && i < n ? HF_OBJECT_VALUE_CUT : 0,
      };

      spec.value_length = spec.value != NULL ? strlen (spec.value) : 0;
      hf_heap_builder_add_object (builder, &spec);
    }
  for (guint i = 0; i < 3 * n; i++)
    hf_heap_builder_add_ref_from (builder, n + (guint) g_rand_int_range (rand, 0, (gint32) n_lists),
                                  (guint) g_rand_int_range (rand, 0, (gint32) n), HF_REF_INDEX, i, HF_CLASS_STRONG);
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module m", n, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  g_assert_nonnull (heap);

  return heap;
}

static gboolean
are_copies (const HfHeap *heap, guint32 a, guint32 b)
{
  gboolean cut_a = (hf_heap_flags (heap, a) & HF_OBJECT_VALUE_CUT) != 0, cut_b = (hf_heap_flags (heap, b) & HF_OBJECT_VALUE_CUT) != 0;

  return hf_heap_kind (heap, a) == HF_KIND_VALUE && hf_heap_type (heap, a) == hf_heap_type (heap, b) && cut_a == cut_b &&
         *hf_heap_value (heap, a) != '\0' && strcmp (hf_heap_value (heap, a), hf_heap_value (heap, b)) == 0 &&
         (!cut_a || hf_heap_shallow (heap, a) == hf_heap_shallow (heap, b)) &&
         ((hf_heap_type_flags (heap, hf_heap_type (heap, a)) & HF_TYPE_STRING) || strcmp (hf_heap_type_name_of (heap, a), "bytes") == 0);
}

/* What the row of @v's copies should say, pair by pair; 0 if it is alone. */
static guint32
count_copies (const HfHeap *heap, const HfBitset *only, guint32 v, guint64 *wasted)
{
  guint64 largest = 0;
  guint32 n = 0;

  *wasted = 0;
  for (guint32 w = 1; w < hf_heap_graph (heap)->n; w++)
    if (hf_bitset_has (only, w) && are_copies (heap, v, w))
      {
        n++;
        *wasted += hf_heap_shallow (heap, w);
        largest = MAX (largest, hf_heap_shallow (heap, w));
      }
  *wasted -= largest;

  return n < 2 ? 0 : n;
}

static void
assert_strings (const HfHeap *heap, const HfWaste *waste, const HfBitset *only)
{
  g_autofree guint32 *row_of = g_new0 (guint32, hf_heap_graph (heap)->n);
  guint64 total = 0;

  for (guint i = 0; i < waste->n_rows; i++)
    for (guint32 k = 0; waste->rows[i].kind == HF_WASTE_STRINGS && k < waste->rows[i].count; k++)
      {
        g_assert_cmpuint (row_of[hf_waste_objects (waste, i)[k]], ==, 0);
        row_of[hf_waste_objects (waste, i)[k]] = i + 1;
      }
  for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
    {
      guint64 wasted;
      guint32 n = hf_bitset_has (only, v) ? count_copies (heap, only, v, &wasted) : 0;

      g_assert_cmpuint (row_of[v] != 0, ==, n != 0);
      if (n == 0)
        continue;
      g_assert_cmpuint (waste->rows[row_of[v] - 1].count, ==, n);
      g_assert_cmpuint (waste->rows[row_of[v] - 1].bytes, ==, wasted);
      g_assert_cmpint (waste->rows[row_of[v] - 1].proven, ==, !(hf_heap_flags (heap, v) & HF_OBJECT_VALUE_CUT));
    }
  for (guint i = 0; i < waste->n_rows; i++)
    if (waste->rows[i].kind == HF_WASTE_STRINGS && waste->rows[i].proven)
      total += waste->rows[i].bytes;
  g_assert_cmpuint (waste->bytes[HF_WASTE_STRINGS], ==, total);
}

/* Each wanted list stands at its place by length; the empty ones are the whole of EMPTY. */
static void
assert_lists (const HfHeap *heap, const HfWaste *waste, const HfBitset *only)
{
  guint32 n_large = 0, n_empty = 0, last = G_MAXUINT32;

  for (guint i = 0; i < waste->n_rows; i++)
    if (waste->rows[i].kind == HF_WASTE_LARGE)
      {
        guint32 v = waste->rows[i].example;
        guint32 length = hf_heap_graph (heap)->out_begin[v + 1] - hf_heap_graph (heap)->out_begin[v];

        n_large++;
        g_assert_true (hf_bitset_has (only, v));
        g_assert_cmpuint (waste->rows[i].length, ==, length);
        g_assert_cmpuint (length, <=, last);
        last = length;
      }
  for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
    if (hf_bitset_has (only, v) && hf_heap_kind (heap, v) == HF_KIND_CONTAINER)
      {
        gboolean empty = hf_heap_graph (heap)->out_begin[v + 1] == hf_heap_graph (heap)->out_begin[v];

        n_empty += empty;
        n_large -= !empty;
      }
  g_assert_cmpuint (n_large, ==, 0);
  g_assert_cmpuint (waste->counts[HF_WASTE_EMPTY], ==, n_empty);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (HfHeap) heap = random_heap (rand);
      g_autoptr (HfAnalysis) analysis = analyse (heap);
      g_autoptr (HfBitset) only = hf_bitset_new (hf_heap_graph (heap)->n);
      g_autoptr (HfWaste) waste = NULL;

      for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
        if (round % 2 == 0 || g_rand_boolean (rand))
          hf_bitset_add (only, v);
      waste = find (analysis, round % 2 == 0 ? NULL : only);
      assert_strings (heap, waste, only);
      assert_lists (heap, waste, only);
    }
}

/* Objects of any sort: rows lie in order, each object of a kind is in one row, and rows say what their objects sum up to. */
static void
test_sums (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (18);

  for (guint round = 0; round < 200; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfAnalysis) analysis = analyse (heap);
      g_autoptr (HfWaste) waste = find (analysis, NULL);

      for (guint i = 0; i < waste->n_rows; i++)
        {
          guint64 shallow = 0;

          for (guint32 k = 0; k < waste->rows[i].count; k++)
            shallow += hf_heap_shallow (heap, hf_waste_objects (waste, i)[k]);
          g_assert_cmpuint (shallow, ==, waste->rows[i].shallow);
          g_assert_cmpuint (waste->rows[i].bytes, <=, shallow);
          g_assert_cmpuint (waste->rows[i].example, ==, hf_waste_objects (waste, i)[0]);
          g_assert_true (i == 0 || waste->rows[i - 1].kind <= waste->rows[i].kind);
          g_assert_cmpstr (hf_waste_remedy (waste, i), !=, "");
        }
    }
}

/* A namespace is neither an empty container nor a long collection. */
static void
test_namespaces (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>m m=module m>d@__dict__ d=dict/64 d>l@['l'] d>e@['e'] l=list/56 e=dict/64 "
                                                     "d>o@['o'] o=app.T/48 o>p@__dict__ p=dict/64");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfWaste) waste = find (analysis, NULL);

  g_assert_cmpuint (waste->n_rows, ==, 2);
  g_assert_cmpuint (waste->rows[0].kind, ==, HF_WASTE_EMPTY);
  g_assert_cmpuint (waste->rows[0].example, ==, hf_test_graph_id (graph, "e"));
  g_assert_cmpuint (waste->rows[0].count, ==, 1);
  g_assert_cmpuint (waste->rows[1].example, ==, hf_test_graph_id (graph, "l"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/waste/random", test_random);
  g_test_add_func ("/analysis/waste/sums", test_sums);
  g_test_add_func ("/analysis/waste/namespaces", test_namespaces);

  return g_test_run ();
}
