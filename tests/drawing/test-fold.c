/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-graph.h"

#include "analysis/hf-components.h"
#include "drawing/hf-choices-private.h"
#include "naive.h"

static guint32
node_of (const HfDrawing *drawing, const HfTestGraph *graph, const char *name)
{
  return hf_drawing_find_node (drawing, hf_test_graph_id (graph, name));
}

static const HfEdge *
edge_of (const HfDrawing *drawing, const HfTestGraph *graph, const char *from, const char *to)
{
  guint32 e = hf_drawing_find_edge (drawing, node_of (drawing, graph, from), node_of (drawing, graph, to));

  return e == HF_NONE ? NULL : &drawing->edges[e];
}

/* Another drawing has the same nodes and edges, in the same order and with the same words. */
static void
assert_same (const HfDrawing *a, const HfDrawing *b)
{
  g_assert_cmpuint (a->n_nodes, ==, b->n_nodes);
  g_assert_cmpuint (a->n_edges, ==, b->n_edges);
  g_assert_cmpuint (a->n_components, ==, b->n_components);
  for (guint i = 0; i < a->n_nodes; i++)
    {
      const HfNode *x = &a->nodes[i], *y = &b->nodes[i];

      g_assert_true (x->form == y->form && x->flags == y->flags && x->object == y->object && x->dict == y->dict && x->component == y->component);
      g_assert_true (x->more_referrers == y->more_referrers && x->more_referents == y->more_referents && x->count == y->count);
      g_assert_cmpstr (x->title, ==, y->title);
      g_assert_cmpstr (x->description, ==, y->description);
    }
  for (guint e = 0; e < a->n_edges; e++)
    {
      const HfEdge *x = &a->edges[e], *y = &b->edges[e];

      g_assert_true (x->from == y->from && x->to == y->to && x->flags == y->flags && x->n_refs == y->n_refs);
      g_assert_cmpmem (x->refs, MIN (x->n_refs, HF_EDGE_MAX_REFS) * sizeof (guint32), y->refs, MIN (y->n_refs, HF_EDGE_MAX_REFS) * sizeof (guint32));
      g_assert_cmpstr (x->label, ==, y->label);
    }
}

/* ---- cycles ------------------------------------------------------------------------------------------------------- */

#define LEAK                                                                                                                                \
  "m=module/72/app d=dict s=app.Session/100 l=list/50 x=app.Message/10 y=app.Message/10 k=str/49/'u-1093' e=app.Extra/7 "                    \
  "r>m@module:app md=dict m>md@__dict__ md>d@['CACHE'] d>s@['u-1093'] d>l@['last'] sd=dict s>sd@__dict__ sd>l@['messages'] sd>k@['id'] "    \
  "l>x@[0] l>y@[1] xd=dict x>xd@__dict__ xd>s@['session'] yd=dict y>yd@__dict__ yd>s@['session'] yd>e@['extra'] xd>e@['extra'] "

static void
test_box (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (LEAK);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "x"));
  g_autoptr (HfDrawing) plain = NULL;
  g_autoptr (HfDrawing) folded = NULL;
  g_autoptr (GArray) refs = NULL;
  g_autoptr (GArray) behind = NULL;
  const HfNode *box;
  const HfEdge *in, *out;

  hf_choices_add_object (choices, hf_test_graph_id (graph, "e"));
  hf_choices_add_object (choices, hf_test_graph_id (graph, "k"));
  plain = draw (analysis, choices);
  g_assert_cmpuint (plain->n_components, ==, 1);
  hf_choices_set_fold_cycles (choices, TRUE);
  folded = draw (analysis, choices);

  /* y may not have been drawn, but is in the box. */
  box = &folded->nodes[node_of (folded, graph, "s")];
  g_assert_cmpint (box->form, ==, HF_NODE_CYCLE);
  g_assert_cmpuint (node_of (folded, graph, "x"), ==, node_of (folded, graph, "yd"));
  g_assert_cmpuint (box->n_members, ==, 4);
  g_assert_cmpuint (box->count, ==, 7); /* with the dictionaries */
  g_assert_cmpuint (box->object, ==, hf_test_graph_id (graph, "x"));
  g_assert_cmpstr (box->title, ==, "Cycle of 7 objects");
  g_assert_cmpuint (box->retained, ==, plain->components[0].retained);
  g_assert_cmpuint (box->more_referents, ==, plain->components[0].drawn);
  g_assert_cmpuint (box->more_referrers, ==, 0);
  g_assert_true ((box->flags & HF_NODE_IS_ANCHOR) != 0 && (box->flags & HF_NODE_ON_CHAIN) != 0);
  g_assert_true (folded->components[0].folded);
  g_assert_cmpuint (folded->components[0].drawn, ==, 1);

  in = edge_of (folded, graph, "d", "s");
  out = edge_of (folded, graph, "s", "e");
  g_assert_cmpuint (in->n_refs, ==, 2);
  g_assert_true ((in->flags & HF_EDGE_ON_CHAIN) != 0);
  g_assert_nonnull (strstr (in->label, "(2)"));
  g_assert_cmpuint (out->n_refs, ==, 2);
  g_assert_null (edge_of (folded, graph, "s", "x"));
  /* Cutting what leads in cuts both. */
  refs = hf_drawing_edge_refs (folded, hf_drawing_find_edge (folded, in->from, in->to));
  g_assert_cmpuint (refs->len, ==, 2);
  behind = hf_drawing_hidden_neighbours (folded, node_of (folded, graph, "s"), HF_SIDE_REFERENTS);
  g_assert_cmpuint (behind->len, ==, 0);

  hf_choices_set_fold_cycles (choices, FALSE);
  g_clear_pointer (&folded, hf_drawing_unref);
  folded = draw (analysis, choices);
  assert_same (folded, plain);
}

static void
test_one_of_two (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a a>b b>a a>c c>d d>c d>e@.leak");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "e"));
  g_autoptr (HfDrawing) plain = NULL;
  g_autoptr (HfDrawing) both = NULL;
  g_autoptr (HfDrawing) one = NULL;
  g_autoptr (HfDrawing) other = NULL;
  guint32 first;

  for (const char *name = "abcd"; *name != '\0'; name++)
    {
      char text[] = { *name, '\0' };

      hf_choices_add_object (choices, hf_test_graph_id (graph, text));
    }
  plain = draw (analysis, choices);
  g_assert_cmpuint (plain->n_components, ==, 2);
  first = plain->components[plain->nodes[node_of (plain, graph, "a")].component].representative;

  hf_choices_set_fold_cycles (choices, TRUE);
  both = draw (analysis, choices);
  g_assert_cmpint (both->nodes[node_of (both, graph, "a")].form, ==, HF_NODE_CYCLE);
  g_assert_cmpint (both->nodes[node_of (both, graph, "c")].form, ==, HF_NODE_CYCLE);
  g_assert_nonnull (edge_of (both, graph, "a", "c"));

  hf_choices_turn_cycle (choices, first);
  one = draw (analysis, choices);
  g_assert_cmpint (one->nodes[node_of (one, graph, "a")].form, ==, HF_NODE_OBJECT);
  g_assert_cmpint (one->nodes[node_of (one, graph, "c")].form, ==, HF_NODE_CYCLE);
  g_assert_nonnull (edge_of (one, graph, "b", "a"));

  /* Nothing folded but that one. */
  hf_choices_set_fold_cycles (choices, FALSE);
  hf_choices_turn_cycle (choices, first);
  other = draw (analysis, choices);
  g_assert_cmpint (other->nodes[node_of (other, graph, "a")].form, ==, HF_NODE_CYCLE);
  g_assert_cmpint (other->nodes[node_of (other, graph, "c")].form, ==, HF_NODE_OBJECT);
}

/* The instance is in no cycle, its __dict__ neither; but who looks at both as one sees one. */
static void
test_cycle_of_the_picture (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("i=app.T d=dict y=app.U r>i i>d@__dict__ i>y@.slot y>d@.view d>z@['z']");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "y"));
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfDrawing) open = NULL;

  hf_choices_add_object (choices, hf_test_graph_id (graph, "i"));
  hf_choices_set_fold_cycles (choices, TRUE);
  drawing = draw (analysis, choices);
  g_assert_cmpuint (node_of (drawing, graph, "i"), ==, node_of (drawing, graph, "y"));
  g_assert_cmpuint (drawing->components[0].cycle, ==, HF_NONE);
  g_assert_cmpuint (drawing->nodes[node_of (drawing, graph, "i")].count, ==, 3);
  hf_choices_turn_cycle (choices, drawing->components[0].representative);
  open = draw (analysis, choices);
  g_assert_cmpuint (node_of (open, graph, "i"), !=, node_of (open, graph, "y"));
}

/* The edges that hold by what makes a cycle one, from node to node. */
static gboolean *
holding_edges (const HfDrawing *drawing, const Naive *naive)
{
  const HfGraph *graph = hf_heap_graph (naive->heap);
  guint n = drawing->n_nodes;
  gboolean *holds = g_new0 (gboolean, n * n + 1);

  for (guint i = 0; i < naive->spans->len; i++)
    {
      const NaiveSpan *span = &g_array_index (naive->spans, NaiveSpan, i);
      guint32 from = naive_node_of (drawing, span->from), to = naive_node_of (drawing, span->to);
      guint32 holder = hf_graph_referrer_of (graph, span->refs[0]);

      if (from != HF_NONE && to != HF_NONE && naive_is_owning (naive, span, hf_components_cycle_classes (graph, holder)))
        holds[from * n + to] = TRUE;
    }

  return holds;
}

/* Takes away what nothing leads to, again and again. */
static guint
left_of_peeling (const gboolean *holds, guint n)
{
  g_autofree gboolean *gone = g_new0 (gboolean, n + 1);
  guint left = n;

  for (gboolean again = TRUE; again;)
    {
      again = FALSE;
      for (guint i = 0; i < n; i++)
        {
          gboolean entered = gone[i];

          for (guint j = 0; j < n && !entered; j++)
            entered = j != i && !gone[j] && holds[j * n + i];
          if (entered)
            continue;
          gone[i] = again = TRUE;
          left--;
        }
    }

  return left;
}

static void
choose (GRand *rand, HfChoices *choices, HfAnalysis *analysis)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;

  for (guint i = (guint) g_rand_int_range (rand, 0, 6); i > 0; i--)
    {
      guint32 object = (guint32) g_rand_int_range (rand, 1, (gint32) n);

      switch (g_rand_int_range (rand, 0, 7))
        {
        case 0: hf_choices_add_anchor (choices, object); break;
        case 1: hf_choices_add_referrers (choices, object, HF_CHOICES_STEP); break;
        case 2: hf_choices_add_referents (choices, object, HF_CHOICES_ALL); break;
        case 3: hf_choices_add_object (choices, object); break;
        case 4: hf_choices_add_cycle (choices, analysis, object, 20); break;
        case 5: hf_choices_set_max_nodes (choices, (guint) g_rand_int_range (rand, 3, 60)); break;
        default: hf_choices_hide_object (choices, object); break;
        }
    }
}

/* A heap of a few dozen objects. @strong: of strong references alone. */
static HfTestGraph *
random_graph (GRand *rand, gboolean strong, gboolean plumbing)
{
  guint n = (guint) g_rand_int_range (rand, 2, 30);
  g_autofree char *text = random_python_heap (rand, n);
  g_autoptr (GString) more = g_string_new (text);

  if (plumbing)
    add_random_plumbing (rand, more, (guint) g_rand_int_range (rand, 1, 8), n);
  for (char *at = more->str; strong && *at != '\0'; at++)
    if (*at == '-' || *at == '~' || *at == '%')
      *at = '>';

  return hf_test_graph_new (more->str);
}

static void
test_acyclic (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  guint boxes = 0, of_the_picture = 0;

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (HfTestGraph) graph = random_graph (rand, round % 2 == 0, round % 3 == 0);
      g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
      g_autoptr (HfChoices) choices = hf_choices_new ((guint32) g_rand_int_range (rand, 1, (gint32) hf_heap_graph (graph->heap)->n));
      g_autoptr (HfDrawing) plain = NULL;
      g_autoptr (HfDrawing) folded = NULL;
      g_autoptr (HfDrawing) again = NULL;
      g_autoptr (Naive) naive = NULL;
      g_autofree gboolean *holds = NULL;

      choose (rand, choices, analysis);
      plain = draw (analysis, choices);
      hf_choices_set_fold_cycles (choices, TRUE);
      folded = draw (analysis, choices);
      naive = naive_new (graph->heap, choices);
      holds = holding_edges (folded, naive);
      g_assert_cmpuint (left_of_peeling (holds, folded->n_nodes), ==, 0);
      for (guint c = 0; c < folded->n_components; c++)
        {
          boxes += folded->components[c].folded;
          of_the_picture += folded->components[c].cycle == HF_NONE;
        }
      hf_choices_set_fold_cycles (choices, FALSE);
      again = draw (analysis, choices);
      assert_same (plain, again);
    }
  g_assert_cmpuint (boxes, >, 1000);
  g_assert_cmpuint (of_the_picture, >, 10);
}

/* Every object that was drawn is drawn, by itself or in a box; and turning each cycle by itself is turning all. */
static void
test_nothing_lost (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (77);

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (HfTestGraph) graph = random_graph (rand, FALSE, TRUE);
      g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
      g_autoptr (HfChoices) choices = hf_choices_new ((guint32) g_rand_int_range (rand, 1, (gint32) hf_heap_graph (graph->heap)->n));
      g_autoptr (HfDrawing) plain = NULL;
      g_autoptr (HfDrawing) folded = NULL;
      g_autoptr (HfDrawing) opened = NULL;

      choose (rand, choices, analysis);
      plain = draw (analysis, choices);
      hf_choices_set_fold_cycles (choices, TRUE);
      folded = draw (analysis, choices);
      for (guint i = 0; i < plain->n_nodes; i++)
        if (plain->nodes[i].form == HF_NODE_OBJECT)
          g_assert_cmpuint (hf_drawing_find_node (folded, plain->nodes[i].object), !=, HF_NONE);
      for (guint c = 0; c < plain->n_components; c++)
        if (plain->components[c].drawn > 1)
          hf_choices_turn_cycle (choices, plain->components[c].representative);
      for (guint c = 0; c < folded->n_components; c++)
        if (folded->components[c].cycle == HF_NONE)
          hf_choices_turn_cycle (choices, folded->components[c].representative);
      opened = draw (analysis, choices);
      /* Opening cycles may bring cycles of the picture that were inside a box before. */
      for (guint c = 0; c < opened->n_components; c++)
        if (opened->components[c].folded)
          g_assert_cmpuint (opened->components[c].cycle, ==, HF_NONE);
    }
}

/* ---- plumbing ----------------------------------------------------------------------------------------------------- */

#define PLUMBING                                                                                                                            \
  "m=module/72/app md=dict r>m@module:app m>md@__dict__ b=app.Bus bd=dict md>b@['BUS'] b>bd@__dict__ "                                     \
  "f=function/152/Handler.on_event h=app.Handler p=method bd>p@['callback'] p>h@.__self__ p>f@.__func__ "                              \
  "i=function t=tuple c=cell v=app.Payload bd>i@['inner'] i>t@.__closure__ t>c@[0] i%c@cell:x c>v@.cell_contents "                          \
  "g=generator gf=frame w=app.Payload bd>g@['g'] g>gf@.gi_frame gf>w@local:job "                                                           \
  "q=method bd>q@['other'] q>h@.__self__ z=list z>q@[0] r>z "

static HfChoices *
plumbing_choices (const HfTestGraph *graph)
{
  HfChoices *choices = hf_choices_new (hf_test_graph_id (graph, "b"));
  static const char *const names[] = { "h", "f", "v", "w", "i", "g" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hf_choices_add_object (choices, hf_test_graph_id (graph, names[i]));

  return choices;
}

static void
test_labels (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (PLUMBING);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = plumbing_choices (graph);
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);
  g_autoptr (HfDrawing) all = NULL;
  g_autoptr (GArray) inside = NULL;
  g_autoptr (GArray) refs = NULL;
  static const char *const left_out[] = { "p", "t", "c", "gf" };

  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    g_assert_cmpuint (node_of (drawing, graph, left_out[i]), ==, HF_NONE);
  g_assert_cmpstr (edge_of (drawing, graph, "b", "h")->label, ==, ".callback → Handler.on_event");
  g_assert_cmpstr (edge_of (drawing, graph, "b", "f")->label, ==, ".callback.__func__");
  g_assert_cmpstr (edge_of (drawing, graph, "i", "v")->label, ==, "closure x");
  g_assert_cmpstr (edge_of (drawing, graph, "g", "w")->label, ==, "local job");
  /* What a list holds, too, is nobody's link. */
  g_assert_cmpuint (node_of (drawing, graph, "q"), !=, HF_NONE);

  inside = hf_drawing_edge_folded (drawing, hf_drawing_find_edge (drawing, node_of (drawing, graph, "i"), node_of (drawing, graph, "v")));
  g_assert_cmpuint (inside->len, ==, 2);
  g_assert_cmpuint (g_array_index (inside, guint32, 0), ==, hf_test_graph_id (graph, "t"));
  g_assert_cmpuint (g_array_index (inside, guint32, 1), ==, hf_test_graph_id (graph, "c"));
  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    g_assert_true (hf_drawing_folds (drawing, hf_test_graph_id (graph, left_out[i])));
  g_assert_false (hf_drawing_folds (drawing, hf_test_graph_id (graph, "q")) || hf_drawing_folds (drawing, hf_test_graph_id (graph, "h")));
  refs = hf_drawing_edge_refs (drawing, hf_drawing_find_edge (drawing, node_of (drawing, graph, "b"), node_of (drawing, graph, "h")));
  g_assert_cmpuint (refs->len, ==, 1);
  g_assert_cmpuint (g_array_index (refs, guint32, 0), ==, hf_test_graph_ref (graph, "bd", "p"));

  hf_choices_set_everything (choices, TRUE);
  all = draw (analysis, choices);
  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    g_assert_true (node_of (all, graph, left_out[i]) != HF_NONE || all->left_out == 0);
  g_assert_cmpuint (node_of (all, graph, "b"), !=, node_of (all, graph, "bd"));
  g_assert_null (edge_of (all, graph, "b", "h"));
}

/* What a person asked for by name is a node. */
static void
test_kept (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (PLUMBING);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = plumbing_choices (graph);
  g_autoptr (HfChoices) anchored = hf_choices_new (hf_test_graph_id (graph, "c"));
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfDrawing) second = NULL;

  hf_choices_add_object (choices, hf_test_graph_id (graph, "p"));
  drawing = draw (analysis, choices);
  g_assert_cmpstr (edge_of (drawing, graph, "b", "p")->label, ==, ".callback");
  g_assert_cmpstr (edge_of (drawing, graph, "p", "h")->label, ==, ".__self__");
  g_assert_null (edge_of (drawing, graph, "b", "f"));

  second = draw (analysis, anchored);
  g_assert_cmpuint (node_of (second, graph, "c"), ==, 0);
  g_assert_cmpuint (node_of (second, graph, "t"), ==, HF_NONE);
  g_assert_cmpstr (edge_of (second, graph, "c", "v")->label, ==, ".cell_contents");
}

/* Whoever cuts the folded edge lets go of the method, and so of what it is bound to. */
static void
test_cut_through (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("m=app.Bus r>m f=function h=app.H p=method m>p@.callback p>h@.__self__ p>f@.__func__ ");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "h"));
  g_autoptr (HfChoices) inner = hf_choices_new (hf_test_graph_id (graph, "m"));
  g_autoptr (HfDrawing) plain = draw (analysis, choices);
  g_autoptr (GArray) refs = hf_drawing_edge_refs (plain, hf_drawing_find_edge (plain, node_of (plain, graph, "m"), node_of (plain, graph, "h")));
  g_autoptr (HfDrawing) cut = NULL;
  g_autoptr (HfDrawing) after = NULL;
  guint32 self_ref = hf_test_graph_ref (graph, "p", "h");

  g_assert_true ((edge_of (plain, graph, "m", "h")->flags & HF_EDGE_ON_CHAIN) != 0);
  hf_choices_cut (choices, (guint32 *) (gpointer) refs->data, refs->len);
  cut = draw (analysis, choices);
  g_assert_cmpuint (node_of (cut, graph, "p"), ==, HF_NONE);
  g_assert_true ((edge_of (cut, graph, "m", "h")->flags & HF_EDGE_CUT) != 0);
  g_assert_cmpuint (cut->cut->n_freed, ==, 3);
  g_assert_cmpint (cut->nodes[node_of (cut, graph, "h")].fate, ==, HF_FATE_FREED);

  /* The other reference, by name: what it leads to is drawn though nothing asked for it. */
  hf_choices_set_level (inner, 0, 0);
  hf_choices_cut (inner, &self_ref, 1);
  after = draw (analysis, inner);
  g_assert_true ((edge_of (after, graph, "m", "h")->flags & HF_EDGE_CUT) != 0);
  g_assert_cmpuint (after->cut->n_freed, ==, 1);
}

/* self.callback = self.method: the loop stays to be seen, and to be broken. */
static void
test_bound_to_its_holder (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("h=app.H hd=dict r>h h>hd@__dict__ p=method hd>p@['cb'] p>h@.__self__ ");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "h"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);
  const HfEdge *loop = edge_of (drawing, graph, "h", "h");

  g_assert_nonnull (loop);
  g_assert_true ((loop->flags & HF_EDGE_IN_COMPONENT) != 0 && (loop->flags & HF_EDGE_BREAK) != 0);
  g_assert_cmpuint (drawing->n_components, ==, 1);
}

/* All that is left out lies in the edges: each object between two drawn nodes is told by one that has room for it. */
static void
test_all_in_edges (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4242);
  guint folded = 0;

  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (HfTestGraph) graph = random_graph (rand, FALSE, TRUE);
      const HfGraph *g = hf_heap_graph (graph->heap);
      g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
      g_autoptr (HfChoices) choices = hf_choices_new ((guint32) g_rand_int_range (rand, 1, (gint32) g->n));
      g_autoptr (HfDrawing) drawing = NULL;
      g_autoptr (Naive) naive = NULL;
      g_autofree gboolean *told = g_new0 (gboolean, g->n);
      g_autofree guint *degree = g_new0 (guint, g->n);

      choose (rand, choices, analysis);
      hf_choices_set_everything (choices, round % 10 == 0);
      drawing = draw (analysis, choices);
      naive = naive_new (graph->heap, choices);
      for (guint e = 0; e < drawing->n_edges; e++)
        {
          g_autoptr (GArray) objects = hf_drawing_edge_folded (drawing, e);

          for (guint i = 0; i < objects->len; i++)
            told[g_array_index (objects, guint32, i)] = TRUE;
        }
      for (guint i = 0; i < naive->spans->len; i++)
        {
          const NaiveSpan *span = &g_array_index (naive->spans, NaiveSpan, i);
          guint32 from = naive_node_of (drawing, span->from), to = naive_node_of (drawing, span->to);
          guint32 e = from != HF_NONE && to != HF_NONE ? hf_drawing_find_edge (drawing, from, to) : HF_NONE;

          for (guint k = 0; k + 1 < span->n && e != HF_NONE && drawing->edges[e].n_refs <= HF_EDGE_MAX_REFS; k++)
            {
              g_assert_true (told[hf_ref_object (g->out[span->refs[k]])]);
              folded++;
            }
        }
      for (guint32 r = 0; r < g->m; r++)
        if (hf_ref_class (g->out[r]) != HF_CLASS_SHARED)
          degree[hf_ref_object (g->out[r])]++;
      for (guint32 v = 1; v < g->n; v++)
        if (told[v])
          g_assert_true (degree[v] == 1 && hf_drawing_find_node (drawing, v) == HF_NONE && !hf_choices_get_everything (choices));
    }
  g_assert_cmpuint (folded, >, 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/fold/box", test_box);
  g_test_add_func ("/drawing/fold/one-of-two", test_one_of_two);
  g_test_add_func ("/drawing/fold/cycle-of-the-picture", test_cycle_of_the_picture);
  g_test_add_func ("/drawing/fold/acyclic", test_acyclic);
  g_test_add_func ("/drawing/fold/nothing-lost", test_nothing_lost);
  g_test_add_func ("/drawing/fold/labels", test_labels);
  g_test_add_func ("/drawing/fold/kept", test_kept);
  g_test_add_func ("/drawing/fold/cut-through", test_cut_through);
  g_test_add_func ("/drawing/fold/bound-to-its-holder", test_bound_to_its_holder);
  g_test_add_func ("/drawing/fold/all-in-edges", test_all_in_edges);

  return g_test_run ();
}
