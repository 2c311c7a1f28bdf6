/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-values.h"

static int hidden; /* atomic */

void
hf_values_set_shown (gboolean shown)
{
  g_atomic_int_set (&hidden, !shown);
}

gboolean
hf_values_get_shown (void)
{
  return !g_atomic_int_get (&hidden);
}

static gboolean
is_name (HfKind kind)
{
  return kind == HF_KIND_ROOT || kind == HF_KIND_MODULE || kind == HF_KIND_FRAME || kind == HF_KIND_TYPE || kind == HF_KIND_FUNCTION;
}

const char *
hf_values_of (const HfHeap *heap, guint32 object)
{
  if (!hf_values_get_shown () && !is_name (hf_heap_kind (heap, object)))
    return "";
  return hf_heap_value (heap, object);
}
