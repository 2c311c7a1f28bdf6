/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include "hf-growth.h"
#include "hf-kernel.h"

#define N_(s) (s)

gboolean
hf_query_keep (HfQueryRun *run, HfBitset *mask, const HfBitset *set, gboolean contrary)
{
  guint64 turn = contrary ? G_MAXUINT64 : 0;

  for (gsize w = 0; w < hf_query_bitset_words (mask); w++)
    {
      if (w % HF_QUERY_POLL_WORDS == 0 && hf_query_run_poll (run, HF_QUERY_POLL_WORDS))
        return FALSE;
      mask->words[w] &= set->words[w] ^ turn;
    }

  return TRUE;
}

/* ---- what one object leads to --------------------------------------------------------------------------------------- */

typedef struct
{
  HfQueryRun *run;
  HfBitset *seen;
  guint32 *queue;
  guint32 n;
} Search;

static void
reach (Search *search, guint32 object)
{
  if (hf_bitset_has (search->seen, object))
    return;
  hf_bitset_add (search->seen, object);
  search->queue[search->n++] = object;
}

static void
reach_dominated (Search *search, guint32 from)
{
  guint32 n;
  const guint32 *children = hf_dominators_children (search->run->analysis->dominators, from, &n);

  for (guint32 i = 0; i < n; i++)
    reach (search, children[i]);
}

static void
reach_referents (Search *search, guint32 from, HfRefClasses classes)
{
  const HfGraph *graph = search->run->graph;

  for (guint32 r = graph->out_begin[from]; r < graph->out_begin[from + 1]; r++)
    if (hf_ref_is (graph->out[r], classes))
      reach (search, hf_ref_object (graph->out[r]));
}

static void
reach_referrers (Search *search, guint32 from, HfRefClasses classes)
{
  const HfGraph *graph = search->run->graph;

  for (guint32 i = graph->in_begin[from]; i < graph->in_begin[from + 1]; i++)
    if (hf_ref_is (graph->in[i], classes) && hf_ref_object (graph->in[i]) != HF_ROOT)
      reach (search, hf_ref_object (graph->in[i]));
}

static void
step (Search *search, HfQueryKey key, guint32 from)
{
  switch (key)
    {
    case HF_KEY_HELD_BY: reach_dominated (search, from); return;
    case HF_KEY_REACHABLE_FROM: reach_referents (search, from, HF_CLASSES_OWNING); return;
    case HF_KEY_REACHES: reach_referrers (search, from, HF_CLASSES_OWNING); return;
    case HF_KEY_REFERS_TO: reach_referrers (search, from, HF_CLASSES_ALL); return;
    case HF_KEY_REFERRED_BY:
    default: reach_referents (search, from, HF_CLASSES_ALL); return;
    }
}

/* The object itself is not in it unless a cycle leads back. */
static gboolean
follow (Search *search, HfQueryKey key, guint32 object)
{
  gboolean far = key == HF_KEY_HELD_BY || key == HF_KEY_REACHABLE_FROM || key == HF_KEY_REACHES;

  step (search, key, object);
  for (guint32 i = 0; far && i < search->n; i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0 && hf_query_run_poll (search->run, 0))
        return FALSE;
      step (search, key, search->queue[i]);
    }

  return TRUE;
}

static gboolean
narrow_by_object (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  guint32 object = GPOINTER_TO_UINT (g_hash_table_lookup (run->objects, node));
  g_autoptr (HfBitset) seen = hf_query_bitset_new (run);
  g_autofree guint32 *queue = hf_kernel_new (guint32, run->graph->n, run->error);
  Search search = { run, seen, queue, 0 };

  return seen != NULL && queue != NULL && follow (&search, (HfQueryKey) node->word->key, object) && hf_query_keep (run, mask, seen, FALSE);
}

/* ---- other sets ------------------------------------------------------------------------------------------------------- */

static gboolean
narrow_new (HfQueryRun *run, HfBitset *mask)
{
  g_autoptr (HfBitset) kept = hf_growth_match (run->earlier, run->heap, run->progress, run->error);

  if (kept == NULL)
    return FALSE;
  hf_progress_begin (run->progress, N_("Looking for objects"), run->done + hf_query_bitset_words (mask));

  return hf_query_keep (run, mask, kept, TRUE);
}

static gboolean
narrow_cycles (HfQueryRun *run, HfBitset *mask)
{
  const HfComponents *components = run->analysis->components;
  g_autoptr (HfBitset) set = hf_query_bitset_new (run);

  if (set == NULL)
    return FALSE;
  for (guint32 i = 0; i < components->cycle_begin[components->n_cycles]; i++)
    hf_bitset_add (set, components->cycle_member[i]);

  return hf_query_keep (run, mask, set, FALSE);
}

static gboolean
narrow_roots (HfQueryRun *run, HfBitset *mask)
{
  g_autoptr (HfBitset) set = hf_query_bitset_new (run);

  if (set == NULL)
    return FALSE;
  for (guint32 r = 0; r < hf_heap_n_roots (run->heap); r++)
    hf_bitset_add (set, hf_ref_object (run->graph->out[r]));

  return hf_query_keep (run, mask, set, FALSE);
}

gboolean
hf_query_narrow_search (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  switch ((HfQueryKey) node->word->key)
    {
    case HF_KEY_NEW:
      return narrow_new (run, mask);
    case HF_KEY_CYCLE:
      return narrow_cycles (run, mask);
    case HF_KEY_ROOT:
      return narrow_roots (run, mask);
    default:
      return narrow_by_object (run, node, mask);
    }
}
