/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-builder-private.h"

#include <string.h>

#define N_(text) (text)

static gboolean
resolve_addresses (HfHeapBuilder *self,
                   HfProgress    *progress,
                   GError       **error)
{
  g_auto (HfAddressOrder) order = { 0 };

  if (self->ref_addresses.n == 0 && self->root_addresses.n == 0)
    return TRUE;
  if (!hf_address_order_init (&order, self, TRUE))
    return hf_heap_builder_no_memory (error);

  hf_progress_begin (progress, N_("Finding referents"), self->ref_addresses.n);
  for (gsize i = 0; i < self->ref_addresses.n; i++)
    {
      if (i % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, i, error))
        return FALSE;
      self->to.at[self->ref_addresses.at[i].index] = hf_address_order_find (&order, self->ref_addresses.at[i].address);
    }
  for (gsize i = 0; i < self->root_addresses.n; i++)
    self->roots.at[self->root_addresses.at[i].index].to = hf_address_order_find (&order, self->root_addresses.at[i].address);

  return TRUE;
}

/* Names that are another object's value: known now that all objects are there. */
static void
resolve_name (HfHeapBuilder *self,
              guint8        *kind,
              guint32       *name)
{
  if (!(*kind & HF_BUILDER_NAMED_BY))
    return;
  *kind &= (guint8) ~HF_BUILDER_NAMED_BY;
  *name = *name < self->value.n ? self->value.at[*name] : 0;
}

/* Makes room in each holder's row for its loose references, which go behind the others in the order of adding. */
static gboolean
merge_loose (HfHeapBuilder *self,
             GError       **error)
{
  guint32 n = (guint32) self->address.n;
  gsize total = self->to.n + self->loose.n;
  g_autofree guint32 *extra = NULL;

  if (self->loose.n == 0)
    return TRUE;

  extra = g_try_new0 (guint32, (gsize) n + 1);
  if (extra == NULL || total >= G_MAXUINT32 ||
      !hf_vector_reserve (&self->to, self->loose.n) ||
      !hf_vector_reserve (&self->ref_name, self->loose.n) ||
      !hf_vector_reserve (&self->ref_kind, self->loose.n))
    return hf_heap_builder_no_memory (error);

  for (gsize i = 0; i < self->loose.n; i++)
    if (self->loose.at[i].from < n)
      extra[self->loose.at[i].from]++;
    else
      self->info.dangling++;

  /* From the last row to the first each row moves up by what the rows before it will gain. */
  {
    guint32 shift = 0;

    for (guint32 v = 0; v < n; v++)
      shift += extra[v];
    self->to.n = self->ref_name.n = self->ref_kind.n = self->out_begin.at[n] + shift;
    for (guint32 v = n; v-- > 0;)
      {
        guint32 begin = self->out_begin.at[v];
        guint32 length = self->out_begin.at[v + 1] - begin;

        self->out_begin.at[v + 1] += shift;
        shift -= extra[v];
        memmove (self->to.at + begin + shift, self->to.at + begin, length * sizeof (guint32));
        memmove (self->ref_name.at + begin + shift, self->ref_name.at + begin, length * sizeof (guint32));
        memmove (self->ref_kind.at + begin + shift, self->ref_kind.at + begin, length);
        extra[v] = begin + shift + length; /* from now on: where the row's next loose reference goes */
      }
  }

  for (gsize i = 0; i < self->loose.n; i++)
    if (self->loose.at[i].from < n)
      {
        guint32 at = extra[self->loose.at[i].from]++;

        self->to.at[at] = self->loose.at[i].to;
        self->ref_name.at[at] = self->loose.at[i].name;
        self->ref_kind.at[at] = self->loose.at[i].kind;
      }
  hf_vector_clear (&self->loose);

  return TRUE;
}

/* Leaves out what leads to no object, and gives late names. */
static gboolean
compact (HfHeapBuilder *self,
         HfProgress    *progress,
         GError       **error)
{
  guint32 n = (guint32) self->address.n;
  guint32 kept = 0;
  gsize roots = 0;

  hf_progress_begin (progress, N_("Checking references"), n);
  for (guint32 v = 0; v < n; v++)
    {
      guint32 begin = self->out_begin.at[v];
      guint32 end = self->out_begin.at[v + 1];

      if (v % HF_PROGRESS_INTERVAL == 0 && hf_progress_step (progress, v, error))
        return FALSE;
      self->out_begin.at[v] = kept;
      for (guint32 r = begin; r < end; r++)
        {
          if (self->to.at[r] >= n)
            {
              self->info.dangling++;
              continue;
            }
          resolve_name (self, &self->ref_kind.at[r], &self->ref_name.at[r]);
          self->to.at[kept] = self->to.at[r];
          self->ref_name.at[kept] = self->ref_name.at[r];
          self->ref_kind.at[kept] = self->ref_kind.at[r];
          kept++;
        }
    }
  self->out_begin.at[n] = kept;
  self->to.n = self->ref_name.n = self->ref_kind.n = kept;

  for (gsize i = 0; i < self->roots.n; i++)
    if (self->roots.at[i].to < n)
      self->roots.at[roots++] = self->roots.at[i];
    else
      self->info.dangling++;
  self->roots.n = roots;

  return TRUE;
}

gboolean
hf_heap_builder_resolve (HfHeapBuilder *self,
                         HfProgress    *progress,
                         GError       **error)
{
  if (!hf_vector_push (&self->out_begin, (guint32) self->to.n))
    return hf_heap_builder_no_memory (error);
  if (!resolve_addresses (self, progress, error))
    return FALSE;
  hf_vector_clear (&self->ref_addresses);
  hf_vector_clear (&self->root_addresses);

  return merge_loose (self, error) && compact (self, progress, error);
}
