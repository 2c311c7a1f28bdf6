/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "heap/hf-heap-builder.h"

/* A random heap in plain arrays: what the finished heap must say, asked in another way. */
typedef struct
{
  guint n;
  guint64 *address;
  guint64 *size;
  guint32 *refcount;
  GArray *refs;  /* of Ref, in order of adding, grouped by from */
  GArray *roots; /* of guint */
} Model;

typedef struct
{
  guint from;
  guint to;
  HfRefKind kind;
  guint number;
  HfRefClass class;
} Ref;

static const HfRefClass classes[] = { HF_CLASS_STRONG, HF_CLASS_STRONG, HF_CLASS_STRONG, HF_CLASS_WEAK, HF_CLASS_SHARED };

static Model *
model_new (void)
{
  Model *model = g_new0 (Model, 1);

  model->n = g_test_rand_int_range (1, 30);
  model->address = g_new0 (guint64, model->n);
  model->size = g_new0 (guint64, model->n);
  model->refcount = g_new0 (guint32, model->n);
  model->refs = g_array_new (FALSE, FALSE, sizeof (Ref));
  model->roots = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < model->n; i++)
    {
      guint degree = g_test_rand_int_range (0, 4);

      model->address[i] = ((guint64) g_test_rand_int () << 20) + i * 16;
      model->size[i] = g_test_rand_int_range (0, 20) == 0 ? G_MAXUINT32 + (guint64) g_test_rand_int () : (guint) g_test_rand_int_range (0, 1000);
      for (guint j = 0; j < degree; j++)
        {
          Ref ref = { i, g_test_rand_int_range (0, model->n), HF_REF_INDEX, j, classes[g_test_rand_int_range (0, 5)] };

          g_array_append_val (model->refs, ref);
        }
      if (g_test_rand_int_range (0, 6) == 0 || i == 0)
        g_array_append_val (model->roots, i);
    }

  return model;
}

static void
model_free (Model *model)
{
  g_free (model->address);
  g_free (model->size);
  g_free (model->refcount);
  g_array_unref (model->refs);
  g_array_unref (model->roots);
  g_free (model);
}

static gboolean
owning (const Ref *ref)
{
  return ref->class == HF_CLASS_STRONG || ref->class == HF_CLASS_STRUCTURAL;
}

/* Repeats until nothing changes: slow, and plainly right. */
static gboolean *
model_reachable (const Model *model)
{
  gboolean *seen = g_new0 (gboolean, model->n);
  gboolean changed = TRUE;

  for (guint i = 0; i < model->roots->len; i++)
    seen[g_array_index (model->roots, guint, i)] = TRUE;
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < model->refs->len; i++)
        {
          const Ref *ref = &g_array_index (model->refs, Ref, i);

          if (owning (ref) && seen[ref->from] && !seen[ref->to])
            seen[ref->to] = changed = TRUE;
        }
    }

  return seen;
}

typedef enum
{
  IN_ORDER,
  LOOSE,
  BY_ADDRESS,
  LATE,
} Manner;

/* With the model's own numbers first, and references after all objects. */
static void
add_late (const Model   *model,
          HfHeapBuilder *builder,
          guint32        type)
{
  g_autoptr (GError) error = NULL;
  HfLateRows rows;
  guint next = 0;

  for (guint i = 0; i < model->n; i++)
    {
      HfLateObject object = { .address = model->address[i], .type = 70000 + i, .shallow = model->size[i], .value = i, .site = i % 3 };

      for (; next < model->refs->len && g_array_index (model->refs, Ref, next).from == i; next++)
        object.n_refs++;
      g_assert_cmpuint (hf_heap_builder_add_late_object (builder, &object), ==, i);
    }
  for (guint j = 0; j < model->refs->len; j++)
    hf_heap_builder_add_late_ref (builder, g_array_index (model->refs, Ref, j).to, (guint8) j, 1000 + j);

  g_assert_true (hf_heap_builder_open (builder, &rows, &error));
  g_assert_cmpuint (rows.n_objects, ==, model->n);
  g_assert_cmpuint (rows.n_refs, ==, model->refs->len);
  g_assert_cmpuint (rows.n_added, ==, rows.n_claimed);
  for (guint i = 0; i < model->n; i++)
    {
      g_assert_cmpuint (rows.type[i], ==, 70000 + i);
      g_assert_cmpuint (rows.value[i], ==, i);
      g_assert_cmpuint (rows.site[i], ==, i % 3);
      g_assert_cmpuint (rows.address[i], ==, model->address[i]);
      for (guint32 r = rows.begin[i]; r < rows.begin[i + 1]; r++)
        {
          const Ref *ref = &g_array_index (model->refs, Ref, r);

          g_assert_cmpuint (ref->from, ==, i);
          g_assert_cmpuint (rows.name[r], ==, 1000 + r);
          g_assert_cmpuint (rows.kind[r], ==, (guint8) r);
          rows.name[r] = ref->number;
          rows.kind[r] = hf_late_kind (ref->kind, ref->class);
        }
      rows.type[i] = type;
      rows.value[i] = rows.site[i] = 0;
    }
}

static HfHeap *
build (const Model *model,
       Manner       manner)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  guint32 type = hf_heap_builder_type (builder, "app", "Node", HF_KIND_INSTANCE, 0);
  HfHeap *heap;
  guint next = 0;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES);
  if (manner == LATE)
    add_late (model, builder, type);
  for (guint i = 0; i < model->n && manner != LATE; i++)
    {
      HfObjectSpec spec = { .address = model->address[i], .type = type, .shallow = model->size[i], .refcount = HF_REFCOUNT_UNKNOWN };

      g_assert_cmpuint (hf_heap_builder_add_object (builder, &spec), ==, i);
      for (; next < model->refs->len && g_array_index (model->refs, Ref, next).from == i && manner != LOOSE; next++)
        {
          const Ref *ref = &g_array_index (model->refs, Ref, next);

          if (manner == IN_ORDER)
            hf_heap_builder_add_ref (builder, ref->to, ref->kind, ref->number, ref->class);
          else
            hf_heap_builder_add_ref_to_address (builder, model->address[ref->to], ref->kind, ref->number, ref->class);
        }
    }
  for (; manner == LOOSE && next < model->refs->len; next++)
    {
      const Ref *ref = &g_array_index (model->refs, Ref, next);

      hf_heap_builder_add_ref_from (builder, ref->from, ref->to, ref->kind, ref->number, ref->class);
    }
  for (guint i = 0; i < model->roots->len; i++)
    if (manner == BY_ADDRESS)
      hf_heap_builder_add_root_to_address (builder, HF_ROOT_MODULE, "module app", model->address[g_array_index (model->roots, guint, i)], FALSE);
    else
      hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", g_array_index (model->roots, guint, i), FALSE);

  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hf_heap_builder_n_objects (builder), ==, 0);

  return heap;
}

static void
check_preorder (const HfGraph *graph)
{
  /* Replays the definition: the next id is the first unseen owning referent of the deepest object that has one. */
  g_autofree gboolean *seen = g_new0 (gboolean, graph->n);
  g_autofree guint32 *stack = g_new (guint32, graph->n);
  guint depth = 1;
  guint32 expected = 1;

  stack[0] = HF_ROOT;
  seen[HF_ROOT] = TRUE;
  while (depth > 0)
    {
      guint32 v = stack[depth - 1];
      guint32 found = HF_NONE;

      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1] && found == HF_NONE; r++)
        if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && !seen[hf_ref_object (graph->out[r])])
          found = hf_ref_object (graph->out[r]);
      if (found == HF_NONE)
        {
          depth--;
          continue;
        }
      g_assert_cmpuint (found, ==, expected++);
      seen[found] = TRUE;
      stack[depth++] = found;
    }
  g_assert_cmpuint (graph->n_reachable, ==, expected - 1);
}

static void
check_heap (const Model *model,
            HfHeap      *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree gboolean *reachable = model_reachable (model);
  guint next = 0;
  guint64 bytes = 0;
  guint32 in_total = 0;

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, model->n);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, model->refs->len);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, model->roots->len);
  for (guint i = 0; i < model->n; i++)
    {
      guint32 v = hf_heap_find_address (heap, model->address[i]);

      g_assert_cmpuint (v, >, 0);
      g_assert_cmpuint (v, <, graph->n);
      g_assert_cmpuint (hf_heap_shallow (heap, v), ==, model->size[i]);
      g_assert_cmpint (hf_graph_is_reachable (graph, v), ==, reachable[i]);
      g_assert_cmpstr (hf_heap_type_name_of (heap, v), ==, "app.Node");
      bytes += model->size[i];
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++, next++)
        {
          const Ref *ref = &g_array_index (model->refs, Ref, next);

          g_assert_cmpuint (ref->from, ==, i);
          g_assert_cmpuint (hf_heap_address (heap, hf_ref_object (graph->out[r])), ==, model->address[ref->to]);
          g_assert_cmpint (hf_ref_class (graph->out[r]), ==, ref->class);
          g_assert_cmpint (hf_heap_ref_kind (heap, r), ==, HF_REF_INDEX);
          g_assert_cmpuint (hf_heap_ref_number (heap, r), ==, ref->number);
          g_assert_cmpuint (hf_graph_referrer_of (graph, r), ==, v);
        }
    }
  g_assert_cmpuint (next, ==, model->refs->len);
  g_assert_cmpuint (hf_heap_bytes (heap), ==, bytes);

  for (guint32 v = 0; v < graph->n; v++)
    for (guint32 i = graph->in_begin[v]; i < graph->in_begin[v + 1]; i++, in_total++)
      {
        guint32 from = hf_ref_object (graph->in[i]);

        g_assert_cmpuint (hf_graph_find_ref (graph, from, v, HF_CLASS_BIT (hf_ref_class (graph->in[i]))), !=, HF_NONE);
        if (i > graph->in_begin[v])
          g_assert_cmpuint (hf_ref_object (graph->in[i - 1]), <=, from);
      }
  g_assert_cmpuint (in_total, ==, graph->m);
  check_preorder (graph);
}

static void
test_random (gconstpointer data)
{
  Manner manner = (Manner) GPOINTER_TO_INT (data);

  for (guint i = 0; i < 3000; i++)
    {
      Model *model = model_new ();
      g_autoptr (HfHeap) heap = build (model, manner);

      check_heap (model, heap);
      model_free (model);
    }
}

static guint32
add (HfHeapBuilder *builder,
     guint64        address,
     guint32        refcount,
     HfObjectFlags  flags)
{
  HfObjectSpec spec = { .address = address, .refcount = refcount, .flags = flags, .shallow = 10 };

  spec.type = hf_heap_builder_type (builder, "builtins", "object", HF_KIND_OTHER, 0);

  return hf_heap_builder_add_object (builder, &spec);
}

static guint32
root_of (HfHeap     *heap,
         guint64     address,
         HfRootKind  kind)
{
  guint32 v = hf_heap_find_address (heap, address);

  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    if (hf_ref_object (hf_heap_graph (heap)->out[r]) == v && hf_heap_root_kind (heap, r) == kind)
      return r;

  return HF_NONE;
}

static void
test_proven_roots (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (GError) error = NULL;
  guint32 r;

  hf_heap_builder_set_has (builder, HF_HAS_REFCOUNTS | HF_HAS_ROOTS);
  add (builder, 16, 1, 0); /* exactly held by its root */
  hf_heap_builder_add_ref (builder, 1, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 1, HF_REF_OTHER, 0, HF_CLASS_WEAK);
  add (builder, 32, 3, 0); /* one known, two unaccounted; the weak one does not count */
  add (builder, 48, 999999999, HF_OBJECT_IMMORTAL);
  add (builder, 64, 2, 0); /* a cycle of two: garbage */
  hf_heap_builder_add_ref (builder, 4, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 3, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  add (builder, 80, 1, 0);
  hf_heap_builder_add_ref (builder, 3, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_root (builder, HF_ROOT_THREAD, "thread MainThread", 0, TRUE);

  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, 3);
  r = root_of (heap, 32, HF_ROOT_NATIVE);
  g_assert_cmpuint (r, !=, HF_NONE);
  g_assert_cmpstr (hf_heap_ref_name (heap, r), ==, "native code (2 references)");
  g_assert_cmpuint (root_of (heap, 48, HF_ROOT_STATIC), !=, HF_NONE);
  g_assert_cmpint (hf_heap_unaccounted (heap, hf_heap_find_address (heap, 16)), ==, 0);
  g_assert_cmpint (hf_heap_unaccounted (heap, hf_heap_find_address (heap, 32)), ==, 2);
  g_assert_cmpint (hf_heap_unaccounted (heap, hf_heap_find_address (heap, 48)), ==, 0);
  g_assert_cmpint (hf_heap_unaccounted (heap, hf_heap_find_address (heap, 64)), ==, 0);
  g_assert_cmpuint (hf_heap_graph (heap)->n_reachable, ==, 3);
  g_assert_false (hf_graph_is_reachable (hf_heap_graph (heap), hf_heap_find_address (heap, 64)));
  g_assert_false (hf_graph_is_reachable (hf_heap_graph (heap), hf_heap_find_address (heap, 80)));
}

/* A slot of a value stack that may be stale holds what nothing else explains; no more, and nothing that is explained. */
static void
test_stack_slots (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (GError) error = NULL;
  const HfGraph *graph;
  guint32 frame;
  static const HfRefClass wanted[] = { HF_CLASS_STRONG, HF_CLASS_SHARED, HF_CLASS_STRONG, HF_CLASS_SHARED, HF_CLASS_STRONG, HF_CLASS_SHARED };

  hf_heap_builder_set_has (builder, HF_HAS_REFCOUNTS | HF_HAS_ROOTS);
  add (builder, 16, HF_REFCOUNT_UNKNOWN, HF_OBJECT_SYNTHETIC);
  hf_heap_builder_add_ref (builder, 1, HF_REF_STACK, 0, HF_CLASS_SHARED); /* a loop's iterator */
  hf_heap_builder_add_ref (builder, 2, HF_REF_STACK, 0, HF_CLASS_SHARED); /* stale: the local is all there is */
  hf_heap_builder_add_ref (builder, 2, HF_REF_LOCAL, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 1, HF_REF_STACK, 0, HF_CLASS_SHARED); /* there is only one reference to explain */
  hf_heap_builder_add_ref (builder, 3, HF_REF_STACK, 0, HF_CLASS_SHARED); /* one of two */
  hf_heap_builder_add_ref (builder, 4, HF_REF_STACK, 0, HF_CLASS_SHARED); /* its count means nothing */
  add (builder, 32, 1, 0);
  add (builder, 48, 1, 0);
  add (builder, 64, 2, 0);
  add (builder, 80, 999999999, HF_OBJECT_IMMORTAL);
  hf_heap_builder_add_root (builder, HF_ROOT_THREAD, "thread MainThread", 0, FALSE);

  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);
  graph = hf_heap_graph (heap);
  frame = hf_heap_find_address (heap, 16);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpint (hf_ref_class (graph->out[graph->out_begin[frame] + i]), ==, wanted[i]);
  g_assert_cmpuint (root_of (heap, 32, HF_ROOT_NATIVE), ==, HF_NONE);
  g_assert_cmpuint (root_of (heap, 48, HF_ROOT_NATIVE), ==, HF_NONE);
  g_assert_cmpstr (hf_heap_ref_name (heap, root_of (heap, 64, HF_ROOT_NATIVE)), ==, "native code (1 reference)");
  g_assert_cmpint (hf_heap_unaccounted (heap, hf_heap_find_address (heap, 64)), ==, 1);
}

static void
test_truncated_proves_nothing (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;

  hf_heap_builder_set_has (builder, HF_HAS_REFCOUNTS | HF_HAS_ROOTS);
  hf_heap_builder_set_truncated (builder, "ends at byte 100");
  add (builder, 16, 5, 0);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, 0);
  g_assert_cmpstr (hf_heap_info (heap)->truncated, ==, "ends at byte 100");
}

static void
test_assumed_roots (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;

  add (builder, 16, HF_REFCOUNT_UNKNOWN, 0);
  hf_heap_builder_add_ref (builder, 1, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  add (builder, 32, HF_REFCOUNT_UNKNOWN, 0);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, 1);
  g_assert_cmpuint (root_of (heap, 16, HF_ROOT_ASSUMED), ==, 0);
}

static void
test_dangling (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS);
  add (builder, 16, HF_REFCOUNT_UNKNOWN, 0);
  hf_heap_builder_add_ref (builder, 99, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 1, HF_REF_INDEX, 1, HF_CLASS_STRONG);
  hf_heap_builder_add_ref_to_address (builder, 12345, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  add (builder, 32, HF_REFCOUNT_UNKNOWN, 0);
  hf_heap_builder_add_ref_from (builder, 77, 0, HF_REF_OTHER, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module gone", 5, FALSE);
  hf_heap_builder_add_root_to_address (builder, HF_ROOT_MODULE, "module gone", 7, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  g_assert_cmpuint (hf_heap_info (heap)->dangling, ==, 5);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 1);
  g_assert_cmpuint (hf_heap_ref_number (heap, 0), ==, 1);
}

/* Addresses in no order, some twice, close together and far apart: each leads to the first object that has it. */
static void
check_addresses (guint   n,
                 guint64 step,
                 guint   n_far)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (n + n_far);
  g_autoptr (HfHeap) heap = NULL;
  g_autofree guint64 *address = g_new (guint64, n);
  const HfGraph *graph;
  guint dangling = 0;
  guint32 from = HF_NONE;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_ADDRESSES | HF_HAS_SIZES);
  for (guint i = 0; i < n; i++)
    {
      address[i] = 16 + step * g_rand_int_range (rand, 0, (gint) n) + (i < n_far ? G_GUINT64_CONSTANT (1) << g_rand_int_range (rand, 40, 64) : 0);
      hf_heap_builder_add_object (builder, &(HfObjectSpec) { .address = address[i], .type = hf_heap_builder_type (builder, "", "T", HF_KIND_OTHER, 0),
                                                             .shallow = i + 1, .refcount = HF_REFCOUNT_UNKNOWN });
      if (i == 0)
        for (guint k = 0; k < n; k++)
          hf_heap_builder_add_ref_to_address (builder, 16 + step * k, HF_REF_INDEX, k, HF_CLASS_STRONG);
    }
  heap = hf_heap_builder_build (builder, NULL, NULL);

  graph = hf_heap_graph (heap);
  for (guint32 v = 1; v < graph->n; v++)
    if (hf_heap_shallow (heap, v) == 1)
      from = v;
  for (guint k = 0, r = graph->out_begin[from]; k < n; k++)
    {
      guint first = 0;
      guint32 found = hf_heap_find_address (heap, 16 + step * k);

      while (first < n && address[first] != 16 + step * k)
        first++;
      g_assert_cmpint (found == HF_NONE, ==, first == n);
      if (first == n)
        {
          dangling++;
          continue;
        }
      g_assert_cmpuint (hf_heap_address (heap, found), ==, address[first]);
      g_assert_cmpuint (hf_heap_ref_number (heap, r), ==, k);
      g_assert_cmpuint (hf_heap_shallow (heap, hf_ref_object (graph->out[r++])), ==, first + 1);
    }
  g_assert_cmpuint (hf_heap_info (heap)->dangling, ==, dangling);
  for (guint32 i = 1; i < n; i++)
    g_assert_cmpuint (hf_heap_address (heap, hf_heap_by_address (heap, i - 1)), <=, hf_heap_address (heap, hf_heap_by_address (heap, i)));
}

static void
test_addresses (void)
{
  check_addresses (1, 8, 0);
  check_addresses (20, 8, 0);
  check_addresses (20, 8, 5);
  check_addresses (700, 1, 0);
  check_addresses (700, 4096, 300);
  check_addresses (1500, G_GUINT64_CONSTANT (1) << 50, 0);
}

static void
test_names (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;
  const HfGraph *graph;
  const char *const expected[] = { "key 'k'", "['k']", ".x", "[3]", "local job", "closure f", ".__dict__", "+0x98", "{…}", ".__class__", "weak" };
  HfObjectSpec key = { .address = 160, .refcount = HF_REFCOUNT_UNKNOWN, .value = "'k'", .value_length = 3 };
  guint32 v;

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS);
  add (builder, 16, HF_REFCOUNT_UNKNOWN, 0);
  hf_heap_builder_add_ref_named_by (builder, 1, HF_REF_KEY, 1, HF_CLASS_STRONG);
  hf_heap_builder_add_ref_named_by (builder, 0, HF_REF_VALUE, 1, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_ATTRIBUTE, hf_heap_builder_string (builder, "x", -1), HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_INDEX, 3, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_LOCAL, hf_heap_builder_string (builder, "job", -1), HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_CELL, hf_heap_builder_string (builder, "f", -1), HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_DICT, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_INTERNAL, hf_heap_builder_string (builder, "+0x98", -1), HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_MEMBER, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_TYPE, 0, HF_CLASS_STRONG);
  hf_heap_builder_add_ref (builder, 0, HF_REF_WEAK, 0, HF_CLASS_WEAK);
  key.type = hf_heap_builder_type (builder, "builtins", "str", HF_KIND_VALUE, HF_TYPE_STRING);
  hf_heap_builder_add_object (builder, &key);
  heap = hf_heap_builder_build (builder, NULL, NULL);

  graph = hf_heap_graph (heap);
  v = hf_heap_find_address (heap, 16);
  g_assert_cmpuint (graph->out_begin[v + 1] - graph->out_begin[v], ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *label = hf_heap_ref_label (heap, graph->out_begin[v] + i);

      g_assert_cmpstr (label, ==, expected[i]);
    }
  g_assert_cmpstr (hf_heap_value (heap, hf_heap_find_address (heap, 160)), ==, "'k'");
}

static void
test_types_and_sites (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfHeap) heap = NULL;
  HfSiteFrame frames[] = { { "app/web.py", "handle", 31 }, { "app/main.py", "", 7 } };
  HfObjectSpec spec = { .address = 16, .refcount = HF_REFCOUNT_UNKNOWN };
  guint32 v;

  spec.type = hf_heap_builder_type (builder, "app", "Session", HF_KIND_INSTANCE, 0);
  g_assert_cmpuint (hf_heap_builder_type (builder, "app", "Session", HF_KIND_OTHER, 0), ==, spec.type);
  g_assert_cmpuint (hf_heap_builder_type (builder, "builtins", "dict", HF_KIND_CONTAINER, HF_TYPE_DICT), !=, spec.type);
  hf_heap_builder_add_object (builder, &spec);
  spec.site = hf_heap_builder_add_site (builder, frames, 2);
  spec.address = 32;
  hf_heap_builder_add_object (builder, &spec);
  hf_heap_builder_set_type_object (builder, spec.type, 0);
  heap = hf_heap_builder_build (builder, NULL, NULL);

  g_assert_cmpuint (hf_heap_find_type (heap, "app.Session"), ==, spec.type);
  g_assert_cmpuint (hf_heap_find_type (heap, "dict"), !=, HF_NONE);
  g_assert_cmpuint (hf_heap_find_type (heap, "nothing"), ==, HF_NONE);
  g_assert_cmpstr (hf_heap_type_module (heap, spec.type), ==, "app");
  g_assert_cmpuint (hf_heap_address (heap, hf_heap_type_object (heap, spec.type)), ==, 16);
  g_assert_cmpint (hf_heap_kind (heap, HF_ROOT), ==, HF_KIND_ROOT);
  v = hf_heap_find_address (heap, 32);
  g_assert_cmpuint (hf_heap_site_depth (heap, hf_heap_site (heap, v)), ==, 2);
  g_assert_cmpstr (hf_heap_site_frame (heap, hf_heap_site (heap, v), 0).function, ==, "handle");
  g_assert_cmpuint (hf_heap_site_frame (heap, hf_heap_site (heap, v), 1).line, ==, 7);
  g_assert_cmpuint (hf_heap_site_depth (heap, hf_heap_site (heap, hf_heap_find_address (heap, 16))), ==, 0);
}

static void
test_empty (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = hf_heap_builder_build (builder, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 0);
  g_assert_cmpuint (hf_heap_graph (heap)->m, ==, 0);
  g_assert_cmpuint (hf_heap_find_address (heap, 16), ==, HF_NONE);
}

static void
test_cancel (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;

  add (builder, 16, HF_REFCOUNT_UNKNOWN, 0);
  hf_progress_cancel (progress);
  g_assert_null (hf_heap_builder_build (builder, progress, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
}

static gpointer
build_long_list (gpointer data)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;
  guint n = 5000000;

  for (guint i = 0; i < n; i++)
    {
      add (builder, 16 * (i + 1), HF_REFCOUNT_UNKNOWN, 0);
      hf_heap_builder_add_ref (builder, i + 1, HF_REF_OTHER, 0, HF_CLASS_STRONG);
    }
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hf_heap_graph (heap)->n_reachable, ==, n);

  return NULL;
}

/* A list of five million links: depth is the heap's length, so nothing may recurse. */
static void
test_long_list (void)
{
  g_thread_join (g_thread_new ("long list", build_long_list, NULL));
}

/* More references than the objects speak of, and fewer. */
static void
test_late_misfit (void)
{
  for (guint32 n_refs = 0; n_refs < 8; n_refs++)
    {
      g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (HfHeap) heap = NULL;
      guint32 type = hf_heap_builder_type (builder, "", "Node", HF_KIND_INSTANCE, 0);
      HfLateRows rows;

      for (guint i = 0; i < 3; i++)
        hf_heap_builder_add_late_object (builder, &(HfLateObject) { .address = i, .n_refs = i == 1 ? 3 : 1 });
      for (guint32 r = 0; r < n_refs; r++)
        hf_heap_builder_add_late_ref (builder, r == 4 ? 77 : 2, 0, 0);
      g_assert_true (hf_heap_builder_open (builder, &rows, &error));
      g_assert_cmpuint (rows.n_claimed, ==, 5);
      g_assert_cmpuint (rows.n_added, ==, n_refs);
      g_assert_cmpuint (rows.n_refs, ==, MIN (n_refs, 5));
      g_assert_cmpuint (rows.begin[1], ==, MIN (n_refs, 1));
      g_assert_cmpuint (rows.begin[3], ==, rows.n_refs);
      for (guint i = 0; i < 3; i++)
        rows.type[i] = type;
      heap = hf_heap_builder_build (builder, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (hf_heap_n_references (heap), ==, MIN (n_refs, 4));
      g_assert_cmpuint (hf_heap_info (heap)->dangling, ==, n_refs > 4);
    }
}

static void
test_late_sizes (void)
{
  static const guint64 sizes[] = { 0, 77, G_MAXUINT32 - 1, G_MAXUINT32, G_MAXUINT64, (guint64) 1 << 40 };
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint64 now[4];

  for (guint i = 0; i < 4; i++)
    {
      now[i] = sizes[i + 2];
      hf_heap_builder_add_late_object (builder, &(HfLateObject) { .address = i, .shallow = now[i] });
    }
  for (guint round = 0; round < 500; round++)
    {
      guint i = (guint) g_test_rand_int_range (0, 4);

      now[i] = sizes[g_test_rand_int_range (0, G_N_ELEMENTS (sizes))];
      hf_heap_builder_set_shallow (builder, i, now[i]);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpuint (hf_heap_builder_get_shallow (builder, j), ==, now[j]);
    }
}

/* An object may speak of any number of references. */
static void
test_late_claims (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;
  guint32 type = hf_heap_builder_type (builder, "", "Node", HF_KIND_INSTANCE, 0);
  HfLateRows rows;

  for (guint i = 0; i < 4; i++)
    hf_heap_builder_add_late_object (builder, &(HfLateObject) { .address = i, .n_refs = G_MAXUINT32 });
  hf_heap_builder_add_late_ref (builder, 1, 0, 0);
  g_assert_true (hf_heap_builder_open (builder, &rows, &error));
  g_assert_cmpuint (rows.n_claimed, ==, 4 * (guint64) G_MAXUINT32);
  for (guint i = 0; i < 4; i++)
    rows.type[i] = type;
  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/heap/builder/random-in-order", GINT_TO_POINTER (IN_ORDER), test_random);
  g_test_add_data_func ("/heap/builder/random-loose", GINT_TO_POINTER (LOOSE), test_random);
  g_test_add_data_func ("/heap/builder/random-by-address", GINT_TO_POINTER (BY_ADDRESS), test_random);
  g_test_add_data_func ("/heap/builder/random-late", GINT_TO_POINTER (LATE), test_random);
  g_test_add_func ("/heap/builder/late-misfit", test_late_misfit);
  g_test_add_func ("/heap/builder/late-sizes", test_late_sizes);
  g_test_add_func ("/heap/builder/late-claims", test_late_claims);
  g_test_add_func ("/heap/builder/proven-roots", test_proven_roots);
  g_test_add_func ("/heap/builder/stack-slots", test_stack_slots);
  g_test_add_func ("/heap/builder/truncated-proves-nothing", test_truncated_proves_nothing);
  g_test_add_func ("/heap/builder/assumed-roots", test_assumed_roots);
  g_test_add_func ("/heap/builder/dangling", test_dangling);
  g_test_add_func ("/heap/builder/addresses", test_addresses);
  g_test_add_func ("/heap/builder/names", test_names);
  g_test_add_func ("/heap/builder/types-and-sites", test_types_and_sites);
  g_test_add_func ("/heap/builder/empty", test_empty);
  g_test_add_func ("/heap/builder/cancel", test_cancel);
  g_test_add_func ("/heap/builder/long-list", test_long_list);

  return g_test_run ();
}
