/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-object-table.h"

#include <glib/gi18n.h>

#include "drawing/hf-values.h"

struct _HfObjectTable
{
  HfTable parent_instance;

  HfHeap *heap;
  HfAnalysis *analysis;
  HfHeap *earlier;  /* or NULL */
  GArray *objects;
  GPtrArray *sites; /* "file:line" by site, as the column sorts */
  HfColumn *columns;
  guint *meaning;   /* what each shown column is */
  guint n_columns;
};

typedef enum
{
  ADDRESS,
  TYPE,
  VALUE,
  SHALLOW,
  RETAINED,
  REFCOUNT,
  DISTANCE,
  UNACCOUNTED,
  SITE,
  N_MEANINGS
} Meaning;

static const HfColumn all_columns[N_MEANINGS] = {
  { "address", N_("Address"), NULL, HF_COLUMN_ADDRESS, FALSE, 130 },
  { "type", N_("Type"), NULL, HF_COLUMN_TEXT, FALSE, 150 },
  { "value", N_("Value"), N_("What the object reads like in its own language"), HF_COLUMN_CODE, TRUE, -1 },
  { "shallow", N_("Shallow"), N_("What the object itself takes"), HF_COLUMN_BYTES, FALSE, 84 },
  { "retained", N_("Retained"), N_("Memory that would go if the object went"), HF_COLUMN_BYTES, FALSE, 84 },
  { "refcount", N_("Refs"), N_("References that the runtime counts"), HF_COLUMN_COUNT, FALSE, 70 },
  { "distance", N_("Distance"), N_("Least number of references from a root"), HF_COLUMN_COUNT, FALSE, 80, 640 },
  { "unaccounted", N_("Unaccounted"), N_("References that the runtime counts and the dump does not know"), HF_COLUMN_COUNT, FALSE, 104, 640 },
  { "site", N_("Created at"), N_("Where the program allocated the object"), HF_COLUMN_TEXT, FALSE, 150 },
};

G_DEFINE_FINAL_TYPE (HfObjectTable, hf_object_table, HF_TYPE_TABLE)

static guint32
object_n_rows (HfTable *table)
{
  return HF_OBJECT_TABLE (table)->objects->len;
}

static const HfColumn *
object_columns (HfTable *table, guint *n_columns)
{
  *n_columns = HF_OBJECT_TABLE (table)->n_columns;
  return HF_OBJECT_TABLE (table)->columns;
}

static gint64
distance_of (const HfAnalysis *analysis, guint32 object)
{
  guint32 distance = hf_chains_distance (analysis->chains, object);

  return distance == HF_NONE ? HF_UNKNOWN_NUMBER : distance;
}

static gint64
refcount_of (const HfHeap *heap, guint32 object)
{
  guint32 refcount = hf_heap_refcount (heap, object);

  return refcount == HF_REFCOUNT_UNKNOWN ? HF_UNKNOWN_NUMBER : refcount;
}

static gint64
object_number (HfTable *table, guint32 row, guint column)
{
  HfObjectTable *self = HF_OBJECT_TABLE (table);
  guint32 object = hf_object_table_get_object (self, row);

  switch (self->meaning[column])
    {
    case ADDRESS:
      return (gint64) hf_heap_address (self->heap, object);
    case SHALLOW:
      return (gint64) hf_heap_shallow (self->heap, object);
    case RETAINED:
      return (gint64) hf_dominators_retained (self->analysis->dominators, object);
    case REFCOUNT:
      return refcount_of (self->heap, object);
    case DISTANCE:
      return distance_of (self->analysis, object);
    case UNACCOUNTED:
      return hf_heap_unaccounted (self->heap, object);
    default:
      return 0;
    }
}

static const char *
object_text (HfTable *table, guint32 row, guint column)
{
  HfObjectTable *self = HF_OBJECT_TABLE (table);
  guint32 object = hf_object_table_get_object (self, row);

  switch (self->meaning[column])
    {
    case TYPE:
      return hf_heap_type_name_of (self->heap, object);
    case VALUE:
      return hf_heap_value (self->heap, object);
    case SITE:
      return g_ptr_array_index (self->sites, hf_heap_site (self->heap, object));
    default:
      return NULL;
    }
}

/* A list of objects is filtered by what they read like. */
static const char *
object_search (HfTable *table, guint32 row)
{
  HfObjectTable *self = HF_OBJECT_TABLE (table);

  return hf_heap_value (self->heap, hf_object_table_get_object (self, row));
}

static char *
object_shown (HfTable *table, guint32 row, guint column)
{
  HfObjectTable *self = HF_OBJECT_TABLE (table);

  /* An object without an address of its own is called by its number, as on the command line. */
  if (self->meaning[column] == ADDRESS && hf_heap_address (self->heap, hf_object_table_get_object (self, row)) == 0)
    return g_strdup_printf ("#%u", hf_object_table_get_object (self, row));
  if (self->meaning[column] == VALUE)
    return g_strdup (hf_values_of (self->heap, hf_object_table_get_object (self, row)));
  return NULL;
}

static GPtrArray *
site_names (const HfHeap *heap)
{
  guint32 n = hf_heap_n_sites (heap);
  GPtrArray *names = g_ptr_array_new_full (n + 1, g_free);

  g_ptr_array_add (names, g_strdup (""));
  for (guint32 site = 1; site < n; site++)
    {
      HfSiteFrame frame;

      if (hf_heap_site_depth (heap, site) == 0)
        {
          g_ptr_array_add (names, g_strdup (""));
          continue;
        }
      frame = hf_heap_site_frame (heap, site, 0);
      g_ptr_array_add (names, g_strdup_printf ("%s:%u", frame.file, frame.line));
    }

  return names;
}

static gboolean
has_meaning (HfObjectTable *self, Meaning meaning, gboolean one_type)
{
  HfHas has = hf_heap_info (self->heap)->has;

  switch (meaning)
    {
    case TYPE:
      return !one_type;
    case RETAINED:
    case DISTANCE:
      return self->analysis != NULL;
    case REFCOUNT:
    case UNACCOUNTED:
      return (has & HF_HAS_REFCOUNTS) != 0;
    case SITE:
      return (has & HF_HAS_SITES) != 0;
    case ADDRESS:
    case VALUE:
    case SHALLOW:
    case N_MEANINGS:
    default:
      return TRUE;
    }
}

HfTable *
hf_object_table_new (HfHeap *heap, HfAnalysis *analysis, GArray *objects, gboolean one_type)
{
  HfObjectTable *self = g_object_new (HF_TYPE_OBJECT_TABLE, NULL);

  self->heap = hf_heap_ref (heap);
  self->analysis = analysis != NULL ? hf_analysis_ref (analysis) : NULL;
  self->objects = g_array_ref (objects);
  self->sites = site_names (heap);
  self->columns = g_new0 (HfColumn, N_MEANINGS);
  self->meaning = g_new0 (guint, N_MEANINGS);
  for (guint meaning = 0; meaning < N_MEANINGS; meaning++)
    if (has_meaning (self, meaning, one_type))
      {
        self->columns[self->n_columns] = all_columns[meaning];
        self->meaning[self->n_columns++] = meaning;
      }
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

static HfBitset *
object_find (HfTable *table, const HfQuery *filter, HfProgress *progress, GError **error)
{
  HfObjectTable *self = HF_OBJECT_TABLE (table);
  g_autoptr (HfBitset) objects = hf_filter_run (filter, self->heap, self->analysis, self->earlier, progress, error);
  HfBitset *rows = objects != NULL ? hf_bitset_new (object_n_rows (table)) : NULL;

  for (guint32 row = 0; rows != NULL && row < rows->n; row++)
    if (hf_bitset_has (objects, hf_object_table_get_object (self, row)))
      hf_bitset_add (rows, row);

  return rows;
}

void
hf_object_table_set_earlier (HfObjectTable *self, HfHeap *earlier)
{
  g_return_if_fail (HF_IS_OBJECT_TABLE (self));

  if (earlier != NULL)
    hf_heap_ref (earlier);
  hf_free_in_worker (g_steal_pointer (&self->earlier), (GDestroyNotify) hf_heap_unref);
  self->earlier = earlier;
}

guint32
hf_object_table_get_object (HfObjectTable *self, guint32 row)
{
  return g_array_index (self->objects, guint32, row);
}

static void
hf_object_table_finalize (GObject *object)
{
  HfObjectTable *self = HF_OBJECT_TABLE (object);

  hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);
  hf_free_in_worker (g_steal_pointer (&self->heap), (GDestroyNotify) hf_heap_unref);
  hf_free_in_worker (g_steal_pointer (&self->earlier), (GDestroyNotify) hf_heap_unref);
  hf_free_in_worker (g_steal_pointer (&self->objects), (GDestroyNotify) g_array_unref);
  hf_free_in_worker (g_steal_pointer (&self->sites), (GDestroyNotify) g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->meaning, g_free);

  G_OBJECT_CLASS (hf_object_table_parent_class)->finalize (object);
}

static void
hf_object_table_class_init (HfObjectTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_object_table_finalize;

  table_class->n_rows = object_n_rows;
  table_class->columns = object_columns;
  table_class->number = object_number;
  table_class->text = object_text;
  table_class->search = object_search;
  table_class->find = object_find;
  table_class->shown = object_shown;
}

static void
hf_object_table_init (HfObjectTable *self)
{
}
