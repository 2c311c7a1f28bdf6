/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analysis/hf-path.h"
#include "heap/hf-heap-builder.h"

/* A chain of objects from one root on: each with its type, its value, and how the one before refers to it. */
typedef struct
{
  const char *type;
  const char *value;
  HfRefKind kind;
  const char *name; /* of HF_REF_INDEX the position */
} Place;

typedef struct
{
  const char *name;
  const char *runtime;
  Place places[8];
  const char *expression;
} Case;

static const Case cases[] = {
  { "global", "JavaScript (V8)", { { "(root)" }, { "global", NULL, HF_REF_OTHER, "global" }, { "Object", NULL, HF_REF_ATTRIBUTE, "app" },
    { "Object", NULL, HF_REF_VALUE, "\"two words\"" }, { "Array", NULL, HF_REF_ATTRIBUTE, "list" }, { "Session", NULL, HF_REF_INDEX, "3" } },
    "globalThis.app[\"two words\"].list[3]" },
  { "window", "JavaScript (V8)", { { "(root)" }, { "Window [JSGlobalObject] / ://", NULL, HF_REF_OTHER, "x" }, { "Map", NULL, HF_REF_VALUE, "Symbol.iterator" } },
    "globalThis[Symbol.iterator]" },
  { "global-itself", "JavaScript (JavaScriptCore)", { { "<root>" }, { "GlobalObject", NULL, HF_REF_INTERNAL, "" } }, "globalThis" },
  { "private-field", "JavaScript (V8)", { { "(root)" }, { "global", NULL, HF_REF_OTHER, "global" }, { "T", NULL, HF_REF_ATTRIBUTE, "#x" } }, NULL },
  { "symbol-of-which-there-are-many", "JavaScript (V8)", { { "(root)" }, { "global", NULL, HF_REF_OTHER, "global" }, { "T", NULL, HF_REF_VALUE, "Symbol(x)" } }, NULL },
  { "closure", "JavaScript (V8)", { { "(root)" }, { "global", NULL, HF_REF_OTHER, "global" }, { "Function", NULL, HF_REF_ATTRIBUTE, "f" }, { "T", NULL, HF_REF_CELL, "x" } }, NULL },
  { "not-from-a-global", "JavaScript (V8)", { { "(root)" }, { "Object", NULL, HF_REF_OTHER, "handle" }, { "T", NULL, HF_REF_ATTRIBUTE, "x" } }, NULL },
  { "static-field", "Java 17.0.9", { { "java.lang.Class", "app.Outer$Inner" }, { "java.util.HashMap", NULL, HF_REF_ATTRIBUTE, "map" },
    { "java.util.HashMap$Node[]", NULL, HF_REF_ATTRIBUTE, "table" }, { "java.util.HashMap$Node", NULL, HF_REF_INDEX, "3" }, { "app.T", NULL, HF_REF_ATTRIBUTE, "value" } },
    "app.Outer.Inner.map.table[3].value" },
  { "android", "Android Runtime", { { "java.lang.Class", "App" }, { "T", NULL, HF_REF_ATTRIBUTE, "it" } }, "App.it" },
  { "class-loader", "Java", { { "java.lang.Class", "App" }, { "Loader", NULL, HF_REF_INTERNAL, "class loader" } }, NULL },
  { "class-of-arrays", "Java", { { "java.lang.Class", "int[]" }, { "T", NULL, HF_REF_ATTRIBUTE, "x" } }, NULL },
  { "the-nearest-class", "Java", { { "java.lang.Class", "A" }, { "java.lang.Class", "B", HF_REF_INTERNAL, "super" }, { "T", NULL, HF_REF_ATTRIBUTE, "x" } }, "B.x" },
  { "instance-variable", "Ruby (3.2 or newer)", { { "Class", "Gem::List" }, { "Array", NULL, HF_REF_OTHER, "@all" }, { "T", NULL, HF_REF_INDEX, "2" } },
    "Gem::List.instance_variable_get(:@all)[2]" },
  { "singleton", "Ruby", { { "Class", "singleton class" }, { "T", NULL, HF_REF_OTHER, "@x" } }, NULL },
  { "constant-without-a-name", "Ruby", { { "Module", "App" }, { "T", NULL, HF_REF_OTHER, "reference" } }, NULL },
  { "position-of-no-array", "Ruby", { { "Module", "App" }, { "Hash", NULL, HF_REF_OTHER, "@h" }, { "T", NULL, HF_REF_INDEX, "1" } }, NULL },
  { "no-language", "PHP", { { "global" }, { "T", NULL, HF_REF_ATTRIBUTE, "x" } }, NULL },
};

static HfHeap *
heap_of (const Case *test, guint *n)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  HfHeap *heap;

  hf_heap_builder_set_runtime (builder, test->runtime);
  hf_heap_builder_set_has (builder, HF_HAS_ROOTS);
  for (*n = 0; test->places[*n].type != NULL; (*n)++)
    {
      const Place *place = &test->places[*n];
      HfObjectSpec spec = { .address = 16 * (*n + 1), .shallow = 8, .refcount = HF_REFCOUNT_UNKNOWN, .value = place->value,
                            .value_length = place->value != NULL ? strlen (place->value) : 0 };

      spec.type = hf_heap_builder_type (builder, "", place->type, HF_KIND_INSTANCE, 0);
      hf_heap_builder_add_object (builder, &spec);
      if (*n > 0)
        hf_heap_builder_add_ref_from (builder, *n - 1, *n, place->kind, place->kind == HF_REF_INDEX ? (guint32) atoi (place->name)
                                      : hf_heap_builder_string (builder, place->name, -1), HF_CLASS_STRONG);
    }
  hf_heap_builder_add_root (builder, HF_ROOT_OTHER, "root", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);

  return heap;
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  guint n;
  g_autoptr (HfHeap) heap = heap_of (test, &n);
  g_autoptr (HfChains) chains = hf_chains_new (heap, NULL, NULL);
  g_autofree HfChain *chain = hf_chains_get (chains, heap, hf_heap_find_address (heap, 16 * n));
  g_autoptr (HfPath) path = hf_path_new (heap, chain);
  g_autofree char *expression = hf_path_to_expression (path, heap);

  g_assert_cmpstr (expression, ==, test->expression);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/path-language/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], test_case);
    }

  return g_test_run ();
}
