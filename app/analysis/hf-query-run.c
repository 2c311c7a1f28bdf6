/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include <string.h>

#include "hf-kernel.h"
#include "hf-lookup.h"

#define N_(s) (s)

static gboolean narrow (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask);

HfBitset *
hf_query_bitset_new (HfQueryRun *run)
{
  HfBitset *set = hf_bitset_new (run->graph->n);

  if (set == NULL)
    hf_kernel_no_memory (run->error);

  return set;
}

HfBitset *
hf_query_bitset_copy (HfQueryRun *run, const HfBitset *from)
{
  HfBitset *set = hf_query_bitset_new (run);

  if (set != NULL)
    memcpy (set->words, from->words, hf_query_bitset_words (from) * sizeof *from->words);

  return set;
}

/* ---- joined ---- */

static int
by_cost (gconstpointer a, gconstpointer b)
{
  HfQueryCost x = hf_query_node_cost (*(HfQueryNode *const *) a), y = hf_query_node_cost (*(HfQueryNode *const *) b);

  return x < y ? -1 : x > y;
}

/* (transfer container) The children, cheap ones first, else as they were written. */
static GPtrArray *
cheap_first (const HfQueryNode *node)
{
  GPtrArray *children = g_ptr_array_sized_new (node->children->len);

  for (guint i = 0; i < node->children->len; i++)
    g_ptr_array_add (children, g_ptr_array_index (node->children, i));
  g_ptr_array_sort (children, by_cost);

  return children;
}

static gboolean
is_empty (const HfBitset *set)
{
  for (gsize i = 0; i < hf_query_bitset_words (set); i++)
    if (set->words[i] != 0)
      return FALSE;

  return TRUE;
}

static gboolean
narrow_all (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  g_autoptr (GPtrArray) children = cheap_first (node);

  for (guint i = 0; i < children->len && !is_empty (mask); i++)
    if (!narrow (run, g_ptr_array_index (children, i), mask))
      return FALSE;

  return TRUE;
}

/* Each child looks only at what none before it let through. */
static gboolean
narrow_any (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  g_autoptr (GPtrArray) children = cheap_first (node);
  g_autoptr (HfBitset) rest = hf_query_bitset_copy (run, mask);
  g_autoptr (HfBitset) part = hf_query_bitset_new (run);
  gsize n = hf_query_bitset_words (mask);

  if (rest == NULL || part == NULL)
    return FALSE;
  for (guint i = 0; i < children->len && !is_empty (rest); i++)
    {
      memcpy (part->words, rest->words, n * sizeof *part->words);
      if (!narrow (run, g_ptr_array_index (children, i), part))
        return FALSE;
      for (gsize w = 0; w < n; w++)
        rest->words[w] &= ~part->words[w];
    }
  for (gsize w = 0; w < n; w++)
    mask->words[w] &= ~rest->words[w];

  return TRUE;
}

static gboolean
narrow_not (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  g_autoptr (HfBitset) part = hf_query_bitset_copy (run, mask);

  if (part == NULL || !narrow (run, g_ptr_array_index (node->children, 0), part))
    return FALSE;
  for (gsize w = 0; w < hf_query_bitset_words (mask); w++)
    mask->words[w] &= ~part->words[w];

  return TRUE;
}

static gboolean
narrow_term (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  switch ((HfQueryKey) node->word->key)
    {
    case HF_KEY_TYPE:
    case HF_KEY_MODULE:
    case HF_KEY_KIND:
    case HF_KEY_INTERNAL:
      return hf_query_narrow_types (run, node, mask);
    case HF_KEY_VALUE:
    case HF_KEY_NAME:
    case HF_KEY_SITE:
    case HF_KEY_TRACE:
      return hf_query_narrow_texts (run, node, mask);
    case HF_KEY_SIZE:
    case HF_KEY_RETAINED:
    case HF_KEY_REFS:
    case HF_KEY_REFERRERS:
    case HF_KEY_ITEMS:
    case HF_KEY_REFCOUNT:
    case HF_KEY_DISTANCE:
    case HF_KEY_UNACCOUNTED:
      return hf_query_narrow_numbers (run, node, mask);
    case HF_KEY_GARBAGE:
    case HF_KEY_HELD:
    case HF_KEY_TRACKED:
    case HF_KEY_FINALIZER:
    case HF_KEY_IMMORTAL:
      return hf_query_narrow_flags (run, node, mask);
    default:
      return hf_query_narrow_search (run, node, mask);
    }
}

static gboolean
narrow (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  switch (node->kind)
    {
    case HF_NODE_ALL:
      return narrow_all (run, node, mask);
    case HF_NODE_ANY:
      return narrow_any (run, node, mask);
    case HF_NODE_NOT:
      return narrow_not (run, node, mask);
    case HF_NODE_WORD:
      return hf_query_narrow_types (run, node, mask);
    case HF_NODE_TERM:
    default:
      return narrow_term (run, node, mask);
    }
}

/* ---- before ---- */

static gboolean
find_object (HfQueryRun *run, const HfQueryNode *node, HfQueryFault *fault)
{
  g_autoptr (GError) error = NULL;
  guint32 object = hf_lookup_object (run->heap, node->text, &error);

  if (object == HF_NONE)
    {
      /* The lookup's sentence says how far the path led. */
      hf_query_fault_set (fault, node->column, node->length, "%s", error->message, NULL);
      return FALSE;
    }
  g_hash_table_insert (run->objects, (gpointer) node, GUINT_TO_POINTER (object));

  return TRUE;
}

/* Finds what the terms name, and that there is what they need. @terms: counts them. */
static gboolean
prepare (HfQueryRun *run, const HfQueryNode *node, guint *terms, HfQueryFault *fault)
{
  if (node->kind == HF_NODE_TERM && node->word->takes == HF_QUERY_OBJECT && !find_object (run, node, fault))
    return FALSE;
  if (node->kind == HF_NODE_TERM && node->word->key == HF_KEY_NEW && run->earlier == NULL)
    {
      hf_query_fault_set (fault, node->column, node->length, N_("“new” needs an earlier snapshot to compare with"), NULL, NULL);
      return FALSE;
    }
  *terms += node->children == NULL;
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    if (!prepare (run, g_ptr_array_index (node->children, i), terms, fault))
      return FALSE;

  return TRUE;
}

static HfBitset *
all_objects (HfQueryRun *run)
{
  HfBitset *mask = hf_query_bitset_new (run);
  guint32 n = run->graph->n;

  if (mask == NULL)
    return NULL;
  memset (mask->words, 0xff, n / 64 * sizeof *mask->words);
  if (n % 64 != 0)
    mask->words[n / 64] = (G_GUINT64_CONSTANT (1) << n % 64) - 1;
  hf_bitset_remove (mask, HF_ROOT);

  return mask;
}

HfBitset *
hf_query_run (const HfQuery *self, const HfHeap *heap, const HfAnalysis *analysis, const HfHeap *earlier, HfProgress *progress,
              HfQueryFault *fault, GError **error)
{
  g_autoptr (GHashTable) objects = g_hash_table_new (NULL, NULL);
  g_autoptr (HfBitset) mask = NULL;
  HfQueryRun run = { heap, NULL, analysis, earlier, objects, progress, error, 0 };
  guint terms = 0;

  g_return_val_if_fail (self != NULL && heap != NULL, NULL);
  g_return_val_if_fail (analysis != NULL || !(hf_query_needs (self) & HF_QUERY_NEEDS_ANALYSIS), NULL);

  hf_query_fault_set (fault, 0, 0, NULL, NULL, NULL);
  run.graph = hf_heap_graph (heap);
  if (!prepare (&run, self->root, &terms, fault))
    return NULL;

  hf_progress_begin (progress, N_("Looking for objects"), (guint64) MAX (terms, 1) * (run.graph->n / 64 + 1));
  mask = all_objects (&run);
  if (mask == NULL || hf_query_run_poll (&run, 0) || !narrow (&run, self->root, mask))
    return NULL;

  return g_steal_pointer (&mask);
}
