/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-growth.h"
#include "analysis/hf-holders.h"
#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#include <string.h>

/* What a heap is made of, kept beside it as plain data: the naive answers are counted from this. */
typedef struct
{
  guint64 address;
  guint type;  /* t0, t1 … in modules m0 (even) and m1 (odd); 0 is "str" of builtins, with a value */
  guint64 size;
  guint value;
} Item;

#define N_TYPES 6u

static char *
type_key (guint type)
{
  return type == 0 ? g_strdup ("str") : g_strdup_printf ("m%u.t%u", type % 2, type);
}

static HfHeap *
heap_of (const GArray *items, guint pid)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  HfHeap *heap;

  hf_heap_builder_set_has (builder, HF_HAS_ADDRESSES | HF_HAS_VALUES | HF_HAS_SIZES);
  hf_heap_builder_set_pid (builder, pid);
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);
      g_autofree char *name = g_strdup_printf ("t%u", item->type);
      g_autofree char *module = g_strdup_printf ("m%u", item->type % 2);
      g_autofree char *value = g_strdup_printf ("'%u'", item->value);
      HfObjectSpec spec = {
        .address = item->address,
        .type = item->type == 0 ? hf_heap_builder_type (builder, "builtins", "str", HF_KIND_VALUE, HF_TYPE_STRING)
                                : hf_heap_builder_type (builder, module, name, HF_KIND_INSTANCE, 0),
        .shallow = item->size,
        .refcount = HF_REFCOUNT_UNKNOWN,
        .value = item->type == 0 ? value : NULL,
        .value_length = strlen (value),
      };

      hf_heap_builder_add_object (builder, &spec);
    }
  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);

  return heap;
}

static gboolean
has_address (const GArray *items, guint64 address)
{
  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, Item, i).address == address)
      return TRUE;

  return FALSE;
}

static GArray *
random_items (GRand *rand, guint n)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  while (items->len < n)
    {
      Item item = {
        .address = (guint64) g_rand_int_range (rand, 1, 60) << g_rand_int_range (rand, 0, 3) * 20 << 4,
        .type = (guint) g_rand_int_range (rand, 0, N_TYPES),
        .size = (guint64) g_rand_int_range (rand, 0, 1000),
        .value = (guint) g_rand_int_range (rand, 0, 2),
      };

      if (!has_address (items, item.address))
        g_array_append_val (items, item);
    }

  return items;
}

/* ---- naive answers ----------------------------------------------------------------------------------------------------------- */

static gboolean
is_same (const Item *a, const Item *b)
{
  return a->address == b->address && a->type == b->type && (a->type != 0 || a->value == b->value);
}

static gboolean
contains (const GArray *items, const Item *item)
{
  for (guint i = 0; i < items->len; i++)
    if (is_same (&g_array_index (items, Item, i), item))
      return TRUE;

  return FALSE;
}

static void
count (const GArray *items, guint type, guint *n, guint64 *size)
{
  *n = 0;
  *size = 0;
  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, Item, i).type == type)
      {
        (*n)++;
        *size += g_array_index (items, Item, i).size;
      }
}

static guint
count_without (const GArray *items, const GArray *others, guint type)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    n += g_array_index (items, Item, i).type == type && !contains (others, &g_array_index (items, Item, i));

  return n;
}

static const HfGrowthRow *
row_named (const HfGrowth *growth, const char *key)
{
  for (guint i = 0; i < growth->n_rows; i++)
    if (g_str_equal (growth->rows[i].key, key))
      return &growth->rows[i];

  return NULL;
}

static void
assert_row (const HfGrowth *growth, GArray **items, guint n_heaps, guint type)
{
  g_autofree char *key = type_key (type);
  const HfGrowthRow *row = row_named (growth, key);
  guint counts[4], peak = 0, total = 0;
  guint64 sizes[4];
  gboolean every_step = TRUE;

  for (guint i = 0; i < n_heaps; i++)
    {
      count (items[i], type, &counts[i], &sizes[i]);
      total += counts[i];
    }
  if (total == 0)
    {
      g_assert_null (row);
      return;
    }

  g_assert_nonnull (row);
  for (guint i = 0; i < n_heaps; i++)
    {
      g_assert_cmpuint (row->counts[i], ==, counts[i]);
      g_assert_cmpuint (row->sizes[i], ==, sizes[i]);
      if (i + 1 < n_heaps)
        {
          peak = MAX (peak, counts[i]);
          every_step = every_step && counts[i + 1] > counts[i];
        }
    }
  g_assert_cmpint (row->delta, ==, (gint64) counts[n_heaps - 1] - counts[0]);
  g_assert_cmpint (row->delta_size, ==, (gint64) sizes[n_heaps - 1] - (gint64) sizes[0]);
  g_assert_cmpint (row->over_peak, ==, (gint64) counts[n_heaps - 1] - peak);
  g_assert_cmpint (row->every_step, ==, every_step);
  g_assert_cmpuint (row->n_new, ==, count_without (items[n_heaps - 1], items[0], type));
  g_assert_cmpuint (row->n_gone, ==, count_without (items[0], items[n_heaps - 1], type));
}

static void
assert_new_objects (const HfGrowth *growth, const HfHeap *last, const GArray *before)
{
  for (guint row = 0; row < growth->n_rows; row++)
    {
      g_autoptr (GArray) objects = hf_growth_new_objects (growth, row);

      g_assert_cmpuint (objects->len, ==, growth->rows[row].n_new);
      for (guint i = 0; i < objects->len; i++)
        {
          guint32 v = g_array_index (objects, guint32, i);

          g_assert_true (i == 0 || g_array_index (objects, guint32, i - 1) < v);
          g_assert_cmpuint (hf_growth_row_of_new (growth, v), ==, row);
          g_assert_cmpstr (hf_heap_type_name_of (last, v), ==, growth->rows[row].key);
        }
    }
  g_assert_cmpuint (hf_growth_row_of_new (growth, HF_ROOT), ==, HF_NONE);
}

static void
assert_order (const HfGrowth *growth)
{
  for (guint i = 1; i < growth->n_rows; i++)
    {
      const HfGrowthRow *a = &growth->rows[i - 1], *b = &growth->rows[i];
      gboolean as_met = growth->by == HF_GROUP_BY_HOLDER && a->delta == 0 && a->delta_size == 0;

      g_assert_true (a->delta > b->delta || (a->delta == b->delta && (a->delta_size > b->delta_size ||
                     (a->delta_size == b->delta_size && (as_met || strcmp (a->key, b->key) < 0)))));
    }
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 2000; round++)
    {
      guint n_heaps = (guint) g_rand_int_range (rand, 2, 5);
      GArray *items[4];
      HfHeap *heaps[4];
      g_autoptr (HfGrowth) growth = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n_heaps; i++)
        {
          items[i] = random_items (rand, (guint) g_rand_int_range (rand, 0, 50));
          heaps[i] = heap_of (items[i], 1);
        }
      growth = hf_growth_new_for_heaps (heaps, n_heaps, HF_GROUP_BY_TYPE, NULL, &error);
      g_assert_no_error (error);
      for (guint type = 0; type < N_TYPES; type++)
        assert_row (growth, items, n_heaps, type);
      assert_new_objects (growth, heaps[n_heaps - 1], items[0]);
      assert_order (growth);
      for (guint i = 0; i < n_heaps; i++)
        {
          g_array_unref (items[i]);
          hf_heap_unref (heaps[i]);
        }
    }
}

static void
test_by_module (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  g_autoptr (GArray) a = random_items (rand, 30);
  g_autoptr (GArray) b = random_items (rand, 45);
  g_autoptr (HfHeap) first = heap_of (a, 1);
  g_autoptr (HfHeap) last = heap_of (b, 1);
  HfHeap *heaps[] = { first, last };
  g_autoptr (HfGrowth) growth = hf_growth_new_for_heaps (heaps, 2, HF_GROUP_BY_MODULE, NULL, NULL);
  guint wanted[2] = { 0, 0 };

  for (guint i = 0; i < b->len; i++)
    if (g_array_index (b, Item, i).type != 0)
      wanted[g_array_index (b, Item, i).type % 2]++;

  g_assert_cmpuint (row_named (growth, "m0")->counts[1], ==, wanted[0]);
  g_assert_cmpuint (row_named (growth, "m1")->counts[1], ==, wanted[1]);
  g_assert_nonnull (row_named (growth, "builtins"));
}

/* Exact words: sure where nothing went or nothing stayed, a guess where a new one may have a gone one's place. */
static void
test_approximate (void)
{
  const Item kept = { 0x100, 1, 8, 0 }, gone = { 0x200, 1, 8, 0 }, born = { 0x300, 1, 8, 0 };
  const Item other_gone = { 0x400, 2, 8, 0 }, other_born = { 0x500, 2, 8, 0 }, only = { 0x600, 3, 8, 0 }, more = { 0x700, 3, 8, 0 };
  g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (HfHeap) first = NULL;
  g_autoptr (HfHeap) last = NULL;
  g_autoptr (HfHeap) stranger = NULL;
  g_autoptr (HfGrowth) growth = NULL;
  g_autoptr (HfGrowth) strange = NULL;

  g_array_append_val (a, kept);
  g_array_append_val (a, gone);
  g_array_append_val (a, other_gone);
  g_array_append_val (a, only);
  g_array_append_val (b, kept);
  g_array_append_val (b, born);
  g_array_append_val (b, other_born);
  g_array_append_val (b, only);
  g_array_append_val (b, more);
  first = heap_of (a, 1);
  last = heap_of (b, 1);
  stranger = heap_of (b, 2);

  growth = hf_growth_new_for_heaps ((HfHeap *[]) { first, last }, 2, HF_GROUP_BY_TYPE, NULL, NULL);
  g_assert_true (row_named (growth, "m1.t1")->approximate);
  g_assert_false (row_named (growth, "m0.t2")->approximate);
  g_assert_false (row_named (growth, "m1.t3")->approximate);
  strange = hf_growth_new_for_heaps ((HfHeap *[]) { first, stranger }, 2, HF_GROUP_BY_TYPE, NULL, NULL);
  for (guint i = 0; i < strange->n_rows; i++)
    g_assert_true (strange->rows[i].approximate);
}

/* A program whose every allocation is known: places that are freed and used again by objects of the same two types, of which
 * the record misses one. */
#define N_PLACES 12u
#define N_DUMPS 5u

typedef struct
{
  guint type; /* 0: free */
  guint name; /* of the object: no two are alike */
  guint born;
} Place;

static HfHeap *
heap_of_places (const Place *places, guint number)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();

  hf_heap_builder_set_has (builder, HF_HAS_ADDRESSES);
  hf_heap_builder_set_tracking (builder, "the record");
  hf_heap_builder_set_tracked_as (builder, number);
  hf_heap_builder_add_untracked (builder, "missed");
  for (guint i = 0; i < N_PLACES; i++)
    {
      HfObjectSpec spec = { .address = 0x1000 + 16 * i, .refcount = HF_REFCOUNT_UNKNOWN, .born = places[i].born };

      spec.type = hf_heap_builder_type (builder, "", places[i].type == 1 ? "recorded" : "missed", HF_KIND_INSTANCE, 0);
      if (places[i].type != 0)
        hf_heap_builder_add_object (builder, &spec);
    }

  return hf_heap_builder_build (builder, NULL, NULL);
}

static void
use_places (GRand *rand, Place *places, guint dumps, guint *names)
{
  for (guint i = 0; i < N_PLACES; i++)
    if (g_rand_boolean (rand))
      {
        guint type = (guint) g_rand_int_range (rand, 0, 3);

        places[i] = (Place) { type, ++*names, type == 1 ? dumps : 0 };
      }
}

static void
assert_tracked (const HfGrowth *growth, const Place *before, const Place *now)
{
  guint n_new = 0, n_gone = 0;

  for (guint i = 0; i < N_PLACES; i++)
    {
      gboolean same = before[i].name == now[i].name;

      n_new += now[i].type == 1 && !same;
      n_gone += before[i].type == 1 && !same;
    }
  for (guint i = 0; i < growth->n_rows; i++)
    if (g_str_equal (growth->rows[i].key, "recorded"))
      {
        g_assert_cmpuint (growth->rows[i].n_new, ==, n_new);
        g_assert_cmpuint (growth->rows[i].n_gone, ==, n_gone);
        g_assert_false (growth->rows[i].approximate);
      }
}

static void
test_tracked (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  guint reused = 0, guesses = 0;

  for (guint round = 0; round < 500; round++)
    {
      Place places[N_DUMPS][N_PLACES] = { 0 };
      HfHeap *heaps[N_DUMPS];
      guint names = 0;

      for (guint d = 0; d < N_DUMPS; d++)
        {
          if (d > 0)
            memcpy (places[d], places[d - 1], sizeof places[d]);
          use_places (rand, places[d], d, &names);
          heaps[d] = heap_of_places (places[d], d + 1);
        }
      for (guint a = 0; a < N_DUMPS; a++)
        for (guint b = a + 1; b < N_DUMPS; b++)
          {
            g_autoptr (HfGrowth) growth = hf_growth_new_for_heaps ((HfHeap *[]) { heaps[a], heaps[b] }, 2, HF_GROUP_BY_TYPE, NULL, NULL);

            assert_tracked (growth, places[a], places[b]);
            for (guint i = 0; i < growth->n_rows; i++)
              guesses += growth->rows[i].approximate;
            for (guint i = 0; i < N_PLACES; i++)
              reused += places[a][i].type == 1 && places[b][i].type == 1 && places[a][i].name != places[b][i].name;
          }
      for (guint d = 0; d < N_DUMPS; d++)
        hf_heap_unref (heaps[d]);
    }
  g_test_message ("%u places used again by the same type, %u rows of the other type are guesses", reused, guesses);
  g_assert_cmpuint (reused, >, 1000);
  g_assert_cmpuint (guesses, >, 100);
}

/* Only later dumps of the same record know. */
static void
test_other_record (void)
{
  Place places[N_PLACES] = { { 1, 1, 0 }, { 1, 2, 1 }, { 1, 3, 0 } }, later[N_PLACES] = { { 1, 1, 0 }, { 1, 9, 2 } };
  g_autoptr (HfHeap) first = heap_of_places (places, 2);
  g_autoptr (HfHeap) last = heap_of_places (later, 3);
  g_autoptr (HfGrowth) right = hf_growth_new_for_heaps ((HfHeap *[]) { first, last }, 2, HF_GROUP_BY_TYPE, NULL, NULL);
  g_autoptr (HfGrowth) backward = hf_growth_new_for_heaps ((HfHeap *[]) { last, first }, 2, HF_GROUP_BY_TYPE, NULL, NULL);

  g_assert_cmpuint (row_named (right, "recorded")->n_new, ==, 1);
  g_assert_false (row_named (right, "recorded")->approximate);
  g_assert_cmpuint (row_named (backward, "recorded")->n_new, ==, 1); /* by the address alone */
  g_assert_false (row_named (backward, "recorded")->n_gone > 0);
}

static void
test_retained (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (guint round = 0; round < 300; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) first = NULL;
      g_autoptr (HfHeap) last = NULL;
      g_autoptr (HfAnalysis) a = NULL;
      g_autoptr (HfAnalysis) b = NULL;
      g_autoptr (HfGrowth) growth = NULL;
      HfOracle oracle;

      shape.n_objects = MIN (shape.n_objects, 40);
      first = hf_test_random_heap (rand, &shape);
      last = hf_test_random_heap (rand, &shape);
      a = hf_analysis_new (first, NULL, NULL);
      b = hf_analysis_new (last, NULL, NULL);
      growth = hf_growth_new ((HfAnalysis *[]) { a, b }, 2, HF_GROUP_BY_TYPE, TRUE, NULL, NULL);
      hf_oracle_init (&oracle, last);
      g_assert_true (growth->has_retained);
      for (guint row = 0; row < growth->n_rows; row++)
        {
          g_autoptr (GArray) objects = hf_growth_new_objects (growth, row);
          HfSet set = 0;

          for (guint i = 0; i < objects->len; i++)
            set |= HF_SET (g_array_index (objects, guint32, i));
          g_assert_cmpuint (growth->rows[row].new_retained, ==, hf_oracle_retained (&oracle, set));
        }
    }
}

/* ---- by holder ---- */

static const HfGrowthRow *
row_with_path (const HfGrowth *growth, const char *path)
{
  for (guint i = 0; i < growth->n_rows; i++)
    if (g_str_equal (growth->rows[i].key, path))
      return &growth->rows[i];

  return NULL;
}

static GArray *
all_objects (const HfHeap *heap)
{
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
    g_array_append_val (objects, v);

  return objects;
}

/* By comparing every object with every one. */
static gboolean
naive_has (const HfHeap *before, const HfHeap *now, guint32 object)
{
  for (guint32 v = 1; v < hf_heap_graph (before)->n; v++)
    if (hf_heap_address (before, v) == hf_heap_address (now, object))
      return g_str_equal (hf_heap_type_name_of (before, v), hf_heap_type_name_of (now, object));

  return FALSE;
}

/* The members of all holders of heap @i that say @path: two types may share their name. */
static HfSet
members_at (const HfHolders *holders, const char *path, guint32 *count)
{
  HfSet set = 0;

  *count = 0;
  for (guint h = 0; h < holders->n_holders; h++)
    for (guint k = 0; g_str_equal (holders->holders[h].path, path) && k < holders->holders[h].count; k++)
      {
        set |= HF_SET (holders->members[holders->holders[h].first + k]);
        (*count)++;
      }

  return set;
}

static void
assert_holder_row (const HfGrowth *growth, HfAnalysis **analyses, HfHolders **holders, const char *path)
{
  const HfGrowthRow *row = row_with_path (growth, path);
  const HfHeap *first = analyses[0]->heap, *second = analyses[1]->heap, *last = analyses[growth->n_heaps - 1]->heap;
  guint32 n_new = 0, n_stayed = 0;
  HfSet now = 0;

  g_assert_nonnull (row);
  for (guint i = 0; i < growth->n_heaps; i++)
    {
      HfOracle oracle;
      guint32 count;

      now = members_at (holders[i], path, &count);
      hf_oracle_init (&oracle, analyses[i]->heap);
      g_assert_cmpuint (row->counts[i], ==, count);
      g_assert_cmpuint (row->sizes[i], ==, hf_oracle_shallow (&oracle, now));
      g_assert_cmpuint (row->retained[i], ==, hf_oracle_retained (&oracle, now));
    }
  for (guint32 v = 1; v < hf_heap_graph (last)->n; v++)
    if ((now & HF_SET (v)) && !naive_has (first, last, v))
      {
        n_new++;
        n_stayed += growth->n_heaps > 2 && naive_has (second, last, v);
      }
  g_assert_cmpuint (row->n_new, ==, n_new);
  g_assert_cmpuint (row->n_stayed, ==, n_stayed);
}

static void
assert_stayed_objects (const HfGrowth *growth, HfAnalysis **analyses)
{
  const HfHeap *first = analyses[0]->heap, *second = analyses[1]->heap, *last = analyses[growth->n_heaps - 1]->heap;

  for (guint row = 0; row < growth->n_rows; row++)
    {
      g_autoptr (GArray) stayed = hf_growth_stayed_objects (growth, row);

      g_assert_cmpuint (stayed->len, ==, growth->rows[row].n_stayed);
      for (guint i = 0; i < stayed->len; i++)
        g_assert_true (!naive_has (first, last, g_array_index (stayed, guint32, i)) && naive_has (second, last, g_array_index (stayed, guint32, i)));
    }
}

static void
test_by_holder (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  guint n_many = 0;

  for (guint round = 0; round < 400; round++)
    {
      guint n_heaps = (guint) g_rand_int_range (rand, 2, 5);
      HfAnalysis *analyses[4];
      HfHolders *holders[4];
      g_autoptr (HfGrowth) growth = NULL;
      g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);
      GHashTableIter iter;
      gpointer path;

      for (guint i = 0; i < n_heaps; i++)
        {
          HfTestRandom shape = hf_test_random_shape (rand);
          g_autoptr (HfHeap) heap = NULL;
          g_autoptr (GArray) objects = NULL;

          shape.n_objects = MIN (shape.n_objects, 40);
          shape.n_types = 3;
          heap = hf_test_random_heap (rand, &shape);
          objects = all_objects (heap);
          analyses[i] = hf_analysis_new (heap, NULL, NULL);
          holders[i] = hf_holders_new (analyses[i], (const guint32 *) (gpointer) objects->data, objects->len, NULL, NULL);
          for (guint h = 0; h < holders[i]->n_holders; h++)
            g_hash_table_add (paths, holders[i]->holders[h].path);
        }
      growth = hf_growth_new (analyses, n_heaps, HF_GROUP_BY_HOLDER, TRUE, NULL, NULL);
      g_assert_cmpuint (growth->n_rows, ==, g_hash_table_size (paths));
      g_hash_table_iter_init (&iter, paths);
      while (g_hash_table_iter_next (&iter, &path, NULL))
        assert_holder_row (growth, analyses, holders, path);
      assert_stayed_objects (growth, analyses);
      assert_order (growth);
      n_many += growth->n_rows > 5;
      for (guint i = 0; i < n_heaps; i++)
        {
          hf_holders_free (holders[i]);
          hf_analysis_unref (analyses[i]);
        }
    }
  g_assert_cmpuint (n_many, >, 100);
}

/* Of some objects of the last heap: the rows are those of hf_holders_new(), and each heap has had of them what it has. */
static void
test_by_holder_where (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);

  for (guint round = 0; round < 200; round++)
    {
      HfAnalysis *analyses[2];
      g_autoptr (HfGrowth) growth = NULL;
      g_autoptr (HfHolders) holders = NULL;
      g_autoptr (HfBitset) only = NULL;
      g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (guint32));

      for (guint i = 0; i < 2; i++)
        {
          HfTestRandom shape = hf_test_random_shape (rand);
          g_autoptr (HfHeap) heap = NULL;

          shape.n_objects = MIN (shape.n_objects, 40);
          shape.n_types = 3;
          heap = hf_test_random_heap (rand, &shape);
          analyses[i] = hf_analysis_new (heap, NULL, NULL);
        }
      only = hf_bitset_new (hf_heap_graph (analyses[1]->heap)->n);
      for (guint32 v = 1; v < only->n; v++)
        if (g_rand_boolean (rand))
          {
            hf_bitset_add (only, v);
            g_array_append_val (some, v);
          }
      growth = hf_growth_new_where (analyses, 2, HF_GROUP_BY_HOLDER, only, TRUE, NULL, NULL);
      holders = hf_holders_new (analyses[1], (const guint32 *) (gpointer) some->data, some->len, NULL, NULL);
      g_assert_cmpuint (growth->n_rows, ==, holders->n_holders);
      for (guint h = 0; h < holders->n_holders; h++)
        {
          const HfHolder *holder = &holders->holders[h];
          guint row = 0, before = 0;

          while (row < growth->n_rows && !g_str_equal (growth->rows[row].key, holder->path))
            row++;
          g_assert_cmpuint (row, <, growth->n_rows);
          for (guint i = 0; i < holder->count; i++)
            before += naive_has (analyses[0]->heap, analyses[1]->heap, holders->members[holder->first + i]);
          g_assert_cmpuint (growth->rows[row].counts[0], ==, before);
          g_assert_cmpuint (growth->rows[row].counts[1], ==, holder->count);
          g_assert_cmpuint (growth->rows[row].retained[1], ==, holder->retained);
          g_assert_nonnull (growth->rows[row].type);
        }
      for (guint i = 0; i < 2; i++)
        hf_analysis_unref (analyses[i]);
    }
}

static void
test_slot (void)
{
  static const struct { const char *path, *slot; } cases[] = {
    { "module app › .CACHE › [*] › Session", "app.CACHE" },
    { "module app › .CACHE › [*] › .data › list", "app.CACHE" },
    { "module app › .x › A", "app.x" },
    { "module app › .table › ['k'] › [*] › int", "app.table['k']" },
    { "module app › .head › .next… › Node", "app.head" },
    { "module app › .root › (.left | .right)… › Node", "app.root" },
    { "thread MainThread › work() at app.py › local rows › [*] › Row", "thread MainThread › work() at app.py › local rows" },
    { "(unreachable) Node › .other › Node", NULL },
    { "[*] › Node", NULL },
    { "Node", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *slot = hf_growth_slot (cases[i].path);

      g_assert_cmpstr (slot, ==, cases[i].slot);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth/random", test_random);
  g_test_add_func ("/growth/by-module", test_by_module);
  g_test_add_func ("/growth/approximate", test_approximate);
  g_test_add_func ("/growth/tracked", test_tracked);
  g_test_add_func ("/growth/other-record", test_other_record);
  g_test_add_func ("/growth/retained", test_retained);
  g_test_add_func ("/growth/by-holder", test_by_holder);
  g_test_add_func ("/growth/by-holder-where", test_by_holder_where);
  g_test_add_func ("/growth/slot", test_slot);

  return g_test_run ();
}
