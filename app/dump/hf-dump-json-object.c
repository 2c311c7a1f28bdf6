/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-json-private.h"

#include "hf-json-label.h"

#define LEAST_ADDRESS 4096 /* nothing lies in the first page */

/* ---- references --------------------------------------------------------------------------------------------------------------- */

/* @place: HF_N_REF_KINDS if the name itself says what it is. */
static void
name_ref (HfJsonReader *self,
          HfJsonRef    *ref,
          HfRefKind     place)
{
  HfJsonLabel label = { .kind = place, .name = self->name->str, .length = self->name->len };

  if (place == HF_N_REF_KINDS)
    label = hf_json_label_parse (self->name->str, self->name->len);
  else if (place == HF_REF_INDEX)
    label.number = (guint32) MIN (g_ascii_strtoull (self->name->str, NULL, 10), G_MAXUINT32);
  ref->kind = (guint8) label.kind;
  if (label.kind == HF_REF_INDEX)
    ref->name = label.number;
  else if (label.length > 0)
    ref->name = hf_heap_builder_string (self->builder, label.name, (gssize) label.length);
  self->seen |= HF_HAS_NAMES;
}

static void
read_ref_name (HfJsonReader *self)
{
  HfJsonText text;
  guint64 number;

  g_string_truncate (self->name, 0);
  if (hf_json_scanner_peek (self->scanner) == HF_JSON_NUMBER)
    {
      if (hf_json_scanner_uint64 (self->scanner, &number))
        g_string_append_printf (self->name, "%" G_GUINT64_FORMAT, number);
    }
  else if (!hf_json_reader_is_null (self) && hf_json_scanner_string (self->scanner, &text))
    g_string_append_len (self->name, text.text, (gssize) text.length);
}

static void
read_named_ref (HfJsonReader *self,
                HfJsonRef    *ref)
{
  HfRefKind place = HF_N_REF_KINDS;
  gboolean has_to = FALSE;
  HfJsonText text;

  g_string_truncate (self->name, 0);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &text))
    {
      if (hf_json_text_is (&text, "to"))
        has_to = hf_json_reader_take_id (self, &ref->to);
      else if (hf_json_text_is (&text, "name"))
        read_ref_name (self);
      else if (hf_json_text_is (&text, "kind"))
        ref->class = (guint8) hf_json_reader_take_word (self, hf_dump_json_classes, 4, HF_CLASS_STRONG);
      else if (hf_json_text_is (&text, "in"))
        {
          if (!hf_json_reader_is_null (self) && hf_json_scanner_string (self->scanner, &text))
            place = hf_json_place_from_string (text.text, text.length);
        }
      else
        hf_json_scanner_skip (self->scanner);
    }
  if (hf_json_scanner_failed (self->scanner))
    return;
  if (!has_to)
    hf_json_scanner_fail (self->scanner, "a reference does not say \"to\" which object");
  else if (self->name->len > 0 || place != HF_N_REF_KINDS)
    name_ref (self, ref, place);
}

static void
read_refs (HfJsonReader *self)
{
  if (hf_json_reader_is_null (self) || !hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    {
      HfJsonRef ref = { .kind = HF_REF_OTHER, .class = HF_CLASS_STRONG };

      if (hf_json_scanner_peek (self->scanner) == HF_JSON_OBJECT)
        read_named_ref (self, &ref);
      else
        hf_json_reader_take_id (self, &ref.to);
      if (hf_json_scanner_failed (self->scanner))
        return;

      /* Structural is what the rules make of strong ones. */
      if (ref.class == HF_CLASS_STRUCTURAL)
        ref.class = HF_CLASS_STRONG;
      if (!hf_vector_push (&self->refs, ref))
        hf_json_reader_no_memory (self);
    }
}

/* ---- objects and roots ---------------------------------------------------------------------------------------------------------- */

void
hf_json_reader_begin_object (HfJsonReader *self)
{
  self->spec = (HfObjectSpec) { .refcount = HF_REFCOUNT_UNKNOWN, .type = HF_NONE };
  self->has_id = FALSE;
  self->refs.n = 0;
  g_string_truncate (self->value, 0);
}

void
hf_json_reader_end_object (HfJsonReader *self)
{
  guint32 object;

  if (!self->has_id)
    {
      hf_json_scanner_fail (self->scanner, "an object has no \"id\"");
      return;
    }

  self->has_id = FALSE;
  if (self->spec.type == HF_NONE)
    self->spec.type = hf_json_reader_type_of_name (self, "unknown", 7);
  if (self->value->len > 0)
    {
      self->spec.value = self->value->str;
      self->spec.value_length = self->value->len;
    }
  object = hf_heap_builder_add_object (self->builder, &self->spec);
  if (object == HF_NONE)
    {
      hf_json_reader_no_memory (self);
      return;
    }
  if (g_hash_table_size (self->type_objects) > 0)
    {
      guint type = GPOINTER_TO_UINT (g_hash_table_lookup (self->type_objects, &self->spec.address));

      if (type != 0)
        hf_heap_builder_set_type_object (self->builder, type - 1, object);
    }
  for (gsize i = 0; i < self->refs.n; i++)
    {
      const HfJsonRef *ref = &self->refs.at[i];

      hf_heap_builder_add_ref_to_address (self->builder, ref->to, (HfRefKind) ref->kind, ref->name, (HfRefClass) ref->class);
    }
}

static gboolean
read_value (HfJsonReader *self)
{
  HfJsonText text;

  if (hf_json_reader_is_null (self))
    return TRUE;
  if (!hf_json_scanner_string (self->scanner, &text))
    return FALSE;
  g_string_truncate (self->value, 0);
  g_string_append_len (self->value, text.text, (gssize) text.length);
  self->seen |= HF_HAS_VALUES;

  return TRUE;
}

static gboolean
read_object_type (HfJsonReader *self)
{
  HfJsonText text;

  if (hf_json_reader_is_null (self))
    return TRUE;
  if (!hf_json_scanner_string (self->scanner, &text))
    return FALSE;
  self->spec.type = hf_json_reader_type_of_name (self, text.text, text.length);

  return TRUE;
}

static void
read_object_id (HfJsonReader *self)
{
  self->has_id = hf_json_reader_take_id (self, &self->spec.address);
  if (!self->has_id)
    return;
  self->has_plain_id |= !self->took_hex;
  self->has_odd_id |= self->spec.address < LEAST_ADDRESS || self->spec.address % 8 != 0;
}

/* Returns FALSE, with nothing read, if @key is no member of an object. */
gboolean
hf_json_reader_read_member (HfJsonReader     *self,
                            const HfJsonText *key)
{
  guint64 number;
  gboolean cut;

  if (hf_json_text_is (key, "id"))
    read_object_id (self);
  else if (hf_json_text_is (key, "type"))
    read_object_type (self);
  else if (hf_json_text_is (key, "size"))
    hf_json_reader_take_size (self, HF_HAS_SIZES, &self->spec.shallow);
  else if (hf_json_text_is (key, "refs"))
    read_refs (self);
  else if (hf_json_text_is (key, "value"))
    read_value (self);
  else if (hf_json_text_is (key, "refcount"))
    {
      if (hf_json_reader_take_size (self, HF_HAS_REFCOUNTS, &number))
        self->spec.refcount = (guint32) MIN (number, HF_REFCOUNT_UNKNOWN - 1);
    }
  else if (hf_json_text_is (key, "flags"))
    self->spec.flags |= (HfObjectFlags) hf_json_reader_take_flags (self, hf_dump_json_object_flags, 8);
  else if (hf_json_text_is (key, "cut"))
    {
      if (!hf_json_reader_is_null (self) && hf_json_scanner_boolean (self->scanner, &cut) && cut)
        self->spec.flags |= HF_OBJECT_VALUE_CUT;
    }
  else if (hf_json_text_is (key, "site"))
    {
      if (hf_json_reader_take_size (self, 0, &number))
        self->spec.site = (guint32) MIN (number, G_MAXUINT32);
    }
  else if (hf_json_text_is (key, "born"))
    {
      if (hf_json_reader_take_size (self, 0, &number))
        self->spec.born = (guint32) MIN (number, G_MAXUINT32);
    }
  else
    return FALSE;

  return TRUE;
}

void
hf_json_reader_read_object (HfJsonReader *self)
{
  HfJsonText key;

  hf_json_reader_begin_object (self);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (!hf_json_reader_read_member (self, &key))
      hf_json_scanner_skip (self->scanner);
  if (!hf_json_scanner_failed (self->scanner))
    hf_json_reader_end_object (self);
}

void
hf_json_reader_read_root (HfJsonReader *self)
{
  g_autofree char *name = NULL;
  gint kind = HF_ROOT_OTHER;
  gboolean has_to = FALSE;
  gboolean owns = FALSE;
  HfJsonText key;
  guint64 to;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_OBJECT)
    has_to = hf_json_reader_take_id (self, &to);
  else if (hf_json_scanner_enter_object (self->scanner))
    while (hf_json_scanner_next_member (self->scanner, &key))
      {
        if (hf_json_text_is (&key, "to"))
          has_to = hf_json_reader_take_id (self, &to);
        else if (hf_json_text_is (&key, "kind"))
          kind = hf_json_reader_take_word (self, hf_dump_json_root_kinds, HF_DUMP_JSON_N_ROOT_KINDS, HF_ROOT_OTHER);
        else if (hf_json_text_is (&key, "name"))
          {
            g_free (name);
            name = hf_json_reader_take_string (self);
          }
        else if (hf_json_text_is (&key, "owns"))
          {
            if (!hf_json_reader_is_null (self))
              hf_json_scanner_boolean (self->scanner, &owns);
          }
        else
          hf_json_scanner_skip (self->scanner);
      }
  if (hf_json_scanner_failed (self->scanner))
    return;
  if (!has_to)
    hf_json_scanner_fail (self->scanner, "a root does not say \"to\" which object");
  else
    hf_heap_builder_add_root_to_address (self->builder, (HfRootKind) kind,
                                         name != NULL ? name : hf_dump_json_root_kinds[kind], to, owns);
  self->seen |= HF_HAS_ROOTS;
}
