/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-private.h"

#include <string.h>

#include "hf-kernel.h"
#include "hf-path-fold.h"
#include "hf-python.h"

#define N_(s) (s)
#define SEPARATOR " › "
#define NATIVE "native code"
#define STEADY .7            /* of the mean of the steps before: the last one is not "less and less" */
#define NOISE 2u             /* objects a round, below which a row is only told for its size */
#define LARGE (1u << 20)     /* bytes: "for its size" */
#define PATTERN_SHARE 4u     /* one in so many bytes of a suspect must show a pattern for it to be named */
#define MOST_LOOKED_AT 24u   /* groups, whatever the limit: each costs a look at all objects */
#define MOST_ROWS 64u        /* whose chains are looked at for patterns */

/* Entries of one kind of step: "[*]" or "key *" of a dict. */
typedef struct
{
  char *prefix;
  guint64 *counts; /* [n_heaps] */
  guint main_row;
} Slot;

typedef struct
{
  guint index;
  char *place;         /* folded */
  gboolean rooted;     /* no object holds it: threads, native code, garbage */
  gboolean own;        /* some of it are instances of classes, or running code */
  gboolean plumbing;   /* at least one entry is of a module or the like */
  guint64 n;
  guint64 bytes;
  guint64 retained;
  GHashTable *holders; /* holder -> how many entries */
  GPtrArray *slots;    /* of Slot */
  GHashTable *rows;    /* row -> one of its new objects here */
  guint64 n_entries;
  double first_score;
} Group;

/* How a row counts. */
typedef enum
{
  ROW_STILL,  /* not at all, or too little to tell */
  ROW_FULL,   /* grew, but not in the last step */
  ROW_GROWS,
} RowGrowth;

typedef struct
{
  gint64 delta;
  gint64 delta_size;
  gint64 last_step;
} Sum;

typedef struct
{
  const HfGrowth *growth;
  const HfAnalysis *last;
  const HfHeap *heap;
  guint8 *row_growth;    /* [rows] RowGrowth */
  guint32 *entry;        /* [n] the first growing object on the chain, HF_NONE unknown or not growing */
  guint32 *group_of_row; /* [rows] by the row of the entry */
  GPtrArray *groups;
  GHashTable *by_place;
} Search;

static void
free_slot (gpointer data)
{
  Slot *slot = data;

  g_free (slot->prefix);
  g_free (slot->counts);
  g_free (slot);
}

static void
free_group (gpointer data)
{
  Group *group = data;

  g_free (group->place);
  g_hash_table_unref (group->holders);
  g_ptr_array_unref (group->slots);
  g_hash_table_unref (group->rows);
  g_free (group);
}

static gboolean
is_of_many_roots (const char *path)
{
  return g_str_has_prefix (path, NATIVE) || g_str_has_prefix (path, "thread ");
}

/* Places that differ by how many references native code has, or by a thread's name alone, are one. */
static char *
place_of_root (const char *prefix)
{
  const char *rest = strstr (prefix, SEPARATOR), *words = strstr (prefix, ": ");

  if (g_str_has_prefix (prefix, NATIVE))
    return g_strconcat (NATIVE, rest, NULL);
  if (words != NULL && (rest == NULL || words < rest))
    rest = words;
  if (g_str_has_prefix (prefix, "thread ") && rest != NULL)
    return g_strconcat ("thread *", rest, NULL);

  return g_strdup (prefix);
}

static RowGrowth
growth_of_sum (const Sum *sum, guint n_heaps)
{
  if (sum->delta < (gint64) NOISE * (n_heaps - 1) && (sum->delta <= 0 || sum->delta_size < (gint64) LARGE))
    return ROW_STILL;

  return n_heaps > 2 && sum->last_step <= 0 ? ROW_FULL : ROW_GROWS;
}

static void
add_row (Sum *sum, const HfGrowthRow *row, guint n_heaps)
{
  sum->delta += row->delta;
  sum->delta_size += row->delta_size;
  sum->last_step += (gint64) row->counts[n_heaps - 1] - row->counts[n_heaps - 2];
}

/* Rows of places that are one (threads, native code) are judged together. O(rows). */
static void
judge_rows (Search *self)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint n_heaps = self->growth->n_heaps;
  g_autofree Sum **sum_of_row = g_new0 (Sum *, MAX (self->growth->n_rows, 1));

  for (guint i = 0; i < self->growth->n_rows; i++)
    {
      const HfGrowthRow *row = &self->growth->rows[i];
      g_autofree char *place = is_of_many_roots (row->key) ? place_of_root (row->key) : NULL;
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

static RowGrowth
growth_of (const Search *self, guint32 object)
{
  guint32 row = hf_growth_row_of_new (self->growth, object);

  return row != HF_NONE ? (RowGrowth) self->row_growth[row] : ROW_STILL;
}

/* After the walk. */
static gboolean
grows (gconstpointer data, guint32 object)
{
  return ((const Search *) data)->entry[object] != HF_NONE;
}

/* HF_ROOT for what a root holds and for tops of garbage. */
static guint32
parent_of (const Search *self, guint32 object)
{
  guint32 ref = hf_chains_parent_ref (self->last->chains, object);

  return ref == HF_NONE ? HF_ROOT : hf_graph_referrer_of (hf_heap_graph (self->heap), ref);
}

/* ---- which place an entry belongs to ---------------------------------------------------------------------------------------- */

static void
cut_last_step (char *path)
{
  char *at = g_strrstr (path, SEPARATOR);

  if (at != NULL)
    *at = '\0';
  else
    *path = '\0';
}

/* (transfer full) @prefix: the row's path without the type. */
static char *
place_of_entry (const char *prefix, gboolean rooted)
{
  g_autofree char *place = place_of_root (prefix);

  if (rooted)
    return g_steal_pointer (&place);
  cut_last_step (place);
  /* lru_cache: what one of its fields holds is the wrapper's. */
  if (g_str_has_suffix (place, SEPARATOR "cache"))
    cut_last_step (place);

  return g_steal_pointer (&place);
}

static Group *
group_for (Search *self, char *place, gboolean rooted)
{
  gpointer found;
  Group *group;

  if (g_hash_table_lookup_extended (self->by_place, place, NULL, &found))
    {
      g_free (place);
      return g_ptr_array_index (self->groups, GPOINTER_TO_UINT (found));
    }
  group = g_new0 (Group, 1);
  group->index = self->groups->len;
  group->place = place;
  group->rooted = rooted;
  group->holders = g_hash_table_new (NULL, NULL);
  group->slots = g_ptr_array_new_with_free_func (free_slot);
  group->rows = g_hash_table_new (NULL, NULL);
  g_ptr_array_add (self->groups, group);
  g_hash_table_insert (self->by_place, place, GUINT_TO_POINTER (group->index));

  return group;
}

static Slot *
slot_for (Group *group, const char *prefix, guint n_heaps)
{
  Slot *slot;

  for (guint i = 0; i < group->slots->len; i++)
    {
      slot = g_ptr_array_index (group->slots, i);
      if (strcmp (slot->prefix, prefix) == 0)
        return slot;
    }
  slot = g_new0 (Slot, 1);
  slot->prefix = g_strdup (prefix);
  slot->counts = g_new0 (guint64, n_heaps);
  slot->main_row = HF_NONE;
  g_ptr_array_add (group->slots, slot);

  return slot;
}

/* The group of the entries in @row, which is seen for the first time. */
static void
open_row (Search *self, guint32 row_index, gboolean rooted)
{
  const HfGrowthRow *row = &self->growth->rows[row_index];
  g_autofree char *prefix = g_strdup (row->key);
  Group *group;
  Slot *slot;

  cut_last_step (prefix);
  group = group_for (self, place_of_entry (prefix, rooted), rooted);
  self->group_of_row[row_index] = group->index;
  slot = slot_for (group, rooted ? row->type : prefix, self->growth->n_heaps);
  for (guint i = 0; i < self->growth->n_heaps; i++)
    slot->counts[i] += row->counts[i];
  if (slot->main_row == HF_NONE || row->delta > self->growth->rows[slot->main_row].delta)
    slot->main_row = row_index;
}

/* ---- the walk --------------------------------------------------------------------------------------------------------------- */

/* What grew still, first; so that what is made once and then filled is the holder and no entry. */
static guint32
find_entry (Search *self, guint32 object, RowGrowth growth, GArray *pending)
{
  guint32 at = object, entry = HF_NONE;

  g_array_set_size (pending, 0);
  while (at != HF_ROOT && growth_of (self, at) == growth && self->entry[at] == HF_NONE)
    {
      g_array_append_val (pending, at);
      entry = at;
      at = parent_of (self, at);
    }
  if (at != HF_ROOT && self->entry[at] != HF_NONE)
    entry = self->entry[at];
  for (guint i = 0; i < pending->len; i++)
    self->entry[g_array_index (pending, guint32, i)] = entry;

  return entry;
}

static gboolean
is_weak_reference (const char *type)
{
  static const char *const names[] = { "ReferenceType", "weakref.ReferenceType", "weakref", "weakref.ref", "weakref.KeyedRef", NULL };

  return g_strv_contains (names, type);
}

static gboolean
is_own (const HfHeap *heap, guint32 object)
{
  static const char *const running[] = { "generator", "coroutine", "async_generator", NULL };
  const char *type = hf_heap_type_name_of (heap, object);

  return g_strv_contains (running, type) || (hf_python_kind (heap, object) == HF_KIND_INSTANCE && !is_weak_reference (type));
}

static void
count_object (Search *self, guint32 object, guint32 entry)
{
  guint32 row = hf_growth_row_of_new (self->growth, object), entry_row = hf_growth_row_of_new (self->growth, entry);
  guint32 holder = parent_of (self, entry);
  Group *group;

  if (self->group_of_row[entry_row] == HF_NONE)
    open_row (self, entry_row, holder == HF_ROOT);
  group = g_ptr_array_index (self->groups, self->group_of_row[entry_row]);
  group->n++;
  group->bytes += hf_heap_shallow (self->heap, object);
  group->own |= is_own (self->heap, object);
  if (!g_hash_table_contains (group->rows, GUINT_TO_POINTER (row)))
    g_hash_table_insert (group->rows, GUINT_TO_POINTER (row), GUINT_TO_POINTER (object));
  if (object == entry)
    {
      gpointer count = g_hash_table_lookup (group->holders, GUINT_TO_POINTER (holder));
      HfKind kind = hf_python_kind (self->heap, entry);

      group->n_entries++;
      group->plumbing |= kind == HF_KIND_MODULE || kind == HF_KIND_TYPE;
      g_hash_table_insert (group->holders, GUINT_TO_POINTER (holder), GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
    }
}

static gboolean
walk (Search *self, RowGrowth growth, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n = hf_heap_graph (self->heap)->n;

  hf_progress_begin (progress, N_("Looking for what holds the growth"), n);
  for (guint32 v = 1; v < n; v++)
    {
      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      if (growth_of (self, v) == growth)
        count_object (self, v, find_entry (self, v, growth, pending));
    }

  return TRUE;
}

static gboolean
add_retained (Search *self, HfProgress *progress, GError **error)
{
  guint32 n = hf_heap_graph (self->heap)->n;
  g_autofree guint64 *retained = g_new0 (guint64, MAX (self->groups->len, 1));
  HfPacked group_of;
  gboolean done;

  if (!hf_packed_init (&group_of, n, self->groups->len))
    return hf_kernel_no_memory (error), FALSE;
  for (guint32 v = 1; v < n; v++)
    hf_packed_fill (&group_of, v, self->entry[v] == HF_NONE ? 0 : self->group_of_row[hf_growth_row_of_new (self->growth, self->entry[v])] + 1);
  done = hf_retained_size_of_groups (self->heap, self->last->dominators, &group_of, self->groups->len, retained, progress, error);
  hf_packed_clear (&group_of);
  for (guint i = 0; done && i < self->groups->len; i++)
    ((Group *) g_ptr_array_index (self->groups, i))->retained = retained[i];

  return done;
}

/* ---- verdicts --------------------------------------------------------------------------------------------------------------- */

static gint64
step_of (const Slot *slot, guint i)
{
  return (gint64) slot->counts[i + 1] - (gint64) slot->counts[i];
}

static gint64
delta_of (const Slot *slot, guint n_heaps)
{
  return (gint64) slot->counts[n_heaps - 1] - (gint64) slot->counts[0];
}

static gboolean
is_of_keys (const Slot *slot)
{
  return g_str_has_suffix (slot->prefix, SEPARATOR "key *");
}

/* The slot that grew most: a dict's keys and values grow together and are one growth. */
static const Slot *
main_slot (const Group *group, guint n_heaps)
{
  const Slot *best = NULL;

  for (guint i = 0; i < group->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (group->slots, i);

      if (best == NULL || delta_of (slot, n_heaps) > delta_of (best, n_heaps) ||
          (delta_of (slot, n_heaps) == delta_of (best, n_heaps) && is_of_keys (best)))
        best = slot;
    }

  return best;
}

static HfSuspectGrade
grade_of (const Slot *slot, guint n_heaps)
{
  gint64 last = step_of (slot, n_heaps - 2);
  double before = 0;

  if (n_heaps < 3)
    return HF_SUSPECT_GROWING;
  if (last <= 0)
    return HF_SUSPECT_FULL;
  for (guint i = 0; i + 2 < n_heaps; i++)
    {
      if (step_of (slot, i) <= 0)
        return HF_SUSPECT_GROWING;
      before += (double) step_of (slot, i) / (n_heaps - 2);
    }

  return (double) last >= STEADY * before ? HF_SUSPECT_LEAK : HF_SUSPECT_GROWING;
}

static gboolean
is_noise (const Group *group, const Slot *slot, guint n_heaps)
{
  if (slot == NULL || delta_of (slot, n_heaps) <= 0)
    return TRUE;

  return group->plumbing && delta_of (slot, n_heaps) < NOISE * (n_heaps - 1);
}

/* A place inside another one's entries. */
static gboolean
is_inside (const Group *group, const Group *other)
{
  if (group == other || group->retained > other->retained || other->rooted)
    return FALSE;
  for (guint i = 0; i < other->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (other->slots, i);

      if (g_str_has_prefix (group->place, slot->prefix) && (group->place[strlen (slot->prefix)] == '\0' ||
          g_str_has_prefix (group->place + strlen (slot->prefix), SEPARATOR)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_folded (const Search *self, const Group *group)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (is_inside (group, g_ptr_array_index (self->groups, i)))
      return TRUE;

  return FALSE;
}

/* What follows from another growth and grows just like it: weak references to the same objects, other frames of the same
 * threads, what native code keeps beside. */
static gboolean
follows (const Search *self, const HfSuspect *suspect, const HfSuspect *from)
{
  for (guint i = 0; i + 1 < self->growth->n_heaps; i++)
    if (suspect->counts[i + 1] - suspect->counts[i] != from->counts[i + 1] - from->counts[i])
      return FALSE;
  if (is_weak_reference (self->growth->rows[suspect->row].type) || g_str_has_prefix (suspect->holder, NATIVE))
    return TRUE;

  return g_str_has_prefix (suspect->holder, "thread *") && g_str_has_prefix (from->holder, "thread *");
}

static void
drop_followers (const Search *self, GPtrArray *suspects)
{
  for (guint i = suspects->len; i-- > 1;)
    for (guint j = 0; j < i; j++)
      if (follows (self, g_ptr_array_index (suspects, i), g_ptr_array_index (suspects, j)))
        {
          g_ptr_array_remove_index (suspects, i);
          break;
        }
}

/* Bytes, weighed by how much the place tells: what a person can name and wrote comes before what only follows from it. */
static double
score_of (const Group *group, HfSuspectGrade grade)
{
  static const double weights[] = { [HF_SUSPECT_LEAK] = 4, [HF_SUSPECT_GROWING] = 1, [HF_SUSPECT_FULL] = .05, [HF_SUSPECT_LARGE] = 1 };
  double score = (double) MAX (group->retained, group->bytes) * weights[grade];

  if (g_str_has_prefix (group->place, NATIVE))
    score /= 8;
  if (group->own)
    score *= 4;

  return score;
}

/* ---- what to tell ----------------------------------------------------------------------------------------------------------- */

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
rows_by_size (const Search *self, const Group *group)
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
find_pattern (const Search *self, Group *group, HfSuspect *suspect)
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
      g_autoptr (HfPatternPath) path = hf_pattern_path_new (self->last, example, grows, self);
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
  if (suspect->pattern != HF_NONE)
    suspect->what = hf_pattern_what (self->heap, at[suspect->pattern]);
}

/* The holder of most entries; *@share of them. */
static guint32
main_holder (const Group *group, double *share)
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
take_entries (const Search *self, guint group, guint32 holder, guint main_row, HfSuspect *suspect)
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
      if (parent_of (self, v) != holder || (in_main && row != main_row))
        continue;
      if (suspect->example == HF_NONE || (row == main_row && !in_main) ||
          hf_dominators_retained (dominators, v) > hf_dominators_retained (dominators, suspect->example))
        suspect->example = v;
      in_main |= row == main_row;
    }
}

static HfSuspectGrade
final_grade (const Search *self, const Group *group, const HfPatternPath *path, HfSuspectGrade grade)
{
  HfPatternMatch match;

  if (grade != HF_SUSPECT_LEAK || path == NULL)
    return grade;
  if (hf_suspect_is_bounded (self->heap, path))
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
make_suspect (Search *self, Group *group)
{
  guint n_heaps = self->growth->n_heaps;
  const Slot *slot = main_slot (group, n_heaps);
  HfSuspect *suspect = hf_suspect_new (n_heaps);
  g_autoptr (HfPatternPath) path = NULL;
  double share;
  guint32 holder = main_holder (group, &share);

  suspect->row = slot->main_row;
  for (guint i = 0; i < n_heaps; i++)
    suspect->counts[i] = (guint32) MIN (slot->counts[i], G_MAXUINT32);
  suspect->count = (guint64) delta_of (slot, n_heaps);
  suspect->bytes = group->bytes;
  suspect->retained = group->retained;
  take_entries (self, group->index, holder, slot->main_row, suspect);
  if (suspect->example != HF_NONE)
    path = hf_pattern_path_new (self->last, suspect->example, grows, self);
  suspect->grade = final_grade (self, group, path, grade_of (slot, n_heaps));
  suspect->entry = g_strdup (hf_fold_short_type (self->heap, suspect->example));
  if (path != NULL && !group->rooted)
    hf_suspect_take_place (suspect, self->heap, path, share);
  if (suspect->holder == NULL)
    suspect->holder = g_strdup (group->place);
  find_pattern (self, group, suspect);
  suspect->score = score_of (group, suspect->grade);

  return suspect;
}

static int
by_first_score (gconstpointer a, gconstpointer b, gpointer data)
{
  const Group *x = *(const Group *const *) a, *y = *(const Group *const *) b;

  if (x->first_score != y->first_score)
    return x->first_score < y->first_score ? 1 : -1;

  return strcmp (x->place, y->place);
}

/* (transfer container) What is worth a closer look, by how telling it seems without one. */
static GPtrArray *
candidates (const Search *self)
{
  guint n_heaps = self->growth->n_heaps;
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);
      const Slot *slot = main_slot (group, n_heaps);

      if (is_noise (group, slot, n_heaps))
        continue;
      group->first_score = score_of (group, grade_of (slot, n_heaps));
      g_ptr_array_add (found, group);
    }
  g_ptr_array_sort_with_data (found, by_first_score, NULL);

  return found;
}

static HfSuspects *
rank (Search *self, guint limit)
{
  HfSuspects *suspects = g_new0 (HfSuspects, 1);
  g_autoptr (GPtrArray) groups = candidates (self);
  guint most = MAX (MIN (limit, groups->len), MOST_LOOKED_AT);

  suspects->n_heaps = self->growth->n_heaps;
  suspects->suspects = g_ptr_array_new_with_free_func (hf_suspect_free);
  for (guint i = 0; i < groups->len && suspects->suspects->len < most; i++)
    if (!is_folded (self, g_ptr_array_index (groups, i)))
      g_ptr_array_add (suspects->suspects, make_suspect (self, g_ptr_array_index (groups, i)));
  g_ptr_array_sort (suspects->suspects, hf_suspect_compare);
  drop_followers (self, suspects->suspects);
  if (suspects->suspects->len > limit)
    g_ptr_array_set_size (suspects->suspects, (gint) limit);

  return suspects;
}

static gboolean
search_init (Search *self, GError **error)
{
  guint32 n = hf_heap_graph (self->heap)->n;

  self->entry = hf_kernel_new (guint32, n, error);
  if (self->entry == NULL)
    return FALSE;
  memset (self->entry, 0xFF, n * sizeof *self->entry);
  self->group_of_row = g_new (guint32, MAX (self->growth->n_rows, 1));
  self->row_growth = g_new (guint8, MAX (self->growth->n_rows, 1));
  judge_rows (self);
  memset (self->group_of_row, 0xFF, self->growth->n_rows * sizeof (guint32));
  self->groups = g_ptr_array_new_with_free_func (free_group);
  self->by_place = g_hash_table_new (g_str_hash, g_str_equal);

  return TRUE;
}

static void
search_clear (Search *self)
{
  g_free (self->entry);
  g_free (self->group_of_row);
  g_free (self->row_growth);
  g_clear_pointer (&self->by_place, g_hash_table_unref);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
}

HfSuspects *
hf_suspects_new (const HfGrowth *growth, const HfAnalysis *last, guint limit, HfProgress *progress, GError **error)
{
  Search self = { .growth = growth, .last = last };
  HfSuspects *suspects = NULL;

  g_return_val_if_fail (growth != NULL && growth->by == HF_GROUP_BY_HOLDER && last != NULL, NULL);

  self.heap = last->heap;
  if (search_init (&self, error) && walk (&self, ROW_GROWS, progress, error) && walk (&self, ROW_FULL, progress, error) && add_retained (&self, progress, error))
    suspects = rank (&self, limit);
  search_clear (&self);

  return suspects;
}
