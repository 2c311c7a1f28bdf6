/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-tops.h"

#include "heap/hf-bitset.h"

static gboolean
is_owned_from_outside (const HfGraph *graph, const HfComponents *components, guint32 v)
{
  for (guint32 k = graph->in_begin[v]; k < graph->in_begin[v + 1]; k++)
    if (hf_ref_is (graph->in[k], HF_CLASSES_OWNING)
        && hf_components_of (components, hf_ref_object (graph->in[k])) != hf_components_of (components, v))
      return TRUE;

  return FALSE;
}

gboolean
hf_tops_find (const HfGraph *graph, const HfComponents *components, guint32 **tops, guint32 *n_tops,
              HfTicker *ticker, GError **error)
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
