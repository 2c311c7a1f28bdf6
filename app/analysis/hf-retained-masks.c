/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-retained-masks.h"

gboolean
hf_masks_init (HfMasks *self, const HfHeap *heap, const HfDominators *dominators, const HfPacked *group_of,
               guint32 n_groups, GError **error)
{
  guint32 n = hf_heap_graph (heap)->n;

  *self = (HfMasks) { .heap = heap, .dominators = dominators, .group_of = group_of };
  self->slot_of = hf_kernel_new (guint8, n_groups, error);
  self->slot = self->slot_of != NULL ? hf_kernel_new (guint8, n, error) : NULL;
  self->reach = self->slot != NULL ? hf_kernel_new (guint64, n, error) : NULL;
  if (self->reach == NULL)
    return FALSE;

  memset (self->slot_of, HF_MASKS_SETS, n_groups);
  self->dirty = hf_bitset_new (n);
  if (self->dirty == NULL)
    hf_kernel_no_memory (error);

  return self->dirty != NULL;
}

void
hf_masks_clear (HfMasks *self)
{
  g_clear_pointer (&self->slot_of, g_free);
  g_clear_pointer (&self->slot, g_free);
  g_clear_pointer (&self->reach, g_free);
  g_clear_pointer (&self->dirty, hf_bitset_free);
}

static inline guint64
bit_of_slot (guint8 slot)
{
  return slot < HF_MASKS_SETS ? G_GUINT64_CONSTANT (1) << slot : 0;
}

static inline guint64
own_bit (const HfMasks *self, guint32 v)
{
  return bit_of_slot (self->slot[v]);
}

/* A member's mask has its own set's bit from the beginning, so that nobody offers it again; it is never passed on. */
static gboolean
begin_carrying (HfMasks *self, HfTicker *ticker)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  const HfDominators *dominators = self->dominators;
  const HfPacked group_of = *self->group_of; /* the compiler takes bytes that are stored for parts of anything else */
  const guint8 *slot_of = self->slot_of;
  guint64 *reach = self->reach;
  guint8 *slots = self->slot;

  for (guint32 v = 0; v < graph->n; v++)
    {
      guint32 group = (guint32) hf_packed_get (&group_of, v);
      guint8 slot = group != 0 ? slot_of[group - 1] : HF_MASKS_SETS;

      if (hf_ticker_tick (ticker))
        return FALSE;
      slots[v] = slot;
      reach[v] = bit_of_slot (slot);
    }

  self->reach[HF_ROOT] = G_MAXUINT64;
  hf_bitset_add (self->dirty, HF_ROOT);
  for (guint32 t = 0; t < dominators->n_tops; t++)
    {
      self->reach[dominators->top[t]] = G_MAXUINT64;
      hf_bitset_add (self->dirty, dominators->top[t]);
    }

  return TRUE;
}

/* Sets @again when something before @v became dirty. */
static gboolean
pass_on (HfMasks *self, guint32 v, gboolean *again, HfTicker *ticker)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  guint64 mask = self->reach[v] & ~own_bit (self, v);
  gboolean reachable = hf_graph_is_reachable (graph, v);

  for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
    {
      guint32 w = hf_ref_object (graph->out[r]);

      if (hf_ticker_tick (ticker))
        return FALSE;
      if (!hf_ref_is (graph->out[r], HF_CLASSES_OWNING) || (mask & ~self->reach[w]) == 0)
        continue;
      if (!reachable && hf_graph_is_reachable (graph, w))
        continue;

      self->reach[w] |= mask;
      hf_bitset_add (self->dirty, w);
      *again |= w < v;
    }

  return TRUE;
}

/* Ids are in depth-first order, so most masks travel all their way in one pass upward. */
static gboolean
carry_once (HfMasks *self, gboolean *again, HfTicker *ticker)
{
  guint32 n_words = (self->dirty->n + 63) / 64;

  *again = FALSE;
  for (guint32 i = 0; i < n_words; i++)
    while (self->dirty->words[i] != 0)
      {
        guint32 v = i * 64 + (guint32) __builtin_ctzll (self->dirty->words[i]);

        hf_bitset_remove (self->dirty, v);
        if (!pass_on (self, v, again, ticker))
          return FALSE;
      }

  return TRUE;
}

/* Sets that some way to @v must touch. */
static inline guint64
lost_bits (const HfMasks *self, guint32 v)
{
  return ~self->reach[v] | own_bit (self, v);
}

/* What loses an object loses all that it dominates, so only the uppermost losses are added up, each with its retained size. */
static gboolean
add_up (HfMasks *self, const guint32 *groups, guint n_groups, guint64 *retained, HfTicker *ticker)
{
  guint64 carried = n_groups == HF_MASKS_SETS ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << n_groups) - 1;
  const HfDominators *dominators = self->dominators;

  for (guint32 v = 0; v < dominators->n; v++)
    {
      guint64 lost = carried & lost_bits (self, v);

      if (hf_ticker_tick (ticker))
        return FALSE;
      if (lost != 0 && dominators->idom[v] != HF_NONE)
        lost &= ~lost_bits (self, dominators->idom[v]);
      for (; lost != 0; lost &= lost - 1)
        retained[groups[__builtin_ctzll (lost)]] += hf_dominators_retained (dominators, v);
    }

  return TRUE;
}

gboolean
hf_masks_carry (HfMasks *self, const guint32 *groups, guint n_groups, guint64 *retained, HfTicker *ticker)
{
  gboolean again = TRUE;
  gboolean done;

  for (guint i = 0; i < n_groups; i++)
    self->slot_of[groups[i]] = (guint8) i;

  done = begin_carrying (self, ticker);
  while (done && again)
    done = carry_once (self, &again, ticker);
  done = done && add_up (self, groups, n_groups, retained, ticker);

  for (guint i = 0; i < n_groups; i++)
    self->slot_of[groups[i]] = HF_MASKS_SETS;

  return done;
}
