/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-selection.h"

struct _HfSelection
{
  HfSelectionKind kind;
  HfSnapshot *snapshot;
  guint32 object;
  char *key;
  GArray *objects;
  GArray *refs;
};

G_DEFINE_BOXED_TYPE (HfSelection, hf_selection, hf_selection_ref, hf_selection_unref)

HfSelection *
hf_selection_new_set (HfSelectionKind kind, HfSnapshot *snapshot, guint32 object, const char *key, GArray *objects, GArray *refs)
{
  HfSelection *self = g_atomic_rc_box_new0 (HfSelection);

  g_assert (HF_IS_SNAPSHOT (snapshot));

  self->kind = kind;
  self->snapshot = g_object_ref (snapshot);
  self->object = object;
  self->key = g_strdup (key);
  self->objects = objects != NULL ? g_array_ref (objects) : NULL;
  self->refs = refs != NULL ? g_array_ref (refs) : NULL;

  return self;
}

HfSelection *
hf_selection_new_object (HfSnapshot *snapshot, guint32 object)
{
  return hf_selection_new_set (HF_SELECTION_OBJECT, snapshot, object, "", NULL, NULL);
}

HfSelection *
hf_selection_ref (HfSelection *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
selection_clear (gpointer data)
{
  HfSelection *self = data;

  g_object_unref (self->snapshot);
  g_free (self->key);
  g_clear_pointer (&self->objects, g_array_unref);
  g_clear_pointer (&self->refs, g_array_unref);
}

void
hf_selection_unref (HfSelection *self)
{
  g_atomic_rc_box_release_full (self, selection_clear);
}

gboolean
hf_selection_equal (const HfSelection *a, const HfSelection *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->kind != b->kind || a->snapshot != b->snapshot || g_strcmp0 (a->key, b->key) != 0)
    return FALSE;
  /* A type is the same whatever stands for it; two shapes of cycles may read the same. */
  return (a->kind != HF_SELECTION_OBJECT && a->kind != HF_SELECTION_CYCLE) || a->object == b->object;
}

HfSelectionKind
hf_selection_get_kind (const HfSelection *self)
{
  return self->kind;
}

HfSnapshot *
hf_selection_get_snapshot (const HfSelection *self)
{
  return self->snapshot;
}

guint32
hf_selection_get_object (const HfSelection *self)
{
  return self->object;
}

const char *
hf_selection_get_key (const HfSelection *self)
{
  return self->key;
}

const guint32 *
hf_selection_get_objects (const HfSelection *self, guint *n)
{
  *n = self->objects != NULL ? self->objects->len : 0;
  return self->objects != NULL ? (const guint32 *) (gpointer) self->objects->data : NULL;
}

const guint32 *
hf_selection_get_refs (const HfSelection *self, guint *n)
{
  *n = self->refs != NULL ? self->refs->len : 0;
  return self->refs != NULL ? (const guint32 *) (gpointer) self->refs->data : NULL;
}
