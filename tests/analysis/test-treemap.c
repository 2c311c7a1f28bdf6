/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-treemap.h"
#include "hf-test-graph.h"

#include <math.h>

/* Inside what is around it, apart from its like, as large as its bytes say. */
static void
assert_level (const HfTreemap *map, guint32 parent, double width, double height, double whole)
{
  double area = 0;

  for (guint i = 0; i < map->n_cells; i++)
    {
      const HfTreemapCell *cell = &map->cells[i];

      if (cell->parent != parent)
        continue;
      area += (double) cell->width * cell->height;
      g_assert_cmpfloat_with_epsilon ((double) cell->width * cell->height, (double) cell->bytes / whole * width * height, 0.01 * width * height);
      for (guint k = 0; k < i; k++)
        if (map->cells[k].parent == parent)
          {
            double across = MIN (cell->x + cell->width, map->cells[k].x + map->cells[k].width) - MAX (cell->x, map->cells[k].x);
            double down = MIN (cell->y + cell->height, map->cells[k].y + map->cells[k].height) - MAX (cell->y, map->cells[k].y);

            g_assert_true (across < 0.01 || down < 0.01);
          }
    }
  g_assert_cmpfloat_with_epsilon (area, width * height, 0.01 * width * height);
}

/* The children of a level, one cell each, and the rest as many as it says. */
static void
assert_objects (const HfAnalysis *analysis, const HfTreemap *map, guint32 parent, guint32 object)
{
  guint32 n, n_found = 0;
  guint64 bytes = 0;
  guint own = object == HF_ROOT || hf_heap_shallow (analysis->heap, object) == 0 ? 0 : 1;

  hf_dominators_children (analysis->dominators, object, &n);
  for (guint i = 0; i < map->n_cells; i++)
    if (map->cells[i].parent == parent)
      {
        const HfTreemapCell *cell = &map->cells[i];

        bytes += cell->bytes;
        n_found += cell->object == HF_NONE ? cell->n_rest : 1;
        if (cell->object != HF_NONE && !cell->own)
          {
            g_assert_cmpuint (analysis->dominators->idom[cell->object], ==, object);
            g_assert_cmpuint (cell->bytes, ==, hf_dominators_retained (analysis->dominators, cell->object));
          }
      }
  g_assert_cmpuint (n_found, ==, n + own);
  g_assert_cmpuint (bytes, ==, hf_dominators_retained (analysis->dominators, object));
}

static void
assert_map (const HfAnalysis *analysis, const HfTreemap *map)
{
  g_autofree gboolean *divided = g_new0 (gboolean, map->n_cells + 1);

  g_assert_cmpuint (map->n_cells, <=, HF_TREEMAP_CELLS);
  assert_level (map, HF_NONE, map->width, map->height, (double) hf_dominators_retained (analysis->dominators, map->focus));
  assert_objects (analysis, map, HF_NONE, map->focus);
  for (guint i = 0; i < map->n_cells; i++)
    if (map->cells[i].parent != HF_NONE)
      {
        g_assert_cmpuint (map->cells[i].parent, <, i);
        divided[map->cells[i].parent] = TRUE;
      }
  for (guint i = 0; i < map->n_cells; i++)
    if (divided[i])
      {
        const HfTreemapCell *cell = &map->cells[i];

        assert_level (map, i, cell->width - 2 * HF_TREEMAP_MARGIN, cell->height - HF_TREEMAP_TITLE - HF_TREEMAP_MARGIN, (double) cell->bytes);
        assert_objects (analysis, map, i, cell->object);
      }
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (41);
  guint n_divided = 0;

  for (guint round = 0; round < 300; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
      double width = g_rand_double_range (rand, 100, 900), height = g_rand_double_range (rand, 100, 700);

      for (guint32 v = 0; v < hf_heap_graph (heap)->n; v++)
        {
          g_autoptr (HfTreemap) map = NULL;

          if (hf_dominators_retained (analysis->dominators, v) == 0)
            continue;
          map = hf_treemap_new (analysis, v, width, height, NULL, NULL);
          assert_map (analysis, map);
          n_divided += map->n_cells > map->n_outer;
        }
    }
  g_assert_cmpuint (n_divided, >, 100);
}

/* A level of many: no more cells than there may be, the rest in one. */
static void
test_many (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfTreemap) map = NULL;
  guint32 list;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES);
  for (guint i = 0; i <= 50000; i++)
    {
      HfObjectSpec spec = { .address = 0x1000 + 16 * i, .type = hf_heap_builder_type (builder, "app", "T", HF_KIND_INSTANCE, 0),
                            .shallow = i == 0 ? 0 : i < 10 ? 1000000 / i : 100 + i % 7, .refcount = HF_REFCOUNT_UNKNOWN };

      hf_heap_builder_add_object (builder, &spec);
      if (i > 0)
        hf_heap_builder_add_ref_from (builder, 0, i, HF_REF_INDEX, i, HF_CLASS_STRONG);
    }
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  analysis = hf_analysis_new (heap, NULL, NULL);
  list = hf_heap_find_address (heap, 0x1000);
  map = hf_treemap_new (analysis, list, 800, 600, NULL, NULL);
  g_assert_cmpuint (map->n_cells, ==, 10);
  /* The many small ones together are the most. */
  g_assert_cmpuint (map->cells[0].n_rest, ==, 50000 - 9);
  assert_objects (analysis, map, HF_NONE, list);
  for (guint i = 0; i < map->n_cells; i++)
    {
      const HfTreemapCell *cell = &map->cells[i];

      g_assert_cmpuint (hf_treemap_at (map, cell->x + cell->width / 2, cell->y + cell->height / 2), ==, i);
      g_assert_cmpfloat (MAX (cell->width / cell->height, cell->height / cell->width), <, 4);
    }
  g_assert_cmpuint (hf_treemap_at (map, -1, 3), ==, HF_NONE);
}

/* Twelve objects below one, in two groups of which a map shows eleven. */
static void
test_groups (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfTreemap) map = NULL;
  g_autoptr (HfTreemap) list = NULL;
  guint32 odd[6], even[5];
  HfTreemapGroup groups[] = { { even, 5, 0 }, { odd, 6, 0 } };
  guint64 inside[2] = { 0, 0 };

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES);
  for (guint i = 0; i <= 12; i++)
    {
      HfObjectSpec spec = { .address = 0x1000 + 16 * i, .type = hf_heap_builder_type (builder, "app", "T", HF_KIND_INSTANCE, 0),
                            .shallow = 100 * (i + 1), .refcount = HF_REFCOUNT_UNKNOWN };

      hf_heap_builder_add_object (builder, &spec);
      if (i > 0)
        hf_heap_builder_add_ref_from (builder, 0, i, HF_REF_INDEX, i, HF_CLASS_STRONG);
    }
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  analysis = hf_analysis_new (heap, NULL, NULL);
  for (guint i = 1; i < 12; i++)
    {
      guint32 object = hf_heap_find_address (heap, 0x1000 + 16 * i);

      (i % 2 ? odd : even)[(i - 1) / 2] = object;
      groups[i % 2].bytes += 100 * (i + 1);
      g_assert_cmpuint (hf_dominators_retained (analysis->dominators, object), ==, 100 * (i + 1));
    }

  map = hf_treemap_new_for_groups (analysis, groups, 2, 800, 600, NULL, NULL);
  g_assert_cmpuint (map->n_outer, ==, 2);
  g_assert_cmpuint (map->n_cells, ==, 2 + 11);
  g_assert_cmpuint (map->cells[0].group, ==, groups[0].bytes > groups[1].bytes ? 0 : 1);
  assert_level (map, HF_NONE, 800, 600, (double) (groups[0].bytes + groups[1].bytes));
  for (guint i = 0; i < map->n_cells; i++)
    {
      const HfTreemapCell *cell = &map->cells[i];

      if (i < 2)
        g_assert_cmpuint (cell->bytes, ==, groups[cell->group].bytes);
      else
        inside[map->cells[cell->parent].group] += cell->bytes;
      g_assert_true (i < 2 ? cell->object == HF_NONE : cell->group == HF_NONE);
    }
  g_assert_cmpuint (inside[0], ==, groups[0].bytes);
  g_assert_cmpuint (inside[1], ==, groups[1].bytes);

  list = hf_treemap_new_for_objects (analysis, &groups[0], 800, 600, NULL, NULL);
  g_assert_cmpuint (list->n_outer, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (list->cells[i].object, ==, even[4 - i]); /* largest first */
  assert_level (list, HF_NONE, 800, 600, (double) groups[0].bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/treemap/random", test_random);
  g_test_add_func ("/analysis/treemap/many", test_many);
  g_test_add_func ("/analysis/treemap/groups", test_groups);

  return g_test_run ();
}
