/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-heap-private.h"

void
hf_heap_info_clear (HfHeapInfo *info)
{
  g_clear_pointer (&info->format, g_free);
  g_clear_pointer (&info->runtime, g_free);
  g_clear_pointer (&info->program, g_free);
  g_clear_pointer (&info->host, g_free);
  g_clear_pointer (&info->truncated, g_free);
  g_clear_pointer (&info->tracking, g_free);
  g_clear_pointer (&info->lacks, g_strfreev);
  g_clear_pointer (&info->untracked, g_strfreev);
}

HfHeap *
hf_heap_ref (HfHeap *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hf_heap_unref (HfHeap *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  hf_heap_info_clear (&self->info);
  g_clear_pointer (&self->type_by_name, g_hash_table_unref);
  g_clear_pointer (&self->strings, hf_strings_free);
  g_free ((gpointer) self->graph.out_begin);
  g_free ((gpointer) self->graph.out);
  g_free ((gpointer) self->graph.in_begin);
  g_free ((gpointer) self->graph.in);
  hf_packed_clear (&self->label);
  g_free (self->root_kind);
  g_free (self->root_owns);
  hf_packed_clear (&self->address);
  hf_packed_clear (&self->type);
  hf_packed_clear (&self->shallow);
  hf_packed_clear (&self->refcount);
  hf_packed_clear (&self->value);
  hf_packed_clear (&self->site);
  hf_packed_clear (&self->born);
  hf_packed_clear (&self->by_address);
  g_free (self->flags);
  g_free (self->types);
  g_free (self->site_begin);
  g_free (self->site_frames);
  g_free (self);
}

const HfHeapInfo *
hf_heap_info (const HfHeap *self)
{
  return &self->info;
}

const HfGraph *
hf_heap_graph (const HfHeap *self)
{
  return &self->graph;
}

guint32
hf_heap_n_objects (const HfHeap *self)
{
  return self->graph.n - 1;
}

guint32
hf_heap_n_references (const HfHeap *self)
{
  return self->graph.m - self->n_roots;
}

guint32
hf_heap_n_roots (const HfHeap *self)
{
  return self->n_roots;
}

guint64
hf_heap_bytes (const HfHeap *self)
{
  return self->bytes;
}

gsize
hf_heap_name_bytes (const HfHeap *self)
{
  return hf_strings_bytes (self->strings);
}

gsize
hf_heap_label_bytes (const HfHeap *self)
{
  return (gsize) self->graph.m * self->label.width;
}

guint32
hf_heap_n_types (const HfHeap *self)
{
  return self->n_types;
}

const char *
hf_heap_type_name (const HfHeap *self,
                   guint32       type)
{
  g_return_val_if_fail (type < self->n_types, "");

  return hf_strings_get (self->strings, self->types[type].name);
}

const char *
hf_heap_type_module (const HfHeap *self,
                     guint32       type)
{
  g_return_val_if_fail (type < self->n_types, "");

  return hf_strings_get (self->strings, self->types[type].module);
}

HfKind
hf_heap_type_kind (const HfHeap *self,
                   guint32       type)
{
  g_return_val_if_fail (type < self->n_types, HF_KIND_OTHER);

  return (HfKind) self->types[type].kind;
}

HfTypeFlags
hf_heap_type_flags (const HfHeap *self,
                    guint32       type)
{
  g_return_val_if_fail (type < self->n_types, 0);

  return (HfTypeFlags) self->types[type].flags;
}

guint32
hf_heap_type_object (const HfHeap *self,
                     guint32       type)
{
  g_return_val_if_fail (type < self->n_types, HF_NONE);

  return self->types[type].object;
}

guint32
hf_heap_find_type (const HfHeap *self,
                   const char   *name)
{
  guint id = GPOINTER_TO_UINT (g_hash_table_lookup (self->type_by_name, name));

  return id != 0 ? id - 1 : HF_NONE;
}

guint64
hf_heap_address (const HfHeap *self,
                 guint32       object)
{
  return object != HF_ROOT ? self->address_base + hf_packed_get (&self->address, object) : 0;
}

guint32
hf_heap_type (const HfHeap *self,
              guint32       object)
{
  return (guint32) hf_packed_get (&self->type, object);
}

guint64
hf_heap_shallow (const HfHeap *self,
                 guint32       object)
{
  return hf_packed_get (&self->shallow, object);
}

guint32
hf_heap_refcount (const HfHeap *self,
                  guint32       object)
{
  return (guint32) hf_packed_get (&self->refcount, object) - 1;
}

HfObjectFlags
hf_heap_flags (const HfHeap *self,
               guint32       object)
{
  return (HfObjectFlags) self->flags[object];
}

const char *
hf_heap_value (const HfHeap *self,
               guint32       object)
{
  return hf_strings_get (self->strings, (guint32) hf_packed_get (&self->value, object));
}

guint32
hf_heap_n_texts (const HfHeap *self)
{
  return hf_strings_count (self->strings);
}

const char *
hf_heap_text (const HfHeap *self,
              guint32       text)
{
  return hf_strings_get (self->strings, text);
}

guint32
hf_heap_value_text (const HfHeap *self,
                    guint32       object)
{
  return (guint32) hf_packed_get (&self->value, object);
}

HfKind
hf_heap_kind (const HfHeap *self,
              guint32       object)
{
  return (HfKind) self->types[hf_heap_type (self, object)].kind;
}

const char *
hf_heap_type_name_of (const HfHeap *self,
                      guint32       object)
{
  return hf_heap_type_name (self, hf_heap_type (self, object));
}

gint64
hf_heap_unaccounted (const HfHeap *self,
                     guint32       object)
{
  const HfGraph *graph = &self->graph;
  gint64 known = 0;
  guint32 i;

  if (hf_heap_refcount (self, object) == HF_REFCOUNT_UNKNOWN || (self->flags[object] & HF_OBJECT_IMMORTAL) ||
      !(self->info.has & HF_HAS_REFCOUNTS))
    return 0;

  /* Root references come first among the referrers, since the virtual root is id 0; only some of them own. */
  i = graph->in_begin[object];
  if (i < graph->in_begin[object + 1] && hf_ref_object (graph->in[i]) == HF_ROOT)
    for (guint32 r = 0; r < self->n_roots; r++)
      if (hf_ref_object (graph->out[r]) == object)
        known += self->root_owns[r];
  for (; i < graph->in_begin[object + 1]; i++)
    if (hf_ref_object (graph->in[i]) != HF_ROOT && hf_ref_is (graph->in[i], HF_CLASSES_OWNING))
      known++;

  return (gint64) hf_heap_refcount (self, object) - known;
}

guint32
hf_heap_find_address (const HfHeap *self,
                      guint64       address)
{
  guint32 low = 0;
  guint32 high = self->graph.n - 1;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      guint32 object = hf_heap_by_address (self, middle);
      guint64 found = hf_heap_address (self, object);

      if (found == address)
        return object;
      if (found < address)
        low = middle + 1;
      else
        high = middle;
    }

  return HF_NONE;
}

guint32
hf_heap_by_address (const HfHeap *self,
                    guint32       rank)
{
  return (guint32) hf_packed_get (&self->by_address, rank);
}

const HfPacked *
hf_heap_shallow_array (const HfHeap *self)
{
  return &self->shallow;
}

guint32
hf_heap_born (const HfHeap *self,
              guint32       object)
{
  return (guint32) hf_packed_get (&self->born, object);
}

guint32
hf_heap_n_sites (const HfHeap *self)
{
  return self->n_sites;
}

guint32
hf_heap_site (const HfHeap *self,
              guint32       object)
{
  return (guint32) hf_packed_get (&self->site, object);
}

guint
hf_heap_site_depth (const HfHeap *self,
                    guint32       site)
{
  return site < self->n_sites ? self->site_begin[site + 1] - self->site_begin[site] : 0;
}

HfSiteFrame
hf_heap_site_frame (const HfHeap *self,
                    guint32       site,
                    guint         index)
{
  HfSiteFrame frame = { "", "", 0 };
  const HfSiteFrameRecord *record;

  g_return_val_if_fail (index < hf_heap_site_depth (self, site), frame);

  record = &self->site_frames[self->site_begin[site] + index];
  frame.file = hf_strings_get (self->strings, record->file);
  frame.function = hf_strings_get (self->strings, record->function);
  frame.line = record->line;

  return frame;
}

HfRefKind
hf_heap_ref_kind (const HfHeap *self,
                  guint32       r)
{
  return (HfRefKind) (hf_packed_get (&self->label, r) & HF_KIND_BITS);
}

const char *
hf_heap_ref_name (const HfHeap *self,
                  guint32       r)
{
  guint64 label = hf_packed_get (&self->label, r);

  return (label & HF_KIND_BITS) != HF_REF_INDEX ? hf_strings_get (self->strings, (guint32) (label >> HF_KIND_SHIFT)) : "";
}

guint32
hf_heap_ref_name_text (const HfHeap *self,
                       guint32       r)
{
  guint64 label = hf_packed_get (&self->label, r);

  return (label & HF_KIND_BITS) != HF_REF_INDEX ? (guint32) (label >> HF_KIND_SHIFT) : 0;
}

guint32
hf_heap_ref_number (const HfHeap *self,
                    guint32       r)
{
  guint64 label = hf_packed_get (&self->label, r);

  return (label & HF_KIND_BITS) == HF_REF_INDEX ? (guint32) (label >> HF_KIND_SHIFT) : 0;
}

guint64
hf_heap_ref_label_key (const HfHeap *self,
                       guint32       r)
{
  return hf_packed_get (&self->label, r);
}

void
hf_heap_ref_append_label (const HfHeap *self,
                          guint32       r,
                          GString      *text)
{
  const char *name = hf_heap_ref_name (self, r);

  switch (hf_heap_ref_kind (self, r))
    {
    case HF_REF_ATTRIBUTE:
    case HF_REF_FIELD:
      g_string_append_c (text, '.');
      g_string_append (text, name);
      break;

    case HF_REF_INDEX:
      g_string_append_printf (text, "[%u]", hf_heap_ref_number (self, r));
      break;

    case HF_REF_VALUE:
      g_string_append_c (text, '[');
      g_string_append (text, *name != '\0' ? name : "…");
      g_string_append_c (text, ']');
      break;

    case HF_REF_KEY:
      g_string_append (text, *name != '\0' ? "key " : "key");
      g_string_append (text, name);
      break;

    case HF_REF_MEMBER:
      g_string_append (text, "{…}");
      break;

    case HF_REF_LOCAL:
      g_string_append (text, "local ");
      g_string_append (text, name);
      break;

    case HF_REF_CELL:
      g_string_append (text, "closure ");
      g_string_append (text, name);
      break;

    case HF_REF_STACK:
      g_string_append (text, "value stack");
      break;

    case HF_REF_DICT:
      g_string_append (text, ".__dict__");
      break;

    case HF_REF_TYPE:
      g_string_append (text, ".__class__");
      break;

    case HF_REF_WEAK:
      g_string_append (text, *name != '\0' ? "weak " : "weak");
      g_string_append (text, name);
      break;

    case HF_REF_INTERNAL:
    case HF_REF_OTHER:
    case HF_REF_ROOT:
    case HF_N_REF_KINDS:
    default:
      g_string_append (text, name);
      break;
    }
}

char *
hf_heap_ref_label (const HfHeap *self,
                   guint32       r)
{
  GString *text = g_string_new (NULL);

  hf_heap_ref_append_label (self, r, text);

  return g_string_free (text, FALSE);
}

HfRootKind
hf_heap_root_kind (const HfHeap *self,
                   guint32       r)
{
  g_return_val_if_fail (r < self->n_roots, HF_ROOT_OTHER);

  return (HfRootKind) self->root_kind[r];
}

gboolean
hf_heap_root_owns (const HfHeap *self,
                   guint32       r)
{
  g_return_val_if_fail (r < self->n_roots, FALSE);

  return self->root_owns[r];
}

const char *
hf_root_kind_to_string (HfRootKind kind)
{
  static const char *const names[HF_N_ROOT_KINDS] = {
    "other", "module", "thread", "interpreter", "static", "native", "assumed",
  };

  return (guint) kind < HF_N_ROOT_KINDS ? names[kind] : names[HF_ROOT_OTHER];
}
