/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing.h"

#include "drawing/hf-fold.h"

HfDrawing *
hf_drawing_ref (HfDrawing *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
node_clear (HfNode *node)
{
  g_free (node->title);
  g_free (node->value);
  g_free (node->size);
  g_free (node->description);
}

static void
edge_clear (HfEdge *edge)
{
  g_free (edge->label);
  g_free (edge->description);
}

void
hf_drawing_unref (HfDrawing *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_nodes; i++)
    node_clear (&self->nodes[i]);
  for (guint e = 0; e < self->n_edges; e++)
    edge_clear (&self->edges[e]);
  g_free (self->nodes);
  g_free (self->edges);
  g_free (self->components);
  g_clear_pointer (&self->node_of, g_hash_table_unref);
  g_clear_pointer (&self->cut, hf_cut_free);
  g_free (self->held_by);
  g_clear_pointer (&self->analysis, hf_analysis_unref);
  g_free (self);
}

guint32
hf_drawing_find_node (const HfDrawing *self, guint32 object)
{
  g_return_val_if_fail (self != NULL, HF_NONE);
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->node_of, GUINT_TO_POINTER (object))) - 1;
}

guint32
hf_drawing_find_edge (const HfDrawing *self, guint32 from, guint32 to)
{
  guint low = 0, high;

  g_return_val_if_fail (self != NULL, HF_NONE);

  high = self->n_edges;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const HfEdge *edge = &self->edges[middle];

      if (edge->from == from && edge->to == to)
        return middle;
      if (edge->from < from || (edge->from == from && edge->to < to))
        low = middle + 1;
      else
        high = middle;
    }

  return HF_NONE;
}

guint64
hf_drawing_node_key (const HfNode *node)
{
  guint64 key = node->object | ((guint64) node->form << 32) | ((guint64) node->side << 36);

  /* Several roots may hold one object: their words tell them apart. */
  if (node->form == HF_NODE_ROOT)
    key |= (guint64) (g_str_hash (node->title) & 0xffffff) << 40;

  return key;
}

static void
add_edge_refs (const HfDrawing *self, guint32 object, const HfNode *to, GArray *refs)
{
  const HfGraph *graph = hf_heap_graph (self->analysis->heap);

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    {
      guint32 target = hf_ref_object (graph->out[r]);

      if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && (target == to->object || target == to->dict))
        g_array_append_val (refs, r);
    }
}

static int
compare_refs (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

GArray *
hf_drawing_edge_refs (const HfDrawing *self, guint32 edge)
{
  GArray *refs = g_array_new (FALSE, FALSE, sizeof (guint32));
  const HfNode *from, *to;

  g_return_val_if_fail (self != NULL && edge < self->n_edges, refs);

  from = &self->nodes[self->edges[edge].from];
  to = &self->nodes[self->edges[edge].to];
  if ((self->edges[edge].flags & HF_EDGE_SUMMARY) != 0 || from == to)
    return refs;
  add_edge_refs (self, from->object, to, refs);
  if (from->dict != HF_NONE)
    add_edge_refs (self, from->dict, to, refs);
  g_array_sort (refs, compare_refs);

  return refs;
}

GArray *
hf_drawing_hidden_neighbours (const HfDrawing *self, guint32 node, HfSide side)
{
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (HfFold) fold = NULL;
  g_autoptr (GArray) neighbours = NULL;
  guint32 object;

  g_return_val_if_fail (self != NULL && node < self->n_nodes, objects);

  if (self->nodes[node].form == HF_NODE_STACK)
    side = self->nodes[node].side;
  else if (self->nodes[node].form != HF_NODE_OBJECT)
    return objects;
  fold = hf_fold_new (self->analysis, NULL);
  if (fold == NULL)
    return objects;

  object = self->nodes[node].object;
  neighbours = hf_fold_neighbours (fold, object, side == HF_SIDE_REFERENTS, TRUE);
  for (guint i = 0; i < neighbours->len; i++)
    {
      const HfNeighbour *neighbour = &g_array_index (neighbours, HfNeighbour, i);

      if (hf_drawing_find_node (self, neighbour->object) == HF_NONE)
        g_array_append_val (objects, neighbour->object);
    }

  return objects;
}

guint32
hf_drawing_owner_of (const HfHeap *heap, guint32 object)
{
  HfFold fold = { .heap = heap, .graph = hf_heap_graph (heap), .dicts = g_hash_table_new (NULL, NULL) };
  guint32 owner = hf_fold_owner_of (&fold, object);

  g_hash_table_unref (fold.dicts);

  return owner;
}
