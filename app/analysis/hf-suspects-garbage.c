/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-search.h"

#define N_(s) (s)
#define SHARE 2u /* of the entries of the smaller of two groups, one in so many must hang together with the other's */

typedef struct
{
  guint32 a, b; /* groups, a < b */
} Pair;

/* Groups by a forest: the parent of each, itself for the one that is told. */
typedef struct
{
  HfSuspectSearch *search;
  guint32 *told;
  GHashTable *links; /* Pair -> how many references between entries' objects */
} Merge;

static guint
pair_hash (gconstpointer key)
{
  const Pair *pair = key;

  return pair->a * 2654435761u ^ pair->b * 40503u;
}

static gboolean
pair_equal (gconstpointer a, gconstpointer b)
{
  const Pair *x = a, *y = b;

  return x->a == y->a && x->b == y->b;
}

static HfSuspectGroup *
group_at (const Merge *self, guint32 group)
{
  return g_ptr_array_index (self->search->groups, group);
}

static guint32
group_of (const Merge *self, guint32 object)
{
  guint32 entry = self->search->entry[object];

  return entry == HF_NONE ? HF_NONE : self->search->group_of_row[hf_growth_row_of_new (self->search->growth, entry)];
}

static void
count_link (Merge *self, guint32 from, guint32 to)
{
  Pair pair = { MIN (from, to), MAX (from, to) };
  guint *count = g_hash_table_lookup (self->links, &pair);

  if (count == NULL)
    g_hash_table_insert (self->links, g_memdup2 (&pair, sizeof pair), count = g_new0 (guint, 1));
  ++*count;
}

static gboolean
count_links (Merge *self, HfProgress *progress, GError **error)
{
  const HfGraph *graph = hf_heap_graph (self->search->heap);

  hf_progress_begin (progress, N_("Looking at what hangs together"), graph->n - graph->n_reachable);
  for (guint32 v = graph->n_reachable + 1; v < graph->n; v++)
    {
      guint32 from = group_of (self, v);

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v - graph->n_reachable, error))
        return FALSE;
      for (guint32 r = graph->out_begin[v]; from != HF_NONE && r < graph->out_begin[v + 1]; r++)
        {
          guint32 other = hf_ref_object (graph->out[r]);
          guint32 to = (HF_CLASSES_OWNING & HF_CLASS_BIT (hf_ref_class (graph->out[r]))) && other > graph->n_reachable ? group_of (self, other) : HF_NONE;

          if (to != HF_NONE && to != from)
            count_link (self, from, to);
        }
    }

  return TRUE;
}

static guint32
find (Merge *self, guint32 group)
{
  while (self->told[group] != group)
    group = self->told[group] = self->told[self->told[group]];

  return group;
}

/* What has classes of the program in it, and most below it, speaks for both. */
static gboolean
speaks_for (const HfSuspectGroup *one, const HfSuspectGroup *other)
{
  if (one->own != other->own)
    return one->own;
  if (one->bytes != other->bytes)
    return one->bytes > other->bytes;

  return one->index < other->index;
}

static void
join (Merge *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->links);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Pair *pair = key;
      guint32 a = find (self, pair->a), b = find (self, pair->b);
      guint64 entries = MIN (group_at (self, pair->a)->n_entries, group_at (self, pair->b)->n_entries);

      if (a == b || (guint64) *(guint *) value * SHARE < entries)
        continue;
      if (speaks_for (group_at (self, a), group_at (self, b)))
        self->told[b] = a;
      else
        self->told[a] = b;
    }
}

/* The slots stay apart: a suspect's count is that of its own entries. */
static void
take (HfSuspectGroup *to, HfSuspectGroup *from)
{
  GHashTableIter iter;
  gpointer row, object;

  to->n += from->n;
  to->bytes += from->bytes;
  to->plumbing |= from->plumbing;
  g_hash_table_iter_init (&iter, from->rows);
  while (g_hash_table_iter_next (&iter, &row, &object))
    if (!g_hash_table_contains (to->rows, row))
      g_hash_table_insert (to->rows, row, object);
  g_ptr_array_set_size (from->slots, 0);
}

static void
take_joined (Merge *self)
{
  HfSuspectSearch *search = self->search;

  for (guint32 i = 0; i < search->groups->len; i++)
    if (find (self, i) != i)
      take (group_at (self, find (self, i)), group_at (self, i));
  for (guint row = 0; row < search->growth->n_rows; row++)
    if (search->group_of_row[row] != HF_NONE)
      search->group_of_row[row] = find (self, search->group_of_row[row]);
}

gboolean
hf_suspects_join_garbage (HfSuspectSearch *self, HfProgress *progress, GError **error)
{
  g_autoptr (GHashTable) links = g_hash_table_new_full (pair_hash, pair_equal, g_free, g_free);
  g_autofree guint32 *told = g_new (guint32, MAX (self->groups->len, 1));
  Merge merge = { self, told, links };

  for (guint32 i = 0; i < self->groups->len; i++)
    told[i] = i;
  if (!count_links (&merge, progress, error))
    return FALSE;
  join (&merge);
  take_joined (&merge);

  return TRUE;
}
