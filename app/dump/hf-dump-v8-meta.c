/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-v8-private.h"

#include <string.h>

static const char *const node_type_words[] = {
  "hidden", "array", "string", "object", "code", "closure", "regexp", "number", "native", "synthetic",
  "concatenated string", "sliced string", "symbol", "bigint", "object shape", "wasm object", NULL,
};
static const char *const edge_type_words[] = { "context", "element", "property", "internal", "hidden", "shortcut", "weak", NULL };

static const char *const node_columns[] = { "type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness", NULL };
static const char *const edge_columns[] = { "type", "name_or_index", "to_node", NULL };
static const char *const function_columns[] = { "name", "script_name", "script_id", "line", NULL };
static const char *const trace_columns[] = { "id", "function_info_index", "children", NULL };
static const char *const place_columns[] = { "object_index", "script_id", "script_object_index", "line", "column", NULL };

static gint
index_of (const char *const *words,
          const HfJsonText  *text)
{
  for (gint i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) == text->length && memcmp (words[i], text->text, text->length) == 0)
      return i;

  return -1;
}

static void
read_columns (HfV8Reader        *self,
              HfV8Columns       *columns,
              const char *const *words)
{
  HfJsonText text;

  columns->stride = 0;
  memset (columns->at, -1, sizeof columns->at);
  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    {
      gint known;

      if (!hf_json_scanner_string (self->scanner, &text))
        return;
      known = index_of (words, &text);
      if (columns->stride >= HF_V8_MAX_COLUMNS)
        {
          hf_json_scanner_fail (self->scanner, "a list has more columns than any program writes");
          return;
        }
      if (known >= 0 && columns->at[known] < 0)
        columns->at[known] = (gint8) columns->stride;
      columns->stride++;
    }
}

/* The words of a column that names kinds: unknown ones are other programs'. */
static void
read_type_words (HfV8Reader        *self,
                 const char *const *words,
                 gint               unknown,
                 GArray            *types,
                 GPtrArray         *names)
{
  HfJsonText text;

  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner) && hf_json_scanner_string (self->scanner, &text))
    {
      gint type = index_of (words, &text);

      type = type >= 0 ? type : unknown;
      if (types->len >= HF_V8_MAX_TYPES)
        continue;
      g_array_append_val (types, type);
      if (names != NULL)
        g_ptr_array_add (names, hf_utf8_clean (text.text, text.length));
    }
}

/* [[words of the type], "string", "number" …]: of the others only Julia's "from_node" tells anything. */
static void
read_types (HfV8Reader *self,
            gboolean    of_nodes)
{
  HfJsonText text;

  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  while (hf_json_scanner_next_item (self->scanner))
    if (hf_json_scanner_peek (self->scanner) == HF_JSON_ARRAY)
      read_type_words (self, of_nodes ? node_type_words : edge_type_words, of_nodes ? HF_V8_UNKNOWN : HF_V8_UNKNOWN_EDGE,
                       of_nodes ? self->node_types : self->edge_types, of_nodes ? self->node_words : NULL);
    else if (hf_json_scanner_peek (self->scanner) != HF_JSON_STRING)
      hf_json_scanner_skip (self->scanner);
    else if (hf_json_scanner_string (self->scanner, &text) && hf_json_text_is (&text, "from_node"))
      self->engine = HF_V8_ENGINE_JULIA;
}

static void
read_meta (HfV8Reader *self)
{
  HfJsonText key;

  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (hf_json_text_is (&key, "node_fields"))
      read_columns (self, &self->nodes, node_columns);
    else if (hf_json_text_is (&key, "edge_fields"))
      read_columns (self, &self->edges, edge_columns);
    else if (hf_json_text_is (&key, "trace_function_info_fields"))
      read_columns (self, &self->functions, function_columns);
    else if (hf_json_text_is (&key, "trace_node_fields"))
      read_columns (self, &self->traces, trace_columns);
    else if (hf_json_text_is (&key, "location_fields"))
      read_columns (self, &self->places, place_columns);
    else if (hf_json_text_is (&key, "node_types"))
      read_types (self, TRUE);
    else if (hf_json_text_is (&key, "edge_types"))
      read_types (self, FALSE);
    else
      hf_json_scanner_skip (self->scanner);
}

/* Some programs write counts that they do not know as null. */
static void
take_count (HfV8Reader *self,
            guint64    *count)
{
  if (hf_json_scanner_peek (self->scanner) == HF_JSON_NUMBER)
    hf_json_scanner_uint64 (self->scanner, count);
  else
    hf_json_scanner_skip (self->scanner);
}

static void
check_columns (HfV8Reader *self)
{
  if (hf_json_scanner_failed (self->scanner))
    return;
  for (guint i = 0; i <= HF_V8_NODE_EDGES; i++)
    if (self->nodes.stride == 0 || (self->nodes.at[i] < 0 && i != HF_V8_NODE_ID))
      hf_json_scanner_fail (self->scanner, "\"node_fields\" lacks the column of types, names, sizes or edges");
  for (guint i = 0; i < HF_V8_N_EDGE_COLUMNS; i++)
    if (self->edges.stride == 0 || self->edges.at[i] < 0)
      hf_json_scanner_fail (self->scanner, "\"edge_fields\" lacks the column of types, names or objects");
  if (self->node_types->len == 0 || self->edge_types->len == 0)
    hf_json_scanner_fail (self->scanner, "the types of nodes and edges are not named");
}

void
hf_v8_read_snapshot (HfV8Reader *self)
{
  HfJsonText key;

  if (self->nodes.stride > 0)
    {
      hf_json_scanner_fail (self->scanner, "\"snapshot\" stands here a second time");
      return;
    }
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (hf_json_text_is (&key, "meta"))
      read_meta (self);
    else if (hf_json_text_is (&key, "node_count"))
      take_count (self, &self->node_count);
    else if (hf_json_text_is (&key, "edge_count"))
      take_count (self, &self->edge_count);
    else if (hf_json_text_is (&key, "root_index"))
      take_count (self, &self->root_index);
    else if (hf_json_text_is (&key, "extra_native_bytes"))
      take_count (self, &self->native_bytes);
    else
      hf_json_scanner_skip (self->scanner);
  check_columns (self);
}

gboolean
hf_v8_has_columns (HfV8Reader        *self,
                   const HfV8Columns *columns,
                   const char        *what)
{
  g_autofree char *why = NULL;

  if (self->nodes.stride > 0 && columns->stride > 0)
    return TRUE;
  why = g_strdup_printf ("\"%s\" stands before \"snapshot\", which says what its numbers are", what);

  return hf_json_scanner_fail (self->scanner, why);
}
