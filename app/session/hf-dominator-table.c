/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dominator-table.h"

#include <glib/gi18n.h>

#include "hf-format.h"

struct _HfDominatorTable
{
  HfTable parent_instance;

  GPtrArray *rows;
  GArray *levels;
};

enum
{
  COLUMN_LEVEL,
  COLUMN_OBJECT,
  COLUMN_VALUE,
  COLUMN_ADDRESS,
  COLUMN_SHALLOW,
  COLUMN_RETAINED,
  N_COLUMNS
};

static const HfColumn dominator_columns[N_COLUMNS] = {
  { "level", N_("Level"), NULL, HF_COLUMN_COUNT, FALSE, -1 },
  { "object", N_("Object"), NULL, HF_COLUMN_TEXT, TRUE, -1 },
  { "value", N_("Value"), NULL, HF_COLUMN_CODE, TRUE, -1 },
  { "address", N_("Address"), NULL, HF_COLUMN_CODE, FALSE, -1 },
  { "shallow", N_("Shallow"), NULL, HF_COLUMN_BYTES, FALSE, -1 },
  { "retained", N_("Retained"), NULL, HF_COLUMN_BYTES, FALSE, -1 },
};

G_DEFINE_FINAL_TYPE (HfDominatorTable, hf_dominator_table, HF_TYPE_TABLE)

static HfDominatorRow *
row_of (HfTable *table, guint32 row)
{
  return g_ptr_array_index (HF_DOMINATOR_TABLE (table)->rows, row);
}

static guint32
dominator_n_rows (HfTable *table)
{
  return HF_DOMINATOR_TABLE (table)->rows->len;
}

static const HfColumn *
dominator_columns_get (HfTable *table, guint *n_columns)
{
  *n_columns = N_COLUMNS;
  return dominator_columns;
}

static gint64
dominator_number (HfTable *table, guint32 row, guint column)
{
  HfDominatorForm form = hf_dominator_row_get_form (row_of (table, row));

  switch (column)
    {
    case COLUMN_LEVEL:
      return g_array_index (HF_DOMINATOR_TABLE (table)->levels, guint, row);
    case COLUMN_SHALLOW:
      if (form != HF_DOMINATOR_OBJECT && form != HF_DOMINATOR_GROUP)
        return HF_UNKNOWN_NUMBER;
      return (gint64) hf_dominator_row_get_shallow (row_of (table, row));
    case COLUMN_RETAINED:
      return (gint64) hf_dominator_row_get_retained (row_of (table, row));
    default:
      return 0;
    }
}

static char *
dup_address (HfDominatorRow *row)
{
  guint64 address = hf_dominator_row_get_address (row);

  return address != 0 ? hf_format_address (address) : g_strdup ("");
}

static char *
dominator_shown (HfTable *table, guint32 row, guint column)
{
  switch (column)
    {
    case COLUMN_OBJECT:
      return hf_dominator_row_dup_title (row_of (table, row));
    case COLUMN_VALUE:
      return hf_dominator_row_dup_value (row_of (table, row));
    case COLUMN_ADDRESS:
      return dup_address (row_of (table, row));
    default:
      return NULL;
    }
}

HfTable *
hf_dominator_table_new (GPtrArray *rows, GArray *levels)
{
  HfDominatorTable *self;

  g_return_val_if_fail (rows->len == levels->len, NULL);

  self = g_object_new (HF_TYPE_DOMINATOR_TABLE, NULL);
  self->rows = g_ptr_array_ref (rows);
  self->levels = g_array_ref (levels);
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

static void
hf_dominator_table_finalize (GObject *object)
{
  HfDominatorTable *self = HF_DOMINATOR_TABLE (object);

  g_ptr_array_unref (self->rows);
  g_array_unref (self->levels);

  G_OBJECT_CLASS (hf_dominator_table_parent_class)->finalize (object);
}

static void
hf_dominator_table_class_init (HfDominatorTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_dominator_table_finalize;

  table_class->n_rows = dominator_n_rows;
  table_class->columns = dominator_columns_get;
  table_class->number = dominator_number;
  table_class->shown = dominator_shown;
}

static void
hf_dominator_table_init (HfDominatorTable *self)
{
}
