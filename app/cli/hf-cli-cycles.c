/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "analysis/hf-cycles.h"
#include "analysis/hf-mend.h"
#include "hf-cli-where.h"

#define MEMBERS 20u

static guint32
referrer_of (const HfHeap *heap, guint32 r)
{
  return hf_graph_referrer_of (hf_heap_graph (heap), r);
}

/* First the shortest cycle in its order, then the other members of the component. */
static GArray *
members_of (const HfAnalysis *analysis, const HfCycles *cycles, const HfCycleShape *shape)
{
  const HfComponents *components = analysis->components;
  guint32 cycle = cycles->cycles[shape->first_cycle];
  GArray *members = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < shape->n_ring && members->len < MEMBERS; i++)
    {
      guint32 v = referrer_of (analysis->heap, shape->ring[i]);

      g_hash_table_add (seen, GUINT_TO_POINTER (v));
      g_array_append_val (members, v);
    }
  for (guint32 i = components->cycle_begin[cycle]; i < components->cycle_begin[cycle + 1] && members->len < MEMBERS; i++)
    if (!g_hash_table_contains (seen, GUINT_TO_POINTER (components->cycle_member[i])))
      g_array_append_val (members, components->cycle_member[i]);

  return members;
}

static void
add_break (JsonBuilder *builder, const HfHeap *heap, guint32 r)
{
  g_autofree char *label = hf_heap_ref_label (heap, r);

  json_builder_set_member_name (builder, "break");
  json_builder_begin_object (builder);
  hf_cli_json_address (builder, "from", heap, referrer_of (heap, r));
  hf_cli_json_address (builder, "to", heap, hf_ref_object (hf_heap_graph (heap)->out[r]));
  hf_cli_json_string (builder, "name", label);
  json_builder_end_object (builder);
}

/* What would mend the example of a shape; of HfMend, best first. */
static GArray *
mends_of (const HfCycles *cycles, const HfCycleShape *shape, HfMender *mender)
{
  return hf_mender_find (mender, cycles->cycles[shape->first_cycle], shape->ring, shape->n_ring, NULL, NULL);
}

static void
add_mend (JsonBuilder *builder, const HfHeap *heap, const HfMend *mend)
{
  g_autofree char *label = hf_mend_label (heap, mend);

  json_builder_begin_object (builder);
  hf_cli_json_address (builder, "from", heap, referrer_of (heap, mend->ref));
  hf_cli_json_address (builder, "to", heap, hf_ref_object (hf_heap_graph (heap)->out[mend->ref]));
  hf_cli_json_string (builder, "name", label);
  hf_cli_json_string (builder, "with", hf_mend_way_to_string (mend->way));
  hf_cli_json_int (builder, "references", mend->n_refs);
  hf_cli_json_bool (builder, "acyclic", mend->acyclic);
  hf_cli_json_bool (builder, "to_owner", mend->to_owner);
  hf_cli_json_int (builder, "freed", mend->n_freed);
  hf_cli_json_int (builder, "freed_bytes", (gint64) mend->freed_bytes);
  hf_cli_json_string (builder, "reason", hf_mend_reason (mend));
  hf_cli_json_string (builder, "advice", hf_mend_advice (mend->way));
  json_builder_end_object (builder);
}

static void
add_mends (JsonBuilder *builder, const HfHeap *heap, const HfCycles *cycles, const HfCycleShape *shape, HfMender *mender)
{
  g_autoptr (GArray) mends = mends_of (cycles, shape, mender);

  json_builder_set_member_name (builder, "mend");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mends->len; i++)
    add_mend (builder, heap, &g_array_index (mends, HfMend, i));
  json_builder_end_array (builder);
}

static void
add_shape (JsonBuilder *builder, const HfAnalysis *analysis, const HfCycles *cycles, const HfCycleShape *shape, HfMender *mender)
{
  g_autoptr (GArray) members = members_of (analysis, cycles, shape);

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "shape", shape->shape);
  hf_cli_json_int (builder, "count", shape->count);
  hf_cli_json_int (builder, "objects", shape->objects);
  hf_cli_json_int (builder, "shallow", (gint64) shape->shallow);
  hf_cli_json_int (builder, "retained", (gint64) shape->retained);
  hf_cli_json_bool (builder, "garbage", shape->garbage);
  hf_cli_json_bool (builder, "finalizer", shape->finalizer);
  hf_cli_json_bool (builder, "internal", shape->internal);
  json_builder_set_member_name (builder, "members");
  json_builder_begin_array (builder);
  for (guint i = 0; i < members->len; i++)
    {
      json_builder_begin_object (builder);
      hf_cli_json_object (builder, analysis->heap, g_array_index (members, guint32, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_break (builder, analysis->heap, shape->break_ref);
  add_mends (builder, analysis->heap, cycles, shape, mender);
  json_builder_end_object (builder);
}

static void
print_json (const HfAnalysis *analysis, const HfCycles *cycles, guint n, HfMender *mender)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "cycles");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    add_shape (builder, analysis, cycles, &cycles->shapes[i], mender);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static char *
break_text (const HfHeap *heap, guint32 r)
{
  g_autofree char *label = hf_heap_ref_label (heap, r);

  return g_strdup_printf ("%s · 0x%" G_GINT64_MODIFIER "x", *label != '\0' ? label : "(unnamed)", hf_heap_address (heap, referrer_of (heap, r)));
}

/* ".parent → weakref.ref", or "" where nothing leaves the objects without a cycle. */
static char *
mend_text (const HfHeap *heap, const HfCycles *cycles, const HfCycleShape *shape, HfMender *mender)
{
  g_autoptr (GArray) mends = mends_of (cycles, shape, mender);
  g_autofree char *label = NULL;

  if (mends->len == 0 || !g_array_index (mends, HfMend, 0).acyclic)
    return g_strdup ("");
  label = hf_mend_label (heap, &g_array_index (mends, HfMend, 0));

  return g_strdup_printf ("%s → %s", label, hf_mend_way_to_string (g_array_index (mends, HfMend, 0).way));
}

static void
print_text (HfCli *cli, const HfAnalysis *analysis, const HfCycles *cycles, guint n, guint n_shapes, HfMender *mender)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Count"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Objects"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Status"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Break"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Shape"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Mend"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const HfCycleShape *shape = &cycles->shapes[i];
      g_autofree char *status = g_strconcat (shape->garbage ? "garbage" : "held", shape->finalizer ? ", finalizer" : "", NULL);
      g_autofree char *broken = break_text (analysis->heap, shape->break_ref);
      g_autofree char *mend = mend_text (analysis->heap, cycles, shape, mender);

      hf_cli_table_number (table, shape->count);
      hf_cli_table_number (table, shape->objects);
      hf_cli_table_number (table, (gint64) shape->shallow);
      hf_cli_table_number (table, (gint64) shape->retained);
      hf_cli_table_text (table, status);
      hf_cli_table_text (table, broken);
      hf_cli_table_text (table, shape->shape);
      hf_cli_table_text (table, mend);
    }
  hf_cli_table_print (table, n_shapes);
}

/* Every class is in a cycle with its mro: the interpreter's own cycles stand last, and are shown when asked for. */
static guint
count_shapes (const HfCycles *cycles, gboolean internals)
{
  guint n = 0;

  while (n < cycles->n_shapes && (internals || !cycles->shapes[n].internal))
    n++;

  return n;
}

static HfCliStatus
nothing (HfCli *cli, gboolean garbage, gboolean hidden)
{
  if (hidden)
    return hf_cli_nothing (cli, garbage ? _("There are no garbage cycles but the interpreter's own (--internals shows them)")
                                        : _("There are no cycles but the interpreter's own (--internals shows them)"));

  return hf_cli_nothing (cli, garbage ? _("There are no garbage cycles") : _("There are no cycles"));
}

/* All cycles, or those with a member that is wanted. */
static HfCycles *
find_cycles (HfCli *cli, const HfAnalysis *analysis, const HfCliWanted *wanted, HfCyclesFilter filter, HfCliStatus *status)
{
  g_autoptr (HfBitset) only = NULL;
  g_autoptr (GError) error = NULL;
  HfCycles *cycles;

  if (wanted->query != NULL && (only = hf_cli_wanted_find (wanted, cli, analysis, status)) == NULL)
    return NULL;
  if (only != NULL)
    cycles = hf_cycles_new_where (analysis, filter, only, cli->progress, &error);
  else
    cycles = hf_cycles_new (analysis, filter, cli->progress, &error);
  if (cycles == NULL)
    *status = hf_cli_fail (cli, g_steal_pointer (&error));

  return cycles;
}

static HfCliStatus
answer (HfCli *cli, const char *path, const HfCliWanted *wanted, gboolean garbage, gboolean internals, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, path, &status);
  g_autoptr (HfCycles) cycles = NULL;
  g_autoptr (HfMender) mender = NULL;
  g_autoptr (GError) error = NULL;
  guint n_shapes;

  if (analysis == NULL)
    return status;
  cycles = find_cycles (cli, analysis, wanted, garbage ? HF_CYCLES_GARBAGE : HF_CYCLES_ALL, &status);
  if (cycles == NULL)
    return status;
  mender = hf_mender_new (analysis, &error);
  if (mender == NULL)
    return hf_cli_fail (cli, g_steal_pointer (&error));

  n_shapes = count_shapes (cycles, internals);
  if (cli->json)
    print_json (analysis, cycles, hf_cli_shown (cli, limit, n_shapes), mender);
  else if (n_shapes == 0 && wanted->where != NULL && cycles->n_shapes == 0)
    return hf_cli_nothing (cli, _("No cycle has an object that matches “%s”"), wanted->where);
  else if (n_shapes == 0)
    return nothing (cli, garbage, cycles->n_shapes > 0);
  else
    print_text (cli, analysis, cycles, hf_cli_shown (cli, limit, n_shapes), n_shapes, mender);

  return n_shapes == 0 ? HF_CLI_NO_ANSWER : HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  gboolean garbage = FALSE;
  gboolean internals = FALSE;
  g_autofree char *where = NULL;
  HfCliWanted wanted;
  HfCliStatus status;
  int limit = HF_CLI_NO_LIMIT;
  const GOptionEntry entries[] = {
    { "garbage", 0, 0, G_OPTION_ARG_NONE, &garbage, N_("Only cycles that no root reaches"), NULL },
    { "internals", 0, 0, G_OPTION_ARG_NONE, &internals, N_("Also the interpreter's own cycles"), NULL },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only cycles that an object that matches QUERY is in"), N_("QUERY") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_cycles, entries, &argc, &argv, 1, 1) || !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;
  if (!hf_cli_wanted_init (&wanted, cli, NULL, where))
    return HF_CLI_USAGE;

  status = answer (cli, argv[1], &wanted, garbage, internals, limit);
  hf_cli_wanted_clear (&wanted);

  return status;
}

const HfCliCommand hf_cli_cycles = { "cycles", "DUMP", N_("List reference cycles by shape"), run };
