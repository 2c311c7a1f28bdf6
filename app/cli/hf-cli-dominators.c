/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

static int
by_retained (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfDominators *dominators = data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  guint64 kept_x = hf_dominators_retained (dominators, x), kept_y = hf_dominators_retained (dominators, y);

  if (kept_x != kept_y)
    return kept_x < kept_y ? 1 : -1;

  return x < y ? -1 : x > y;
}

/* What @object alone keeps, one level: largest first. */
static GArray *
level_of (const HfDominators *dominators, guint32 object)
{
  guint32 n;
  const guint32 *children = hf_dominators_children (dominators, object, &n);
  GArray *level = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);

  g_array_append_vals (level, children, n);
  if (n > 0)
    g_qsort_with_data (level->data, (int) n, sizeof (guint32), by_retained, (gpointer) dominators);

  return level;
}

static guint32
n_children (const HfDominators *dominators, guint32 object)
{
  guint32 n;

  hf_dominators_children (dominators, object, &n);

  return n;
}

static void
add_child (JsonBuilder *builder, const HfAnalysis *analysis, guint32 object)
{
  json_builder_begin_object (builder);
  hf_cli_json_object (builder, analysis->heap, object);
  hf_cli_json_int (builder, "shallow", (gint64) hf_heap_shallow (analysis->heap, object));
  hf_cli_json_int (builder, "retained", (gint64) hf_dominators_retained (analysis->dominators, object));
  hf_cli_json_int (builder, "children", n_children (analysis->dominators, object));
  json_builder_end_object (builder);
}

static void
print_json (const HfAnalysis *analysis, guint32 object, const GArray *level, guint n)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (object == HF_ROOT)
    hf_cli_json_null (builder, "object");
  else
    {
      json_builder_set_member_name (builder, "object");
      add_child (builder, analysis, object);
    }
  hf_cli_json_int (builder, "retained", (gint64) hf_dominators_retained (analysis->dominators, object));
  json_builder_set_member_name (builder, "dominators");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    add_child (builder, analysis, g_array_index (level, guint32, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static void
print_text (HfCli *cli, const HfAnalysis *analysis, const GArray *level, guint n)
{
  HfCliTable *table = hf_cli_table_new (cli);

  hf_cli_table_column (table, _("Retained"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Shallow"), HF_CLI_SIZE);
  hf_cli_table_column (table, _("Keeps"), HF_CLI_NUMBER);
  hf_cli_table_column (table, _("Address"), HF_CLI_ADDRESS);
  hf_cli_table_column (table, _("Type"), HF_CLI_TEXT);
  hf_cli_table_column (table, _("Value"), HF_CLI_TEXT);
  for (guint i = 0; i < n; i++)
    {
      guint32 v = g_array_index (level, guint32, i);

      hf_cli_table_number (table, (gint64) hf_dominators_retained (analysis->dominators, v));
      hf_cli_table_number (table, (gint64) hf_heap_shallow (analysis->heap, v));
      hf_cli_table_number (table, n_children (analysis->dominators, v));
      hf_cli_table_number (table, (gint64) hf_heap_address (analysis->heap, v));
      hf_cli_table_text (table, hf_heap_type_name_of (analysis->heap, v));
      hf_cli_table_text (table, hf_heap_value (analysis->heap, v));
    }
  hf_cli_table_print (table, level->len);
}

static HfCliStatus
answer (HfCli *cli, const char *path, const char *text, int limit)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, path, &status);
  g_autoptr (GArray) level = NULL;
  guint32 object = HF_ROOT;

  if (analysis == NULL)
    return status;
  if (text != NULL && (object = hf_cli_find (cli, analysis->heap, text, &status)) == HF_NONE)
    return status;

  level = level_of (analysis->dominators, object);
  if (cli->json)
    print_json (analysis, object, level, hf_cli_shown (cli, limit, level->len));
  else if (level->len == 0)
    hf_cli_nothing (cli, _("It keeps nothing but itself"));
  else
    print_text (cli, analysis, level, hf_cli_shown (cli, limit, level->len));

  return HF_CLI_DONE;
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  int limit = HF_CLI_NO_LIMIT;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most N rows; 0 means all"), N_("N") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_dominators, entries, &argc, &argv, 1, 2) || !hf_cli_check_limit (cli, limit))
    return HF_CLI_USAGE;

  return answer (cli, argv[1], argc == 3 ? argv[2] : NULL, limit);
}

const HfCliCommand hf_cli_dominators = { "dominators", "DUMP [OBJECT]", N_("Show what an object, or the whole heap, keeps alive"), run };
