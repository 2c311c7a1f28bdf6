/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-export-private.h"

#include <string.h>

#include "drawing/hf-fold.h"
#include "drawing/hf-painter-private.h"

/*
 * The manner of objgraph's own files, so that everything that reads those reads this: an object is "o" and its address, its
 * label is type and value on two lines, what stands for objects that are not drawn is named "too_many_…". Edges between
 * objects are written one a reference, labelled "x" for .x with weight 10, else as the key.
 */

/* A quoted string: only the quote is special to the lexer, the backslash to labels. */
static void
put_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at == '\n' ? ' ' : *at);
    }
  g_string_append_c (out, '"');
}

void
hf_dot_put_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, ", %s=", name);
  put_quoted (out, value);
}

static void
put_color (GString *out, const char *name, HfColor color)
{
  char hex[8];

  hf_color_to_hex (color, hex);
  hf_dot_put_attribute (out, name, hex);
}

static char *
object_name (const HfHeap *heap, guint32 object)
{
  guint64 address = hf_heap_address (heap, object);

  return address != 0 ? g_strdup_printf ("o%" G_GUINT64_FORMAT, address) : g_strdup_printf ("n%u", object);
}

static char *
node_name (const HfScene *scene, guint32 node)
{
  static const char *const prefixes[] = { [HF_NODE_ROOT] = "root_", [HF_NODE_STACK] = "", [HF_NODE_GAP] = "between_", [HF_NODE_CYCLE] = "cycle_" };
  const HfNode *n = &scene->drawing->nodes[node];
  g_autofree char *object = object_name (scene->drawing->analysis->heap, n->object);

  if (n->form == HF_NODE_OBJECT)
    return g_steal_pointer (&object);

  return g_strdup_printf ("too_many_%s%s%s", prefixes[n->form], n->form == HF_NODE_STACK && n->side == HF_SIDE_REFERRERS ? "referrers_" : "", object);
}

static void
put_label (GString *out, const HfScene *scene, const HfNode *node)
{
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GString) second = g_string_new (NULL);
  g_autofree char *title = NULL;

  if (node->form == HF_NODE_OBJECT)
    title = hf_drawing_show_text (hf_heap_type_name_of (scene->drawing->analysis->heap, node->object), 200);
  else if (node->form == HF_NODE_STACK)
    title = g_strdup_printf ("%u more %s", node->count, node->side == HF_SIDE_REFERRERS ? "backreferences" : "references");
  put_quoted (first, title ? title : node->title);
  put_quoted (second, node->value);
  /* The line break is the one escape that is meant as such. */
  g_string_append (out, "[label=");
  g_string_append_len (out, first->str, (gssize) first->len - 1);
  if (node->value[0] != '\0')
    {
      g_string_append (out, "\\n");
      g_string_append_len (out, second->str + 1, (gssize) second->len - 2);
    }
  g_string_append_c (out, '"');
}

static void
put_node (GString *out, const HfScene *scene, guint32 node, const gboolean *open)
{
  const HfNode *n = &scene->drawing->nodes[node];
  HfBox box = hf_painter_node_box (scene, node);
  g_autofree char *name = node_name (scene, node);

  g_string_append (out, "  ");
  put_quoted (out, name);
  g_string_append_c (out, ' ');
  put_label (out, scene, n);
  put_color (out, "fillcolor", box.fill);
  put_color (out, "color", n->component != HF_NONE ? hf_palette_component (scene->palette, scene->drawing->components[n->component].color) : box.border);
  hf_dot_put_attribute (out, "style", box.dotted ? "filled,rounded,dotted" : box.dashed ? "filled,rounded,dashed" : "filled,rounded");
  if (box.bar || n->form == HF_NODE_ROOT)
    hf_dot_put_attribute (out, "peripheries", "2");
  if ((n->flags & HF_NODE_IS_ANCHOR) != 0)
    {
      put_color (out, "color", scene->palette->accent);
      hf_dot_put_attribute (out, "penwidth", "2");
    }
  hf_dot_put_attribute (out, "tooltip", hf_node_description (n, scene->notes));
  hf_dot_put_node_marks (out, scene->drawing, node, open);
  g_string_append (out, "];\n");
}

static void
put_line (GString *out, const HfScene *scene, guint32 edge)
{
  HfLine line = hf_painter_edge_line (scene, edge);
  char width[G_ASCII_DTOSTR_BUF_SIZE];

  put_color (out, "color", line.color);
  hf_dot_put_attribute (out, "penwidth", g_ascii_formatd (width, sizeof width, "%.2f", line.width));
  if (line.dash[0] > 0)
    hf_dot_put_attribute (out, "style", "dashed");
}

/* ".x" is written x with weight 10, "['k']" as 'k'; anything else as it is. */
static void
put_reference_label (GString *out, const char *label)
{
  gsize length = strlen (label);
  g_autofree char *key = NULL;

  if (label[0] == '.' && length > 1)
    {
      hf_dot_put_attribute (out, "label", label + 1);
      hf_dot_put_attribute (out, "weight", "10");
      return;
    }
  if (length > 2 && label[0] == '[' && label[length - 1] == ']')
    key = g_strndup (label + 1, length - 2);
  if (length > 0)
    hf_dot_put_attribute (out, "label", key ? key : label);
}

static char *
reference_label (const HfScene *scene, guint32 e, guint32 i)
{
  const HfEdge *edge = &scene->drawing->edges[e];
  const HfNode *from = &scene->drawing->nodes[edge->from];
  guint32 ref = edge->refs[i];
  const HfHeap *heap = scene->drawing->analysis->heap;
  g_autofree char *label = NULL;

  if (edge->ends[i] != ref)
    return hf_drawing_edge_text (scene->drawing, e, i);
  /* What a folded __dict__ holds under 'x' is the attribute x. */
  if (from->dict != HF_NONE && hf_graph_referrer_of (hf_heap_graph (heap), ref) == from->dict && hf_heap_ref_kind (heap, ref) == HF_REF_VALUE)
    {
      const char *key = hf_heap_ref_name (heap, ref);
      gsize length = strlen (key);

      if (length > 2 && key[0] == '\'' && key[length - 1] == '\'')
        return g_strdup_printf (".%.*s", (int) length - 2, key + 1);
    }

  label = hf_heap_ref_label (heap, ref);

  return hf_drawing_show_text (label, 200);
}

static void
put_edge (GString *out, const HfScene *scene, guint32 e)
{
  const HfEdge *edge = &scene->drawing->edges[e];
  g_autofree char *from = node_name (scene, edge->from);
  g_autofree char *to = node_name (scene, edge->to);
  guint32 n = CLAMP (edge->n_refs, 1, HF_EDGE_MAX_REFS);

  for (guint32 i = 0; i < n; i++)
    {
      g_autofree char *label = edge->n_refs > 0 ? reference_label (scene, e, i) : g_strdup ("");

      g_string_append (out, "  ");
      put_quoted (out, from);
      g_string_append (out, " -> ");
      put_quoted (out, to);
      g_string_append (out, " [arrowsize=\"0.8\"");
      put_reference_label (out, label);
      put_line (out, scene, e);
      hf_dot_put_attribute (out, "edgetooltip", edge->description);
      hf_dot_put_edge_marks (out, scene->drawing, e, i, label);
      g_string_append (out, "];\n");
    }
}

static void
put_clusters (GString *out, const HfScene *scene)
{
  const HfDrawing *drawing = scene->drawing;

  for (guint c = 0; c < drawing->n_components; c++)
    {
      g_string_append_printf (out, "  subgraph \"cluster_%u\" {\n    label=\"%u\"; style=\"rounded\"", c + 1, drawing->components[c].number);
      g_string_append (out, ";\n");
      for (guint i = 0; i < drawing->n_nodes; i++)
        if (drawing->nodes[i].component == c)
          {
            g_autofree char *name = node_name (scene, i);

            g_string_append (out, "    ");
            put_quoted (out, name);
            g_string_append (out, ";\n");
          }
      g_string_append (out, "  }\n");
    }
}

/* What was asked about is named first and in red, as objgraph does. */
static void
put_anchors (GString *out, const HfScene *scene)
{
  for (guint i = 0; i < scene->drawing->n_nodes; i++)
    if ((scene->drawing->nodes[i].flags & HF_NODE_IS_ANCHOR) != 0)
      {
        g_autofree char *name = node_name (scene, i);

        g_string_append (out, "  ");
        put_quoted (out, name);
        g_string_append (out, " [fontcolor=\"red\"];\n");
      }
}

static void
put_heading_lines (GString *out, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL && text != NULL && text[0] != '\0'; i++)
    {
      g_autofree char *shown = hf_drawing_show_text (lines[i], 400);
      g_autoptr (GString) quoted = g_string_new (NULL);

      put_quoted (quoted, shown);
      g_string_append_len (out, quoted->str + 1, (gssize) quoted->len - 2);
      g_string_append (out, "\\n");
    }
}

/* Title and caption are the graph's label. */
static void
put_heading (GString *out, const HfExportOptions *options)
{
  g_autoptr (GString) label = g_string_new (NULL);

  put_heading_lines (label, options->title);
  put_heading_lines (label, options->caption);
  if (label->len > 0)
    g_string_append_printf (out, "  graph [labelloc=\"b\", label=\"%s\"];\n", label->str);
}

GBytes *
hf_export_dot (const HfScene *scene, const HfExportOptions *options)
{
  g_autofree gboolean *open = hf_dot_find_open_cycles (scene->drawing);
  GString *out = g_string_new ("digraph ObjectGraph {\n  node [shape=\"box\", fontname=\"sans-serif\", fontsize=\"11\", margin=\"0.14,0.08\"];\n"
                               "  edge [fontname=\"monospace\", fontsize=\"9\"];\n");

  put_heading (out, options);
  put_anchors (out, scene);
  for (guint i = 0; i < scene->drawing->n_nodes; i++)
    put_node (out, scene, i, open);
  put_clusters (out, scene);
  for (guint e = 0; e < scene->drawing->n_edges; e++)
    put_edge (out, scene, e);
  g_string_append (out, "}\n");

  return g_string_free_to_bytes (out);
}
