/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-address-table.h"
#include "hf-javascript.h"
#include "hf-json-scanner.h"

/* JavaScriptCore's heap snapshots, as WebKit's inspector exports them and Bun writes them: flat lists of numbers,
 * {"version": 3, "type": "Inspector", "nodes": [id, size, class, flags, …], "nodeClassNames": […],
 *  "edges": [from id, to id, type, data, …], "edgeTypes": […], "edgeNames": […]}.
 * The names come behind the numbers, so that both are kept until all is read. */

#define IS_INTERNAL 1u

typedef struct
{
  guint64 size;
  guint32 id;
  guint32 class;
  guint32 flags;
} Node;

typedef struct
{
  guint32 from; /* ids */
  guint32 to;
  guint32 type;
  guint32 data;
} Edge;

typedef struct
{
  guint32 raw;      /* strings of the builder's */
  guint32 property;
  guint8 kind;      /* HfRefKind of the property */
} Name;

typedef enum
{
  EDGE_INTERNAL,
  EDGE_PROPERTY,
  EDGE_INDEX,
  EDGE_VARIABLE,
} EdgeType;

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfAddressTable numbers; /* of ids */
  HF_VECTOR (Node) nodes;
  HF_VECTOR (Edge) edges;
  HF_VECTOR (Name) names;
  HF_VECTOR (guint32) classes;    /* strings */
  HF_VECTOR (guint32) edge_types; /* EdgeType */
  guint32 *types;                 /* of classes; the last is for those that have no name */
  guint64 n_twice;
  gboolean met_edges;
  gboolean met_names;
  gboolean is_debugging;
} Reader;

gboolean
hf_dump_sniff_jsc (const guint8 *start,
                   gsize         n)
{
  n = MIN (n, 400);

  return n > 0 && *start == '{' && hf_dump_sniff_finds (start, n, "\"version\"") &&
         (hf_dump_sniff_finds (start, n, "\"Inspector\"") || hf_dump_sniff_finds (start, n, "\"GCDebugging\""));
}

/* ---- lists ------------------------------------------------------------------------------------------------------------------- */

static guint32
small (guint64 number)
{
  return number < HF_NONE ? (guint32) number : HF_NONE;
}

static gboolean
no_memory (Reader *self)
{
  return hf_json_scanner_fail (self->scanner, "there is not enough memory for its lists");
}

static gboolean
take_node (Reader        *self,
           const guint64 *record)
{
  Node node = { MIN (record[1], (guint64) 1 << 48), small (record[0]), small (record[2]), small (record[3]) };
  guint32 n = self->numbers.n;
  guint32 number = hf_address_table_number (&self->numbers, node.id);

  if (number == HF_NONE)
    return FALSE;
  if (number != n)
    {
      self->n_twice++;
      return TRUE;
    }

  return hf_vector_push (&self->nodes, node);
}

static gboolean
take_edge (Reader        *self,
           const guint64 *record)
{
  Edge edge = { small (record[0]), small (record[1]), small (record[2]), small (record[3]) };

  return hf_vector_push (&self->edges, edge);
}

/* A snapshot for debugging the collector has three more fields a node, of which the addresses are texts. */
static gsize
take_items (Reader  *self,
            guint64 *numbers,
            gsize    max,
            gboolean are_mixed)
{
  gsize n = 0;

  if (!are_mixed)
    return hf_json_scanner_uint64_items (self->scanner, numbers, max);
  while (n < max && hf_json_scanner_next_item (self->scanner))
    {
      numbers[n] = 0;
      if (hf_json_scanner_peek (self->scanner) != HF_JSON_NUMBER)
        hf_json_scanner_skip (self->scanner);
      else
        hf_json_scanner_uint64 (self->scanner, &numbers[n]);
      n += !hf_json_scanner_failed (self->scanner);
    }

  return n;
}

#define RECORDS 256

static void
read_records (Reader  *self,
              gsize    stride,
              gboolean are_mixed,
              gboolean (*take) (Reader *self, const guint64 *record))
{
  guint64 numbers[RECORDS * 7];
  gsize n;

  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  do
    {
      n = take_items (self, numbers, RECORDS * stride, are_mixed);
      for (gsize i = 0; i + stride <= n; i += stride)
        if (!take (self, numbers + i))
          {
            no_memory (self);
            return;
          }
    }
  while (n == RECORDS * stride);
  if (!hf_json_scanner_failed (self->scanner) && n % stride != 0)
    hf_json_scanner_fail (self->scanner, "the last entry of a list is not complete");
}

static gboolean
next_text (Reader     *self,
           HfJsonText *text)
{
  return hf_json_scanner_next_item (self->scanner) && hf_json_scanner_string (self->scanner, text);
}

static void
read_classes (Reader *self)
{
  HfJsonText text;

  if (hf_json_scanner_enter_array (self->scanner))
    while (next_text (self, &text))
      if (!hf_vector_push (&self->classes, hf_heap_builder_string (self->builder, text.text, (gssize) text.length)))
        no_memory (self);
}

static void
read_edge_types (Reader *self)
{
  HfJsonText text;

  if (hf_json_scanner_enter_array (self->scanner))
    while (next_text (self, &text))
      if (!hf_vector_push (&self->edge_types, hf_json_text_is (&text, "Property")   ? EDGE_PROPERTY
                                              : hf_json_text_is (&text, "Index")    ? EDGE_INDEX
                                              : hf_json_text_is (&text, "Variable") ? EDGE_VARIABLE
                                                                                    : EDGE_INTERNAL))
        no_memory (self);
}

static void
read_names (Reader *self)
{
  HfJsonText text;

  if (!hf_json_scanner_enter_array (self->scanner))
    return;
  while (next_text (self, &text))
    {
      guint32 raw = hf_heap_builder_string (self->builder, text.text, (gssize) text.length);
      g_autofree char *clean = g_strdup (hf_heap_builder_get_string (self->builder, raw));
      HfJavascriptName property = hf_javascript_property (clean);
      Name name = { raw, hf_heap_builder_string (self->builder, property.name, -1), (guint8) property.kind };

      g_free (property.name);
      if (!hf_vector_push (&self->names, name))
        no_memory (self);
    }
  self->met_names = !hf_json_scanner_failed (self->scanner);
}

static void
read_member (Reader           *self,
             const HfJsonText *key)
{
  gboolean is_list = hf_json_scanner_peek (self->scanner) == HF_JSON_ARRAY;
  HfJsonText text;

  if (hf_json_text_is (key, "type") && hf_json_scanner_peek (self->scanner) == HF_JSON_STRING)
    self->is_debugging = hf_json_scanner_string (self->scanner, &text) && hf_json_text_is (&text, "GCDebugging");
  else if (hf_json_text_is (key, "nodes") && is_list)
    read_records (self, self->is_debugging ? 7 : 4, self->is_debugging, take_node);
  else if (hf_json_text_is (key, "edges") && is_list)
    {
      read_records (self, 4, FALSE, take_edge);
      self->met_edges = !hf_json_scanner_failed (self->scanner);
    }
  else if (hf_json_text_is (key, "nodeClassNames") && is_list)
    read_classes (self);
  else if (hf_json_text_is (key, "edgeTypes") && is_list)
    read_edge_types (self);
  else if (hf_json_text_is (key, "edgeNames") && is_list)
    read_names (self);
  else
    hf_json_scanner_skip (self->scanner);
}

/* ---- the heap -------------------------------------------------------------------------------------------------------------------- */

static guint32
add_type (Reader     *self,
          const char *name,
          gboolean    is_internal)
{
  if (strcmp (name, "string") == 0)
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_VALUE, HF_TYPE_STRING);
  if (strcmp (name, "symbol") == 0 || strcmp (name, "BigInt") == 0 || strcmp (name, "HeapBigInt") == 0)
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_VALUE, 0);
  if (strcmp (name, "Function") == 0)
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_FUNCTION, 0);
  if (strcmp (name, "Array") == 0 || strcmp (name, "Map") == 0 || strcmp (name, "Set") == 0 || strcmp (name, "WeakMap") == 0)
    return hf_heap_builder_type (self->builder, "", name, HF_KIND_CONTAINER, 0);

  return hf_heap_builder_type (self->builder, "", name, is_internal ? HF_KIND_OTHER : HF_KIND_INSTANCE, is_internal ? HF_TYPE_INTERNAL : 0);
}

/* A class is the engine's own if all its objects are. */
static gboolean
settle_types (Reader *self)
{
  gsize n = self->classes.n;
  g_autofree gboolean *is_programs = g_try_new0 (gboolean, n + 1);

  self->types = g_try_new0 (guint32, n + 1);
  if (is_programs == NULL || self->types == NULL)
    return FALSE;
  for (gsize i = 0; i < self->nodes.n; i++)
    if ((self->nodes.at[i].flags & IS_INTERNAL) == 0)
      is_programs[MIN (self->nodes.at[i].class, n)] = TRUE;
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup (hf_heap_builder_get_string (self->builder, self->classes.at[i]));

      self->types[i] = add_type (self, *name != '\0' ? name : "unknown", !is_programs[i]);
    }
  self->types[n] = add_type (self, "unknown", FALSE);

  return TRUE;
}

static void
add_nodes (Reader *self)
{
  for (gsize i = 0; i < self->nodes.n && (i % 65536 != 0 || hf_dump_input_poll (self->input)); i++)
    {
      const Node *node = &self->nodes.at[i];
      HfObjectSpec spec = { .address = node->id, .shallow = node->size, .refcount = HF_REFCOUNT_UNKNOWN,
                            .type = self->types[MIN (node->class, self->classes.n)] };

      hf_heap_builder_add_object (self->builder, &spec);
    }
}

static void
add_edge (Reader     *self,
          const Edge *edge)
{
  static const Name unknown = { 0, 0, HF_REF_OTHER };
  guint32 from = hf_address_table_find (&self->numbers, edge->from);
  guint32 to = hf_address_table_find (&self->numbers, edge->to);
  guint32 type = edge->type < self->edge_types.n ? self->edge_types.at[edge->type] : EDGE_INTERNAL;
  const Name *name = edge->data < self->names.n ? &self->names.at[edge->data] : &unknown;

  if (from == HF_NONE)
    return;
  if (type == EDGE_PROPERTY)
    hf_heap_builder_add_ref_from (self->builder, from, to, (HfRefKind) name->kind, name->property, HF_CLASS_STRONG);
  else if (type == EDGE_VARIABLE)
    hf_heap_builder_add_ref_from (self->builder, from, to, HF_REF_CELL, name->raw, HF_CLASS_STRONG);
  else if (type == EDGE_INDEX)
    hf_heap_builder_add_ref_from (self->builder, from, to, HF_REF_INDEX, MIN (edge->data, HF_NONE - 1), HF_CLASS_STRONG);
  else
    hf_heap_builder_add_ref_from (self->builder, from, to, HF_REF_INTERNAL, 0,
                                  to != HF_NONE && self->nodes.at[to].flags & IS_INTERNAL ? HF_CLASS_STRUCTURAL : HF_CLASS_STRONG);
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  const char *message = hf_json_scanner_message (self->scanner);

  hf_heap_builder_set_format (self->builder, "JavaScriptCore heap snapshot");
  hf_heap_builder_set_runtime (self->builder, "JavaScript (JavaScriptCore)");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_ROOTS | HF_HAS_NAMES | HF_HAS_ADDRESSES);
  hf_heap_builder_add_lack (self->builder, "What weak references refer to is not in the dump.");
  if (self->n_twice > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " objects have the number of another one: they were left out.", self->n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (message != NULL || packed != NULL || !self->met_edges || !self->met_names || self->edge_types.n == 0 || self->classes.n == 0)
    {
      g_autofree char *sentence =
        g_strdup_printf ("%s%sIt ends at byte %" G_GUINT64_FORMAT "%s%s: %" G_GSIZE_FORMAT " objects, %" G_GSIZE_FORMAT " references, %" G_GSIZE_FORMAT " names of classes and %"
                         G_GSIZE_FORMAT " of references were read.", packed != NULL ? packed : "", packed != NULL ? " " : "",
                         hf_dump_input_offset (self->input), message != NULL ? ", damaged at " : ", where lists are missing",
                         message != NULL ? message : "", self->nodes.n, self->edges.n, self->classes.n, self->names.n);

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  const char *message = hf_json_scanner_message (self->scanner);

  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->nodes.n == 0)
    {
      g_set_error (error, HF_ERROR, hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                   "%s%s: no object could be read.", message != NULL ? "Damaged at " : "There is nothing in it up to byte ",
                   message != NULL ? message : "0");
      return FALSE;
    }
  if (!settle_types (self))
    {
      g_set_error_literal (error, HF_ERROR, HF_ERROR_TOO_LARGE, "There is not enough memory for its classes.");
      return FALSE;
    }
  add_nodes (self);
  for (gsize i = 0; i < self->edges.n && (i % 65536 != 0 || hf_dump_input_poll (self->input)); i++)
    add_edge (self, &self->edges.at[i]);
  if (hf_dump_input_failed (self->input, error))
    return FALSE;
  hf_heap_builder_add_root (self->builder, HF_ROOT_INTERPRETER, "JavaScriptCore", 0, FALSE);
  tell (self);

  return TRUE;
}

gboolean
hf_dump_read_jsc (HfDumpInput   *input,
                  HfHeapBuilder *builder,
                  HfProgress    *progress,
                  GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  Reader self = { .scanner = scanner, .input = input, .builder = builder };
  HfJsonText key;
  gboolean good;

  if (hf_json_scanner_enter_object (scanner))
    while (hf_json_scanner_next_member (scanner, &key))
      read_member (&self, &key);
  good = finish (&self, error);

  hf_address_table_clear (&self.numbers);
  hf_vector_clear (&self.nodes);
  hf_vector_clear (&self.edges);
  hf_vector_clear (&self.names);
  hf_vector_clear (&self.classes);
  hf_vector_clear (&self.edge_types);
  g_free (self.types);

  return good;
}
