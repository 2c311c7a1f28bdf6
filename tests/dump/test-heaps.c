/* SPDX-License-Identifier: Apache-2.0 */
#include "test-heaps.h"

#include <string.h>

static HfHeap *
build (HfHeapBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_heap_builder_build (builder, NULL, &error);

  g_assert_no_error (error);

  return heap;
}

HfHeap *
test_heap_empty (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();

  return build (builder);
}

static guint32
add (HfHeapBuilder *builder,
     guint64        address,
     guint32        type,
     const char    *value)
{
  HfObjectSpec spec = { .address = address, .type = type, .shallow = 48, .refcount = HF_REFCOUNT_UNKNOWN, .value = value,
                        .value_length = value != NULL ? strlen (value) : 0 };

  return hf_heap_builder_add_object (builder, &spec);
}

static guint32
str (HfHeapBuilder *builder,
     const char    *text)
{
  return hf_heap_builder_string (builder, text, -1);
}

static void
describe (HfHeapBuilder *builder)
{
  hf_heap_builder_set_format (builder, "made by a test");
  hf_heap_builder_set_runtime (builder, "CPython 3.11.2");
  hf_heap_builder_set_program (builder, "python3 \"a b\".py --läng=\\n");
  hf_heap_builder_set_host (builder, "höst");
  hf_heap_builder_set_pid (builder, 4194304);
  hf_heap_builder_set_time (builder, G_GINT64_CONSTANT (1700000000123457));
  hf_heap_builder_add_lack (builder, "No one knows \"why\".");
  hf_heap_builder_add_lack (builder, "Second sentence.");
  hf_heap_builder_set_tracking (builder, "a \"record\"");
  hf_heap_builder_set_tracked_as (builder, 255);
  hf_heap_builder_add_untracked (builder, "float");
  hf_heap_builder_add_untracked (builder, "odd.name <with> \"quotes\"");
}

static void
add_odd_objects (HfHeapBuilder *builder,
                 guint32        type)
{
  static const char *const values[] = {
    "'quotes \" and \\ backslashes'", "'tab\tnewline\nreturn\r bell\a'", "'\xe2\x80\xaeright to left'",
    "'\xed\xa0\x80 broken \xff\xfe utf-8'", "'\xf0\x9f\x90\x8d'", "['k']", ".x", "[3]", "", "local x", " ",
  };
  HfObjectSpec large = { .address = G_MAXUINT64 - 1, .type = type, .shallow = G_GUINT64_CONSTANT (5) << 32, .refcount = 7,
                         .flags = HF_OBJECT_VALUE_CUT, .value = "a\0b", .value_length = 3, .site = 2, .born = 254 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    add (builder, 0x7000000000 + 3 * i, type, values[i]);
  hf_heap_builder_add_object (builder, &large);
  large.address = G_MAXUINT64;
  large.shallow = G_MAXUINT32;
  large.flags = HF_OBJECT_IMMORTAL;
  large.site = 1;
  large.born = 3;
  hf_heap_builder_add_object (builder, &large);
}

static void
add_every_reference (HfHeapBuilder *builder,
                     guint32        type,
                     guint32        key)
{
  static const char *const names[] = {
    "", "x", "'k'", "3", "03", "4294967295", "4294967296", "__dict__", "__class__", "{…}", "a b", "+0x98", ".", "]", "[", "key",
    "key 'k'", "local y", "naïve", "\"q\\",
  };

  add (builder, 0x6000000000, type, "holder");
  for (guint kind = HF_REF_OTHER; kind < HF_REF_ROOT; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      if (kind != HF_REF_INDEX)
        hf_heap_builder_add_ref (builder, (kind + i) % 8, (HfRefKind) kind, str (builder, names[i]),
                                 (HfRefClass[]) { HF_CLASS_STRONG, HF_CLASS_WEAK, HF_CLASS_SHARED }[i % 3]);
  add (builder, 0x6000000008, type, "list");
  for (guint i = 0; i < 5; i++)
    hf_heap_builder_add_ref (builder, i, HF_REF_INDEX, i, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 1, HF_REF_INDEX, 77, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 2, HF_REF_INDEX, 78, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 3, HF_REF_INDEX, G_MAXUINT32, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 3, HF_REF_INDEX, G_MAXUINT32, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 3, HF_REF_INDEX, 0, HF_CLASS_STRONG);
  add (builder, 0x6000000010, type, "dict");
  hf_heap_builder_add_ref (builder, key, HF_REF_KEY, str (builder, "'k'"), HF_CLASS_STRONG);
  hf_heap_builder_add_ref_named_by (builder, 1, HF_REF_VALUE, key, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 2, HF_REF_VALUE, str (builder, "'another'"), HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 9, HF_REF_KEY, str (builder, "2"), HF_CLASS_STRONG);
  hf_heap_builder_add_ref_named_by (builder, 9, HF_REF_VALUE, 9, HF_CLASS_STRONG);
}

HfHeap *
test_heap_complete (void)
{
  static const HfSiteFrame frames[] = { { "app.py", "work", 12 }, { "a \"b\".py", "", 0 }, { "app.py", "<module>", G_MAXUINT32 } };
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 session = hf_heap_builder_type (builder, "app.models", "Outer.Session", HF_KIND_INSTANCE, HF_TYPE_FINALIZER);
  guint32 dict = hf_heap_builder_type (builder, "builtins", "dict", HF_KIND_CONTAINER, HF_TYPE_DICT | HF_TYPE_INTERNAL);
  guint32 bare = hf_heap_builder_type (builder, "", "odd.name <with> \"quotes\"", HF_KIND_VALUE, HF_TYPE_STRING);
  guint32 never = hf_heap_builder_type (builder, "builtins", "unused", HF_KIND_FUNCTION, 0);
  guint32 key;

  describe (builder);
  hf_heap_builder_add_site (builder, frames, 3);
  hf_heap_builder_add_site (builder, frames + 1, 1);
  hf_heap_builder_add_site (builder, frames, 0);
  hf_heap_builder_set_has (builder, HF_HAS_REFCOUNTS | HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_FRAMES | HF_HAS_SITES |
                                      HF_HAS_ADDRESSES | HF_HAS_ROOTS | HF_HAS_NAMES);
  for (guint bit = 0; bit < 8; bit++)
    {
      HfObjectSpec spec = { .address = 0x5000000000 + bit * 8, .type = bit % 2 ? dict : session, .shallow = 1u << bit,
                            .refcount = 30 * bit, .flags = 1u << bit, .site = bit % 4 };

      hf_heap_builder_add_object (builder, &spec);
    }
  key = add (builder, 0x5000000100, bare, "'k'");
  add (builder, 0x5000000101, bare, "2");
  add_every_reference (builder, session, key);
  add_odd_objects (builder, bare);
  hf_heap_builder_set_type_object (builder, dict, 3);
  hf_heap_builder_set_type_object (builder, never, 0);

  for (guint kind = HF_ROOT_OTHER; kind <= HF_ROOT_STATIC; kind++)
    hf_heap_builder_add_root (builder, (HfRootKind) kind, "module app", kind, kind % 2);
  hf_heap_builder_add_root (builder, HF_ROOT_THREAD, "thread \"M\", frame work() at app.py:12, local job", 10, TRUE);
  hf_heap_builder_add_root (builder, HF_ROOT_THREAD, "thread again", 10, TRUE);
  hf_heap_builder_add_root (builder, HF_ROOT_STATIC, "immortal object", 11, FALSE);

  return build (builder);
}

static void
add_random_refs (HfHeapBuilder *builder,
                 GRand         *rand,
                 guint32        n)
{
  guint32 degree = g_rand_int_range (rand, 0, 20) == 0 ? g_rand_int_range (rand, 0, 200) : g_rand_int_range (rand, 0, 6);
  guint32 names[3] = { str (builder, "'key'"), str (builder, "attribute"), 0 };

  for (guint32 i = 0; i < degree; i++)
    {
      HfRefKind kind = (HfRefKind) g_rand_int_range (rand, HF_REF_OTHER, HF_REF_ROOT);
      guint32 name = kind == HF_REF_INDEX ? (g_rand_boolean (rand) ? i : g_rand_int (rand)) : names[g_rand_int_range (rand, 0, 3)];
      HfRefClass class = (HfRefClass[]) { HF_CLASS_STRONG, HF_CLASS_STRONG, HF_CLASS_WEAK, HF_CLASS_SHARED }[g_rand_int_range (rand, 0, 4)];
      guint32 to = (guint32) g_rand_int_range (rand, 0, (gint32) n);

      if (kind == HF_REF_VALUE && g_rand_boolean (rand))
        {
          guint32 key = (guint32) g_rand_int_range (rand, 0, (gint32) n);

          hf_heap_builder_add_ref (builder, key, HF_REF_KEY, 0, class);
          hf_heap_builder_add_ref_named_by (builder, to, kind, key, class);
        }
      else
        hf_heap_builder_add_ref (builder, to, kind, name, class);
    }
}

HfHeap *
test_heap_random (guint32 seed,
                  guint32 n)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint64 unit = g_rand_boolean (rand) ? 8 : 1;
  guint64 address = g_rand_int (rand) * unit;
  guint32 types[7];

  describe (builder);
  hf_heap_builder_set_has (builder, (HfHas) g_rand_int_range (rand, 0, 256));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *name = g_strdup_printf ("T%u", i);

      types[i] = hf_heap_builder_type (builder, i % 2 ? "app" : "builtins", name, (HfKind) (HF_KIND_MODULE + i),
                                       (HfTypeFlags) (i * 3 % 16));
    }
  for (guint32 i = 0; i < n; i++)
    {
      g_autofree char *value = g_strdup_printf ("value %u", g_rand_int_range (rand, 0, 1000));
      HfObjectSpec spec = { .address = address, .type = types[g_rand_int_range (rand, 0, 7)], .shallow = g_rand_int (rand),
                            .refcount = g_rand_boolean (rand) ? (guint32) g_rand_int_range (rand, 0, 9) : HF_REFCOUNT_UNKNOWN,
                            .flags = (HfObjectFlags) g_rand_int_range (rand, 0, 256) };

      if (g_rand_boolean (rand))
        {
          spec.value = value;
          spec.value_length = strlen (value);
        }
      hf_heap_builder_add_object (builder, &spec);
      add_random_refs (builder, rand, n);
      address += (guint64) g_rand_int_range (rand, 1, 1000) * unit;
    }
  for (guint32 i = 0; n > 0 && i < n / 50; i++)
    hf_heap_builder_add_root (builder, (HfRootKind) g_rand_int_range (rand, 0, 5), "root", (guint32) g_rand_int_range (rand, 0, (gint32) n),
                              g_rand_boolean (rand));

  return build (builder);
}
