/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "report/hf-report-resources.h"

#define TREND_WIDTH 72.0
#define TREND_HEIGHT 16.0


static void
put_text (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

static void
put_element (GString *out, const char *tag, const char *attributes, const char *text)
{
  g_string_append_printf (out, "<%s%s>", tag, attributes);
  put_text (out, text);
  g_string_append_printf (out, "</%s>\n", tag);
}

static GBytes *
resource (const char *name)
{
  g_autofree char *path = g_strconcat ("/org/holdfast/report/", name, NULL);
  GBytes *bytes = g_resource_lookup_data (hf_report_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL);

  return bytes;
}

static void
put_resource (GString *out, const char *tag, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_string_append_printf (out, "<%s>", tag);
  g_string_append_len (out, data, (gssize) size);
  g_string_append_printf (out, "</%s>\n", tag);
}

/* What a Content-Security-Policy knows a script by. */
static char *
digest (GBytes *bytes)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 raw[32];
  gsize n = sizeof raw;

  g_checksum_update (sum, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_checksum_get_digest (sum, raw, &n);

  return g_base64_encode (raw, n);
}

static void
put_head (const HfReport *self, GString *out, GBytes *script)
{
  g_autoptr (GBytes) style = resource ("report.css");
  g_autofree char *hash = digest (script);

  g_string_append (out, "<!DOCTYPE html>\n<html lang=\"");
  /* Translators: the language of a report, as HTML names it. */
  put_text (out, C_("language", "en"));
  g_string_append (out, "\">\n<head>\n<meta charset=\"utf-8\">\n");
  g_string_append_printf (out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                               "script-src 'sha256-%s'\">\n", hash);
  g_string_append (out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
  put_element (out, "title", "", self->title);
  put_resource (out, "style", style);
  g_string_append (out, "</head>\n<body>\n<header>\n");
  put_element (out, "h1", "", self->title);
  g_string_append (out, "<p class=\"made\">");
  put_text (out, self->program);
  g_string_append (out, " · ");
  put_text (out, self->date);
  g_string_append (out, "</p>\n</header>\n");
}

/* The chapters, where there are enough to be looked for. */
static void
put_contents (const HfReport *self, GString *out)
{
  guint n = 0;

  for (guint i = 0; i < self->blocks->len; i++)
    n += hf_report_block (self, i)->kind == HF_BLOCK_HEADING && hf_report_block (self, i)->level == 2;
  if (n < 3)
    return;
  g_string_append_printf (out, "<nav aria-label=\"%s\">\n", _("Contents"));
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const HfBlock *block = hf_report_block (self, i);
      g_autofree char *target = g_strdup_printf (" href=\"#s%u\"", i);

      if (block->kind == HF_BLOCK_HEADING && block->level == 2)
        put_element (out, "a", target, block->text);
    }
  g_string_append (out, "</nav>\n");
}

/* ---- tables --------------------------------------------------------------------------------------------------------------- */

static void
put_point (GString *out, double x, double y)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.1f", x));
  g_string_append_c (out, ',');
  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.1f ", y));
}

static void
put_trend (GString *out, const HfReportCell *cell)
{
  guint32 most = 1;

  for (guint i = 0; i < cell->n_series; i++)
    most = MAX (most, cell->series[i]);
  g_string_append_printf (out, "<svg class=\"trend\" width=\"%d\" height=\"%d\" role=\"img\"><title>%s</title><polyline points=\"",
                          (int) TREND_WIDTH, (int) TREND_HEIGHT, cell->text);
  for (guint i = 0; i < cell->n_series; i++)
    put_point (out, 2 + (TREND_WIDTH - 4) * i / MAX (cell->n_series - 1, 1), TREND_HEIGHT - 2 - (TREND_HEIGHT - 4) * cell->series[i] / most);
  g_string_append (out, "\"/></svg>");
}

static void
put_cell (GString *out, const HfReportCell *cell, HfReportColumn kind)
{
  gboolean is_signed = kind == HF_REPORT_DELTA || kind == HF_REPORT_DELTA_BYTES;

  if (!hf_report_is_numeric (kind))
    g_string_append_printf (out, "<td%s>", kind == HF_REPORT_CODE ? " class=\"code\"" : "");
  else if (cell->text == NULL)
    g_string_append (out, "<td>");
  else
    g_string_append_printf (out, "<td class=\"number%s\" data-value=\"%" G_GINT64_FORMAT "\"",
                            !is_signed || cell->number == 0 ? "" : cell->number > 0 ? " more" : " less", cell->number);
  if (hf_report_is_numeric (kind) && cell->text != NULL)
    {
      if (hf_report_is_bytes (kind))
        g_string_append_printf (out, " title=\"%" G_GINT64_FORMAT " B\"", cell->number);
      g_string_append_c (out, '>');
    }
  if (cell->series != NULL)
    put_trend (out, cell);
  else if (cell->text != NULL)
    put_text (out, cell->text);
  g_string_append (out, "</td>");
}

static void
put_heads (GString *out, const HfBlock *table)
{
  g_string_append (out, "<thead><tr>");
  for (guint i = 0; i < table->heads->len; i++)
    {
      const HfReportHead *head = &g_array_index (table->heads, HfReportHead, i);

      g_string_append_printf (out, "<th scope=\"col\"%s><button type=\"button\">", hf_report_is_numeric (head->kind) ? " class=\"number\"" : "");
      put_text (out, head->title);
      g_string_append (out, "</button></th>");
    }
  g_string_append (out, "</tr></thead>\n");
}

static void
put_table (GString *out, const HfBlock *table)
{
  guint n_columns = table->heads->len;

  g_string_append (out, "<div class=\"scroll\"><table>\n");
  if (table->text != NULL)
    put_element (out, "caption", "", table->text);
  put_heads (out, table);
  g_string_append (out, "<tbody>\n");
  for (guint i = 0; i < table->cells->len; i++)
    {
      if (i % n_columns == 0)
        g_string_append (out, "<tr>");
      put_cell (out, &g_array_index (table->cells, HfReportCell, i), g_array_index (table->heads, HfReportHead, i % n_columns).kind);
      if (i % n_columns == n_columns - 1)
        g_string_append (out, "</tr>\n");
    }
  g_string_append (out, "</tbody></table></div>\n");
  if (table->more > 0)
    {
      g_autofree char *words = hf_report_more_words (table->more);

      put_element (out, "p", " class=\"rest\"", words);
    }
}

/* ---- the rest -------------------------------------------------------------------------------------------------------------- */

static void
put_finding (GString *out, const HfBlock *block)
{
  g_string_append (out, "<div class=\"finding\"><p>");
  if (block->sign != NULL)
    {
      g_string_append (out, "<b class=\"sign\">");
      put_text (out, block->sign);
      g_string_append (out, "</b> ");
    }
  put_text (out, block->text);
  g_string_append (out, "</p>");
  if (block->rest != NULL)
    put_element (out, "p", " class=\"rest\"", block->rest);
  g_string_append (out, "</div>\n");
}

static void
put_picture (GString *out, const HfBlock *block)
{
  gsize size;
  const char *svg = g_bytes_get_data (block->svg, &size);

  g_string_append (out, "<figure class=\"picture\" aria-label=\"");
  put_text (out, block->text != NULL ? block->text : "");
  g_string_append (out, "\">");
  g_string_append_len (out, svg, (gssize) size);
  g_string_append (out, "</figure>\n");
}

static void
put_block (GString *out, const HfBlock *block, guint i)
{
  g_autofree char *id = g_strdup_printf (" id=\"s%u\"", i);
  const char tag[] = { 'h', (char) ('0' + block->level), '\0' };

  switch (block->kind)
    {
    case HF_BLOCK_HEADING:
      put_element (out, tag, id, block->text);
      break;
    case HF_BLOCK_TEXT:
      put_element (out, "p", "", block->text);
      break;
    case HF_BLOCK_CODE:
      put_element (out, "pre", "", block->text);
      break;
    case HF_BLOCK_FINDING:
      put_finding (out, block);
      break;
    case HF_BLOCK_PICTURE:
      put_picture (out, block);
      break;
    case HF_BLOCK_TABLE:
    default:
      put_table (out, block);
      break;
    }
}

GBytes *
hf_report_to_html (const HfReport *self)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GBytes) script = resource ("report.js");

  put_head (self, out, script);
  put_contents (self, out);
  g_string_append (out, "<main>\n");
  for (guint i = 0; i < self->blocks->len; i++)
    put_block (out, hf_report_block (self, i), i);
  g_string_append (out, "</main>\n");
  put_resource (out, "script", script);
  g_string_append (out, "</body>\n</html>\n");

  return g_string_free_to_bytes (out);
}
