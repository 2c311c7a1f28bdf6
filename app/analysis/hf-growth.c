/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-growth.h"

#include <string.h>

#include "hf-growth-match.h"
#include "hf-growth-rows.h"
#include "hf-grouping.h"

#define N_(s) (s)

/* Rows while they are collected, in the order in which their keys were first met. */
typedef struct
{
  HfHeap **heaps;
  HfAnalysis **analyses;  /* [n_heaps] by holder; else NULL */
  HfPlaces *places;       /* by holder: a row each; else NULL */
  guint n_heaps;
  HfGroupBy by;
  HfGrouping **groupings; /* [n_heaps] */
  guint32 **row_of_group; /* [n_heaps][groupings[i]->n] */
  GHashTable *row_of_key; /* key -> row; not by holder */
  GArray *rows;           /* of HfGrowthRow */
} Join;

static gboolean
no_memory (GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to compare the dumps");

  return FALSE;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------------ */

static void
append_row (Join *join, char *key)
{
  HfGrowthRow row;

  hf_growth_row_init (&row, key, join->n_heaps, join->by == HF_GROUP_BY_HOLDER);
  g_array_append_val (join->rows, row);
}

static guint
row_for_key (Join *join, const char *key)
{
  gpointer found;
  char *copy;

  if (g_hash_table_lookup_extended (join->row_of_key, key, NULL, &found))
    return GPOINTER_TO_UINT (found);

  copy = g_strdup (key);
  append_row (join, copy);
  g_hash_table_insert (join->row_of_key, copy, GUINT_TO_POINTER (join->rows->len - 1));

  return join->rows->len - 1;
}

static HfGrowthRow *
row_of (const Join *join, guint heap, guint32 object)
{
  guint32 group = hf_grouping_of (join->groupings[heap], object);

  return &g_array_index (join->rows, HfGrowthRow, join->row_of_group[heap][group]);
}

static gboolean
count_heap (Join *join, guint i, HfProgress *progress, GError **error)
{
  const HfHeap *heap = join->heaps[i];
  guint32 n = hf_heap_graph (heap)->n;

  hf_progress_begin (progress, N_("Counting objects"), n);
  for (guint32 v = 1; v < n; v++)
    {
      HfGrowthRow *row = row_of (join, i, v);

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      row->counts[i]++;
      row->sizes[i] += hf_heap_shallow (heap, v);
      row->internal &= (hf_heap_type_flags (heap, hf_heap_type (heap, v)) & HF_TYPE_INTERNAL) != 0;
    }

  return TRUE;
}

static gboolean
add_heap (Join *join, guint i, HfProgress *progress, GError **error)
{
  HfGrouping *grouping = hf_grouping_new (join->heaps[i], join->by);

  join->groupings[i] = grouping;
  join->row_of_group[i] = g_new (guint32, MAX (grouping->n, 1));
  for (guint g = 0; g < grouping->n; g++)
    join->row_of_group[i][g] = row_for_key (join, g_ptr_array_index (grouping->keys, g));

  return count_heap (join, i, progress, error);
}

/* ---- by holder -------------------------------------------------------------------------------------------------------------- */

/* Exact, of each row's objects in heap @i. */
static gboolean
add_retained_of_heap (Join *join, guint i, HfProgress *progress, GError **error)
{
  const HfGrouping *grouping = join->groupings[i];
  guint32 n = hf_heap_graph (join->heaps[i])->n;
  g_autofree guint64 *retained = g_new0 (guint64, MAX (grouping->n, 1));
  HfPacked group_of;
  gboolean done;

  if (!hf_packed_init (&group_of, n, grouping->n))
    return no_memory (error);
  for (guint32 v = 1; v < n; v++)
    hf_packed_fill (&group_of, v, hf_grouping_of (grouping, v) + 1);
  done = hf_retained_size_of_groups (join->heaps[i], join->analyses[i]->dominators, &group_of, grouping->n, retained, progress, error);
  hf_packed_clear (&group_of);
  for (guint g = 0; done && g < grouping->n; g++)
    g_array_index (join->rows, HfGrowthRow, join->row_of_group[i][g]).retained[i] = retained[g];

  return done;
}

static gboolean
add_heap_by_holder (Join *join, guint i, HfProgress *progress, GError **error)
{
  HfGrouping *grouping = hf_grouping_new_by_holder (join->analyses[i], join->places, NULL, progress, error);

  if (grouping == NULL)
    return FALSE;
  join->groupings[i] = grouping;
  join->row_of_group[i] = g_memdup2 (grouping->places, grouping->n * sizeof *grouping->places);
  while (join->rows->len < hf_places_get_n (join->places))
    append_row (join, NULL);

  return count_heap (join, i, progress, error) && add_retained_of_heap (join, i, progress, error);
}

static void
name_types (Join *join)
{
  for (guint i = 0; i < join->n_heaps; i++)
    for (guint32 v = 1; v < hf_heap_graph (join->heaps[i])->n; v++)
      if (row_of (join, i, v)->type == NULL)
        row_of (join, i, v)->type = g_strdup (hf_heap_type_name_of (join->heaps[i], v));
}

static void
name_rows (Join *join)
{
  for (guint i = 0; i < join->rows->len; i++)
    {
      HfGrowthRow *row = &g_array_index (join->rows, HfGrowthRow, i);

      row->key = hf_places_dup_path (join->places, i);
      row->slot = hf_growth_slot (row->key);
    }
  name_types (join);
}

/* ---- new and gone ----------------------------------------------------------------------------------------------------------- */

/* How far "the same object" is a guess in each row. */
typedef struct
{
  guint32 *kept; /* [rows] objects taken for the same that another one could stand for */
  guint8 *proven;     /* [last heap's types] its allocations were recorded */
  gboolean strangers; /* the dumps are of two programs, or have no addresses of the runtime's own */
} Doubt;

static gboolean
are_strangers (const HfHeap *first, const HfHeap *last)
{
  const HfHeapInfo *a = hf_heap_info (first), *b = hf_heap_info (last);

  return !(a->has & b->has & HF_HAS_ADDRESSES) || (a->pid != 0 && b->pid != 0 && a->pid != b->pid);
}

/* (transfer full) */
static guint8 *
proven_types (const HfHeap *first, const HfHeap *last)
{
  guint32 n = hf_heap_n_types (last);
  guint8 *proven = g_new (guint8, MAX (n, 1));
  char **untracked = hf_heap_info (last)->untracked;

  memset (proven, hf_match_tracked_since (first, last) != 0, n);
  for (guint i = 0; untracked != NULL && untracked[i] != NULL; i++)
    if (hf_heap_find_type (last, untracked[i]) != HF_NONE)
      proven[hf_heap_find_type (last, untracked[i])] = FALSE;

  return proven;
}

static gboolean
tell_new (Join *join, HfPacked *row_of_new, const HfBitset *kept, Doubt *doubt, HfProgress *progress, GError **error)
{
  guint last = join->n_heaps - 1;
  const HfHeap *heap = join->heaps[last];

  hf_progress_begin (progress, N_("Finding new objects"), kept->n);
  for (guint32 v = 1; v < kept->n; v++)
    {
      HfGrowthRow *row = row_of (join, last, v);
      guint index = (guint) (row - (HfGrowthRow *) (gpointer) join->rows->data);

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      hf_packed_fill (row_of_new, v, hf_bitset_has (kept, v) ? 0 : index + 1);
      if (!hf_bitset_has (kept, v))
        row->n_new++;
      else if (!(hf_heap_flags (heap, v) & HF_OBJECT_IMMORTAL) && !doubt->proven[hf_heap_type (heap, v)])
        doubt->kept[index]++;
    }

  return TRUE;
}

static void
tell_gone (Join *join, const HfBitset *gone)
{
  for (guint32 v = 1; v < gone->n; v++)
    if (hf_bitset_has (gone, v))
      row_of (join, 0, v)->n_gone++;
}

/* Where objects of a row went, a new one may have got the place of one that is gone. Where nothing went, the places of
 * those that are still there were never free. */
static void
tell_doubt (Join *join, const Doubt *doubt)
{
  for (guint i = 0; i < join->rows->len; i++)
    {
      HfGrowthRow *row = &g_array_index (join->rows, HfGrowthRow, i);

      row->approximate = doubt->strangers || (doubt->kept[i] > 0 && row->n_gone > 0);
    }
}

static void
fill_objects (HfBitset *set)
{
  for (guint32 v = 1; v < set->n; v++)
    hf_bitset_add (set, v);
}

/* Of the new ones, those that the second heap has already. */
static gboolean
tell_stayed (Join *join, HfGrowth *self, const HfBitset *kept, HfProgress *progress, GError **error)
{
  guint last = join->n_heaps - 1;

  self->stayed = hf_growth_match (join->heaps[1], join->heaps[last], progress, error);
  if (self->stayed == NULL)
    return FALSE;

  for (guint32 v = 1; v < kept->n; v++)
    if (!hf_bitset_has (self->stayed, v))
      continue;
    else if (hf_bitset_has (kept, v))
      hf_bitset_remove (self->stayed, v);
    else
      {
        row_of (join, last, v)->n_stayed++;
        row_of (join, last, v)->stayed_size += hf_heap_shallow (join->heaps[last], v);
      }

  return TRUE;
}

static gboolean
compare (Join *join, HfGrowth *self, HfProgress *progress, GError **error)
{
  HfHeap *first = join->heaps[0], *last = join->heaps[join->n_heaps - 1];
  g_autoptr (HfBitset) kept = hf_bitset_new (hf_heap_graph (last)->n);
  g_autoptr (HfBitset) gone = hf_bitset_new (hf_heap_graph (first)->n);
  g_autofree guint32 *doubtful = g_new0 (guint32, MAX (join->rows->len, 1));
  g_autofree guint8 *proven = proven_types (first, last);
  Doubt doubt = { .kept = doubtful, .proven = proven, .strangers = are_strangers (first, last) };

  if (kept == NULL || gone == NULL || !hf_packed_init (&self->row_of_new, hf_heap_graph (last)->n, join->rows->len))
    return no_memory (error);

  fill_objects (gone);
  if (!hf_match_objects (first, last, kept, gone, progress, error) || !tell_new (join, &self->row_of_new, kept, &doubt, progress, error))
    return FALSE;
  tell_gone (join, gone);
  tell_doubt (join, &doubt);

  return join->n_heaps < 3 || tell_stayed (join, self, kept, progress, error);
}

/* ---- the table -------------------------------------------------------------------------------------------------------------- */

static void
arrange (Join *join, HfGrowth *self)
{
  hf_growth_take_rows (self, (HfGrowthRow *) (gpointer) join->rows->data, join->rows->len, FALSE, hf_heap_graph (join->heaps[join->n_heaps - 1])->n);
  g_array_set_size (join->rows, 0);
}

static void
join_clear (Join *join)
{
  for (guint i = 0; i < join->rows->len; i++)
    hf_growth_row_clear (&g_array_index (join->rows, HfGrowthRow, i));
  for (guint i = 0; i < join->n_heaps; i++)
    {
      hf_grouping_free (join->groupings[i]);
      g_free (join->row_of_group[i]);
    }
  g_free (join->groupings);
  g_free (join->row_of_group);
  hf_places_free (join->places);
  g_hash_table_unref (join->row_of_key);
  g_array_unref (join->rows);
}

static gboolean
run (Join *join, HfGrowth *self, HfProgress *progress, GError **error)
{
  for (guint i = 0; i < join->n_heaps; i++)
    if (!(join->places != NULL ? add_heap_by_holder : add_heap) (join, i, progress, error))
      return FALSE;
  if (join->places != NULL)
    name_rows (join);
  if (!compare (join, self, progress, error))
    return FALSE;
  arrange (join, self);

  return TRUE;
}

/* @analyses: NULL unless by holder. */
static HfGrowth *
growth_new (HfHeap **heaps, HfAnalysis **analyses, guint n_heaps, HfGroupBy by, HfProgress *progress, GError **error)
{
  g_autoptr (HfGrowth) self = g_new0 (HfGrowth, 1);
  Join join = {
    .heaps = heaps,
    .analyses = analyses,
    .n_heaps = n_heaps,
    .by = by,
    .groupings = g_new0 (HfGrouping *, n_heaps),
    .row_of_group = g_new0 (guint32 *, n_heaps),
    .places = by == HF_GROUP_BY_HOLDER ? hf_places_new () : NULL,
    .row_of_key = g_hash_table_new (g_str_hash, g_str_equal),
    .rows = g_array_new (FALSE, FALSE, sizeof (HfGrowthRow)),
  };
  gboolean ok;

  self->by = by;
  self->n_heaps = n_heaps;
  ok = run (&join, self, progress, error);
  join_clear (&join);

  return ok ? g_steal_pointer (&self) : NULL;
}

HfGrowth *
hf_growth_new_for_heaps (HfHeap **heaps, guint n_heaps, HfGroupBy by, HfProgress *progress, GError **error)
{
  g_return_val_if_fail (heaps != NULL && n_heaps >= 2 && by != HF_GROUP_BY_HOLDER, NULL);

  return growth_new (heaps, NULL, n_heaps, by, progress, error);
}

HfGrowth *
hf_growth_new (HfAnalysis **analyses, guint n_heaps, HfGroupBy by, gboolean with_retained, HfProgress *progress, GError **error)
{
  g_autofree HfHeap **heaps = NULL;
  g_autoptr (HfGrowth) self = NULL;

  g_return_val_if_fail (analyses != NULL && n_heaps >= 2, NULL);

  heaps = g_new (HfHeap *, n_heaps);
  for (guint i = 0; i < n_heaps; i++)
    heaps[i] = analyses[i]->heap;
  self = growth_new (heaps, analyses, n_heaps, by, progress, error);
  if (self == NULL || (with_retained && !hf_growth_add_retained (self, analyses[n_heaps - 1], progress, error)))
    return NULL;

  return g_steal_pointer (&self);
}

void
hf_growth_free (HfGrowth *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_rows; i++)
    hf_growth_row_clear (&self->rows[i]);
  g_free (self->rows);
  hf_bitset_free (self->stayed);
  hf_packed_clear (&self->row_of_new);
  g_free (self);
}

/* @n: how many there are; @only: of these, NULL for all. */
static GArray *
objects_of_row (const HfGrowth *self, guint row, guint32 n, const HfBitset *only)
{
  GArray *objects = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);

  for (guint32 v = 1; objects->len < n; v++)
    if (hf_growth_row_of_new (self, v) == row && (only == NULL || hf_bitset_has (only, v)))
      g_array_append_val (objects, v);

  return objects;
}

GArray *
hf_growth_new_objects (const HfGrowth *self, guint row)
{
  g_return_val_if_fail (self != NULL && row < self->n_rows, NULL);

  return objects_of_row (self, row, self->rows[row].n_new, NULL);
}

GArray *
hf_growth_stayed_objects (const HfGrowth *self, guint row)
{
  g_return_val_if_fail (self != NULL && row < self->n_rows, NULL);

  return objects_of_row (self, row, self->rows[row].n_stayed, self->stayed);
}
