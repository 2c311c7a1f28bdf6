/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hf-report-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "drawing/hf-drawing.h"

/* Between groups of three digits: a narrow space that does not break. */
#define GROUP "\xe2\x80\xaf"
#define MINUS "\xe2\x88\x92"

static char *
safe (const char *text)
{
  return text != NULL ? hf_drawing_show_text (text, HF_REPORT_MAX_CHARS) : NULL;
}

/* Line by line: the ends of lines are meant. */
static char *
safe_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = lines[i];

      lines[i] = safe (line);
      g_free (line);
    }

  return g_strjoinv ("\n", lines);
}

static void
free_block (gpointer data)
{
  HfBlock *block = data;

  for (guint i = 0; block->heads != NULL && i < block->heads->len; i++)
    g_free (g_array_index (block->heads, HfReportHead, i).title);
  for (guint i = 0; block->cells != NULL && i < block->cells->len; i++)
    {
      g_free (g_array_index (block->cells, HfReportCell, i).text);
      g_free (g_array_index (block->cells, HfReportCell, i).series);
    }
  g_clear_pointer (&block->heads, g_array_unref);
  g_clear_pointer (&block->cells, g_array_unref);
  g_clear_pointer (&block->svg, g_bytes_unref);
  g_free (block->text);
  g_free (block->sign);
  g_free (block->rest);
  g_free (block);
}

HfReport *
hf_report_new (const char *title, const char *program)
{
  HfReport *self = g_new0 (HfReport, 1);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  self->title = safe (title);
  self->program = g_strdup (program);
  self->date = g_date_time_format (now, "%Y-%m-%d %H:%M");
  self->blocks = g_ptr_array_new_with_free_func (free_block);

  return self;
}

void
hf_report_free (HfReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_free (self->title);
  g_free (self->program);
  g_free (self->date);
  g_free (self);
}

static HfBlock *
add (HfReport *self, HfBlockKind kind, char *text)
{
  HfBlock *block = g_new0 (HfBlock, 1);

  block->kind = kind;
  block->text = text;
  g_ptr_array_add (self->blocks, block);

  return block;
}

void
hf_report_heading (HfReport *self, guint level, const char *text)
{
  g_return_if_fail (level >= 2 && level <= 4);

  add (self, HF_BLOCK_HEADING, safe (text))->level = level;
}

void
hf_report_text (HfReport *self, const char *text)
{
  add (self, HF_BLOCK_TEXT, safe (text));
}

void
hf_report_code (HfReport *self, const char *text)
{
  add (self, HF_BLOCK_CODE, safe_lines (text));
}

void
hf_report_finding (HfReport *self, const char *sign, const char *sentence, const char *rest)
{
  HfBlock *block = add (self, HF_BLOCK_FINDING, safe (sentence));

  block->sign = safe (sign);
  block->rest = safe (rest);
}

void
hf_report_picture (HfReport *self, GBytes *svg, const char *words)
{
  add (self, HF_BLOCK_PICTURE, safe (words))->svg = g_bytes_ref (svg);
  self->n_pictures++;
}

guint
hf_report_n_pictures (const HfReport *self)
{
  return self->n_pictures;
}

/* ---- tables ------------------------------------------------------------------------------------------------------------- */

void
hf_report_table (HfReport *self, const char *caption)
{
  HfBlock *block = add (self, HF_BLOCK_TABLE, safe (caption));

  block->heads = g_array_new (FALSE, FALSE, sizeof (HfReportHead));
  block->cells = g_array_new (FALSE, FALSE, sizeof (HfReportCell));
}

static HfBlock *
open_table (HfReport *self)
{
  HfBlock *block = self->blocks->len > 0 ? g_ptr_array_index (self->blocks, self->blocks->len - 1) : NULL;

  return block != NULL && block->kind == HF_BLOCK_TABLE ? block : NULL;
}

void
hf_report_column (HfReport *self, const char *title, HfReportColumn kind)
{
  HfBlock *table = open_table (self);
  HfReportHead head = { safe (title), kind };

  g_return_if_fail (table != NULL && table->cells->len == 0);

  g_array_append_val (table->heads, head);
}

static HfReportColumn
next_kind (const HfBlock *table)
{
  return g_array_index (table->heads, HfReportHead, table->cells->len % table->heads->len).kind;
}

static char *
group_digits (guint64 number, const char *sign)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  GString *text = g_string_new (sign);
  gsize n = strlen (digits);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, GROUP);
      g_string_append_c (text, digits[i]);
    }

  return g_string_free (text, FALSE);
}

static char *
number_words (gint64 number, HfReportColumn kind)
{
  guint64 magnitude = number < 0 ? 0 - (guint64) number : (guint64) number;
  gboolean is_signed = kind == HF_REPORT_DELTA || kind == HF_REPORT_DELTA_BYTES;
  const char *sign = number < 0 ? MINUS : is_signed && number > 0 ? "+" : "";
  g_autofree char *size = NULL;

  if (!hf_report_is_bytes (kind))
    return group_digits (magnitude, sign);
  size = hf_drawing_format_size (magnitude);

  return g_strconcat (sign, size, NULL);
}

void
hf_report_cell (HfReport *self, const char *text)
{
  HfBlock *table = open_table (self);
  HfReportCell cell = { safe (text), 0, NULL, 0 };

  g_return_if_fail (table != NULL && table->heads->len > 0);

  g_array_append_val (table->cells, cell);
}

void
hf_report_number (HfReport *self, gint64 number)
{
  HfBlock *table = open_table (self);
  HfReportCell cell = { NULL, number, NULL, 0 };

  g_return_if_fail (table != NULL && table->heads->len > 0);

  cell.text = number_words (number, next_kind (table));
  g_array_append_val (table->cells, cell);
}

void
hf_report_series (HfReport *self, const guint32 *counts, guint n)
{
  HfBlock *table = open_table (self);
  g_autoptr (GString) words = g_string_new (NULL);
  HfReportCell cell = { NULL, n > 0 ? counts[n - 1] : 0, NULL, n };

  g_return_if_fail (table != NULL && table->heads->len > 0);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *count = group_digits (counts[i], "");

      g_string_append_printf (words, "%s%s", i > 0 ? " \xe2\x86\x92 " : "", count);
    }
  cell.text = g_string_free (g_steal_pointer (&words), FALSE);
  cell.series = g_memdup2 (counts, n * sizeof *counts);
  g_array_append_val (table->cells, cell);
}

void
hf_report_end (HfReport *self, guint more)
{
  HfBlock *table = open_table (self);

  g_return_if_fail (table != NULL && table->heads->len > 0 && table->cells->len % table->heads->len == 0);

  table->more = more;
  if (table->cells->len == 0)
    g_ptr_array_set_size (self->blocks, (int) self->blocks->len - 1);
}

char *
hf_report_more_words (guint more)
{
  g_autofree char *count = group_digits (more, "");

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %s more row", "and %s more rows", more), count);
}

/* ---- files ---------------------------------------------------------------------------------------------------------------- */

static gboolean
ends_in (const char *path, const char *const *endings)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;

  return FALSE;
}

static const char *const html_endings[] = { ".html", ".htm", NULL };
static const char *const markdown_endings[] = { ".md", ".markdown", NULL };

gboolean
hf_report_is_path (const char *path, GError **error)
{
  if (ends_in (path, html_endings) || ends_in (path, markdown_endings))
    return TRUE;
  g_set_error (error, HF_ERROR, HF_ERROR_UNSUPPORTED, _("A report's name ends in .html or .md"));

  return FALSE;
}

static gboolean
write_file (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT,
                                0666, &reason))
    return TRUE;
  g_set_error (error, HF_ERROR, HF_ERROR_IO, _("The report could not be saved: %s."), reason->message);

  return FALSE;
}

/* A picture in a file of its own says what it is. */
static GBytes *
standalone (GBytes *svg)
{
  static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) declaration, sizeof declaration - 1);
  g_byte_array_append (bytes, g_bytes_get_data (svg, NULL), (guint) g_bytes_get_size (svg));

  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
write_markdown (const HfReport *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *stem = g_path_get_basename (path);
  g_autoptr (GBytes) bytes = NULL;

  *strrchr (stem, '.') = '\0';
  for (guint i = 0; i < self->blocks->len; i++)
    if (hf_report_block (self, i)->kind == HF_BLOCK_PICTURE)
      {
        char *name = g_strdup_printf ("%s-%u.svg", stem, names->len + 1);
        g_autofree char *file = g_build_filename (folder, name, NULL);
        g_autoptr (GBytes) svg = standalone (hf_report_block (self, i)->svg);

        g_ptr_array_add (names, name);
        if (!write_file (file, svg, error))
          return FALSE;
      }
  g_ptr_array_add (names, NULL);
  bytes = hf_report_to_markdown (self, (const char *const *) names->pdata);

  return write_file (path, bytes, error);
}

gboolean
hf_report_write (const HfReport *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!hf_report_is_path (path, error))
    return FALSE;
  if (ends_in (path, markdown_endings))
    return write_markdown (self, path, error);
  bytes = hf_report_to_html (self);

  return write_file (path, bytes, error);
}
