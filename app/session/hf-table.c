/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-table.h"

#include <glib/gi18n.h>
#include <string.h>

#include "drawing/hf-drawing.h"
#include "hf-format.h"
#include "hf-order.h"

/* Up to here sorting takes a few milliseconds and a worker would only make the list flicker. */
#define ROWS_AT_ONCE 8192u
#define SHOWN_CHARS 400u

typedef struct
{
  guint32 *rows; /* NULL: the result's own order */
  guint32 n_rows;

  HfJob *job;
  int sort_column;
  gboolean descending;
  char *filter;
  HfQuery *query; /* what it means */
  guint page;
} HfTablePrivate;

/* What a worker needs to make a new permutation, and what it made. */
typedef struct
{
  HfTable *table;
  int sort_column;
  gboolean descending;
  HfQuery *query;
  HfBitset *found; /* rows that the query means; NULL where its words are matched */
} Wish;

typedef struct
{
  guint32 *rows;
  guint32 n_rows;
} Order;

enum
{
  PROP_0,
  PROP_JOB,
  PROP_N_MATCHING,
  PROP_PAGE,
  N_PROPS
};

enum
{
  REORDERING,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void hf_table_list_model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (HfTable, hf_table, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (HfTable)
                                  G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hf_table_list_model_init))

/* ---- rows ---- */

struct _HfRow
{
  GObject parent_instance;

  HfTable *table;
  guint32 index;
};

G_DEFINE_FINAL_TYPE (HfRow, hf_row, G_TYPE_OBJECT)

static void
hf_row_finalize (GObject *object)
{
  HfRow *self = HF_ROW (object);

  g_clear_object (&self->table);

  G_OBJECT_CLASS (hf_row_parent_class)->finalize (object);
}

static void
hf_row_class_init (HfRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_row_finalize;
}

static void
hf_row_init (HfRow *self)
{
}

HfTable *
hf_row_get_table (HfRow *self)
{
  g_return_val_if_fail (HF_IS_ROW (self), NULL);
  return self->table;
}

guint32
hf_row_get_index (HfRow *self)
{
  g_return_val_if_fail (HF_IS_ROW (self), HF_NONE);
  return self->index;
}

/* ---- permutations ---- */

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->rows);
  g_free (order);
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_object_unref (wish->table);
  hf_query_free (wish->query);
  hf_bitset_free (wish->found);
  g_free (wish);
}

static Wish *
wish_new (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);
  Wish *wish = g_new0 (Wish, 1);

  wish->table = g_object_ref (self);
  wish->sort_column = priv->sort_column;
  wish->descending = priv->descending;
  wish->query = hf_filter_new (priv->filter);

  return wish;
}

static gboolean
row_is_wanted (const Wish *wish, guint32 row)
{
  HfTableClass *klass = HF_TABLE_GET_CLASS (wish->table);
  const char *words;

  if (klass->visible != NULL && !klass->visible (wish->table, row))
    return FALSE;
  if (wish->query == NULL)
    return TRUE;
  if (wish->found != NULL)
    return hf_bitset_has (wish->found, row);
  words = klass->search != NULL ? klass->search (wish->table, row) : hf_table_text (wish->table, row, 0);

  return hf_query_fits_name (wish->query, words);
}

static gboolean
collect_rows (const Wish *wish, Order *order, HfProgress *progress, GError **error)
{
  guint32 n = hf_table_get_n_rows (wish->table);

  order->rows = g_try_new (guint32, MAX (n, 1));
  if (order->rows == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, _("There is not enough memory to sort the list"));
      return FALSE;
    }

  hf_progress_begin (progress, N_("Filtering"), n);
  for (guint32 row = 0; row < n; row++)
    {
      if (row % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, row, error))
        return FALSE;
      if (row_is_wanted (wish, row))
        order->rows[order->n_rows++] = row;
    }

  return TRUE;
}

typedef struct
{
  HfTable *table;
  guint column;
} TextColumn;

static const char *
text_of_row (gpointer data, guint32 row)
{
  TextColumn *column = data;

  return hf_table_text (column->table, row, column->column);
}

static gboolean
sort_by_number (const Wish *wish, Order *order, HfProgress *progress, GError **error)
{
  g_autofree guint64 *keys = g_try_new (guint64, MAX (order->n_rows, 1));

  if (keys == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, _("There is not enough memory to sort the list"));
      return FALSE;
    }
  for (guint32 i = 0; i < order->n_rows; i++)
    {
      gint64 number;

      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      number = hf_table_number (wish->table, order->rows[i], (guint) wish->sort_column);
      keys[i] = number == HF_UNKNOWN_NUMBER ? G_MAXUINT64 : hf_order_key (number, wish->descending);
    }

  return hf_order_by_keys (keys, order->rows, order->n_rows, progress, error);
}

static gboolean
kind_is_text (HfColumnKind kind)
{
  return kind == HF_COLUMN_TEXT || kind == HF_COLUMN_CODE || kind == HF_COLUMN_PATH;
}

static gboolean
column_is_text (HfTable *self, guint column)
{
  guint n_columns;
  const HfColumn *columns = hf_table_get_columns (self, &n_columns);

  return kind_is_text (columns[column].kind);
}

/* TRUE if the filter says more of the rows than words can. */
static gboolean
asks_for_objects (HfTable *self, const HfQuery *query)
{
  return query != NULL && HF_TABLE_GET_CLASS (self)->find != NULL && !hf_query_is_words (query);
}

/* What asks for something that is not there finds nothing. */
static gboolean
find_rows (Wish *wish, HfProgress *progress, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!asks_for_objects (wish->table, wish->query))
    return TRUE;
  wish->found = HF_TABLE_GET_CLASS (wish->table)->find (wish->table, wish->query, progress, &problem);
  if (wish->found == NULL && g_error_matches (problem, HF_ERROR, HF_ERROR_NO_ANSWER))
    wish->found = hf_bitset_new (hf_table_get_n_rows (wish->table));
  if (wish->found == NULL && problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return wish->found != NULL;
}

static gpointer
make_order (gpointer data, HfProgress *progress, GError **error)
{
  Wish *wish = data;
  Order *order = g_new0 (Order, 1);
  TextColumn column = { wish->table, (guint) wish->sort_column };
  gboolean done;

  done = find_rows (wish, progress, error) && collect_rows (wish, order, progress, error);
  if (done && wish->sort_column >= 0)
    {
      if (column_is_text (wish->table, column.column))
        done = hf_order_by_text (text_of_row, &column, wish->descending, order->rows, order->n_rows, progress, error);
      else
        done = sort_by_number (wish, order, progress, error);
    }
  if (!done)
    g_clear_pointer (&order, order_free);

  return order;
}

static guint
page_begin (HfTablePrivate *priv)
{
  return priv->page * HF_TABLE_PAGE_ROWS;
}

static guint
rows_on_page (HfTablePrivate *priv)
{
  guint begin = page_begin (priv);

  return begin >= priv->n_rows ? 0 : MIN (priv->n_rows - begin, HF_TABLE_PAGE_ROWS);
}

/* Takes the rows of @order. */
static void
take_order (HfTable *self, Order *order)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);
  guint before = rows_on_page (priv);
  guint32 n_matching = priv->n_rows;

  g_signal_emit (self, signals[REORDERING], 0);
  g_free (priv->rows);
  priv->rows = g_steal_pointer (&order->rows);
  priv->n_rows = order->n_rows;
  if (priv->page != 0)
    {
      priv->page = 0;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, rows_on_page (priv));
  if (n_matching != priv->n_rows)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MATCHING]);
}

static void
set_job (HfTable *self, HfJob *job)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  if (priv->job == job)
    return;
  hf_job_clear (&priv->job);
  priv->job = job;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

static void
ordered_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfTable *self = HF_TABLE (user_data);
  Order *order = result;

  set_job (self, NULL);
  if (order != NULL)
    {
      take_order (self, order);
      order_free (order);
    }
}

static gboolean
is_own_order (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  return priv->sort_column < 0 && priv->query == NULL && HF_TABLE_GET_CLASS (self)->visible == NULL;
}

static void
order_now (HfTable *self)
{
  Wish *wish = wish_new (self);
  Order *order = make_order (wish, NULL, NULL);

  wish_free (wish);
  if (order == NULL)
    return;
  take_order (self, order);
  order_free (order);
}

static void
restore_own_order (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);
  Order order = { NULL, hf_table_get_n_rows (self) };

  if (priv->rows != NULL || priv->n_rows != order.n_rows)
    take_order (self, &order);
}

void
hf_table_fill (HfTable *self)
{
  if (is_own_order (self))
    restore_own_order (self);
  else
    order_now (self);
}

void
hf_table_refresh (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_if_fail (HF_IS_TABLE (self));

  if (is_own_order (self) || (hf_table_get_n_rows (self) <= ROWS_AT_ONCE && !asks_for_objects (self, priv->query)))
    {
      set_job (self, NULL);
      hf_table_fill (self);
      return;
    }
  set_job (self, hf_job_start (_("Sorting the list"), make_order, wish_new (self), wish_free, order_free, ordered_cb, self));
}

/* ---- cells ---- */

guint32
hf_table_get_n_rows (HfTable *self)
{
  return HF_TABLE_GET_CLASS (self)->n_rows (self);
}

const HfColumn *
hf_table_get_columns (HfTable *self, guint *n_columns)
{
  return HF_TABLE_GET_CLASS (self)->columns (self, n_columns);
}

int
hf_table_find_column (HfTable *self, const char *id)
{
  guint n_columns;
  const HfColumn *columns = hf_table_get_columns (self, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    if (strcmp (columns[i].id, id) == 0)
      return (int) i;
  return -1;
}

gint64
hf_table_number (HfTable *self, guint32 row, guint column)
{
  return HF_TABLE_GET_CLASS (self)->number (self, row, column);
}

const char *
hf_table_text (HfTable *self, guint32 row, guint column)
{
  const char *text = HF_TABLE_GET_CLASS (self)->text (self, row, column);

  return text != NULL ? text : "";
}

const guint32 *
hf_table_series (HfTable *self, guint32 row, guint *n)
{
  HfTableClass *klass = HF_TABLE_GET_CLASS (self);

  *n = 0;
  return klass->series != NULL ? klass->series (self, row, n) : NULL;
}

static char *
show_number (HfColumnKind kind, gint64 number)
{
  switch (kind)
    {
    case HF_COLUMN_COUNT:
      return number < 0 ? hf_format_delta (number) : hf_format_count ((guint64) number);
    case HF_COLUMN_BYTES:
      return number < 0 ? hf_format_delta_size (number) : hf_format_size ((guint64) number);
    case HF_COLUMN_DELTA:
      return hf_format_delta (number);
    case HF_COLUMN_DELTA_BYTES:
      return hf_format_delta_size (number);
    case HF_COLUMN_SHARE:
      return hf_format_share ((guint) CLAMP (number, 0, 1000));
    case HF_COLUMN_ADDRESS:
      return hf_format_address ((guint64) number);
    case HF_COLUMN_TEXT:
    case HF_COLUMN_CODE:
    case HF_COLUMN_PATH:
    case HF_COLUMN_TREND:
    default:
      return g_strdup ("");
    }
}

static HfColumnKind
kind_of (HfTable *self, guint column)
{
  guint n_columns;
  const HfColumn *columns = hf_table_get_columns (self, &n_columns);

  g_return_val_if_fail (column < n_columns, HF_COLUMN_TEXT);
  return columns[column].kind;
}

char *
hf_table_dup_shown (HfTable *self, guint32 row, guint column)
{
  HfTableClass *klass = HF_TABLE_GET_CLASS (self);
  HfColumnKind kind = kind_of (self, column);
  char *shown = klass->shown != NULL ? klass->shown (self, row, column) : NULL;
  gint64 number;

  if (shown != NULL)
    return shown;
  if (kind_is_text (kind))
    return hf_drawing_show_text (hf_table_text (self, row, column), SHOWN_CHARS);
  if (kind == HF_COLUMN_TREND)
    return g_strdup ("");
  number = hf_table_number (self, row, column);

  return number == HF_UNKNOWN_NUMBER ? g_strdup ("\u2013") : show_number (kind, number);
}

static char *
dup_series (HfTable *self, guint32 row)
{
  GString *text = g_string_new (NULL);
  guint n;
  const guint32 *series = hf_table_series (self, row, &n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%u", i == 0 ? "" : " ", series[i]);
  return g_string_free (text, FALSE);
}

char *
hf_table_dup_exact (HfTable *self, guint32 row, guint column)
{
  HfColumnKind kind = kind_of (self, column);
  gint64 number;

  if (kind_is_text (kind))
    return hf_table_dup_shown (self, row, column);
  if (kind == HF_COLUMN_TREND)
    return dup_series (self, row);
  number = hf_table_number (self, row, column);

  if (kind == HF_COLUMN_ADDRESS)
    return hf_format_address ((guint64) number);
  return number == HF_UNKNOWN_NUMBER ? g_strdup ("") : g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* ---- what is wished ---- */

void
hf_table_sort (HfTable *self, int column, gboolean descending)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_if_fail (HF_IS_TABLE (self));

  if (column == priv->sort_column && !!descending == priv->descending)
    return;
  priv->sort_column = column;
  priv->descending = !!descending;
  hf_table_refresh (self);
}

void
hf_table_get_sort (HfTable *self, int *column, gboolean *descending)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_if_fail (HF_IS_TABLE (self));

  *column = priv->sort_column;
  *descending = priv->descending;
}

void
hf_table_set_filter (HfTable *self, const char *filter)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_if_fail (HF_IS_TABLE (self));

  if (filter != NULL && *filter == '\0')
    filter = NULL;
  if (g_strcmp0 (filter, priv->filter) == 0)
    return;
  g_free (priv->filter);
  priv->filter = g_strdup (filter);
  g_clear_pointer (&priv->query, hf_query_free);
  priv->query = hf_filter_new (filter);
  hf_table_refresh (self);
}

/* ---- positions ---- */

guint32
hf_table_row_at (HfTable *self, guint position)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_val_if_fail (HF_IS_TABLE (self), HF_NONE);

  if (position >= rows_on_page (priv))
    return HF_NONE;
  position += page_begin (priv);
  return priv->rows != NULL ? priv->rows[position] : position;
}

guint
hf_table_position_of (HfTable *self, guint32 row)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);
  guint n = rows_on_page (priv);

  g_return_val_if_fail (HF_IS_TABLE (self), G_MAXUINT);

  if (priv->rows == NULL)
    return row >= page_begin (priv) && row - page_begin (priv) < n ? row - page_begin (priv) : G_MAXUINT;
  for (guint i = 0; i < n; i++)
    if (priv->rows[page_begin (priv) + i] == row)
      return i;
  return G_MAXUINT;
}

guint32
hf_table_find_row (HfTable *self, const char *text_of_first_column)
{
  guint32 n = hf_table_get_n_rows (self);

  for (guint32 row = 0; row < n; row++)
    if (strcmp (hf_table_text (self, row, 0), text_of_first_column) == 0)
      return row;
  return HF_NONE;
}

guint32
hf_table_get_n_matching (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_val_if_fail (HF_IS_TABLE (self), 0);
  return priv->n_rows;
}

guint32 *
hf_table_dup_order (HfTable *self, guint *n_rows)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);
  guint32 *rows;

  g_return_val_if_fail (HF_IS_TABLE (self), NULL);

  *n_rows = priv->n_rows;
  rows = g_new (guint32, MAX (priv->n_rows, 1));
  for (guint32 i = 0; i < priv->n_rows; i++)
    rows[i] = priv->rows != NULL ? priv->rows[i] : i;

  return rows;
}

guint
hf_table_get_n_pages (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_val_if_fail (HF_IS_TABLE (self), 1);
  return MAX (1, (priv->n_rows + HF_TABLE_PAGE_ROWS - 1) / HF_TABLE_PAGE_ROWS);
}

guint
hf_table_get_page (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  g_return_val_if_fail (HF_IS_TABLE (self), 0);
  return priv->page;
}

void
hf_table_set_page (HfTable *self, guint page)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);
  guint before;

  g_return_if_fail (HF_IS_TABLE (self));

  page = MIN (page, hf_table_get_n_pages (self) - 1);
  if (page == priv->page)
    return;
  before = rows_on_page (priv);
  g_signal_emit (self, signals[REORDERING], 0);
  priv->page = page;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, rows_on_page (priv));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
}

/* ---- list model ---- */

static GType
hf_table_get_item_type (GListModel *model)
{
  return HF_TYPE_ROW;
}

static guint
hf_table_get_n_items (GListModel *model)
{
  return rows_on_page (hf_table_get_instance_private (HF_TABLE (model)));
}

static gpointer
hf_table_get_item (GListModel *model, guint position)
{
  guint32 index = hf_table_row_at (HF_TABLE (model), position);
  HfRow *row;

  if (index == HF_NONE)
    return NULL;
  row = g_object_new (HF_TYPE_ROW, NULL);
  row->table = g_object_ref (HF_TABLE (model));
  row->index = index;

  return row;
}

static void
hf_table_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hf_table_get_item_type;
  iface->get_n_items = hf_table_get_n_items;
  iface->get_item = hf_table_get_item;
}

static void
hf_table_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HfTable *self = HF_TABLE (object);
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_JOB:
      g_value_set_object (value, priv->job);
      break;
    case PROP_N_MATCHING:
      g_value_set_uint (value, priv->n_rows);
      break;
    case PROP_PAGE:
      g_value_set_uint (value, priv->page);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
hf_table_dispose (GObject *object)
{
  HfTablePrivate *priv = hf_table_get_instance_private (HF_TABLE (object));

  hf_job_clear (&priv->job);

  G_OBJECT_CLASS (hf_table_parent_class)->dispose (object);
}

static void
hf_table_finalize (GObject *object)
{
  HfTablePrivate *priv = hf_table_get_instance_private (HF_TABLE (object));

  g_clear_pointer (&priv->rows, g_free);
  g_clear_pointer (&priv->filter, g_free);
  g_clear_pointer (&priv->query, hf_query_free);

  G_OBJECT_CLASS (hf_table_parent_class)->finalize (object);
}

static void
hf_table_class_init (HfTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hf_table_get_property;
  object_class->dispose = hf_table_dispose;
  object_class->finalize = hf_table_finalize;

  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, HF_TYPE_JOB, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_MATCHING] = g_param_spec_uint ("n-matching", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PAGE] = g_param_spec_uint ("page", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REORDERING] = g_signal_new ("reordering", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
}

static void
hf_table_init (HfTable *self)
{
  HfTablePrivate *priv = hf_table_get_instance_private (self);

  priv->sort_column = -1;
}
