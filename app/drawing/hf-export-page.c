/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-export-private.h"

#include <math.h>
#include <string.h>

#include "drawing/hf-curve.h"

#define MARGIN 24.0
#define CORNER_GAP 12.0
#define LINE_GAP 4.0
#define LINE_CHARS 400u
#define LEAST_LINE 420.0 /* a narrow picture gets this much for the words around it */

static gboolean
is_free (const HfScene *scene, HfRect rect)
{
  const HfGeometry *geometry = scene->geometry;

  rect = hf_rect_grown (rect, CORNER_GAP);
  for (guint i = 0; i < geometry->n_nodes; i++)
    {
      HfRect extents = hf_painter_node_extents (scene, i);

      if (hf_rect_meets (&rect, &extents))
        return FALSE;
    }
  for (guint c = 0; c < geometry->n_hulls; c++)
    if (geometry->hulls[c].width > 0 && hf_rect_meets (&rect, &geometry->hulls[c]))
      return FALSE;
  for (guint e = 0; e < geometry->n_edges; e++)
    {
      guint n = geometry->edge_begin[e + 1] - geometry->edge_begin[e];

      if (!hf_rect_meets (&rect, &geometry->edge_bounds[e]))
        continue;
      if (geometry->labels[e].width > 0 && hf_rect_meets (&rect, &geometry->labels[e]))
        return FALSE;
      for (guint k = 0; k <= 32; k++)
        {
          HfPoint p = hf_curve_at (geometry->points + geometry->edge_begin[e], n, k / 32.0);
          HfRect dot = { p.x, p.y, 0, 0 };

          if (hf_rect_meets (&rect, &dot))
            return FALSE;
        }
    }

  return TRUE;
}

static void
place_legend (HfPage *self, const HfScene *scene)
{
  double width, height;

  hf_painter_legend_size (scene, &width, &height);
  if (width <= 0)
    return;
  for (guint corner = 0; corner < 4; corner++)
    {
      self->legend = (HfRect) { corner % 2 == 0 ? MARGIN : self->width - MARGIN - width, corner < 2 ? self->height - MARGIN - height : MARGIN,
                                width, height };
      if (self->legend.x >= MARGIN && self->legend.y >= MARGIN && is_free (scene, self->legend))
        return;
    }
  self->legend = (HfRect) { MARGIN, self->height, width, height };
  self->height += height + MARGIN;
  self->width = MAX (self->width, width + 2 * MARGIN);
}

static void
line_clear (gpointer line)
{
  g_free (((HfPageLine *) line)->text);
}

/* Puts one line below @y; returns where the next one begins. */
static double
put_line (HfPage *self, const HfScene *scene, HfTextRole role, const char *text, double y)
{
  HfPageLine line = { role, g_strdup (text), MARGIN, y };
  double width, height;

  hf_metrics_text (scene->metrics, role, text, &width, &height);
  self->width = MAX (self->width, width + 2 * MARGIN);
  g_array_append_val (self->lines, line);

  return y + height + LINE_GAP;
}

/* Words of @text in lines no wider than @most, where spaces allow. */
static double
put_paragraph (HfPage *self, const HfScene *scene, HfTextRole role, const char *text, double most, double y)
{
  g_autofree char *shown = hf_drawing_show_text (text, LINE_CHARS);
  g_auto (GStrv) words = g_strsplit (shown, " ", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize before = line->len;
      double width;

      g_string_append_printf (line, "%s%s", before > 0 ? " " : "", words[i]);
      hf_metrics_text (scene->metrics, role, line->str, &width, NULL);
      if (before == 0 || width <= most)
        continue;
      g_string_truncate (line, before);
      y = put_line (self, scene, role, line->str, y);
      g_string_assign (line, words[i]);
    }

  return line->len > 0 ? put_line (self, scene, role, line->str, y) : y;
}

static void
put_title (HfPage *self, const HfScene *scene, const char *title, double most)
{
  double end;

  if (title == NULL || title[0] == '\0')
    return;
  end = put_paragraph (self, scene, HF_TEXT_LEGEND_TITLE, title, most, MARGIN * 2 / 3);
  self->top = ceil (end - LINE_GAP);
  self->height += self->top;
}

static void
put_caption (HfPage *self, const HfScene *scene, const char *caption, double most)
{
  g_auto (GStrv) lines = g_strsplit (caption != NULL ? caption : "", "\n", -1);
  double y = self->height;

  for (guint i = 0; lines[i] != NULL; i++)
    y = put_paragraph (self, scene, HF_TEXT_LEGEND, lines[i], most, y);
  if (y > self->height)
    self->height = y - LINE_GAP + MARGIN / 2;
}

void
hf_page_init (HfPage *self, const HfScene *scene, const HfExportOptions *options)
{
  double most;

  *self = (HfPage) { .width = MAX (scene->geometry->bounds.width, 2 * MARGIN), .height = MAX (scene->geometry->bounds.height, 2 * MARGIN) };
  self->lines = g_array_new (FALSE, FALSE, sizeof (HfPageLine));
  g_array_set_clear_func (self->lines, line_clear);
  if (options->legend)
    place_legend (self, scene);
  most = MAX (self->width - 2 * MARGIN, LEAST_LINE);
  put_title (self, scene, options->title, most);
  put_caption (self, scene, options->caption, most);
  self->width = ceil (self->width);
  self->height = ceil (self->height);
}

void
hf_page_clear (HfPage *self)
{
  g_clear_pointer (&self->lines, g_array_unref);
}
