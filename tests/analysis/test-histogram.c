/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-histogram.h"
#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#include <string.h>

/* Counts with a table of strings, row by row. */
static void
assert_rows (const HfHeap *heap, const HfHistogram *histogram, const HfOracle *oracle)
{
  guint32 total = 0;

  for (guint row = 0; row < histogram->n_rows; row++)
    {
      const HfHistogramRow *entry = &histogram->rows[row];
      g_autoptr (GArray) objects = hf_histogram_objects (histogram, row);
      guint32 count = 0;
      guint64 shallow = 0;
      HfSet set = 0;

      for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
        if (g_str_equal (hf_heap_type_name_of (heap, v), entry->key))
          {
            g_assert_cmpuint (g_array_index (objects, guint32, count), ==, v);
            g_assert_cmpuint (hf_histogram_row_of (histogram, v), ==, row);
            count++;
            shallow += hf_heap_shallow (heap, v);
            set |= HF_SET (v);
          }
      g_assert_cmpuint (entry->count, ==, count);
      g_assert_cmpuint (count, >, 0);
      g_assert_cmpuint (objects->len, ==, count);
      g_assert_cmpuint (entry->shallow, ==, shallow);
      g_assert_cmpuint (entry->retained, ==, hf_oracle_retained (oracle, set));
      g_assert_cmpstr (hf_heap_type_name (heap, entry->type), ==, entry->key);
      g_assert_true (row == 0 || histogram->rows[row - 1].shallow >= entry->shallow);
      total += count;
    }
  g_assert_cmpuint (total, ==, hf_heap_n_objects (heap));
  g_assert_cmpuint (hf_histogram_row_of (histogram, HF_ROOT), ==, HF_NONE);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 500; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = NULL;
      g_autoptr (HfAnalysis) analysis = NULL;
      g_autoptr (HfHistogram) histogram = NULL;
      HfOracle oracle;

      shape.n_objects = MIN (shape.n_objects, 50);
      heap = hf_test_random_heap (rand, &shape);
      analysis = hf_analysis_new (heap, NULL, NULL);
      histogram = hf_histogram_new (analysis, HF_GROUP_BY_TYPE, TRUE, NULL, NULL);
      hf_oracle_init (&oracle, heap);
      g_assert_true (histogram->has_retained);
      assert_rows (heap, histogram, &oracle);
    }
}

static const HfHistogramRow *
row_named (const HfHistogram *histogram, const char *key)
{
  for (guint i = 0; i < histogram->n_rows; i++)
    if (g_str_equal (histogram->rows[i].key, key))
      return &histogram->rows[i];

  g_assert_not_reached ();
}

static void
test_by_module (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("a=app.A/1 b=app.B/2 c=pkg.mod.C/4 d=dict/8 e=internal.E/16 r>a");
  g_autoptr (HfHistogram) histogram = hf_histogram_new_for_heap (graph->heap, HF_GROUP_BY_MODULE, NULL, NULL);

  g_assert_false (histogram->has_retained);
  g_assert_cmpuint (histogram->n_rows, ==, 4);
  g_assert_cmpuint (row_named (histogram, "app")->count, ==, 2);
  g_assert_cmpuint (row_named (histogram, "app")->shallow, ==, 3);
  g_assert_cmpuint (row_named (histogram, "pkg.mod")->count, ==, 1);
  g_assert_cmpuint (row_named (histogram, "builtins")->shallow, ==, 8);
  g_assert_true (row_named (histogram, "internal")->internal);
  g_assert_false (row_named (histogram, "app")->internal);
}

static void
test_by_site (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 type = hf_heap_builder_type (builder, "app", "T", HF_KIND_INSTANCE, 0);
  HfSiteFrame here[] = { { "app/web.py", "work", 31 }, { "app/main.py", "", 2 } };
  HfSiteFrame there[] = { { "app/web.py", "work", 31 } };
  guint32 sites[3] = { 0, hf_heap_builder_add_site (builder, here, 2), hf_heap_builder_add_site (builder, there, 1) };
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfHistogram) histogram = NULL;

  for (guint i = 0; i < 6; i++)
    {
      HfObjectSpec spec = { .address = 0x10 + i, .type = type, .shallow = 1, .refcount = HF_REFCOUNT_UNKNOWN, .site = sites[i % 3] };

      hf_heap_builder_add_object (builder, &spec);
    }
  heap = hf_heap_builder_build (builder, NULL, NULL);
  histogram = hf_histogram_new_for_heap (heap, HF_GROUP_BY_SITE, NULL, NULL);

  g_assert_cmpuint (histogram->n_rows, ==, 2);
  g_assert_cmpuint (row_named (histogram, "app/web.py:31")->count, ==, 4);
  g_assert_cmpuint (row_named (histogram, "(no site recorded)")->count, ==, 2);
}

static void
test_empty (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("");
  g_autoptr (HfHistogram) histogram = hf_histogram_new_for_heap (graph->heap, HF_GROUP_BY_TYPE, NULL, NULL);

  g_assert_cmpuint (histogram->n_rows, ==, 0);
}

static void
test_cancel (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("a b c r>a");
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (GError) error = NULL;

  hf_progress_cancel (progress);
  g_assert_null (hf_histogram_new (analysis, HF_GROUP_BY_TYPE, TRUE, progress, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/random", test_random);
  g_test_add_func ("/histogram/by-module", test_by_module);
  g_test_add_func ("/histogram/by-site", test_by_site);
  g_test_add_func ("/histogram/empty", test_empty);
  g_test_add_func ("/histogram/cancel", test_cancel);

  return g_test_run ();
}
