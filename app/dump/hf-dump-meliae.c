/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-dump-quote.h"
#include "hf-json-scanner.h"
#include "hf-python-graph.h"

/* meliae's JSON Lines, one object a line: {"address": 1, "type": "dict", "size": 280, "len": 4, "refs": [2, 3]}. Members in any
 * order, for others who write the same. */

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfPythonGraph *graph;
  GHashTable *types;   /* that were named: string id */
  HfProgress *progress;
  guint64 n_damaged;
  char *first_damage;

  /* the object of the line */
  guint64 address;
  guint64 size;
  guint64 length;      /* G_MAXUINT64: not told */
  GString *type;
  GString *name;
  GString *value;
  gboolean has_address;
  gboolean has_name;
  gboolean has_value;
  gboolean is_number;
  HF_VECTOR (guint64) refs;
} Reader;

gboolean
hf_dump_sniff_meliae (const guint8 *start,
                      gsize         n)
{
  const guint8 *end = memchr (start, '\n', n);
  gsize line;

  if (n >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0)
    {
      start += 3;
      n -= 3;
    }
  line = end != NULL && end > start ? (gsize) (end - start) : n;

  return line > 0 && *start == '{' && hf_dump_sniff_finds (start, MIN (line, 1000), "\"address\"") &&
         hf_dump_sniff_finds (start, MIN (line, 1000), "\"type\"");
}

/* ---- one line ------------------------------------------------------------------------------------------------------------ */

static void
take_text (Reader  *self,
           GString *into)
{
  HfJsonText text;

  if (hf_json_scanner_string (self->scanner, &text))
    {
      g_string_truncate (into, 0);
      g_string_append_len (into, text.text, (gssize) text.length);
    }
}

/* Sizes of broken types may be negative: such an object has none. */
static void
take_size (Reader  *self,
           guint64 *size)
{
  double number = 0;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_NUMBER)
    hf_json_scanner_skip (self->scanner);
  else if (hf_json_scanner_double (self->scanner, &number))
    *size = number > 0 && number < 1e18 ? (guint64) number : 0;
}

static void
take_value (Reader *self)
{
  HfJsonType type = hf_json_scanner_peek (self->scanner);

  self->has_value = type == HF_JSON_STRING || type == HF_JSON_NUMBER;
  self->is_number = type == HF_JSON_NUMBER;
  if (type == HF_JSON_STRING)
    take_text (self, self->value);
  else if (type == HF_JSON_NUMBER)
    hf_json_scanner_number (self->scanner, self->value);
  else
    hf_json_scanner_skip (self->scanner);
}

static void
take_refs (Reader *self)
{
  guint64 to;

  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  self->refs.n = 0;
  while (hf_json_scanner_next_item (self->scanner))
    if (hf_json_scanner_uint64 (self->scanner, &to) && !hf_vector_push (&self->refs, to))
      hf_json_scanner_fail (self->scanner, "there is not enough memory for its references");
}

static void
read_member (Reader           *self,
             const HfJsonText *key)
{
  if (hf_json_text_is (key, "address"))
    self->has_address = hf_json_scanner_uint64 (self->scanner, &self->address);
  else if (hf_json_text_is (key, "type"))
    take_text (self, self->type);
  else if (hf_json_text_is (key, "size"))
    take_size (self, &self->size);
  else if (hf_json_text_is (key, "len"))
    take_size (self, &self->length);
  else if (hf_json_text_is (key, "name") && hf_json_scanner_peek (self->scanner) == HF_JSON_STRING)
    {
      take_text (self, self->name);
      self->has_name = TRUE;
    }
  else if (hf_json_text_is (key, "value"))
    take_value (self);
  else if (hf_json_text_is (key, "refs"))
    take_refs (self);
  else
    hf_json_scanner_skip (self->scanner);
}

static gboolean
is_type (const Reader *self,
         const char   *name)
{
  return strcmp (self->type->str, name) == 0;
}

static gboolean
is_text (const Reader *self)
{
  return is_type (self, "str") || is_type (self, "unicode") || is_type (self, "bytes");
}

/* Bytes are written as if they were Latin-1. */
static char *
quote_bytes (const GString *text,
             gboolean       cut)
{
  g_autofree char *clean = hf_utf8_clean (text->str, text->len);
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autofree char *quoted = NULL;

  for (const char *at = clean; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if ((c < 0x20 && strchr ("\n\r\t", (int) c) == NULL) || (c >= 0x7f && c < 0x100))
        g_string_append_printf (bytes, "\\x%02x", c);
      else
        g_string_append_unichar (bytes, c);
    }
  quoted = hf_dump_quote (bytes->str, bytes->len, cut);

  return g_strconcat ("b", quoted, NULL);
}

/* What stands for the object as its language writes it; a string of the builder's, 0 for none. */
static guint32
value_of (const Reader *self,
          gboolean     *cut)
{
  g_autofree char *quoted = NULL;

  *cut = FALSE;
  if (self->has_name)
    return hf_heap_builder_string (self->builder, self->name->str, (gssize) self->name->len);
  if (!self->has_value)
    return 0;
  if (self->is_number || !is_text (self))
    return hf_heap_builder_string (self->builder, self->value->str, (gssize) self->value->len);

  *cut = self->length != G_MAXUINT64 && self->length > (guint64) g_utf8_strlen (self->value->str, (gssize) self->value->len);
  quoted = is_type (self, "bytes") ? quote_bytes (self->value, *cut) : hf_dump_quote (self->value->str, self->value->len, *cut);

  return hf_heap_builder_string (self->builder, quoted, -1);
}

/* C types are written with their module, classes of Python by their bare name. */
static guint64
type_of (Reader *self)
{
  guint32 type = hf_heap_builder_string (self->builder, self->type->str, (gssize) self->type->len);
  const char *dot = strrchr (self->type->str, '.');

  if (g_hash_table_add (self->types, GUINT_TO_POINTER (type + 1)))
    {
      g_autofree char *module = dot != NULL ? g_strndup (self->type->str, (gsize) (dot - self->type->str)) : g_strdup ("");

      hf_python_graph_name_type (self->graph, type, module, dot != NULL && dot[1] != '\0' ? dot + 1 : self->type->str);
    }

  return type;
}

/* Dictionaries list their values, or values with keys: CPython 2 always and the key first, CPython 3 where a key is no str
 * and the value first. */
static void
add_refs (Reader *self)
{
  gsize n = self->refs.n;
  const guint64 *refs = self->refs.at;
  gboolean listed = self->length == n && (is_type (self, "list") || is_type (self, "tuple"));
  gboolean is_set = is_type (self, "set") || is_type (self, "frozenset");

  if (is_type (self, "dict") && n > 0 && n % 2 == 0 && self->length == n / 2)
    for (gsize i = 0; i < n; i += 2)
      hf_python_graph_add_pair (self->graph, refs[i], refs[i + 1]);
  else
    for (gsize i = 0; i < n; i++)
      hf_python_graph_add_ref (self->graph, refs[i], listed ? HF_REF_INDEX : is_set ? HF_REF_MEMBER : HF_REF_OTHER, listed ? (guint32) i : 0);
}

static void
read_line (Reader *self)
{
  HfJsonText key;
  gboolean cut;
  guint32 value;

  self->has_address = self->has_name = self->has_value = FALSE;
  self->size = 0;
  self->length = G_MAXUINT64;
  g_string_truncate (self->type, 0);
  self->refs.n = 0;
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    read_member (self, &key);
  if (hf_json_scanner_failed (self->scanner))
    return;
  if (!self->has_address || self->type->len == 0)
    {
      hf_json_scanner_fail (self->scanner, "an object without \"address\" or \"type\"");
      return;
    }

  value = value_of (self, &cut);
  hf_python_graph_add_object (self->graph, self->address, type_of (self), self->size);
  if (!hf_python_graph_check (self->graph, NULL))
    return;
  hf_python_graph_set_value (self->graph, hf_python_graph_n_objects (self->graph) - 1, value, cut ? HF_OBJECT_VALUE_CUT : 0);
  add_refs (self);
}

/* ---- the file -------------------------------------------------------------------------------------------------------------- */

/* A process that forks or dies while it writes leaves half lines: they are left out. */
static void
read_lines (Reader *self)
{
  while (hf_json_scanner_peek (self->scanner) != HF_JSON_END || hf_json_scanner_failed (self->scanner))
    {
      if (!hf_json_scanner_failed (self->scanner))
        read_line (self);
      if (!hf_json_scanner_failed (self->scanner))
        continue;
      self->n_damaged++;
      if (self->first_damage == NULL)
        self->first_damage = g_strdup (hf_json_scanner_message (self->scanner));
      if (!hf_python_graph_check (self->graph, NULL) || !hf_json_scanner_next_line (self->scanner))
        return;
    }
}

static void
tell (Reader *self,
      guint32 n_twice)
{
  const char *packed = hf_dump_input_damage (self->input);
  g_autofree char *sentence = NULL;

  hf_heap_builder_set_format (self->builder, "meliae JSON lines");
  hf_heap_builder_set_runtime (self->builder, "CPython");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ADDRESSES);
  hf_heap_builder_add_lack (self->builder, "The dump names no roots: modules, frames and objects without referrers stand in for them.");
  hf_heap_builder_add_lack (self->builder, "Attributes and keys have no names in it, but those of dictionaries with a key that is no str.");
  if (n_twice > 0)
    {
      sentence = g_strdup_printf ("%u objects are in the dump more than once: each counts once.", n_twice);
      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (self->first_damage != NULL || packed != NULL)
    {
      g_autofree char *damage = g_strdup_printf ("%s%s%s%s %" G_GUINT64_FORMAT " lines in all were left out; %u objects were read.",
                                                 packed != NULL ? packed : "", packed != NULL ? " " : "",
                                                 self->first_damage != NULL ? "Damaged at " : "The file ends too early.",
                                                 self->first_damage != NULL ? self->first_damage : "", self->n_damaged,
                                                 hf_python_graph_n_objects (self->graph) - n_twice);

      hf_heap_builder_set_truncated (self->builder, damage);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  guint32 n = hf_python_graph_n_objects (self->graph), n_twice;

  if (hf_dump_input_failed (self->input, error) || !hf_python_graph_check (self->graph, error))
    return FALSE;
  if (n == 0)
    {
      g_set_error (error, HF_ERROR, hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                   "%s%s: no object could be read.", self->first_damage != NULL ? "Damaged at " : "It ends at byte 0",
                   self->first_damage != NULL ? self->first_damage : "");
      return FALSE;
    }
  if (!hf_python_graph_finish (self->graph, &n_twice, self->progress, error))
    return FALSE;
  hf_python_graph_add_roots (self->graph);
  tell (self, n_twice);

  return TRUE;
}

gboolean
hf_dump_read_meliae (HfDumpInput   *input,
                     HfHeapBuilder *builder,
                     HfProgress    *progress,
                     GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  g_autoptr (HfPythonGraph) graph = hf_python_graph_new (builder);
  Reader self = { .scanner = scanner, .input = input, .builder = builder, .graph = graph, .progress = progress };
  gboolean good;

  self.types = g_hash_table_new (NULL, NULL);
  self.type = g_string_new (NULL);
  self.name = g_string_new (NULL);
  self.value = g_string_new (NULL);
  hf_dump_input_skip_byte_order_mark (input);
  read_lines (&self);
  good = finish (&self, error);

  g_hash_table_unref (self.types);
  g_string_free (self.type, TRUE);
  g_string_free (self.name, TRUE);
  g_string_free (self.value, TRUE);
  hf_vector_clear (&self.refs);
  g_free (self.first_damage);

  return good;
}
