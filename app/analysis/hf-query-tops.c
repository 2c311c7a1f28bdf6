/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-tops.h"

GArray *
hf_query_tops (const HfDominators *dominators, guint32 object, const HfBitset *only)
{
  GArray *tops = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_return_val_if_fail (dominators != NULL && only != NULL, tops);

  g_array_append_val (stack, object);
  while (stack->len > 0)
    {
      guint32 from = g_array_index (stack, guint32, stack->len - 1);
      guint32 n;
      const guint32 *children = hf_dominators_children (dominators, from, &n);

      g_array_set_size (stack, stack->len - 1);
      for (guint32 i = 0; i < n; i++)
        g_array_append_val (hf_bitset_has (only, children[i]) ? tops : stack, children[i]);
    }

  return tops;
}
