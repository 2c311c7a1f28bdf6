/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#include <string.h>

guint32
hf_heap_builder_add_late_object (HfHeapBuilder      *self,
                                 const HfLateObject *object)
{
  guint32 id = (guint32) self->address.n;

  if (self->error != NULL)
    return HF_NONE;
  if (id >= HF_MAX_OBJECTS - 2 ||
      !hf_vector_push (&self->address, object->address) ||
      !hf_vector_push (&self->type, object->type) ||
      !hf_heap_builder_push_shallow (self, id, object->shallow) ||
      !hf_vector_push (&self->value, object->value) ||
      !hf_vector_push (&self->flags, 0) ||
      !hf_vector_push (&self->out_begin, (guint32) MIN (self->n_claimed, G_MAXUINT32)) ||
      !HF_BUILDER_PUSH_RARE (&self->site, id, object->site))
    {
      hf_heap_builder_fail (self);
      return HF_NONE;
    }
  self->n_claimed += object->n_refs;
  self->is_late = TRUE;

  return id;
}

void
hf_heap_builder_add_late_ref (HfHeapBuilder *self,
                              guint32        to,
                              guint8         kind,
                              guint32        name)
{
  if (self->error != NULL)
    return;
  if (self->to.n >= G_MAXUINT32 - 1 ||
      !hf_vector_push (&self->to, to) ||
      !hf_vector_push (&self->ref_kind, kind) ||
      !hf_vector_push (&self->ref_name, name))
    hf_heap_builder_fail (self);
}

/* Rows end where the references do, and references where the rows do. */
static void
fit_rows (HfHeapBuilder *self)
{
  if (self->to.n > self->n_claimed)
    self->to.n = self->ref_kind.n = self->ref_name.n = (gsize) self->n_claimed;
  for (gsize i = 0; i < self->out_begin.n; i++)
    self->out_begin.at[i] = MIN (self->out_begin.at[i], (guint32) self->to.n);
}

gboolean
hf_heap_builder_open (HfHeapBuilder *self,
                      HfLateRows    *rows,
                      GError       **error)
{
  gsize n = self->address.n;

  rows->n_added = self->to.n;
  rows->n_claimed = self->n_claimed;
  if (!hf_heap_builder_check (self, error))
    return FALSE;
  if (!hf_vector_reserve (&self->site, MAX (n - self->site.n, 1)) || !hf_vector_reserve (&self->out_begin, 1) ||
      !hf_vector_reserve (&self->to, 1) || !hf_vector_reserve (&self->ref_name, 1) || !hf_vector_reserve (&self->ref_kind, 1))
    {
      hf_heap_builder_fail (self);
      return hf_heap_builder_check (self, error);
    }

  fit_rows (self);
  self->is_late = FALSE;
  memset (self->site.at + self->site.n, 0, (n - self->site.n) * sizeof *self->site.at);
  self->site.n = n;
  self->out_begin.at[n] = (guint32) self->to.n;
  rows->n_objects = (guint32) n;
  rows->n_refs = (guint32) self->to.n;
  rows->address = self->address.at;
  rows->type = self->type.at;
  rows->value = self->value.at;
  rows->site = self->site.at;
  rows->flags = self->flags.at;
  rows->begin = self->out_begin.at;
  rows->to = self->to.at;
  rows->name = self->ref_name.at;
  rows->kind = self->ref_kind.at;

  return TRUE;
}

/* The place of an object of 4 GiB and more in the list of such; its length if there is none. */
static gsize
find_large (const HfHeapBuilder *self,
            guint32              object)
{
  gsize i = 0;

  while (i < self->large.n && self->large.at[i].object != object)
    i++;

  return i;
}

guint64
hf_heap_builder_get_shallow (const HfHeapBuilder *self,
                             guint32              object)
{
  g_return_val_if_fail (object < self->shallow.n, 0);

  return self->shallow.at[object] == HF_BUILDER_LARGE ? self->large.at[find_large (self, object)].shallow : self->shallow.at[object];
}

void
hf_heap_builder_set_shallow (HfHeapBuilder *self,
                             guint32        object,
                             guint64        shallow)
{
  HfLargeObject large = { object, shallow };

  g_return_if_fail (object < self->shallow.n);

  if (self->shallow.at[object] == HF_BUILDER_LARGE)
    self->large.at[find_large (self, object)] = self->large.at[--self->large.n];
  if (shallow >= HF_BUILDER_LARGE && !hf_vector_push (&self->large, large))
    hf_heap_builder_fail (self);
  else
    self->shallow.at[object] = (guint32) MIN (shallow, HF_BUILDER_LARGE);
}

void
hf_heap_builder_set_type (HfHeapBuilder *self,
                          guint32        object,
                          guint32        type)
{
  g_return_if_fail (object < self->type.n && type < self->types.n);

  self->type.at[object] = type;
}
