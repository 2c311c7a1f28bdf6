/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <glib/gi18n.h>

#include "drawing/hf-drawing.h"

#define MAX_CELL 60

typedef struct
{
  char *title;
  HfCliColumn column;
  guint width;
} Column;

struct _HfCliTable
{
  const HfCli *cli;
  GArray *columns;  /* of Column */
  GPtrArray *cells; /* of char*, row after row */
};

static void
clear_column (Column *column)
{
  g_free (column->title);
}

HfCliTable *
hf_cli_table_new (const HfCli *cli)
{
  HfCliTable *self = g_new0 (HfCliTable, 1);

  self->cli = cli;
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (self->columns, (GDestroyNotify) clear_column);
  self->cells = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
table_free (HfCliTable *self)
{
  g_array_unref (self->columns);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

static Column *
column_at (const HfCliTable *self, guint i)
{
  return &g_array_index (self->columns, Column, i % self->columns->len);
}

void
hf_cli_table_column (HfCliTable *self, const char *title, HfCliColumn column)
{
  Column new = { g_strdup (title), column, 0 };

  g_array_append_val (self->columns, new);
}

void
hf_cli_table_text (HfCliTable *self, const char *text)
{
  g_autofree char *clean = hf_cli_escape (text);
  gboolean last = (self->cells->len + 1) % self->columns->len == 0;

  if (self->cli->terminal && !last && g_utf8_strlen (clean, -1) > MAX_CELL)
    {
      g_autofree char *begin = g_utf8_substring (clean, 0, MAX_CELL - 1);

      g_ptr_array_add (self->cells, g_strconcat (begin, "…", NULL));
    }
  else
    g_ptr_array_add (self->cells, g_steal_pointer (&clean));
}

void
hf_cli_table_number (HfCliTable *self, gint64 number)
{
  switch (column_at (self, self->cells->len)->column)
    {
    case HF_CLI_SIZE:
      g_ptr_array_add (self->cells, hf_cli_size (self->cli, (guint64) number));
      break;

    case HF_CLI_SIGNED:
      g_ptr_array_add (self->cells, g_strdup_printf ("%+" G_GINT64_FORMAT, number));
      break;

    case HF_CLI_ADDRESS:
      g_ptr_array_add (self->cells, g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", (guint64) number));
      break;

    case HF_CLI_TEXT:
    case HF_CLI_NUMBER:
    default:
      g_ptr_array_add (self->cells, g_strdup_printf ("%" G_GINT64_FORMAT, number));
      break;
    }
}

void
hf_cli_table_none (HfCliTable *self)
{
  g_ptr_array_add (self->cells, g_strdup (self->cli->terminal ? "–" : ""));
}

/* Columns that a text takes on a terminal. */
static guint
width_of (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

static void
pad (GString *line, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (line, ' ');
}

static void
append_cell (GString *line, const Column *column, const char *text, gboolean last)
{
  guint space = column->width - MIN (column->width, width_of (text));

  if (column->column != HF_CLI_TEXT && column->column != HF_CLI_ADDRESS)
    pad (line, space);
  g_string_append (line, text);
  if (!last && (column->column == HF_CLI_TEXT || column->column == HF_CLI_ADDRESS))
    pad (line, space);
  g_string_append (line, last ? "\n" : "  ");
}

static void
measure (HfCliTable *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    column_at (self, i)->width = width_of (column_at (self, i)->title);
  for (guint i = 0; i < self->cells->len; i++)
    column_at (self, i)->width = MAX (column_at (self, i)->width, width_of (g_ptr_array_index (self->cells, i)));
}

static void
print_aligned (HfCliTable *self)
{
  g_autoptr (GString) line = g_string_new (NULL);
  guint n = self->columns->len;

  measure (self);
  for (guint i = 0; i < n; i++)
    append_cell (line, column_at (self, i), column_at (self, i)->title, i + 1 == n);
  for (guint i = 0; i < self->cells->len; i++)
    append_cell (line, column_at (self, i), g_ptr_array_index (self->cells, i), (i + 1) % n == 0);
  hf_cli_print (line->str);
}

static void
print_plain (HfCliTable *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      hf_cli_print (g_ptr_array_index (self->cells, i));
      hf_cli_print ((i + 1) % self->columns->len == 0 ? "\n" : "\t");
    }
}

void
hf_cli_table_print (HfCliTable *self, guint n)
{
  guint rows = self->cells->len / self->columns->len;

  hf_cli_progress_stop ();
  if (self->cli->terminal)
    print_aligned (self);
  else
    print_plain (self);
  if (self->cli->terminal && rows < n)
    hf_cli_printf (ngettext ("… and %u more (--limit 0 shows everything)\n", "… and %u more (--limit 0 shows everything)\n", n - rows), n - rows);
  table_free (self);
}

/* ---- words --------------------------------------------------------------------------------------------------------------- */

static gboolean
is_unsafe (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void
append_escaped (GString *text, gunichar c)
{
  switch (c)
    {
    case '\n':
      g_string_append (text, "\\n");
      break;

    case '\t':
      g_string_append (text, "\\t");
      break;

    case '\r':
      g_string_append (text, "\\r");
      break;

    default:
      g_string_append_printf (text, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
      break;
    }
}

char *
hf_cli_escape (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_unsafe (c))
        append_escaped (clean, c);
      else
        g_string_append_unichar (clean, c);
    }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

char *
hf_cli_size (const HfCli *cli, guint64 bytes)
{
  return cli->terminal ? hf_drawing_format_size (bytes) : g_strdup_printf ("%" G_GUINT64_FORMAT, bytes);
}

void
hf_cli_print (const char *text)
{
  fputs (text, stdout);
}

void
hf_cli_printf (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  hf_cli_print (text);
}
