/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-growth-table.h"

#include <glib/gi18n.h>

struct _HfGrowthTable
{
  HfTable parent_instance;

  HfGrowth *growth;
  GPtrArray *heaps;
  HfGrowthMode mode;
  gboolean every_step;
  gboolean hide_internals;
};

enum
{
  COLUMN_KEY,
  COLUMN_FIRST,
  COLUMN_LAST,
  COLUMN_DELTA,
  COLUMN_DELTA_SIZE,
  COLUMN_TREND,
  COLUMN_NEW_RETAINED, /* by holder: retained */
  N_COLUMNS
};

/* @room: a view narrower than this needs it for the keys. */
#define COLUMNS(title, kind, room, ...) \
  { \
    { "key", title, NULL, kind, TRUE, -1 }, \
    { "first", N_("A"), N_("Objects in the older snapshot"), HF_COLUMN_COUNT, FALSE, 76, room }, \
    { "last", N_("B"), N_("Objects in the newer snapshot"), HF_COLUMN_COUNT, FALSE, 76 }, \
    { "delta", N_("Δ count"), N_("How many more or fewer objects"), HF_COLUMN_DELTA, FALSE, 92 }, \
    { "delta-size", N_("Δ size"), N_("How many more or fewer bytes the objects themselves take"), HF_COLUMN_DELTA_BYTES, FALSE, 88, room }, \
    { "trend", N_("Trend"), N_("Counts over all compared snapshots"), HF_COLUMN_TREND, FALSE, 66, 640 }, \
    __VA_ARGS__ \
  }
#define NEW_RETAINED { "new-retained", N_("New retain"), N_("Memory that would go if all the new objects went"), HF_COLUMN_BYTES, FALSE, 92 }
#define RETAINED { "retained", N_("Retained"), N_("Memory that would go if all the objects of the row went"), HF_COLUMN_BYTES, FALSE, 92 }

static const HfColumn type_columns[N_COLUMNS] = COLUMNS (N_("Type"), HF_COLUMN_TEXT, 0, NEW_RETAINED);
static const HfColumn module_columns[N_COLUMNS] = COLUMNS (N_("Module"), HF_COLUMN_TEXT, 0, NEW_RETAINED);
static const HfColumn site_columns[N_COLUMNS] = COLUMNS (N_("Created at"), HF_COLUMN_TEXT, 0, NEW_RETAINED);
static const HfColumn holder_columns[N_COLUMNS] = COLUMNS (N_("Held at"), HF_COLUMN_PATH, 640, RETAINED);

G_DEFINE_FINAL_TYPE (HfGrowthTable, hf_growth_table, HF_TYPE_TABLE)

static guint32
growth_n_rows (HfTable *table)
{
  return HF_GROWTH_TABLE (table)->growth->n_rows;
}

static const HfColumn *
growth_columns (HfTable *table, guint *n_columns)
{
  *n_columns = N_COLUMNS;
  switch (HF_GROWTH_TABLE (table)->growth->by)
    {
    case HF_GROUP_BY_MODULE:
      return module_columns;
    case HF_GROUP_BY_SITE:
      return site_columns;
    case HF_GROUP_BY_HOLDER:
      return holder_columns;
    case HF_GROUP_BY_TYPE:
    default:
      return type_columns;
    }
}

static gint64
growth_number (HfTable *table, guint32 row, guint column)
{
  HfGrowthTable *self = HF_GROWTH_TABLE (table);
  const HfGrowthRow *r = &self->growth->rows[row];

  switch (column)
    {
    case COLUMN_FIRST:
      return r->counts[0];
    case COLUMN_LAST:
      return r->counts[self->growth->n_heaps - 1];
    case COLUMN_DELTA:
      if (self->mode == HF_GROWTH_MODE_STAYED)
        return r->n_stayed;
      return self->mode == HF_GROWTH_MODE_PEAK ? r->over_peak : r->delta;
    case COLUMN_DELTA_SIZE:
      return self->mode == HF_GROWTH_MODE_STAYED ? (gint64) r->stayed_size : r->delta_size;
    case COLUMN_TREND:
      return r->delta_size;
    case COLUMN_NEW_RETAINED:
      if (r->retained != NULL)
        return (gint64) r->retained[self->growth->n_heaps - 1];
      return self->growth->has_retained ? (gint64) r->new_retained : HF_UNKNOWN_NUMBER;
    default:
      return 0;
    }
}

static const char *
growth_text (HfTable *table, guint32 row, guint column)
{
  return column == COLUMN_KEY ? HF_GROWTH_TABLE (table)->growth->rows[row].key : NULL;
}

static char *
growth_shown (HfTable *table, guint32 row, guint column)
{
  HfGrowthTable *self = HF_GROWTH_TABLE (table);

  /* While the retained sizes are being computed the column says so, not that there are none. */
  if (column == COLUMN_NEW_RETAINED && !self->growth->has_retained)
    return g_strdup ("…");
  return NULL;
}

static const guint32 *
growth_series (HfTable *table, guint32 row, guint *n)
{
  HfGrowthTable *self = HF_GROWTH_TABLE (table);

  *n = self->growth->n_heaps;
  return self->growth->rows[row].counts;
}

static gboolean
growth_visible (HfTable *table, guint32 row)
{
  HfGrowthTable *self = HF_GROWTH_TABLE (table);
  const HfGrowthRow *r = &self->growth->rows[row];

  if (self->hide_internals && r->internal)
    return FALSE;
  if (self->every_step && !r->every_step)
    return FALSE;
  switch (self->mode)
    {
    case HF_GROWTH_MODE_PEAK:
      return r->over_peak > 0;
    case HF_GROWTH_MODE_STAYED:
      return r->n_stayed > 0;
    case HF_GROWTH_MODE_SIGNED:
      return r->delta != 0 || r->delta_size != 0;
    case HF_GROWTH_MODE_GROWTH:
    default:
      return r->delta > 0 || (r->delta == 0 && r->delta_size > 0);
    }
}

HfTable *
hf_growth_table_new (HfGrowth *growth, GPtrArray *heaps)
{
  HfGrowthTable *self = g_object_new (HF_TYPE_GROWTH_TABLE, NULL);

  self->growth = growth;
  self->heaps = g_ptr_array_ref (heaps);
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

const HfGrowth *
hf_growth_table_get_growth (HfGrowthTable *self)
{
  g_return_val_if_fail (HF_IS_GROWTH_TABLE (self), NULL);
  return self->growth;
}

void
hf_growth_table_get_kinds (HfGrowthTable *self, guint32 row, HfKind *first, HfKind *last)
{
  const HfGrowthRow *r;
  guint32 type = HF_NONE;

  g_return_if_fail (HF_IS_GROWTH_TABLE (self) && row < self->growth->n_rows);

  r = &self->growth->rows[row];
  *first = *last = HF_KIND_OTHER;
  if (g_str_has_prefix (r->key, "module "))
    *first = HF_KIND_MODULE;
  else if (g_str_has_prefix (r->key, "thread "))
    *first = HF_KIND_FRAME;
  for (guint i = self->heaps->len; r->type != NULL && type == HF_NONE && i-- > 0;)
    {
      const HfHeap *heap = g_ptr_array_index (self->heaps, i);

      type = hf_heap_find_type (heap, r->type);
      if (type != HF_NONE)
        *last = hf_heap_type_kind (heap, type);
    }
}

gboolean
hf_growth_table_is_shown (HfGrowthTable *self, guint32 row)
{
  g_return_val_if_fail (HF_IS_GROWTH_TABLE (self), FALSE);
  g_return_val_if_fail (row < self->growth->n_rows, FALSE);
  return growth_visible (HF_TABLE (self), row);
}

void
hf_growth_table_set_modes (HfGrowthTable *self, HfGrowthMode mode, gboolean every_step, gboolean hide_internals)
{
  g_return_if_fail (HF_IS_GROWTH_TABLE (self));

  if (self->mode == mode && self->every_step == every_step && self->hide_internals == hide_internals)
    return;
  self->mode = mode;
  self->every_step = every_step;
  self->hide_internals = hide_internals;
  hf_table_refresh (HF_TABLE (self));
}

static void
hf_growth_table_finalize (GObject *object)
{
  HfGrowthTable *self = HF_GROWTH_TABLE (object);

  hf_free_in_worker (g_steal_pointer (&self->growth), (GDestroyNotify) hf_growth_free);
  hf_free_in_worker (g_steal_pointer (&self->heaps), (GDestroyNotify) g_ptr_array_unref);

  G_OBJECT_CLASS (hf_growth_table_parent_class)->finalize (object);
}

static void
hf_growth_table_class_init (HfGrowthTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_growth_table_finalize;

  table_class->n_rows = growth_n_rows;
  table_class->columns = growth_columns;
  table_class->number = growth_number;
  table_class->text = growth_text;
  table_class->shown = growth_shown;
  table_class->series = growth_series;
  table_class->visible = growth_visible;
}

static void
hf_growth_table_init (HfGrowthTable *self)
{
}
