/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-histogram-table.h"

#include <glib/gi18n.h>

struct _HfHistogramTable
{
  HfTable parent_instance;

  HfHistogram *histogram;
  HfHeap *heap;
  gboolean hide_internals;
};

enum
{
  COLUMN_KEY,
  COLUMN_COUNT,
  COLUMN_SHALLOW,
  COLUMN_RETAINED,
  COLUMN_SHARE,
  N_COLUMNS
};

#define COLUMNS(title) \
  { \
    { "key", title, NULL, HF_COLUMN_TEXT, TRUE, -1 }, \
    { "count", N_("Count"), N_("Objects"), HF_COLUMN_COUNT, FALSE, 100 }, \
    { "shallow", N_("Shallow"), N_("What the objects themselves take"), HF_COLUMN_BYTES, FALSE, 100 }, \
    { "retained", N_("Retained"), N_("Memory that would go if all these objects went"), HF_COLUMN_BYTES, FALSE, 100 }, \
    { "share", N_("Share"), N_("Of the memory that all objects take"), HF_COLUMN_SHARE, FALSE, 130, 640 }, \
  }

static const HfColumn type_columns[N_COLUMNS] = COLUMNS (N_("Type"));
static const HfColumn module_columns[N_COLUMNS] = COLUMNS (N_("Module"));
static const HfColumn site_columns[N_COLUMNS] = COLUMNS (N_("Created at"));

G_DEFINE_FINAL_TYPE (HfHistogramTable, hf_histogram_table, HF_TYPE_TABLE)

static guint32
histogram_n_rows (HfTable *table)
{
  return HF_HISTOGRAM_TABLE (table)->histogram->n_rows;
}

static const HfColumn *
histogram_columns (HfTable *table, guint *n_columns)
{
  *n_columns = N_COLUMNS;
  switch (HF_HISTOGRAM_TABLE (table)->histogram->by)
    {
    case HF_GROUP_BY_MODULE:
      return module_columns;
    case HF_GROUP_BY_SITE:
      return site_columns;
    case HF_GROUP_BY_TYPE:
    default:
      return type_columns;
    }
}

static gint64
permille_of (guint64 part, guint64 whole)
{
  return whole == 0 ? 0 : (gint64) ((double) part * 1000.0 / (double) whole + 0.5);
}

static gint64
histogram_number (HfTable *table, guint32 row, guint column)
{
  HfHistogramTable *self = HF_HISTOGRAM_TABLE (table);
  const HfHistogramRow *r = &self->histogram->rows[row];

  switch (column)
    {
    case COLUMN_COUNT:
      return r->count;
    case COLUMN_SHALLOW:
      return (gint64) r->shallow;
    case COLUMN_RETAINED:
      return self->histogram->has_retained ? (gint64) r->retained : HF_UNKNOWN_NUMBER;
    case COLUMN_SHARE:
      return permille_of (r->shallow, hf_heap_bytes (self->heap));
    default:
      return 0;
    }
}

static const char *
histogram_text (HfTable *table, guint32 row, guint column)
{
  return column == COLUMN_KEY ? HF_HISTOGRAM_TABLE (table)->histogram->rows[row].key : NULL;
}

static char *
histogram_shown (HfTable *table, guint32 row, guint column)
{
  HfHistogramTable *self = HF_HISTOGRAM_TABLE (table);

  if (column == COLUMN_RETAINED && !self->histogram->has_retained)
    return g_strdup ("…");
  return NULL;
}

static gboolean
histogram_visible (HfTable *table, guint32 row)
{
  HfHistogramTable *self = HF_HISTOGRAM_TABLE (table);

  return !self->hide_internals || !self->histogram->rows[row].internal;
}

HfTable *
hf_histogram_table_new (HfHistogram *histogram, HfHeap *heap)
{
  HfHistogramTable *self = g_object_new (HF_TYPE_HISTOGRAM_TABLE, NULL);

  self->histogram = histogram;
  self->heap = hf_heap_ref (heap);
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

const HfHistogram *
hf_histogram_table_get_histogram (HfHistogramTable *self)
{
  g_return_val_if_fail (HF_IS_HISTOGRAM_TABLE (self), NULL);
  return self->histogram;
}

void
hf_histogram_table_set_hide_internals (HfHistogramTable *self, gboolean hide_internals)
{
  g_return_if_fail (HF_IS_HISTOGRAM_TABLE (self));

  if (self->hide_internals == hide_internals)
    return;
  self->hide_internals = hide_internals;
  hf_table_refresh (HF_TABLE (self));
}

static void
hf_histogram_table_finalize (GObject *object)
{
  HfHistogramTable *self = HF_HISTOGRAM_TABLE (object);

  hf_free_in_worker (g_steal_pointer (&self->histogram), (GDestroyNotify) hf_histogram_free);
  hf_free_in_worker (g_steal_pointer (&self->heap), (GDestroyNotify) hf_heap_unref);

  G_OBJECT_CLASS (hf_histogram_table_parent_class)->finalize (object);
}

static void
hf_histogram_table_class_init (HfHistogramTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_histogram_table_finalize;

  table_class->n_rows = histogram_n_rows;
  table_class->columns = histogram_columns;
  table_class->number = histogram_number;
  table_class->text = histogram_text;
  table_class->shown = histogram_shown;
  table_class->visible = histogram_visible;
}

static void
hf_histogram_table_init (HfHistogramTable *self)
{
}
