/* SPDX-License-Identifier: Apache-2.0 */
/* Draws one object of a dump as the program would, and prints what is in the picture, for tests in other languages. */
#include <locale.h>
#include <stdio.h>

#include "analysis/hf-lookup.h"
#include "drawing/hf-export.h"
#include "dump/hf-dump.h"

static gboolean dark, high_contrast, cycle, only_path, no_legend;
static int scale = 1, max_nodes = HF_CHOICES_MAX_NODES, referrers = HF_CHOICES_STEP, referents = HF_CHOICES_STEP;
static char **outputs;
static char *caption, *font;

static const GOptionEntry entries[] = {
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark colours", NULL },
  { "high-contrast", 0, 0, G_OPTION_ARG_NONE, &high_contrast, "High contrast", NULL },
  { "cycle", 0, 0, G_OPTION_ARG_NONE, &cycle, "Draw the object's cycle", NULL },
  { "only-path", 0, 0, G_OPTION_ARG_NONE, &only_path, "Nothing but the chain", NULL },
  { "no-legend", 0, 0, G_OPTION_ARG_NONE, &no_legend, "Without legend", NULL },
  { "scale", 0, 0, G_OPTION_ARG_INT, &scale, "Pixels a unit", "N" },
  { "max-nodes", 0, 0, G_OPTION_ARG_INT, &max_nodes, "Nodes at most", "N" },
  { "referrers", 0, 0, G_OPTION_ARG_INT, &referrers, "Referrers at first", "N" },
  { "referents", 0, 0, G_OPTION_ARG_INT, &referents, "Referents at first", "N" },
  { "caption", 0, 0, G_OPTION_ARG_STRING, &caption, "Line below the picture", "TEXT" },
  { "font", 0, 0, G_OPTION_ARG_STRING, &font, "Font description", "FONT" },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME_ARRAY, &outputs, "File to write", "FILE" },
  { NULL }
};

static void
print_drawing (const HfDrawing *drawing, const HfGeometry *geometry)
{
  const HfHeap *heap = drawing->analysis->heap;

  printf ("nodes %u edges %u components %u step %d size %.0f %.0f\n", drawing->n_nodes, drawing->n_edges, drawing->n_components, geometry->step,
          geometry->bounds.width, geometry->bounds.height);
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfNode *node = &drawing->nodes[i];

      printf ("node\t%d\t0x%" G_GINT64_MODIFIER "x\t%s\t%s\t%u\t%u\t%d\t%d\n", node->form,
              node->form == HF_NODE_OBJECT ? hf_heap_address (heap, node->object) : 0, node->title, node->value, node->more_referrers, node->more_referents,
              (int) node->kind, (int) node->component);
    }
  for (guint e = 0; e < drawing->n_edges; e++)
    printf ("edge\t%u\t%u\t%u\t%s\t%u\n", drawing->edges[e].from, drawing->edges[e].to, drawing->edges[e].flags, drawing->edges[e].label,
            drawing->edges[e].n_refs);
}

static gboolean
write_all (const HfScene *scene, GError **error)
{
  for (guint i = 0; outputs != NULL && outputs[i] != NULL; i++)
    {
      HfExportOptions options = { .scale = (guint) scale, .legend = !no_legend, .caption = caption, .title = "Holdfast" };

      if (!hf_export_format_from_path (outputs[i], &options.format, error) || !hf_export_to_file (scene, &options, outputs[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
draw (HfAnalysis *analysis, char **objects, GError **error)
{
  g_autoptr (HfChoices) choices = hf_choices_new (HF_NONE);
  g_autoptr (PangoFontDescription) description = font ? pango_font_description_from_string (font) : NULL;
  g_autoptr (HfMetrics) metrics = hf_metrics_new (description, 0);
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfGeometry) geometry = NULL;
  HfScene scene;

  for (guint i = 0; objects[i] != NULL; i++)
    {
      guint32 object = hf_lookup_object (analysis->heap, objects[i], error);

      if (object == HF_NONE)
        return FALSE;
      hf_choices_add_anchor (choices, object);
      if (cycle)
        hf_choices_add_cycle (choices, analysis, object, 20);
    }
  hf_choices_set_level (choices, (guint) referrers, (guint) referents);
  hf_choices_set_max_nodes (choices, (guint) max_nodes);
  hf_choices_set_only_path (choices, only_path);
  hf_choices_add_picture (choices, analysis->heap);
  drawing = hf_drawing_new (analysis, choices, NULL, error);
  geometry = drawing ? hf_geometry_lay_out (drawing, metrics, client, NULL, error) : NULL;
  if (geometry == NULL)
    return FALSE;
  print_drawing (drawing, geometry);
  hf_scene_init (&scene, drawing, geometry, metrics, hf_palette_get (dark, high_contrast));

  return write_all (&scene, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("DUMP OBJECT…");
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfAnalysis) analysis = NULL;
  gboolean drawn;

  setlocale (LC_ALL, "");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    {
      fprintf (stderr, "%s\n", error ? error->message : "DUMP OBJECT… are missing");
      return 2;
    }
  heap = hf_dump_load (argv[1], NULL, NULL, &error);
  analysis = heap ? hf_analysis_new (heap, NULL, &error) : NULL;
  drawn = analysis != NULL && draw (analysis, argv + 2, &error);
  if (!drawn)
    fprintf (stderr, "%s\n", error->message);
  g_strfreev (outputs);

  return drawn ? 0 : 1;
}
