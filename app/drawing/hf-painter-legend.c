/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-painter-private.h"

#include "config.h"

#define _(text) g_dgettext (GETTEXT_PACKAGE, text)
#define MAX_COMPONENTS 8u
#define CARD_RADIUS 10.0

static void
row_clear (gpointer row)
{
  g_free (((HfLegendRow *) row)->text);
}

static void
add_row (GArray *rows, HfLegendKind kind, guint component, HfLine line, char *text)
{
  HfLegendRow row = { kind, component, line, text };

  g_array_append_val (rows, row);
}

static char *
component_text (const HfDrawnComponent *component)
{
  g_autofree char *size = hf_drawing_format_size (component->retained);
  g_autofree char *objects = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u object", "%u objects", component->members), component->members);
  const char *state = component->garbage ? _("garbage") : _("held");

  return g_strdup_printf ("%s \xc2\xb7 %s \xc2\xb7 %s%s", objects, state, component->at_least ? "\xe2\x89\xa5 " : "", size);
}

static void
add_components (const HfScene *scene, GArray *rows)
{
  const HfDrawing *drawing = scene->drawing;
  HfLine none = { 0 };

  if (drawing->n_components == 0)
    return;
  add_row (rows, HF_LEGEND_TITLE, 0, none, g_strdup (_("Cycles")));
  for (guint c = 0; c < MIN (drawing->n_components, MAX_COMPONENTS); c++)
    add_row (rows, HF_LEGEND_COMPONENT, c, none, component_text (&drawing->components[c]));
  if (drawing->n_components > MAX_COMPONENTS)
    add_row (rows, HF_LEGEND_TITLE, 0, none, g_strdup ("\xe2\x80\xa6"));
}

/* The first edge with all of @with and none of @without, or HF_NONE. */
static guint32
example_edge (const HfDrawing *drawing, HfEdgeFlags with, HfEdgeFlags without)
{
  for (guint e = 0; e < drawing->n_edges; e++)
    if ((drawing->edges[e].flags & with) == with && (drawing->edges[e].flags & without) == 0)
      return e;

  return HF_NONE;
}

static gboolean
has_outside (const HfDrawing *drawing)
{
  for (guint i = 0; i < drawing->n_nodes; i++)
    if ((drawing->nodes[i].flags & HF_NODE_IS_OUTSIDE) != 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_fate (const HfDrawing *drawing, HfFate fate)
{
  for (guint i = 0; i < drawing->n_nodes; i++)
    if ((drawing->nodes[i].form == HF_NODE_OBJECT || drawing->nodes[i].form == HF_NODE_CYCLE) && drawing->nodes[i].fate == fate)
      return TRUE;

  return FALSE;
}

static void
add_box (GArray *rows, HfColor color, const char *text)
{
  HfLine line = { .color = color };

  add_row (rows, HF_LEGEND_BOX, 0, line, g_strdup (text));
}

static gboolean
has_freed (const HfDrawing *drawing)
{
  for (guint i = 0; i < drawing->n_nodes; i++)
    if ((drawing->nodes[i].flags & HF_NODE_FREED) != 0)
      return TRUE;

  return FALSE;
}

static void
add_line (const HfScene *scene, GArray *rows, HfEdgeFlags with, HfEdgeFlags without, const char *text)
{
  HfScene plain = *scene;
  guint32 edge = example_edge (scene->drawing, with, without);
  HfLine line;

  if (edge == HF_NONE)
    return;
  plain.selected_edge = plain.hovered_edge = HF_NONE;
  line = hf_painter_edge_line (&plain, edge);
  line.halo = 0;
  add_row (rows, HF_LEGEND_LINE, 0, line, g_strdup (text));
}

GArray *
hf_painter_legend_rows (const HfScene *scene)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (HfLegendRow));
  guint before;
  HfLine none = { 0 };

  g_array_set_clear_func (rows, row_clear);
  add_components (scene, rows);
  before = rows->len;
  add_row (rows, HF_LEGEND_TITLE, 0, none, g_strdup (_("References")));
  add_line (scene, rows, HF_EDGE_ON_CHAIN, HF_EDGE_CUT, _("keeps the selection"));
  add_line (scene, rows, HF_EDGE_IN_COMPONENT, HF_EDGE_ON_CHAIN | HF_EDGE_CUT, _("inside a cycle"));
  add_line (scene, rows, HF_EDGE_WEAK, HF_EDGE_ON_CHAIN, _("weak"));
  add_line (scene, rows, HF_EDGE_STRUCTURAL, HF_EDGE_ON_CHAIN | HF_EDGE_IN_COMPONENT | HF_EDGE_CUT, _("structural"));
  add_line (scene, rows, HF_EDGE_CUT, 0, _("cut"));
  if (example_edge (scene->drawing, HF_EDGE_BREAK, HF_EDGE_CUT) != HF_NONE)
    add_row (rows, HF_LEGEND_SCISSORS, 0, none, g_strdup (_("reference to break")));
  if (has_outside (scene->drawing))
    add_box (rows, scene->palette->edge, _("held from outside, too"));
  if (has_fate (scene->drawing, HF_FATE_FREED))
    add_box (rows, scene->palette->freed, _("would be freed at once"));
  if (has_fate (scene->drawing, HF_FATE_COLLECTED))
    add_box (rows, scene->palette->collected, _("would wait for the collector"));
  if (has_freed (scene->drawing))
    add_row (rows, HF_LEGEND_DOTTED_BOX, 0, (HfLine) { .color = scene->palette->freed }, g_strdup (_("freed after the mend")));
  if (rows->len == before + 1)
    g_array_set_size (rows, before);

  return rows;
}

static double
text_left (HfLegendKind kind)
{
  return kind == HF_LEGEND_TITLE ? 0 : HF_LEGEND_SAMPLE + 10;
}

static void
measure (const HfScene *scene, GArray *rows, double *width, double *height)
{
  *width = *height = 0;
  for (guint i = 0; i < rows->len; i++)
    {
      const HfLegendRow *row = &g_array_index (rows, HfLegendRow, i);
      double text;

      hf_metrics_text (scene->metrics, row->kind == HF_LEGEND_TITLE ? HF_TEXT_LEGEND_TITLE : HF_TEXT_LEGEND, row->text, &text, NULL);
      *width = MAX (*width, text_left (row->kind) + text);
    }
  if (rows->len == 0)
    return;
  *width += 2 * HF_LEGEND_PADDING;
  *height = rows->len * HF_LEGEND_ROW + 2 * HF_LEGEND_PADDING - 4;
}

gboolean
hf_painter_legend_place (const HfScene *scene, guint32 component, HfRect *row)
{
  g_return_val_if_fail (scene != NULL && row != NULL, FALSE);

  if (component >= MIN (scene->drawing->n_components, MAX_COMPONENTS))
    return FALSE;
  *row = (HfRect) { HF_LEGEND_PADDING / 2, HF_LEGEND_PADDING - 2 + (component + 1) * HF_LEGEND_ROW, 0, HF_LEGEND_ROW };
  hf_painter_legend_size (scene, &row->width, &row->height);
  row->width -= HF_LEGEND_PADDING;
  row->height = HF_LEGEND_ROW;

  return TRUE;
}

void
hf_painter_legend_size (const HfScene *scene, double *width, double *height)
{
  g_autoptr (GArray) rows = NULL;

  g_return_if_fail (scene != NULL);
  rows = hf_painter_legend_rows (scene);
  measure (scene, rows, width, height);
}

static void
paint_sample (const HfScene *scene, cairo_t *cr, const HfLegendRow *row, double x, double y)
{
  static const double dash[] = { 4, 3 };
  HfRect small = { x + HF_LEGEND_SAMPLE / 2 - 9, y - 9, 18, 18 };
  HfRect box = { x + 4, y - 6, HF_LEGEND_SAMPLE - 8, 12 };

  switch (row->kind)
    {
    case HF_LEGEND_COMPONENT:
      hf_painter_badge (scene, cr, &small, row->component);
      break;
    case HF_LEGEND_LINE:
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + HF_LEGEND_SAMPLE, y);
      hf_painter_stroke (cr, &row->line);
      break;
    case HF_LEGEND_SCISSORS:
      hf_painter_scissors (scene, cr, &small, scene->palette->edge);
      break;
    case HF_LEGEND_BOX:
      hf_painter_rounded (cr, &box, 4);
      hf_set_color (cr, row->line.color);
      cairo_set_line_width (cr, 1.5);
      cairo_set_dash (cr, dash, 2, 0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
      break;
    case HF_LEGEND_DOTTED_BOX:
      hf_painter_rounded (cr, &box, 4);
      hf_set_color (cr, row->line.color);
      cairo_save (cr);
      hf_painter_dots (cr);
      cairo_stroke (cr);
      cairo_restore (cr);
      break;
    case HF_LEGEND_TITLE:
    default:
      break;
    }
}

void
hf_painter_paint_legend (const HfScene *scene, cairo_t *cr, double x, double y)
{
  g_autoptr (GArray) rows = NULL;
  HfRect card = { x, y, 0, 0 };

  g_return_if_fail (scene != NULL && cr != NULL);

  rows = hf_painter_legend_rows (scene);
  measure (scene, rows, &card.width, &card.height);
  if (rows->len == 0)
    return;
  cairo_save (cr);
  hf_painter_rounded (cr, &card, CARD_RADIUS);
  hf_set_color (cr, scene->palette->card_fill);
  cairo_fill_preserve (cr);
  hf_set_color (cr, scene->palette->card_border);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  for (guint i = 0; i < rows->len; i++)
    {
      const HfLegendRow *row = &g_array_index (rows, HfLegendRow, i);
      HfTextRole role = row->kind == HF_LEGEND_TITLE ? HF_TEXT_LEGEND_TITLE : HF_TEXT_LEGEND;
      double middle = y + HF_LEGEND_PADDING - 2 + (i + 0.5) * HF_LEGEND_ROW;
      double height;

      paint_sample (scene, cr, row, x + HF_LEGEND_PADDING, middle);
      hf_metrics_text (scene->metrics, role, row->text, NULL, &height);
      hf_set_color (cr, scene->palette->text);
      hf_metrics_show (scene->metrics, cr, role, row->text, x + HF_LEGEND_PADDING + text_left (row->kind), middle - height / 2, 0);
    }
  cairo_restore (cr);
}
