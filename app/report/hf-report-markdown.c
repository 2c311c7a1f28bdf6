/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-private.h"

#include <string.h>

/* What would begin a list or a rule is meant as it is. The number of characters at the beginning that were put. */
static gsize
put_beginning (GString *out, const char *text)
{
  gsize n = strspn (text, "0123456789");

  if (*text != '\0' && strchr ("-+=", *text) != NULL)
    {
      g_string_append_printf (out, "\\%c", *text);
      return 1;
    }
  if (n == 0 || (text[n] != '.' && text[n] != ')'))
    return 0;
  g_string_append_len (out, text, (gssize) n);
  g_string_append_printf (out, "\\%c", text[n]);

  return n + 1;
}

/* What would mean something to Markdown, or to the HTML that it lets through, is shown as it is. */
static void
put_text (GString *out, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '<')
        g_string_append (out, "&lt;");
      else if (*at == '>')
        g_string_append (out, "&gt;");
      else if (*at == '&')
        g_string_append (out, "&amp;");
      else
        {
          if (strchr ("\\`*_[]#|~", *at) != NULL)
            g_string_append_c (out, '\\');
          g_string_append_c (out, *at);
        }
    }
}

/* A span of code: fenced with more backticks than it has in a row; in a table a bar must still be escaped. */
static void
put_span (GString *out, const char *text)
{
  guint run = 0, most = 0;
  g_autofree char *fence = NULL;

  for (const char *at = text; *at != '\0'; at++)
    {
      run = *at == '`' ? run + 1 : 0;
      most = MAX (most, run);
    }
  fence = g_strnfill (most + 1, '`');
  if (*text == '\0')
    return;
  g_string_append_printf (out, "%s%s", fence, most > 0 ? " " : "");
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '|')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at);
    }
  g_string_append_printf (out, "%s%s", most > 0 ? " " : "", fence);
}

static void
put_paragraph (GString *out, const char *before, const char *text)
{
  g_string_append (out, before);
  put_text (out, text + put_beginning (out, text));
  g_string_append (out, "\n\n");
}

/* Indented: no line of it can end the block. */
static void
put_code (GString *out, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, "    %s\n", lines[i]);
  g_string_append_c (out, '\n');
}

static void
put_finding (GString *out, const HfBlock *block)
{
  g_string_append (out, "> ");
  if (block->sign != NULL)
    {
      g_string_append (out, "**");
      put_text (out, block->sign);
      g_string_append (out, "** ");
    }
  put_text (out, block->text);
  if (block->rest != NULL)
    {
      g_string_append (out, "\n>\n> ");
      put_text (out, block->rest);
    }
  g_string_append (out, "\n\n");
}

static void
put_heads (GString *out, const HfBlock *table)
{
  for (guint i = 0; i < table->heads->len; i++)
    {
      g_string_append (out, "| ");
      put_text (out, g_array_index (table->heads, HfReportHead, i).title);
      g_string_append_c (out, ' ');
    }
  g_string_append (out, "|\n");
  for (guint i = 0; i < table->heads->len; i++)
    g_string_append (out, hf_report_is_numeric (g_array_index (table->heads, HfReportHead, i).kind) ? "| ---: " : "| --- ");
  g_string_append (out, "|\n");
}

static void
put_table (GString *out, const HfBlock *table)
{
  guint n_columns = table->heads->len;

  if (table->text != NULL)
    put_paragraph (out, "", table->text);
  put_heads (out, table);
  for (guint i = 0; i < table->cells->len; i++)
    {
      const HfReportCell *cell = &g_array_index (table->cells, HfReportCell, i);
      const char *text = cell->text != NULL ? cell->text : "";

      g_string_append (out, "| ");
      if (g_array_index (table->heads, HfReportHead, i % n_columns).kind == HF_REPORT_CODE)
        put_span (out, text);
      else
        put_text (out, text);
      g_string_append (out, i % n_columns == n_columns - 1 ? " |\n" : " ");
    }
  g_string_append_c (out, '\n');
  if (table->more > 0)
    {
      g_autofree char *words = hf_report_more_words (table->more);

      put_paragraph (out, "", words);
    }
}

/* A file's name may hold anything. */
static void
put_picture (GString *out, const HfBlock *block, const char *name)
{
  g_autofree char *address = name != NULL ? g_uri_escape_string (name, NULL, FALSE) : NULL;

  if (address == NULL)
    {
      if (block->text != NULL)
        put_paragraph (out, "", block->text);
      return;
    }
  g_string_append (out, "![");
  put_text (out, block->text != NULL ? block->text : "");
  g_string_append_printf (out, "](%s)\n\n", address);
}

GBytes *
hf_report_to_markdown (const HfReport *self, const char *const *pictures)
{
  static const char *const levels[] = { "", "# ", "## ", "### ", "#### " };
  GString *out = g_string_new ("# ");
  guint n_pictures = 0;

  put_text (out, self->title);
  g_string_append (out, "\n\n");
  put_text (out, self->program);
  g_string_append (out, " \xc2\xb7 ");
  put_text (out, self->date);
  g_string_append (out, "\n\n");
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const HfBlock *block = hf_report_block (self, i);

      if (block->kind == HF_BLOCK_HEADING)
        put_paragraph (out, levels[block->level], block->text);
      else if (block->kind == HF_BLOCK_TEXT)
        put_paragraph (out, "", block->text);
      else if (block->kind == HF_BLOCK_CODE)
        put_code (out, block->text);
      else if (block->kind == HF_BLOCK_FINDING)
        put_finding (out, block);
      else if (block->kind == HF_BLOCK_PICTURE)
        put_picture (out, block, pictures != NULL ? pictures[n_pictures++] : NULL);
      else
        put_table (out, block);
    }

  return g_string_free_to_bytes (out);
}
