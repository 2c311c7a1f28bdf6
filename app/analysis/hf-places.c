/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-places.h"

#include "hf-path-fold.h"
#include "hf-path-trie.h"

#define N_(s) (s)

typedef struct
{
  guint32 node;     /* of the trie: the path */
  const char *type; /* of types: equal names are the same pointer */
} Place;

struct _HfPlaces
{
  HfPathTrie *trie;
  GStringChunk *types;
  GArray *places;      /* of Place */
  GHashTable *numbers; /* Place -> its number */
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

static guint
place_hash (gconstpointer key)
{
  const Place *place = key;

  return place->node * 2654435761u ^ g_direct_hash (place->type) * 40503u;
}

static gboolean
place_equal (gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;

  return x->node == y->node && x->type == y->type;
}

HfPlaces *
hf_places_new (void)
{
  HfPlaces *self = g_new0 (HfPlaces, 1);

  self->trie = hf_path_trie_new ();
  self->types = g_string_chunk_new (4096);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->numbers = g_hash_table_new_full (place_hash, place_equal, g_free, NULL);

  return self;
}

void
hf_places_free (HfPlaces *self)
{
  if (self == NULL)
    return;
  hf_path_trie_free (self->trie);
  g_string_chunk_free (self->types);
  g_array_unref (self->places);
  g_hash_table_unref (self->numbers);
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
  gpointer found;

  if (g_hash_table_lookup_extended (self->numbers, &place, NULL, &found))
    return GPOINTER_TO_UINT (found);

  g_array_append_val (self->places, place);
  g_hash_table_insert (self->numbers, g_memdup2 (&place, sizeof place), GUINT_TO_POINTER (self->places->len - 1));

  return self->places->len - 1;
}

/* (transfer container) [types of the heap] The short names, as the places have them. */
static const char **
names_of_types (HfPlaces *self, const HfHeap *heap)
{
  const char **names = g_new0 (const char *, MAX (hf_heap_n_types (heap), 1));

  for (guint32 type = 0; type < hf_heap_n_types (heap); type++)
    names[type] = g_string_chunk_insert_const (self->types, hf_fold_short_name (heap, type));

  return names;
}

static gboolean
place_all (HfPlaces *self, Folder *folder, const guint32 *objects, guint32 n, guint32 *place_of, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree const char **types = names_of_types (self, folder->heap);

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
  return g_array_index (self->places, Place, place).type;
}

char *
hf_places_dup_path (const HfPlaces *self, guint32 place)
{
  const Place *p = &g_array_index (self->places, Place, place);
  g_autoptr (GString) text = g_string_new (NULL);

  hf_path_trie_append (self->trie, p->node, text);
  if (text->len > 0)
    g_string_append (text, " › ");
  g_string_append (text, p->type);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
