/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-search.h"

#include <string.h>

#define SEPARATOR " › "
#define NOISE 2u         /* objects a round, below which a row is only told for its size */
#define LARGE (1u << 20) /* bytes: "for its size" */

typedef struct
{
  gint64 delta;
  gint64 delta_size;
  gint64 last_step;
} Sum;

static gboolean
is_of_many_roots (const char *path)
{
  return g_str_has_prefix (path, HF_SUSPECT_NATIVE) || g_str_has_prefix (path, "thread ");
}

/* Places that differ by how many references native code has, or by a thread's name alone, are one. */
char *
hf_suspect_place_of_root (const char *prefix)
{
  const char *rest = strstr (prefix, SEPARATOR), *words = strstr (prefix, ": ");

  if (g_str_has_prefix (prefix, HF_SUSPECT_NATIVE))
    return g_strconcat (HF_SUSPECT_NATIVE, rest, NULL);
  if (words != NULL && (rest == NULL || words < rest))
    rest = words;
  if (g_str_has_prefix (prefix, "thread ") && rest != NULL)
    return g_strconcat ("thread *", rest, NULL);

  return g_strdup (prefix);
}

static HfSuspectRow
growth_of_sum (const Sum *sum, guint n_heaps)
{
  if (sum->delta < (gint64) NOISE * (n_heaps - 1) && (sum->delta <= 0 || sum->delta_size < (gint64) LARGE))
    return HF_SUSPECT_ROW_STILL;

  return n_heaps > 2 && sum->last_step <= 0 ? HF_SUSPECT_ROW_FULL : HF_SUSPECT_ROW_GROWS;
}

static void
add_row (Sum *sum, const HfGrowthRow *row, guint n_heaps)
{
  sum->delta += row->delta;
  sum->delta_size += row->delta_size;
  sum->last_step += (gint64) row->counts[n_heaps - 1] - row->counts[n_heaps - 2];
}

/* Rows of places that are one (threads, native code) are judged together. O(rows). */
void
hf_suspects_judge_rows (HfSuspectSearch *self)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint n_heaps = self->growth->n_heaps;
  g_autofree Sum **sum_of_row = g_new0 (Sum *, MAX (self->growth->n_rows, 1));

  for (guint i = 0; i < self->growth->n_rows; i++)
    {
      const HfGrowthRow *row = &self->growth->rows[i];
      g_autofree char *place = is_of_many_roots (row->key) ? hf_suspect_place_of_root (row->key) : NULL;
      Sum alone = { 0 };

      if (place == NULL)
        {
          add_row (&alone, row, n_heaps);
          self->row_growth[i] = (guint8) growth_of_sum (&alone, n_heaps);
          continue;
        }
      sum_of_row[i] = g_hash_table_lookup (sums, place);
      if (sum_of_row[i] == NULL)
        g_hash_table_insert (sums, g_steal_pointer (&place), sum_of_row[i] = g_new0 (Sum, 1));
      add_row (sum_of_row[i], row, n_heaps);
    }
  for (guint i = 0; i < self->growth->n_rows; i++)
    if (sum_of_row[i] != NULL)
      self->row_growth[i] = (guint8) growth_of_sum (sum_of_row[i], n_heaps);
}

HfSuspectRow
hf_suspect_growth_of (const HfSuspectSearch *self, guint32 object)
{
  guint32 row = hf_growth_row_of_new (self->growth, object);

  return row != HF_NONE ? (HfSuspectRow) self->row_growth[row] : HF_SUSPECT_ROW_STILL;
}
