/* SPDX-License-Identifier: Apache-2.0 */
#include "leak-dump.h"

#include <string.h>

#include "dump/hf-dump.h"
#include "heap/hf-heap-builder.h"

#define ADDRESS(kind, number) (((guint64) (kind) << 32) + 16 * (guint64) (number) + 0x10000)

enum
{
  MODULE = 1,
  GLOBALS,
  CACHE,
  SESSION,
  LIST,
  MESSAGE,
  NODE,
  STRANGE,
};

static void
add (HfHeapBuilder *builder, guint32 type, guint64 address, guint64 size, const char *value)
{
  HfObjectSpec spec = {
    .address = address,
    .type = type,
    .shallow = size,
    .refcount = HF_REFCOUNT_UNKNOWN,
    .value = value,
    .value_length = value != NULL ? strlen (value) : 0,
  };

  g_assert_cmpuint (hf_heap_builder_add_object (builder, &spec), !=, HF_NONE);
}

static void
refer (HfHeapBuilder *builder, guint64 to, HfRefKind kind, const char *name)
{
  hf_heap_builder_add_ref_to_address (builder, to, kind, name != NULL ? hf_heap_builder_string (builder, name, -1) : 0, HF_CLASS_STRONG);
}

static void
add_session (HfHeapBuilder *builder, guint i)
{
  guint32 session = hf_heap_builder_type (builder, "app", "Session", HF_KIND_INSTANCE, 0);
  guint32 list = hf_heap_builder_type (builder, "builtins", "list", HF_KIND_CONTAINER, 0);
  guint32 message = hf_heap_builder_type (builder, "app", "Message", HF_KIND_INSTANCE, 0);
  g_autofree char *value = g_strdup_printf ("id='u-%u'", i);

  add (builder, session, ADDRESS (SESSION, i), 64, value);
  refer (builder, ADDRESS (LIST, i), HF_REF_ATTRIBUTE, "messages");
  add (builder, list, ADDRESS (LIST, i), 88, "1 item");
  refer (builder, ADDRESS (MESSAGE, i), HF_REF_INDEX, NULL);
  add (builder, message, ADDRESS (MESSAGE, i), 48, "'hello'");
  refer (builder, ADDRESS (SESSION, i), HF_REF_ATTRIBUTE, "session");
}

static void
add_ring (HfHeapBuilder *builder, guint ring)
{
  guint32 node = hf_heap_builder_type (builder, "app", "Node", HF_KIND_INSTANCE, HF_TYPE_FINALIZER);

  for (guint i = 0; i < 3; i++)
    {
      add (builder, node, ADDRESS (NODE, 3 * ring + i), 40, NULL);
      refer (builder, ADDRESS (NODE, 3 * ring + (i + 1) % 3), HF_REF_ATTRIBUTE, "other");
    }
}

static void
add_strange (HfHeapBuilder *builder)
{
  g_autofree char *name = g_strnfill (300, 'N');
  g_autofree char *value = g_strnfill (5000, 'v');
  guint32 long_type = hf_heap_builder_type (builder, "app.a.package.far.below.the.others", name, HF_KIND_INSTANCE, 0);
  guint32 bidi_type = hf_heap_builder_type (builder, "app", "Right\u202eLeft\nBelow", HF_KIND_INSTANCE, 0);

  add (builder, long_type, ADDRESS (STRANGE, 0), 4096, value);
  refer (builder, ADDRESS (STRANGE, 1), HF_REF_ATTRIBUTE, value);
  add (builder, bidi_type, ADDRESS (STRANGE, 1), 4096, "=cmd\n\u202eabc");
}

HfHeap *
leak_heap_new (const LeakShape *shape)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  guint32 module = hf_heap_builder_type (builder, "builtins", "module", HF_KIND_MODULE, 0);
  guint32 dict = hf_heap_builder_type (builder, "builtins", "dict", HF_KIND_CONTAINER, HF_TYPE_DICT);
  g_autofree char *items = g_strdup_printf ("%u items", shape->sessions);
  HfHeap *heap;

  hf_heap_builder_set_format (builder, "Holdfast native");
  hf_heap_builder_set_runtime (builder, "CPython 3.11.2");
  hf_heap_builder_set_program (builder, "app.py");
  hf_heap_builder_set_time (builder, shape->time * G_USEC_PER_SEC);
  hf_heap_builder_set_has (builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ADDRESSES | HF_HAS_ROOTS | HF_HAS_NAMES);

  add (builder, module, ADDRESS (MODULE, 0), 72, "app");
  refer (builder, ADDRESS (GLOBALS, 0), HF_REF_DICT, "__dict__");
  add (builder, dict, ADDRESS (GLOBALS, 0), 300, NULL);
  refer (builder, ADDRESS (CACHE, 0), HF_REF_VALUE, "'CACHE'");
  if (shape->strange)
    refer (builder, ADDRESS (STRANGE, 0), HF_REF_VALUE, "'STRANGE'");
  add (builder, dict, ADDRESS (CACHE, 0), 100 + 50 * (guint64) shape->sessions, items);
  for (guint i = 0; i < shape->sessions; i++)
    {
      g_autofree char *key = g_strdup_printf ("'u-%u'", i);

      refer (builder, ADDRESS (SESSION, i), HF_REF_VALUE, key);
    }
  for (guint i = 0; i < shape->sessions; i++)
    add_session (builder, i);
  for (guint i = 0; i < shape->garbage_rings; i++)
    add_ring (builder, i);
  if (shape->strange)
    add_strange (builder);
  hf_heap_builder_add_root_to_address (builder, HF_ROOT_MODULE, "module app", ADDRESS (MODULE, 0), FALSE);

  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);
  return heap;
}

void
leak_dump_write (const LeakShape *shape, const char *path)
{
  g_autoptr (HfHeap) heap = leak_heap_new (shape);
  g_autoptr (GError) error = NULL;

  hf_dump_save (heap, path, hf_dump_format_for_path (path), NULL, &error);
  g_assert_no_error (error);
}
