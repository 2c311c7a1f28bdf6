/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-v8-private.h"

#include <string.h>

/* Chrome's viewer follows three rules beyond what the references say; their results are its retained sizes and its "Shallow Size".
 *
 * A page's objects: what the program's globals reach, which the root refers to by shortcuts, is the page's. References from
 * what is not the page's to what is do not count, so that V8's own lists and a debugger do not share in retaining it.
 *
 * Owners: arrays and V8's hidden objects that can be reached from one object alone are part of it, and their sizes its own.
 *
 * Orphans: what nothing holds, or no longer holds by these rules, is the root's. */

#define UNVISITED G_MAXUINT32
#define SHARED (G_MAXUINT32 - 1)

typedef HF_VECTOR (guint32) Worklist;

static gboolean
no_memory (GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "The heap does not fit in memory");

  return FALSE;
}

static gboolean
has_name (const HfV8Reader *self,
          guint32           v,
          const char       *name)
{
  gsize length;
  const char *text = hf_v8_text (self, self->rows.value[v], &length);

  return text != NULL && length == strlen (name) && memcmp (text, name, length) == 0;
}

/* ---- what is the page's -------------------------------------------------------------------------------------------------------- */

static gboolean
is_entry (const HfV8Reader *self,
          guint32           r)
{
  HfV8EdgeType type = hf_v8_edge_type (self, r);

  return type == HF_V8_SHORTCUT || (type == HF_V8_ELEMENT && has_name (self, self->rows.to[r], "(Document DOM trees)"));
}

static gboolean
mark (HfV8Reader *self,
      Worklist   *list,
      guint32     v)
{
  if (self->page_owned[v])
    return TRUE;
  self->page_owned[v] = TRUE;

  return hf_vector_push (list, v);
}

static gboolean
mark_page_owned (HfV8Reader *self,
                 guint32     root)
{
  const HfLateRows *rows = &self->rows;
  Worklist list = { 0 };
  gboolean good = TRUE;

  for (guint32 r = rows->begin[root]; r < rows->begin[root + 1] && good; r++)
    if (rows->to[r] < rows->n_objects && is_entry (self, r))
      good = mark (self, &list, rows->to[r]);
  while (good && list.n > 0)
    {
      guint32 v = list.at[--list.n];

      for (guint32 r = rows->begin[v]; r < rows->begin[v + 1] && good; r++)
        if (rows->to[r] < rows->n_objects && hf_v8_edge_type (self, r) != HF_V8_WEAK)
          good = mark (self, &list, rows->to[r]);
    }
  hf_vector_clear (&list);

  return good;
}

/* ---- owners ----------------------------------------------------------------------------------------------------------------------- */

/* Snapshots with nothing but V8's lists below the root were taken to see V8 itself: there sizes stay where they are. */
static gboolean
has_user_roots (const HfV8Reader *self,
                guint32           root)
{
  const HfLateRows *rows = &self->rows;

  for (guint32 r = rows->begin[root]; r < rows->begin[root + 1]; r++)
    if (rows->to[r] < rows->n_objects &&
        (hf_v8_node_type (self, rows->to[r]) != HF_V8_SYNTHETIC || has_name (self, rows->to[r], "(Document DOM trees)")))
      return TRUE;

  return FALSE;
}

static gboolean
can_be_owned (const HfV8Reader *self,
              guint32           v)
{
  HfV8NodeType type = hf_v8_node_type (self, v);

  return type == HF_V8_HIDDEN || type == HF_V8_ARRAY || (type == HF_V8_NATIVE && has_name (self, v, "system / ExternalStringData"));
}

/* An object's owner changes twice at most: from none to one, and from one to SHARED. */
static gboolean
find_owners (HfV8Reader *self,
             guint32    *owner,
             Worklist   *list)
{
  const HfLateRows *rows = &self->rows;

  for (guint32 v = 0; v < rows->n_objects; v++)
    {
      owner[v] = can_be_owned (self, v) ? UNVISITED : v;
      if (owner[v] == v && !hf_vector_push (list, v))
        return FALSE;
    }
  while (list->n > 0)
    {
      guint32 v = list->at[--list->n];

      for (guint32 r = rows->begin[v]; r < rows->begin[v + 1]; r++)
        {
          guint32 to = rows->to[r];

          if (to >= rows->n_objects || hf_v8_edge_type (self, r) == HF_V8_WEAK || owner[to] == to || owner[to] == owner[v] || owner[to] == SHARED)
            continue;
          owner[to] = owner[to] == UNVISITED ? owner[v] : SHARED;
          if (!hf_vector_push (list, to))
            return FALSE;
        }
    }

  return TRUE;
}

static void
give_sizes (HfV8Reader    *self,
            const guint32 *owner)
{
  for (guint32 v = 0; v < self->rows.n_objects; v++)
    if (owner[v] != v && owner[v] < SHARED && hf_v8_node_type (self, owner[v]) != HF_V8_SYNTHETIC)
      {
        guint64 size = hf_heap_builder_get_shallow (self->builder, v);
        guint64 whole = hf_heap_builder_get_shallow (self->builder, owner[v]);

        hf_heap_builder_set_shallow (self->builder, v, 0);
        hf_heap_builder_set_shallow (self->builder, owner[v], whole > G_MAXUINT64 - size ? G_MAXUINT64 : whole + size);
      }
}

gboolean
hf_v8_count_as_chrome (HfV8Reader *self,
                       guint32     root,
                       GError    **error)
{
  g_autofree guint32 *owner = NULL;
  Worklist list = { 0 };
  gboolean good;

  self->page_owned = g_try_malloc0 (self->rows.n_objects);
  if (self->page_owned == NULL || !mark_page_owned (self, root))
    return no_memory (error);
  if (!has_user_roots (self, root))
    return TRUE;

  owner = g_try_new (guint32, self->rows.n_objects);
  good = owner != NULL && find_owners (self, owner, &list);
  hf_vector_clear (&list);
  if (!good)
    return no_memory (error);
  give_sizes (self, owner);

  return hf_heap_builder_check (self->builder, error);
}

/* ---- orphans ------------------------------------------------------------------------------------------------------------------------ */

static gboolean
owns (const HfV8Reader *self,
      guint32           r)
{
  return (HF_CLASSES_OWNING >> (self->rows.kind[r] >> 4 & 3)) & 1;
}

/* Everything unseen that @top holds, itself first. */
static gboolean
visit (const HfV8Reader *self,
       guint8           *seen,
       Worklist         *list,
       guint32           top)
{
  const HfLateRows *rows = &self->rows;

  seen[top] = TRUE;
  if (!hf_vector_push (list, top))
    return FALSE;
  while (list->n > 0)
    {
      guint32 v = list->at[--list->n];

      for (guint32 r = rows->begin[v]; r < rows->begin[v + 1]; r++)
        if (rows->to[r] < rows->n_objects && owns (self, r) && !seen[rows->to[r]])
          {
            seen[rows->to[r]] = TRUE;
            if (!hf_vector_push (list, rows->to[r]))
              return FALSE;
          }
    }

  return TRUE;
}

/* Whatever has more than weak references and shortcuts to it. */
static void
find_retained (const HfV8Reader *self,
               guint8           *retained)
{
  const HfLateRows *rows = &self->rows;

  for (guint32 r = 0; r < rows->n_refs; r++)
    if (rows->to[r] < rows->n_objects && (rows->kind[r] & 0x0f) != HF_REF_WEAK && rows->kind[r] != hf_late_kind (HF_REF_OTHER, HF_CLASS_SHARED))
      retained[rows->to[r]] = TRUE;
}

gboolean
hf_v8_adopt_orphans (HfV8Reader *self,
                     guint32     root,
                     GError    **error)
{
  guint32 n = self->rows.n_objects;
  guint32 name = hf_heap_builder_string (self->builder, "held weakly alone", -1);
  g_autofree guint8 *seen = g_try_malloc0 (n);
  g_autofree guint8 *retained = g_try_malloc0 (n);
  Worklist list = { 0 };
  gboolean good = seen != NULL && retained != NULL && visit (self, seen, &list, root);

  if (good)
    find_retained (self, retained);
  /* First what has weak references alone, then the rest, which is cycles and what hangs on them. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint32 v = 0; v < n && good; v++)
      if (!seen[v] && (pass == 1 || !retained[v]))
        {
          hf_heap_builder_add_ref_from (self->builder, root, v, HF_REF_OTHER, name, HF_CLASS_STRONG);
          good = visit (self, seen, &list, v);
        }
  hf_vector_clear (&list);

  return good ? hf_heap_builder_check (self->builder, error) : no_memory (error);
}
