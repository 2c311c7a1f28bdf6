/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-places.h"

#include "hf-pair-table.h"
#include "hf-path-fold.h"
#include "hf-path-trie.h"

#define N_(s) (s)

typedef struct
{
  guint32 node; /* of the trie: the path */
  guint32 type; /* index into types */
} Place;

struct _HfPlaces
{
  HfPathTrie *trie;
  GPtrArray *types;     /* of char*: short names, each once */
  GHashTable *by_type;  /* one of types -> its index */
  GArray *places;       /* of Place */
  HfPairTable numbers;  /* Place -> its number */
};

/* One heap's chains. */
typedef struct
{
  HfPathTrie *trie;
  const HfHeap *heap;
  const HfChains *chains;
  guint32 *node;   /* [graph->n] the trie's node for the object's chain; HF_NONE while unknown */
  guint32 *parent; /* [graph->n] the object before it on its chain, once asked for: finding it is a search */
} Folder;

HfPlaces *
hf_places_new (void)
{
  HfPlaces *self = g_new0 (HfPlaces, 1);

  self->trie = hf_path_trie_new ();
  self->types = g_ptr_array_new_with_free_func (g_free);
  self->by_type = g_hash_table_new (g_str_hash, g_str_equal);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  hf_pair_table_init (&self->numbers);

  return self;
}

void
hf_places_free (HfPlaces *self)
{
  if (self == NULL)
    return;
  hf_path_trie_free (self->trie);
  g_hash_table_unref (self->by_type);
  g_ptr_array_unref (self->types);
  g_array_unref (self->places);
  hf_pair_table_clear (&self->numbers);
  g_free (self);
}

/* ---- one heap --------------------------------------------------------------------------------------------------------------- */

static gboolean
folder_init (Folder *self, HfPlaces *places, const HfAnalysis *analysis)
{
  guint32 n = hf_heap_graph (analysis->heap)->n;

  *self = (Folder) { .trie = places->trie, .heap = analysis->heap, .chains = analysis->chains };
  self->node = g_try_new (guint32, n);
  self->parent = g_try_new (guint32, n);
  if (self->node == NULL || self->parent == NULL)
    return FALSE;
  for (guint32 v = 0; v < n; v++)
    self->node[v] = self->parent[v] = HF_NONE;
  self->node[HF_ROOT] = HF_PATH_TRIE_TOP;
  hf_path_trie_begin_heap (self->trie);

  return TRUE;
}

static void
folder_clear (Folder *self)
{
  g_free (self->node);
  g_free (self->parent);
}

static guint32
parent_of (const Folder *self, guint32 object, guint32 ref)
{
  if (self->parent[object] == HF_NONE)
    self->parent[object] = hf_graph_referrer_of (hf_heap_graph (self->heap), ref);

  return self->parent[object];
}

/* The object's last step, by looking back along its chain; @ancestor is where the step begins. */
static HfFold
last_step (const Folder *self, guint32 object, guint32 *ancestor)
{
  guint32 back[HF_FOLD_LINKS], at[HF_FOLD_LINKS + 1];
  HfFold fold;

  at[0] = object;
  for (guint i = 0; i < HF_FOLD_LINKS; i++)
    {
      back[i] = at[i] == HF_ROOT || at[i] == HF_NONE ? HF_NONE : hf_chains_parent_ref (self->chains, at[i]);
      at[i + 1] = back[i] == HF_NONE ? HF_NONE : parent_of (self, at[i], back[i]);
    }
  fold = hf_fold_step (self->heap, object, back);
  *ancestor = fold.rule == HF_FOLD_TOP ? HF_ROOT : at[fold.n_links];

  return fold;
}

/* Walks up to the nearest ancestor whose path is known, then down again: each object is folded once. */
static void
fold_object (Folder *self, guint32 object, GArray *pending)
{
  guint32 at = object;

  g_array_set_size (pending, 0);
  while (self->node[at] == HF_NONE)
    {
      guint32 ancestor;

      g_array_append_val (pending, at);
      last_step (self, at, &ancestor);
      at = ancestor;
    }

  for (guint i = pending->len; i-- > 0;)
    {
      guint32 v = g_array_index (pending, guint32, i), ancestor;
      HfFold fold = last_step (self, v, &ancestor);

      self->node[v] = hf_path_trie_add (self->trie, self->node[ancestor], self->heap, &fold);
    }
}

static guint32
number_of (HfPlaces *self, Place place)
{
  guint32 found = hf_pair_table_get (&self->numbers, place.type, place.node);

  if (found != HF_NONE)
    return found;

  g_array_append_val (self->places, place);
  hf_pair_table_add (&self->numbers, place.type, place.node, self->places->len - 1);

  return self->places->len - 1;
}

static guint32
type_called (HfPlaces *self, const char *name)
{
  gpointer found;
  char *copy;

  if (g_hash_table_lookup_extended (self->by_type, name, NULL, &found))
    return GPOINTER_TO_UINT (found);

  copy = g_strdup (name);
  g_ptr_array_add (self->types, copy);
  g_hash_table_insert (self->by_type, copy, GUINT_TO_POINTER (self->types->len - 1));

  return self->types->len - 1;
}

/* (transfer full) [types of the heap] Which short name each has. */
static guint32 *
names_of_types (HfPlaces *self, const HfHeap *heap)
{
  guint32 *names = g_new0 (guint32, MAX (hf_heap_n_types (heap), 1));

  for (guint32 type = 0; type < hf_heap_n_types (heap); type++)
    names[type] = type_called (self, hf_fold_short_name (heap, type));

  return names;
}

static gboolean
place_all (HfPlaces *self, Folder *folder, const guint32 *objects, guint32 n, guint32 *place_of, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *types = names_of_types (self, folder->heap);

  hf_progress_begin (progress, N_("Following chains"), n);
  for (guint32 i = 0; i < n; i++)
    {
      guint32 v = objects != NULL ? objects[i] : i + 1;

      if (i % 256 == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      fold_object (folder, v, pending);
      place_of[i] = number_of (self, (Place) { folder->node[v], types[hf_heap_type (folder->heap, v)] });
    }

  return TRUE;
}

guint32 *
hf_places_find (HfPlaces *self, const HfAnalysis *analysis, const guint32 *objects, guint32 n_objects, HfProgress *progress, GError **error)
{
  guint32 n = objects != NULL ? n_objects : hf_heap_graph (analysis->heap)->n - 1;
  g_autofree guint32 *place_of = g_try_new (guint32, MAX (n, 1));
  Folder folder = { 0 };
  gboolean done = FALSE;

  if (place_of == NULL || !folder_init (&folder, self, analysis))
    g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to follow the chains");
  else
    done = place_all (self, &folder, objects, n, place_of, progress, error);
  folder_clear (&folder);

  return done ? g_steal_pointer (&place_of) : NULL;
}

/* ---- what they are called --------------------------------------------------------------------------------------------------- */

guint32
hf_places_get_n (const HfPlaces *self)
{
  return self->places->len;
}

const char *
hf_places_get_type (const HfPlaces *self, guint32 place)
{
  return g_ptr_array_index (self->types, g_array_index (self->places, Place, place).type);
}

char *
hf_places_dup_path (const HfPlaces *self, guint32 place)
{
  const Place *p = &g_array_index (self->places, Place, place);
  g_autoptr (GString) text = g_string_new (NULL);

  hf_path_trie_append (self->trie, p->node, text);
  if (text->len > 0)
    g_string_append (text, " › ");
  g_string_append (text, g_ptr_array_index (self->types, p->type));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
