/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include <string.h>

#include "hf-kernel.h"

/* ---- one answer a type ---- */

/* A glob or a whole name may leave the module out. */
static gboolean
type_fits (const HfHeap *heap, guint32 type, const HfQueryText *text)
{
  const char *name = hf_heap_type_name (heap, type);
  const char *module = hf_heap_type_module (heap, type);
  gsize length = strlen (module);

  if (hf_query_text_fits (text, name))
    return TRUE;

  return text->op != HF_OP_HAS && length > 0 && strncmp (name, module, length) == 0 && name[length] == '.' &&
         hf_query_text_fits (text, name + length + 1);
}

static gboolean
answer_for_type (const HfHeap *heap, guint32 type, const HfQueryNode *node, const HfQueryText *text)
{
  if (node->kind == HF_NODE_WORD || node->word->key == HF_KEY_TYPE)
    return type_fits (heap, type, text);
  if (node->word->key == HF_KEY_MODULE)
    return hf_query_text_fits (text, hf_heap_type_module (heap, type));
  if (node->word->key == HF_KEY_KIND)
    {
      const char *kind = hf_query_kind_name (hf_heap_type_kind (heap, type));

      return kind != NULL && hf_query_text_fits (text, kind);
    }

  return (hf_heap_type_flags (heap, type) & HF_TYPE_INTERNAL) != 0;
}

static void
init_text (const HfQueryNode *node, HfQueryText *text)
{
  if (node->kind == HF_NODE_WORD)
    hf_query_text_init_word (text, node->text);
  else
    hf_query_text_init_term (text, node);
}

gboolean
hf_query_narrow_types (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  guint32 n = hf_heap_n_types (run->heap);
  g_autofree guint8 *wanted = hf_kernel_new0 (guint8, MAX (n, 1), run->error);
  gboolean contrary = hf_query_node_is_contrary (node);
  HfQueryText text;

  if (wanted == NULL)
    return FALSE;
  init_text (node, &text);
  for (guint32 i = 0; i < n; i++)
    wanted[i] = answer_for_type (run->heap, i, node, &text) != contrary;
  hf_query_text_clear (&text);

  HF_QUERY_NARROW (run, mask, v, wanted[hf_heap_type (run->heap, v)], cancelled);

  return TRUE;

cancelled:
  return FALSE;
}

/* ---- numbers ---- */

/* Numbers from low to high fit; outside, where contrary. */
typedef struct
{
  gint64 low;
  gint64 high;
  gboolean contrary;
} Range;

static Range
range_of (const HfQueryNode *node)
{
  gint64 number = (gint64) node->number;

  switch (node->op)
    {
    case HF_OP_LESS: return (Range) { G_MININT64, number - 1, FALSE };
    case HF_OP_AT_MOST: return (Range) { G_MININT64, number, FALSE };
    case HF_OP_AT_LEAST: return (Range) { number, G_MAXINT64, FALSE };
    case HF_OP_MORE: return number == G_MAXINT64 ? (Range) { G_MAXINT64, G_MININT64, FALSE } : (Range) { number + 1, G_MAXINT64, FALSE };
    case HF_OP_IS_NOT: return (Range) { number, number, TRUE };
    case HF_OP_IS:
    default: return (Range) { number, number, FALSE };
    }
}

static inline gboolean
in_range (const Range *range, guint64 number)
{
  gint64 n = number > G_MAXINT64 ? G_MAXINT64 : (gint64) number;

  return (n >= range->low && n <= range->high) != range->contrary;
}

/* Roots are no objects: they come first among the referrers. */
static inline guint32
n_referrers (const HfGraph *graph, guint32 object)
{
  guint32 i = graph->in_begin[object], end = graph->in_begin[object + 1];

  while (i < end && hf_ref_object (graph->in[i]) == HF_ROOT)
    i++;

  return end - i;
}

static gboolean
items_fit (const HfHeap *heap, const HfGraph *graph, guint32 object, const Range *range)
{
  guint64 n = 0;

  if (hf_heap_flags (heap, object) & HF_OBJECT_UNEXPANDED)
    return FALSE;
  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    {
      HfRefKind kind = hf_heap_ref_kind (heap, r);

      n += kind == HF_REF_INDEX || kind == HF_REF_VALUE || kind == HF_REF_MEMBER;
    }

  return in_range (range, n);
}

static inline gboolean
refcount_fits (const HfHeap *heap, guint32 object, const Range *range)
{
  guint32 refcount = hf_heap_refcount (heap, object);

  return refcount != HF_REFCOUNT_UNKNOWN && in_range (range, refcount);
}

/* The owning references that the dump knows of each object, roots counted. hf_heap_unaccounted() for all objects at once: what
 * has many roots costs it all of them. */
static guint32 *
count_known (HfQueryRun *run)
{
  const HfGraph *graph = run->graph;
  guint32 *known = hf_kernel_new0 (guint32, graph->n, run->error);

  if (known == NULL)
    return NULL;
  for (guint32 r = 0; r < hf_heap_n_roots (run->heap); r++)
    known[hf_ref_object (graph->out[r])] += hf_heap_root_owns (run->heap, r);
  for (guint32 r = hf_heap_n_roots (run->heap); r < graph->m; r++)
    {
      if (r % HF_PROGRESS_INTERVAL == 0 && hf_query_run_poll (run, 0))
        {
          g_free (known);
          return NULL;
        }
      known[hf_ref_object (graph->out[r])] += hf_ref_is (graph->out[r], HF_CLASSES_OWNING);
    }

  return known;
}

static gboolean
unaccounted_fits (const HfHeap *heap, guint32 object, const guint32 *known, const Range *range)
{
  gint64 n = (gint64) hf_heap_refcount (heap, object) - known[object];

  if (hf_heap_refcount (heap, object) == HF_REFCOUNT_UNKNOWN || (hf_heap_flags (heap, object) & HF_OBJECT_IMMORTAL) ||
      !(hf_heap_info (heap)->has & HF_HAS_REFCOUNTS))
    return FALSE;

  return (n >= range->low && n <= range->high) != range->contrary;
}

static gboolean
narrow_unaccounted (HfQueryRun *run, const Range *range, HfBitset *mask)
{
  g_autofree guint32 *known = count_known (run);

  if (known == NULL)
    return FALSE;
  HF_QUERY_NARROW (run, mask, v, unaccounted_fits (run->heap, v, known, range), cancelled);

  return TRUE;

cancelled:
  return FALSE;
}

gboolean
hf_query_narrow_numbers (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  const HfGraph *graph = run->graph;
  const HfPacked *shallow = hf_heap_shallow_array (run->heap);
  Range range = range_of (node);

  switch ((HfQueryKey) node->word->key)
    {
    case HF_KEY_SIZE:
      HF_QUERY_NARROW (run, mask, v, in_range (&range, hf_packed_get (shallow, v)), cancelled);
      break;
    case HF_KEY_RETAINED:
      HF_QUERY_NARROW (run, mask, v, in_range (&range, hf_dominators_retained (run->analysis->dominators, v)), cancelled);
      break;
    case HF_KEY_REFS:
      HF_QUERY_NARROW (run, mask, v, in_range (&range, graph->out_begin[v + 1] - graph->out_begin[v]), cancelled);
      break;
    case HF_KEY_REFERRERS:
      HF_QUERY_NARROW (run, mask, v, in_range (&range, n_referrers (graph, v)), cancelled);
      break;
    case HF_KEY_ITEMS:
      HF_QUERY_NARROW (run, mask, v, items_fit (run->heap, graph, v, &range), cancelled);
      break;
    case HF_KEY_REFCOUNT:
      HF_QUERY_NARROW (run, mask, v, refcount_fits (run->heap, v, &range), cancelled);
      break;
    case HF_KEY_DISTANCE:
      HF_QUERY_NARROW (run, mask, v, hf_graph_is_reachable (graph, v) && in_range (&range, hf_chains_distance (run->analysis->chains, v)), cancelled);
      break;
    case HF_KEY_UNACCOUNTED:
    default:
      return narrow_unaccounted (run, &range, mask);
    }

  return TRUE;

cancelled:
  return FALSE;
}

/* ---- flags ---- */

static gboolean
has_finalizer (const HfHeap *heap, guint32 object)
{
  return (hf_heap_flags (heap, object) & HF_OBJECT_FINALIZER) != 0 || (hf_heap_type_flags (heap, hf_heap_type (heap, object)) & HF_TYPE_FINALIZER) != 0;
}

gboolean
hf_query_narrow_flags (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  switch ((HfQueryKey) node->word->key)
    {
    case HF_KEY_GARBAGE:
      HF_QUERY_NARROW (run, mask, v, !hf_graph_is_reachable (run->graph, v), cancelled);
      break;
    case HF_KEY_HELD:
      HF_QUERY_NARROW (run, mask, v, hf_graph_is_reachable (run->graph, v), cancelled);
      break;
    case HF_KEY_TRACKED:
      HF_QUERY_NARROW (run, mask, v, hf_heap_flags (run->heap, v) & HF_OBJECT_TRACKED, cancelled);
      break;
    case HF_KEY_FINALIZER:
      HF_QUERY_NARROW (run, mask, v, has_finalizer (run->heap, v), cancelled);
      break;
    case HF_KEY_IMMORTAL:
    default:
      HF_QUERY_NARROW (run, mask, v, hf_heap_flags (run->heap, v) & HF_OBJECT_IMMORTAL, cancelled);
      break;
    }

  return TRUE;

cancelled:
  return FALSE;
}
