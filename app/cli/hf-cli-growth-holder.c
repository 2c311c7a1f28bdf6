/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli-growth-holder.h"

#include <string.h>

#include "analysis/hf-holders.h"
#include "hf-cli.h"

typedef struct
{
  HfAnalysis **analyses;
  guint n;
  GHashTable *by_path; /* path -> row */
  GArray *rows;        /* of HfGrowthRow */
} Join;

static GArray *
objects_of (const HfHeap *heap, const char *match)
{
  g_autoptr (GPatternSpec) glob = match != NULL ? g_pattern_spec_new (match) : NULL;
  GArray *objects = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 v = 1; v < hf_heap_graph (heap)->n; v++)
    if (hf_cli_type_matches (heap, hf_heap_type (heap, v), glob))
      g_array_append_val (objects, v);

  return objects;
}

static HfGrowthRow *
row_for (Join *join, const char *path)
{
  HfGrowthRow row = { .internal = FALSE };
  gpointer found;

  if (g_hash_table_lookup_extended (join->by_path, path, NULL, &found))
    return &g_array_index (join->rows, HfGrowthRow, GPOINTER_TO_UINT (found));

  row.key = g_strdup (path);
  row.counts = g_new0 (guint32, join->n);
  row.sizes = g_new0 (guint64, join->n);
  g_array_append_val (join->rows, row);
  g_hash_table_insert (join->by_path, (gpointer) row.key, GUINT_TO_POINTER (join->rows->len - 1));

  return &g_array_index (join->rows, HfGrowthRow, join->rows->len - 1);
}

/* Adds what one dump has; where @known is not NULL, members that it does not have are new. */
static void
add_holders (Join *join, guint i, const HfHolders *holders, const HfBitset *known)
{
  const HfDominators *dominators = join->analyses[i]->dominators;

  for (guint h = 0; h < holders->n_holders; h++)
    {
      const HfHolder *holder = &holders->holders[h];
      HfGrowthRow *row = row_for (join, holder->path);

      row->counts[i] += holder->count;
      row->sizes[i] += holder->shallow;
      for (guint k = 0; known != NULL && k < holder->count; k++)
        if (!hf_bitset_has (known, holders->members[holder->first + k]))
          {
            row->n_new++;
            row->new_retained += hf_dominators_retained (dominators, holders->members[holder->first + k]);
          }
    }
}

static gboolean
add_heap (Join *join, guint i, const char *match, const HfBitset *known, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) objects = objects_of (join->analyses[i]->heap, match);
  g_autoptr (HfHolders) holders = hf_holders_new (join->analyses[i], (const guint32 *) (gpointer) objects->data, objects->len, progress, error);

  if (holders == NULL)
    return FALSE;
  add_holders (join, i, holders, known);

  return TRUE;
}

static void
summarise (HfGrowthRow *row, guint n)
{
  guint32 peak = 0;

  row->delta = (gint64) row->counts[n - 1] - row->counts[0];
  row->delta_size = (gint64) (row->sizes[n - 1] - row->sizes[0]);
  row->n_gone = (guint32) MAX (0, (gint64) row->counts[0] + row->n_new - row->counts[n - 1]);
  row->approximate = row->n_gone > 0 && row->counts[n - 1] > row->n_new;
  row->every_step = TRUE;
  for (guint i = 0; i + 1 < n; i++)
    {
      peak = MAX (peak, row->counts[i]);
      row->every_step &= row->counts[i + 1] > row->counts[i];
    }
  row->over_peak = (gint64) row->counts[n - 1] - peak;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const HfGrowthRow *x = a, *y = b;

  if (x->delta != y->delta)
    return x->delta < y->delta ? 1 : -1;
  if (x->delta_size != y->delta_size)
    return x->delta_size < y->delta_size ? 1 : -1;

  return strcmp (x->key, y->key);
}

static gboolean
fill (Join *join, const char *match, HfProgress *progress, GError **error)
{
  HfHeap *first = join->analyses[0]->heap, *last = join->analyses[join->n - 1]->heap;
  g_autoptr (HfBitset) known = hf_growth_match (first, last, progress, error);

  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < join->n; i++)
    if (!add_heap (join, i, match, i + 1 == join->n ? known : NULL, progress, error))
      return FALSE;

  for (guint i = 0; i < join->rows->len; i++)
    summarise (&g_array_index (join->rows, HfGrowthRow, i), join->n);
  g_array_sort (join->rows, compare_rows);

  return TRUE;
}

HfGrowth *
hf_cli_growth_by_holder (HfAnalysis **analyses, guint n, const char *match, HfProgress *progress, GError **error)
{
  g_autoptr (HfGrowth) self = g_new0 (HfGrowth, 1);
  g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
  Join join = { analyses, n, by_path, g_array_new (FALSE, FALSE, sizeof (HfGrowthRow)) };
  gboolean ok = fill (&join, match, progress, error);

  self->by = HF_GROUP_BY_TYPE;
  self->n_heaps = n;
  self->n_rows = join.rows->len;
  self->rows = (HfGrowthRow *) (gpointer) g_array_free (join.rows, FALSE);

  return ok ? g_steal_pointer (&self) : NULL;
}
