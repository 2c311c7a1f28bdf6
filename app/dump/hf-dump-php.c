/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <stdlib.h>
#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-dump-quote.h"
#include "hf-json-scanner.h"

/* php-meminfo's JSON: {"header": {…}, "items": {"0x7f…": {"type": "object", "size": "72", "class": "A", "children": {"x": "0x7f…"}}}}.
 * An item is a variable's slot or an object. Keys may come twice (private members of a class and its parent) and need not
 * be UTF-8. */

typedef struct
{
  guint64 to;
  guint32 name;   /* for HF_REF_INDEX the position */
  guint8 kind;
} Child;

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;
  gboolean met_items;
  gboolean no_memory;

  /* the item */
  GString *type;
  GString *class;
  GString *frame;
  GString *symbol;
  guint64 size;
  gboolean is_root;
  HF_VECTOR (Child) children;
} Reader;

gboolean
hf_dump_sniff_php (const guint8 *start,
                   gsize         n)
{
  n = MIN (n, 4096);

  return n > 0 && *start == '{' && hf_dump_sniff_finds (start, n, "\"memory_usage_real\"") && hf_dump_sniff_finds (start, n, "\"items\"");
}

/* ---- an item ---------------------------------------------------------------------------------------------------------------- */

static gboolean
parse_address (const HfJsonText *text,
               guint64          *address)
{
  char digits[24];
  char *end;

  if (text->length < 3 || text->length >= sizeof digits || memcmp (text->text, "0x", 2) != 0)
    return FALSE;
  memcpy (digits, text->text, text->length);
  digits[text->length] = '\0';
  *address = g_ascii_strtoull (digits, &end, 16);

  return *end == '\0' && *address != 0;
}

static void
take_text (Reader  *self,
           GString *into)
{
  HfJsonText text;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_STRING)
    hf_json_scanner_skip (self->scanner);
  else if (hf_json_scanner_string (self->scanner, &text))
    {
      g_string_truncate (into, 0);
      g_string_append_len (into, text.text, (gssize) text.length);
    }
}

/* It is written as a text. */
static void
take_size (Reader *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  take_text (self, text);
  self->size = g_ascii_strtoull (text->str, NULL, 10);
  if (self->size > (guint64) 1 << 48)
    self->size = 0;
}

/* "0", "17": a position; anything else is a key. */
static gboolean
is_position (const char *key,
             gsize       length,
             guint32    *position)
{
  guint64 number = 0;

  if (length == 0 || length > 10 || (length > 1 && key[0] == '0'))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (key[i]))
      return FALSE;
    else
      number = number * 10 + (guint64) (key[i] - '0');
  *position = (guint32) number;

  return number < G_MAXUINT32;
}

static void
add_child (Reader     *self,
           const char *key,
           gsize       length,
           guint64     to)
{
  Child child = { to, 0, HF_REF_ATTRIBUTE };

  if (strcmp (self->type->str, "object") == 0)
    child.name = hf_heap_builder_string (self->builder, key, (gssize) length);
  else if (is_position (key, length, &child.name))
    child.kind = HF_REF_INDEX;
  else
    {
      g_autofree char *quoted = hf_dump_quote (key, length, FALSE);

      child.name = hf_heap_builder_string (self->builder, quoted, -1);
      child.kind = HF_REF_VALUE;
    }
  self->no_memory = self->no_memory || !hf_vector_push (&self->children, child);
}

static void
take_children (Reader *self)
{
  HfJsonText key, text;
  guint64 to;

  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    {
      g_autofree char *name = g_strndup (key.text, key.length);
      gsize length = key.length;

      if (hf_json_scanner_peek (self->scanner) != HF_JSON_STRING)
        hf_json_scanner_skip (self->scanner);
      else if (hf_json_scanner_string (self->scanner, &text) && parse_address (&text, &to))
        add_child (self, name, length, to);
    }
}

static void
read_member (Reader           *self,
             const HfJsonText *key)
{
  if (hf_json_text_is (key, "type"))
    take_text (self, self->type);
  else if (hf_json_text_is (key, "size"))
    take_size (self);
  else if (hf_json_text_is (key, "class"))
    take_text (self, self->class);
  else if (hf_json_text_is (key, "frame"))
    take_text (self, self->frame);
  else if (hf_json_text_is (key, "symbol_name"))
    take_text (self, self->symbol);
  else if (hf_json_text_is (key, "is_root") && hf_json_scanner_peek (self->scanner) == HF_JSON_BOOLEAN)
    hf_json_scanner_boolean (self->scanner, &self->is_root);
  else if (hf_json_text_is (key, "children") && hf_json_scanner_peek (self->scanner) == HF_JSON_OBJECT)
    take_children (self);
  else
    hf_json_scanner_skip (self->scanner);
}

static guint32
type_of (Reader *self)
{
  const char *type = self->type->str;

  if (strcmp (type, "object") == 0)
    return hf_heap_builder_type (self->builder, "", self->class->len > 0 ? self->class->str : "object",
                                 strcmp (self->class->str, "Closure") == 0 ? HF_KIND_FUNCTION : HF_KIND_INSTANCE, 0);
  if (strcmp (type, "array") == 0)
    return hf_heap_builder_type (self->builder, "", type, HF_KIND_CONTAINER, 0);
  if (strcmp (type, "string") == 0)
    return hf_heap_builder_type (self->builder, "", type, HF_KIND_VALUE, HF_TYPE_STRING);
  if (strcmp (type, "resource") == 0 || self->type->len == 0)
    return hf_heap_builder_type (self->builder, "", self->type->len > 0 ? type : "unknown", HF_KIND_OTHER, 0);

  return hf_heap_builder_type (self->builder, "", type, HF_KIND_VALUE, 0);
}

/* A variable of a running function, of the script, or of a class. */
static void
add_root (Reader *self,
          guint32 object)
{
  g_autofree char *words = NULL;
  HfRootKind kind = HF_ROOT_THREAD;

  if (strcmp (self->frame->str, "<GLOBAL>") == 0)
    {
      words = g_strdup_printf ("global $%s", self->symbol->str);
      kind = HF_ROOT_MODULE;
    }
  else if (strcmp (self->frame->str, "<CLASS_STATIC_MEMBER>") == 0)
    {
      words = g_strdup_printf ("static %s", self->symbol->str);
      kind = HF_ROOT_STATIC;
    }
  else
    words = g_strdup_printf ("%s, local $%s", self->frame->str, self->symbol->str);
  hf_heap_builder_add_root (self->builder, kind, words, object, FALSE);
}

static void
read_item (Reader *self,
           guint64 address)
{
  HfJsonText key;
  HfObjectSpec spec = { .address = address, .refcount = HF_REFCOUNT_UNKNOWN };
  guint32 object;

  g_string_truncate (self->type, 0);
  g_string_truncate (self->class, 0);
  g_string_truncate (self->frame, 0);
  g_string_truncate (self->symbol, 0);
  self->size = 0;
  self->is_root = FALSE;
  self->children.n = 0;
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    read_member (self, &key);
  if (hf_json_scanner_failed (self->scanner))
    return;

  spec.type = type_of (self);
  spec.shallow = self->size;
  object = hf_heap_builder_add_object (self->builder, &spec);
  for (gsize i = 0; i < self->children.n; i++)
    hf_heap_builder_add_ref_to_address (self->builder, self->children.at[i].to, (HfRefKind) self->children.at[i].kind,
                                        self->children.at[i].name, HF_CLASS_STRONG);
  if (self->is_root)
    add_root (self, object);
  if (self->no_memory || !hf_heap_builder_check (self->builder, NULL))
    hf_json_scanner_fail (self->scanner, "there is not enough memory for its items");
}

/* ---- the file ------------------------------------------------------------------------------------------------------------------ */

static void
read_items (Reader *self)
{
  HfJsonText key;
  guint64 address;

  self->met_items = TRUE;
  if (hf_json_scanner_peek (self->scanner) != HF_JSON_OBJECT)
    {
      hf_json_scanner_skip (self->scanner);
      return;
    }
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (parse_address (&key, &address))
      read_item (self, address);
    else
      hf_json_scanner_fail (self->scanner, "an item's name is no address");
}

static void
read_document (Reader *self)
{
  HfJsonText key;

  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (hf_json_text_is (&key, "items"))
      read_items (self);
    else
      hf_json_scanner_skip (self->scanner);
}

/* php-meminfo recurses, so that deep lists end PHP and leave the beginning of a file. */
static gboolean
finish (Reader  *self,
        GError **error)
{
  const char *packed = hf_dump_input_damage (self->input);
  const char *message = hf_json_scanner_message (self->scanner);
  guint32 n = hf_heap_builder_n_objects (self->builder);

  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (n == 0)
    {
      g_set_error (error, HF_ERROR, hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                   "%s%s: no item could be read.", message != NULL ? "Damaged at " : "There is nothing in it up to its end, byte ",
                   message != NULL ? message : "0");
      return FALSE;
    }
  hf_heap_builder_set_format (self->builder, "php-meminfo");
  hf_heap_builder_set_runtime (self->builder, "PHP");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_NAMES | HF_HAS_ROOTS | HF_HAS_FRAMES | HF_HAS_ADDRESSES);
  hf_heap_builder_add_lack (self->builder, "A text that several variables share is an item for each; tables of arrays and objects are not in the sizes.");
  hf_heap_builder_add_lack (self->builder, "What only a generator holds is missing.");
  if (message != NULL || packed != NULL)
    {
      g_autofree char *sentence = g_strdup_printf ("%s%sDamaged at %s. %u items were read.", packed != NULL ? packed : "", packed != NULL ? " " : "",
                                                   message != NULL ? message : "its end", n);

      hf_heap_builder_set_truncated (self->builder, sentence);
    }

  return TRUE;
}

gboolean
hf_dump_read_php (HfDumpInput   *input,
                  HfHeapBuilder *builder,
                  HfProgress    *progress,
                  GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  Reader self = { .scanner = scanner, .input = input, .builder = builder };
  gboolean good;

  self.type = g_string_new (NULL);
  self.class = g_string_new (NULL);
  self.frame = g_string_new (NULL);
  self.symbol = g_string_new (NULL);
  read_document (&self);
  good = finish (&self, error);

  g_string_free (self.type, TRUE);
  g_string_free (self.class, TRUE);
  g_string_free (self.frame, TRUE);
  g_string_free (self.symbol, TRUE);
  hf_vector_clear (&self.children);

  return good;
}
