/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-graph.h"

#include "analysis/hf-cycles.h"
#include "drawing/hf-steps.h"
#include "heap/hf-error.h"
#include "naive.h"

static const HfNode *
node_of (const HfDrawing *drawing, const HfTestGraph *graph, const char *name)
{
  guint32 node = hf_drawing_find_node (drawing, hf_test_graph_id (graph, name));

  return node == HF_NONE ? NULL : &drawing->nodes[node];
}

static const HfEdge *
edge_of (const HfDrawing *drawing, const HfTestGraph *graph, const char *from, const char *to)
{
  guint32 e = hf_drawing_find_edge (drawing, hf_drawing_find_node (drawing, hf_test_graph_id (graph, from)),
                                    hf_drawing_find_node (drawing, hf_test_graph_id (graph, to)));

  return e == HF_NONE ? NULL : &drawing->edges[e];
}

/* The sketch's own example. */
#define SKETCH                                                                                                                              \
  "m=module/72/app d=dict s=app.Session l=list x=app.Message k=str/49/'u-1093' w=app.Watch "                                                \
  "r>m@module:app md=dict m>md@__dict__ md>d@['CACHE'] d>s@['u-1093'] d>k@key:'u-1093' sd=dict s>sd@__dict__ sd>l@['messages'] sd>k@['id'] " \
  "l>x@[0] xd=dict x>xd@__dict__ xd>s@['session'] w~d@.d "

static void
test_sketch (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (SKETCH);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "x"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);
  const HfNode *module = node_of (drawing, graph, "m");
  const HfNode *session = node_of (drawing, graph, "s");
  const char *const chain[] = { "m", "d", "s", "l", "x" };
  const char *const labels[] = { ".CACHE", "['u-1093']", ".messages", "[0]" };

  g_assert_nonnull (module);
  g_assert_true ((module->flags & HF_NODE_IS_ROOT) != 0);
  g_assert_cmpuint (module->dict, ==, hf_test_graph_id (graph, "md"));
  for (guint i = 0; i + 1 < G_N_ELEMENTS (chain); i++)
    {
      const HfEdge *edge = edge_of (drawing, graph, chain[i], chain[i + 1]);

      g_assert_nonnull (edge);
      g_assert_true ((edge->flags & HF_EDGE_ON_CHAIN) != 0);
      g_assert_cmpstr (edge->label, ==, labels[i]);
    }
  g_assert_cmpstr (edge_of (drawing, graph, "x", "s")->label, ==, ".session");
  g_assert_true ((edge_of (drawing, graph, "x", "s")->flags & HF_EDGE_IN_COMPONENT) != 0);
  g_assert_cmpstr (session->title, ==, "Session");
  g_assert_cmpstr (session->value, ==, "id='u-1093'");
  g_assert_cmpuint (drawing->n_components, ==, 1);
  g_assert_cmpuint (drawing->components[0].drawn, ==, 3);
  g_assert_false (drawing->components[0].garbage);
  g_assert_cmpuint (drawing->components[0].retained, ==, session->retained);
  /* The dict has a weak referrer and a key that are not drawn. */
  g_assert_cmpuint (node_of (drawing, graph, "d")->more_referrers, ==, 1);
  g_assert_cmpuint (node_of (drawing, graph, "d")->more_referents, ==, 1);
}

/* The cache lets go of the session: what is left of it is a cycle; with the message's reference back cut too, nothing is. */
static void
test_cut (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (SKETCH);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "x"));
  g_autoptr (HfDrawing) plain = draw (analysis, choices);
  g_autoptr (HfChoices) before = hf_choices_copy (choices);
  g_autoptr (GArray) item = NULL;
  g_autoptr (GArray) back = NULL;
  g_autoptr (HfDrawing) first = NULL;
  g_autoptr (HfDrawing) second = NULL;
  g_autoptr (HfDrawing) mended = NULL;

  g_assert_null (plain->cut);
  item = hf_drawing_edge_refs (plain, hf_drawing_find_edge (plain, hf_drawing_find_node (plain, hf_test_graph_id (graph, "d")),
                                                            hf_drawing_find_node (plain, hf_test_graph_id (graph, "s"))));
  g_assert_cmpuint (item->len, ==, 1);
  g_assert_cmpuint (g_array_index (item, guint32, 0), ==, hf_test_graph_ref (graph, "d", "s"));
  hf_choices_cut (choices, (guint32 *) (gpointer) item->data, item->len);
  g_assert_false (hf_choices_equal (choices, before));
  first = draw (analysis, choices);
  g_assert_true ((edge_of (first, graph, "d", "s")->flags & HF_EDGE_CUT) != 0);
  g_assert_true ((edge_of (first, graph, "d", "s")->flags & HF_EDGE_ON_CHAIN) == 0);
  g_assert_true ((edge_of (first, graph, "s", "l")->flags & HF_EDGE_CUT) == 0);
  g_assert_cmpint (node_of (first, graph, "x")->fate, ==, HF_FATE_COLLECTED);
  g_assert_cmpint (node_of (first, graph, "s")->fate, ==, HF_FATE_COLLECTED);
  g_assert_cmpint (node_of (first, graph, "d")->fate, ==, HF_FATE_HELD);
  g_assert_cmpuint (first->cut->n_collected, ==, 5); /* with both dictionaries */
  g_assert_null (first->held_by);

  back = hf_drawing_edge_refs (plain, hf_drawing_find_edge (plain, hf_drawing_find_node (plain, hf_test_graph_id (graph, "x")),
                                                            hf_drawing_find_node (plain, hf_test_graph_id (graph, "s"))));
  g_assert_cmpuint (g_array_index (back, guint32, 0), ==, hf_test_graph_ref (graph, "xd", "s"));
  hf_choices_cut (choices, (guint32 *) (gpointer) back->data, back->len);
  second = draw (analysis, choices);
  g_assert_cmpint (node_of (second, graph, "x")->fate, ==, HF_FATE_FREED);
  g_assert_cmpuint (second->cut->n_freed, ==, 5);

  hf_choices_mend (choices, (guint32 *) (gpointer) item->data, item->len);
  mended = draw (analysis, choices);
  g_assert_cmpint (node_of (mended, graph, "x")->fate, ==, HF_FATE_HELD);
  g_assert_cmpstr (mended->held_by, ==, "module app › .CACHE › ['u-1093'] › .messages › [0] › Message");
}

/* A second holder: the chain through it is what keeps the object now, and what was is drawn still. */
static void
test_cut_leaves_a_way (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("m=module/72/app r>m@module:app m>d@.CACHE d>s@['k'] s=app.Session m>w@.WATCH w>v@.inner v>s@.session");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "s"));
  guint32 ref = hf_test_graph_ref (graph, "d", "s");
  g_autoptr (HfDrawing) drawing = NULL;

  hf_choices_set_level (choices, 0, 0);
  hf_choices_cut (choices, &ref, 1);
  drawing = draw (analysis, choices);
  g_assert_cmpstr (drawing->held_by, ==, "module app › .WATCH › .inner › .session › Session");
  g_assert_true ((edge_of (drawing, graph, "v", "s")->flags & HF_EDGE_ON_CHAIN) != 0);
  g_assert_true ((edge_of (drawing, graph, "d", "s")->flags & HF_EDGE_CUT) != 0);
  g_assert_true ((edge_of (drawing, graph, "m", "d")->flags & HF_EDGE_ON_CHAIN) == 0);
  g_assert_cmpint (node_of (drawing, graph, "s")->fate, ==, HF_FATE_HELD);
  g_assert_cmpuint (drawing->cut->n_freed + drawing->cut->n_collected, ==, 0);
}

static void
test_weak_and_merged (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:a a~b@.w a>c@.x a>c@.y a>c@[3] a-d@.s c>c@.self ");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "a"));
  g_autoptr (HfDrawing) first = draw (analysis, choices);
  g_autoptr (HfDrawing) second = NULL;

  g_assert_true ((edge_of (first, graph, "a", "b")->flags & HF_EDGE_WEAK) != 0);
  g_assert_cmpuint (edge_of (first, graph, "a", "c")->n_refs, ==, 3);
  g_assert_cmpstr (edge_of (first, graph, "a", "c")->label, ==, ".x, .y +1");
  g_assert_null (node_of (first, graph, "d")); /* structural: behind the handle */
  g_assert_cmpuint (node_of (first, graph, "a")->more_referents, ==, 1);
  g_assert_cmpuint (first->n_components, ==, 1); /* c refers to itself */
  g_assert_cmpuint (edge_of (first, graph, "c", "c")->n_refs, ==, 1);

  hf_choices_add_referents (choices, hf_test_graph_id (graph, "a"), 10);
  second = draw (analysis, choices);
  g_assert_true ((edge_of (second, graph, "a", "d")->flags & HF_EDGE_STRUCTURAL) != 0);
  g_assert_cmpuint (node_of (second, graph, "a")->more_referents, ==, 0);
}

/* Two instances with one __dict__ (Borg): it is a node of its own. */
static void
test_shared_dict (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("d=dict a=app.A b=app.A r>a@module:a r>b@module:b a>d@__dict__ b>d@__dict__ ");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "d"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);

  g_assert_cmpuint (drawing->nodes[0].object, ==, hf_test_graph_id (graph, "d"));
  g_assert_cmpuint (drawing->n_nodes, ==, 3);
  g_assert_cmpuint (hf_drawing_owner_of (graph->heap, hf_test_graph_id (graph, "d")), ==, hf_test_graph_id (graph, "d"));
}

static void
test_dict_as_anchor (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (SKETCH);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "xd"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);

  g_assert_cmpuint (drawing->nodes[0].object, ==, hf_test_graph_id (graph, "x"));
  g_assert_true ((drawing->nodes[0].flags & HF_NODE_IS_ANCHOR) != 0);
  g_assert_cmpuint (hf_drawing_owner_of (graph->heap, hf_test_graph_id (graph, "xd")), ==, hf_test_graph_id (graph, "x"));
}

static HfTestGraph *
fan (guint n)
{
  g_autoptr (GString) text = g_string_new ("r>m@module:m l=list m>l@.l ");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "l>t%u@[%u] t%u=%s ", i, i, i, i % 2 ? "app.Odd" : "int");

  return hf_test_graph_new (text->str);
}

static void
test_stack (void)
{
  g_autoptr (HfTestGraph) graph = fan (390);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  guint32 list = hf_test_graph_id (graph, "l");
  g_autoptr (HfChoices) choices = hf_choices_new (list);
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);
  g_autoptr (HfDrawing) more = NULL;
  g_autoptr (HfDrawing) less = NULL;
  const HfNode *stack = &drawing->nodes[drawing->n_nodes - 1];

  g_assert_cmpuint (drawing->n_nodes, ==, 2 + 10 + 1);
  g_assert_cmpint (stack->form, ==, HF_NODE_STACK);
  g_assert_cmpuint (stack->count, ==, 380);
  g_assert_cmpstr (stack->title, ==, "+380 more");
  g_assert_cmpstr (stack->value, ==, "int 195, Odd 185"); /* instances were drawn first */

  hf_choices_add_referents (choices, list, HF_CHOICES_STEP);
  more = draw (analysis, choices);
  g_assert_cmpuint (more->n_nodes, ==, 2 + 20 + 1);
  hf_choices_add_referents (choices, list, HF_CHOICES_ALL);
  hf_choices_collapse (choices, list);
  less = draw (analysis, choices);
  g_assert_cmpuint (less->n_nodes, ==, 2);
  g_assert_cmpuint (node_of (less, graph, "l")->more_referents, ==, 390);
}

/* One that is left over needs no stack: the handle says it. */
static void
test_no_stack_of_one (void)
{
  g_autoptr (HfTestGraph) graph = fan (11);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "l"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);

  g_assert_cmpuint (drawing->n_nodes, ==, 12);
  g_assert_cmpuint (node_of (drawing, graph, "l")->more_referents, ==, 1);
  g_assert_false (node_of (drawing, graph, "l")->stacked[HF_SIDE_REFERENTS]);
}

static HfTestGraph *
long_chain (guint n)
{
  g_autoptr (GString) text = g_string_new ("r>c0@module:m ");

  for (guint i = 0; i + 1 < n; i++)
    g_string_append_printf (text, "c%u>c%u@.next ", i, i + 1);

  return hf_test_graph_new (text->str);
}

static void
test_gap (void)
{
  g_autoptr (HfTestGraph) graph = long_chain (1000);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "c999"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);
  guint drawn = 0, between = 0, gaps = 0;

  for (guint i = 0; i < drawing->n_nodes; i++)
    if (drawing->nodes[i].form == HF_NODE_GAP)
      {
        between += drawing->nodes[i].count;
        gaps++;
      }
    else
      drawn++;
  g_assert_cmpuint (gaps, ==, 1);
  g_assert_cmpuint (drawn + between, ==, 1000);
  /* Whole from root to anchor: as many joints as nodes, less one. */
  g_assert_cmpuint (drawing->n_edges, ==, drawing->n_nodes - 1);
  for (guint e = 0; e < drawing->n_edges; e++)
    g_assert_true ((drawing->edges[e].flags & HF_EDGE_ON_CHAIN) != 0);
}

static void
test_only_path (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (SKETCH);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "l"));
  g_autoptr (HfDrawing) drawing = NULL;

  hf_choices_set_only_path (choices, TRUE);
  drawing = draw (analysis, choices);
  g_assert_cmpuint (drawing->n_nodes, ==, 4);
  for (guint i = 0; i < drawing->n_nodes; i++)
    g_assert_true ((drawing->nodes[i].flags & HF_NODE_ON_CHAIN) != 0);
}

static void
test_hide (void)
{
  g_autoptr (HfTestGraph) graph = fan (20);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "l"));
  g_autoptr (HfChoices) before = hf_choices_copy (choices);
  g_autoptr (HfDrawing) drawing = NULL;

  hf_choices_hide_type (choices, hf_heap_find_type (graph->heap, "app.Odd"));
  hf_choices_hide_object (choices, hf_test_graph_id (graph, "t0"));
  hf_choices_hide_object (choices, hf_test_graph_id (graph, "l")); /* an anchor: stays */
  g_assert_true (hf_choices_has_hidden (choices));
  g_assert_false (hf_choices_equal (choices, before));
  drawing = draw (analysis, choices);
  g_assert_nonnull (node_of (drawing, graph, "l"));
  g_assert_null (node_of (drawing, graph, "t0"));
  g_assert_null (node_of (drawing, graph, "t1"));
  g_assert_nonnull (node_of (drawing, graph, "t2"));
  hf_choices_show_hidden (choices);
  g_assert_true (hf_choices_equal (choices, before));
}

/* What was added by itself, hidden and shown again is there again. */
static void
test_hide_added (void)
{
  g_autoptr (HfTestGraph) graph = fan (40);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "l"));
  guint32 added = hf_test_graph_id (graph, "t38");

  for (guint step = 0; step < 4; step++)
    {
      g_autoptr (HfDrawing) drawing = draw (analysis, choices);

      g_assert_cmpint (node_of (drawing, graph, "t38") != NULL, ==, step == 1 || step == 3);
      if (step == 0)
        hf_choices_add_object (choices, added);
      else if (step == 1)
        hf_choices_hide_object (choices, added);
      else
        hf_choices_show_hidden (choices);
    }
}

static void
test_cycle (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>k@module:k a=app.A b=app.B c=app.C a>b@.other b>c@.other c>a@.other a>e@.e e>a@.up");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (HF_NONE);
  g_autoptr (HfDrawing) drawing = NULL;

  g_assert_false (hf_choices_add_cycle (choices, analysis, hf_test_graph_id (graph, "k"), 10));
  g_assert_true (hf_choices_add_cycle (choices, analysis, hf_test_graph_id (graph, "b"), 10));
  drawing = draw (analysis, choices);
  g_assert_cmpuint (drawing->n_nodes, ==, 4);
  g_assert_cmpuint (drawing->n_components, ==, 1);
  g_assert_cmpuint (drawing->components[0].members, ==, 4);
  g_assert_true (drawing->components[0].garbage);
  g_assert_true ((node_of (drawing, graph, "a")->flags & HF_NODE_UNREACHABLE) != 0);

  /* With a bound, the ring comes first. */
  g_clear_pointer (&choices, hf_choices_free);
  g_clear_pointer (&drawing, hf_drawing_unref);
  choices = hf_choices_new (HF_NONE);
  g_assert_true (hf_choices_add_cycle (choices, analysis, hf_test_graph_id (graph, "b"), 3));
  drawing = draw (analysis, choices);
  g_assert_cmpuint (drawing->n_nodes, ==, 3);
  g_assert_nonnull (node_of (drawing, graph, "c"));
}

/* In any drawing, not only in one that was asked for a cycle. */
static void
test_break (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (SKETCH);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "x"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);
  guint breaks = 0;

  for (guint e = 0; e < drawing->n_edges; e++)
    breaks += (drawing->edges[e].flags & HF_EDGE_BREAK) != 0;
  g_assert_cmpuint (breaks, ==, 1);
  g_assert_true ((edge_of (drawing, graph, "x", "s")->flags & HF_EDGE_BREAK) != 0);
}

/* A cycle of a hundred alike, of which ten are drawn: the reference to break is elsewhere, one like it is marked. */
static void
test_break_elsewhere (void)
{
  g_autoptr (GString) text = g_string_new ("h=app.Hub l=list r>h@module:m h>l@.users ");
  g_autoptr (HfTestGraph) graph = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "u%u=app.User l>u%u@[%u] u%u>h@.hub ", i, i, i, i);
  graph = hf_test_graph_new (text->str);
  analysis = analyse (graph->heap);
  for (guint i = 0; i < 100; i += 9)
    {
      g_autofree char *name = g_strdup_printf ("u%u", i);
      g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, name));
      g_autoptr (HfDrawing) drawing = NULL;
      guint breaks = 0;

      hf_choices_set_level (choices, 1, 1);
      drawing = draw (analysis, choices);
      g_assert_cmpuint (drawing->n_components, ==, 1);
      for (guint e = 0; e < drawing->n_edges; e++)
        if ((drawing->edges[e].flags & HF_EDGE_BREAK) != 0)
          {
            g_assert_cmpstr (drawing->edges[e].label, ==, ".hub");
            breaks++;
          }
      g_assert_cmpuint (breaks, ==, 1);
    }
}

/* The component's own is in another ring that is not drawn: the one to break in the drawn ring is marked. */
static void
test_break_in_drawn_ring (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("s=app.Session l=list x=app.Message k=app.Lock r>s@module:m s>l@.messages l>x@[0] "
                                                     "x>s@.session s>k@._lock k>s@.owner");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "x"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);

  g_assert_null (node_of (drawing, graph, "k"));
  g_assert_true ((edge_of (drawing, graph, "x", "s")->flags & HF_EDGE_BREAK) != 0);
}

static void
test_path_between (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:a a>b@.b b>c@.c c>d@.d a>x@.x x>y@.y y>z@.z z>d@.d r>q@module:q");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (HF_NONE);
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (hf_choices_add_path (choices, analysis, hf_test_graph_id (graph, "a"), hf_test_graph_id (graph, "q"), NULL, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_NO_ANSWER);
  g_clear_error (&error);
  g_assert_true (hf_choices_add_path (choices, analysis, hf_test_graph_id (graph, "d"), hf_test_graph_id (graph, "a"), NULL, &error));
  g_assert_no_error (error);
  drawing = draw (analysis, choices);
  g_assert_cmpuint (drawing->n_nodes, ==, 4);
  g_assert_nonnull (node_of (drawing, graph, "c"));
  g_assert_null (node_of (drawing, graph, "x"));
}

static void
test_ways (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:a r>q@module:q r>t@thread:T a>b@.b b>d@.d q>x@.x x>y@.y y>d@.d t>d@.d z>d@.z d>z@.z");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "d"));
  g_autoptr (HfChoices) once = NULL;
  g_autoptr (HfDrawing) before = NULL;
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (GError) error = NULL;
  const char *const names[] = { "a", "b", "q", "x", "y", "t" };
  guint roots = 0;

  hf_choices_set_only_path (choices, TRUE);
  before = draw (analysis, choices);
  g_assert_cmpuint (before->n_nodes, <, 4);
  g_assert_true (hf_choices_add_ways (choices, analysis, hf_test_graph_id (graph, "d"), 10, NULL, &error));
  g_assert_no_error (error);
  drawing = draw (analysis, choices);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_nonnull (node_of (drawing, graph, names[i]));
  g_assert_null (node_of (drawing, graph, "z"));
  for (guint i = 0; i < drawing->n_nodes; i++)
    roots += drawing->nodes[i].form == HF_NODE_ROOT;
  g_assert_cmpuint (roots, ==, 1); /* the thread's */
  /* Asked again nothing changes. */
  once = hf_choices_copy (choices);
  g_assert_true (hf_choices_add_ways (choices, analysis, hf_test_graph_id (graph, "d"), 10, NULL, NULL));
  g_assert_true (hf_choices_equal (choices, once));
}

static void
test_no_way (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@module:a b>c@.c c>b@.b");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "b"));
  g_autoptr (GError) error = NULL;

  g_assert_false (hf_choices_add_ways (choices, analysis, hf_test_graph_id (graph, "c"), 10, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_NO_ANSWER);
}

static void
test_root_nodes (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("r>a@native:native__code__(2__references) a>b@.b");
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "b"));
  g_autoptr (HfDrawing) drawing = draw (analysis, choices);
  gboolean found = FALSE;

  for (guint i = 0; i < drawing->n_nodes; i++)
    if (drawing->nodes[i].form == HF_NODE_ROOT)
      {
        found = TRUE;
        g_assert_cmpstr (drawing->nodes[i].value, ==, "native code (2 references)");
        g_assert_true ((drawing->nodes[i].flags & HF_NODE_IS_OUTSIDE) != 0);
      }
  g_assert_true (found);
  g_assert_true ((node_of (drawing, graph, "a")->flags & HF_NODE_IS_OUTSIDE) != 0);
}

/* A component of modules and classes with two small rings in it: each ring is its own cycle, the rest is none. */
static void
test_large_component (void)
{
  g_autoptr (GString) text = g_string_new ("r>g0@module:m ");
  g_autoptr (HfTestGraph) graph = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  g_autoptr (HfChoices) choices = NULL;
  g_autoptr (HfDrawing) drawing = NULL;

  for (guint i = 0; i < 700; i++)
    g_string_append_printf (text, "g%u-g%u@.__base__ ", i, (i + 1) % 700);
  g_string_append (text, "g0>a@.a a>b@.b b>a@.a a-g1@class g5>c@.c c>d@.d d>c@.c c-g2@class");
  graph = hf_test_graph_new (text->str);
  analysis = analyse (graph->heap);
  choices = hf_choices_new (hf_test_graph_id (graph, "a"));
  hf_choices_add_object (choices, hf_test_graph_id (graph, "c"));
  hf_choices_add_object (choices, hf_test_graph_id (graph, "d"));
  drawing = draw (analysis, choices);
  g_assert_cmpuint (drawing->n_components, ==, 2);
  g_assert_cmpuint (drawing->components[0].members, ==, 2);
  g_assert_cmpuint (node_of (drawing, graph, "a")->component, ==, node_of (drawing, graph, "b")->component);
  g_assert_cmpuint (node_of (drawing, graph, "c")->component, ==, node_of (drawing, graph, "d")->component);
  g_assert_cmpuint (node_of (drawing, graph, "a")->component, !=, node_of (drawing, graph, "c")->component);
  g_assert_cmpuint (node_of (drawing, graph, "g0")->component, ==, HF_NONE);
}

static void
test_words (void)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } cases[] = {
    { "plain", "plain" },
    { "a\nb", "a\xe2\x90\x8a" "b" },
    { "a\x7f", "a\xe2\x90\xa1" },
    { "\xe2\x80\xae" "evil", "\xe2\x9f\xa8U+202E\xe2\x9f\xa9" "evil" },
    { "\xc2\x85", "\xe2\x9f\xa8U+0085\xe2\x9f\xa9" },
    { "\xef\xbf\xbe", "\xe2\x9f\xa8U+FFFE\xe2\x9f\xa9" },
    { "<b>&amp;</b>", "<b>&amp;</b>" },
    { "\xff", "\xef\xbf\xbd" },
    { "\xe4\xbd\xa0\xe5\xa5\xbd", "\xe4\xbd\xa0\xe5\xa5\xbd" },
  };
  g_autofree char *cut = hf_drawing_show_text ("0123456789", 4);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = hf_drawing_show_text (cases[i].text, 100);

      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
  g_assert_cmpstr (cut, ==, "0123\xe2\x80\xa6");
}

static void
random_choice (GRand *rand, HfChoices *choices, HfAnalysis *analysis)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;
  guint32 object = (guint32) g_rand_int_range (rand, 1, (gint32) n);
  guint count = (guint) g_rand_int_range (rand, 1, 15);

  switch (g_rand_int_range (rand, 0, 12))
    {
    case 0: hf_choices_add_anchor (choices, object); break;
    case 1: hf_choices_add_referrers (choices, object, count); break;
    case 2: hf_choices_add_referents (choices, object, count); break;
    case 3: hf_choices_add_referrers (choices, object, HF_CHOICES_ALL); break;
    case 4: hf_choices_collapse (choices, object); break;
    case 5: hf_choices_add_object (choices, object); break;
    case 6: hf_choices_hide_object (choices, object); break;
    case 7: hf_choices_hide_type (choices, hf_heap_type (analysis->heap, object)); break;
    case 8: hf_choices_set_max_nodes (choices, count * 3); break;
    case 10: hf_choices_add_ways (choices, analysis, object, count, NULL, NULL); break;
    case 9: hf_choices_add_cycle (choices, analysis, object, count); break;
    default: hf_choices_set_level (choices, count % 4, count % 5); break;
    }
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);

  for (guint round = 0; round < 250; round++)
    {
      guint n = (guint) g_rand_int_range (rand, 1, 40);
      g_autofree char *text = random_python_heap (rand, n);
      g_autoptr (HfTestGraph) graph = hf_test_graph_new (text);
      g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
      g_autoptr (HfChoices) choices = hf_choices_new ((guint32) g_rand_int_range (rand, 1, (gint32) hf_heap_graph (graph->heap)->n));

      for (guint step = 0; step < 6; step++)
        {
          g_autoptr (HfDrawing) drawing = draw (analysis, choices);

          random_choice (rand, choices, analysis);
        }
    }
}

/* Only anchors escape a hidden type, and undo is putting the copy back. */
static void
test_random_hidden (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint round = 0; round < 100; round++)
    {
      g_autofree char *text = random_python_heap (rand, 30);
      g_autoptr (HfTestGraph) graph = hf_test_graph_new (text);
      g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
      guint32 anchor = (guint32) g_rand_int_range (rand, 1, (gint32) hf_heap_graph (graph->heap)->n);
      guint32 type = hf_heap_type (graph->heap, (guint32) g_rand_int_range (rand, 1, (gint32) hf_heap_graph (graph->heap)->n));
      g_autoptr (HfChoices) choices = hf_choices_new (anchor);
      g_autoptr (HfDrawing) drawing = NULL;

      hf_choices_hide_type (choices, type);
      drawing = draw (analysis, choices);
      for (guint i = 0; i < drawing->n_nodes; i++)
        if (drawing->nodes[i].form == HF_NODE_OBJECT && (drawing->nodes[i].flags & HF_NODE_IS_ANCHOR) == 0)
          g_assert_cmpuint (hf_heap_type (graph->heap, drawing->nodes[i].object), !=, type);
    }
}

/* Against a plain list of copies. */
static void
test_history (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  g_autofree char *text = random_python_heap (rand, 30);
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (text);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfSteps) history = hf_steps_new ();
  g_autoptr (HfChoices) choices = hf_choices_new (1);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_choices_free);
  guint at = 0, undone = 0;

  g_assert_false (hf_steps_can_undo (history));
  g_assert_null (hf_steps_undo (history));
  hf_steps_push (history, choices);
  g_ptr_array_add (list, hf_choices_copy (choices));
  for (guint round = 0; round < 2000; round++)
    {
      gint32 what = g_rand_int_range (rand, 0, 3);
      const HfChoices *got = what == 0 ? hf_steps_undo (history) : what == 1 ? hf_steps_redo (history) : NULL;

      if (what < 2)
        {
          g_assert_cmpint (got != NULL, ==, what == 0 ? at > 0 : at + 1 < list->len);
          at = got == NULL ? at : what == 0 ? at - 1 : at + 1;
          undone += got != NULL && what == 0;
          g_assert_true (got == NULL || hf_choices_equal (got, g_ptr_array_index (list, at)));
        }
      else
        {
          g_autoptr (HfChoices) next = hf_choices_copy (g_ptr_array_index (list, at));

          random_choice (rand, next, analysis);
          hf_steps_push (history, next);
          if (hf_choices_equal (next, g_ptr_array_index (list, at)))
            continue;
          g_ptr_array_set_size (list, (int) at + 1);
          g_ptr_array_add (list, hf_choices_copy (next));
          if (list->len > HF_STEPS_MAX)
            g_ptr_array_remove_index (list, 0);
          at = list->len - 1;
        }
    }
  g_assert_cmpuint (undone, >, 100);
  at = list->len / 2;
  hf_steps_return_to (history, g_ptr_array_index (list, at));
  g_assert_cmpint (hf_steps_can_redo (history), ==, at + 1 < list->len);
}

static void
test_cancel (void)
{
  g_autoptr (HfTestGraph) graph = fan (50);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) choices = hf_choices_new (hf_test_graph_id (graph, "l"));
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;

  hf_progress_cancel (progress);
  g_assert_null (hf_drawing_new (analysis, choices, progress, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
}

static void
test_nothing (void)
{
  g_autoptr (HfTestGraph) graph = fan (3);
  g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
  g_autoptr (HfChoices) none = hf_choices_new (HF_NONE);
  g_autoptr (HfChoices) beyond = hf_choices_new (123456);
  g_autoptr (HfDrawing) one = draw (analysis, none);
  g_autoptr (HfDrawing) two = draw (analysis, beyond);

  g_assert_cmpuint (one->n_nodes, ==, 0);
  g_assert_cmpuint (two->n_nodes, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/drawing/sketch", test_sketch);
  g_test_add_func ("/drawing/drawing/cut", test_cut);
  g_test_add_func ("/drawing/drawing/cut-leaves-a-way", test_cut_leaves_a_way);
  g_test_add_func ("/drawing/drawing/weak-and-merged", test_weak_and_merged);
  g_test_add_func ("/drawing/drawing/shared-dict", test_shared_dict);
  g_test_add_func ("/drawing/drawing/dict-as-anchor", test_dict_as_anchor);
  g_test_add_func ("/drawing/drawing/stack", test_stack);
  g_test_add_func ("/drawing/drawing/no-stack-of-one", test_no_stack_of_one);
  g_test_add_func ("/drawing/drawing/gap", test_gap);
  g_test_add_func ("/drawing/drawing/only-path", test_only_path);
  g_test_add_func ("/drawing/drawing/hide", test_hide);
  g_test_add_func ("/drawing/drawing/hide-added", test_hide_added);
  g_test_add_func ("/drawing/drawing/cycle", test_cycle);
  g_test_add_func ("/drawing/drawing/break", test_break);
  g_test_add_func ("/drawing/drawing/break-elsewhere", test_break_elsewhere);
  g_test_add_func ("/drawing/drawing/break-in-drawn-ring", test_break_in_drawn_ring);
  g_test_add_func ("/drawing/drawing/path-between", test_path_between);
  g_test_add_func ("/drawing/drawing/ways", test_ways);
  g_test_add_func ("/drawing/drawing/no-way", test_no_way);
  g_test_add_func ("/drawing/drawing/root-nodes", test_root_nodes);
  g_test_add_func ("/drawing/drawing/large-component", test_large_component);
  g_test_add_func ("/drawing/drawing/words", test_words);
  g_test_add_func ("/drawing/drawing/random", test_random);
  g_test_add_func ("/drawing/drawing/random-hidden", test_random_hidden);
  g_test_add_func ("/drawing/drawing/history", test_history);
  g_test_add_func ("/drawing/drawing/cancel", test_cancel);
  g_test_add_func ("/drawing/drawing/nothing", test_nothing);

  return g_test_run ();
}
