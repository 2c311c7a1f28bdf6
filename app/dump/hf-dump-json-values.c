/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-json-private.h"

#include <string.h>

#include "hf-python-types.h"

#define KIND_MISSING -1 /* of a type that is declared without one */

const char *const hf_dump_json_type_kinds[] = {
  "other", NULL, "module", "frame", "type", "function", "container", "instance", "value",
};
const char *const hf_dump_json_type_flags[4] = { "internal", "dict", "string", "finalizer" };
const char *const hf_dump_json_object_flags[8] = {
  "tracked", "collector", "finalized", "finalizer", "immortal", "synthetic", "cut", "unexpanded",
};
const char *const hf_dump_json_classes[4] = { "strong", "structural", "weak", "shared" };
const char *const hf_dump_json_root_kinds[HF_DUMP_JSON_N_ROOT_KINDS] = {
  "other", "module", "thread", "interpreter", "static", "native",
};

/* ---- values that are words, ids, or of the wrong type --------------------------------------------------------------------- */

/* Any member may be null instead of missing. */
gboolean
hf_json_reader_is_null (HfJsonReader *self)
{
  return hf_json_scanner_peek (self->scanner) == HF_JSON_NULL && hf_json_scanner_skip (self->scanner);
}

char *
hf_json_reader_take_string (HfJsonReader *self)
{
  HfJsonText text;

  if (hf_json_reader_is_null (self) || !hf_json_scanner_string (self->scanner, &text))
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
gint
hf_json_reader_take_word (HfJsonReader      *self,
                          const char *const *words,
                          gint               n,
                          gint               otherwise)
{
  HfJsonText text;
  gint found;

  if (hf_json_reader_is_null (self) || !hf_json_scanner_string (self->scanner, &text))
    return otherwise;
  found = find_word (&text, words, n);

  return found >= 0 ? found : otherwise;
}

guint
hf_json_reader_take_flags (HfJsonReader      *self,
                           const char *const *words,
                           gint               n)
{
  guint flags = 0;

  if (hf_json_reader_is_null (self) || !hf_json_scanner_enter_array (self->scanner))
    return 0;
  while (hf_json_scanner_next_item (self->scanner))
    {
      gint bit = hf_json_reader_take_word (self, words, n, -1);

      if (bit >= 0)
        flags |= 1u << bit;
    }

  return flags;
}

gboolean
hf_json_reader_take_id (HfJsonReader *self,
                        guint64      *id)
{
  HfJsonText text;
  char digits[32];
  gboolean hex;

  self->took_hex = FALSE;
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
        {
          self->took_hex = hex;
          return TRUE;
        }
    }

  return hf_json_scanner_fail (self->scanner, "an id is neither a number nor a string like \"0x7f00\"");
}

gboolean
hf_json_reader_no_memory (HfJsonReader *self)
{
  return hf_json_scanner_fail (self->scanner, "there is not enough memory");
}

gboolean
hf_json_reader_take_size (HfJsonReader *self,
                          HfHas         seen,
                          guint64      *size)
{
  if (hf_json_reader_is_null (self) || !hf_json_scanner_uint64 (self->scanner, size))
    return FALSE;
  self->seen |= seen;

  return TRUE;
}

/* ---- types and sites -------------------------------------------------------------------------------------------------------- */

/* The slot of a full type name, 0 in it if the name is new; NULL without memory. */
static guint32 *
type_slot (HfJsonReader *self,
           const char   *name,
           gsize         length)
{
  guint32 known = hf_strings_add (self->type_names, name, length);

  if (known == HF_STRINGS_FULL)
    return NULL;
  while (self->type_ids.n <= known)
    if (!hf_vector_push (&self->type_ids, 0))
      return NULL;

  return &self->type_ids.at[known];
}

static void
add_bare_type (HfJsonReader *self,
               guint32       type,
               const char   *module,
               const char   *name,
               HfTypeFlags   flags)
{
  HfJsonBareType bare = { type, (guint8) flags, g_strdup (module), g_strdup (name) };

  if (hf_vector_push (&self->bare_types, bare))
    return;
  g_free (bare.module);
  g_free (bare.name);
  hf_json_reader_no_memory (self);
}

void
hf_json_reader_finish_types (HfJsonReader *self)
{
  for (gsize i = 0; !self->met_runtime && i < self->bare_types.n; i++)
    self->is_python |= hf_python_types_is_telling (self->bare_types.at[i].module, self->bare_types.at[i].name);

  for (gsize i = 0; i < self->bare_types.n; i++)
    {
      HfJsonBareType *bare = &self->bare_types.at[i];

      if (self->is_python)
        {
          HfTypeFlags flags;
          HfKind kind = hf_python_types_kind (bare->module, bare->name, &flags);

          hf_heap_builder_set_type_kind (self->builder, bare->type, kind, flags | bare->flags);
        }
      g_free (bare->module);
      g_free (bare->name);
    }
  hf_vector_clear (&self->bare_types);
}

/* The module ends at the last dot before anything that is no plain name: "app.Box<java.lang.String>". */
static guint32
undeclared_type (HfJsonReader *self,
                 const char   *full)
{
  gsize plain = strcspn (full, "<([{ ,");
  const char *dot = g_strrstr_len (full, (gssize) plain, ".");
  g_autofree char *module = dot != NULL && dot > full && dot[1] != '\0' ? g_strndup (full, dot - full) : NULL;

  const char *name = module != NULL ? dot + 1 : full;
  guint32 type = hf_heap_builder_type (self->builder, module, name, HF_KIND_OTHER, 0);

  add_bare_type (self, type, module, name, 0);

  return type;
}

guint32
hf_json_reader_type_of_name (HfJsonReader *self,
                             const char   *name,
                             gsize         length)
{
  guint32 *slot = type_slot (self, name, length);

  if (slot == NULL)
    {
      hf_json_reader_no_memory (self);
      return 0;
    }
  if (*slot == 0)
    *slot = undeclared_type (self, hf_strings_get (self->type_names, (guint32) (slot - self->type_ids.at))) + 1;

  return *slot - 1;
}

static void
declare_type (HfJsonReader *self,
              const char   *full,
              const char   *module,
              gint          kind,
              HfTypeFlags   flags,
              guint64      *object)
{
  gsize length = module != NULL ? strlen (module) : 0;
  gboolean inside = length > 0 && strncmp (full, module, length) == 0 && full[length] == '.';
  guint32 *slot = type_slot (self, full, strlen (full));

  if (slot == NULL)
    {
      hf_json_reader_no_memory (self);
      return;
    }
  if (*slot == 0)
    {
      const char *name = inside ? full + length + 1 : full;

      *slot = hf_heap_builder_type (self->builder, inside || g_strcmp0 (module, "builtins") == 0 ? module : "", name,
                                    kind != KIND_MISSING ? (HfKind) kind : HF_KIND_OTHER, flags) + 1;
      if (kind == KIND_MISSING)
        add_bare_type (self, *slot - 1, module, name, flags);
    }
  if (object != NULL)
    g_hash_table_insert (self->type_objects, g_memdup2 (object, sizeof *object), GUINT_TO_POINTER (*slot));
}

void
hf_json_reader_read_type (HfJsonReader *self)
{
  g_autofree char *full = NULL;
  g_autofree char *module = NULL;
  gboolean has_object = FALSE;
  guint64 object;
  HfJsonText key;
  guint flags = 0;
  gint kind = KIND_MISSING;

  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    {
      if (hf_json_text_is (&key, "name"))
        {
          g_free (full);
          full = hf_json_reader_take_string (self);
        }
      else if (hf_json_text_is (&key, "module"))
        {
          g_free (module);
          module = hf_json_reader_take_string (self);
        }
      else if (hf_json_text_is (&key, "kind"))
        kind = hf_json_reader_take_word (self, hf_dump_json_type_kinds, HF_KIND_VALUE + 1, HF_KIND_OTHER);
      else if (hf_json_text_is (&key, "flags"))
        flags = hf_json_reader_take_flags (self, hf_dump_json_type_flags, 4);
      else if (hf_json_text_is (&key, "object"))
        has_object = hf_json_reader_take_id (self, &object);
      else
        hf_json_scanner_skip (self->scanner);
    }
  if (!hf_json_scanner_failed (self->scanner) && full != NULL)
    declare_type (self, full, module, kind, (HfTypeFlags) flags, has_object ? &object : NULL);
}

static void
read_site_frame (HfJsonReader *self,
                 HfSiteFrame  *frame)
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
          *field = hf_json_reader_take_string (self);
        }
      else if (hf_json_text_is (&key, "line"))
        {
          if (!hf_json_reader_is_null (self) && hf_json_scanner_uint64 (self->scanner, &line))
            frame->line = (guint32) MIN (line, G_MAXUINT32);
        }
      else
        hf_json_scanner_skip (self->scanner);
    }
}

void
hf_json_reader_read_site (HfJsonReader *self)
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
          hf_json_reader_no_memory (self);
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
