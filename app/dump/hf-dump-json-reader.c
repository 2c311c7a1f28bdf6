/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-dump-json.h"
#include "hf-dump-write.h"
#include "hf-json-label.h"
#include "hf-json-scanner.h"

const char *const hf_dump_json_type_kinds[] = {
  "other", NULL, "module", "frame", "type", "function", "container", "instance", "value",
};
const char *const hf_dump_json_type_flags[4] = { "internal", "dict", "string", "finalizer" };
const char *const hf_dump_json_object_flags[8] = {
  "tracked", "collector", "finalized", "finalizer", "immortal", "synthetic", "cut", "unexpanded",
};
const char *const hf_dump_json_classes[4] = { "strong", "structural", "weak", "shared" };
const char *const hf_dump_json_root_kinds[HF_DUMP_JSON_N_ROOT_KINDS] = {
  "other", "module", "thread", "interpreter", "static",
};

typedef struct
{
  guint64 to;
  guint32 name; /* the builder's string, or a position */
  guint8 kind;
  guint8 class;
} Ref;

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;

  gboolean met_version;
  gboolean met_objects_array;
  gboolean met_has;
  HfHas has;  /* as the header says */
  HfHas seen; /* as the objects show */
  char *truncated;
  guint64 count; /* as the header says, G_MAXUINT64 if it does not */
  guint n_lacks;
  guint64 n_lines; /* values of the outermost level */

  HfStrings *type_names;         /* full names → */
  HF_VECTOR (guint32) type_ids;  /* the builder's ids + 1, 0 if the name is no type yet */
  GHashTable *type_objects;      /* id of the object that is a type → the builder's type + 1 */

  /* the object at hand */
  HfObjectSpec spec;
  gboolean has_id;
  GString *value;
  HF_VECTOR (Ref) refs;

  /* the reference at hand */
  GString *name;
} Reader;

gboolean
hf_dump_sniff_json (const guint8 *start,
                    gsize         n)
{
  if (n >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0)
    {
      start += 3;
      n -= 3;
    }
  while (n > 0 && (*start == ' ' || *start == '\t' || *start == '\r' || *start == '\n'))
    {
      start++;
      n--;
    }

  return n > 0 && *start == '{' && memmem (start, n, "\"holdfast\"", 10) != NULL;
}

/* ---- values that are words, ids, or of the wrong type --------------------------------------------------------------------- */

/* Any member may be null instead of missing. */
static gboolean
is_null (Reader *self)
{
  return hf_json_scanner_peek (self->scanner) == HF_JSON_NULL && hf_json_scanner_skip (self->scanner);
}

static char *
take_string (Reader *self)
{
  HfJsonText text;

  if (is_null (self) || !hf_json_scanner_string (self->scanner, &text))
    return NULL;

  return hf_utf8_clean (text.text, text.length);
}

static gint
find_word (const HfJsonText  *text,
           const char *const *words,
           gint               n)
{
  for (gint i = 0; i < n; i++)
    if (words[i] != NULL && strlen (words[i]) == text->length && memcmp (words[i], text->text, text->length) == 0)
      return i;

  return -1;
}

/* Words that are not known give @otherwise. */
static gint
take_word (Reader            *self,
           const char *const *words,
           gint               n,
           gint               otherwise)
{
  HfJsonText text;
  gint found;

  if (is_null (self) || !hf_json_scanner_string (self->scanner, &text))
    return otherwise;
  found = find_word (&text, words, n);

  return found >= 0 ? found : otherwise;
}

static guint
take_flags (Reader            *self,
            const char *const *words,
            gint               n)
{
  guint flags = 0;

  if (is_null (self) || !hf_json_scanner_enter_array (self->scanner))
    return 0;
  while (hf_json_scanner_next_item (self->scanner))
    {
      gint bit = take_word (self, words, n, -1);

      if (bit >= 0)
        flags |= 1u << bit;
    }

  return flags;
}

static gboolean
take_id (Reader  *self,
         guint64 *id)
{
  HfJsonText text;
  char digits[32];
  gboolean hex;

  if (G_LIKELY (hf_json_scanner_peek (self->scanner) == HF_JSON_NUMBER))
    return hf_json_scanner_uint64 (self->scanner, id);

  if (!hf_json_scanner_string (self->scanner, &text))
    return FALSE;
  hex = text.length > 2 && text.text[0] == '0' && (text.text[1] == 'x' || text.text[1] == 'X');
  if (text.length < sizeof digits)
    {
      memcpy (digits, text.text, text.length);
      digits[text.length] = '\0';
      if (strlen (digits) == text.length &&
          g_ascii_string_to_unsigned (digits + (hex ? 2 : 0), hex ? 16 : 10, 0, G_MAXUINT64, id, NULL))
        return TRUE;
    }

  return hf_json_scanner_fail (self->scanner, "an id is neither a number nor a string like \"0x7f00\"");
}

static gboolean
no_memory (Reader *self)
{
  return hf_json_scanner_fail (self->scanner, "there is not enough memory");
}

/* ---- types and sites -------------------------------------------------------------------------------------------------------- */

/* The slot of a full type name, 0 in it if the name is new; NULL without memory. */
static guint32 *
type_slot (Reader     *self,
           const char *name,
           gsize       length)
{
  guint32 known = hf_strings_add (self->type_names, name, length);

  if (known == HF_STRINGS_FULL)
    return NULL;
  while (self->type_ids.n <= known)
    if (!hf_vector_push (&self->type_ids, 0))
      return NULL;

  return &self->type_ids.at[known];
}

/* The module ends at the last dot before anything that is no plain name: "app.Box<java.lang.String>". */
static guint32
undeclared_type (Reader     *self,
                 const char *full)
{
  gsize plain = strcspn (full, "<([{ ,");
  const char *dot = g_strrstr_len (full, (gssize) plain, ".");
  g_autofree char *module = dot != NULL && dot > full && dot[1] != '\0' ? g_strndup (full, dot - full) : NULL;

  return hf_heap_builder_type (self->builder, module, module != NULL ? dot + 1 : full, HF_KIND_OTHER, 0);
}

static guint32
type_of_name (Reader     *self,
              const char *name,
              gsize       length)
{
  guint32 *slot = type_slot (self, name, length);

  if (slot == NULL)
    {
      no_memory (self);
      return 0;
    }
  if (*slot == 0)
    *slot = undeclared_type (self, hf_strings_get (self->type_names, (guint32) (slot - self->type_ids.at))) + 1;

  return *slot - 1;
}

static void
declare_type (Reader     *self,
              const char *full,
              const char *module,
              HfKind      kind,
              HfTypeFlags flags,
              guint64    *object)
{
  gsize length = module != NULL ? strlen (module) : 0;
  gboolean inside = length > 0 && strncmp (full, module, length) == 0 && full[length] == '.';
  guint32 *slot = type_slot (self, full, strlen (full));

  if (slot == NULL)
    {
      no_memory (self);
      return;
    }
  if (*slot == 0)
    *slot = hf_heap_builder_type (self->builder, inside || g_strcmp0 (module, "builtins") == 0 ? module : "",
                                  inside ? full + length + 1 : full, kind, flags) + 1;
  if (object != NULL)
    g_hash_table_insert (self->type_objects, g_memdup2 (object, sizeof *object), GUINT_TO_POINTER (*slot));
}

static void
read_type (Reader *self)
{
  g_autofree char *full = NULL;
  g_autofree char *module = NULL;
  gboolean has_object = FALSE;
  guint64 object;
  HfJsonText key;
  guint flags = 0;
  gint kind = HF_KIND_OTHER;

  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    {
      if (hf_json_text_is (&key, "name"))
        {
          g_free (full);
          full = take_string (self);
        }
      else if (hf_json_text_is (&key, "module"))
        {
          g_free (module);
          module = take_string (self);
        }
      else if (hf_json_text_is (&key, "kind"))
        kind = take_word (self, hf_dump_json_type_kinds, HF_KIND_VALUE + 1, HF_KIND_OTHER);
      else if (hf_json_text_is (&key, "flags"))
        flags = take_flags (self, hf_dump_json_type_flags, 4);
      else if (hf_json_text_is (&key, "object"))
        has_object = take_id (self, &object);
      else
        hf_json_scanner_skip (self->scanner);
    }
  if (!hf_json_scanner_failed (self->scanner) && full != NULL)
    declare_type (self, full, module, (HfKind) kind, (HfTypeFlags) flags, has_object ? &object : NULL);
}

static void
read_site_frame (Reader      *self,
                 HfSiteFrame *frame)
{
  HfJsonText key;
  guint64 line = 0;

  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    {
      const char **field = hf_json_text_is (&key, "file") ? &frame->file : &frame->function;

      if (hf_json_text_is (&key, "file") || hf_json_text_is (&key, "function"))
        {
          g_free ((char *) *field);
          *field = take_string (self);
        }
      else if (hf_json_text_is (&key, "line"))
        {
          if (!is_null (self) && hf_json_scanner_uint64 (self->scanner, &line))
            frame->line = (guint32) MIN (line, G_MAXUINT32);
        }
      else
        hf_json_scanner_skip (self->scanner);
    }
}

static void
read_site (Reader *self)
{
  HF_VECTOR (HfSiteFrame) frames = { 0 };

  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    {
      HfSiteFrame frame = { 0 };

      read_site_frame (self, &frame);
      if (!hf_vector_push (&frames, frame))
        {
          g_free ((char *) frame.file);
          g_free ((char *) frame.function);
          no_memory (self);
        }
    }

  for (gsize i = 0; i < frames.n; i++)
    {
      if (frames.at[i].file == NULL)
        frames.at[i].file = g_strdup ("");
      if (frames.at[i].function == NULL)
        frames.at[i].function = g_strdup ("");
    }
  if (!hf_json_scanner_failed (self->scanner))
    hf_heap_builder_add_site (self->builder, frames.at, (guint) frames.n);
  for (gsize i = 0; i < frames.n; i++)
    {
      g_free ((char *) frames.at[i].file);
      g_free ((char *) frames.at[i].function);
    }
  hf_vector_clear (&frames);
  self->seen |= HF_HAS_SITES;
}

/* ---- references --------------------------------------------------------------------------------------------------------------- */

/* @place: HF_N_REF_KINDS if the name itself says what it is. */
static void
name_ref (Reader   *self,
          Ref      *ref,
          HfRefKind place)
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
read_ref_name (Reader *self)
{
  HfJsonText text;
  guint64 number;

  g_string_truncate (self->name, 0);
  if (hf_json_scanner_peek (self->scanner) == HF_JSON_NUMBER)
    {
      if (hf_json_scanner_uint64 (self->scanner, &number))
        g_string_append_printf (self->name, "%" G_GUINT64_FORMAT, number);
    }
  else if (!is_null (self) && hf_json_scanner_string (self->scanner, &text))
    g_string_append_len (self->name, text.text, (gssize) text.length);
}

static void
read_named_ref (Reader *self,
                Ref    *ref)
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
        has_to = take_id (self, &ref->to);
      else if (hf_json_text_is (&text, "name"))
        read_ref_name (self);
      else if (hf_json_text_is (&text, "kind"))
        ref->class = (guint8) take_word (self, hf_dump_json_classes, 4, HF_CLASS_STRONG);
      else if (hf_json_text_is (&text, "in"))
        {
          if (!is_null (self) && hf_json_scanner_string (self->scanner, &text))
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
read_refs (Reader *self)
{
  if (is_null (self) || !hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    {
      Ref ref = { .kind = HF_REF_OTHER, .class = HF_CLASS_STRONG };

      if (hf_json_scanner_peek (self->scanner) == HF_JSON_OBJECT)
        read_named_ref (self, &ref);
      else
        take_id (self, &ref.to);
      if (hf_json_scanner_failed (self->scanner))
        return;

      /* Structural is what the rules make of strong ones. */
      if (ref.class == HF_CLASS_STRUCTURAL)
        ref.class = HF_CLASS_STRONG;
      if (!hf_vector_push (&self->refs, ref))
        no_memory (self);
    }
}

/* ---- objects and roots ---------------------------------------------------------------------------------------------------------- */

static void
begin_object (Reader *self)
{
  self->spec = (HfObjectSpec) { .refcount = HF_REFCOUNT_UNKNOWN, .type = HF_NONE };
  self->has_id = FALSE;
  self->refs.n = 0;
  g_string_truncate (self->value, 0);
}

static void
end_object (Reader *self)
{
  guint32 object;

  if (!self->has_id)
    {
      hf_json_scanner_fail (self->scanner, "an object has no \"id\"");
      return;
    }

  self->has_id = FALSE;
  if (self->spec.type == HF_NONE)
    self->spec.type = type_of_name (self, "unknown", 7);
  if (self->value->len > 0)
    {
      self->spec.value = self->value->str;
      self->spec.value_length = self->value->len;
    }
  object = hf_heap_builder_add_object (self->builder, &self->spec);
  if (object == HF_NONE)
    {
      no_memory (self);
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
      const Ref *ref = &self->refs.at[i];

      hf_heap_builder_add_ref_to_address (self->builder, ref->to, (HfRefKind) ref->kind, ref->name, (HfRefClass) ref->class);
    }
}

static gboolean
take_size (Reader  *self,
           HfHas    seen,
           guint64 *size)
{
  if (is_null (self) || !hf_json_scanner_uint64 (self->scanner, size))
    return FALSE;
  self->seen |= seen;

  return TRUE;
}

static gboolean
read_value (Reader *self)
{
  HfJsonText text;

  if (is_null (self))
    return TRUE;
  if (!hf_json_scanner_string (self->scanner, &text))
    return FALSE;
  g_string_truncate (self->value, 0);
  g_string_append_len (self->value, text.text, (gssize) text.length);
  self->seen |= HF_HAS_VALUES;

  return TRUE;
}

static gboolean
read_object_type (Reader *self)
{
  HfJsonText text;

  if (is_null (self))
    return TRUE;
  if (!hf_json_scanner_string (self->scanner, &text))
    return FALSE;
  self->spec.type = type_of_name (self, text.text, text.length);

  return TRUE;
}

/* Returns FALSE, with nothing read, if @key is no member of an object. */
static gboolean
read_object_member (Reader           *self,
                    const HfJsonText *key)
{
  guint64 number;
  gboolean cut;

  if (hf_json_text_is (key, "id"))
    self->has_id = take_id (self, &self->spec.address);
  else if (hf_json_text_is (key, "type"))
    read_object_type (self);
  else if (hf_json_text_is (key, "size"))
    take_size (self, HF_HAS_SIZES, &self->spec.shallow);
  else if (hf_json_text_is (key, "refs"))
    read_refs (self);
  else if (hf_json_text_is (key, "value"))
    read_value (self);
  else if (hf_json_text_is (key, "refcount"))
    {
      if (take_size (self, HF_HAS_REFCOUNTS, &number))
        self->spec.refcount = (guint32) MIN (number, HF_REFCOUNT_UNKNOWN - 1);
    }
  else if (hf_json_text_is (key, "flags"))
    self->spec.flags |= (HfObjectFlags) take_flags (self, hf_dump_json_object_flags, 8);
  else if (hf_json_text_is (key, "cut"))
    {
      if (!is_null (self) && hf_json_scanner_boolean (self->scanner, &cut) && cut)
        self->spec.flags |= HF_OBJECT_VALUE_CUT;
    }
  else if (hf_json_text_is (key, "site"))
    {
      if (take_size (self, 0, &number))
        self->spec.site = (guint32) MIN (number, G_MAXUINT32);
    }
  else
    return FALSE;

  return TRUE;
}

static void
read_object (Reader *self)
{
  HfJsonText key;

  begin_object (self);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (!read_object_member (self, &key))
      hf_json_scanner_skip (self->scanner);
  if (!hf_json_scanner_failed (self->scanner))
    end_object (self);
}

static void
read_root (Reader *self)
{
  g_autofree char *name = NULL;
  gint kind = HF_ROOT_OTHER;
  gboolean has_to = FALSE;
  gboolean owns = FALSE;
  HfJsonText key;
  guint64 to;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_OBJECT)
    has_to = take_id (self, &to);
  else if (hf_json_scanner_enter_object (self->scanner))
    while (hf_json_scanner_next_member (self->scanner, &key))
      {
        if (hf_json_text_is (&key, "to"))
          has_to = take_id (self, &to);
        else if (hf_json_text_is (&key, "kind"))
          kind = take_word (self, hf_dump_json_root_kinds, HF_DUMP_JSON_N_ROOT_KINDS, HF_ROOT_OTHER);
        else if (hf_json_text_is (&key, "name"))
          {
            g_free (name);
            name = take_string (self);
          }
        else if (hf_json_text_is (&key, "owns"))
          {
            if (!is_null (self))
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

/* ---- the document's members ------------------------------------------------------------------------------------------------------- */

static void
read_list (Reader *self,
           void (*read_one) (Reader *self))
{
  if (is_null (self) || !hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    read_one (self);
}

static void
read_version (Reader *self)
{
  guint64 version;

  if (!hf_json_scanner_uint64 (self->scanner, &version))
    return;
  self->met_version = version == 1;
  if (!self->met_version)
    hf_json_scanner_fail (self->scanner, "\"holdfast\" is not 1, the only version of the form that is known");
}

static void
read_lack (Reader *self)
{
  g_autofree char *sentence = take_string (self);

  if (sentence != NULL && self->n_lacks++ < HF_DUMP_MAX_LACKS)
    hf_heap_builder_add_lack (self->builder, sentence);
}

static void
read_has_word (Reader *self)
{
  HfJsonText text;

  self->met_has = TRUE;
  if (hf_json_scanner_string (self->scanner, &text))
    self->has |= hf_dump_has_from_word (text.text, text.length);
}

static void
read_text_member (Reader *self,
                  void (*set) (HfHeapBuilder *builder, const char *text))
{
  g_autofree char *text = take_string (self);

  if (text != NULL)
    set (self->builder, text);
}

static void
read_number_member (Reader *self,
                    gboolean is_time)
{
  double number;

  if (is_null (self) || !hf_json_scanner_double (self->scanner, &number) || fabs (number) > 9e12)
    return;
  if (is_time)
    hf_heap_builder_set_time (self->builder, llround (number * 1e6));
  else
    hf_heap_builder_set_pid (self->builder, (gint64) number);
}

static void
read_document_member (Reader           *self,
                      const HfJsonText *key)
{
  if (hf_json_text_is (key, "objects"))
    {
      self->met_objects_array = TRUE;
      read_list (self, read_object);
    }
  else if (hf_json_text_is (key, "roots"))
    {
      self->seen |= HF_HAS_ROOTS;
      read_list (self, read_root);
    }
  else if (hf_json_text_is (key, "types"))
    read_list (self, read_type);
  else if (hf_json_text_is (key, "sites"))
    read_list (self, read_site);
  else if (hf_json_text_is (key, "holdfast"))
    read_version (self);
  else if (hf_json_text_is (key, "runtime"))
    read_text_member (self, hf_heap_builder_set_runtime);
  else if (hf_json_text_is (key, "program"))
    read_text_member (self, hf_heap_builder_set_program);
  else if (hf_json_text_is (key, "host"))
    read_text_member (self, hf_heap_builder_set_host);
  else if (hf_json_text_is (key, "pid") || hf_json_text_is (key, "time"))
    read_number_member (self, hf_json_text_is (key, "time"));
  else if (hf_json_text_is (key, "has"))
    {
      self->met_has = TRUE;
      read_list (self, read_has_word);
    }
  else if (hf_json_text_is (key, "lacks"))
    read_list (self, read_lack);
  else if (hf_json_text_is (key, "count"))
    take_size (self, 0, &self->count);
  else if (hf_json_text_is (key, "truncated"))
    {
      g_free (self->truncated);
      self->truncated = take_string (self);
    }
  else
    hf_json_scanner_skip (self->scanner);
}

/* A line, or the whole document: an object of the program if it has an id. */
static void
read_top (Reader *self)
{
  HfJsonText key;

  begin_object (self);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (!read_object_member (self, &key))
      read_document_member (self, &key);
  if (!hf_json_scanner_failed (self->scanner) && self->has_id)
    end_object (self);
}

/* ---- the whole file ----------------------------------------------------------------------------------------------------------------- */

static void
skip_byte_order_mark (HfDumpInput *input)
{
  if (hf_dump_input_need (input, 3) && memcmp (input->at, "\xef\xbb\xbf", 3) == 0)
    input->at += 3;
}

/* Reads to the end, past damaged lines. Returns what was wrong, or NULL. */
static char *
read_all (Reader *self)
{
  g_autofree char *first = NULL;
  guint64 n_damaged = 0;

  for (;;)
    {
      if (hf_json_scanner_peek (self->scanner) != HF_JSON_END)
        {
          self->n_lines++;
          read_top (self);
        }
      if (!hf_json_scanner_failed (self->scanner))
        {
          if (hf_json_scanner_peek (self->scanner) == HF_JSON_END && !hf_json_scanner_failed (self->scanner))
            break;
          if (!hf_json_scanner_failed (self->scanner))
            continue;
        }

      n_damaged++;
      if (first == NULL)
        first = g_strdup (hf_json_scanner_message (self->scanner));
      if (self->met_objects_array || !self->met_version || !hf_heap_builder_check (self->builder, NULL) ||
          !hf_json_scanner_next_line (self->scanner))
        break;
    }

  if (first == NULL)
    return NULL;
  if (n_damaged == 1)
    return g_strdup_printf ("Damaged at %s.", first);

  return g_strdup_printf ("Damaged at %s; %" G_GUINT64_FORMAT " lines in all were left out.", first, n_damaged);
}

static gboolean
finish (Reader     *self,
        const char *damage,
        GError    **error)
{
  const char *packed_damage = hf_dump_input_damage (self->input);
  guint32 n = hf_heap_builder_n_objects (self->builder);
  g_autofree char *sentence = NULL;

  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (damage == NULL && packed_damage == NULL && !self->met_version)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_NOT_A_DUMP,
                   "It is JSON, but no object in it (from byte 0 on) has the member \"holdfast\" of the interchange form.");
      return FALSE;
    }
  if (n == 0 && damage == NULL && self->count != G_MAXUINT64 && self->count > 0)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_TRUNCATED, "It ends at byte %" G_GUINT64_FORMAT ", before the first of %" G_GUINT64_FORMAT " objects.",
                   hf_dump_input_offset (self->input), self->count);
      return FALSE;
    }
  if ((damage != NULL || packed_damage != NULL) && (n == 0 || !self->met_version))
    {
      g_set_error (error, HF_ERROR, hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                   "%s No object could be read%s.", damage != NULL ? damage : "It ends too early.",
                   self->met_version ? "" : " as the interchange form");
      return FALSE;
    }

  hf_heap_builder_set_format (self->builder, self->met_objects_array || self->n_lines <= 1 ? "Holdfast interchange JSON"
                                                                                            : "Holdfast interchange JSON Lines");
  hf_heap_builder_set_has (self->builder, self->met_has ? self->has : self->seen);
  if (self->truncated != NULL)
    hf_heap_builder_set_truncated (self->builder, self->truncated);
  else if (self->count != G_MAXUINT64 && self->count != n)
    {
      sentence = g_strdup_printf ("The file ends at byte %" G_GUINT64_FORMAT " with %u objects; there should be %" G_GUINT64_FORMAT ".",
                                  hf_dump_input_offset (self->input), n, self->count);
      hf_heap_builder_set_truncated (self->builder, sentence);
    }
  if (damage != NULL || packed_damage != NULL)
    {
      g_free (sentence);
      sentence = g_strdup_printf ("%s%s%s What else there is was read: %u objects.", packed_damage != NULL ? packed_damage : "",
                                  packed_damage != NULL && damage != NULL ? " " : "", damage != NULL ? damage : "", n);
      hf_heap_builder_set_truncated (self->builder, sentence);
      if (!(self->seen & HF_HAS_ROOTS))
        hf_heap_builder_set_has (self->builder, (self->met_has ? self->has : self->seen) & ~HF_HAS_ROOTS);
    }

  return TRUE;
}

gboolean
hf_dump_read_json (HfDumpInput   *input,
                   HfHeapBuilder *builder,
                   HfProgress    *progress,
                   GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  g_autoptr (HfStrings) type_names = hf_strings_new ();
  Reader self = { .scanner = scanner, .input = input, .builder = builder, .type_names = type_names,
                  .count = G_MAXUINT64 };
  g_autofree char *damage = NULL;
  gboolean good;

  self.value = g_string_new (NULL);
  self.name = g_string_new (NULL);
  self.type_objects = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  skip_byte_order_mark (input);
  damage = read_all (&self);
  good = finish (&self, damage, error);

  g_string_free (self.value, TRUE);
  g_string_free (self.name, TRUE);
  g_hash_table_unref (self.type_objects);
  g_free (self.truncated);
  hf_vector_clear (&self.type_ids);
  hf_vector_clear (&self.refs);

  return good;
}
