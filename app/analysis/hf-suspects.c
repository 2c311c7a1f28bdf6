/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-search.h"

#include <string.h>

#include "hf-path-fold.h"

#define PATTERN_SHARE 4u   /* one in so many bytes of a suspect must show a pattern for it to be named */
#define MOST_LOOKED_AT 24u /* groups, where the limit is not more: each costs a look at all objects */
#define LITTLE 32      /* entries */
#define LITTLE_BYTES 65536u
#define LITTLE_SHARE 10 /* one in so many a step */
#define MOST_ROWS 64u      /* whose chains are looked at for patterns */

static int
by_size_in_last (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfGrowth *growth = data;
  const HfGrowthRow *x = &growth->rows[*(const guint *) a], *y = &growth->rows[*(const guint *) b];

  if (x->delta_size != y->delta_size)
    return x->delta_size < y->delta_size ? 1 : -1;

  return strcmp (x->key, y->key);
}

static GArray *
rows_by_size (const HfSuspectSearch *self, const HfSuspectGroup *group)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, group->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint row = GPOINTER_TO_UINT (key);

      g_array_append_val (rows, row);
    }
  g_array_sort_with_data (rows, by_size_in_last, (gpointer) self->growth);

  return rows;
}

/* The pattern that most bytes show, of those that enough of them show; specific ones before fallbacks. */
static void
find_pattern (const HfSuspectSearch *self, HfSuspectGroup *group, HfSuspect *suspect)
{
  const HfPatterns *patterns = hf_patterns_get_default ();
  guint n = hf_patterns_get_n (patterns);
  g_autofree guint64 *bytes = g_new0 (guint64, n);
  g_autofree guint32 *at = g_new0 (guint32, n);
  g_autoptr (GArray) rows = rows_by_size (self, group);
  guint64 all = 0;

  for (guint i = 0; i < MIN (rows->len, MOST_ROWS); i++)
    {
      guint row = g_array_index (rows, guint, i);
      guint32 example = GPOINTER_TO_UINT (g_hash_table_lookup (group->rows, GUINT_TO_POINTER (row)));
      g_autoptr (HfPatternPath) path = hf_pattern_path_new (self->last, example, hf_suspect_grows, self);
      guint64 size = (guint64) MAX (self->growth->rows[row].delta_size, 1);
      HfPatternMatch match;

      all += size;
      if (path == NULL || !hf_pattern_path_match (path, self->heap, &match))
        continue;
      if (bytes[match.pattern] == 0)
        at[match.pattern] = path->steps[match.step].object;
      bytes[match.pattern] += size;
    }

  for (guint fallback = 0; fallback < 2 && suspect->pattern == HF_NONE; fallback++)
    for (guint i = 0; i < n; i++)
      if ((guint) hf_patterns_is_fallback (patterns, i) == fallback && bytes[i] > 0 && bytes[i] * PATTERN_SHARE >= all &&
          (suspect->pattern == HF_NONE || bytes[i] > bytes[suspect->pattern]))
        suspect->pattern = i;
  /* Their remedy is a bound, and there is one. */
  if (suspect->bound > 0 && suspect->pattern != HF_NONE && hf_patterns_is_fallback (patterns, suspect->pattern))
    suspect->pattern = HF_NONE;
  if (suspect->pattern != HF_NONE)
    suspect->what = hf_pattern_what (self->heap, at[suspect->pattern]);
}

/* The holder of most entries; *@share of them. */
static guint32
main_holder (const HfSuspectGroup *group, double *share)
{
  GHashTableIter iter;
  gpointer key, value;
  guint32 best = HF_NONE, most = 0;

  g_hash_table_iter_init (&iter, group->holders);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_UINT (value) > most || (GPOINTER_TO_UINT (value) == most && GPOINTER_TO_UINT (key) < best))
      {
        best = GPOINTER_TO_UINT (key);
        most = GPOINTER_TO_UINT (value);
      }
  *share = group->n_entries > 0 ? (double) most / (double) group->n_entries : 0;

  return best;
}

/* The entries, and of those at @holder the one that keeps most. */
static void
take_entries (const HfSuspectSearch *self, guint group, guint32 holder, guint main_row, HfSuspect *suspect)
{
  const HfDominators *dominators = self->last->dominators;
  gboolean in_main = FALSE;

  for (guint32 v = 1; v < hf_heap_graph (self->heap)->n; v++)
    {
      guint32 row;

      if (self->entry[v] != v)
        continue;
      row = hf_growth_row_of_new (self->growth, v);
      if (self->group_of_row[row] != group)
        continue;
      if (suspect->objects->len < HF_SUSPECT_OBJECTS)
        g_array_append_val (suspect->objects, v);
      if (hf_suspect_parent_of (self, v) != holder || (in_main && row != main_row))
        continue;
      if (suspect->example == HF_NONE || (row == main_row && !in_main) ||
          hf_dominators_retained (dominators, v) > hf_dominators_retained (dominators, suspect->example))
        suspect->example = v;
      in_main |= row == main_row;
    }
}

/* A few small ones more, and few beside those there were: so look the last entries of a cache that warms up. */
static gboolean
is_little (const HfSuspectGroup *group, const HfSuspectSlot *slot, guint n_heaps)
{
  gint64 grown = hf_suspect_slot_delta (slot, n_heaps);

  return grown < LITTLE && group->retained < LITTLE_BYTES && grown * LITTLE_SHARE < (gint64) (slot->counts[0] * (n_heaps - 1));
}

static HfSuspectGrade
final_grade (const HfSuspectSearch *self, const HfSuspectGroup *group, const HfPatternPath *path, guint64 bound, HfSuspectGrade grade)
{
  HfPatternMatch match;

  if (grade != HF_SUSPECT_LEAK || path == NULL)
    return grade;
  if (bound > 0 || is_little (group, hf_suspect_group_main_slot (group, self->growth->n_heaps), self->growth->n_heaps))
    return HF_SUSPECT_GROWING;
  /* Garbage is the collector's, sooner or later; what it has trouble with is not. */
  if ((path->steps[0].flags & HF_PATTERN_UNREACHABLE) && !hf_pattern_path_match (path, self->heap, &match))
    return HF_SUSPECT_GROWING;
  /* Values in a field that code cannot reach are a library's own book-keeping. */
  if (!group->own && path->holder != HF_NONE && path->steps[path->holder].label[0] == '+')
    return HF_SUSPECT_GROWING;

  return grade;
}

static HfSuspect *
make_suspect (HfSuspectSearch *self, HfSuspectGroup *group)
{
  guint n_heaps = self->growth->n_heaps;
  const HfSuspectSlot *slot = hf_suspect_group_main_slot (group, n_heaps);
  HfSuspect *suspect = hf_suspect_new (n_heaps);
  g_autoptr (HfPatternPath) path = NULL;
  double share;
  guint32 holder = main_holder (group, &share);

  suspect->row = slot->main_row;
  for (guint i = 0; i < n_heaps; i++)
    suspect->counts[i] = (guint32) MIN (slot->counts[i], G_MAXUINT32);
  suspect->count = (guint64) hf_suspect_slot_delta (slot, n_heaps);
  suspect->bytes = group->bytes;
  suspect->retained = group->retained;
  take_entries (self, group->index, holder, slot->main_row, suspect);
  if (suspect->example != HF_NONE)
    path = hf_pattern_path_new (self->last, suspect->example, hf_suspect_grows, self);
  if (path != NULL)
    suspect->bound = hf_suspect_bound (self->growth, self->heap, path, slot->counts[n_heaps - 1] / MAX (g_hash_table_size (group->holders), 1));
  suspect->grade = final_grade (self, group, path, suspect->bound, hf_suspect_slot_grade (slot, n_heaps));
  suspect->entry = g_strdup (hf_fold_short_type (self->heap, suspect->example));
  if (path != NULL && !group->rooted)
    hf_suspect_take_place (suspect, self->heap, path, share);
  if (suspect->holder == NULL)
    suspect->holder = g_strdup (group->place);
  find_pattern (self, group, suspect);
  suspect->score = hf_suspect_group_score (group, suspect->grade);

  return suspect;
}

static int
by_first_score (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfSuspectGroup *x = *(const HfSuspectGroup *const *) a, *y = *(const HfSuspectGroup *const *) b;

  if (x->first_score != y->first_score)
    return x->first_score < y->first_score ? 1 : -1;

  return strcmp (x->place, y->place);
}

/* (transfer container) What is worth a closer look, by how telling it seems without one. */
static GPtrArray *
candidates (const HfSuspectSearch *self)
{
  guint n_heaps = self->growth->n_heaps;
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->groups->len; i++)
    {
      HfSuspectGroup *group = g_ptr_array_index (self->groups, i);
      const HfSuspectSlot *slot = hf_suspect_group_main_slot (group, n_heaps);

      if (hf_suspect_group_is_noise (group, slot, n_heaps))
        continue;
      group->first_score = hf_suspect_group_score (group, hf_suspect_slot_grade (slot, n_heaps));
      g_ptr_array_add (found, group);
    }
  g_ptr_array_sort_with_data (found, by_first_score, NULL);

  return found;
}

static HfSuspects *
rank (HfSuspectSearch *self, guint limit)
{
  HfSuspects *suspects = g_new0 (HfSuspects, 1);
  g_autoptr (GPtrArray) groups = candidates (self);
  guint most = MAX (MIN (limit, groups->len), MOST_LOOKED_AT);

  suspects->n_heaps = self->growth->n_heaps;
  suspects->suspects = g_ptr_array_new_with_free_func (hf_suspect_free);
  for (guint i = 0; i < groups->len && suspects->suspects->len < most; i++)
    if (!hf_suspect_group_is_inside_another (self, g_ptr_array_index (groups, i)))
      g_ptr_array_add (suspects->suspects, make_suspect (self, g_ptr_array_index (groups, i)));
  g_ptr_array_sort (suspects->suspects, hf_suspect_compare);
  hf_suspects_drop_followers (self, suspects->suspects);
  if (suspects->suspects->len > limit)
    g_ptr_array_set_size (suspects->suspects, (gint) limit);

  return suspects;
}

HfSuspects *
hf_suspects_new (const HfGrowth *growth, const HfAnalysis *last, guint limit, HfProgress *progress, GError **error)
{
  HfSuspectSearch self = { .growth = growth, .last = last };
  HfSuspects *suspects = NULL;

  g_return_val_if_fail (growth != NULL && growth->by == HF_GROUP_BY_HOLDER && last != NULL, NULL);

  self.heap = last->heap;
  if (hf_suspect_search_init (&self, error) && hf_suspects_walk (&self, HF_SUSPECT_ROW_GROWS, progress, error) && hf_suspects_walk (&self, HF_SUSPECT_ROW_FULL, progress, error) && hf_suspects_join_garbage (&self, progress, error) &&
      hf_suspects_add_retained (&self, progress, error))
    suspects = rank (&self, limit);
  hf_suspect_search_clear (&self);

  return suspects;
}
