/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-growth-match.h"

#include "hf-growth.h"

#define N_(s) (s)

/* @now's type ids as @before's; HF_NONE for types that it does not have. */
static guint32 *
translate_types (const HfHeap *before, const HfHeap *now)
{
  guint32 n = hf_heap_n_types (now);
  guint32 *types = g_new (guint32, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    types[i] = hf_heap_find_type (before, hf_heap_type_name (now, i));

  return types;
}

/* Values that never change prove that an object at the same address is another one. */
static gboolean
is_other_value (const HfHeap *before, guint32 old, const HfHeap *now, guint32 new)
{
  guint32 type = hf_heap_type (now, new);

  if (hf_heap_type_kind (now, type) != HF_KIND_VALUE || g_str_equal (hf_heap_type_name (now, type), "bytearray"))
    return FALSE;
  if (!((hf_heap_info (before)->has & hf_heap_info (now)->has) & HF_HAS_VALUES))
    return FALSE;
  if ((hf_heap_flags (before, old) ^ hf_heap_flags (now, new)) & HF_OBJECT_VALUE_CUT)
    return FALSE;

  return !g_str_equal (hf_heap_value (before, old), hf_heap_value (now, new));
}

guint32
hf_match_tracked_since (const HfHeap *before, const HfHeap *now)
{
  const HfHeapInfo *a = hf_heap_info (before), *b = hf_heap_info (now);

  return a->tracking != NULL && g_strcmp0 (a->tracking, b->tracking) == 0 && a->tracked_as < b->tracked_as ? a->tracked_as : 0;
}

/* @types: @now's as @before's; @since: hf_match_tracked_since(). */
static gboolean
is_same (const HfHeap *before, guint32 old, const HfHeap *now, guint32 new, const guint32 *types, guint32 since)
{
  if (types[hf_heap_type (now, new)] != hf_heap_type (before, old) || is_other_value (before, old, now, new))
    return FALSE;

  return since == 0 || hf_heap_born (now, new) < since;
}

gboolean
hf_match_objects (const HfHeap *before, const HfHeap *now, HfBitset *kept, HfBitset *gone, HfProgress *progress, GError **error)
{
  guint32 n_old = hf_heap_n_objects (before), n_new = hf_heap_n_objects (now);
  g_autofree guint32 *types = translate_types (before, now);
  guint32 since = hf_match_tracked_since (before, now);
  guint32 i = 0;

  hf_progress_begin (progress, N_("Comparing objects"), n_new);
  for (guint32 j = 0; j < n_new; j++)
    {
      guint32 new = hf_heap_by_address (now, j), old;
      guint64 address = hf_heap_address (now, new);

      if (j % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, j, error))
        return FALSE;
      while (i < n_old && hf_heap_address (before, hf_heap_by_address (before, i)) < address)
        i++;
      if (address == 0 || i == n_old)
        continue;
      old = hf_heap_by_address (before, i);
      if (hf_heap_address (before, old) == address && is_same (before, old, now, new, types, since))
        {
          hf_bitset_add (kept, new);
          if (gone != NULL)
            hf_bitset_remove (gone, old);
        }
    }

  return TRUE;
}

HfBitset *
hf_growth_match (const HfHeap *before, const HfHeap *now, HfProgress *progress, GError **error)
{
  g_autoptr (HfBitset) kept = NULL;

  g_return_val_if_fail (before != NULL && now != NULL, NULL);

  kept = hf_bitset_new (hf_heap_graph (now)->n);
  if (kept == NULL)
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory to compare the dumps");
      return NULL;
    }
  if (!hf_match_objects (before, now, kept, NULL, progress, error))
    return NULL;

  return g_steal_pointer (&kept);
}
