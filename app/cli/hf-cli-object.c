/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "drawing/hf-values.h"

/* References of one object: those it holds, or those that lead to it. */
typedef struct
{
  guint32 other;
  guint32 ref; /* index into out[] */
} Neighbour;

static GArray *
referents (const HfGraph *graph, guint32 object)
{
  GArray *neighbours = g_array_new (FALSE, FALSE, sizeof (Neighbour));

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    {
      Neighbour neighbour = { hf_ref_object (graph->out[r]), r };

      g_array_append_val (neighbours, neighbour);
    }

  return neighbours;
}

/* Without roots, which are told apart. */
static GArray *
referrers (const HfGraph *graph, guint32 object)
{
  GArray *neighbours = g_array_new (FALSE, FALSE, sizeof (Neighbour));
  guint32 last = HF_ROOT;

  for (guint32 i = graph->in_begin[object]; i < graph->in_begin[object + 1]; i++)
    {
      guint32 referrer = hf_ref_object (graph->in[i]);

      if (referrer == last)
        continue;
      last = referrer;
      for (guint32 r = graph->out_begin[referrer]; r < graph->out_begin[referrer + 1]; r++)
        if (hf_ref_object (graph->out[r]) == object)
          {
            Neighbour neighbour = { referrer, r };

            g_array_append_val (neighbours, neighbour);
          }
    }

  return neighbours;
}

static void
add_neighbours (JsonBuilder *builder, const char *key, const HfHeap *heap, const GArray *neighbours)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; i < neighbours->len; i++)
    {
      const Neighbour *neighbour = &g_array_index (neighbours, Neighbour, i);
      g_autofree char *label = hf_heap_ref_label (heap, neighbour->ref);

      json_builder_begin_object (builder);
      hf_cli_json_address (builder, "address", heap, neighbour->other);
      hf_cli_json_int (builder, "id", neighbour->other);
      hf_cli_json_string (builder, "type", hf_heap_type_name_of (heap, neighbour->other));
      hf_cli_json_string (builder, "name", label);
      hf_cli_json_string (builder, "kind", hf_cli_class_name (hf_ref_class (hf_heap_graph (heap)->out[neighbour->ref])));
      hf_cli_json_string (builder, "value", hf_values_of (heap, neighbour->other));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_roots (JsonBuilder *builder, const HfHeap *heap, guint32 object)
{
  json_builder_set_member_name (builder, "roots");
  json_builder_begin_array (builder);
  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    if (hf_ref_object (hf_heap_graph (heap)->out[r]) == object)
      {
        json_builder_begin_object (builder);
        hf_cli_json_string (builder, "kind", hf_root_kind_to_string (hf_heap_root_kind (heap, r)));
        hf_cli_json_string (builder, "name", hf_heap_ref_name (heap, r));
        json_builder_end_object (builder);
      }
  json_builder_end_array (builder);
}

static void
add_site (JsonBuilder *builder, const HfHeap *heap, guint32 object)
{
  guint32 site = hf_heap_site (heap, object);

  if (site == 0)
    return;
  json_builder_set_member_name (builder, "site");
  json_builder_begin_array (builder);
  for (guint i = 0; i < hf_heap_site_depth (heap, site); i++)
    {
      HfSiteFrame frame = hf_heap_site_frame (heap, site, i);

      json_builder_begin_object (builder);
      hf_cli_json_string (builder, "file", frame.file);
      hf_cli_json_string (builder, "function", frame.function);
      hf_cli_json_int (builder, "line", frame.line);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const HfAnalysis *analysis, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  g_autoptr (GArray) in = referrers (graph, object);
  g_autoptr (GArray) out = referents (graph, object);
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_object_full (builder, analysis, object);
  add_roots (builder, analysis->heap, object);
  add_site (builder, analysis->heap, object);
  add_neighbours (builder, "referrers", analysis->heap, in);
  add_neighbours (builder, "referents", analysis->heap, out);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

/* ---- text ------------------------------------------------------------------------------------------------------------------- */

static void
add_fact (HfCliTable *table, const char *what, const char *text)
{
  hf_cli_table_text (table, what);
  hf_cli_table_text (table, text);
}

static void
add_number (HfCliTable *table, const char *what, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  add_fact (table, what, text);
}

static void
add_size (HfCliTable *table, const HfCli *cli, const char *what, guint64 bytes)
{
  g_autofree char *text = hf_cli_size (cli, bytes);

  add_fact (table, what, text);
}

static void
print_facts (HfCli *cli, const HfAnalysis *analysis, guint32 object)
{
  const HfHeap *heap = analysis->heap;
  HfCliTable *table = hf_cli_table_new (cli);
  g_autofree char *address = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x (#%u)", hf_heap_address (heap, object), object);

  hf_cli_table_column (table, "", HF_CLI_TEXT);
  hf_cli_table_column (table, "", HF_CLI_TEXT);
  add_fact (table, _("Address"), address);
  add_fact (table, _("Type"), hf_heap_type_name_of (heap, object));
  if (*hf_values_of (heap, object) != '\0')
    add_fact (table, _("Value"), hf_values_of (heap, object));
  add_size (table, cli, _("Shallow"), hf_heap_shallow (heap, object));
  add_size (table, cli, _("Retained"), hf_dominators_retained (analysis->dominators, object));
  if (hf_heap_refcount (heap, object) != HF_REFCOUNT_UNKNOWN)
    {
      add_number (table, _("Refcount"), hf_heap_refcount (heap, object));
      add_number (table, _("Unaccounted"), hf_heap_unaccounted (heap, object));
    }
  if (hf_graph_is_reachable (hf_heap_graph (heap), object))
    add_number (table, _("Distance"), hf_chains_distance (analysis->chains, object));
  else
    add_fact (table, _("Distance"), _("no root reaches it"));
  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    if (hf_ref_object (hf_heap_graph (heap)->out[r]) == object)
      add_fact (table, _("Root"), hf_heap_ref_name (heap, r));
  hf_cli_table_print (table, 0);
}

static void
print_neighbours (HfCli *cli, const HfHeap *heap, const char *what, const GArray *neighbours)
{
  HfCliTable *table = hf_cli_table_new (cli);
  guint n = hf_cli_shown (cli, HF_CLI_NO_LIMIT, neighbours->len);

  if (cli->terminal)
    hf_cli_print ("\n");
  hf_cli_table_column (table, what, HF_CLI_TEXT);
  hf_cli_table_column (table, _("Name"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Kind"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Address"), HF_CLI_ADDRESS);
  hf_cli_table_column (table, _("Type"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Value"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const Neighbour *neighbour = &g_array_index (neighbours, Neighbour, i);
      g_autofree char *label = hf_heap_ref_label (heap, neighbour->ref);

      hf_cli_table_text (table, cli->terminal ? "" : what);
      hf_cli_table_text (table, label);
      hf_cli_table_text (table, hf_cli_class_name (hf_ref_class (hf_heap_graph (heap)->out[neighbour->ref])));
      hf_cli_table_number (table, (gint64) hf_heap_address (heap, neighbour->other));
      hf_cli_table_text (table, hf_heap_type_name_of (heap, neighbour->other));
      hf_cli_table_text (table, hf_values_of (heap, neighbour->other));
    }
  hf_cli_table_print (table, n);
  if (cli->terminal && n < neighbours->len)
    hf_cli_printf (ngettext ("… and %u more (--json lists them)\n", "… and %u more (--json lists them)\n", neighbours->len - n), neighbours->len - n);
}

static void
print_text (HfCli *cli, const HfAnalysis *analysis, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  g_autoptr (GArray) in = referrers (graph, object);
  g_autoptr (GArray) out = referents (graph, object);

  print_facts (cli, analysis, object);
  print_neighbours (cli, analysis->heap, _("Referrer"), in);
  print_neighbours (cli, analysis->heap, _("Referent"), out);
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = NULL;
  guint32 object;

  if (!hf_cli_parse (cli, &hf_cli_object, NULL, &argc, &argv, 2, 2))
    return HF_CLI_USAGE;
  analysis = hf_cli_analyse (cli, argv[1], &status);
  if (analysis == NULL)
    return status;
  object = hf_cli_find (cli, analysis->heap, argv[2], &status);
  if (object == HF_NONE)
    return status;

  if (cli->json)
    print_json (analysis, object);
  else
    print_text (cli, analysis, object);

  return HF_CLI_DONE;
}

const HfCliCommand hf_cli_object = { "object", "DUMP OBJECT", N_("Show one object with its referrers and referents"), run };
