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
