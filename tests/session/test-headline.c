/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "heap/hf-heap-builder.h"
#include "leak-dump.h"
#include "session/hf-headline.h"

/* The headline of two heaps (both are taken). */
static HfHeadline *
ask (HfHeap *before, HfHeap *after)
{
  g_autoptr (HfHeap) heaps_before = before;
  g_autoptr (HfHeap) heaps_after = after;
  g_autoptr (HfAnalysis) first = hf_analysis_new (before, NULL, NULL);
  g_autoptr (HfAnalysis) last = hf_analysis_new (after, NULL, NULL);
  HfAnalysis *analyses[] = { first, last };
  g_autoptr (HfGrowth) growth = hf_growth_new (analyses, 2, HF_GROUP_BY_TYPE, FALSE, NULL, NULL);

  return hf_headline_find (growth, last, NULL, NULL);
}

static void
test_cache (void)
{
  g_autoptr (HfHeadline) headline = ask (leak_heap_new (&(LeakShape) { .sessions = 3 }), leak_heap_new (&(LeakShape) { .sessions = 4003 }));

  /* 4 000 lists of 88 bytes, each with the Message and the Session that it alone keeps once it is held: 88 + 48. */
  g_assert_cmpstr (headline->title, ==, "app.CACHE (dict) keeps 4\u202f000 new list objects, 544 kB");
  g_assert_true (g_str_has_prefix (headline->detail, "All the new ones are held this way. Every one is in a cycle too"));
  g_assert_cmpstr (headline->path, ==, "module app › .CACHE › [*] › .messages › list");
  g_assert_cmpuint (headline->members->len, ==, 4000);
}

static void
test_garbage (void)
{
  g_autoptr (HfHeadline) headline = ask (leak_heap_new (&(LeakShape) { .sessions = 3 }),
                                         leak_heap_new (&(LeakShape) { .sessions = 3, .garbage_rings = 50 }));

  g_assert_cmpstr (headline->title, ==, "150 new Node objects are garbage, 6.0 kB");
  g_assert_cmpstr (headline->detail, ==, "Nothing reaches them: they wait for the collector.");
}

static void
test_nothing (void)
{
  g_autoptr (HfHeadline) same = ask (leak_heap_new (&(LeakShape) { .sessions = 3 }), leak_heap_new (&(LeakShape) { .sessions = 3 }));
  g_autoptr (HfHeadline) fewer = ask (leak_heap_new (&(LeakShape) { .sessions = 30 }), leak_heap_new (&(LeakShape) { .sessions = 3 }));

  g_assert_null (same->title);
  g_assert_null (fewer->title);
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
  g_autoptr (HfHeadline) headline = ask (linked (0), linked (200000));
  const char *title = headline->title;

  g_assert_nonnull (title);
  g_assert_true (g_str_has_prefix (title, "jobs.queue (Queue) keeps "));
  g_assert_true (g_str_has_suffix (title, " new Job objects, 3.2 MB"));
}

/* @n jobs in each of three places. */
static HfHeap *
spread (guint n)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 module = hf_heap_builder_type (builder, "builtins", "module", HF_KIND_MODULE, 0);
  guint32 list = hf_heap_builder_type (builder, "builtins", "list", HF_KIND_CONTAINER, 0);
  guint32 job = hf_heap_builder_type (builder, "jobs", "Job", HF_KIND_INSTANCE, 0);
  const char *const names[] = { "waiting", "running", "done" };
  HfHeap *heap;

  hf_heap_builder_set_has (builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ADDRESSES | HF_HAS_ROOTS | HF_HAS_NAMES);
  add (builder, module, 0x1000, "jobs");
  for (guint i = 0; i < 3; i++)
    refer (builder, 0x2000 + 16 * i, HF_REF_ATTRIBUTE, names[i]);
  for (guint i = 0; i < 3; i++)
    {
      add (builder, list, 0x2000 + 16 * i, NULL);
      for (guint j = 0; j < n; j++)
        hf_heap_builder_add_ref_to_address (builder, 0x10000 * (guint64) (i + 1) + 16 * (guint64) j, HF_REF_INDEX, j, HF_CLASS_STRONG);
    }
  for (guint i = 0; i < 3 * n; i++)
    add (builder, job, 0x10000 * (guint64) (i / n + 1) + 16 * (guint64) (i % n), NULL);
  hf_heap_builder_add_root_to_address (builder, HF_ROOT_MODULE, "module jobs", 0x1000, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  g_assert_nonnull (heap);

  return heap;
}

/* No way holds more than half of them. */
static void
test_spread (void)
{
  g_autoptr (HfHeadline) headline = ask (spread (0), spread (50));

  g_assert_cmpstr (headline->title, ==, "jobs.Job grew by 150 objects, 2.4 kB");
  g_assert_true (g_str_has_prefix (headline->detail, "They are held in several ways"));
  g_assert_cmpuint (headline->example, !=, HF_NONE);
  g_assert_cmpuint (headline->members->len, ==, 50);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/headline/cache", test_cache);
  g_test_add_func ("/session/headline/garbage", test_garbage);
  g_test_add_func ("/session/headline/nothing", test_nothing);
  g_test_add_func ("/session/headline/linked", test_linked);
  g_test_add_func ("/session/headline/spread", test_spread);

  return g_test_run ();
}
