/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-cells.h"

#include <glib/gi18n.h>

#include "canvas/hf-tip.h"
#include "hf-bar.h"
#include "hf-lines.h"
#include "hf-list.h"
#include "hf-path-label.h"
#include "hf-sparkline.h"
#include "session/hf-format.h"
#include "session/hf-growth-table.h"
#include "session/hf-holder-table.h"

typedef struct
{
  guint column;
  HfColumnKind kind;
  guint lines;
} Cell;

static gboolean
is_number (HfColumnKind kind)
{
  switch (kind)
    {
    case HF_COLUMN_COUNT:
    case HF_COLUMN_BYTES:
    case HF_COLUMN_DELTA:
    case HF_COLUMN_DELTA_BYTES:
      return TRUE;
    case HF_COLUMN_TEXT:
    case HF_COLUMN_CODE:
    case HF_COLUMN_TREND:
    case HF_COLUMN_SHARE:
    case HF_COLUMN_ADDRESS:
    case HF_COLUMN_PATH:
    default:
      return FALSE;
    }
}

/* Of a long name both ends tell something: the package and the class. */
static PangoEllipsizeMode
cut_of (HfColumnKind kind)
{
  return kind == HF_COLUMN_TEXT ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END;
}

static GtkWidget *
new_label (HfColumnKind kind)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), is_number (kind) ? 1.0f : 0.0f);
  if (is_number (kind))
    gtk_widget_add_css_class (label, "numeric");
  else
    gtk_label_set_ellipsize (GTK_LABEL (label), cut_of (kind));
  if (kind == HF_COLUMN_CODE || kind == HF_COLUMN_ADDRESS)
    gtk_widget_add_css_class (label, "code");
  if (!is_number (kind))
    hf_list_tell_when_cut (label, label);

  return label;
}

static GtkWidget *
new_lines (HfColumnKind kind, guint lines)
{
  GtkWidget *text = hf_lines_new (lines, cut_of (kind));

  if (kind == HF_COLUMN_CODE)
    gtk_widget_add_css_class (text, "code");

  return text;
}

static GtkWidget *
new_child (HfColumnKind kind, guint lines)
{
  if (kind == HF_COLUMN_TREND)
    return hf_sparkline_new ();
  if (kind == HF_COLUMN_SHARE)
    return hf_bar_new ();
  if (kind == HF_COLUMN_PATH)
    return hf_path_label_new ();
  if (lines > 1)
    return new_lines (kind, lines);
  return new_label (kind);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Cell *cell = data;

  gtk_list_item_set_child (item, new_child (cell->kind, cell->lines));
}

static void
set_change_class (GtkWidget *label, gint64 number)
{
  gtk_widget_remove_css_class (label, "grew");
  gtk_widget_remove_css_class (label, "shrank");
  if (number > 0)
    gtk_widget_add_css_class (label, "grew");
  else if (number < 0)
    gtk_widget_add_css_class (label, "shrank");
}

static char *
exact_words (HfTable *table, guint32 row, const Cell *cell)
{
  gint64 number = hf_table_number (table, row, cell->column);

  if (number == HF_UNKNOWN_NUMBER)
    return NULL;
  return hf_format_exact_size ((guint64) ABS (number));
}

static void
bind_label (GtkWidget *label, HfTable *table, guint32 row, const Cell *cell)
{
  g_autofree char *shown = hf_table_dup_shown (table, row, cell->column);
  g_autofree char *tip = NULL;

  gtk_label_set_text (GTK_LABEL (label), shown);
  if (cell->kind == HF_COLUMN_DELTA || cell->kind == HF_COLUMN_DELTA_BYTES)
    set_change_class (label, hf_table_number (table, row, cell->column));
  if (cell->kind == HF_COLUMN_BYTES || cell->kind == HF_COLUMN_DELTA_BYTES)
    tip = exact_words (table, row, cell);
  hf_tip_set (label, tip);
}

static void
bind_lines (GtkWidget *lines, HfTable *table, guint32 row, const Cell *cell)
{
  g_autofree char *shown = hf_table_dup_shown (table, row, cell->column);

  hf_lines_set_text (HF_LINES (lines), shown, NULL);
}

static void
bind_trend (GtkWidget *widget, HfTable *table, guint32 row)
{
  g_autoptr (GString) words = g_string_new (NULL);
  guint n;
  const guint32 *values = hf_table_series (table, row, &n);

  hf_sparkline_set_values (HF_SPARKLINE (widget), values, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *count = hf_format_count (values[i]);

      g_string_append_printf (words, "%s%s", i == 0 ? "" : " → ", count);
    }
  hf_tip_set (widget, words->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
}

static void
bind_share (GtkWidget *widget, HfTable *table, guint32 row, const Cell *cell)
{
  g_autofree char *words = hf_table_dup_shown (table, row, cell->column);

  hf_bar_set_permille (HF_BAR (widget), (guint) CLAMP (hf_table_number (table, row, cell->column), 0, 1000));
  hf_tip_set (widget, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
bind_path (GtkWidget *widget, HfTable *table, guint32 row, const Cell *cell)
{
  g_autofree char *path = hf_table_dup_shown (table, row, cell->column);
  HfKind first = HF_KIND_OTHER, last = HF_KIND_OTHER;

  if (HF_IS_HOLDER_TABLE (table))
    hf_holder_table_get_kinds (HF_HOLDER_TABLE (table), row, &first, &last);
  else if (HF_IS_GROWTH_TABLE (table))
    hf_growth_table_get_kinds (HF_GROWTH_TABLE (table), row, &first, &last);
  hf_path_label_set (HF_PATH_LABEL (widget), path, first, last);
}

/* A row is called by its first cell. */
static void
name_row (GtkListItem *item, HfTable *table, guint32 row)
{
  g_autofree char *words = hf_table_dup_shown (table, row, 0);

  hf_list_name_row (item, words);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Cell *cell = data;
  HfRow *handle = gtk_list_item_get_item (item);
  HfTable *table = hf_row_get_table (handle);
  guint32 row = hf_row_get_index (handle);
  GtkWidget *child = gtk_list_item_get_child (item);

  if (cell->kind == HF_COLUMN_TREND)
    bind_trend (child, table, row);
  else if (cell->kind == HF_COLUMN_SHARE)
    bind_share (child, table, row, cell);
  else if (cell->kind == HF_COLUMN_PATH)
    bind_path (child, table, row, cell);
  else if (cell->lines > 1)
    bind_lines (child, table, row, cell);
  else
    bind_label (child, table, row, cell);
  if (cell->column == 0)
    name_row (item, table, row);
}

static void
cell_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

GtkColumnViewColumn *
hf_cells_new_column (HfTable *table, guint column)
{
  guint n_columns;
  const HfColumn *columns = hf_table_get_columns (table, &n_columns);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column;
  Cell *cell = g_new0 (Cell, 1);

  cell->column = column;
  cell->kind = columns[column].kind;
  cell->lines = columns[column].lines;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), cell);
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), cell, cell_free, 0);
  view_column = gtk_column_view_column_new (_(columns[column].title), factory);
  gtk_column_view_column_set_expand (view_column, columns[column].expand);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  if (columns[column].width > 0)
    gtk_column_view_column_set_fixed_width (view_column, columns[column].width);

  return view_column;
}

void
hf_cells_align_titles (GtkColumnView *view, GPtrArray *view_columns, const HfColumn *columns)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; title != NULL && i < view_columns->len; i++)
    {
      GtkWidget *box = gtk_widget_get_first_child (title);

      if (gtk_column_view_column_get_column_view (g_ptr_array_index (view_columns, i)) == NULL)
        continue;
      if (box != NULL && is_number (columns[i].kind))
        gtk_widget_set_halign (box, GTK_ALIGN_END);
      if (columns[i].tip != NULL)
        gtk_widget_set_tooltip_text (title, _(columns[i].tip));
      title = gtk_widget_get_next_sibling (title);
    }
}
