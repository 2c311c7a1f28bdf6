/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "hf-path-fold.h"
#include "hf-python.h"
#include "hf-suspects-private.h"

#define N_(s) (s)
#define MANY 100u        /* entries that make an accumulation */
#define SHARE 100u       /* of the heap's bytes, one in so many */
#define LEAST 16384u     /* bytes, whatever the heap's size */

/* Of what @object dominates at once: how many there are of the type that keeps most, which one keeps most, and what all keep. */
typedef struct
{
  guint32 n;
  guint32 example;
  guint64 retained;
} Entries;

typedef struct
{
  guint32 n;
  guint32 example;
  guint64 retained;
} OfType;

static gboolean
is_place (const HfHeap *heap, guint32 object)
{
  HfKind kind = hf_python_kind (heap, object);

  return kind != HF_KIND_MODULE && kind != HF_KIND_TYPE && kind != HF_KIND_FUNCTION && kind != HF_KIND_VALUE &&
         !(hf_heap_type_flags (heap, hf_heap_type (heap, object)) & HF_TYPE_INTERNAL);
}

static OfType *
of_type (GHashTable *types, guint32 type)
{
  OfType *found = g_hash_table_lookup (types, GUINT_TO_POINTER (type));

  if (found == NULL)
    {
      found = g_new0 (OfType, 1);
      found->example = HF_NONE;
      g_hash_table_insert (types, GUINT_TO_POINTER (type), found);
    }

  return found;
}

static Entries
count_entries (const HfAnalysis *analysis, guint32 object)
{
  g_autoptr (GHashTable) types = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Entries entries = { 0, HF_NONE, 0 };
  guint64 most = 0;
  guint32 n;
  const guint32 *children = hf_dominators_children (analysis->dominators, object, &n);

  for (guint32 i = 0; i < n; i++)
    {
      guint64 retained = hf_dominators_retained (analysis->dominators, children[i]);
      OfType *found = of_type (types, hf_heap_type (analysis->heap, children[i]));

      entries.retained += retained;
      if (found->example == HF_NONE || retained > hf_dominators_retained (analysis->dominators, found->example))
        found->example = children[i];
      found->n++;
      found->retained += retained;
    }
  /* Of types that keep equally much, the one that comes first. */
  for (guint32 i = 0; i < n; i++)
    {
      const OfType *found = of_type (types, hf_heap_type (analysis->heap, children[i]));

      if (found->retained > most)
        {
          most = found->retained;
          entries.n = found->n;
          entries.example = found->example;
        }
    }

  return entries;
}

/* The module of a program's own dictionary is no accumulation: many different things are in it. */
static gboolean
is_namespace (const HfAnalysis *analysis, guint32 object)
{
  guint32 ref = hf_chains_parent_ref (analysis->chains, object);

  return ref != HF_NONE && hf_heap_ref_kind (analysis->heap, ref) == HF_REF_DICT;
}

/* Steps up to @holder do not grow, those behind it do. */
static HfPatternPath *
path_from (const HfAnalysis *analysis, guint32 example, guint32 holder)
{
  HfPatternPath *path = hf_pattern_path_new (analysis, example, NULL, NULL);
  guint at = HF_NONE;

  if (path == NULL)
    return NULL;
  for (guint i = 0; i < path->n; i++)
    if (path->steps[i].object == holder)
      at = i;
  if (at == HF_NONE || at + 1 >= path->n)
    return path;
  for (guint i = 0; i < path->n; i++)
    path->steps[i].flags &= ~(HF_PATTERN_HOLDER | HF_PATTERN_ENTRY | HF_PATTERN_GROWING);
  for (guint i = at + 1; i < path->n; i++)
    path->steps[i].flags |= HF_PATTERN_GROWING;
  path->steps[at].flags |= HF_PATTERN_HOLDER;
  path->steps[at + 1].flags |= HF_PATTERN_ENTRY;
  path->holder = at;

  return path;
}

static HfSuspect *
make_suspect (const HfAnalysis *analysis, guint32 object, const Entries *entries)
{
  const HfHeap *heap = analysis->heap;
  g_autoptr (HfPatternPath) path = path_from (analysis, entries->example, object);
  HfSuspect *suspect = hf_suspect_new (1);
  HfPatternMatch match;

  suspect->grade = HF_SUSPECT_LARGE;
  suspect->holder_object = object;
  suspect->example = entries->example;
  suspect->entry = g_strdup (hf_fold_short_type (heap, entries->example));
  suspect->count = suspect->counts[0] = entries->n;
  suspect->retained = hf_dominators_retained (analysis->dominators, object);
  suspect->bytes = hf_heap_shallow (heap, object);
  suspect->score = (double) suspect->retained;
  if (path != NULL)
    {
      hf_suspect_take_place (suspect, heap, path, 1);
      if (hf_pattern_path_match (path, heap, &match) &&
          !hf_patterns_is_fallback (hf_patterns_get_default (), match.pattern))
        {
          suspect->pattern = match.pattern;
          suspect->what = hf_pattern_what (heap, path->steps[match.step].object);
        }
    }
  if (suspect->holder == NULL)
    suspect->holder = g_strdup (hf_fold_short_type (heap, object));

  return suspect;
}

/* Down the dominator tree, until an accumulation is met: what is inside it belongs to it. */
static gboolean
descend (const HfAnalysis *analysis, GPtrArray *suspects, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 least = MAX (hf_heap_bytes (analysis->heap) / SHARE, LEAST), seen = 0;
  guint32 at = HF_ROOT;

  hf_progress_begin (progress, N_("Looking for accumulations"), hf_heap_graph (analysis->heap)->n);
  g_array_append_val (stack, at);
  while (stack->len > 0)
    {
      guint32 n;
      const guint32 *children;

      at = g_array_index (stack, guint32, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      if (++seen % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, seen, error))
        return FALSE;
      if (at != HF_ROOT && is_place (analysis->heap, at) && !is_namespace (analysis, at))
        {
          Entries entries = count_entries (analysis, at);

          if (entries.n >= MANY && entries.retained * 2 >= hf_dominators_retained (analysis->dominators, at))
            {
              g_ptr_array_add (suspects, make_suspect (analysis, at, &entries));
              continue;
            }
        }
      children = hf_dominators_children (analysis->dominators, at, &n);
      for (guint32 i = 0; i < n; i++)
        if (hf_dominators_retained (analysis->dominators, children[i]) >= least)
          g_array_append_val (stack, children[i]);
    }

  return TRUE;
}

HfSuspects *
hf_suspects_new_for_one (const HfAnalysis *analysis, guint limit, HfProgress *progress, GError **error)
{
  g_autoptr (HfSuspects) self = g_new0 (HfSuspects, 1);

  g_return_val_if_fail (analysis != NULL, NULL);

  self->n_heaps = 1;
  self->suspects = g_ptr_array_new_with_free_func (hf_suspect_free);
  if (!descend (analysis, self->suspects, progress, error))
    return NULL;
  g_ptr_array_sort (self->suspects, hf_suspect_compare);
  if (self->suspects->len > limit)
    g_ptr_array_set_size (self->suspects, (gint) limit);

  return g_steal_pointer (&self);
}
