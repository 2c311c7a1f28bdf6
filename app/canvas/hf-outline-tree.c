/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-outline-tree.h"

/* Marks what @top reaches; an edge that comes first to a node becomes its place. */
static void
grow (HfOutlineTree *self, const HfDrawing *drawing, guint32 top, gboolean *seen, GArray *stack)
{
  g_array_append_val (self->tops, top);
  seen[top] = TRUE;
  for (guint32 e = self->edge_begin[top + 1]; e-- > self->edge_begin[top];)
    g_array_append_val (stack, e);

  while (stack->len > 0)
    {
      guint32 edge = g_array_index (stack, guint32, stack->len - 1);
      guint32 node = drawing->edges[edge].to;

      g_array_set_size (stack, stack->len - 1);
      if (seen[node])
        continue;
      seen[node] = TRUE;
      self->is_place[edge] = TRUE;
      for (guint32 e = self->edge_begin[node + 1]; e-- > self->edge_begin[node];)
        g_array_append_val (stack, e);
    }
}

HfOutlineTree *
hf_outline_tree_new (const HfDrawing *drawing)
{
  HfOutlineTree *self = g_new0 (HfOutlineTree, 1);
  guint n = drawing->n_nodes;
  g_autofree gboolean *seen = g_new0 (gboolean, n + 1);
  g_autofree gboolean *entered = g_new0 (gboolean, n + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));

  self->tops = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->edge_begin = g_new0 (guint32, n + 2);
  self->is_place = g_new0 (gboolean, drawing->n_edges + 1);
  for (guint e = 0; e < drawing->n_edges; e++)
    {
      self->edge_begin[drawing->edges[e].from + 1]++;
      if (drawing->edges[e].from != drawing->edges[e].to)
        entered[drawing->edges[e].to] = TRUE;
    }
  for (guint i = 0; i < n; i++)
    self->edge_begin[i + 1] += self->edge_begin[i];

  for (guint pass = 0; pass < 4; pass++)
    for (guint i = 0; i < n; i++)
      {
        gboolean chain = (drawing->nodes[i].flags & HF_NODE_ON_CHAIN) != 0;

        if (!seen[i] && chain == (pass % 2 == 0) && (pass >= 2 || !entered[i]))
          grow (self, drawing, i, seen, stack);
      }

  return self;
}

void
hf_outline_tree_free (HfOutlineTree *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->tops);
  g_free (self->edge_begin);
  g_free (self->is_place);
  g_free (self);
}
