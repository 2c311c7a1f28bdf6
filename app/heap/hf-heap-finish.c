/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#include <string.h>

#include "hf-heap-private.h"

#define N_(text) (text)

/* @to[new_id[i]] = @from[i], and the first entry for the virtual root. Frees the builder's vector. */
#define PERMUTE(self, heap, field, type_, root_value)                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    type_ *permuted_ = g_try_new (type_, (heap)->graph.n);                                   \
                                                                                                   \
    if (permuted_ == NULL)                                                                         \
      return hf_heap_builder_no_memory (error);                                                    \
    permuted_[0] = (root_value);                                                                   \
    for (gsize i_ = 0; i_ < (self)->field.n; i_++)                                                 \
      permuted_[new_id[i_]] = (self)->field.at[i_];                                                \
    (heap)->field = permuted_;                                                                     \
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

static gboolean
finish_objects (HfHeapBuilder *self,
                HfHeap        *heap,
                const guint32 *new_id,
                guint32        root_type,
                GError       **error)
{
  guint32 n = heap->graph.n;

  PERMUTE (self, heap, address, guint64, 0);
  PERMUTE (self, heap, type, guint32, root_type);
  PERMUTE (self, heap, shallow, guint32, 0);
  PERMUTE (self, heap, value, guint32, 0);
  PERMUTE (self, heap, flags, guint8, HF_OBJECT_SYNTHETIC);
  if (self->info.has & HF_HAS_REFCOUNTS)
    PERMUTE (self, heap, refcount, guint32, HF_REFCOUNT_UNKNOWN);
  if (self->site.n > 0)
    {
      heap->site = g_try_new0 (guint32, n);
      if (heap->site == NULL)
        return hf_heap_builder_no_memory (error);
      for (gsize i = 0; i < self->site.n; i++)
        heap->site[new_id[i]] = self->site.at[i] <= self->site_begin.n ? self->site.at[i] : 0;
    }

  heap->large = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (gsize i = 0; i < self->large.n; i++)
    g_hash_table_insert (heap->large, GUINT_TO_POINTER (new_id[self->large.at[i].object]),
                         g_memdup2 (&self->large.at[i].shallow, sizeof (guint64)));
  for (guint32 v = 1; v < n; v++)
    {
      guint64 shallow = hf_heap_shallow (heap, v);

      heap->bytes = heap->bytes > G_MAXUINT64 - shallow ? G_MAXUINT64 : heap->bytes + shallow;
    }

  return TRUE;
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
      heap->ref_kind[i] = HF_REF_ROOT;
      heap->ref_name[i] = self->roots.at[i].words;
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

/* Each array is moved and given up before the next one is made: together they are most of a heap. */
static gboolean
finish_labels (HfHeapBuilder *self,
               HfHeap        *heap,
               const guint32 *new_id,
               GError       **error)
{
  const HfGraph *graph = &heap->graph;
  gsize m = MAX ((gsize) graph->m, 1);

  heap->ref_name = g_try_new (guint32, m);
  if (heap->ref_name == NULL)
    return hf_heap_builder_no_memory (error);
  for (guint32 i = 0; self->ref_name.n > 0 && i + 1 < graph->n; i++)
    memcpy (heap->ref_name + graph->out_begin[new_id[i]], self->ref_name.at + self->out_begin.at[i],
            (self->out_begin.at[i + 1] - self->out_begin.at[i]) * sizeof (guint32));
  hf_vector_clear (&self->ref_name);

  heap->ref_kind = g_try_malloc (m);
  if (heap->ref_kind == NULL)
    return hf_heap_builder_no_memory (error);
  for (guint32 i = 0; i + 1 < graph->n; i++)
    for (guint32 r = self->out_begin.at[i], at = graph->out_begin[new_id[i]]; r < self->out_begin.at[i + 1]; r++)
      heap->ref_kind[at++] = self->ref_kind.at[r] & HF_KIND_BITS;
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
finish_addresses (HfHeapBuilder *self,
                  HfHeap        *heap,
                  const guint32 *new_id,
                  GError       **error)
{
  gsize n = self->address.n;
  gboolean sorted = TRUE;

  heap->by_address = g_try_new (guint32, MAX (n, 1));
  if (heap->by_address == NULL)
    return hf_heap_builder_no_memory (error);

  /* Dumps are nearly always written in address order. */
  for (gsize i = 0; i < n; i++)
    {
      heap->by_address[i] = new_id[i];
      sorted = sorted && (i == 0 || self->address.at[i - 1] <= self->address.at[i]);
    }
  if (!sorted)
    {
      g_autofree HfPlace *places = hf_heap_builder_sorted_places (self);

      if (places == NULL)
        return hf_heap_builder_no_memory (error);
      for (gsize i = 0; i < n; i++)
        heap->by_address[i] = new_id[places[i].object];
    }

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
  if (!finish_addresses (self, heap, new_id, error) ||
      !finish_objects (self, heap, new_id, root_type, error) ||
      !finish_out (self, heap, new_id, progress, error) ||
      !finish_labels (self, heap, new_id, error) ||
      !finish_in (heap, progress, error) ||
      !finish_sites (self, heap, error))
    return NULL;
  finish_info (self, heap);

  return g_steal_pointer (&heap);
}
