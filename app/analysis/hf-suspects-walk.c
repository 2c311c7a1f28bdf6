/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-search.h"

#include <string.h>

#include "hf-kernel.h"
#include "hf-python.h"

#define N_(s) (s)

/* After the walk. */
gboolean
hf_suspect_grows (gconstpointer data, guint32 object)
{
  return ((const HfSuspectSearch *) data)->entry[object] != HF_NONE;
}

/* HF_ROOT for what a root holds and for tops of garbage. */
guint32
hf_suspect_parent_of (const HfSuspectSearch *self, guint32 object)
{
  guint32 ref = hf_chains_parent_ref (self->last->chains, object);

  return ref == HF_NONE ? HF_ROOT : hf_graph_referrer_of (hf_heap_graph (self->heap), ref);
}

/* What grew still, first; so that what is made once and then filled is the holder and no entry. */
static guint32
find_entry (HfSuspectSearch *self, guint32 object, HfSuspectRow growth, GArray *pending)
{
  guint32 at = object, entry = HF_NONE;

  g_array_set_size (pending, 0);
  while (at != HF_ROOT && hf_suspect_growth_of (self, at) == growth && self->entry[at] == HF_NONE)
    {
      g_array_append_val (pending, at);
      entry = at;
      at = hf_suspect_parent_of (self, at);
    }
  if (at != HF_ROOT && self->entry[at] != HF_NONE)
    entry = self->entry[at];
  for (guint i = 0; i < pending->len; i++)
    self->entry[g_array_index (pending, guint32, i)] = entry;

  return entry;
}

gboolean
hf_suspect_is_weak_reference (const char *type)
{
  static const char *const names[] = { "ReferenceType", "weakref.ReferenceType", "weakref", "weakref.ref", "weakref.KeyedRef", NULL };

  return g_strv_contains (names, type);
}

static gboolean
is_own (const HfHeap *heap, guint32 object)
{
  static const char *const running[] = { "generator", "coroutine", "async_generator", NULL };
  const char *type = hf_heap_type_name_of (heap, object);

  return g_strv_contains (running, type) || (hf_python_kind (heap, object) == HF_KIND_INSTANCE && !hf_suspect_is_weak_reference (type));
}

static void
count_object (HfSuspectSearch *self, guint32 object, guint32 entry)
{
  guint32 row = hf_growth_row_of_new (self->growth, object), entry_row = hf_growth_row_of_new (self->growth, entry);
  guint32 holder = hf_suspect_parent_of (self, entry);
  HfSuspectGroup *group;

  if (self->group_of_row[entry_row] == HF_NONE)
    hf_suspect_group_open_row (self, entry_row, holder == HF_ROOT);
  group = g_ptr_array_index (self->groups, self->group_of_row[entry_row]);
  group->n++;
  group->bytes += hf_heap_shallow (self->heap, object);
  group->own |= is_own (self->heap, object);
  if (!g_hash_table_contains (group->rows, GUINT_TO_POINTER (row)))
    g_hash_table_insert (group->rows, GUINT_TO_POINTER (row), GUINT_TO_POINTER (object));
  if (object == entry)
    {
      gpointer count = g_hash_table_lookup (group->holders, GUINT_TO_POINTER (holder));
      HfKind kind = hf_python_kind (self->heap, entry);

      group->n_entries++;
      group->plumbing |= kind == HF_KIND_MODULE || kind == HF_KIND_TYPE;
      g_hash_table_insert (group->holders, GUINT_TO_POINTER (holder), GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
    }
}

gboolean
hf_suspects_walk (HfSuspectSearch *self, HfSuspectRow growth, HfProgress *progress, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n = hf_heap_graph (self->heap)->n;

  hf_progress_begin (progress, N_("Looking for what holds the growth"), n);
  for (guint32 v = 1; v < n; v++)
    {
      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      if (hf_suspect_growth_of (self, v) == growth)
        count_object (self, v, find_entry (self, v, growth, pending));
    }

  return TRUE;
}

gboolean
hf_suspects_add_retained (HfSuspectSearch *self, HfProgress *progress, GError **error)
{
  guint32 n = hf_heap_graph (self->heap)->n;
  g_autofree guint64 *retained = g_new0 (guint64, MAX (self->groups->len, 1));
  HfPacked group_of;
  gboolean done;

  if (!hf_packed_init (&group_of, n, self->groups->len))
    return hf_kernel_no_memory (error), FALSE;
  for (guint32 v = 1; v < n; v++)
    hf_packed_fill (&group_of, v, self->entry[v] == HF_NONE ? 0 : self->group_of_row[hf_growth_row_of_new (self->growth, self->entry[v])] + 1);
  done = hf_retained_size_of_groups (self->heap, self->last->dominators, &group_of, self->groups->len, retained, progress, error);
  hf_packed_clear (&group_of);
  for (guint i = 0; done && i < self->groups->len; i++)
    ((HfSuspectGroup *) g_ptr_array_index (self->groups, i))->retained = retained[i];

  return done;
}

gboolean
hf_suspect_search_init (HfSuspectSearch *self, GError **error)
{
  guint32 n = hf_heap_graph (self->heap)->n;

  self->entry = hf_kernel_new (guint32, n, error);
  if (self->entry == NULL)
    return FALSE;
  memset (self->entry, 0xFF, n * sizeof *self->entry);
  self->group_of_row = g_new (guint32, MAX (self->growth->n_rows, 1));
  self->row_growth = g_new (guint8, MAX (self->growth->n_rows, 1));
  hf_suspects_judge_rows (self);
  memset (self->group_of_row, 0xFF, self->growth->n_rows * sizeof (guint32));
  self->groups = g_ptr_array_new_with_free_func (hf_suspect_group_free);
  self->by_place = g_hash_table_new (g_str_hash, g_str_equal);

  return TRUE;
}

void
hf_suspect_search_clear (HfSuspectSearch *self)
{
  g_free (self->entry);
  g_free (self->group_of_row);
  g_free (self->row_growth);
  g_clear_pointer (&self->by_place, g_hash_table_unref);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
}
