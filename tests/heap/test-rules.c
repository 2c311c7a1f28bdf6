/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "heap/hf-heap-builder.h"

typedef struct
{
  const char *module;
  const char *referrer;
  HfRefKind kind;
  const char *name;
  HfRefClass given;
  HfRefClass expected;
  const char *referent; /* NULL: the referrer's type */
} Case;

static const Case cases[] = {
  { "app", "Session", HF_REF_TYPE, "", HF_CLASS_STRONG, HF_CLASS_STRUCTURAL },
  { "app", "Session", HF_REF_ATTRIBUTE, "data", HF_CLASS_STRONG, HF_CLASS_STRONG },
  { "builtins", "function", HF_REF_FIELD, "__globals__", HF_CLASS_STRONG, HF_CLASS_STRUCTURAL },
  { "builtins", "function", HF_REF_FIELD, "__closure__", HF_CLASS_STRONG, HF_CLASS_STRONG },
  { "app", "function", HF_REF_FIELD, "__globals__", HF_CLASS_STRONG, HF_CLASS_STRONG },
  { "app", "function", HF_REF_FIELD, "__objclass__", HF_CLASS_STRONG, HF_CLASS_STRUCTURAL },
  { "builtins", "type", HF_REF_INTERNAL, "tp_cache", HF_CLASS_STRONG, HF_CLASS_STRUCTURAL },
  { "builtins", "type", HF_REF_DICT, "", HF_CLASS_STRONG, HF_CLASS_STRONG },
  { "builtins", "code", HF_REF_FIELD, "co_consts", HF_CLASS_STRONG, HF_CLASS_STRUCTURAL },
  { "builtins", "dict", HF_REF_VALUE, "'__builtins__'", HF_CLASS_STRONG, HF_CLASS_STRUCTURAL },
  { "builtins", "dict", HF_REF_VALUE, "'builtins'", HF_CLASS_STRONG, HF_CLASS_STRONG },
  { "builtins", "dict", HF_REF_KEY, "'__builtins__'", HF_CLASS_STRONG, HF_CLASS_STRONG },
  { "builtins", "dict", HF_REF_VALUE, "'os'", HF_CLASS_STRONG, HF_CLASS_STRUCTURAL, "module" },
  { "app", "Session", HF_REF_ATTRIBUTE, "os", HF_CLASS_STRONG, HF_CLASS_STRONG, "module" },
  { "builtins", "list", HF_REF_INDEX, NULL, HF_CLASS_STRONG, HF_CLASS_STRONG },
  /* Rules never make an owner of what owns nothing. */
  { "builtins", "function", HF_REF_FIELD, "__globals__", HF_CLASS_WEAK, HF_CLASS_WEAK },
  { "builtins", "type", HF_REF_INTERNAL, "tp_cache", HF_CLASS_SHARED, HF_CLASS_SHARED },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (GError) error = NULL;
  HfObjectSpec spec = { .address = 16, .refcount = HF_REFCOUNT_UNKNOWN };
  const HfGraph *graph;
  guint32 holder;

  spec.type = hf_heap_builder_type (builder, c->module, c->referrer, HF_KIND_OTHER, 0);
  hf_heap_builder_add_object (builder, &spec);
  hf_heap_builder_add_ref (builder, 1, c->kind, c->name != NULL ? hf_heap_builder_string (builder, c->name, -1) : 7, c->given);
  spec.address = 32;
  if (c->referent != NULL)
    spec.type = hf_heap_builder_type (builder, "builtins", c->referent, HF_KIND_OTHER, 0);
  hf_heap_builder_add_object (builder, &spec);
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);

  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);
  graph = hf_heap_graph (heap);
  holder = hf_heap_find_address (heap, 16);
  g_assert_cmpuint (graph->out_begin[holder + 1] - graph->out_begin[holder], ==, 1);
  g_assert_cmpint (hf_ref_class (graph->out[graph->out_begin[holder]]), ==, c->expected);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/heap/rules/%u-%s-%s", i, cases[i].referrer, cases[i].name != NULL ? cases[i].name : "");

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
