/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas-scene.h"

#include <math.h>

static char *
heap_text (void)
{
  GString *text = g_string_new ("r>app@module:app app=module/80/app r>work@thread:work work=frame/400/work() "
                                "app>globals@__dict__ globals=dict/300 globals>cache@['CACHE'] cache=dict/9000 work>text@local:text "
                                "weak=weakref.WeakValueDictionary/96 app>weak@.REGISTRY weak~s0@['s0'] ");

  for (guint i = 0; i < SCENE_SESSIONS; i++)
    g_string_append_printf (text, "s%u=app.Session/64/id=%u cache>s%u@['u-%u'] ", i, i, i, i);
  g_string_append (text, "s0>list@.messages list=list/88 list>message@[0] message=app.Message/48/text='hello' message>s0@.session "
                         "s0>lock@._lock lock=_thread.lock/40 lock>s0@.owner message>text@.text text=str/60/'hello' ");

  return g_string_free (text, FALSE);
}

Scene *
scene_new (HfMetrics *metrics)
{
  g_autofree char *text = heap_text ();
  g_autoptr (GError) error = NULL;
  Scene *self = g_new0 (Scene, 1);

  self->graph = hf_test_graph_new (text);
  self->analysis = hf_analysis_new (self->graph->heap, NULL, &error);
  g_assert_no_error (error);
  self->metrics = hf_metrics_ref (metrics);
  self->client = hf_layout_client_new_for_program (NULL);

  return self;
}

void
scene_free (Scene *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->client);
  hf_metrics_unref (self->metrics);
  hf_analysis_unref (self->analysis);
  hf_test_graph_free (self->graph);
  g_free (self);
}

guint32
scene_id (Scene *self, const char *name)
{
  return hf_test_graph_id (self->graph, name);
}

HfDrawing *
scene_draw (Scene *self, const HfChoices *choices)
{
  g_autoptr (GError) error = NULL;
  HfDrawing *drawing = hf_drawing_new (self->analysis, choices, NULL, &error);

  g_assert_no_error (error);

  return drawing;
}

HfGeometry *
scene_lay_out (Scene *self, HfDrawing *drawing)
{
  g_autoptr (GError) error = NULL;
  HfGeometry *geometry = hf_geometry_lay_out (drawing, self->metrics, self->client, NULL, &error);

  g_assert_no_error (error);

  return geometry;
}

/* A drawing made by hand owns what hf_drawing_unref() frees: everything is allocated as there. */
static void
add_grid_node (HfDrawing *drawing, guint i)
{
  drawing->nodes[i] = (HfNode) {
    .form = HF_NODE_OBJECT, .kind = HF_KIND_CONTAINER + i % 3, .object = 1 + i % 3, .dict = HF_NONE, .component = HF_NONE, .count = 1,
    .title = g_strdup_printf ("Session %u", i), .value = g_strdup ("id='u-1093'"), .size = g_strdup ("12.9 MB"),
    .description = g_strdup_printf ("Session %u, retains 12.9 MB", i), .more_referrers = i % 5, .retained = 1000,
  };
}

static void
add_grid_edge (HfDrawing *drawing, HfGeometry *geometry, guint e, guint from, guint to)
{
  const HfRect *a = &geometry->nodes[from], *b = &geometry->nodes[to];
  HfPoint begin = { a->x + a->width / 2, a->y + a->height }, end = { b->x + b->width / 2, b->y };
  HfPoint *points = &geometry->points[4 * e];

  drawing->edges[e] = (HfEdge) {
    .from = from, .to = to, .component = HF_NONE, .label = g_strdup (".next"), .description = g_strdup ("refers to"),
  };
  points[0] = begin;
  points[1] = (HfPoint) { begin.x, (begin.y + end.y) / 2 };
  points[2] = (HfPoint) { end.x, (begin.y + end.y) / 2 };
  points[3] = end;
  geometry->edge_begin[e] = 4 * e;
  geometry->edge_begin[e + 1] = 4 * e + 4;
  geometry->edge_bounds[e] = (HfRect) { MIN (begin.x, end.x) - 8, MIN (begin.y, end.y) - 8,
                                        fabs (begin.x - end.x) + 16, fabs (begin.y - end.y) + 16 };
  geometry->labels[e] = (HfRect) { (begin.x + end.x) / 2 - 20, (begin.y + end.y) / 2 - 8, 40, 16 };
}

void
scene_make_grid (Scene *self, guint n_nodes, HfDrawing **drawing, HfGeometry **geometry)
{
  guint columns = (guint) ceil (sqrt (n_nodes)), n_edges = n_nodes > columns ? (n_nodes - columns) * 2 : 0, e = 0;
  g_autoptr (HfChoices) none = hf_choices_new (HF_NONE);
  HfDrawing *d = scene_draw (self, none);
  HfGeometry *g = g_new0 (HfGeometry, 1);

  g_assert_cmpuint (d->n_nodes, ==, 0);
  d->nodes = g_renew (HfNode, d->nodes, n_nodes);
  d->edges = g_renew (HfEdge, d->edges, n_edges + 1);
  g_atomic_ref_count_init (&g->ref_count);
  g->nodes = g_new0 (HfRect, n_nodes);
  g->handles = g_new0 (HfRect, 2 * n_nodes + 1);
  g->edge_begin = g_new0 (guint32, n_edges + 2);
  g->points = g_new0 (HfPoint, 4 * (n_edges + 1));
  g->edge_bounds = g_new0 (HfRect, n_edges + 1);
  g->labels = g_new0 (HfRect, n_edges + 1);
  g->hulls = g_new0 (HfRect, 1);
  for (guint i = 0; i < n_nodes; i++)
    {
      add_grid_node (d, i);
      g->nodes[i] = (HfRect) { i % columns * 260.0 + 40, i / columns * 140.0 + 40, 200, 46 };
      if (d->nodes[i].more_referrers > 0)
        g->handles[2 * i + HF_SIDE_REFERRERS] = (HfRect) { g->nodes[i].x + 80, g->nodes[i].y - 8, 36, 16 };
    }
  for (guint i = 0; i < n_nodes && e < n_edges; i++)
    for (guint k = 0; k < 2 && e < n_edges && i + columns + k < n_nodes; k++)
      add_grid_edge (d, g, e++, i, i + columns + k);

  d->n_nodes = g->n_nodes = n_nodes;
  d->n_edges = g->n_edges = e;
  g->bounds = (HfRect) { 0, 0, columns * 260.0 + 80, ceil ((double) n_nodes / columns) * 140 + 80 };
  *drawing = d;
  *geometry = g;
}
