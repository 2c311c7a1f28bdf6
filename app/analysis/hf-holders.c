/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-holders.h"

#include <string.h>

#include "hf-kernel.h"
#include "hf-path-fold.h"
#include "hf-path-trie.h"

#define N_(s) (s)

typedef struct
{
  const HfAnalysis *analysis;
  const HfHeap *heap;
  HfPathTrie *trie;
  guint32 *node; /* [graph->n] the trie's node for the object's chain; HF_NONE while unknown */
} Folder;

/* The object's last step, by looking back along its chain; @ancestor is where the step begins. */
static HfFold
last_step (const Folder *folder, guint32 object, guint32 *ancestor)
{
  const HfChains *chains = folder->analysis->chains;
  guint32 back[HF_FOLD_LINKS], at[HF_FOLD_LINKS + 1];
  HfFold fold;

  at[0] = object;
  for (guint i = 0; i < HF_FOLD_LINKS; i++)
    {
      back[i] = at[i] == HF_ROOT || at[i] == HF_NONE ? HF_NONE : hf_chains_parent_ref (chains, at[i]);
      at[i + 1] = back[i] == HF_NONE ? HF_NONE : hf_graph_referrer_of (hf_heap_graph (folder->heap), back[i]);
    }
  fold = hf_fold_step (folder->heap, object, back);
  *ancestor = fold.rule == HF_FOLD_TOP ? HF_ROOT : at[fold.n_links];

  return fold;
}

/* Walks up to the nearest ancestor whose path is known, then down again: each object is folded once. */
static void
fold_object (Folder *folder, guint32 object, GArray *pending)
{
  guint32 at = object;

  g_array_set_size (pending, 0);
  while (folder->node[at] == HF_NONE)
    {
      guint32 ancestor;

      g_array_append_val (pending, at);
      last_step (folder, at, &ancestor);
      at = ancestor;
    }

  for (guint i = pending->len; i-- > 0;)
    {
      guint32 v = g_array_index (pending, guint32, i), ancestor;
      HfFold fold = last_step (folder, v, &ancestor);

      folder->node[v] = hf_path_trie_add (folder->trie, folder->node[ancestor], folder->heap, &fold);
    }
}

static void
no_memory (GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to follow the chains");
}

/* ---- groups --------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint32 node;
  guint32 type;
} GroupKey;

static guint
group_hash (gconstpointer key)
{
  const GroupKey *group = key;

  return group->node * 2654435761u ^ group->type * 40503u;
}

static gboolean
group_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (GroupKey)) == 0;
}

static guint32
group_of (GHashTable *groups, GArray *keys, GroupKey key)
{
  gpointer found;

  if (g_hash_table_lookup_extended (groups, &key, NULL, &found))
    return GPOINTER_TO_UINT (found);

  g_array_append_val (keys, key);
  g_hash_table_insert (groups, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (keys->len - 1));

  return keys->len - 1;
}

static char *
path_text (const Folder *folder, GroupKey key, guint32 object)
{
  g_autoptr (GString) text = g_string_new (NULL);

  hf_path_trie_append (folder->trie, key.node, text);
  if (text->len > 0)
    g_string_append (text, " › ");
  g_string_append (text, hf_fold_short_type (folder->heap, object));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
compare_holders (gconstpointer a, gconstpointer b)
{
  const HfHolder *x = a, *y = b;

  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  if (x->retained != y->retained)
    return x->retained < y->retained ? 1 : -1;

  return strcmp (x->path, y->path);
}

/* Members of each holder stand together, ascending: @sorted is ascending, and the sort by group is stable. */
static void
place_members (HfHolders *self, const guint32 *sorted, guint32 n, const guint32 *group)
{
  g_autofree guint *next = g_new (guint, MAX (self->n_holders, 1));
  guint begin = 0;

  for (guint i = 0; i < self->n_holders; i++)
    {
      self->holders[i].first = next[i] = begin;
      begin += self->holders[i].count;
    }
  for (guint32 i = 0; i < n; i++)
    self->members[next[group[i]]++] = sorted[i];
}

static void
tally (HfHolders *self, const Folder *folder, const guint32 *sorted, guint32 n, const guint32 *group)
{
  const HfDominators *dominators = folder->analysis->dominators;

  for (guint32 i = 0; i < n; i++)
    {
      HfHolder *holder = &self->holders[group[i]];

      if (holder->count++ == 0 || hf_dominators_retained (dominators, sorted[i]) > hf_dominators_retained (dominators, holder->example))
        holder->example = sorted[i];
      holder->shallow += hf_heap_shallow (folder->heap, sorted[i]);
    }
}

static gboolean
find_retained (const Folder *folder, const guint32 *sorted, guint32 n, const guint32 *group, guint n_groups, guint64 *retained,
               HfProgress *progress, GError **error)
{
  HfPacked group_of;
  gboolean done;

  if (!hf_packed_init (&group_of, hf_heap_graph (folder->heap)->n, n_groups))
    {
      no_memory (error);
      return FALSE;
    }
  for (guint32 i = 0; i < n; i++)
    hf_packed_set (&group_of, sorted[i], group[i] + 1);
  done = hf_retained_size_of_groups (folder->heap, folder->analysis->dominators, &group_of, n_groups, retained, progress, error);
  hf_packed_clear (&group_of);

  return done;
}

/* @group: [n] of each of @sorted. */
static gboolean
assemble (HfHolders *self, const Folder *folder, const guint32 *sorted, guint32 n, GArray *keys, const guint32 *group,
          HfProgress *progress, GError **error)
{
  g_autofree guint64 *retained = g_new0 (guint64, MAX (keys->len, 1));

  if (!find_retained (folder, sorted, n, group, keys->len, retained, progress, error))
    return FALSE;

  self->n_holders = keys->len;
  self->holders = g_new0 (HfHolder, MAX (keys->len, 1));
  self->members = g_new (guint32, MAX (n, 1));
  tally (self, folder, sorted, n, group);
  place_members (self, sorted, n, group);
  for (guint i = 0; i < keys->len; i++)
    {
      self->holders[i].retained = retained[i];
      self->holders[i].path = path_text (folder, g_array_index (keys, GroupKey, i), self->holders[i].example);
    }
  if (self->n_holders > 0)
    qsort (self->holders, self->n_holders, sizeof *self->holders, compare_holders);

  return TRUE;
}

static gboolean
group_objects (Folder *folder, const guint32 *sorted, guint32 n, GArray *keys, guint32 *group, HfProgress *progress, GError **error)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (group_hash, group_equal, g_free, NULL);
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));

  hf_progress_begin (progress, N_("Following chains"), n);
  for (guint32 i = 0; i < n; i++)
    {
      guint32 v = sorted[i];

      if (i % 256 == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      fold_object (folder, v, pending);
      group[i] = group_of (groups, keys, (GroupKey) { folder->node[v], hf_heap_type (folder->heap, v) });
    }

  return TRUE;
}

static guint32 *
new_ids (const HfGraph *graph)
{
  guint32 *ids = g_try_new (guint32, graph->n);

  for (guint32 v = 0; ids != NULL && v < graph->n; v++)
    ids[v] = HF_NONE;

  return ids;
}

HfHolders *
hf_holders_new (const HfAnalysis *analysis, const guint32 *objects, guint32 n_objects, HfProgress *progress, GError **error)
{
  g_autoptr (HfHolders) self = NULL;
  g_autoptr (HfPathTrie) trie = hf_path_trie_new ();
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (GroupKey));
  g_autofree guint32 *node = NULL;
  g_autofree guint32 *group = NULL;
  g_autofree guint32 *sorted = NULL;
  Folder folder;

  g_return_val_if_fail (analysis != NULL && (objects != NULL || n_objects == 0), NULL);

  node = new_ids (hf_heap_graph (analysis->heap));
  group = g_try_new (guint32, MAX (n_objects, 1));
  if (node == NULL || group == NULL)
    {
      no_memory (error);
      return NULL;
    }
  sorted = g_memdup2 (objects, (gsize) n_objects * sizeof *objects);
  if (n_objects > 0)
    qsort (sorted, n_objects, sizeof *sorted, hf_kernel_compare);

  node[HF_ROOT] = HF_PATH_TRIE_TOP;
  folder = (Folder) { .analysis = analysis, .heap = analysis->heap, .trie = trie, .node = node };
  self = g_new0 (HfHolders, 1);
  if (!group_objects (&folder, sorted, n_objects, keys, group, progress, error))
    return NULL;
  g_clear_pointer (&node, g_free);
  folder.node = NULL;
  if (!assemble (self, &folder, sorted, n_objects, keys, group, progress, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
hf_holders_free (HfHolders *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_holders; i++)
    g_free (self->holders[i].path);
  g_free (self->holders);
  g_free (self->members);
  g_free (self);
}
