/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-pmat-private.h"

static const char *const type_names[N_TYPES] = { "", "GLOB", "SCALAR", "REF", "ARRAY", "HASH", "STASH", "CODE", "IO", "LVALUE", "REGEXP",
                                                 "FORMAT", "INVLIST", "UNDEF", "YES", "NO", "OBJECT" };

static guint32
plain_type (HfPmatReader *self,
            guint32       type)
{
  HfKind kind = type == ARRAY || type == HASH ? HF_KIND_CONTAINER : type == STASH ? HF_KIND_MODULE : type == CODE ? HF_KIND_FUNCTION
                : type == SCALAR || (type >= UNDEF && type <= FALSE_SV) ? HF_KIND_VALUE : HF_KIND_OTHER;

  if (self->types[type] == 0)
    self->types[type] = hf_heap_builder_type (self->builder, "", type != 0 ? type_names[type] : "UNKNOWN", kind,
                                              type == SCALAR ? HF_TYPE_STRING : 0) + 1;

  return self->types[type] - 1;
}

void
hf_pmat_add_object (HfPmatReader       *self,
                    const HfPmatObject *object,
                    guint32             number)
{
  HfObjectSpec spec = { .address = object->address, .shallow = object->size, .refcount = HF_REFCOUNT_UNKNOWN,
                        .type = plain_type (self, object->type < N_TYPES ? object->type : 0),
                        .value = object->value, .value_length = object->value_length };

  hf_heap_builder_add_object (self->builder, &spec);
  for (gsize i = 0; i < self->references.n; i++)
    {
      const HfPmatReference *reference = &self->references.at[i];
      guint32 met = hf_address_table_find (&self->numbers, reference->to);

      /* An address that has no number yet takes twelve bytes more. */
      if (met != HF_NONE)
        hf_heap_builder_add_ref (self->builder, met, (HfRefKind) reference->kind, reference->name, (HfRefClass) reference->class);
      else
        hf_heap_builder_add_ref_to_address (self->builder, reference->to, (HfRefKind) reference->kind, reference->name,
                                            (HfRefClass) reference->class);
    }
  if (object->package != 0 && !hf_vector_push (&self->blessed, ((HfPmatBlessed) { number, object->package })))
    self->no_memory = TRUE;
  if (object->type == STASH)
    {
      const char *name = object->value != NULL ? object->value : "";
      HfPmatStash stash = { number, hf_heap_builder_string (self->builder, name, (gssize) object->value_length) };

      self->no_memory = self->no_memory || !hf_vector_push (&self->stashes, stash);
    }
}

static guint32
stash_name (const HfPmatReader *self,
            guint32             object)
{
  gsize low = 0, high = self->stashes.n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->stashes.at[middle].object < object)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->stashes.n && self->stashes.at[low].object == object ? self->stashes.at[low].name : 0;
}

void
hf_pmat_name_classes (HfPmatReader *self)
{
  for (gsize i = 0; i < self->blessed.n && (i % 65536 != 0 || hf_dump_input_poll (self->input)); i++)
    {
      guint32 stash = hf_address_table_find (&self->numbers, self->blessed.at[i].package);
      guint32 name = stash != HF_NONE ? stash_name (self, stash) : 0;

      if (name != 0)
        {
          g_autofree char *class = g_strdup (hf_heap_builder_get_string (self->builder, name));

          hf_heap_builder_set_type (self->builder, self->blessed.at[i].object,
                                    hf_heap_builder_type (self->builder, "", class, HF_KIND_INSTANCE, 0));
        }
    }
}

void
hf_pmat_add_loose_references (HfPmatReader *self)
{
  for (gsize i = 0; i < self->loose.n; i++)
    {
      const HfPmatReference *reference = &self->loose.at[i].reference;
      guint32 from = hf_address_table_find (&self->numbers, self->loose.at[i].from);

      if (from != HF_NONE)
        hf_heap_builder_add_ref_from (self->builder, from, hf_address_table_find (&self->numbers, reference->to),
                                      (HfRefKind) reference->kind, reference->name, (HfRefClass) reference->class);
    }
}
