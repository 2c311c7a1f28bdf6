/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "drawing/hf-caption.h"
#include "drawing/hf-choices-words.h"
#include "drawing/hf-export.h"
#include "hf-test-graph.h"
#include "naive.h"

/* A tree that owns its leaves, each of which knows it; and a leaf that also holds another thing in a cycle of its own. */
#define TREE "m=module/72/app r>m@module:app m>t@.TREE t=app.Tree/100 t>l@.leaves l=list/50 l>a@[0] l>b@[1] a=app.Leaf/30 b=app.Leaf/30 a>t@.parent b>t@.parent " \
             "o=app.Other/10 b>o@.other o>p@.x p=app.Other/10 p>o@.y "

typedef struct
{
  HfTestGraph *graph;
  HfAnalysis *analysis;
  HfChoices *choices;
  HfDrawing *before;
  HfDrawing *after;
} Scene;

static HfDrawing *
drawn (HfAnalysis *analysis, const HfChoices *choices)
{
  g_autoptr (GError) error = NULL;
  HfDrawing *drawing = hf_drawing_new (analysis, choices, NULL, &error);

  g_assert_no_error (error);

  return drawing;
}

static void
scene_init (Scene *self, const char *text, const char *anchor, const char *from, const char *to)
{
  static const char *const strangers[] = { "o", "p", NULL };
  guint32 object;

  self->graph = hf_test_graph_new (text);
  self->analysis = analyse (self->graph->heap);
  object = hf_test_graph_id (self->graph, anchor);
  self->choices = hf_choices_new (object);
  hf_choices_add_cycle (self->choices, self->analysis, object, 60);
  for (const char *const *name = strangers; *name != NULL; name++)
    if (g_hash_table_contains (self->graph->addresses, *name))
      hf_choices_add_object (self->choices, hf_test_graph_id (self->graph, *name));
  hf_choices_set_mend (self->choices, hf_test_graph_ref (self->graph, from, to), 4012);
  self->before = drawn (self->analysis, self->choices);
  hf_choices_set_mended (self->choices, TRUE);
  self->after = drawn (self->analysis, self->choices);
}

static void
scene_clear (Scene *self)
{
  hf_drawing_unref (self->before);
  hf_drawing_unref (self->after);
  hf_choices_free (self->choices);
  hf_analysis_unref (self->analysis);
  hf_test_graph_free (self->graph);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static const HfNode *
node_of (const Scene *self, const HfDrawing *drawing, const char *name)
{
  guint32 node = hf_drawing_find_node (drawing, hf_test_graph_id (self->graph, name));

  g_assert_cmpuint (node, !=, HF_NONE);

  return &drawing->nodes[node];
}

static const HfEdge *
edge_of (const Scene *self, const HfDrawing *drawing, const char *from, const char *to)
{
  guint32 e = hf_drawing_find_edge (drawing, hf_drawing_find_node (drawing, hf_test_graph_id (self->graph, from)),
                                    hf_drawing_find_node (drawing, hf_test_graph_id (self->graph, to)));

  g_assert_cmpuint (e, !=, HF_NONE);

  return &drawing->edges[e];
}

static void
test_tree (void)
{
  g_auto (Scene) scene = { 0 };
  g_autofree char *title = NULL, *before = NULL, *after = NULL;
  const char *const back[] = { "a", "b" };

  scene_init (&scene, TREE, "t", "a", "t");
  g_assert_false (scene.before->mend->after);
  g_assert_cmpuint (scene.before->n_components, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (back); i++)
    {
      const HfEdge *now = edge_of (&scene, scene.before, back[i], "t"), *then = edge_of (&scene, scene.after, back[i], "t");

      g_assert_cmpint (now->flags & (HF_EDGE_BREAK | HF_EDGE_IN_COMPONENT), ==, HF_EDGE_BREAK | HF_EDGE_IN_COMPONENT);
      g_assert_cmpint (then->flags, ==, HF_EDGE_WEAK | HF_EDGE_MENDED);
      g_assert_cmpuint (then->component, ==, HF_NONE);
      g_assert_cmpstr (now->label, ==, then->label);
    }
  /* The other cycle is as it was, with its number. */
  g_assert_cmpuint (scene.after->n_components, ==, 1);
  g_assert_cmpuint (scene.after->components[0].number, ==, scene.before->components[node_of (&scene, scene.before, "o")->component].number);
  g_assert_cmpuint (node_of (&scene, scene.after, "t")->component, ==, HF_NONE);
  g_assert_cmpint (node_of (&scene, scene.after, "a")->flags & HF_NODE_FREED, ==, HF_NODE_FREED);
  g_assert_cmpint (node_of (&scene, scene.after, "o")->flags & HF_NODE_FREED, ==, 0);
  g_assert_cmpint (node_of (&scene, scene.after, "m")->flags & HF_NODE_FREED, ==, 0);
  g_assert_cmpint (node_of (&scene, scene.before, "a")->flags & HF_NODE_FREED, ==, 0);

  title = hf_drawing_mend_title (scene.after);
  before = hf_drawing_mend_words (scene.before);
  after = hf_drawing_mend_words (scene.after);
  g_assert_cmpstr (title, ==, ".parent → weakref.ref · 2 references");
  g_assert_cmpstr (before, ==, "Now: a cycle of 4 objects. When the last reference from outside goes, only the collector frees them. "
                               "The same in 4012 other cycles.");
  g_assert_cmpstr (after, ==, "4 objects, 210 B, would be freed as soon as the last reference from outside goes. "
                              "The same in 4012 other cycles. Still held by module app › .TREE › Tree.");
}

/* A smaller cycle stays: two of three lead back by the reference that is made weak. */
static void
test_smaller (void)
{
  g_auto (Scene) scene = { 0 };
  g_autofree char *words = NULL;

  scene_init (&scene, "a=app.A/10 b=app.B/20 c=app.C/40 a>b@.x b>a@.parent a>c@.z c>a@.owner", "a", "b", "a");
  words = hf_drawing_mend_words (scene.after);
  g_assert_cmpuint (scene.after->n_components, ==, 1);
  g_assert_cmpuint (scene.after->components[0].members, ==, 2);
  g_assert_cmpuint (scene.after->components[0].drawn, ==, 2);
  g_assert_cmpuint (scene.after->components[0].number, ==, scene.before->components[0].number);
  g_assert_cmpuint (node_of (&scene, scene.after, "b")->component, ==, HF_NONE);
  g_assert_cmpuint (node_of (&scene, scene.after, "c")->component, ==, 0);
  g_assert_cmpint (edge_of (&scene, scene.after, "c", "a")->flags & HF_EDGE_IN_COMPONENT, ==, HF_EDGE_IN_COMPONENT);
  g_assert_cmpint (edge_of (&scene, scene.after, "a", "b")->flags & HF_EDGE_IN_COMPONENT, ==, 0);
  g_assert_cmpstr (words, ==, "Nothing would be freed without the collector. 2 objects stay in cycles. The same in 4012 other cycles.");
}

static void
test_garbage (void)
{
  g_auto (Scene) scene = { 0 };
  g_autofree char *words = NULL;

  scene_init (&scene, "a=app.A/10 b=app.B/20 a>b@.child b>a@.parent", "a", "b", "a");
  words = hf_drawing_mend_words (scene.after);
  g_assert_true (g_str_has_prefix (words, "2 objects, 30 B, would have been freed at once, without the collector."));
}

/* The cycle hangs on nothing but what would be weak. */
static void
test_careful (void)
{
  g_auto (Scene) scene = { 0 };
  g_autofree char *words = NULL;

  scene_init (&scene, "r>a@module:app a=app.A b=app.B a>b@.x b>a@.parent", "a", "a", "b");
  words = hf_drawing_mend_words (scene.after);
  g_assert_nonnull (strstr (words, "Careful: 1 object would go at once, as nothing but these references holds it."));
}

static gboolean
same_rect (const HfRect *a, const HfRect *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

static void
assert_same_places (const HfGeometry *a, const HfGeometry *b)
{
  g_assert_cmpuint (a->n_nodes, ==, b->n_nodes);
  g_assert_cmpuint (a->n_edges, ==, b->n_edges);
  g_assert_true (same_rect (&a->bounds, &b->bounds));
  for (guint i = 0; i < a->n_nodes; i++)
    g_assert_true (same_rect (&a->nodes[i], &b->nodes[i]));
  for (guint e = 0; e < a->n_edges; e++)
    g_assert_true (same_rect (&a->labels[e], &b->labels[e]));
  g_assert_cmpmem (a->points, a->edge_begin[a->n_edges] * sizeof *a->points, b->points, b->edge_begin[b->n_edges] * sizeof *b->points);
}

/* A reference that could be made weak, or HF_NONE. */
static guint32
some_mend (GRand *rand, const HfAnalysis *analysis)
{
  guint32 m = hf_heap_graph (analysis->heap)->m;
  guint32 start = (guint32) g_rand_int_range (rand, 0, (gint32) m);

  for (guint32 i = 0; i < m; i++)
    {
      g_autoptr (HfMendEffect) effect = hf_mend_effect_new (analysis, (start + i) % m, NULL, NULL);

      if (effect != NULL)
        return (start + i) % m;
    }

  return HF_NONE;
}

/* Whatever is drawn, the two pictures have the same nodes and edges in the same places, toggled or drawn afresh; and what is said to be in a
 * cycle is. */
static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (41);
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfMetrics) metrics = hf_metrics_new (NULL, 0);
  guint n = 0;

  for (guint round = 0; round < 120; round++)
    {
      g_autofree char *text = random_python_heap (rand, (guint) g_rand_int_range (rand, 8, 30));
      g_autoptr (HfTestGraph) graph = hf_test_graph_new (text);
      g_autoptr (HfAnalysis) analysis = analyse (graph->heap);
      g_autoptr (HfChoices) choices = NULL;
      g_autoptr (HfDrawing) before = NULL, after = NULL;
      g_autoptr (HfGeometry) first = NULL, toggled = NULL, back = NULL, fresh = NULL;
      guint32 ref = some_mend (rand, analysis);
      guint32 object = ref != HF_NONE ? hf_graph_referrer_of (hf_heap_graph (graph->heap), ref) : HF_NONE;

      if (ref == HF_NONE)
        continue;
      choices = hf_choices_new (object);
      hf_choices_set_fold_cycles (choices, round % 4 == 0);
      hf_choices_add_cycle (choices, analysis, object, 20);
      hf_choices_set_mend (choices, ref, 0);
      before = drawn (analysis, choices);
      hf_choices_set_mended (choices, TRUE);
      after = drawn (analysis, choices);
      g_assert_nonnull (before->mend);
      g_assert_nonnull (after->mend);
      n++;
      g_assert_cmpuint (before->n_nodes, ==, after->n_nodes);
      for (guint i = 0; i < after->n_nodes; i++)
        {
          const HfNode *node = &after->nodes[i];
          const HfDrawnComponent *component = node->component != HF_NONE ? &after->components[node->component] : NULL;

          g_assert_cmpuint (hf_drawing_node_key (node), ==, hf_drawing_node_key (&before->nodes[i]));
          if (component != NULL && !component->folded && component->cycle == before->mend->effect->cycle)
            g_assert_true (hf_mend_effect_left_of (after->mend->effect, node->object) != HF_NONE
                           || hf_mend_effect_left_of (after->mend->effect, node->dict) != HF_NONE);
        }
      first = hf_geometry_lay_out (before, metrics, client, NULL, NULL);
      toggled = hf_geometry_lay_out_after (after, before, first, metrics, client, NULL, NULL);
      back = hf_geometry_lay_out_after (before, after, toggled, metrics, client, NULL, NULL);
      fresh = hf_geometry_lay_out (after, metrics, client, NULL, NULL);
      assert_same_places (first, toggled);
      assert_same_places (first, back);
      assert_same_places (first, fresh);
      g_assert_cmpuint (toggled->n_hulls, ==, after->n_components);
      g_assert_cmpuint (back->n_hulls, ==, before->n_components);
    }
  g_assert_cmpuint (n, >, 15);
}

static char *
export_text (const HfDrawing *drawing, HfExportFormat format)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfMetrics) metrics = hf_metrics_new (NULL, 0);
  g_autoptr (HfGeometry) geometry = hf_geometry_lay_out (drawing, metrics, client, NULL, NULL);
  g_autofree char *caption = hf_caption_new (drawing, geometry, "tree.hfdump");
  HfExportOptions options = { .format = format, .scale = 1, .legend = TRUE, .caption = caption };
  g_autoptr (GBytes) bytes = NULL;
  HfScene scene;

  hf_scene_init (&scene, drawing, geometry, metrics, hf_palette_get (FALSE, FALSE));
  bytes = hf_export_to_bytes (&scene, &options, NULL);
  g_assert_nonnull (bytes);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;

  return n;
}

static void
test_export (void)
{
  g_auto (Scene) scene = { 0 };
  g_autofree char *before = NULL, *after = NULL, *dot = NULL;

  scene_init (&scene, TREE, "t", "a", "t");
  before = export_text (scene.before, HF_EXPORT_SVG);
  after = export_text (scene.after, HF_EXPORT_SVG);
  dot = export_text (scene.after, HF_EXPORT_DOT);
  g_assert_cmpuint (count (before, "class=\"hull\""), ==, 2);
  g_assert_cmpuint (count (after, "class=\"hull\""), ==, 1);
  g_assert_cmpuint (count (before, "weak mended"), ==, 0);
  g_assert_cmpuint (count (after, "weak mended"), ==, 2);
  g_assert_cmpuint (count (before, "class=\"node freed\""), ==, 0);
  g_assert_cmpuint (count (after, "class=\"node freed\""), ==, 4);
  g_assert_cmpuint (count (before, "freed after the mend"), ==, 0);
  g_assert_nonnull (strstr (after, ">freed after the mend<"));
  g_assert_nonnull (strstr (before, ">reference to break<"));
  g_assert_nonnull (strstr (before, "Before the mend .parent"));
  g_assert_nonnull (strstr (after, "After the mend .parent"));
  g_assert_cmpuint (count (dot, "filled,rounded,dotted"), ==, 4);
  g_assert_cmpuint (count (dot, "weakly after the mend"), ==, 2);
}

static void
test_words (void)
{
  g_auto (Scene) scene = { 0 };
  g_autoptr (GHashTable) words = NULL;
  g_autoptr (HfChoices) copy = NULL;
  g_autoptr (HfChoices) none = NULL;

  scene_init (&scene, TREE, "t", "a", "t");
  words = hf_choices_to_words (scene.choices, scene.graph->heap);
  copy = hf_choices_from_words (words, scene.graph->heap);
  g_assert_cmpuint (hf_choices_get_mend (copy), ==, hf_test_graph_ref (scene.graph, "a", "t"));
  g_assert_true (hf_choices_get_mended (copy));
  g_assert_cmpuint (hf_choices_get_mend_others (copy), ==, 4012);
  g_assert_true (hf_choices_equal (copy, scene.choices));

  /* Without the reference the rest means nothing. */
  g_hash_table_remove (words, "mend");
  none = hf_choices_from_words (words, scene.graph->heap);
  g_assert_cmpuint (hf_choices_get_mend (none), ==, HF_NONE);
  g_assert_false (hf_choices_get_mended (none));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/mend-preview/tree", test_tree);
  g_test_add_func ("/drawing/mend-preview/smaller", test_smaller);
  g_test_add_func ("/drawing/mend-preview/garbage", test_garbage);
  g_test_add_func ("/drawing/mend-preview/careful", test_careful);
  g_test_add_func ("/drawing/mend-preview/random", test_random);
  g_test_add_func ("/drawing/mend-preview/export", test_export);
  g_test_add_func ("/drawing/mend-preview/words", test_words);

  return g_test_run ();
}
