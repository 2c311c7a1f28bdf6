/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-address-table.h"
#include "hf-dump-objgraph.h"
#include "hf-json-scanner.h"
#include "hf-python-types.h"

/* Graphs that Python's refcycle exports as JSON: {"vertices": [{"id": 0, "annotation": "list[3]"}, …],
 * "edges": [{"id": 0, "annotation": "item[2]", "head": 1, "tail": 0}, …]}, where a tail refers to a head. */

typedef struct
{
  guint64 tail;
  guint64 head;
  guint32 name;
  guint8 kind;
} Edge;

typedef struct
{
  HfJsonScanner *scanner;
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfAddressTable numbers;  /* of ids: the builder's objects */
  HF_VECTOR (Edge) early;  /* that come before the objects */
  gboolean met_vertices;
  gboolean met_edges;
  gboolean no_memory;
  guint64 n_twice;
  GString *annotation;
} Reader;

gboolean
hf_dump_sniff_refcycle (const guint8 *start,
                        gsize         n)
{
  gboolean has_vertices = hf_dump_sniff_finds (start, MIN (n, 40), "\"vertices\"");
  gboolean has_edges = hf_dump_sniff_finds (start, MIN (n, 40), "\"edges\"");

  n = MIN (n, 1000);

  return n > 0 && *start == '{' && (has_vertices || has_edges) && hf_dump_sniff_finds (start, n, "\"annotation\"") &&
         (has_vertices || hf_dump_sniff_finds (start, n, "\"tail\""));
}

static void
take_annotation (Reader *self)
{
  HfJsonText text;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_STRING)
    hf_json_scanner_skip (self->scanner);
  else if (hf_json_scanner_string (self->scanner, &text))
    {
      g_string_truncate (self->annotation, 0);
      g_string_append_len (self->annotation, text.text, (gssize) text.length);
    }
}

static void
take_number (Reader   *self,
             guint64  *number,
             gboolean *has)
{
  if (hf_json_scanner_peek (self->scanner) != HF_JSON_NUMBER)
    hf_json_scanner_skip (self->scanner);
  else
    *has = hf_json_scanner_uint64 (self->scanner, number);
}

/* ---- vertices ------------------------------------------------------------------------------------------------------------------ */

/* "function\nwork": the line break is written as Graphviz wants it. */
static void
split (const char *annotation,
       char      **type,
       char      **value)
{
  const char *end = strstr (annotation, "\\n");

  *type = end != NULL ? g_strndup (annotation, (gsize) (end - annotation)) : g_strdup (annotation);
  *value = g_strdup (end != NULL ? end + 2 : "");
  hf_dump_refcycle_label (type, value);
}

static guint32
add_type (Reader     *self,
          const char *full)
{
  const char *dot = strrchr (full, '.');
  g_autofree char *module = dot != NULL && dot > full && dot[1] != '\0' ? g_strndup (full, (gsize) (dot - full)) : NULL;
  const char *name = module != NULL ? dot + 1 : full;
  HfTypeFlags flags;
  HfKind kind = hf_python_types_kind (module, name, &flags);

  return hf_heap_builder_type (self->builder, module, *name != '\0' ? name : "object", kind, flags);
}

static void
add_vertex (Reader *self,
            guint64 id)
{
  g_autofree char *type = NULL;
  g_autofree char *value = NULL;
  guint32 n = self->numbers.n, object = hf_address_table_number (&self->numbers, id);
  HfObjectSpec spec = { .address = id + 1, .refcount = HF_REFCOUNT_UNKNOWN };

  if (object == HF_NONE || object != n)
    {
      self->no_memory = self->no_memory || object == HF_NONE;
      self->n_twice += object != HF_NONE;
      return;
    }
  split (self->annotation->str, &type, &value);
  spec.type = add_type (self, type);
  spec.value = value;
  spec.value_length = strlen (value);
  object = hf_heap_builder_add_object (self->builder, &spec);
  if (g_str_equal (type, "module") || g_str_equal (type, "frame"))
    {
      g_autofree char *words = g_strdup_printf ("%s %s", type, value);

      hf_heap_builder_add_root (self->builder, *type == 'm' ? HF_ROOT_MODULE : HF_ROOT_THREAD, words, object, FALSE);
    }
}

static void
read_vertex (Reader *self)
{
  HfJsonText key;
  guint64 id = 0;
  gboolean has_id = FALSE;

  g_string_truncate (self->annotation, 0);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (hf_json_text_is (&key, "id"))
      take_number (self, &id, &has_id);
    else if (hf_json_text_is (&key, "annotation"))
      take_annotation (self);
    else
      hf_json_scanner_skip (self->scanner);
  if (!hf_json_scanner_failed (self->scanner) && !has_id)
    hf_json_scanner_fail (self->scanner, "an object without \"id\"");
  else if (!hf_json_scanner_failed (self->scanner))
    add_vertex (self, id);
}

/* ---- edges ----------------------------------------------------------------------------------------------------------------------- */

/* The inside of "value['k']", "local 'x'" between @before and @after; NULL if it is none such. */
static char *
inside (const char *text,
        const char *before,
        const char *after)
{
  gsize length = strlen (text), head = strlen (before), tail = strlen (after);

  return length > head + tail && g_str_has_prefix (text, before) && g_str_has_suffix (text, after) ? g_strndup (text + head, length - head - tail) : NULL;
}

static void
name_edge (Reader     *self,
           const char *text,
           Edge       *edge)
{
  g_autofree char *position = inside (text, "item[", "]");
  g_autofree char *key = inside (text, "value[", "]");
  g_autofree char *local = inside (text, "local '", "'");
  const char *name = text;
  guint64 number;

  edge->kind = HF_REF_OTHER;
  if (position != NULL && g_ascii_string_to_unsigned (position, 10, 0, HF_NONE - 1, &number, NULL))
    {
      edge->kind = HF_REF_INDEX;
      edge->name = (guint32) number;
      return;
    }
  if (key != NULL)
    {
      edge->kind = HF_REF_VALUE;
      name = key;
    }
  else if (local != NULL)
    {
      edge->kind = HF_REF_LOCAL;
      name = local;
    }
  else if (g_str_equal (text, "key") || g_str_equal (text, "element"))
    {
      edge->kind = *text == 'k' ? HF_REF_KEY : HF_REF_MEMBER;
      name = "";
    }
  else if (g_str_equal (text, "__dict__") || g_str_equal (text, "__class__"))
    {
      edge->kind = text[2] == 'd' ? HF_REF_DICT : HF_REF_TYPE;
      name = "";
    }
  else if (*text != '\0')
    edge->kind = HF_REF_FIELD;
  edge->name = hf_heap_builder_string (self->builder, name, -1);
}

static void
add_edge (Reader     *self,
          const Edge *edge)
{
  guint32 tail = hf_address_table_find (&self->numbers, edge->tail);

  if (tail != HF_NONE)
    hf_heap_builder_add_ref_from (self->builder, tail, hf_address_table_find (&self->numbers, edge->head), (HfRefKind) edge->kind, edge->name,
                                  HF_CLASS_STRONG);
}

static void
read_edge (Reader *self)
{
  HfJsonText key;
  Edge edge = { 0 };
  gboolean has_head = FALSE, has_tail = FALSE;

  g_string_truncate (self->annotation, 0);
  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (hf_json_text_is (&key, "head"))
      take_number (self, &edge.head, &has_head);
    else if (hf_json_text_is (&key, "tail"))
      take_number (self, &edge.tail, &has_tail);
    else if (hf_json_text_is (&key, "annotation"))
      take_annotation (self);
    else
      hf_json_scanner_skip (self->scanner);
  if (hf_json_scanner_failed (self->scanner))
    return;
  if (!has_head || !has_tail)
    {
      hf_json_scanner_fail (self->scanner, "a reference without \"head\" or \"tail\"");
      return;
    }
  name_edge (self, self->annotation->str, &edge);
  if (self->met_vertices)
    add_edge (self, &edge);
  else
    self->no_memory = self->no_memory || !hf_vector_push (&self->early, edge);
}

/* ---- the file ---------------------------------------------------------------------------------------------------------------------- */

static void
read_list (Reader *self,
           void  (*read_item) (Reader *self))
{
  if (hf_json_scanner_enter_array (self->scanner))
    while (!self->no_memory && hf_heap_builder_check (self->builder, NULL) && hf_json_scanner_next_item (self->scanner))
      read_item (self);
}

static void
read_document (Reader *self)
{
  HfJsonText key;

  if (!hf_json_scanner_enter_object (self->scanner))
    return;
  while (!self->no_memory && hf_heap_builder_check (self->builder, NULL) && hf_json_scanner_next_member (self->scanner, &key))
    if (hf_json_text_is (&key, "vertices"))
      {
        read_list (self, read_vertex);
        self->met_vertices = TRUE;
      }
    else if (hf_json_text_is (&key, "edges"))
      {
        read_list (self, read_edge);
        self->met_edges = !hf_json_scanner_failed (self->scanner);
      }
    else
      hf_json_scanner_skip (self->scanner);
  for (gsize i = 0; i < self->early.n; i++)
    add_edge (self, &self->early.at[i]);
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);
  const char *message = hf_json_scanner_message (self->scanner);

  hf_heap_builder_set_format (self->builder, "refcycle JSON");
  hf_heap_builder_set_runtime (self->builder, "Python");
  hf_heap_builder_set_has (self->builder, HF_HAS_VALUES | HF_HAS_NAMES);
  hf_heap_builder_add_lack (self->builder, "Sizes are not recorded.");
  hf_heap_builder_add_lack (self->builder, "This is a part of the heap: objects may have more references and referrers than are shown.");
  if (self->n_twice > 0)
    {
      g_autofree char *sentence = g_strdup_printf ("%" G_GUINT64_FORMAT " objects have the number of another one: they were left out.", self->n_twice);

      hf_heap_builder_add_lack (self->builder, sentence);
    }
  if (message != NULL || packed != NULL || !self->met_edges)
    {
      g_autofree char *sentence =
        g_strdup_printf ("%s%s%s%s: %u objects were read%s (up to byte %" G_GUINT64_FORMAT ").", packed != NULL ? packed : "", packed != NULL ? " " : "",
                         message != NULL ? "Damaged at " : "The list of references is missing", message != NULL ? message : "", self->numbers.n,
                         self->met_edges ? "" : ", and not all references", hf_dump_input_offset (self->input));

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
  if (self->no_memory || self->numbers.n == 0)
    {
      g_set_error (error, HF_ERROR, self->no_memory ? HF_ERROR_TOO_LARGE : hf_json_scanner_is_cut (self->scanner) ? HF_ERROR_TRUNCATED : HF_ERROR_CORRUPT,
                   "%s%s: no object could be read (up to byte %" G_GUINT64_FORMAT ").",
                   self->no_memory ? "There is not enough memory" : message != NULL ? "Damaged at " : "There is nothing in it",
                   message != NULL && !self->no_memory ? message : "", hf_dump_input_offset (self->input));
      return FALSE;
    }
  tell (self);

  return TRUE;
}

gboolean
hf_dump_read_refcycle (HfDumpInput   *input,
                       HfHeapBuilder *builder,
                       HfProgress    *progress,
                       GError       **error)
{
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  Reader self = { .scanner = scanner, .input = input, .builder = builder };
  gboolean good;

  self.annotation = g_string_new (NULL);
  read_document (&self);
  good = finish (&self, error);

  g_string_free (self.annotation, TRUE);
  hf_address_table_clear (&self.numbers);
  hf_vector_clear (&self.early);

  return good;
}
