/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include "hf-kernel.h"

/* ---- what was asked once is not asked again: many objects have the same value, most references the same names ---- */

typedef struct
{
  const HfHeap *heap;
  HfQueryText text;
  guint8 *answers; /* [texts] 0: not asked yet; else 1 for no and 2 for yes */
} Memory;

static gboolean
memory_init (Memory *memory, HfQueryRun *run, const HfQueryNode *node)
{
  *memory = (Memory) { .heap = run->heap };
  memory->answers = hf_kernel_new0 (guint8, (gsize) hf_heap_n_texts (run->heap) + 1, run->error);
  hf_query_text_init_term (&memory->text, node);

  return memory->answers != NULL;
}

static void
memory_clear (Memory *memory)
{
  hf_query_text_clear (&memory->text);
  g_free (memory->answers);
}

static inline gboolean
memory_fits (Memory *memory, guint32 text)
{
  guint8 *answer = &memory->answers[text];

  if (*answer == 0)
    *answer = hf_query_text_fits_quoted (&memory->text, hf_heap_text (memory->heap, text)) ? 2 : 1;

  return *answer == 2;
}

/* ---- values and names ---- */

static gboolean
narrow_values (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  gboolean contrary = hf_query_node_is_contrary (node);
  gboolean done = FALSE;
  Memory memory;

  if (memory_init (&memory, run, node))
    {
      HF_QUERY_NARROW (run, mask, v, memory_fits (&memory, hf_heap_value_text (run->heap, v)) != contrary, cancelled);
      done = TRUE;
    }

cancelled:
  memory_clear (&memory);

  return done;
}

/* The objects that a reference with such a name leads to. */
static HfBitset *
named (HfQueryRun *run, Memory *memory)
{
  const HfGraph *graph = run->graph;
  g_autoptr (HfBitset) set = hf_query_bitset_new (run);

  for (guint32 r = 0; set != NULL && r < graph->m; r++)
    {
      guint32 name = hf_heap_ref_name_text (run->heap, r);

      if (r % HF_PROGRESS_INTERVAL == 0 && hf_query_run_poll (run, 0))
        return NULL;
      if (name != 0 && memory_fits (memory, name))
        hf_bitset_add (set, hf_ref_object (graph->out[r]));
    }

  return g_steal_pointer (&set);
}

static gboolean
narrow_names (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  g_autoptr (HfBitset) set = NULL;
  Memory memory;

  if (memory_init (&memory, run, node))
    set = named (run, &memory);
  memory_clear (&memory);

  return set != NULL && hf_query_keep (run, mask, set, hf_query_node_is_contrary (node));
}

/* ---- where it was allocated ---- */

static gboolean
frame_fits (const HfQueryText *text, const HfSiteFrame *frame)
{
  g_autofree char *line = NULL;

  if (hf_query_text_fits (text, frame->file) || (*frame->function != '\0' && hf_query_text_fits (text, frame->function)))
    return TRUE;
  line = g_strdup_printf ("%s:%u", frame->file, frame->line);

  return hf_query_text_fits (text, line);
}

static gboolean
site_fits (const HfHeap *heap, guint32 site, const HfQueryText *text, gboolean all_frames)
{
  guint depth = site != 0 ? hf_heap_site_depth (heap, site) : 0;

  for (guint i = 0; i < (all_frames ? depth : MIN (depth, 1)); i++)
    {
      HfSiteFrame frame = hf_heap_site_frame (heap, site, i);

      if (frame_fits (text, &frame))
        return TRUE;
    }

  return FALSE;
}

/* TRUE where the sites are known; else what was asked is neither so nor not so. */
static gboolean
narrow_sites (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  guint32 n = MAX (hf_heap_n_sites (run->heap), 1);
  g_autofree guint8 *wanted = hf_kernel_new0 (guint8, n, run->error);
  gboolean contrary = hf_query_node_is_contrary (node);
  HfQueryText text;

  if (wanted == NULL)
    return FALSE;
  hf_query_text_init_term (&text, node);
  for (guint32 i = 1; i < n; i++)
    wanted[i] = site_fits (run->heap, i, &text, node->word->key == HF_KEY_TRACE) != contrary;
  hf_query_text_clear (&text);

  HF_QUERY_NARROW (run, mask, v, wanted[hf_heap_site (run->heap, v)], cancelled);

  return TRUE;

cancelled:
  return FALSE;
}

gboolean
hf_query_narrow_texts (HfQueryRun *run, const HfQueryNode *node, HfBitset *mask)
{
  if (node->word->key == HF_KEY_VALUE)
    return narrow_values (run, node, mask);
  if (node->word->key == HF_KEY_NAME)
    return narrow_names (run, node, mask);

  return narrow_sites (run, node, mask);
}
