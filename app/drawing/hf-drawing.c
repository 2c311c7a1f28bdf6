/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing.h"

#include "drawing/hf-drawing-build.h"
#include "drawing/hf-drawing-text.h"

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
  g_free (node->members);
  g_free (node->title);
  g_free (node->value);
  g_free (node->size);
  g_free (node->description);
  g_free (node->marked_title);
  g_free (node->marked_description);
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
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->cut, hf_cut_free);
  g_free (self->held_by);
  hf_drawn_mend_free (self->mend);
  g_clear_pointer (&self->unmended, hf_drawing_unref);
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

const char *
hf_node_title (const HfNode *node, gboolean notes)
{
  return notes && node->marked_title != NULL ? node->marked_title : node->title;
}

const char *
hf_node_description (const HfNode *node, gboolean notes)
{
  return notes && node->marked_description != NULL ? node->marked_description : node->description;
}

guint64
hf_drawing_node_key (const HfNode *node)
{
  guint32 object = node->n_members > 0 ? node->members[0] : node->object; /* of a box whichever is drawn first */
  guint64 key = object | ((guint64) node->form << 32) | ((guint64) node->side << 36);

  /* Several roots may hold one object: their words tell them apart. */
  if (node->form == HF_NODE_ROOT)
    key |= (guint64) (g_str_hash (node->title) & 0xffffff) << 40;

  return key;
}

/* (transfer full) What the drawing folds; NULL if there is not enough memory. */
static HfFold *
fold_of (const HfDrawing *self)
{
  HfFold *fold = hf_fold_new (self->analysis, NULL);

  if (fold != NULL && self->everything)
    hf_fold_set_everything (fold);
  if (fold != NULL && self->kept != NULL)
    fold->kept = g_hash_table_ref (self->kept);

  return fold;
}

/* References from one node to another that are looked for. */
typedef struct
{
  const HfDrawing *drawing;
  guint32 to;
  GArray *refs;
} EdgeRefs;

static void
add_edge_ref (const HfSpan *span, gpointer data)
{
  const EdgeRefs *wanted = data;

  if ((span->classes & ~HF_CLASSES_OWNING) == 0 && hf_drawing_find_node (wanted->drawing, span->object) == wanted->to)
    g_array_append_val (wanted->refs, span->first);
}

static int
compare_refs (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* Of an ascending row. */
static void
drop_equal (GArray *refs)
{
  guint n = 0;

  for (guint i = 0; i < refs->len; i++)
    if (n == 0 || g_array_index (refs, guint32, n - 1) != g_array_index (refs, guint32, i))
      g_array_index (refs, guint32, n++) = g_array_index (refs, guint32, i);
  g_array_set_size (refs, n);
}

GArray *
hf_drawing_edge_refs (const HfDrawing *self, guint32 edge)
{
  GArray *refs = g_array_new (FALSE, FALSE, sizeof (guint32));
  EdgeRefs wanted = { .drawing = self, .refs = refs };
  g_autoptr (HfFold) fold = NULL;

  g_return_val_if_fail (self != NULL && edge < self->n_edges, refs);

  fold = (self->edges[edge].flags & HF_EDGE_SUMMARY) == 0 ? fold_of (self) : NULL;
  if (fold == NULL)
    return refs;
  wanted.to = self->edges[edge].to;
  hf_drawing_node_spans (fold, &self->nodes[self->edges[edge].from], add_edge_ref, &wanted);
  g_array_sort (refs, compare_refs);
  drop_equal (refs);

  return refs;
}

char *
hf_drawing_edge_text (const HfDrawing *self, guint32 edge, guint32 i)
{
  g_autoptr (HfFold) fold = NULL;

  g_return_val_if_fail (self != NULL && edge < self->n_edges && i < MIN (self->edges[edge].n_refs, HF_EDGE_MAX_REFS), NULL);
  fold = fold_of (self);

  return fold != NULL ? hf_drawing_span_text (fold, self->edges[edge].refs[i], self->edges[edge].ends[i]) : g_strdup ("");
}

gboolean
hf_drawing_folds (const HfDrawing *self, guint32 object)
{
  g_autoptr (HfFold) fold = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  if (object == HF_ROOT || object >= hf_heap_graph (self->analysis->heap)->n)
    return FALSE;
  fold = fold_of (self);

  return fold != NULL && hf_fold_is_link (fold, object) && hf_drawing_find_node (self, hf_fold_node_of (fold, object)) != HF_NONE;
}

GArray *
hf_drawing_edge_folded (const HfDrawing *self, guint32 edge)
{
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (HfFold) fold = NULL;
  const HfEdge *what;

  g_return_val_if_fail (self != NULL && edge < self->n_edges, objects);

  what = &self->edges[edge];
  fold = what->n_refs > 0 ? fold_of (self) : NULL;
  for (guint32 i = 0; fold != NULL && i < MIN (what->n_refs, HF_EDGE_MAX_REFS); i++)
    {
      guint32 refs[HF_FOLD_SPAN];
      guint n = hf_fold_span_refs (fold, what->refs[i], what->ends[i], refs);

      for (guint k = 0; k + 1 < n; k++)
        g_array_append_vals (objects, &(guint32) { hf_ref_object (fold->graph->out[refs[k]]) }, 1);
    }

  return objects;
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
  fold = fold_of (self);
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
