/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "analysis/hf-mend-plan.h"
#include "drawing/hf-caption.h"
#include "drawing/hf-export.h"
#include "hf-cli-where.h"

/* More objects that have nothing to do with each other make no picture. */
#define MATCHES 10u

typedef struct
{
  int referrers;
  int referents;
  gboolean chain;
  gboolean cycle;
  gboolean fold_cycles;
  gboolean everything;
  int max_nodes;
  HfLayoutKind layout;
  HfCliWanted wanted;
  char **cuts; /* references, or NULL */
  gboolean mend;
  int mend_choice; /* from 1 */
  char *title;   /* NULL: what is drawn; "": none */
  char *caption; /* NULL: the dump and what is not drawn; "": none */
  gboolean no_legend;
  gboolean dark;
  int scale;
  char *output;
} Options;

/* Nothing asked for means what the window would draw at first. */
static HfChoices *
choose (const HfAnalysis *analysis, const GArray *objects, const GArray *cuts, const Options *options)
{
  gboolean window = options->referrers < 0 && options->referents < 0 && !options->chain && !options->cycle;
  HfChoices *choices = hf_choices_new (g_array_index (objects, guint32, 0));

  for (guint i = 1; i < objects->len; i++)
    hf_choices_add_anchor (choices, g_array_index (objects, guint32, i));
  if (options->max_nodes > 0)
    hf_choices_set_max_nodes (choices, (guint) options->max_nodes);
  if (!window)
    {
      hf_choices_set_level (choices, (guint) MAX (options->referrers, 0), (guint) MAX (options->referents, 0));
      hf_choices_set_chain_shown (choices, options->chain);
    }
  for (guint i = 0; options->cycle && i < objects->len; i++)
    hf_choices_add_cycle (choices, analysis, g_array_index (objects, guint32, i), hf_choices_get_max_nodes (choices));
  hf_choices_set_fold_cycles (choices, options->fold_cycles);
  hf_choices_set_everything (choices, options->everything);
  hf_choices_set_layout (choices, options->layout);
  if (window)
    hf_choices_add_picture (choices, analysis->heap);
  hf_choices_cut (choices, (const guint32 *) (gconstpointer) cuts->data, cuts->len);

  return choices;
}

/* The mend that was asked for, of the first object's cycle. FALSE after a failure, which has been printed. */
static gboolean
choose_mend (HfCli *cli, const HfAnalysis *analysis, HfChoices *choices, const Options *options, HfCliStatus *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfMendPlan) plan = hf_mend_plan_new (analysis, hf_choices_get_anchor (choices), cli->progress, &error);

  if (plan == NULL)
    {
      *status = hf_cli_fail (cli, g_steal_pointer (&error));
      return FALSE;
    }
  if ((guint) options->mend_choice > plan->mends->len)
    {
      *status = hf_cli_nothing (cli, ngettext ("There is %u proposal how to mend its cycle", "There are %u proposals how to mend its cycle",
                                               plan->mends->len), plan->mends->len);
      return FALSE;
    }
  hf_choices_set_mend (choices, g_array_index (plan->mends, HfMend, options->mend_choice - 1).ref, plan->n_others);
  hf_choices_set_mended (choices, TRUE);

  return TRUE;
}

static HfGeometry *
lay_out (const HfDrawing *drawing, HfMetrics *metrics, GError **error)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();

  return hf_geometry_lay_out (drawing, metrics, client, NULL, error);
}

static gboolean
write_picture (const HfDrawing *drawing, const HfGeometry *geometry, HfMetrics *metrics, const char *dump, const Options *options, GError **error)
{
  g_autofree char *caption = options->caption ? g_strdup (options->caption) : hf_caption_new (drawing, geometry, dump);
  g_autofree char *title = options->title ? g_strdup (options->title) : hf_caption_title (drawing);
  HfExportOptions export = { .scale = (guint) options->scale, .legend = !options->no_legend, .caption = caption, .title = title };
  HfScene scene;

  if (!hf_export_format_from_path (options->output, &export.format, error))
    return FALSE;

  hf_scene_init (&scene, drawing, geometry, metrics, hf_palette_get (options->dark, FALSE));

  return hf_export_to_file (&scene, &export, options->output, error);
}

static guint
n_folded (const HfDrawing *drawing)
{
  guint n = 0;

  for (guint c = 0; c < drawing->n_components; c++)
    n += drawing->components[c].folded;

  return n;
}

/* What was done, by the names by which it is asked for. */
static const char *
layout_of (const HfGeometry *geometry)
{
  if (geometry->step == HF_LAYOUT_SPRING)
    return hf_layout_kind_name (HF_LAYOUT_KIND_SPRING);

  return hf_layout_kind_name (geometry->direction == HF_LAYOUT_RIGHT ? HF_LAYOUT_KIND_RIGHT : HF_LAYOUT_KIND_DOWN);
}

static void
add_mend (JsonBuilder *builder, const HfDrawnMend *mend)
{
  json_builder_set_member_name (builder, "mend");
  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "name", mend->label);
  hf_cli_json_string (builder, "with", hf_mend_way_to_string (mend->effect->mend.way));
  hf_cli_json_int (builder, "references", mend->effect->mend.n_refs);
  hf_cli_json_int (builder, "freed", mend->effect->mend.n_freed);
  hf_cli_json_int (builder, "freed_bytes", (gint64) mend->effect->mend.freed_bytes);
  hf_cli_json_int (builder, "in_cycles", mend->effect->n_left);
  hf_cli_json_int (builder, "others", mend->n_others);
  hf_cli_json_string (builder, "held_by", mend->held_by);
  json_builder_end_object (builder);
}

static void
print_json (const HfDrawing *drawing, const HfGeometry *geometry, const Options *options)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_cli_json_string (builder, "file", options->output);
  hf_cli_json_int (builder, "nodes", drawing->n_nodes);
  hf_cli_json_int (builder, "edges", drawing->n_edges);
  hf_cli_json_int (builder, "cycles", drawing->n_components);
  hf_cli_json_int (builder, "folded", n_folded (drawing));
  hf_cli_json_int (builder, "left_out", drawing->left_out);
  hf_cli_json_string (builder, "layout", layout_of (geometry));
  if (drawing->cut != NULL)
    {
      hf_cli_json_int (builder, "freed", drawing->cut->n_freed);
      hf_cli_json_int (builder, "collected", drawing->cut->n_collected);
      hf_cli_json_string (builder, "held_by", drawing->held_by);
    }
  if (drawing->mend != NULL)
    add_mend (builder, drawing->mend);
  json_builder_end_object (builder);
  hf_cli_json_print (builder);
}

static HfCliStatus
draw (HfCli *cli, HfAnalysis *analysis, const GArray *objects, const GArray *cuts, const char *dump, const Options *options)
{
  g_autoptr (HfChoices) choices = choose (analysis, objects, cuts, options);
  g_autoptr (HfMetrics) metrics = hf_metrics_new (NULL, 96);
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfGeometry) geometry = NULL;
  g_autoptr (GError) error = NULL;
  HfCliStatus status = HF_CLI_DONE;

  if (options->mend && !choose_mend (cli, analysis, choices, options, &status))
    return status;
  drawing = hf_drawing_new (analysis, choices, cli->progress, &error);
  if (drawing != NULL)
    geometry = lay_out (drawing, metrics, &error);
  if (geometry == NULL || !write_picture (drawing, geometry, metrics, dump, options, &error))
    return hf_cli_fail (cli, g_steal_pointer (&error));

  if (cli->json)
    print_json (drawing, geometry, options);

  return HF_CLI_DONE;
}

static int
by_retained (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfDominators *dominators = data;
  guint64 x = hf_dominators_retained (dominators, *(const guint32 *) a), y = hf_dominators_retained (dominators, *(const guint32 *) b);

  return x > y ? -1 : x < y;
}

/* The largest of those that match. FALSE after a failure, which has been printed. */
static gboolean
add_matches (HfCli *cli, const HfAnalysis *analysis, const HfCliWanted *wanted, GArray *objects, HfCliStatus *status)
{
  g_autoptr (GArray) found = hf_cli_wanted_list (wanted, cli, analysis, status);

  if (found == NULL)
    return FALSE;
  if (found->len == 0)
    {
      *status = hf_cli_nothing (cli, _("No object matches “%s”"), wanted->where);
      return FALSE;
    }
  g_array_sort_with_data (found, by_retained, analysis->dominators);
  g_array_append_vals (objects, found->data, MIN (found->len, MATCHES));

  return TRUE;
}

static HfCliStatus
answer (HfCli *cli, char **argv, int argc, const Options *options)
{
  HfCliStatus status = HF_CLI_DONE;
  g_autoptr (HfAnalysis) analysis = hf_cli_analyse (cli, argv[1], &status);
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (analysis == NULL)
    return status;
  for (int i = 2; i < argc; i++)
    {
      guint32 object = hf_cli_find (cli, analysis->heap, argv[i], &status);

      if (object == HF_NONE)
        return status;
      g_array_append_val (objects, object);
    }

  if (options->wanted.query != NULL && !add_matches (cli, analysis, &options->wanted, objects, &status))
    return status;
  for (guint i = 0; options->cuts != NULL && options->cuts[i] != NULL; i++)
    if (!hf_cli_find_refs (cli, analysis->heap, options->cuts[i], cuts, &status))
      return status;

  return draw (cli, analysis, objects, cuts, argv[1], options);
}

static HfCliStatus
run (HfCli *cli, int argc, char **argv)
{
  Options options = { .referrers = -1, .referents = -1, .max_nodes = -1, .scale = 1, .mend_choice = 1 };
  g_autofree char *output = NULL, *title = NULL, *caption = NULL, *layout = NULL, *where = NULL;
  g_auto (GStrv) cuts = NULL;
  g_autoptr (GError) error = NULL;
  HfExportFormat format;
  HfCliStatus status;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Draw the objects that match QUERY, the ten that retain most of them"), N_("QUERY") },
    { "referrers", 0, 0, G_OPTION_ARG_INT, &options.referrers, N_("Draw up to N referrers of each object"), N_("N") },
    { "referents", 0, 0, G_OPTION_ARG_INT, &options.referents, N_("Draw up to N referents of each object"), N_("N") },
    { "chain", 0, 0, G_OPTION_ARG_NONE, &options.chain, N_("Draw the chain that keeps each object alive"), NULL },
    { "cycle", 0, 0, G_OPTION_ARG_NONE, &options.cycle, N_("Draw the cycle that each object is in"), NULL },
    { "fold-cycles", 0, 0, G_OPTION_ARG_NONE, &options.fold_cycles, N_("Draw each cycle as one box"), NULL },
    { "everything", 0, 0, G_OPTION_ARG_NONE, &options.everything, N_("Draw dictionaries of instances, bound methods, cells and frames, too"), NULL },
    { "cut", 0, 0, G_OPTION_ARG_STRING_ARRAY, &cuts, N_("Draw what would become of it if REF were cut; may be said several times"), N_("REF") },
    { "mend", 0, 0, G_OPTION_ARG_NONE, &options.mend, N_("Draw the first object's cycle as it would be if it were mended"), NULL },
    { "mend-choice", 0, 0, G_OPTION_ARG_INT, &options.mend_choice, N_("By the Nth proposal instead of the first"), N_("N") },
    { "max-nodes", 0, 0, G_OPTION_ARG_INT, &options.max_nodes, N_("Draw at most N nodes"), N_("N") },
    { "title", 0, 0, G_OPTION_ARG_STRING, &title, N_("The line above the picture; empty: none"), N_("TEXT") },
    { "caption", 0, 0, G_OPTION_ARG_STRING, &caption, N_("The lines below the picture; empty: none"), N_("TEXT") },
    { "no-legend", 0, 0, G_OPTION_ARG_NONE, &options.no_legend, N_("Leave the legend out"), NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &options.dark, N_("Dark colours"), NULL },
    { "scale", 0, 0, G_OPTION_ARG_INT, &options.scale, N_("PNG: 1, 2 or 3 pixels a unit"), N_("N") },
    { "layout", 0, 0, G_OPTION_ARG_STRING, &layout, N_("auto, down (from top to bottom), right (from left to right), or spring"), N_("LAYOUT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("The picture to write: .svg, .png, .pdf or .dot"), N_("FILE") },
    { NULL },
  };

  if (!hf_cli_parse (cli, &hf_cli_draw, entries, &argc, &argv, 1, G_MAXINT))
    return HF_CLI_USAGE;
  if (argc < 3 && where == NULL)
    return hf_cli_usage (cli, _("An object or --where is needed"));
  if (output == NULL || *output == '\0')
    return hf_cli_usage (cli, _("-o FILE is needed"));
  if (!hf_export_format_from_path (output, &format, &error))
    return hf_cli_usage (cli, "%s", error->message);
  if (options.referrers < -1 || options.referents < -1 || options.max_nodes < -1 || options.max_nodes == 0 ||
      options.max_nodes > (int) HF_CHOICES_HARD_MAX || options.scale < 1 || options.scale > 3 ||
      options.mend_choice < 1)
    return hf_cli_usage (cli, _("A number is out of range"));
  if (layout != NULL && !hf_layout_kind_from_name (layout, &options.layout))
    return hf_cli_usage (cli, _("There is no layout “%s”: auto, down, right or spring"), layout);

  options.mend = options.mend || options.mend_choice > 1;
  options.cycle = options.cycle || options.mend;
  options.output = output;
  options.cuts = cuts;
  options.title = title;
  options.caption = caption;

  if (!hf_cli_wanted_init (&options.wanted, cli, NULL, where))
    return HF_CLI_USAGE;

  status = answer (cli, argv, argc, &options);
  hf_cli_wanted_clear (&options.wanted);

  return status;
}

const HfCliCommand hf_cli_draw = { "draw", "DUMP OBJECT… -o FILE", N_("Draw objects as the window would"), run };
