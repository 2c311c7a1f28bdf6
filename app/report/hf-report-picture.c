/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-heaps-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "analysis/hf-path.h"
#include "drawing/hf-caption.h"
#include "drawing/hf-export.h"

/* Few enough to be read on a page. */
#define MAX_NODES 24u
#define AROUND 3u

static GBytes *
make_svg (HfReportWork *self, const HfDrawing *drawing, const HfGeometry *geometry, GError **error)
{
  g_autofree char *scope = g_strdup_printf ("picture%u", hf_report_n_pictures (self->report) + 1);
  g_autofree char *caption = hf_caption_new (drawing, geometry, self->last_name);
  HfExportOptions options = { .format = HF_EXPORT_SVG, .scale = 1, .legend = TRUE, .caption = caption, .scope = scope };
  HfScene scene;

  hf_scene_init (&scene, drawing, geometry, self->metrics, hf_palette_get (FALSE, FALSE));

  scene.notes = self->heaps->notes;

  return hf_export_to_bytes (&scene, &options, error);
}

static gboolean
add_picture (HfReportWork *self, const HfChoices *choices, const char *words, GError **error)
{
  g_autoptr (HfDrawing) drawing = NULL;
  g_autoptr (HfGeometry) geometry = NULL;
  g_autoptr (GBytes) svg = NULL;

  if (hf_report_n_pictures (self->report) >= self->heaps->n_pictures)
    return TRUE;
  drawing = hf_drawing_new (self->last, choices, self->progress, error);
  geometry = drawing != NULL ? hf_geometry_lay_out (drawing, self->metrics, self->client, NULL, error) : NULL;
  svg = geometry != NULL ? make_svg (self, drawing, geometry, error) : NULL;
  if (svg == NULL)
    return FALSE;
  hf_report_picture (self->report, svg, words);

  return TRUE;
}

gboolean
hf_report_add_chain (HfReportWork *self, guint32 object, GError **error)
{
  const HfHeap *heap = self->last->heap;
  g_autofree HfChain *chain = hf_chains_get (self->last->chains, heap, object);
  g_autoptr (HfPath) path = chain != NULL ? hf_path_new (heap, chain) : NULL;
  g_autofree char *words = path != NULL ? hf_path_to_string (path, heap) : NULL;
  g_autofree char *expression = path != NULL ? hf_path_to_expression (path, heap) : NULL;
  g_autofree char *lines = expression != NULL ? g_strconcat (words, "\n", expression, NULL) : g_strdup (words);
  g_autoptr (HfChoices) choices = hf_choices_new (object);

  if (lines != NULL)
    hf_report_code (self->report, lines);
  if (path != NULL && !path->reachable)
    hf_report_text (self->report, _("No root reaches it: only its cycle, or native code that the dump does not know, keeps it."));
  hf_choices_set_max_nodes (choices, MAX_NODES);
  hf_choices_set_level (choices, AROUND, AROUND);

  return add_picture (self, choices, words, error);
}

gboolean
hf_report_add_cycle (HfReportWork *self, guint32 object, const char *words, GError **error)
{
  g_autoptr (HfChoices) choices = hf_choices_new (object);

  hf_report_code (self->report, words);
  hf_choices_set_max_nodes (choices, MAX_NODES);
  hf_choices_set_level (choices, 0, 0);
  hf_choices_add_cycle (choices, self->last, object, MAX_NODES / 2);

  return add_picture (self, choices, words, error);
}
