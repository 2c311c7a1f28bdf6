/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analysis/hf-cycles.h"
#include "drawing/hf-choices-private.h"
#include "heap/hf-error.h"

#define N_(text) (text)
#define MANY_LINKS 60u /* of one way that the picture makes room for; the middle of longer ones becomes a gap */

gboolean
hf_choices_add_cycle (HfChoices *self, const HfAnalysis *analysis, guint32 object, guint bound)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  const HfComponents *components = analysis->components;
  g_autoptr (GArray) ring = NULL;
  guint32 cycle;
  guint before;

  g_return_val_if_fail (self != NULL && object < graph->n, FALSE);

  cycle = hf_components_cycle_of (components, object);
  if (cycle == HF_NONE)
    return FALSE;

  before = self->objects->len;
  ring = hf_cycles_ring_through (analysis, object);
  for (guint i = 0; i < ring->len && self->objects->len - before < bound; i++)
    hf_choices_draw_object (self, hf_ref_object (graph->out[g_array_index (ring, guint32, i)]));
  for (guint32 i = components->cycle_begin[cycle]; i < components->cycle_begin[cycle + 1] && self->objects->len - before < bound; i++)
    hf_choices_draw_object (self, components->cycle_member[i]);

  return TRUE;
}

/* Breadth-first over owning references. (transfer full) parents by id, or NULL; *@found says whether @to was reached. */
static guint32 *
search (const HfGraph *graph, guint32 from, guint32 to, gboolean *found, HfProgress *progress, GError **error)
{
  g_autofree guint32 *parent = g_try_new (guint32, graph->n);
  g_autofree guint32 *queue = g_try_new (guint32, graph->n);
  guint32 head = 0, tail = 0;

  if (parent == NULL || queue == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, N_("There is not enough memory to look for a way."));
      return NULL;
    }
  for (guint32 v = 0; v < graph->n; v++)
    parent[v] = HF_NONE;
  parent[from] = from;
  queue[tail++] = from;
  while (head < tail && parent[to] == HF_NONE)
    {
      guint32 v = queue[head++];

      if (head % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, head, error))
        return NULL;
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        {
          guint32 w = hf_ref_object (graph->out[r]);

          if (hf_ref_is (graph->out[r], HF_CLASSES_OWNING) && parent[w] == HF_NONE)
            {
              parent[w] = v;
              queue[tail++] = w;
            }
        }
    }
  *found = parent[to] != HF_NONE;

  return g_steal_pointer (&parent);
}

static gboolean
add_way (HfChoices *self, const HfGraph *graph, guint32 from, guint32 to, gboolean *found, HfProgress *progress, GError **error)
{
  g_autofree guint32 *parent = search (graph, from, to, found, progress, error);

  if (parent == NULL)
    return FALSE;
  for (guint32 v = to; *found && v != from; v = parent[v])
    hf_choices_draw_object (self, v);
  if (*found)
    hf_choices_draw_object (self, from);

  return TRUE;
}

gboolean
hf_choices_add_path (HfChoices *self, const HfAnalysis *analysis, guint32 from, guint32 to, HfProgress *progress, GError **error)
{
  const HfGraph *graph = hf_heap_graph (analysis->heap);
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL && from > 0 && from < graph->n && to > 0 && to < graph->n, FALSE);

  hf_progress_begin (progress, N_("Looking for a way"), graph->n);
  if (!add_way (self, graph, from, to, &found, progress, error))
    return FALSE;
  if (!found && !add_way (self, graph, to, from, &found, progress, error))
    return FALSE;
  if (!found)
    g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, N_("Neither of the two objects refers to the other, however indirectly."));

  return found;
}

static gboolean
has_way (const HfChoices *self, const HfChain *chain)
{
  for (guint i = 0; i < self->ways->len; i++)
    {
      const GArray *way = g_ptr_array_index (self->ways, i);

      if (way->len == chain->n_links && memcmp (way->data, chain->links, chain->n_links * sizeof (HfLink)) == 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
hf_choices_add_ways (HfChoices *self, const HfAnalysis *analysis, guint32 object, guint max_ways, HfProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) chains = NULL;
  guint reached = 0;

  g_return_val_if_fail (self != NULL && object > 0 && object < hf_heap_graph (analysis->heap)->n, FALSE);

  chains = hf_chains_ways (analysis->chains, analysis->heap, object, max_ways, progress, error);
  if (chains == NULL)
    return FALSE;
  for (guint i = 0; i < chains->len; i++)
    {
      const HfChain *chain = g_ptr_array_index (chains, i);
      GArray *way;

      reached += chain->reachable;
      if (!chain->reachable || has_way (self, chain))
        continue;
      way = g_array_new (FALSE, FALSE, sizeof (HfLink));
      g_array_append_vals (way, chain->links, chain->n_links);
      g_ptr_array_add (self->ways, way);
      hf_choices_make_room (self, MIN (chain->n_links, MANY_LINKS));
    }
  if (reached == 0)
    g_set_error_literal (error, HF_ERROR, HF_ERROR_NO_ANSWER, N_("No root reaches this object: only the garbage collector still knows it."));

  return reached > 0;
}
