/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analysis/hf-holders.h"
#include "heap/hf-heap-builder.h"
#include "leak-dump.h"
#include "session/hf-growth-table.h"
#include "session/hf-headline.h"

/* Asks for the headline of two heaps (both are taken) and waits for it. */
static HfHeadline *
ask (HfHeap *before, HfHeap *after, HfGroupBy by)
{
  g_autoptr (HfHeap) heaps_before = before;
  g_autoptr (HfHeap) heaps_after = after;
  g_autoptr (HfAnalysis) first = hf_analysis_new (before, NULL, NULL);
  g_autoptr (HfAnalysis) last = hf_analysis_new (after, NULL, NULL);
  g_autoptr (GPtrArray) heaps = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_heap_unref);
  HfAnalysis *analyses[] = { first, last };
  HfGrowth *growth = hf_growth_new (analyses, 2, by, TRUE, NULL, NULL);
  g_autoptr (HfTable) table = NULL;
  HfHeadline *headline = hf_headline_new ();

  g_ptr_array_add (heaps, hf_heap_ref (before));
  g_ptr_array_add (heaps, hf_heap_ref (after));
  table = hf_growth_table_new (growth, heaps);
  hf_headline_ask (headline, table, last);
  while (hf_headline_get_job (headline) != NULL)
    g_main_context_iteration (NULL, TRUE);

  return headline;
}

static void
test_cache (void)
{
  g_autoptr (HfHeadline) headline = ask (leak_heap_new (&(LeakShape) { .sessions = 3 }), leak_heap_new (&(LeakShape) { .sessions = 4003 }),
                                         HF_GROUP_BY_TYPE);

  /* 4 000 lists of 88 bytes, each with the Message and the Session that it alone keeps once it is held: 88 + 48. */
  g_assert_cmpstr (hf_headline_get_title (headline), ==, "app.CACHE (dict) keeps 4\u202f000 new list objects, 544 kB");
  g_assert_true (g_str_has_prefix (hf_headline_get_detail (headline), "All the new ones are held this way. Every one is in a cycle too"));
  g_assert_cmpstr (hf_headline_get_path (headline), ==, "module app › .CACHE › [*] › .messages › list");
  g_assert_cmpuint (hf_headline_get_members (headline)->len, ==, 4000);
}

static void
test_garbage (void)
{
  g_autoptr (HfHeadline) headline = ask (leak_heap_new (&(LeakShape) { .sessions = 3 }),
                                         leak_heap_new (&(LeakShape) { .sessions = 3, .garbage_rings = 50 }), HF_GROUP_BY_TYPE);

  g_assert_cmpstr (hf_headline_get_title (headline), ==, "150 new Node objects are garbage, 6.0 kB");
  g_assert_cmpstr (hf_headline_get_detail (headline), ==, "Nothing reaches them: they wait for the collector.");
}

static void
test_nothing (void)
{
  g_autoptr (HfHeadline) same = ask (leak_heap_new (&(LeakShape) { .sessions = 3 }), leak_heap_new (&(LeakShape) { .sessions = 3 }),
                                     HF_GROUP_BY_TYPE);
  g_autoptr (HfHeadline) fewer = ask (leak_heap_new (&(LeakShape) { .sessions = 30 }), leak_heap_new (&(LeakShape) { .sessions = 3 }),
                                      HF_GROUP_BY_TYPE);

  g_assert_null (hf_headline_get_title (same));
  g_assert_null (hf_headline_get_title (fewer));
}

static void
test_module (void)
{
  g_autoptr (HfHeadline) headline = ask (leak_heap_new (&(LeakShape) { .sessions = 3 }), leak_heap_new (&(LeakShape) { .sessions = 1003 }),
                                         HF_GROUP_BY_MODULE);

  /* Half of the module's objects are Sessions, half Messages: no way holds more than half of them. */
  g_assert_cmpstr (hf_headline_get_title (headline), ==, "app grew by 2\u202f000 objects, 112 kB");
  g_assert_true (g_str_has_prefix (hf_headline_get_detail (headline), "They are held in several ways"));
  g_assert_cmpuint (hf_headline_get_example (headline), !=, HF_NONE);
}

/* ---- a list of which each member holds the next ---- */

static void
add (HfHeapBuilder *builder, guint32 type, guint64 address, const char *value)
{
  HfObjectSpec spec = { .address = address, .type = type, .shallow = 16, .refcount = HF_REFCOUNT_UNKNOWN,
                        .value = value, .value_length = value != NULL ? strlen (value) : 0 };

  g_assert_cmpuint (hf_heap_builder_add_object (builder, &spec), !=, HF_NONE);
}

static void
refer (HfHeapBuilder *builder, guint64 to, HfRefKind kind, const char *name)
{
  hf_heap_builder_add_ref_to_address (builder, to, kind, hf_heap_builder_string (builder, name, -1), HF_CLASS_STRONG);
}

static HfHeap *
linked (guint n)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 module = hf_heap_builder_type (builder, "builtins", "module", HF_KIND_MODULE, 0);
  guint32 queue = hf_heap_builder_type (builder, "jobs", "Queue", HF_KIND_INSTANCE, 0);
  guint32 node = hf_heap_builder_type (builder, "jobs", "Job", HF_KIND_INSTANCE, 0);
  HfHeap *heap;

  hf_heap_builder_set_has (builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ADDRESSES | HF_HAS_ROOTS | HF_HAS_NAMES);
  add (builder, module, 0x1000, "jobs");
  refer (builder, 0x2000, HF_REF_ATTRIBUTE, "queue");
  add (builder, queue, 0x2000, NULL);
  if (n > 0)
    refer (builder, 0x10000, HF_REF_ATTRIBUTE, "head");
  for (guint i = 0; i < n; i++)
    {
      add (builder, node, 0x10000 + 16 * (guint64) i, NULL);
      if (i + 1 < n)
        refer (builder, 0x10000 + 16 * (guint64) (i + 1), HF_REF_ATTRIBUTE, "next");
    }
  hf_heap_builder_add_root_to_address (builder, HF_ROOT_MODULE, "module jobs", 0x1000, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  g_assert_nonnull (heap);

  return heap;
}

/* The keeper is not one of those that it keeps, and a long list is no slower than a short one. */
static void
test_linked (void)
{
  g_autoptr (HfHeadline) headline = ask (linked (0), linked (200000), HF_GROUP_BY_TYPE);
  const char *title = hf_headline_get_title (headline);

  g_assert_nonnull (title);
  g_assert_true (g_str_has_prefix (title, "jobs.queue (Queue) keeps "));
  g_assert_true (g_str_has_suffix (title, " new Job objects, 3.2 MB"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/headline/cache", test_cache);
  g_test_add_func ("/session/headline/garbage", test_garbage);
  g_test_add_func ("/session/headline/nothing", test_nothing);
  g_test_add_func ("/session/headline/module", test_module);
  g_test_add_func ("/session/headline/linked", test_linked);

  return g_test_run ();
}
