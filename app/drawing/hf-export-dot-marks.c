/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-export-private.h"

#include "heap/hf-bitset.h"

static const char *const forms[] = {
  [HF_NODE_OBJECT] = NULL, [HF_NODE_ROOT] = "root", [HF_NODE_STACK] = "stack", [HF_NODE_GAP] = "gap", [HF_NODE_CYCLE] = "cycle",
};

static void
put_number (GString *out, const char *name, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  hf_dot_put_attribute (out, name, text);
}

/* The root that a ROOT node stands for, or the first of an object's; HF_NONE if it has none. */
static guint32
find_root (const HfDrawing *drawing, const HfNode *node)
{
  const HfHeap *heap = drawing->analysis->heap;

  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    {
      g_autofree char *words = NULL;

      if (hf_ref_object (hf_heap_graph (heap)->out[r]) != node->object)
        continue;
      if (node->form == HF_NODE_OBJECT)
        return r;
      words = hf_drawing_show_text (hf_heap_ref_name (heap, r), HF_DRAWING_VALUE_CHARS);
      if (g_str_equal (words, node->value))
        return r;
    }

  return HF_NONE;
}

static gboolean
reaches_all (const HfDrawing *drawing, guint32 component, guint32 from, gboolean backward)
{
  g_autoptr (HfBitset) seen = hf_bitset_new (drawing->n_nodes);
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n = 0;

  hf_bitset_add (seen, from);
  g_array_append_val (waiting, from);
  while (waiting->len > 0)
    {
      guint32 node = g_array_index (waiting, guint32, waiting->len - 1);

      g_array_set_size (waiting, waiting->len - 1);
      n++;
      for (guint e = 0; e < drawing->n_edges; e++)
        {
          const HfEdge *edge = &drawing->edges[e];
          guint32 begin = backward ? edge->to : edge->from, end = backward ? edge->from : edge->to;

          if (begin != node || (edge->flags & HF_EDGE_WEAK) != 0 || drawing->nodes[end].component != component || hf_bitset_has (seen, end))
            continue;
          hf_bitset_add (seen, end);
          g_array_append_val (waiting, end);
        }
    }

  return n == drawing->components[component].drawn;
}

gboolean *
hf_dot_find_open_cycles (const HfDrawing *drawing)
{
  gboolean *open = g_new0 (gboolean, drawing->n_components + 1);
  g_autofree gboolean *known = g_new0 (gboolean, drawing->n_components + 1);

  for (guint32 i = 0; i < drawing->n_nodes; i++)
    {
      guint32 c = drawing->nodes[i].component;

      if (c == HF_NONE || known[c])
        continue;
      known[c] = TRUE;
      open[c] = !reaches_all (drawing, c, i, FALSE) || !reaches_all (drawing, c, i, TRUE);
    }

  return open;
}

void
hf_dot_put_node_marks (GString *out, const HfDrawing *drawing, guint32 node, const gboolean *open)
{
  const HfNode *n = &drawing->nodes[node];
  guint32 root = n->form == HF_NODE_ROOT || (n->form == HF_NODE_OBJECT && (n->flags & (HF_NODE_IS_ROOT | HF_NODE_IS_OUTSIDE)) != 0)
                   ? find_root (drawing, n) : HF_NONE;

  put_number (out, "hf_kind", n->kind);
  if (forms[n->form] != NULL)
    {
      hf_dot_put_attribute (out, "hf_form", forms[n->form]);
      hf_dot_put_attribute (out, "hf_title", n->title);
    }
  else
    put_number (out, "hf_retained", n->retained);
  if (root != HF_NONE)
    {
      put_number (out, "hf_root", hf_heap_root_kind (drawing->analysis->heap, root));
      hf_dot_put_attribute (out, "hf_words", hf_heap_ref_name (drawing->analysis->heap, root));
    }
  else if ((n->flags & HF_NODE_UNREACHABLE) != 0)
    hf_dot_put_attribute (out, "hf_root", "none");
  if (n->component != HF_NONE && open[n->component])
    put_number (out, "hf_cycle", drawing->components[n->component].number);
}

/* Labels that are neither attributes nor keys, and references that do not keep their referent, or say little. */
void
hf_dot_put_edge_marks (GString *out, const HfDrawing *drawing, guint32 edge, guint ref, const char *label)
{
  const HfEdge *e = &drawing->edges[edge];
  const HfGraph *graph = hf_heap_graph (drawing->analysis->heap);

  if (label[0] != '.' && label[0] != '\0')
    hf_dot_put_attribute (out, "hf_label", label);
  if (e->n_refs > 0)
    put_number (out, "hf_class", (e->flags & HF_EDGE_MENDED) != 0 ? HF_CLASS_WEAK : hf_ref_class (graph->out[e->refs[ref]]));
}
