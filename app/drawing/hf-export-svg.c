/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-export-private.h"

#include <string.h>

#include "drawing/hf-curve.h"
#include "drawing/hf-painter-private.h"

#define STACK_OFFSET 4.0

typedef struct
{
  const HfScene *scene;
  const char *scope; /* or NULL */
  GString *out;
  GPtrArray *ids; /* by node */
} Writer;

/* Numbers have a point whatever the locale, and no more digits than can be seen. */
static void
put_number (GString *out, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char *end;

  g_ascii_formatd (text, sizeof text, "%.2f", number);
  for (end = text + strlen (text); end[-1] == '0'; end--)
    ;
  if (end[-1] == '.')
    end--;
  *end = '\0';
  g_string_append (out, text);
}

static void
put_attribute (Writer *self, const char *name, double number)
{
  g_string_append_printf (self->out, " %s=\"", name);
  put_number (self->out, number);
  g_string_append_c (self->out, '"');
}

/* XML has no way to write some characters at all, not even escaped. */
static void
put_text (GString *out, const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '<')
        g_string_append (out, "&lt;");
      else if (c == '>')
        g_string_append (out, "&gt;");
      else if (c == '&')
        g_string_append (out, "&amp;");
      else if (c == '"')
        g_string_append (out, "&quot;");
      else if (c < 0x20 || (c & 0xfffe) == 0xfffe)
        g_string_append (out, "\xef\xbf\xbd");
      else
        g_string_append_unichar (out, c);
    }
}

static void
put_paint (Writer *self, const char *name, HfColor color)
{
  char hex[8];

  hf_color_to_hex (color, hex);
  g_string_append_printf (self->out, " %s=\"%s\"", name, hex);
  if (color.alpha < 1)
    {
      g_string_append_printf (self->out, " %s-opacity=\"", name);
      put_number (self->out, color.alpha);
      g_string_append_c (self->out, '"');
    }
}

static void
put_rect (Writer *self, const HfRect *rect, double radius)
{
  g_string_append (self->out, "<rect");
  put_attribute (self, "x", rect->x);
  put_attribute (self, "y", rect->y);
  put_attribute (self, "width", rect->width);
  put_attribute (self, "height", rect->height);
  if (radius > 0)
    put_attribute (self, "rx", MIN (radius, MIN (rect->width, rect->height) / 2));
}

static void
put_border (Writer *self, HfColor color, double width, gboolean dashed)
{
  put_paint (self, "stroke", color);
  put_attribute (self, "stroke-width", width);
  if (dashed)
    g_string_append (self->out, " stroke-dasharray=\"4 3\"");
}

static void
put_dots (Writer *self, HfColor color)
{
  put_paint (self, "stroke", color);
  put_attribute (self, "stroke-width", HF_DOTS_WIDTH);
  g_string_append (self->out, " stroke-linecap=\"round\" stroke-dasharray=\"0 ");
  put_number (self->out, HF_DOTS_GAP);
  g_string_append_c (self->out, '"');
}

static const char *const text_classes[HF_N_TEXTS] = {
  [HF_TEXT_TITLE] = "t", [HF_TEXT_VALUE] = "v", [HF_TEXT_SIZE] = "s", [HF_TEXT_LABEL] = "l",
  [HF_TEXT_HANDLE] = "h", [HF_TEXT_LEGEND] = "c", [HF_TEXT_LEGEND_TITLE] = "b",
};

/* Text with its top left corner at (x, y); squeezed where it would be wider than @max_width. */
static void
put_words (Writer *self, HfTextRole role, HfColor color, const char *text, double x, double y, double max_width)
{
  double width;

  if (text[0] == '\0')
    return;
  hf_metrics_text (self->scene->metrics, role, text, &width, NULL);
  g_string_append_printf (self->out, "<text class=\"%s\"", text_classes[role]);
  put_attribute (self, "x", x);
  put_attribute (self, "y", y + hf_metrics_baseline (self->scene->metrics, role));
  put_paint (self, "fill", color);
  if (max_width > 0 && width > max_width)
    {
      put_attribute (self, "textLength", max_width);
      g_string_append (self->out, " lengthAdjust=\"spacingAndGlyphs\"");
    }
  g_string_append (self->out, ">");
  put_text (self->out, text);
  g_string_append (self->out, "</text>\n");
}

static void
put_centered (Writer *self, HfTextRole role, HfColor color, const char *text, const HfRect *in)
{
  double width, height;

  hf_metrics_text (self->scene->metrics, role, text, &width, &height);
  put_words (self, role, color, text, in->x + (in->width - width) / 2, in->y + (in->height - height) / 2, 0);
}

static void
put_title (Writer *self, const char *text)
{
  g_string_append (self->out, "<title>");
  put_text (self->out, text);
  g_string_append (self->out, "</title>\n");
}

/* Each family by its name, the generic ones last and bare. */
static void
put_families (Writer *self, const PangoFontDescription *font)
{
  g_auto (GStrv) families = g_strsplit (pango_font_description_get_family (font), ",", -1);
  const char *generic = "sans-serif";

  for (guint i = 0; families[i] != NULL; i++)
    {
      char *family = g_strstrip (g_strdelimit (families[i], "'\"<>&{};\\", ' '));

      if (g_ascii_strcasecmp (family, "Monospace") == 0)
        generic = "monospace";
      else if (g_ascii_strcasecmp (family, "Sans") != 0 && family[0] != '\0')
        g_string_append_printf (self->out, "'%s',", family);
    }
  g_string_append (self->out, generic);
}

static void
put_style (Writer *self)
{
  g_autofree char *inside = self->scope ? g_strdup_printf (".%s ", self->scope) : g_strdup ("");

  g_string_append_printf (self->out, "<style>%stext{white-space:pre}", inside);
  for (HfTextRole role = 0; role < HF_N_TEXTS; role++)
    {
      g_autoptr (PangoFontDescription) font = hf_metrics_font (self->scene->metrics, role);

      g_string_append_printf (self->out, "%s.%s{font-family:", inside, text_classes[role]);
      put_families (self, font);
      g_string_append (self->out, ";font-size:");
      put_number (self->out, (double) pango_font_description_get_size (font) / PANGO_SCALE);
      g_string_append_printf (self->out, "px%s}", pango_font_description_get_weight (font) >= PANGO_WEIGHT_BOLD ? ";font-weight:bold" : "");
    }
  g_string_append (self->out, "</style>\n");
}

static void
put_curve_data (GString *out, const HfPoint *points, guint n)
{
  HfPoint last[4] = { points[n - 4], points[n - 3], points[n - 2], points[n - 1] };

  hf_curve_shorten (last, HF_ARROW_LENGTH - 1);
  for (guint i = 0; i < n; i++)
    {
      const HfPoint *p = i + 3 >= n && i > 0 ? &last[i + 4 - n] : &points[i];

      g_string_append (out, i == 0 ? "M" : i % 3 == 1 ? "C" : " ");
      put_number (out, p->x);
      g_string_append_c (out, ' ');
      put_number (out, p->y);
    }
}

static void
put_line (Writer *self, const char *data, HfColor color, double width, const double *dash)
{
  g_string_append_printf (self->out, "<path d=\"%s\" fill=\"none\"", data);
  put_border (self, color, width, FALSE);
  if (dash != NULL && dash[0] > 0)
    g_string_append_printf (self->out, " stroke-dasharray=\"%d %d\"", (int) dash[0], (int) dash[1]);
  g_string_append (self->out, "/>\n");
}

static void
put_arrow (Writer *self, const HfPoint *points, guint n, HfColor color)
{
  HfPoint corners[2];
  const HfPoint *at[] = { &points[n - 1], &corners[0], &corners[1] };

  hf_painter_arrow (points, n, corners);
  g_string_append (self->out, "<path d=\"");
  for (guint i = 0; i < G_N_ELEMENTS (at); i++)
    {
      g_string_append_c (self->out, i == 0 ? 'M' : 'L');
      put_number (self->out, at[i]->x);
      g_string_append_c (self->out, ' ');
      put_number (self->out, at[i]->y);
    }
  g_string_append (self->out, "z\"");
  put_paint (self, "fill", color);
  g_string_append (self->out, "/>\n");
}

static void
put_scissors (Writer *self, const HfRect *badge, HfColor color)
{
  double x = badge->x + badge->width / 2, y = badge->y + badge->height / 2;
  double unit = badge->height / 24;
  g_autoptr (GString) data = g_string_new (NULL);

  put_rect (self, badge, badge->height / 2);
  put_paint (self, "fill", self->scene->palette->background);
  put_border (self, color, 1.25, FALSE);
  g_string_append (self->out, "/>\n");
  for (int side = -1; side <= 1; side += 2)
    {
      const double numbers[] = { x - 6.2 * unit, y + side * 3.5 * unit, x - 1.8 * unit, y + side * 3.5 * unit, x - 6.2 * unit, y + side * 3.5 * unit,
                                 x - 2.2 * unit, y + side * 2.4 * unit, x + 6.5 * unit, y - side * 3.6 * unit };
      const char *before[] = { "M", " ", "", " ", "", " ", "M", " ", "L", " " };

      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        {
          if (i == 2 || i == 4)
            {
              g_string_append_c (data, 'A');
              put_number (data, 2.2 * unit);
              g_string_append_c (data, ' ');
              put_number (data, 2.2 * unit);
              g_string_append (data, " 0 1 1 ");
            }
          g_string_append (data, before[i]);
          put_number (data, numbers[i]);
        }
    }
  put_line (self, data->str, color, 1.5 * unit, NULL);
}

/* The id of a node's group: its address where it has one. */
static char *
make_id (const HfScene *scene, const char *scope, guint32 node)
{
  const HfNode *n = &scene->drawing->nodes[node];
  guint64 address = n->form == HF_NODE_OBJECT ? hf_heap_address (scene->drawing->analysis->heap, n->object) : 0;
  const char *before = scope ? scope : "", *dash = scope ? "-" : "";

  if (address != 0)
    return g_strdup_printf ("%s%sn0x%" G_GINT64_MODIFIER "x", before, dash, address);
  if (n->form == HF_NODE_OBJECT)
    return g_strdup_printf ("%s%sn-%u", before, dash, n->object);

  return g_strdup_printf ("%s%sx-%u", before, dash, node);
}

/* A dump may give one address to several objects; ids are unique all the same. */
static GPtrArray *
make_ids (const HfScene *scene, const char *scope)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint32 i = 0; i < scene->drawing->n_nodes; i++)
    {
      char *id = make_id (scene, scope, i);

      if (g_hash_table_contains (taken, id))
        {
          g_autofree char *plain = id;

          id = g_strdup_printf ("%s-%u", plain, i);
        }
      g_hash_table_add (taken, id);
      g_ptr_array_add (ids, id);
    }

  return ids;
}

static const char *
node_id (const Writer *self, guint32 node)
{
  return g_ptr_array_index (self->ids, node);
}

static void
put_edge_line (Writer *self, guint32 e)
{
  const HfGeometry *geometry = self->scene->geometry;
  const HfPoint *points = geometry->points + geometry->edge_begin[e];
  guint n = geometry->edge_begin[e + 1] - geometry->edge_begin[e];
  HfLine line = hf_painter_edge_line (self->scene, e);
  g_autoptr (GString) data = g_string_new (NULL);

  put_curve_data (data, points, n);
  if (line.halo > 0)
    put_line (self, data->str, line.halo_color, line.halo, NULL);
  put_line (self, data->str, line.color, line.width, line.dash);
  put_arrow (self, points, n, line.color);
}

static void
put_edge_label (Writer *self, guint32 e)
{
  const HfRect *pill = &self->scene->geometry->labels[e];
  HfColor fill = self->scene->palette->background;
  HfRect badge;

  fill.alpha = 0.92;
  if (pill->width > 0)
    {
      put_rect (self, pill, pill->height / 2);
      put_paint (self, "fill", fill);
      g_string_append (self->out, "/>\n");
      put_centered (self, HF_TEXT_LABEL, hf_painter_label_color (self->scene, e), self->scene->drawing->edges[e].label, pill);
    }
  if (hf_geometry_scissors (self->scene->geometry, self->scene->drawing, e, &badge))
    put_scissors (self, &badge, hf_painter_edge_line (self->scene, e).color);
}

static void
put_edge (Writer *self, guint32 e)
{
  const HfEdge *edge = &self->scene->drawing->edges[e];
  const char *from = node_id (self, edge->from), *to = node_id (self, edge->to);

  g_string_append_printf (self->out, "<g class=\"edge%s%s%s%s%s\" id=\"e-%s-%s\" data-from=\"%s\" data-to=\"%s\">\n",
                          (edge->flags & HF_EDGE_ON_CHAIN) ? " chain" : "", (edge->flags & HF_EDGE_IN_COMPONENT) ? " cycle" : "",
                          (edge->flags & HF_EDGE_WEAK) ? " weak" : "", (edge->flags & HF_EDGE_MENDED) ? " mended" : "",
                          (edge->flags & HF_EDGE_STRUCTURAL) ? " structural" : "", from, to, from, to);
  put_title (self, edge->description);
  put_edge_line (self, e);
  put_edge_label (self, e);
  g_string_append (self->out, "</g>\n");
}

static void
put_hull (Writer *self, guint c)
{
  const HfRect *hull = &self->scene->geometry->hulls[c];
  HfColor color = hf_palette_component (self->scene->palette, self->scene->drawing->components[c].color);

  if (hull->width <= 0)
    return;
  put_rect (self, hull, HF_NODE_RADIUS + 4);
  g_string_append (self->out, " class=\"hull\"");
  color.alpha = 0.08;
  put_paint (self, "fill", color);
  color.alpha = self->scene->palette->high_contrast ? 1 : 0.45;
  put_border (self, color, 1, FALSE);
  g_string_append (self->out, "/>\n");
}

static void
put_badge (Writer *self, const HfRect *badge, guint component)
{
  const HfDrawnComponent *c = &self->scene->drawing->components[component];
  char text[16];

  g_string_append (self->out, "<circle class=\"badge\"");
  put_attribute (self, "cx", badge->x + badge->width / 2);
  put_attribute (self, "cy", badge->y + badge->height / 2);
  put_attribute (self, "r", badge->width / 2);
  put_paint (self, "fill", hf_palette_component (self->scene->palette, c->color));
  g_string_append (self->out, "/>\n");
  g_snprintf (text, sizeof text, "%u", c->number);
  put_centered (self, HF_TEXT_HANDLE, hf_palette_on_component (self->scene->palette, c->color), text, badge);
}

static void
put_card (Writer *self, HfRect rect, const HfBox *box)
{
  put_rect (self, &rect, box->radius);
  put_paint (self, "fill", box->fill);
  if (box->dotted)
    put_dots (self, box->border);
  else
    put_border (self, box->border, box->border_width, box->dashed);
  g_string_append (self->out, "/>\n");
}

static void
put_ring (Writer *self, const HfRect *rect, double radius)
{
  HfRect ring = hf_rect_grown (*rect, HF_RING);

  put_rect (self, &ring, radius + HF_RING);
  g_string_append (self->out, " fill=\"none\"");
  put_border (self, self->scene->palette->accent, self->scene->palette->high_contrast ? 3 : 2, FALSE);
  g_string_append (self->out, "/>\n");
}

/* The bar follows the box's round corners on its left. */
static void
put_bar (Writer *self, const HfRect *rect, const HfBox *box)
{
  double r = MIN (box->radius, HF_ROOT_BAR);

  g_string_append (self->out, "<path d=\"M");
  put_number (self->out, rect->x + HF_ROOT_BAR);
  g_string_append_c (self->out, ' ');
  put_number (self->out, rect->y);
  g_string_append (self->out, "v");
  put_number (self->out, rect->height);
  for (int corner = 0; corner < 2; corner++)
    {
      g_string_append (self->out, "a");
      put_number (self->out, r);
      g_string_append_c (self->out, ' ');
      put_number (self->out, box->radius);
      g_string_append (self->out, " 0 0 1 ");
      put_number (self->out, corner == 0 ? -r : r);
      g_string_append_c (self->out, ' ');
      put_number (self->out, -box->radius);
      if (corner == 0)
        {
          g_string_append (self->out, "v");
          put_number (self->out, -(rect->height - 2 * box->radius));
        }
    }
  g_string_append (self->out, "z\"");
  put_paint (self, "fill", box->bar_color);
  g_string_append (self->out, "/>\n");
}

static void
put_node_words (Writer *self, guint32 node, const HfBox *box)
{
  const HfNode *n = &self->scene->drawing->nodes[node];
  const HfRect *rect = &self->scene->geometry->nodes[node];
  HfMetrics *metrics = self->scene->metrics;
  double inner = rect->width - 2 * HF_NODE_PADDING_X;
  double x = rect->x + HF_NODE_PADDING_X, y = rect->y + HF_NODE_PADDING_Y;
  double size, title_height;

  hf_metrics_text (metrics, HF_TEXT_SIZE, n->size, &size, NULL);
  hf_metrics_text (metrics, HF_TEXT_TITLE, hf_node_title (n, self->scene->notes), NULL, &title_height);
  put_words (self, HF_TEXT_TITLE, box->title_color, hf_node_title (n, self->scene->notes), x, y, MAX (inner - (size > 0 ? size + 8 : 0), 1));
  put_words (self, HF_TEXT_SIZE, self->scene->palette->dim_text, n->size, x + inner - size,
             y + hf_metrics_baseline (metrics, HF_TEXT_TITLE) - hf_metrics_baseline (metrics, HF_TEXT_SIZE), 0);
  put_words (self, HF_TEXT_VALUE, self->scene->palette->dim_text, n->value, x, y + title_height + HF_NODE_LINE_GAP, inner);
}

static void
put_handles (Writer *self, guint32 node)
{
  const HfNode *n = &self->scene->drawing->nodes[node];
  HfRect pill;

  for (HfSide side = HF_SIDE_REFERRERS; side <= HF_SIDE_REFERENTS; side++)
    if (hf_geometry_handle (self->scene->geometry, self->scene->drawing, self->scene->metrics, node, side, &pill))
      {
        char text[16];

        g_snprintf (text, sizeof text, "+%u", side == HF_SIDE_REFERRERS ? n->more_referrers : n->more_referents);
        put_rect (self, &pill, pill.height / 2);
        g_string_append (self->out, " class=\"handle\"");
        put_paint (self, "fill", self->scene->palette->handle_fill);
        put_border (self, self->scene->palette->handle_border, 1, FALSE);
        g_string_append (self->out, "/>\n");
        put_centered (self, HF_TEXT_HANDLE, self->scene->palette->text, text, &pill);
      }
}

static void
put_node (Writer *self, guint32 node)
{
  const HfNode *n = &self->scene->drawing->nodes[node];
  HfRect rect = self->scene->geometry->nodes[node];
  HfBox box = hf_painter_node_box (self->scene, node);
  HfRect badge;

  g_string_append_printf (self->out, "<g class=\"node%s\" id=\"%s\">\n", (n->flags & HF_NODE_FREED) != 0 ? " freed" : "", node_id (self, node));
  put_title (self, hf_node_description (n, self->scene->notes));
  if (box.stacked)
    put_card (self, (HfRect) { rect.x + STACK_OFFSET, rect.y + STACK_OFFSET, rect.width, rect.height }, &box);
  put_card (self, hf_rect_grown (rect, -box.border_width / 2), &box);
  if (box.bar)
    put_bar (self, &rect, &box);
  if (node == self->scene->selected_node)
    put_ring (self, &rect, box.radius);
  put_node_words (self, node, &box);
  put_handles (self, node);
  if (hf_geometry_badge (self->scene->geometry, self->scene->drawing, self->scene->metrics, node, &badge))
    put_badge (self, &badge, n->component);
  g_string_append (self->out, "</g>\n");
}

static void
put_legend_sample (Writer *self, const HfLegendRow *row, double x, double y)
{
  HfRect small = { x + HF_LEGEND_SAMPLE / 2 - 9, y - 9, 18, 18 };
  HfRect box = { x + 4, y - 6, HF_LEGEND_SAMPLE - 8, 12 };
  g_autoptr (GString) data = g_string_new ("M");

  switch (row->kind)
    {
    case HF_LEGEND_COMPONENT:
      put_badge (self, &small, row->component);
      break;
    case HF_LEGEND_LINE:
      put_number (data, x);
      g_string_append_c (data, ' ');
      put_number (data, y);
      g_string_append (data, "h");
      put_number (data, HF_LEGEND_SAMPLE);
      put_line (self, data->str, row->line.color, row->line.width, row->line.dash);
      break;
    case HF_LEGEND_SCISSORS:
      put_scissors (self, &small, self->scene->palette->edge);
      break;
    case HF_LEGEND_BOX:
      put_rect (self, &box, 4);
      g_string_append (self->out, " fill=\"none\"");
      put_border (self, row->line.color, 1.5, TRUE);
      g_string_append (self->out, "/>\n");
      break;
    case HF_LEGEND_DOTTED_BOX:
      put_rect (self, &box, 4);
      g_string_append (self->out, " fill=\"none\"");
      put_dots (self, row->line.color);
      g_string_append (self->out, "/>\n");
      break;
    case HF_LEGEND_TITLE:
    default:
      break;
    }
}

static void
put_legend (Writer *self, const HfRect *card)
{
  g_autoptr (GArray) rows = hf_painter_legend_rows (self->scene);

  g_string_append (self->out, "<g class=\"legend\">\n");
  put_rect (self, card, 10);
  put_paint (self, "fill", self->scene->palette->card_fill);
  put_border (self, self->scene->palette->card_border, 1, FALSE);
  g_string_append (self->out, "/>\n");
  for (guint i = 0; i < rows->len; i++)
    {
      const HfLegendRow *row = &g_array_index (rows, HfLegendRow, i);
      HfTextRole role = row->kind == HF_LEGEND_TITLE ? HF_TEXT_LEGEND_TITLE : HF_TEXT_LEGEND;
      double x = card->x + HF_LEGEND_PADDING;
      double middle = card->y + HF_LEGEND_PADDING - 2 + (i + 0.5) * HF_LEGEND_ROW;
      double height;

      put_legend_sample (self, row, x, middle);
      hf_metrics_text (self->scene->metrics, role, row->text, NULL, &height);
      put_words (self, role, self->scene->palette->text, row->text, x + (row->kind == HF_LEGEND_TITLE ? 0 : HF_LEGEND_SAMPLE + 10), middle - height / 2, 0);
    }
  g_string_append (self->out, "</g>\n");
}

static void
put_edges (Writer *self)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint e = 0; e < self->scene->geometry->n_edges; e++)
      {
        gboolean strong = (self->scene->drawing->edges[e].flags & (HF_EDGE_ON_CHAIN | HF_EDGE_IN_COMPONENT)) != 0;

        if (strong == (pass == 1))
          put_edge (self, e);
      }
}

static void
put_page_line (Writer *self, const HfPageLine *line)
{
  const HfPalette *palette = self->scene->palette;

  put_words (self, line->role, line->role == HF_TEXT_LEGEND_TITLE ? palette->text : palette->dim_text, line->text, line->x, line->y, 0);
}

GBytes *
hf_export_svg (const HfScene *scene, const HfExportOptions *options)
{
  Writer self = { scene, options->scope, g_string_new (NULL), make_ids (scene, options->scope) };
  HfPage page;
  HfRect whole = { 0 };

  if (options->scope == NULL)
    g_string_append (self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  g_string_append (self.out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
  if (options->scope != NULL)
    g_string_append_printf (self.out, " class=\"%s\"", options->scope);

  hf_page_init (&page, scene, options);
  whole.width = page.width;
  whole.height = page.height;
  put_attribute (&self, "width", page.width);
  put_attribute (&self, "height", page.height);
  g_string_append (self.out, " viewBox=\"0 0 ");
  put_number (self.out, page.width);
  g_string_append_c (self.out, ' ');
  put_number (self.out, page.height);
  g_string_append (self.out, "\" xml:space=\"preserve\">\n");
  if (options->title != NULL && options->title[0] != '\0')
    {
      g_autofree char *title = hf_drawing_show_text (options->title, 200);

      put_title (&self, title);
    }
  put_style (&self);
  put_rect (&self, &whole, 0);
  put_paint (&self, "fill", scene->palette->background);
  g_string_append (self.out, "/>\n");
  for (guint i = 0; i < page.lines->len; i++)
    put_page_line (&self, &g_array_index (page.lines, HfPageLine, i));
  g_string_append (self.out, "<g class=\"drawing\" transform=\"translate(0 ");
  put_number (self.out, page.top);
  g_string_append (self.out, ")\">\n");
  for (guint c = 0; c < scene->geometry->n_hulls; c++)
    put_hull (&self, c);
  put_edges (&self);
  for (guint i = 0; i < scene->geometry->n_nodes; i++)
    put_node (&self, i);
  if (page.legend.width > 0)
    put_legend (&self, &page.legend);
  g_string_append (self.out, "</g>\n</svg>\n");
  hf_page_clear (&page);
  g_ptr_array_unref (self.ids);

  return g_string_free_to_bytes (self.out);
}
