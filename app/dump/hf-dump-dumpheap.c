/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "hf-dump-quote.h"
#include "hf-python-graph.h"

/* What Python's dump-heap writes: MessagePack maps one behind the other, each with its kind under "t":
 *
 *   {"t": "type", "objtype_addr": 1, "typename": "builtins.dict"}
 *   {"t": "object", "root": true, "thread_root": false, "objtype_addr": 1, "addr": 2, "size": 64, "payload": bytes}
 *   {"t": "referents", "addr": 2, "child_addrs": [3, 4]}, which belong to the object before
 *   {"t": "done"}
 *
 * "root" says no more than that the collector tracks it. */

#define MAX_PAYLOAD 128

static const char first_bytes[] = "\x83\xa1t\xa4type";

typedef struct
{
  const char *at;
  gsize length;
} Text;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfPythonGraph *graph;
  HfProgress *progress;
  guint64 last_at;  /* where the map that is read begins */
  gboolean is_done;
  const char *why;  /* it cannot be read further */

  /* the map */
  char *kind;
  char *type_name;
  GString *payload;
  guint64 type;
  guint64 address;
  guint64 size;
  GHashTable *names; /* type address → name, for values */
} Reader;

gboolean
hf_dump_sniff_dumpheap (const guint8 *start,
                        gsize         n)
{
  return n >= sizeof first_bytes - 1 && memcmp (start, first_bytes, sizeof first_bytes - 1) == 0;
}

/* ---- MessagePack --------------------------------------------------------------------------------------------------------------- */

static gboolean
fail (Reader     *self,
      const char *why)
{
  if (self->why == NULL)
    self->why = why;

  return FALSE;
}

static gboolean
take (Reader  *self,
      gsize    n,
      guint64 *number)
{
  if (!hf_dump_input_need (self->input, n))
    return fail (self, "the file ends there");
  *number = 0;
  for (gsize i = 0; i < n; i++)
    *number = *number << 8 | self->input->at[i];
  self->input->at += n;

  return TRUE;
}

static gboolean
take_uint (Reader  *self,
           guint64 *number)
{
  guint64 code;

  if (!take (self, 1, &code))
    return FALSE;
  if (code < 0x80)
    {
      *number = code;
      return TRUE;
    }
  if (code < 0xcc || code > 0xcf)
    return fail (self, "what should be a number is none");

  return take (self, (gsize) 1 << (code - 0xcc), number);
}

/* Of texts and bytes, which stay in the input until the next call. */
static gboolean
take_text (Reader *self,
           Text   *text)
{
  guint64 code, length;

  if (!take (self, 1, &code))
    return FALSE;
  if (code >= 0xa0 && code < 0xc0)
    length = code & 0x1f;
  else if (code >= 0xd9 && code <= 0xdb)
    {
      if (!take (self, (gsize) 1 << (code - 0xd9), &length))
        return FALSE;
    }
  else if (code >= 0xc4 && code <= 0xc6)
    {
      if (!take (self, (gsize) 1 << (code - 0xc4), &length))
        return FALSE;
    }
  else
    return fail (self, "what should be a text is none");
  if (length > hf_dump_input_limits (self->input)->max_json)
    return fail (self, "a text is longer than any file's");
  if (!hf_dump_input_need (self->input, (gsize) length))
    return fail (self, "the file ends there");
  *text = (Text) { (const char *) self->input->at, (gsize) length };
  self->input->at += length;

  return TRUE;
}

/* The number of entries of a map (@fixed 0x80, @wide 0xde) or an array (0x90, 0xdc). */
static gboolean
take_count (Reader  *self,
            guint8   fixed,
            guint8   wide,
            guint64 *n)
{
  guint64 code;

  if (!take (self, 1, &code))
    return FALSE;
  if ((code & 0xf0) == fixed)
    {
      *n = code & 0x0f;
      return TRUE;
    }
  if (code != wide && code != wide + 1u)
    return fail (self, "what should be a map or a list is none");

  return take (self, code == wide ? 2 : 4, n);
}

static gboolean
skip_bytes (Reader *self,
            guint64 n)
{
  while (n > 0)
    {
      gsize step = (gsize) MIN (n, 65536);

      if (!hf_dump_input_need (self->input, step))
        return fail (self, "the file ends there");
      self->input->at += step;
      n -= step;
    }

  return TRUE;
}

/* Any value, whatever is in it. */
static gboolean
skip (Reader *self)
{
  static const guint8 fixed[] = { 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17 }; /* 0xca … 0xd8: bytes behind the code */
  guint64 code, n, left = 1;

  for (; left > 0; left--)
    {
      if (!take (self, 1, &code))
        return FALSE;
      n = 0;
      if (code < 0x80 || code >= 0xe0 || code == 0xc0 || code == 0xc2 || code == 0xc3)
        continue;
      if (code < 0xa0)
        left += (code & 0x0f) * (code < 0x90 ? 2 : 1);
      else if (code < 0xc0)
        n = code & 0x1f;
      else if (code >= 0xca && code <= 0xd8)
        n = fixed[code - 0xca];
      else if (code >= 0xdc)
        {
          if (!take (self, code & 1 ? 4 : 2, &n))
            return FALSE;
          left += n * (code >= 0xde ? 2 : 1);
          n = 0;
        }
      else if (code == 0xc1)
        return fail (self, "a value is of a kind that is not known");
      else
        {
          if (!take (self, (gsize) 1 << (code >= 0xd9 ? code - 0xd9 : (code - 0xc4) % 3), &n))
            return FALSE;
          n += code >= 0xc7 && code <= 0xc9;
        }
      if (!skip_bytes (self, n))
        return FALSE;
    }

  return TRUE;
}

/* ---- maps ------------------------------------------------------------------------------------------------------------------------ */

static gboolean
is (const Text *text,
    const char *word)
{
  return text->length == strlen (word) && memcmp (text->at, word, text->length) == 0;
}

/* References go to the graph as they are read: there may be millions of one object's. */
static gboolean
take_children (Reader *self)
{
  guint32 n_objects = hf_python_graph_n_objects (self->graph);
  guint64 n, to;

  if (!take_count (self, 0x90, 0xdc, &n))
    return FALSE;
  if (n_objects == 0 || hf_python_graph_address (self->graph, n_objects - 1) != self->address)
    return fail (self, "references come behind another object than theirs");
  for (guint64 i = 0; i < n; i++)
    {
      if (!take_uint (self, &to) || !hf_python_graph_check (self->graph, NULL))
        return FALSE;
      hf_python_graph_add_ref (self->graph, to, HF_REF_OTHER, 0);
    }

  return TRUE;
}

static gboolean
take_member (Reader *self)
{
  Text key, text;
  gboolean is_kind, is_name;

  if (!take_text (self, &key))
    return FALSE;
  is_kind = is (&key, "t");
  is_name = is (&key, "typename");
  if (is (&key, "objtype_addr"))
    return take_uint (self, &self->type);
  if (is (&key, "addr"))
    return take_uint (self, &self->address);
  if (is (&key, "size"))
    return take_uint (self, &self->size);
  if (is (&key, "child_addrs"))
    return take_children (self);
  if (is_kind || is_name)
    {
      char **into = is_kind ? &self->kind : &self->type_name;

      if (!take_text (self, &text))
        return FALSE;
      g_free (*into);
      *into = g_strndup (text.at, text.length);
      return TRUE;
    }
  if (!is (&key, "payload"))
    return skip (self);
  if (!take_text (self, &text))
    return FALSE;
  g_string_truncate (self->payload, 0);
  g_string_append_len (self->payload, text.at, (gssize) text.length);

  return TRUE;
}

static void
name_type (Reader *self)
{
  const char *dot = strrchr (self->type_name, '.');
  g_autofree char *module = dot != NULL ? g_strndup (self->type_name, (gsize) (dot - self->type_name)) : g_strdup ("");
  const char *name = dot != NULL && dot[1] != '\0' ? dot + 1 : self->type_name;

  hf_python_graph_name_type (self->graph, self->type, module, name);
  g_hash_table_insert (self->names, g_memdup2 (&self->type, sizeof self->type), g_strdup (self->type_name));
}

/* Texts are written as they are, dictionaries as their keys, what has a name as that. */
static void
add_value (Reader *self)
{
  const char *type = g_hash_table_lookup (self->names, &self->type);
  gboolean is_text = g_strcmp0 (type, "builtins.str") == 0, is_dict = g_strcmp0 (type, "builtins.dict") == 0;
  gboolean cut = (is_text || is_dict) && g_utf8_strlen (self->payload->str, (gssize) self->payload->len) >= MAX_PAYLOAD;
  g_autofree char *value = NULL;

  if (self->payload->len == 0)
    return;
  if (is_text)
    value = hf_dump_quote (self->payload->str, self->payload->len, cut);
  else if (is_dict)
    value = g_strconcat ("{", self->payload->str, cut ? "" : "}", NULL);
  else
    value = g_strdup (self->payload->str);
  hf_python_graph_set_value (self->graph, hf_python_graph_n_objects (self->graph) - 1, hf_heap_builder_string (self->builder, value, -1),
                             cut ? HF_OBJECT_VALUE_CUT : 0);
}

static void
settle_map (Reader *self)
{
  if (g_strcmp0 (self->kind, "done") == 0)
    self->is_done = TRUE;
  else if (g_strcmp0 (self->kind, "type") == 0 && self->type_name != NULL)
    name_type (self);
  else if (g_strcmp0 (self->kind, "object") == 0)
    {
      hf_python_graph_add_object (self->graph, self->address, self->type, MIN (self->size, (guint64) 1 << 48));
      if (hf_python_graph_check (self->graph, NULL))
        add_value (self);
    }
  else if (g_strcmp0 (self->kind, "referents") != 0)
    fail (self, "an entry is of a kind that is not known");
}

static void
read_maps (Reader *self)
{
  guint64 n;

  while (self->why == NULL && !self->is_done && hf_python_graph_check (self->graph, NULL))
    {
      self->last_at = hf_dump_input_offset (self->input);
      self->type = self->address = self->size = 0;
      g_clear_pointer (&self->kind, g_free);
      g_clear_pointer (&self->type_name, g_free);
      g_string_truncate (self->payload, 0);
      if (!take_count (self, 0x80, 0xde, &n))
        return;
      for (guint64 i = 0; i < n; i++)
        if (!take_member (self))
          return;
      settle_map (self);
    }
}

/* ---- the heap ---------------------------------------------------------------------------------------------------------------------- */

static void
tell (Reader *self,
      guint32 n_twice)
{
  const char *packed = hf_dump_input_damage (self->input);

  hf_heap_builder_set_format (self->builder, "dump-heap");
  hf_heap_builder_set_runtime (self->builder, "CPython");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_VALUES | HF_HAS_ADDRESSES);
  hf_heap_builder_add_lack (self->builder, "The dump names no roots: modules, frames and objects without referrers stand in for them.");
  hf_heap_builder_add_lack (self->builder, "Attributes and keys have no names in it.");
  if (n_twice > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%u objects are in the dump more than once: each counts once.", n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (!self->is_done)
    {
      g_autofree char *sentence =
        g_strdup_printf ("%s%sIt cannot be read further than byte %" G_GUINT64_FORMAT ": %s. %u objects were read.", packed != NULL ? packed : "",
                         packed != NULL ? " " : "", self->last_at, self->why != NULL ? self->why : "the packed stream is damaged",
                         hf_python_graph_n_objects (self->graph) - n_twice);

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  guint32 n_twice;

  if (hf_dump_input_failed (self->input, error) || !hf_python_graph_check (self->graph, error))
    return FALSE;
  if (hf_python_graph_n_objects (self->graph) == 0)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_TRUNCATED, "No object could be read (byte %" G_GUINT64_FORMAT "%s%s).", self->last_at,
                   self->why != NULL ? ": " : "", self->why != NULL ? self->why : "");
      return FALSE;
    }
  if (!hf_python_graph_finish (self->graph, &n_twice, self->progress, error))
    return FALSE;
  hf_python_graph_add_roots (self->graph);
  tell (self, n_twice);

  return TRUE;
}

gboolean
hf_dump_read_dumpheap (HfDumpInput   *input,
                       HfHeapBuilder *builder,
                       HfProgress    *progress,
                       GError       **error)
{
  g_autoptr (HfPythonGraph) graph = hf_python_graph_new (builder);
  Reader self = { .input = input, .builder = builder, .graph = graph, .progress = progress };
  gboolean good;

  self.payload = g_string_new (NULL);
  self.names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  read_maps (&self);
  good = finish (&self, error);

  g_string_free (self.payload, TRUE);
  g_hash_table_unref (self.names);
  g_free (self.kind);
  g_free (self.type_name);

  return good;
}
