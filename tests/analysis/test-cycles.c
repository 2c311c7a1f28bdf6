/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-cycles.h"
#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#include <string.h>

#define MAX_N 64
#define FAR 1000u

/* ---- naive: lengths of shortest ways between all pairs (Floyd 1962, Warshall 1962), over strong references, or over those that make cycles: strong ones, and all owning ones among unreachable objects ---- */

typedef struct
{
  guint32 n;
  guint length[MAX_N][MAX_N]; /* [v][v]: of the shortest cycle through v */
} Ways;

static void
find_ways (Ways *ways, const HfGraph *graph, HfRefClasses classes, HfRefClasses unreachable_classes)
{
  ways->n = graph->n;
  for (guint32 v = 0; v < graph->n; v++)
    for (guint32 w = 0; w < graph->n; w++)
      ways->length[v][w] = FAR;
  for (guint32 v = 1; v < graph->n; v++)
    for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
      if (hf_ref_is (graph->out[r], v <= graph->n_reachable ? classes : unreachable_classes))
        ways->length[v][hf_ref_object (graph->out[r])] = 1;
  for (guint32 k = 1; k < graph->n; k++)
    for (guint32 v = 1; v < graph->n; v++)
      for (guint32 w = 1; w < graph->n; w++)
        ways->length[v][w] = MIN (ways->length[v][w], ways->length[v][k] + ways->length[k][w]);
}

static gboolean
are_together (const Ways *ways, guint32 v, guint32 w)
{
  return v == w ? ways->length[v][v] < FAR : ways->length[v][w] < FAR && ways->length[w][v] < FAR;
}

/* The shortest cycle among the objects that are in one component with @v. */
static guint
shortest (const Ways *component, const Ways *ways, guint32 v)
{
  guint best = FAR;

  for (guint32 w = 1; w < ways->n; w++)
    if (are_together (component, v, w))
      best = MIN (best, ways->length[w][w]);

  return best;
}

static void
assert_ring (const HfGraph *graph, const guint32 *ring, guint n, HfRefClasses classes)
{
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (hf_ref_is (graph->out[ring[i]], classes));
      g_assert_cmpuint (hf_ref_object (graph->out[ring[i]]), ==, hf_graph_referrer_of (graph, ring[(i + 1) % n]));
      for (guint k = 0; k < i; k++)
        g_assert_cmpuint (hf_graph_referrer_of (graph, ring[i]), !=, hf_graph_referrer_of (graph, ring[k]));
    }
}

/* The same label, any position, between objects of the same types. */
static gboolean
is_like (const HfHeap *heap, guint32 r, guint32 ref)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree char *a = hf_heap_ref_label (heap, r);
  g_autofree char *b = hf_heap_ref_label (heap, ref);
  HfRefKind kind = hf_heap_ref_kind (heap, r);

  return kind == hf_heap_ref_kind (heap, ref) && (kind == HF_REF_INDEX || g_str_equal (a, b)) &&
         hf_heap_type (heap, hf_ref_object (graph->out[r])) == hf_heap_type (heap, hf_ref_object (graph->out[ref])) &&
         hf_heap_type (heap, hf_graph_referrer_of (graph, r)) == hf_heap_type (heap, hf_graph_referrer_of (graph, ref));
}

/* A cycle is left in the component without those like @ref. */
static gboolean
survives (const HfHeap *heap, const Ways *component, guint32 v, guint32 ref)
{
  const HfGraph *graph = hf_heap_graph (heap);
  HfSet left = 0;
  gboolean removed = TRUE;

  for (guint32 w = 1; w < graph->n; w++)
    if (are_together (component, v, w))
      left |= HF_SET (w);
  while (removed)
    {
      removed = FALSE;
      for (guint32 w = 1; w < graph->n; w++)
        {
          gboolean holds = FALSE;

          if (!(left & HF_SET (w)))
            continue;
          for (guint32 r = graph->out_begin[w]; r < graph->out_begin[w + 1]; r++)
            holds |= !is_like (heap, r, ref) && hf_ref_is (graph->out[r], w <= graph->n_reachable ? HF_CLASSES_STRONG : HF_CLASSES_OWNING) && (left & HF_SET (hf_ref_object (graph->out[r])));
          if (!holds)
            {
              left &= ~HF_SET (w);
              removed = TRUE;
            }
        }
    }

  return left != 0;
}

static gboolean
in_ring (const HfCycleShape *shape, guint32 ref)
{
  for (guint i = 0; i < shape->n_ring; i++)
    if (shape->ring[i] == ref)
      return TRUE;

  return FALSE;
}

static void
assert_shape (const HfAnalysis *analysis, const HfCycles *cycles, const HfCycleShape *shape, const Ways *inner, const Ways *strong,
              const HfOracle *oracle)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  guint32 first = hf_graph_referrer_of (graph, shape->ring[0]);
  guint by_strong = shortest (inner, strong, first);
  HfSet members = 0;
  guint n = 0;

  g_assert_cmpuint (shape->n_ring, ==, by_strong < FAR ? by_strong : shortest (inner, inner, first));
  assert_ring (graph, shape->ring, shape->n_ring, by_strong < FAR ? HF_CLASSES_STRONG : HF_CLASSES_OWNING);
  g_assert_true (in_ring (shape, shape->break_ref));

  for (guint i = 0; i < shape->count; i++)
    {
      guint32 cycle = cycles->cycles[shape->first_cycle + i];

      for (guint32 k = analysis->components->cycle_begin[cycle]; k < analysis->components->cycle_begin[cycle + 1]; k++)
        {
          members |= HF_SET (analysis->components->cycle_member[k]);
          g_assert_cmpint (shape->garbage, ==, analysis->components->cycle_member[k] > graph->n_reachable);
          n++;
        }
    }
  g_assert_cmpuint (shape->objects, ==, n);
  g_assert_cmpuint (shape->shallow, ==, hf_oracle_shallow (oracle, members));
  g_assert_cmpuint (shape->retained, ==, hf_oracle_retained (oracle, members));
}

/* Where one reference of the ring makes the component fall apart and can be broken, such a one is named. */
static void
assert_break (const HfAnalysis *analysis, const HfCycleShape *shape, const Ways *inner)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  guint32 first = hf_graph_referrer_of (graph, shape->ring[0]);

  if (!survives (analysis->heap, inner, first, shape->break_ref))
    return;
  for (guint i = 0; i < shape->n_ring; i++)
    {
      guint32 r = shape->ring[i];
      HfRefKind kind = hf_heap_ref_kind (analysis->heap, r);

      if (hf_ref_class (graph->out[r]) == HF_CLASS_STRONG && kind != HF_REF_DICT && kind != HF_REF_TYPE && kind != HF_REF_INTERNAL &&
          kind != HF_REF_STACK)
        g_assert_true (survives (analysis->heap, inner, first, r));
    }
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree Ways *inner = g_new (Ways, 1);
  g_autofree Ways *strong = g_new (Ways, 1);
  guint n_shapes = 0, n_structural = 0;

  for (guint round = 0; round < 3000; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
      g_autoptr (HfCycles) all = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);
      g_autoptr (HfCycles) garbage = hf_cycles_new (analysis, HF_CYCLES_GARBAGE, NULL, NULL);
      g_autoptr (HfCycles) held = hf_cycles_new (analysis, HF_CYCLES_HELD, NULL, NULL);
      guint in_all = 0, in_garbage = 0, in_held = 0;
      HfOracle oracle;

      find_ways (inner, hf_heap_graph (heap), HF_CLASSES_STRONG, HF_CLASSES_OWNING);
      find_ways (strong, hf_heap_graph (heap), HF_CLASSES_STRONG, HF_CLASSES_STRONG);
      hf_oracle_init (&oracle, heap);
      for (guint i = 0; i < all->n_shapes; i++)
        {
          assert_shape (analysis, all, &all->shapes[i], inner, strong, &oracle);
          assert_break (analysis, &all->shapes[i], inner);
          n_structural += hf_ref_class (hf_heap_graph (heap)->out[all->shapes[i].ring[0]]) == HF_CLASS_STRUCTURAL;
          in_all += all->shapes[i].count;
        }
      for (guint i = 0; i < garbage->n_shapes; i++)
        in_garbage += garbage->shapes[i].garbage ? garbage->shapes[i].count : 1000;
      for (guint i = 0; i < held->n_shapes; i++)
        in_held += held->shapes[i].garbage ? 1000 : held->shapes[i].count;
      g_assert_cmpuint (in_all, ==, analysis->components->n_cycles);
      g_assert_cmpuint (in_garbage + in_held, ==, in_all);
      n_shapes += all->n_shapes;
    }
  g_assert_cmpuint (n_shapes, >, 1000);
  g_assert_cmpuint (n_structural, >, 10);
}

static void
test_ring_through (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  g_autofree Ways *inner = g_new (Ways, 1);
  g_autofree Ways *strong = g_new (Ways, 1);

  for (guint round = 0; round < 1000; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = hf_test_random_heap (rand, &shape);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
      const HfGraph *graph = hf_heap_graph (heap);

      find_ways (inner, graph, HF_CLASSES_STRONG, HF_CLASSES_OWNING);
      find_ways (strong, graph, HF_CLASSES_STRONG, HF_CLASSES_STRONG);
      for (guint32 v = 1; v < graph->n; v++)
        {
          g_autoptr (GArray) ring = hf_cycles_ring_through (analysis, v);
          guint wanted = strong->length[v][v] < FAR ? strong->length[v][v] : inner->length[v][v];

          g_assert_cmpuint (ring->len, ==, wanted < FAR ? wanted : 0);
          if (ring->len == 0)
            continue;
          g_assert_cmpuint (hf_graph_referrer_of (graph, g_array_index (ring, guint32, 0)), ==, v);
          assert_ring (graph, (const guint32 *) (gpointer) ring->data, ring->len, HF_CLASSES_OWNING);
        }
    }
}

/* ---- shapes ----------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *graph;
  const char *shape;
  const char *from, *to; /* the reference to break */
} Case;

static const Case cases[] = {
  { "ring-of-one-class", "a=app.A b=app.A c=app.A a>b@.other b>c@.other c>a@.other", "A → .other → A", NULL, NULL },
  { "ring-of-one-class-with-dicts",
    "a=app.A b=app.A c=app.A x=dict y=dict z=dict a>x@__dict__ b>y@__dict__ c>z@__dict__ x>b@['other'] y>c@['other'] z>a@['other']",
    "A → .other → A", NULL, NULL },
  { "two-classes-by-turns", "a=app.A b=app.B c=app.A d=app.B a>b@.next b>c@.next c>d@.next d>a@.next", "A → .next → B → .next → A", NULL, NULL },
  { "not-quite-periodic", "a=app.A b=app.B c=app.A d=app.C a>b@.n b>c@.n c>d@.n d>a@.n", "A → .n → B → .n → A → .n → C → .n → A", NULL, NULL },
  { "parent", "p=app.Parent l=list c=app.Child p>l@.children l>c@[0] c>p@.parent", "Child → .parent → Parent → .children → list → [*] → Child", "c", "p" },
  { "self", "a=app.A a>a@.me", "A → .me → A", "a", "a" },
  { "self-through-dict", "a=app.A d=dict a>d@__dict__ d>a@['me']", "A → .me → A", "d", "a" },
  { "list-of-itself", "l=list l>l@[3]", "list → [*] → list", "l", "l" },
  { "instance-before-containers", "l=list d=dict a=zoo.Z l>d@[0] d>a@['k'] a>l@.items", "Z → .items → list → [*] → dict → [*] → Z", NULL, NULL },
  { "strong-before-shorter-structural", "a=app.A b=app.B c=app.C a>b@.x b>c@.y c>a@.z b-a@.s", "A → .x → B → .y → C → .z → A", NULL, NULL },
  { "traceback", "e=app.Error t=traceback f=frame e>t@field:__traceback__ t>f@field:tb_frame f>e@local:exc",
    "Error → .__traceback__ → traceback → .tb_frame → frame → local exc → Error", NULL, NULL },
  { "closure", "a=app.A f=function t=tuple c=cell a>f@.callback f>t@field:__closure__ t>c@[0] c>a@field:cell_contents",
    "A → .callback → function → closure [0] → A", "a", "f" },
  { "many-children", "p=app.Cart l=list c=app.Line d=app.Line p>l@.lines l>c@[0] l>d@[1] c>p@.cart d>p@.cart",
    "Cart → .lines → list → [*] → Line → .cart → Cart", "c", "p" },
  { "class-before-its-tuple", "c=type t=tuple c-t@field:__mro__ t>c@[0]", "type → .__mro__ → tuple → [*] → type", NULL, NULL },
  { "only-one-makes-it-fall-apart", "a=app.A b=app.B a>b@.x b>a@.y b>a@.z", "A → .x → B → .y → A", "a", "b" },
};

static void
test_shape (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (test->graph);
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfCycles) cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);
  const HfGraph *heap = hf_heap_graph (graph->heap);

  g_assert_cmpuint (cycles->n_shapes, ==, 1);
  g_assert_cmpstr (cycles->shapes[0].shape, ==, test->shape);
  g_assert_true (cycles->shapes[0].garbage);
  if (test->from == NULL)
    return;
  g_assert_cmpstr (hf_test_graph_name (graph, hf_graph_referrer_of (heap, cycles->shapes[0].break_ref)), ==, test->from);
  g_assert_cmpstr (hf_test_graph_name (graph, hf_ref_object (heap->out[cycles->shapes[0].break_ref])), ==, test->to);
}

/* Wherever in the dump a ring begins, equal ones are one row; held and garbage ones are two. */
static void
test_grouping (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (
    "r>p a=app.A b=app.B a>b@.x b>a@.y d=app.B c=app.A d>c@.y c>d@.x p=app.A q=app.B p>q@.x q>p@.y "
    "e=app.A f=app.B g=app.Finalized e>f@.x f>e@.y f>g@.z g>f@.w");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfCycles) cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);
  guint seen = 0;

  g_assert_cmpuint (cycles->n_shapes, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const HfCycleShape *shape = &cycles->shapes[i];

      g_assert_cmpstr (shape->shape, ==, "A → .x → B → .y → A");
      if (!shape->garbage)
        seen |= shape->count == 1 && shape->objects == 2 ? 1 : 0;
      else if (shape->finalizer)
        seen |= shape->count == 1 && shape->objects == 3 ? 2 : 0;
      else
        seen |= shape->count == 2 && shape->objects == 4 ? 4 : 0;
    }
  g_assert_cmpuint (seen, ==, 7);
}

static void
test_internal_last (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (
    "t=type/99999/T m=tuple t-m@field:__mro__ m>t@[0] a=app.A/1 a>a@.me i=internal.I/88888 j=internal.J i>j@.a j>i@.b");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfCycles) cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);

  g_assert_cmpuint (cycles->n_shapes, ==, 3);
  g_assert_cmpstr (cycles->shapes[0].shape, ==, "A → .me → A");
  g_assert_false (cycles->shapes[0].internal);
  g_assert_true (cycles->shapes[1].internal);
  g_assert_true (cycles->shapes[2].internal);
}

/* A ring of 200,000 objects: no recursion, nothing quadratic; a short sentence. */
static void
test_long_ring (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 types[3] = { hf_heap_builder_type (builder, "app", "A", HF_KIND_INSTANCE, 0), hf_heap_builder_type (builder, "app", "B", HF_KIND_INSTANCE, 0),
                       hf_heap_builder_type (builder, "app", "C", HF_KIND_INSTANCE, 0) };
  const guint32 n = 200000;
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfCycles) cycles = NULL;
  guint32 seed = 1;

  for (guint32 i = 0; i < n; i++)
    {
      HfObjectSpec spec = { .address = 0x10 + i, .type = types[(seed = seed * 1103515245 + 12345) >> 16 & 1], .shallow = 1, .refcount = HF_REFCOUNT_UNKNOWN };

      if (i == 777)
        spec.type = types[2];
      hf_heap_builder_add_object (builder, &spec);
      hf_heap_builder_add_ref (builder, (i + 1) % n, HF_REF_ATTRIBUTE, hf_heap_builder_string (builder, "next", -1), HF_CLASS_STRONG);
    }
  hf_heap_builder_set_has (builder, HF_HAS_ROOTS);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  analysis = hf_analysis_new (heap, NULL, NULL);
  cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);

  g_assert_cmpuint (cycles->n_shapes, ==, 1);
  g_assert_cmpuint (cycles->shapes[0].n_ring, ==, n);
  g_assert_cmpuint (cycles->shapes[0].retained, ==, n);
  g_assert_cmpuint (strlen (cycles->shapes[0].shape), <, 1000);
}

static void
test_cancel (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("a=app.A a>a@.me");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;

  hf_progress_cancel (progress);
  g_assert_null (hf_cycles_new (analysis, HF_CYCLES_ALL, progress, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cycles/random", test_random);
  g_test_add_func ("/cycles/ring-through", test_ring_through);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/cycles/shape/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], test_shape);
    }
  g_test_add_func ("/cycles/grouping", test_grouping);
  g_test_add_func ("/cycles/internal-last", test_internal_last);
  g_test_add_func ("/cycles/long-ring", test_long_ring);
  g_test_add_func ("/cycles/cancel", test_cancel);

  return g_test_run ();
}
