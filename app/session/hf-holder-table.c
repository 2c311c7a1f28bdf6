/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-holder-table.h"

#include <glib/gi18n.h>

#define MOST_STEPS 1000u

struct _HfHolderTable
{
  HfTable parent_instance;

  HfHolders *holders;
  HfAnalysis *analysis;
  guint32 count;
  guint32 n_in_cycles;
  guint32 site; /* the commonest */
  guint32 n_from_site;
};

enum
{
  COLUMN_PATH,
  COLUMN_SHARE,
  COLUMN_COUNT,
  COLUMN_RETAINED,
  N_COLUMNS
};

static const HfColumn holder_columns[N_COLUMNS] = {
  { "path", N_("Held by"), N_("The way from a root, the same for all objects of the row; [*] stands for any index or key"), HF_COLUMN_PATH, TRUE, -1 },
  { "share", N_("Share"), N_("Of the objects asked about"), HF_COLUMN_SHARE, FALSE, 110, 640 },
  { "count", N_("Objects"), NULL, HF_COLUMN_COUNT, FALSE, 82 },
  { "retained", N_("Retained"), N_("Memory that would go if these objects went"), HF_COLUMN_BYTES, FALSE, 82 },
};

G_DEFINE_FINAL_TYPE (HfHolderTable, hf_holder_table, HF_TYPE_TABLE)

static guint32
holder_n_rows (HfTable *table)
{
  return HF_HOLDER_TABLE (table)->holders->n_holders;
}

static const HfColumn *
holder_columns_get (HfTable *table, guint *n_columns)
{
  *n_columns = N_COLUMNS;
  return holder_columns;
}

static gint64
holder_number (HfTable *table, guint32 row, guint column)
{
  HfHolderTable *self = HF_HOLDER_TABLE (table);
  const HfHolder *holder = &self->holders->holders[row];

  switch (column)
    {
    case COLUMN_SHARE:
      return self->count == 0 ? 0 : (gint64) (holder->count * 1000.0 / self->count + 0.5);
    case COLUMN_COUNT:
      return holder->count;
    case COLUMN_RETAINED:
      return (gint64) holder->retained;
    default:
      return 0;
    }
}

static const char *
holder_text (HfTable *table, guint32 row, guint column)
{
  return column == COLUMN_PATH ? HF_HOLDER_TABLE (table)->holders->holders[row].path : NULL;
}

static void
count_cycles (HfHolderTable *self)
{
  for (guint32 i = 0; i < self->count; i++)
    if (hf_components_cycle_of (self->analysis->components, self->holders->members[i]) != HF_NONE)
      self->n_in_cycles++;
}

static void
find_site (HfHolderTable *self)
{
  const HfHeap *heap = self->analysis->heap;
  guint32 n_sites = hf_heap_n_sites (heap);
  g_autofree guint32 *counts = (hf_heap_info (heap)->has & HF_HAS_SITES) != 0 ? g_try_new0 (guint32, (gsize) n_sites + 1) : NULL;

  if (counts == NULL)
    return;
  for (guint32 i = 0; i < self->count; i++)
    {
      guint32 site = hf_heap_site (heap, self->holders->members[i]);

      counts[site]++;
      if (site != 0 && counts[site] > self->n_from_site)
        {
          self->site = site;
          self->n_from_site = counts[site];
        }
    }
}

HfTable *
hf_holder_table_new (HfHolders *holders, HfAnalysis *analysis)
{
  HfHolderTable *self = g_object_new (HF_TYPE_HOLDER_TABLE, NULL);

  self->holders = holders;
  self->analysis = hf_analysis_ref (analysis);
  for (guint i = 0; i < holders->n_holders; i++)
    self->count += holders->holders[i].count;
  count_cycles (self);
  find_site (self);
  hf_table_fill (HF_TABLE (self));

  return HF_TABLE (self);
}

const HfHolders *
hf_holder_table_get_holders (HfHolderTable *self)
{
  g_return_val_if_fail (HF_IS_HOLDER_TABLE (self), NULL);
  return self->holders;
}

guint32
hf_holder_table_get_count (HfHolderTable *self)
{
  g_return_val_if_fail (HF_IS_HOLDER_TABLE (self), 0);
  return self->count;
}

guint32
hf_holder_table_get_in_cycles (HfHolderTable *self)
{
  g_return_val_if_fail (HF_IS_HOLDER_TABLE (self), 0);
  return self->n_in_cycles;
}

guint32
hf_holder_table_get_site (HfHolderTable *self, guint32 *count)
{
  g_return_val_if_fail (HF_IS_HOLDER_TABLE (self), 0);

  *count = self->n_from_site;
  return self->site;
}

void
hf_holder_table_get_kinds (HfHolderTable *self, guint32 row, HfKind *first, HfKind *last)
{
  const HfHeap *heap = self->analysis->heap;
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 object = self->holders->holders[row].example;

  *last = *first = hf_heap_kind (heap, object);
  for (guint step = 0; step < MOST_STEPS; step++)
    {
      guint32 ref = hf_chains_parent_ref (self->analysis->chains, object);

      if (ref == HF_NONE || ref < hf_heap_n_roots (heap))
        break;
      object = hf_graph_referrer_of (graph, ref);
    }
  *first = hf_heap_kind (heap, object);
}

static void
hf_holder_table_finalize (GObject *object)
{
  HfHolderTable *self = HF_HOLDER_TABLE (object);

  hf_free_in_worker (g_steal_pointer (&self->holders), (GDestroyNotify) hf_holders_free);
  hf_free_in_worker (g_steal_pointer (&self->analysis), (GDestroyNotify) hf_analysis_unref);

  G_OBJECT_CLASS (hf_holder_table_parent_class)->finalize (object);
}

static void
hf_holder_table_class_init (HfHolderTableClass *klass)
{
  HfTableClass *table_class = HF_TABLE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hf_holder_table_finalize;

  table_class->n_rows = holder_n_rows;
  table_class->columns = holder_columns_get;
  table_class->number = holder_number;
  table_class->text = holder_text;
}

static void
hf_holder_table_init (HfHolderTable *self)
{
}
