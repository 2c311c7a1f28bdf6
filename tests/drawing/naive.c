/* SPDX-License-Identifier: Apache-2.0 */
#include "naive.h"

#include "analysis/hf-cycles.h"
#include "drawing/hf-choices-private.h"

#include <string.h>

static gboolean
is_dict (const HfHeap *heap, guint32 object)
{
  return g_str_equal (hf_heap_type_name_of (heap, object), "dict");
}

/* The dict that the first __dict__ reference of @object leads to. */
static guint32
claim (const HfHeap *heap, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    if (hf_heap_ref_kind (heap, r) == HF_REF_DICT && is_dict (heap, hf_ref_object (graph->out[r])))
      return hf_ref_object (graph->out[r]);

  return HF_NONE;
}

guint32 *
naive_owners (const HfHeap *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 *owners = g_new (guint32, graph->n);

  for (guint32 v = 0; v < graph->n; v++)
    {
      guint claims = 0;

      owners[v] = v;
      if (v == HF_ROOT || !is_dict (heap, v))
        continue;
      for (guint32 u = 1; u < graph->n; u++)
        if (u != v && claim (heap, u) == v)
          {
            owners[v] = u;
            claims++;
          }
      if (claims > 1)
        owners[v] = v;
    }

  return owners;
}

/* What the drawing of @heap may leave out of what @object's one referrer @holder refers to. */
static gboolean
fits_holder (const HfHeap *heap, guint32 object, guint32 holder, const gboolean *candidates)
{
  const char *type = hf_heap_type_name_of (heap, object);
  const char *by = hf_heap_type_name_of (heap, holder);
  const HfGraph *graph = hf_heap_graph (heap);
  const char *name = "";

  for (guint32 r = graph->out_begin[holder]; r < graph->out_begin[holder + 1] && *name == '\0'; r++)
    if (hf_ref_object (graph->out[r]) == object && hf_ref_is (graph->out[r], HF_CLASSES_OWNING))
      name = hf_heap_ref_name (heap, r);
  if (g_str_equal (type, "tuple"))
    return g_str_equal (by, "function") && g_str_equal (name, "__closure__");
  if (g_str_equal (type, "frame"))
    return g_str_equal (by, "generator") && g_str_equal (name, "gi_frame");
  if (g_str_equal (type, "cell"))
    return g_str_equal (by, "function") || g_str_equal (by, "frame") || (g_str_equal (by, "tuple") && candidates[holder]);

  return TRUE;
}

static gboolean
is_candidate (const HfHeap *heap, guint32 object, const gboolean *candidates, guint32 *holder)
{
  static const char *const types[] = { "method", "property", "tuple", "cell", "frame", NULL };
  const HfGraph *graph = hf_heap_graph (heap);
  guint owners = 0, sharers = 0, others = 0;
  guint32 sharer = HF_NONE;

  *holder = HF_NONE;
  if (!g_strv_contains (types, hf_heap_type_name_of (heap, object)) || graph->out_begin[object] == graph->out_begin[object + 1])
    return FALSE;
  for (guint32 u = 0; u < graph->n; u++)
    for (guint32 r = graph->out_begin[u]; r < graph->out_begin[u + 1]; r++)
      {
        if (hf_ref_object (graph->out[r]) != object)
          continue;
        if (u == HF_ROOT || u == object || hf_ref_class (graph->out[r]) == HF_CLASS_WEAK)
          others++;
        else if (hf_ref_class (graph->out[r]) == HF_CLASS_SHARED)
          sharer = u, sharers++;
        else
          *holder = u, owners++;
      }
  if (owners != 1 || others > 0 || sharers > 1 || !fits_holder (heap, object, *holder, candidates))
    return FALSE;
  if (sharers == 0)
    return TRUE;

  /* The function itself, seen to share what its closure has. */
  return g_str_equal (hf_heap_type_name_of (heap, *holder), "tuple") && candidates[*holder]
         && hf_graph_find_ref (graph, sharer, *holder, HF_CLASSES_OWNING) != HF_NONE;
}

/* Closures before their cells. */
static void
find_links (Naive *self, const HfChoices *choices)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  g_autofree gboolean *candidates = g_new0 (gboolean, graph->n);
  g_autofree guint32 *holders = g_new0 (guint32, graph->n);

  self->links = g_new0 (gboolean, graph->n);
  for (guint pass = 0; pass < 2 && !hf_choices_get_everything (choices); pass++)
    for (guint32 v = 1; v < graph->n; v++)
      {
        gboolean kept = FALSE;

        for (guint i = 0; i < choices->anchors->len; i++)
          kept = kept || g_array_index (choices->anchors, guint32, i) == v;
        for (guint i = 0; i < choices->pulled->len; i++)
          kept = kept || g_array_index (choices->pulled, guint32, i) == v;
        candidates[v] = !kept && is_candidate (self->heap, v, candidates, &holders[v]);
      }
  for (guint32 v = 1; v < graph->n; v++)
    {
      guint depth = 0;

      for (guint32 u = v; candidates[u] && depth < 40; u = holders[u])
        depth++;
      self->links[v] = depth < 32 && depth % 4 != 0;
    }
}

static void
add_spans (Naive *self, NaiveSpan span)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  guint32 at = hf_ref_object (graph->out[span.refs[span.n - 1]]);

  if (!self->links[at])
    {
      span.to = self->owners[at];
      g_array_append_val (self->spans, span);
      return;
    }
  if (hf_ref_class (graph->out[span.refs[span.n - 1]]) == HF_CLASS_SHARED)
    return;
  for (guint32 r = graph->out_begin[at]; r < graph->out_begin[at + 1]; r++)
    {
      NaiveSpan longer = span;

      longer.refs[longer.n++] = r;
      add_spans (self, longer);
    }
}

Naive *
naive_new (const HfHeap *heap, const HfChoices *choices)
{
  Naive *self = g_new0 (Naive, 1);
  const HfGraph *graph = hf_heap_graph (heap);

  self->heap = heap;
  self->owners = naive_owners (heap);
  for (guint32 v = 0; v < graph->n && hf_choices_get_everything (choices); v++)
    self->owners[v] = v;
  self->spans = g_array_new (FALSE, FALSE, sizeof (NaiveSpan));
  find_links (self, choices);
  for (guint32 u = 1; u < graph->n; u++)
    for (guint32 r = graph->out_begin[u]; r < graph->out_begin[u + 1] && !self->links[u]; r++)
      add_spans (self, (NaiveSpan) { .from = self->owners[u], .n = 1, .refs = { r } });

  return self;
}

void
naive_free (Naive *self)
{
  g_free (self->owners);
  g_free (self->links);
  g_array_unref (self->spans);
  g_free (self);
}

gboolean
naive_is_own_dict (const Naive *self, const NaiveSpan *span)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  guint32 at = hf_ref_object (graph->out[span->refs[0]]);

  return span->n == 1 && span->from == span->to && at != span->from && hf_graph_referrer_of (graph, span->refs[0]) == span->from
         && hf_heap_ref_kind (self->heap, span->refs[0]) == HF_REF_DICT;
}

gboolean
naive_is_owning (const Naive *self, const NaiveSpan *span, HfRefClasses classes)
{
  for (guint i = 0; i < span->n; i++)
    if (!hf_ref_is (hf_heap_graph (self->heap)->out[span->refs[i]], classes))
      return FALSE;

  return TRUE;
}

GHashTable *
naive_neighbours (const Naive *self, guint32 owner, HfSide side)
{
  GHashTable *found = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->spans->len; i++)
    {
      const NaiveSpan *span = &g_array_index (self->spans, NaiveSpan, i);

      if (span->from == span->to)
        continue;
      if (side == HF_SIDE_REFERENTS && span->from == owner)
        g_hash_table_add (found, GUINT_TO_POINTER (span->to));
      if (side == HF_SIDE_REFERRERS && span->to == owner)
        g_hash_table_add (found, GUINT_TO_POINTER (span->from));
    }

  return found;
}

guint32
naive_node_of (const HfDrawing *drawing, guint32 owner)
{
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfNode *node = &drawing->nodes[i];

      if (node->form == HF_NODE_OBJECT && node->object == owner)
        return i;
      for (guint32 k = 0; k < node->n_members; k++)
        if (node->members[k] == owner)
          return i;
    }

  return HF_NONE;
}

static guint32
count_undrawn (const HfDrawing *drawing, GHashTable *neighbours)
{
  GHashTableIter iter;
  gpointer key;
  guint32 count = 0;

  g_hash_table_iter_init (&iter, neighbours);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    count += hf_drawing_find_node (drawing, GPOINTER_TO_UINT (key)) == HF_NONE;

  return count;
}

static void
assert_handles (const HfDrawing *drawing, const Naive *naive)
{
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfNode *node = &drawing->nodes[i];

      if (node->form != HF_NODE_OBJECT)
        continue;
      for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
        {
          g_autoptr (GHashTable) neighbours = naive_neighbours (naive, node->object, side);
          g_autoptr (GArray) hidden = hf_drawing_hidden_neighbours (drawing, i, side);
          guint32 expected = count_undrawn (drawing, neighbours);

          g_assert_cmpuint (side == HF_SIDE_REFERRERS ? node->more_referrers : node->more_referents, ==, expected);
          g_assert_cmpuint (hidden->len, ==, expected);
          for (guint k = 0; k < hidden->len; k++)
            g_assert_true (g_hash_table_contains (neighbours, GUINT_TO_POINTER (g_array_index (hidden, guint32, k))));
        }
    }
}

/* Of every pair of nodes the references between them, no more and no less; and what is left of them in the edge leads from
 * the one to the other. */
static void
assert_edges (const HfDrawing *drawing, const Naive *naive)
{
  guint n = drawing->n_nodes;
  g_autofree guint32 *expected = g_new0 (guint32, n * n + 1);

  for (guint i = 0; i < naive->spans->len; i++)
    {
      const NaiveSpan *span = &g_array_index (naive->spans, NaiveSpan, i);
      guint32 from = naive_node_of (drawing, span->from), to = naive_node_of (drawing, span->to);

      if (from != HF_NONE && to != HF_NONE && !naive_is_own_dict (naive, span) && (from != to || drawing->nodes[from].form != HF_NODE_CYCLE))
        expected[from * n + to]++;
    }
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      {
        guint32 e = hf_drawing_find_edge (drawing, i, j);

        if (e == HF_NONE || (drawing->edges[e].flags & HF_EDGE_SUMMARY) != 0)
          g_assert_cmpuint (expected[i * n + j], ==, 0);
        else
          g_assert_cmpuint (drawing->edges[e].n_refs, ==, expected[i * n + j]);
      }
  for (guint e = 0; e < drawing->n_edges; e++)
    for (guint k = 0; k < MIN (drawing->edges[e].n_refs, HF_EDGE_MAX_REFS); k++)
      {
        const HfEdge *edge = &drawing->edges[e];
        gboolean found = FALSE;

        for (guint i = 0; i < naive->spans->len && !found; i++)
          {
            const NaiveSpan *span = &g_array_index (naive->spans, NaiveSpan, i);

            found = span->refs[0] == edge->refs[k] && span->refs[span->n - 1] == edge->ends[k]
                    && naive_node_of (drawing, span->from) == edge->from && naive_node_of (drawing, span->to) == edge->to;
          }
        g_assert_true (found);
      }
}

static void
assert_stacks (const HfDrawing *drawing)
{
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfNode *stack = &drawing->nodes[i];
      guint32 of = stack->form == HF_NODE_STACK ? hf_drawing_find_node (drawing, stack->object) : HF_NONE;
      const HfNode *node = of != HF_NONE ? &drawing->nodes[of] : NULL;

      if (stack->form != HF_NODE_STACK)
        continue;
      g_assert_nonnull (node);
      g_assert_true (node->stacked[stack->side]);
      g_assert_cmpuint (stack->count, ==, stack->side == HF_SIDE_REFERRERS ? node->more_referrers : node->more_referents);
      g_assert_cmpuint (stack->side == HF_SIDE_REFERRERS ? hf_drawing_find_edge (drawing, i, of) : hf_drawing_find_edge (drawing, of, i), !=, HF_NONE);
    }
}

static void
assert_nodes (const HfDrawing *drawing, const Naive *naive)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfNode *node = &drawing->nodes[i];

      g_assert_true (g_utf8_validate (node->title, -1, NULL) && g_utf8_validate (node->value, -1, NULL));
      g_assert_nonnull (node->size);
      g_assert_nonnull (node->description);
      if (node->form != HF_NODE_OBJECT)
        continue;
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (node->object)));
      g_assert_cmpuint (hf_drawing_find_node (drawing, node->object), ==, i);
      g_assert_cmpuint (naive->owners[node->object], ==, node->object);
      g_assert_false (naive->links[node->object]);
      if (node->dict != HF_NONE)
        {
          g_assert_cmpuint (naive->owners[node->dict], ==, node->object);
          g_assert_cmpuint (hf_drawing_find_node (drawing, node->dict), ==, i);
        }
    }
}

static void
assert_components (const HfDrawing *drawing)
{
  const HfComponents *components = drawing->analysis->components;

  for (guint c = 0; c < drawing->n_components; c++)
    {
      guint32 drawn = 0;

      g_assert_cmpuint (drawing->components[c].number, ==, c + 1);
      for (guint i = 0; i < drawing->n_nodes; i++)
        if (drawing->nodes[i].component == c)
          {
            const HfNode *node = &drawing->nodes[i];
            guint32 own = hf_components_cycle_of (components, node->object);

            drawn++;
            g_assert_cmpint (node->form == HF_NODE_CYCLE, ==, drawing->components[c].folded);
            if (drawing->components[c].folded)
              continue;
            if (own == HF_NONE)
              own = hf_components_cycle_of (components, node->dict);
            g_assert_cmpuint (own, ==, drawing->components[c].cycle);
          }
      g_assert_cmpuint (drawn, ==, drawing->components[c].drawn);
    }
  for (guint e = 0; e < drawing->n_edges; e++)
    if ((drawing->edges[e].flags & HF_EDGE_IN_COMPONENT) != 0)
      {
        g_assert_cmpuint (drawing->nodes[drawing->edges[e].from].component, ==, drawing->edges[e].component);
        g_assert_cmpuint (drawing->nodes[drawing->edges[e].to].component, ==, drawing->edges[e].component);
      }
}

/* An edge inside a cycle that leads through @ref, one with scissors if there is such. */
static guint32
edge_of_ref (const HfDrawing *drawing, const Naive *naive, guint32 ref)
{
  guint32 found = HF_NONE;

  for (guint i = 0; i < naive->spans->len; i++)
    {
      const NaiveSpan *span = &g_array_index (naive->spans, NaiveSpan, i);
      guint32 from = naive_node_of (drawing, span->from), to = naive_node_of (drawing, span->to);
      guint32 e = from != HF_NONE && to != HF_NONE ? hf_drawing_find_edge (drawing, from, to) : HF_NONE;

      for (guint k = 0; k < span->n && e != HF_NONE; k++)
        if (span->refs[k] == ref && drawing->edges[e].component != HF_NONE
            && (found == HF_NONE || (drawing->edges[e].flags & HF_EDGE_BREAK) != 0))
          found = e;
    }

  return found;
}

/* One reference to break a component at most, inside it; where the table of cycles has an example in the picture, its own. */
static void
assert_breaks (const HfDrawing *drawing, const Naive *naive)
{
  const HfAnalysis *analysis = drawing->analysis;
  g_autoptr (HfCycles) cycles = hf_cycles_new (analysis, HF_CYCLES_ALL, NULL, NULL);
  g_autofree guint *breaks = g_new0 (guint, drawing->n_components + 1);

  for (guint e = 0; e < drawing->n_edges; e++)
    if ((drawing->edges[e].flags & HF_EDGE_BREAK) != 0)
      {
        g_assert_true ((drawing->edges[e].flags & HF_EDGE_IN_COMPONENT) != 0);
        g_assert_cmpuint (++breaks[drawing->edges[e].component], ==, 1);
      }
  for (guint i = 0; i < cycles->n_shapes; i++)
    {
      const HfCycleShape *shape = &cycles->shapes[i];
      guint32 e = edge_of_ref (drawing, naive, shape->break_ref);
      guint32 member = hf_graph_referrer_of (hf_heap_graph (analysis->heap), shape->break_ref);
      guint32 component = e != HF_NONE ? drawing->edges[e].component : HF_NONE;

      if (component != HF_NONE && drawing->components[component].cycle == hf_components_cycle_of (analysis->components, member))
        g_assert_true ((drawing->edges[e].flags & HF_EDGE_BREAK) != 0);
    }
}

void
assert_true_drawing (const HfDrawing *drawing, const HfChoices *choices)
{
  g_autoptr (Naive) naive = naive_new (drawing->analysis->heap, choices);

  g_assert_cmpuint (drawing->n_nodes, <=, hf_choices_get_max_nodes (choices));
  assert_nodes (drawing, naive);
  assert_handles (drawing, naive);
  assert_edges (drawing, naive);
  assert_stacks (drawing);
  assert_components (drawing);
  assert_breaks (drawing, naive);
}

static void
add_random_refs (GRand *rand, GString *text, char **names, guint n)
{
  static const char *const labels[] = { ".x", "[3]", "['k']", "key:'k'", "local:x", "['a b']", ".y" };
  static const char marks[] = ">>>>>>-~%";

  for (guint k = 0; k < n * 2; k++)
    g_string_append_printf (text, "%s%c%s@%s ", names[g_rand_int_range (rand, 0, (gint32) n)], marks[g_rand_int_range (rand, 0, sizeof marks - 1)],
                            names[g_rand_int_range (rand, 0, (gint32) n)], g_rand_boolean (rand) ? labels[k % G_N_ELEMENTS (labels)] : ".z");
}

char *
random_python_heap (GRand *rand, guint n)
{
  static const char *const types[] = { "app.Session", "list", "str", "module", "app.Message", "dict", "tuple" };
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const char *type = types[g_rand_int_range (rand, 0, G_N_ELEMENTS (types))];

      g_string_append_printf (text, "o%u=%s ", i, type);
      g_ptr_array_add (names, g_strdup_printf ("o%u", i));
      if (!g_str_has_prefix (type, "app.") && !g_str_equal (type, "module"))
        continue;
      if (g_rand_int_range (rand, 0, 4) == 0)
        continue;
      g_string_append_printf (text, "d%u=dict o%u>d%u@__dict__ ", i, i, i);
      g_ptr_array_add (names, g_strdup_printf ("d%u", i));
      if (i > 0 && g_rand_int_range (rand, 0, 6) == 0)
        g_string_append_printf (text, "o%u>d%u@__dict__ ", i - 1, i);
    }
  for (guint i = 0; i < 1 + n / 8; i++)
    g_string_append_printf (text, "r>o%d@%s ", g_rand_int_range (rand, 0, (gint32) n), g_rand_boolean (rand) ? "module:app" : "native:native");
  add_random_refs (rand, text, (char **) names->pdata, names->len);

  return g_string_free (text, FALSE);
}

void
add_random_plumbing (GRand *rand, GString *text, guint n, guint n_objects)
{
  for (guint i = 0; i < n; i++)
    {
      guint a = (guint) g_rand_int_range (rand, 0, (gint32) n_objects), b = (guint) g_rand_int_range (rand, 0, (gint32) n_objects);
      guint last = (guint) g_rand_int_range (rand, 0, (gint32) n);

      switch (g_rand_int_range (rand, 0, 6))
        {
        case 0:
          g_string_append_printf (text, "f%u=function p%u=method o%u>p%u@.callback p%u>o%u@.__self__ p%u>f%u@.__func__ ", i, i, a, i, i, b, i, i);
          break;
        case 1:
          g_string_append_printf (text, "f%u=function t%u=tuple p%u=cell o%u>f%u@.inner f%u>t%u@.__closure__ t%u>p%u@[0] p%u>o%u@.cell_contents ",
                                  i, i, i, a, i, i, i, i, i, i, b);
          if (g_rand_boolean (rand))
            g_string_append_printf (text, "f%u%%p%u@cell:x ", i, i);
          break;
        case 2:
          g_string_append_printf (text, "g%u=generator p%u=frame o%u>g%u@.g g%u>p%u@.gi_frame p%u>o%u@local:job p%u-o%u@.f_globals ",
                                  i, i, a, i, i, i, i, b, i, a);
          break;
        case 3:
          g_string_append_printf (text, "f%u=function p%u=property o%u>p%u@.prop p%u>f%u@.fget f%u-o%u@.__globals__ ", i, i, a, i, i, i, i, b);
          break;
        case 4: /* a method of what another one is in */
          g_string_append_printf (text, "p%u=method p%u=method p%u>p%u@.__self__ p%u>o%u@.__self__ ", last, i, last, i, i, b);
          break;
        default:
          g_string_append_printf (text, "p%u=method o%u>p%u@.callback p%u>o%u@.__self__ ", i, a, i, i, a);
          break;
        }
      if (g_rand_int_range (rand, 0, 5) == 0)
        g_string_append_printf (text, "o%u%cp%u@.also ", b, ">-~%"[g_rand_int_range (rand, 0, 4)], last);
      if (g_rand_int_range (rand, 0, 12) == 0)
        g_string_append_printf (text, "r>p%u@native:native ", last);
    }
}

HfDrawing *
draw (HfAnalysis *analysis, const HfChoices *choices)
{
  g_autoptr (GError) error = NULL;
  HfDrawing *drawing = hf_drawing_new (analysis, choices, NULL, &error);

  g_assert_no_error (error);
  assert_true_drawing (drawing, choices);

  return drawing;
}

HfAnalysis *
analyse (HfHeap *heap)
{
  g_autoptr (GError) error = NULL;
  HfAnalysis *analysis = hf_analysis_new (heap, NULL, &error);

  g_assert_no_error (error);

  return analysis;
}
