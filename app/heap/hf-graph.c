/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-graph.h"

guint32
hf_graph_referrer_of (const HfGraph *graph,
                      guint32        r)
{
  guint32 low = 0;
  guint32 high;

  g_return_val_if_fail (r < graph->m, HF_NONE);

  /* The last row that begins at or before r; empty rows share their beginning with the next one. */
  high = graph->n;
  while (high - low > 1)
    {
      guint32 middle = low + (high - low) / 2;

      if (graph->out_begin[middle] <= r)
        low = middle;
      else
        high = middle;
    }

  return low;
}

guint32
hf_graph_find_ref (const HfGraph *graph,
                   guint32        from,
                   guint32        to,
                   HfRefClasses   classes)
{
  for (guint32 r = graph->out_begin[from]; r < graph->out_begin[from + 1]; r++)
    if (hf_ref_object (graph->out[r]) == to && hf_ref_is (graph->out[r], classes))
      return r;

  return HF_NONE;
}
