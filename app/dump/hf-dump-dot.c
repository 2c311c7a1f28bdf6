/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <string.h>

#include "hf-dot-scanner.h"
#include "hf-dump-formats.h"
#include "hf-dump-objgraph.h"
#include "hf-dump-picture.h"

gboolean
hf_dump_sniff_dot (const guint8 *start,
                   gsize         n)
{
  g_autoptr (GBytes) bytes = g_bytes_new (start, n);
  g_autoptr (HfDumpInput) input = hf_dump_input_new_bytes (bytes, NULL, NULL);
  g_autoptr (HfDotScanner) scanner = NULL;
  gboolean is_graph;

  if (n >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0)
    input->at += 3;
  scanner = hf_dot_scanner_new (input);
  if (hf_dot_scanner_is_word (scanner, "strict"))
    hf_dot_scanner_next (scanner);
  is_graph = hf_dot_scanner_is_word (scanner, "digraph") || hf_dot_scanner_is_word (scanner, "graph");
  if (!is_graph)
    return FALSE;

  /* Prose may begin with the word; a graph goes on with its brace, with a name between them or without. */
  hf_dot_scanner_next (scanner);
  if (hf_dot_scanner_is_id (scanner))
    hf_dot_scanner_next (scanner);

  return hf_dot_scanner_is_mark (scanner, '{') ||
         (hf_dot_scanner_peek (scanner)->type == HF_DOT_END && n < HF_DUMP_SNIFF_SIZE);
}

/* Any graph: the order of the nodes stands in for addresses. */
static void
add_plain (const HfDotGraph *graph,
           HfHeapBuilder    *builder,
           HfDumpInput      *input)
{
  guint32 type = hf_heap_builder_type (builder, "", "node", HF_KIND_OTHER, 0);
  gboolean has_names = FALSE;

  for (guint32 i = 0; i < graph->nodes.n && (i % HF_PROGRESS_INTERVAL != 0 || hf_dump_input_poll (input)); i++)
    {
      const HfDotNode *node = &graph->nodes.at[i];
      const char *name = hf_dot_graph_node_name (graph, i);
      g_autofree char *value = NULL;
      HfObjectSpec spec = { .address = (guint64) i + 1, .type = type, .refcount = HF_REFCOUNT_UNKNOWN };

      /* An HTML label is layout, not a name. */
      if (node->label != 0 && !node->html)
        value = hf_dot_unescape (hf_strings_get (graph->texts, node->label), name);
      spec.value = value != NULL ? value : name;
      spec.value_length = strlen (spec.value);
      hf_heap_builder_add_object (builder, &spec);
    }
  for (gsize i = 0; i < graph->edges.n && (i % HF_PROGRESS_INTERVAL != 0 || hf_dump_input_poll (input)); i++)
    {
      const HfDotEdge *edge = &graph->edges.at[i];
      g_autofree char *label = edge->label != 0 ? hf_dot_unescape (hf_strings_get (graph->texts, edge->label), NULL) : NULL;

      has_names = has_names || label != NULL;
      hf_heap_builder_add_ref_from (builder, edge->tail, edge->head, HF_REF_OTHER,
                                    label != NULL ? hf_heap_builder_string (builder, label, -1) : 0, HF_CLASS_STRONG);
    }
  hf_heap_builder_set_format (builder, "Graphviz DOT");
  hf_heap_builder_set_has (builder, HF_HAS_VALUES | (has_names ? HF_HAS_NAMES : 0));
  hf_heap_builder_add_lack (builder, "This is a graph of any kind: there are no sizes and no roots.");
}

static gboolean
report_damage (const HfDotGraph *graph,
               HfDumpInput      *input,
               HfHeapBuilder    *builder,
               GError          **error)
{
  const char *packed = hf_dump_input_damage (input);
  g_autofree char *sentence = NULL;
  g_autofree char *damage = NULL;

  if (graph->damage == NULL && packed == NULL)
    return TRUE;
  if (graph->nodes.n == 0)
    {
      g_set_error (error, HF_ERROR, graph->cut ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                   "The DOT file is damaged at %s. No node could be read before that.",
                   graph->damage != NULL ? graph->damage : "its end");
      return FALSE;
    }

  damage = graph->damage != NULL ? g_strdup_printf ("Damaged at %s. ", graph->damage) : g_strdup ("");
  sentence = g_strdup_printf ("%s%s%sWhat came before it was read: %" G_GSIZE_FORMAT " nodes.", packed != NULL ? packed : "",
                              packed != NULL ? " " : "", damage, graph->nodes.n);
  hf_heap_builder_set_truncated (builder, sentence);

  return TRUE;
}

gboolean
hf_dump_read_dot (HfDumpInput   *input,
                  HfHeapBuilder *builder,
                  HfProgress    *progress,
                  GError       **error)
{
  g_autoptr (HfDotGraph) graph = hf_dot_graph_read (input);

  if (hf_dump_input_failed (input, error) || !report_damage (graph, input, builder, error))
    return FALSE;

  if (!hf_dump_picture_add (graph, builder, input) &&
      !hf_dump_objgraph_add (graph, builder, input) &&
      !hf_dump_pympler_add (graph, builder, input) &&
      !hf_dump_refcycle_add (graph, builder, input))
    add_plain (graph, builder, input);
  if (graph->several)
    hf_heap_builder_add_lack (builder, "The file has several graphs; only the first is shown.");

  return hf_dump_input_poll (input) ? hf_heap_builder_check (builder, error) : !hf_dump_input_failed (input, error);
}
