/* SPDX-License-Identifier: Apache-2.0 */
#include "naive.h"

#include "analysis/hf-cycles.h"

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

GHashTable *
naive_neighbours (const HfHeap *heap, const guint32 *owners, guint32 owner, HfSide side)
{
  const HfGraph *graph = hf_heap_graph (heap);
  GHashTable *found = g_hash_table_new (NULL, NULL);

  for (guint32 u = 1; u < graph->n; u++)
    for (guint32 r = graph->out_begin[u]; r < graph->out_begin[u + 1]; r++)
      {
        guint32 from = owners[u], to = owners[hf_ref_object (graph->out[r])];

        if (from == to)
          continue;
        if (side == HF_SIDE_REFERENTS && from == owner)
          g_hash_table_add (found, GUINT_TO_POINTER (to));
        if (side == HF_SIDE_REFERRERS && to == owner)
          g_hash_table_add (found, GUINT_TO_POINTER (from));
      }

  return found;
}

guint32
naive_references (const HfHeap *heap, const guint32 *owners, guint32 from, guint32 to)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 count = 0;

  for (guint32 u = 1; u < graph->n; u++)
    for (guint32 r = graph->out_begin[u]; r < graph->out_begin[u + 1]; r++)
      {
        guint32 w = hf_ref_object (graph->out[r]);
        gboolean folded = u == from && w != from && owners[w] == from && hf_heap_ref_kind (heap, r) == HF_REF_DICT;

        if (owners[u] == from && owners[w] == to && !folded)
          count++;
      }

  return count;
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
assert_handles (const HfDrawing *drawing, const guint32 *owners)
{
  const HfHeap *heap = drawing->analysis->heap;

  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfNode *node = &drawing->nodes[i];

      if (node->form != HF_NODE_OBJECT)
        continue;
      for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
        {
          g_autoptr (GHashTable) neighbours = naive_neighbours (heap, owners, node->object, side);
          g_autoptr (GArray) hidden = hf_drawing_hidden_neighbours (drawing, i, side);
          guint32 expected = count_undrawn (drawing, neighbours);

          g_assert_cmpuint (side == HF_SIDE_REFERRERS ? node->more_referrers : node->more_referents, ==, expected);
          g_assert_cmpuint (hidden->len, ==, expected);
          for (guint k = 0; k < hidden->len; k++)
            g_assert_true (g_hash_table_contains (neighbours, GUINT_TO_POINTER (g_array_index (hidden, guint32, k))));
        }
    }
}

static void
assert_edges (const HfDrawing *drawing, const guint32 *owners)
{
  const HfHeap *heap = drawing->analysis->heap;
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint i = 0; i < drawing->n_nodes; i++)
    for (guint j = 0; j < drawing->n_nodes; j++)
      {
        guint32 e = hf_drawing_find_edge (drawing, i, j);
        guint32 expected;

        if (drawing->nodes[i].form != HF_NODE_OBJECT || drawing->nodes[j].form != HF_NODE_OBJECT)
          continue;
        expected = naive_references (heap, owners, drawing->nodes[i].object, drawing->nodes[j].object);
        if (e == HF_NONE || (drawing->edges[e].flags & HF_EDGE_SUMMARY) != 0)
          g_assert_cmpuint (expected, ==, 0);
        else
          g_assert_cmpuint (drawing->edges[e].n_refs, ==, expected);
      }
  for (guint e = 0; e < drawing->n_edges; e++)
    for (guint k = 0; k < MIN (drawing->edges[e].n_refs, HF_EDGE_MAX_REFS); k++)
      {
        guint32 ref = drawing->edges[e].refs[k];

        g_assert_cmpuint (owners[hf_graph_referrer_of (graph, ref)], ==, drawing->nodes[drawing->edges[e].from].object);
        g_assert_cmpuint (owners[hf_ref_object (graph->out[ref])], ==, drawing->nodes[drawing->edges[e].to].object);
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
assert_nodes (const HfDrawing *drawing, const guint32 *owners)
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
      g_assert_cmpuint (owners[node->object], ==, node->object);
      if (node->dict != HF_NONE)
        {
          g_assert_cmpuint (owners[node->dict], ==, node->object);
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

            if (own == HF_NONE)
              own = hf_components_cycle_of (components, node->dict);
            g_assert_cmpuint (own, ==, drawing->components[c].cycle);
            drawn++;
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

static guint32
edge_of_ref (const HfDrawing *drawing, const guint32 *owners, guint32 ref)
{
  const HfGraph *graph = hf_heap_graph (drawing->analysis->heap);
  guint32 from = hf_drawing_find_node (drawing, owners[hf_graph_referrer_of (graph, ref)]);
  guint32 to = hf_drawing_find_node (drawing, owners[hf_ref_object (graph->out[ref])]);

  return from != HF_NONE && to != HF_NONE ? hf_drawing_find_edge (drawing, from, to) : HF_NONE;
}

/* One reference to break a component at most, inside it; where the table of cycles has an example in the picture, its own. */
static void
assert_breaks (const HfDrawing *drawing, const guint32 *owners)
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
      guint32 e = edge_of_ref (drawing, owners, shape->break_ref);
      guint32 member = hf_graph_referrer_of (hf_heap_graph (analysis->heap), shape->break_ref);
      guint32 component = e != HF_NONE ? drawing->edges[e].component : HF_NONE;

      if (component != HF_NONE && drawing->components[component].cycle == hf_components_cycle_of (analysis->components, member))
        g_assert_true ((drawing->edges[e].flags & HF_EDGE_BREAK) != 0);
    }
}

void
assert_true_drawing (const HfDrawing *drawing, const HfChoices *choices)
{
  g_autofree guint32 *owners = naive_owners (drawing->analysis->heap);

  g_assert_cmpuint (drawing->n_nodes, <=, hf_choices_get_max_nodes (choices));
  assert_nodes (drawing, owners);
  assert_handles (drawing, owners);
  assert_edges (drawing, owners);
  assert_stacks (drawing);
  assert_components (drawing);
  assert_breaks (drawing, owners);
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
