/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-csv.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "heap/hf-error.h"

#define FLUSH_BYTES (1u << 20)

static gboolean
looks_like_formula (const char *cell)
{
  return *cell != '\0' && strchr ("=+-@\t\r", *cell) != NULL;
}

void
hf_csv_append_cell (GString *text, const char *cell, gboolean is_text)
{
  gboolean guard = is_text && looks_like_formula (cell);

  if (!guard && strpbrk (cell, ",\"\r\n") == NULL)
    {
      g_string_append (text, cell);
      return;
    }
  g_string_append_c (text, '"');
  if (guard)
    g_string_append_c (text, '\'');
  for (const char *c = cell; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

static gboolean
is_text (HfColumnKind kind)
{
  return kind == HF_COLUMN_TEXT || kind == HF_COLUMN_CODE || kind == HF_COLUMN_PATH;
}

static void
append_header (GString *text, const HfColumn *columns, guint n_columns)
{
  for (guint c = 0; c < n_columns; c++)
    {
      if (c > 0)
        g_string_append_c (text, ',');
      hf_csv_append_cell (text, _(columns[c].title), TRUE);
    }
  g_string_append (text, "\r\n");
}

static void
append_row (GString *text, HfTable *table, guint32 row, const HfColumn *columns, guint n_columns)
{
  for (guint c = 0; c < n_columns; c++)
    {
      g_autofree char *cell = hf_table_dup_exact (table, row, c);

      if (c > 0)
        g_string_append_c (text, ',');
      hf_csv_append_cell (text, cell, is_text (columns[c].kind));
    }
  g_string_append (text, "\r\n");
}

static gboolean
flush (GOutputStream *stream, GString *text, GError **error)
{
  gboolean done = g_output_stream_write_all (stream, text->str, text->len, NULL, NULL, error);

  g_string_truncate (text, 0);
  return done;
}

static gboolean
write_rows (HfTable *table, const guint32 *rows, guint n, GOutputStream *stream, HfProgress *progress, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_columns;
  const HfColumn *columns = hf_table_get_columns (table, &n_columns);

  hf_progress_begin (progress, N_("Writing the table"), n);
  append_header (text, columns, n_columns);
  for (guint i = 0; i < n; i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      append_row (text, table, rows[i], columns, n_columns);
      if (text->len >= FLUSH_BYTES && !flush (stream, text, error))
        return FALSE;
    }

  return flush (stream, text, error);
}

gboolean
hf_csv_write (HfTable *table, const guint32 *rows, guint n_rows, const char *path, HfProgress *progress, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
  g_autoptr (GCancellable) abandon = g_cancellable_new ();

  if (stream == NULL)
    return FALSE;
  if (!write_rows (table, rows, n_rows, G_OUTPUT_STREAM (stream), progress, error))
    {
      /* A cancelled close leaves the file as it was. */
      g_cancellable_cancel (abandon);
      g_output_stream_close (G_OUTPUT_STREAM (stream), abandon, NULL);
      return FALSE;
    }

  return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
}
