/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-tops.h"

#include "heap/hf-bitset.h"

#define N_(s) (s)

static gboolean
is_owned_from_outside (const HfGraph *graph, const HfComponents *components, guint32 v)
{
  for (guint32 k = graph->in_begin[v]; k < graph->in_begin[v + 1]; k++)
    if (hf_ref_is (graph->in[k], HF_CLASSES_OWNING)
        && hf_components_of (components, hf_ref_object (graph->in[k])) != hf_components_of (components, v))
      return TRUE;

  return FALSE;
}

static gboolean
list_tops (const HfGraph *graph, const HfComponents *components, guint32 **tops, guint32 *n_tops, HfTicker *ticker, GError **error)
{
  g_autoptr (HfBitset) owned = hf_bitset_new (components->n);
  guint32 first = graph->n_reachable + 1;
  guint32 n = 0;

  if (owned == NULL)
    {
      hf_kernel_no_memory (error);
      return FALSE;
    }

  for (guint32 v = first; v < graph->n; v++)
    {
      if (hf_ticker_tick (ticker))
        return FALSE;
      if (!hf_bitset_has (owned, hf_components_of (components, v)) && is_owned_from_outside (graph, components, v))
        hf_bitset_add (owned, hf_components_of (components, v));
    }
  for (guint32 v = first; v < graph->n; v++)
    n += !hf_bitset_has (owned, hf_components_of (components, v));

  *tops = hf_kernel_new (guint32, n, error);
  if (*tops == NULL)
    return FALSE;

  *n_tops = 0;
  for (guint32 v = first; v < graph->n; v++)
    if (!hf_bitset_has (owned, hf_components_of (components, v)))
      (*tops)[(*n_tops)++] = v;

  return TRUE;
}

gboolean
hf_tops_find (const HfGraph *graph, guint32 **tops, guint32 *n_tops, HfProgress *progress, GError **error)
{
  g_autoptr (HfComponents) components = NULL;
  HfTicker ticker;

  *tops = NULL;
  *n_tops = 0;
  if (graph->n_reachable + 1 == graph->n)
    return TRUE;

  components = hf_components_new_unreachable (graph, progress, error);
  if (components == NULL)
    return FALSE;
  hf_ticker_begin (&ticker, progress, N_("Finding cycles"), graph->n - graph->n_reachable, error);

  return list_tops (graph, components, tops, n_tops, &ticker, error);
}
