/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#include <string.h>

#include "hf-heap-private.h"

#define N_(text) (text)

/* Every entry + @plus, ORed together: as long in bits as the greatest of them. */
#define GREATEST(vector, plus)                             \
  ({                                                       \
    guint32 bits_ = 0;                                     \
    for (gsize i_ = 0; i_ < (vector)->n; i_++)             \
      bits_ |= (guint32) ((vector)->at[i_] + (plus));      \
    bits_;                                                 \
  })

/* heap->field[new_id[i]] = field[i] + @plus, and the first entry for the virtual root. Frees the builder's vector. */
#define PERMUTE(self, heap, field, root_value, plus)                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!hf_packed_init (&(heap)->field, (heap)->graph.n, GREATEST (&(self)->field, plus) | (root_value))) \
      return hf_heap_builder_no_memory (error);                                                    \
    hf_packed_set (&(heap)->field, HF_ROOT, (root_value));                                         \
    for (gsize i_ = 0; i_ < (self)->field.n; i_++)                                                 \
      hf_packed_set (&(heap)->field, new_id[i_], (guint32) ((self)->field.at[i_] + (plus)));       \
    hf_vector_clear (&(self)->field);                                                              \
  }                                                                                                \
  G_STMT_END

static gboolean
finish_types (HfHeapBuilder *self,
              HfHeap        *heap,
              const guint32 *new_id,
              guint32       *root_type)
{
  *root_type = hf_heap_builder_type (self, "", "(roots)", HF_KIND_ROOT, HF_TYPE_INTERNAL);
  heap->n_types = (guint32) self->types.n;
  heap->types = g_new0 (HfTypeRecord, heap->n_types);
  for (guint32 i = 0; i < heap->n_types; i++)
    {
      const HfBuilderType *type = &self->types.at[i];

      heap->types[i].name = type->name;
      heap->types[i].module = type->module;
      heap->types[i].object = type->object < self->address.n ? new_id[type->object] : HF_NONE;
      heap->types[i].kind = type->kind;
      heap->types[i].flags = type->flags;
    }

  return self->error == NULL;
}

/* Addresses lie in a few regions far apart; from the lowest one on they need six bytes at most. */
static gboolean
finish_address (HfHeapBuilder *self,
                HfHeap        *heap,
                const guint32 *new_id,
                GError       **error)
{
  guint64 least = G_MAXUINT64;
  guint64 most = 0;

  for (gsize i = 0; i < self->address.n; i++)
    {
      least = MIN (least, self->address.at[i]);
      most = MAX (most, self->address.at[i]);
    }
  heap->address_base = MIN (least, most);
  if (!hf_packed_init (&heap->address, heap->graph.n, most - heap->address_base))
    return hf_heap_builder_no_memory (error);
  for (gsize i = 0; i < self->address.n; i++)
    hf_packed_set (&heap->address, new_id[i], self->address.at[i] - heap->address_base);
  hf_vector_clear (&self->address);

  return TRUE;
}

static gboolean
finish_shallow (HfHeapBuilder *self,
                HfHeap        *heap,
                const guint32 *new_id,
                GError       **error)
{
  guint64 most = GREATEST (&self->shallow, 0);

  for (gsize i = 0; i < self->large.n; i++)
    most = MAX (most, self->large.at[i].shallow);
  if (!hf_packed_init (&heap->shallow, heap->graph.n, most))
    return hf_heap_builder_no_memory (error);
  for (gsize i = 0; i < self->shallow.n; i++)
    hf_packed_set (&heap->shallow, new_id[i], self->shallow.at[i]);
  for (gsize i = 0; i < self->large.n; i++)
    hf_packed_set (&heap->shallow, new_id[self->large.at[i].object], self->large.at[i].shallow);
  hf_vector_clear (&self->shallow);

  for (guint32 v = 1; v < heap->graph.n; v++)
    {
      guint64 shallow = hf_packed_get (&heap->shallow, v);

      heap->bytes = heap->bytes > G_MAXUINT64 - shallow ? G_MAXUINT64 : heap->bytes + shallow;
    }

  return TRUE;
}

static gboolean
finish_flags (HfHeapBuilder *self,
              HfHeap        *heap,
              const guint32 *new_id,
              GError       **error)
{
  heap->flags = g_try_malloc (heap->graph.n);
  if (heap->flags == NULL)
    return hf_heap_builder_no_memory (error);
  heap->flags[HF_ROOT] = HF_OBJECT_SYNTHETIC;
  for (gsize i = 0; i < self->flags.n; i++)
    heap->flags[new_id[i]] = self->flags.at[i];
  hf_vector_clear (&self->flags);

  return TRUE;
}

static gboolean
finish_objects (HfHeapBuilder *self,
                HfHeap        *heap,
                const guint32 *new_id,
                guint32        root_type,
                GError       **error)
{
  if (!(self->info.has & HF_HAS_REFCOUNTS))
    hf_vector_clear (&self->refcount);
  for (gsize i = 0; i < self->site.n; i++)
    if (self->site.at[i] > self->site_begin.n)
      self->site.at[i] = 0;

  PERMUTE (self, heap, type, root_type, 0);
  PERMUTE (self, heap, value, 0, 0);
  PERMUTE (self, heap, refcount, 0, 0);
  PERMUTE (self, heap, site, 0, 0);
  PERMUTE (self, heap, born, 0, 0);

  return finish_address (self, heap, new_id, error) && finish_shallow (self, heap, new_id, error) &&
         finish_flags (self, heap, new_id, error);
}

/* Roots first, as the virtual root's row. */
static void
finish_roots (HfHeapBuilder *self,
              HfHeap        *heap,
              const guint32 *new_id,
              HfRef         *out)
{
  for (gsize i = 0; i < self->roots.n; i++)
    {
      out[i] = hf_ref_pack (new_id[self->roots.at[i].to], HF_CLASS_STRONG);
      hf_packed_set (&heap->label, i, HF_REF_ROOT | (guint64) self->roots.at[i].words << HF_KIND_SHIFT);
      heap->root_kind[i] = self->roots.at[i].kind;
      heap->root_owns[i] = self->roots.at[i].owns;
    }
}

/* Where each row begins, in the new order. */
static void
finish_rows (HfHeapBuilder *self,
             HfHeap        *heap,
             const guint32 *new_id,
             guint32       *begin)
{
  guint32 n = heap->graph.n;

  begin[0] = heap->n_roots;
  for (guint32 i = 0; i + 1 < n; i++)
    begin[new_id[i]] = self->out_begin.at[i + 1] - self->out_begin.at[i];
  for (guint32 v = 0, at = 0; v < n; v++)
    {
      guint32 length = begin[v];

      begin[v] = at;
      at += length;
    }
  begin[n] = heap->graph.m;
}

static gboolean
finish_out (HfHeapBuilder *self,
            HfHeap        *heap,
            const guint32 *new_id,
            HfProgress    *progress,
            GError       **error)
{
  guint32 n = heap->graph.n;
  guint32 *begin = g_try_new (guint32, (gsize) n + 1);
  HfRef *out = g_try_new (HfRef, MAX ((gsize) heap->graph.m, 1));

  heap->graph.out_begin = begin;
  heap->graph.out = out;
  if (begin == NULL || out == NULL)
    return hf_heap_builder_no_memory (error);

  heap->n_roots = (guint32) self->roots.n;
  finish_rows (self, heap, new_id, begin);
  hf_progress_begin (progress, N_("Building references"), n);
  for (guint32 i = 0; i + 1 < n; i++)
    {
      guint32 at = begin[new_id[i]];

      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      for (guint32 r = self->out_begin.at[i]; r < self->out_begin.at[i + 1]; r++)
        out[at++] = hf_ref_pack (new_id[self->to.at[r]], (HfRefClass) ((self->ref_kind.at[r] >> HF_BUILDER_CLASS_SHIFT) & 3));
    }
  hf_vector_clear (&self->to);

  return TRUE;
}

static gboolean
finish_labels (HfHeapBuilder *self,
               HfHeap        *heap,
               const guint32 *new_id,
               GError       **error)
{
  const HfGraph *graph = &heap->graph;
  guint32 names = GREATEST (&self->ref_name, 0);

  for (gsize i = 0; i < self->roots.n; i++)
    names |= self->roots.at[i].words;
  if (!hf_packed_init (&heap->label, graph->m, (guint64) names << HF_KIND_SHIFT | HF_KIND_BITS))
    return hf_heap_builder_no_memory (error);
  for (guint32 i = 0; i + 1 < graph->n; i++)
    for (guint32 r = self->out_begin.at[i], at = graph->out_begin[new_id[i]]; r < self->out_begin.at[i + 1]; r++)
      hf_packed_set (&heap->label, at++,
                     (self->ref_kind.at[r] & HF_KIND_BITS) | (guint64) self->ref_name.at[r] << HF_KIND_SHIFT);
  hf_vector_clear (&self->ref_name);
  hf_vector_clear (&self->ref_kind);
  hf_vector_clear (&self->out_begin);

  heap->root_kind = g_try_malloc (MAX (self->roots.n, 1));
  heap->root_owns = g_try_malloc (MAX (self->roots.n, 1));
  if (heap->root_kind == NULL || heap->root_owns == NULL)
    return hf_heap_builder_no_memory (error);
  finish_roots (self, heap, new_id, (HfRef *) graph->out);

  return TRUE;
}

/* Counting sort by referent; walking holders in ascending order leaves each row sorted by referrer. */
static gboolean
finish_in (HfHeap     *heap,
           HfProgress *progress,
           GError    **error)
{
  const HfGraph *graph = &heap->graph;
  guint32 n = graph->n;
  guint32 *begin = g_try_new0 (guint32, (gsize) n + 2);
  HfRef *in = g_try_new (HfRef, MAX ((gsize) graph->m, 1));

  heap->graph.in_begin = begin;
  heap->graph.in = in;
  if (begin == NULL || in == NULL)
    return hf_heap_builder_no_memory (error);

  /* While filling, row v's next free place is begin[v + 1]; when done, that is where row v + 1 begins. */
  for (guint32 r = 0; r < graph->m; r++)
    begin[hf_ref_object (graph->out[r]) + 2]++;
  for (guint32 v = 2; v <= n; v++)
    begin[v] += begin[v - 1];

  hf_progress_begin (progress, N_("Building referrers"), n);
  for (guint32 v = 0; v < n; v++)
    {
      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
        in[begin[hf_ref_object (graph->out[r]) + 1]++] = hf_ref_pack (v, hf_ref_class (graph->out[r]));
    }

  return TRUE;
}

static gboolean
finish_by_address (HfHeapBuilder *self,
                   HfHeap        *heap,
                   const guint32 *new_id,
                   GError       **error)
{
  g_auto (HfAddressOrder) order = { 0 };

  if (!hf_address_order_init (&order, self, FALSE) || !hf_packed_init (&heap->by_address, order.n, order.n))
    return hf_heap_builder_no_memory (error);
  for (guint32 i = 0; i < order.n; i++)
    hf_packed_set (&heap->by_address, i, new_id[hf_address_order_object (&order, i)]);

  return TRUE;
}

static gboolean
finish_sites (HfHeapBuilder *self,
              HfHeap        *heap,
              GError       **error)
{
  gsize n_frames = self->site_words.n / 3;

  heap->n_sites = (guint32) self->site_begin.n + 1;
  heap->site_begin = g_try_new0 (guint32, (gsize) heap->n_sites + 1);
  heap->site_frames = g_try_new (HfSiteFrameRecord, MAX (n_frames, 1));
  if (heap->site_begin == NULL || heap->site_frames == NULL)
    return hf_heap_builder_no_memory (error);

  for (gsize i = 0; i < self->site_begin.n; i++)
    heap->site_begin[i + 1] = self->site_begin.at[i];
  heap->site_begin[heap->n_sites] = (guint32) n_frames;
  for (gsize i = 0; i < n_frames; i++)
    heap->site_frames[i] = (HfSiteFrameRecord) { self->site_words.at[3 * i], self->site_words.at[3 * i + 1],
                                                 self->site_words.at[3 * i + 2] };

  return TRUE;
}

static void
finish_info (HfHeapBuilder *self,
             HfHeap        *heap)
{
  heap->info = self->info;
  memset (&self->info, 0, sizeof self->info);
  if (heap->info.tracked_as == 0)
    g_clear_pointer (&heap->info.tracking, g_free);
  if (heap->info.tracking == NULL)
    {
      heap->info.tracked_as = 0;
      g_clear_pointer (&heap->info.untracked, g_strfreev);
    }
  if (heap->info.format == NULL)
    heap->info.format = g_strdup ("");
  if (heap->info.runtime == NULL)
    heap->info.runtime = g_strdup ("");
  if (heap->info.program == NULL)
    heap->info.program = g_strdup ("");
  if (heap->info.host == NULL)
    heap->info.host = g_strdup ("");

  heap->strings = g_steal_pointer (&self->strings);
  hf_strings_seal (heap->strings);
  heap->type_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint32 i = 0; i < heap->n_types; i++)
    g_hash_table_insert (heap->type_by_name, (gpointer) hf_heap_type_name (heap, i), GUINT_TO_POINTER (i + 1));
}

HfHeap *
hf_heap_builder_finish (HfHeapBuilder *self,
                        const guint32 *new_id,
                        guint32        n_reachable,
                        HfProgress    *progress,
                        GError       **error)
{
  g_autoptr (HfHeap) heap = g_new0 (HfHeap, 1);
  guint32 root_type;

  g_atomic_ref_count_init (&heap->ref_count);
  if (self->to.n + self->roots.n >= G_MAXUINT32)
    {
      hf_heap_builder_no_memory (error);
      return NULL;
    }
  heap->graph.n = (guint32) self->address.n + 1;
  heap->graph.m = (guint32) (self->to.n + self->roots.n);
  heap->graph.n_reachable = n_reachable;
  if (!finish_types (self, heap, new_id, &root_type))
    {
      hf_heap_builder_check (self, error);
      return NULL;
    }
  if (!finish_by_address (self, heap, new_id, error) ||
      !finish_objects (self, heap, new_id, root_type, error) ||
      !finish_out (self, heap, new_id, progress, error) ||
      !finish_labels (self, heap, new_id, error) ||
      !finish_in (heap, progress, error) ||
      !finish_sites (self, heap, error))
    return NULL;
  finish_info (self, heap);

  return g_steal_pointer (&heap);
}
