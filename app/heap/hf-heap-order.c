/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#define N_(text) (text)

typedef struct
{
  HfHeapBuilder *builder;
  guint32 *new_id; /* 0 while unseen */
  guint32 next;    /* id to give out */
  guint32 *stack;
  guint32 *cursor; /* per stack entry: next reference to look at */
} Walk;

static gboolean
owns (const HfHeapBuilder *self,
      guint32              r)
{
  return (HF_CLASSES_OWNING >> ((self->ref_kind.at[r] >> HF_BUILDER_CLASS_SHIFT) & 3)) & 1;
}

/* Numbers everything unseen that @top reaches, itself first. */
static gboolean
walk_from (Walk       *walk,
           guint32     top,
           HfProgress *progress,
           GError    **error)
{
  const HfHeapBuilder *b = walk->builder;
  gsize depth = 1;

  if (walk->new_id[top] != 0)
    return TRUE;

  walk->new_id[top] = walk->next++;
  walk->stack[0] = top;
  walk->cursor[0] = b->out_begin.at[top];
  while (depth > 0)
    {
      guint32 v = walk->stack[depth - 1];
      guint32 r = walk->cursor[depth - 1];
      guint32 end = b->out_begin.at[v + 1];

      while (r < end && (!owns (b, r) || walk->new_id[b->to.at[r]] != 0))
        r++;
      walk->cursor[depth - 1] = r + 1;
      if (r >= end)
        {
          depth--;
          continue;
        }

      v = b->to.at[r];
      if (walk->next % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, walk->next, error))
        return FALSE;
      walk->new_id[v] = walk->next++;
      walk->stack[depth] = v;
      walk->cursor[depth] = b->out_begin.at[v];
      depth++;
    }

  return TRUE;
}

/* What nothing reaches: first what has no owning referrer at all, then the rest, which is cycles and what hangs on them. */
static gboolean
walk_unreachable (Walk       *walk,
                  HfProgress *progress,
                  GError    **error)
{
  const HfHeapBuilder *b = walk->builder;
  guint32 n = (guint32) b->address.n;
  g_autofree guint8 *owned = NULL;

  if (walk->next > n)
    return TRUE;

  owned = g_try_new0 (guint8, n);
  if (owned == NULL)
    return hf_heap_builder_no_memory (error);
  for (guint32 r = 0; r < b->to.n; r++)
    if (owns (b, r))
      owned[b->to.at[r]] = TRUE;

  for (guint32 v = 0; v < n; v++)
    if (!owned[v] && !walk_from (walk, v, progress, error))
      return FALSE;
  for (guint32 v = 0; v < n; v++)
    if (!walk_from (walk, v, progress, error))
      return FALSE;

  return TRUE;
}

guint32 *
hf_heap_builder_order (HfHeapBuilder *self,
                       guint32       *n_reachable,
                       HfProgress    *progress,
                       GError       **error)
{
  gsize n = self->address.n;
  g_autofree guint32 *new_id = g_try_new0 (guint32, MAX (n, 1));
  g_autofree guint32 *stack = g_try_new (guint32, MAX (n, 1));
  g_autofree guint32 *cursor = g_try_new (guint32, MAX (n, 1));
  Walk walk = { self, new_id, 1, stack, cursor };

  if (new_id == NULL || stack == NULL || cursor == NULL)
    {
      hf_heap_builder_no_memory (error);
      return NULL;
    }

  hf_progress_begin (progress, N_("Ordering objects"), n);
  for (gsize i = 0; i < self->roots.n; i++)
    if (!walk_from (&walk, self->roots.at[i].to, progress, error))
      return NULL;
  *n_reachable = walk.next - 1;

  if (!walk_unreachable (&walk, progress, error))
    return NULL;

  return g_steal_pointer (&new_id);
}
