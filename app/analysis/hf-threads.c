/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-threads.h"

#include <string.h>

#include "hf-kernel.h"

#define N_(s) (s)

/* Owners of an id, besides the threads 1, 2, 3 … */
#define NOBODY 0u
#define SEVERAL G_MAXUINT32

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  guint32 *owner; /* [n] */
  GArray *stack;  /* of ids whose owner is new */
} Work;

void
hf_threads_free (HfThreads *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  hf_packed_clear (&self->of);
  g_free (self);
}

/* ---- who the threads are ---- */

static GHashTable *
list_names (HfThreads *self, const HfHeap *heap)
{
  GHashTable *numbers = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    {
      const char *words = hf_heap_ref_name (heap, r);

      if (hf_heap_root_kind (heap, r) != HF_ROOT_THREAD || g_hash_table_contains (numbers, words))
        continue;
      g_ptr_array_add (self->names, g_strdup (words));
      g_hash_table_insert (numbers, g_ptr_array_index (self->names, self->names->len - 1), GUINT_TO_POINTER (self->names->len));
    }

  return numbers;
}

/* The thread of "thread MainThread: current exception" where there is a "thread MainThread", else NULL. */
static const char *
shorter_of (GHashTable *numbers, const char *words)
{
  for (const char *colon = strstr (words, ": "); colon != NULL; colon = strstr (colon + 1, ": "))
    {
      g_autofree char *before = g_strndup (words, (gsize) (colon - words));
      gpointer known;

      if (g_hash_table_lookup_extended (numbers, before, &known, NULL))
        return known;
    }

  return NULL;
}

/* Words that go on are the other thread's. */
static GHashTable *
number_threads (HfThreads *self, const HfHeap *heap)
{
  g_autoptr (GHashTable) all = list_names (self, heap);
  GHashTable *numbers = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (guint i = 0; i < self->names->len; i++)
    if (shorter_of (all, g_ptr_array_index (self->names, i)) == NULL)
      g_hash_table_insert (numbers, g_ptr_array_index (self->names, i), GUINT_TO_POINTER (++n));
  for (guint i = 0; i < self->names->len; i++)
    {
      const char *shorter = shorter_of (numbers, g_ptr_array_index (self->names, i));

      if (shorter != NULL)
        g_hash_table_insert (numbers, g_ptr_array_index (self->names, i), g_hash_table_lookup (numbers, shorter));
    }

  return numbers;
}

/* Leaves one name a thread, in the order of their numbers. */
static void
keep_names (HfThreads *self, GHashTable *numbers)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->names->len; i++)
    if (GPOINTER_TO_UINT (g_hash_table_lookup (numbers, g_ptr_array_index (self->names, i))) == kept->len + 1)
      g_ptr_array_add (kept, g_strdup (g_ptr_array_index (self->names, i)));
  g_ptr_array_unref (self->names);
  self->names = kept;
}

/* ---- what they keep ---- */

static void
give (Work *work, guint32 object, guint32 owner)
{
  guint32 *own = &work->owner[object];

  if (*own == owner || *own == SEVERAL)
    return;
  *own = *own == NOBODY ? owner : SEVERAL;
  g_array_append_val (work->stack, object);
}

/* An id changes hands at most twice: to the first that leads to it, and to several. */
static gboolean
spread (Work *work, HfTicker *ticker)
{
  while (work->stack->len > 0)
    {
      guint32 v = g_array_index (work->stack, guint32, work->stack->len - 1);

      g_array_set_size (work->stack, work->stack->len - 1);
      for (guint32 r = work->graph->out_begin[v]; r < work->graph->out_begin[v + 1]; r++)
        {
          if (hf_ticker_tick (ticker))
            return FALSE;
          if (hf_ref_is (work->graph->out[r], HF_CLASSES_OWNING))
            give (work, hf_ref_object (work->graph->out[r]), work->owner[v]);
        }
    }

  return TRUE;
}

static gboolean
spread_from_roots (Work *work, GHashTable *numbers, HfTicker *ticker)
{
  for (guint32 r = 0; r < hf_heap_n_roots (work->heap); r++)
    {
      gpointer number = NULL;

      if (!hf_ref_is (work->graph->out[r], HF_CLASSES_OWNING))
        continue;
      if (hf_heap_root_kind (work->heap, r) == HF_ROOT_THREAD)
        number = g_hash_table_lookup (numbers, hf_heap_ref_name (work->heap, r));
      give (work, hf_ref_object (work->graph->out[r]), number != NULL ? GPOINTER_TO_UINT (number) : SEVERAL);
      if (!spread (work, ticker))
        return FALSE;
    }

  return TRUE;
}

static gboolean
find_owners (HfThreads *self, const HfHeap *heap, GHashTable *numbers, HfProgress *progress, GError **error)
{
  Work work = { .heap = heap, .graph = hf_heap_graph (heap) };
  HfTicker ticker;
  gboolean done;

  hf_ticker_begin (&ticker, progress, N_("Finding what threads keep"), 2 * (guint64) work.graph->m, error);
  work.owner = hf_kernel_new0 (guint32, work.graph->n, error);
  if (work.owner == NULL)
    return FALSE;
  work.stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  done = spread_from_roots (&work, numbers, &ticker);
  for (guint32 v = 0; done && v < work.graph->n; v++)
    if (work.owner[v] == SEVERAL)
      work.owner[v] = NOBODY;
  if (done && !hf_packed_init_from (&self->of, work.owner, work.graph->n, 0))
    {
      hf_kernel_no_memory (error);
      done = FALSE;
    }
  g_array_unref (work.stack);
  g_free (work.owner);

  return done;
}

HfThreads *
hf_threads_new (const HfHeap *heap, HfProgress *progress, GError **error)
{
  g_autoptr (HfThreads) self = NULL;
  g_autoptr (GHashTable) numbers = NULL;

  g_return_val_if_fail (heap != NULL, NULL);

  self = g_new0 (HfThreads, 1);
  self->names = g_ptr_array_new_with_free_func (g_free);
  numbers = number_threads (self, heap);
  if (!find_owners (self, heap, numbers, progress, error))
    return NULL;
  keep_names (self, numbers);

  return g_steal_pointer (&self);
}

const char *
hf_threads_name_of (const HfThreads *self, guint32 object)
{
  guint32 thread = hf_threads_of (self, object);

  return thread != HF_NONE ? g_ptr_array_index (self->names, thread) : N_("(kept by several)");
}
