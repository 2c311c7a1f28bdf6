/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-cycles.h"
#include "analysis/hf-mend.h"
#include "hf-test-graph.h"

#include <string.h>

#define IDS 64

/* A heap of at most IDS ids without the references of one mend, as counts from object to object. */
typedef struct
{
  const HfHeap *heap;
  guint32 n;
  guint owned[IDS][IDS];  /* owning references left */
  guint strong[IDS][IDS]; /* strong ones of them */
  gboolean member[IDS];
} Mended;

static void
mended_init (Mended *self, const HfHeap *heap, const HfComponents *components, guint cycle, const GArray *refs)
{
  const HfGraph *graph = hf_heap_graph (heap);

  memset (self, 0, sizeof *self);
  self->heap = heap;
  self->n = graph->n;
  g_assert_cmpuint (self->n, <=, IDS);
  for (guint32 i = components->cycle_begin[cycle]; i < components->cycle_begin[cycle + 1]; i++)
    self->member[components->cycle_member[i]] = TRUE;
  for (guint32 v = 0; v < graph->n; v++)
    for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
      {
        gboolean weak = FALSE;

        for (guint i = 0; i < refs->len; i++)
          weak |= g_array_index (refs, guint32, i) == r;
        if (weak || !hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
          continue;
        self->owned[v][hf_ref_object (graph->out[r])]++;
        self->strong[v][hf_ref_object (graph->out[r])] += hf_ref_class (graph->out[r]) == HF_CLASS_STRONG;
      }
}

/* Some member leads back to itself: over strong references while it is held, over all owning ones in garbage. */
static gboolean
has_cycle (const Mended *self)
{
  for (guint32 start = 1; start < self->n; start++)
    {
      gboolean held = hf_graph_is_reachable (hf_heap_graph (self->heap), start);
      gboolean seen[IDS] = { FALSE };
      guint32 queue[IDS], tail = 0;

      if (!self->member[start])
        continue;
      queue[tail++] = start;
      for (guint32 i = 0; i < tail; i++)
        for (guint32 w = 1; w < self->n; w++)
          {
            if (!self->member[w] || (held ? self->strong : self->owned)[queue[i]][w] == 0)
              continue;
            if (w == start)
              return TRUE;
            if (!seen[w])
              queue[tail++] = w;
            seen[w] = TRUE;
          }
    }

  return FALSE;
}

/* Takes what refers to members from outside away, then objects without references one by one until no more goes. */
static guint32
count_freed (const Mended *mended, gboolean *freed)
{
  Mended left = *mended;
  guint32 n = 0;
  gboolean again = TRUE;

  memset (freed, 0, IDS * sizeof *freed);
  for (guint32 v = 0; v < left.n; v++)
    for (guint32 w = 0; w < left.n; w++)
      if (!left.member[v] && left.member[w])
        left.owned[v][w] = 0;
  while (again)
    {
      again = FALSE;
      for (guint32 w = 1; w < left.n; w++)
        {
          guint holders = 0, before = 0;

          for (guint32 v = 0; v < left.n; v++)
            {
              holders += left.owned[v][w];
              before += mended->owned[v][w];
            }
          /* What had none before is no news, unless it is of the component. */
          if (holders > 0 || freed[w] || (before == 0 && !left.member[w]))
            continue;
          freed[w] = again = TRUE;
          n++;
          memset (left.owned[w], 0, sizeof left.owned[w]);
        }
    }

  return n;
}

/* After the mend every member of a held component is held still; of garbage one member is left that no other refers to. */
static gboolean
nothing_goes_early (const Mended *self)
{
  gboolean reached[IDS] = { TRUE };
  guint32 n_tops = 0;
  gboolean again = TRUE, held = FALSE, all = TRUE;

  while (again)
    {
      again = FALSE;
      for (guint32 v = 0; v < self->n; v++)
        for (guint32 w = 1; w < self->n; w++)
          if (reached[v] && !reached[w] && self->owned[v][w] > 0)
            reached[w] = again = TRUE;
    }
  for (guint32 w = 1; w < self->n; w++)
    {
      gboolean top = self->member[w];

      for (guint32 v = 1; v < self->n; v++)
        top &= !(self->member[v] && self->owned[v][w] > 0);
      n_tops += top;
      all &= !self->member[w] || reached[w];
      held |= self->member[w] && hf_graph_is_reachable (hf_heap_graph (self->heap), w);
    }

  return held ? all : n_tops == 1;
}

static void
assert_mend (HfMender *mender, const HfAnalysis *analysis, guint cycle, const HfMend *mend, gboolean structural)
{
  g_autoptr (GArray) refs = hf_mender_refs (mender, cycle, mend->ref);
  g_autoptr (GArray) objects = hf_mender_freed (mender, cycle, mend->ref);
  gboolean freed[IDS];
  guint64 bytes = 0;
  Mended mended;

  g_assert_cmpuint (refs->len, ==, mend->n_refs);
  mended_init (&mended, analysis->heap, analysis->components, cycle, refs);
  g_assert_cmpint (mend->acyclic, ==, !has_cycle (&mended));
  g_assert_cmpuint (mend->n_freed, ==, count_freed (&mended, freed));
  for (guint i = 0; i < objects->len; i++)
    {
      g_assert_true (freed[g_array_index (objects, guint32, i)]);
      bytes += hf_heap_shallow (analysis->heap, g_array_index (objects, guint32, i));
    }
  g_assert_cmpuint (objects->len, ==, mend->n_freed);
  g_assert_cmpuint (mend->freed_bytes, ==, bytes);
  if (!structural)
    g_assert_cmpint (mend->to_owner, ==, mend->acyclic && nothing_goes_early (&mended));
}

static guint
assert_cycle (HfMender *mender, const HfAnalysis *analysis, guint cycle, const HfCycleShape *shape, gboolean structural)
{
  g_autoptr (GArray) mends = hf_mender_find (mender, cycle, shape->ring, shape->n_ring, NULL, NULL);

  g_assert_nonnull (mends);
  for (guint i = 0; i < mends->len; i++)
    {
      assert_mend (mender, analysis, cycle, &g_array_index (mends, HfMend, i), structural);
      if (i > 0)
        g_assert_cmpint (g_array_index (mends, HfMend, i - 1).acyclic, >=, g_array_index (mends, HfMend, i).acyclic);
    }

  return mends->len;
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (23);
  guint n_mends = 0;

  for (guint round = 0; round < 1500; round++)
    {
      HfTestRandom shape = hf_test_random_shape (rand);
      g_autoptr (HfHeap) heap = NULL;
      g_autoptr (HfAnalysis) analysis = NULL;
      g_autoptr (HfCycles) cycles = NULL;
      g_autoptr (HfMender) mender = NULL;

      if (round % 2 == 0)
        shape.structural_share = 0;
      heap = hf_test_random_heap (rand, &shape);
      analysis = hf_analysis_new (heap, NULL, NULL);
      cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);
      mender = hf_mender_new (analysis, NULL);
      for (guint i = 0; i < cycles->n_shapes; i++)
        n_mends += assert_cycle (mender, analysis, cycles->cycles[cycles->shapes[i].first_cycle], &cycles->shapes[i], round % 2 != 0);
    }
  g_assert_cmpuint (n_mends, >, 500);
}

/* What is proposed first for the only cycle of @text that is the program's: "NAME way references". */
static char *
best_of (const char *text)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (text);
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfCycles) cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);
  g_autoptr (HfMender) mender = hf_mender_new (analysis, NULL);
  g_autoptr (GArray) mends = NULL;
  g_autofree char *label = NULL;
  const HfMend *best;

  g_assert_cmpuint (cycles->n_shapes, ==, 1);
  mends = hf_mender_find (mender, cycles->cycles[0], cycles->shapes[0].ring, cycles->shapes[0].n_ring, NULL, NULL);
  if (mends->len == 0)
    return g_strdup ("");
  best = &g_array_index (mends, HfMend, 0);
  label = hf_mend_label (graph->heap, best);
  g_assert_cmpstr (hf_mend_advice (best->way), !=, "");
  g_assert_cmpstr (hf_mend_reason (best), !=, "");

  return g_strdup_printf ("%s %s %u%s%s", label, hf_mend_way_to_string (best->way), best->n_refs, best->acyclic ? " acyclic" : "",
                          best->to_owner ? " owner" : "");
}

#define assert_best(text, words) \
  G_STMT_START \
  { \
    g_autofree char *best = best_of (text); \
 \
    g_assert_cmpstr (best, ==, words); \
  } \
  G_STMT_END

static void
test_shapes (void)
{
  /* By structure: nothing in the names tells which of the two leads back. */
  assert_best ("r>p p=app.Tree p>c@.x c=app.Leaf c>p@.y", ".y weakref.ref 1 acyclic owner");
  assert_best ("r>c p=app.Tree p>c@.x c=app.Leaf c>p@.y", ".x weakref.ref 1 acyclic owner");
  assert_best ("p=app.Tree p>l@.leaves l=list l>c@[0] l>d@[1] c=app.Leaf d=app.Leaf c>p@.top d>p@.top", ".top weakref.ref 2 acyclic owner");
  assert_best ("p=app.A p>c@.child c=app.B c>p@.parent", ".parent weakref.ref 1 acyclic owner");
  assert_best ("r>v v=app.View v>s@.signal s=app.Signal s>l@.handlers l=list l>m@[0] m=method m>v@field:__self__",
               ".__self__ weakref.WeakMethod 1 acyclic owner");
  assert_best ("r>t t=app.Timer t>f@.call f=function f>c@cell:self c=cell c>t@field:cell_contents", ".cell_contents pass the value 1 acyclic owner");
  /* The dictionary as a whole is made weak, whatever the keys. */
  assert_best ("r>a r>b a=app.Item b=app.Item a>d@.all b>d@.all d=dict d>a@['k'] d>b@['l']", "[*] weakref.WeakValueDictionary 2 acyclic owner");
  assert_best ("r>a a=app.Item a>s@.all s=set s>a@{…}", "{…} weakref.WeakSet 1 acyclic owner");
  /* No weak reference can be made to a list. */
  assert_best ("r>l l=list l>l@[0]", "");
  /* Another cycle stays. */
  assert_best ("r>a a=app.A b=app.B c=app.C a>b@.x b>a@.parent a>c@.z c>a@.parent", ".parent weakref.ref 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/mend/random", test_random);
  g_test_add_func ("/analysis/mend/shapes", test_shapes);

  return g_test_run ();
}
