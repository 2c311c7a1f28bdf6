/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case-file.h"

#include <math.h>
#include <string.h>

#include "hf-case-names.h"
#include "hf-case-private.h"

/* One file being read; the first thing that is wrong is kept. */
typedef struct
{
  HfCase *result;
  GError *error;
  GArray *members; /* of guint: how many members the open objects have had */
} Reader;

static void G_GNUC_PRINTF (2, 3)
fail (Reader *self, const char *format, ...)
{
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  self->error = g_error_new_valist (HF_ERROR, HF_ERROR_CORRUPT, format, args);
  va_end (args);
}

/* ---- before it is parsed -------------------------------------------------------------------------------------------------- */

/* What json-glib takes besides JSON (comments, other quotes) is refused here, so that nothing hides from the count of levels. */
static gboolean
is_json_byte (char c)
{
  return g_ascii_isalnum (c) || strchr (" \t\r\n{}[]:,+-.", c) != NULL;
}

static const char *
skip_string (const char *at, const char *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\')
      at++;

  return at;
}

static gboolean
check_text (const char *text, gsize length, GError **error)
{
  const char *end = text + length, *wrong;
  guint depth = 0;

  if (length > HF_CASE_MAX_BYTES)
    g_set_error (error, HF_ERROR, HF_ERROR_TOO_LARGE, "A case file has at most %u MiB.", HF_CASE_MAX_BYTES >> 20);
  else if (!g_utf8_validate (text, (gssize) length, &wrong))
    g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "At byte %" G_GSIZE_FORMAT ": this is not UTF-8.", (gsize) (wrong - text));
  else
    {
      const char *at = text;

      for (; at < end; at++)
        {
          if (*at == '"')
            at = skip_string (at, end);
          else if (*at == '\0' || !is_json_byte (*at))
            break;
          else if (*at == '{' || *at == '[')
            depth++;
          else if (*at == '}' || *at == ']')
            depth -= depth > 0;
          if (depth > HF_CASE_MAX_DEPTH)
            break;
        }
      if (at >= end)
        return TRUE;
      if (depth > HF_CASE_MAX_DEPTH)
        g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "At byte %" G_GSIZE_FORMAT ": there are more than %u levels.", (gsize) (at - text),
                     HF_CASE_MAX_DEPTH);
      else
        g_set_error (error, HF_ERROR, HF_ERROR_CORRUPT, "At byte %" G_GSIZE_FORMAT ": this is not JSON.", (gsize) (at - text));
    }

  return FALSE;
}

/* ---- members that come twice ------------------------------------------------------------------------------------------------- */

static void
on_object_start (JsonParser *parser, Reader *self)
{
  guint none = 0;

  g_array_append_val (self->members, none);
}

static void
on_object_member (JsonParser *parser, JsonObject *object, const char *name, Reader *self)
{
  g_array_index (self->members, guint, self->members->len - 1)++;
}

static void
on_object_end (JsonParser *parser, JsonObject *object, Reader *self)
{
  guint last = self->members->len - 1;

  if (g_array_index (self->members, guint, last) != json_object_get_size (object))
    fail (self, "A member comes twice in one object.");
  g_array_set_size (self->members, last);
}

static JsonNode *
parse (Reader *self, const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_signal_connect (parser, "object-start", G_CALLBACK (on_object_start), self);
  g_signal_connect (parser, "object-member", G_CALLBACK (on_object_member), self);
  g_signal_connect (parser, "object-end", G_CALLBACK (on_object_end), self);
  if (!json_parser_load_from_data (parser, text, (gssize) length, &error))
    {
      fail (self, "It cannot be read as JSON: %s.", error->message);
      return NULL;
    }

  return json_parser_steal_root (parser);
}

/* ---- members -------------------------------------------------------------------------------------------------------------- */

static char *
take_string (Reader *self, JsonObject *object, const char *record, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) != G_TYPE_STRING || !JSON_NODE_HOLDS_VALUE (node))
    {
      fail (self, "%s: “%s” must be text.", record, name);
      return NULL;
    }

  return json_node_get_string (node)[0] != '\0' ? json_node_dup_string (node) : NULL;
}

static gint64
take_int (Reader *self, JsonObject *object, const char *record, const char *name, gint64 least, gint64 missing)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return missing;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 || json_node_get_int (node) < least)
    {
      fail (self, "%s: “%s” must be a whole number, %" G_GINT64_FORMAT " or more.", record, name, least);
      return missing;
    }

  return json_node_get_int (node);
}

static gboolean
take_bool (Reader *self, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    fail (self, "“%s” must be true or false.", name);

  return self->error == NULL && json_node_get_boolean (node);
}

/* An index of a dump. */
static guint
take_dump (Reader *self, JsonObject *object, const char *record)
{
  gint64 dump = take_int (self, object, record, "dump", 0, -1);

  if (dump >= (gint64) self->result->dumps->len)
    fail (self, "%s: there is no dump %" G_GINT64_FORMAT ".", record, dump);

  return dump < 0 ? HF_CASE_NO_DUMP : (guint) dump;
}

static HfCaseRest *
take_rest (JsonObject *object, const char *const *known)
{
  HfCaseRest *rest = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_strv_contains (known, name))
      {
        if (rest == NULL)
          rest = json_object_new ();
        json_object_set_member (rest, name, json_node_copy (node));
      }

  return rest;
}

static gboolean
take_address (Reader *self, JsonObject *object, guint64 *address)
{
  g_autofree char *text = take_string (self, object, "A mark", "address");
  char *end = NULL;

  if (text == NULL)
    return TRUE;
  *address = g_str_has_prefix (text, "0x") ? g_ascii_strtoull (text + 2, &end, 16) : 0;
  if (*address == 0 || *end != '\0' || !g_ascii_isxdigit (text[2]))
    fail (self, "A mark: “address” must be like \"0x7f00\".");

  return self->error == NULL;
}

/* ---- records -------------------------------------------------------------------------------------------------------------- */

static gboolean
is_digest (const char *text)
{
  gsize n = 0;

  while (g_ascii_isdigit (text[n]) || (text[n] >= 'a' && text[n] <= 'f'))
    n++;

  return n == 64 && text[n] == '\0';
}

static void
read_dump (Reader *self, JsonObject *object)
{
  g_autofree char *name = take_string (self, object, "A dump", "name");
  g_autofree char *sha256 = take_string (self, object, "A dump", "sha256");
  gint64 size = take_int (self, object, "A dump", "size", 0, 0);

  if (name == NULL)
    fail (self, "A dump has no name.");
  else if (sha256 != NULL && !is_digest (sha256))
    fail (self, "A dump: “sha256” must be 64 digits of 0 to 9 and a to f.");
  else
    hf_case_add_dump (self->result, name, sha256, (guint64) size)->rest = take_rest (object, hf_case_dump_members);
}

static void
check_mark (Reader *self, const HfCaseMark *mark)
{
  if ((mark->place != NULL) == (mark->object != NULL || mark->address != 0))
    fail (self, "A mark needs either “place” or “object” or “address”.");
  else if (mark->place != NULL && mark->dump != HF_CASE_NO_DUMP)
    fail (self, "A mark: a place is of no dump.");
  else if ((mark->address != 0) != (mark->dump != HF_CASE_NO_DUMP))
    fail (self, "A mark: “address” and “dump” go together.");
}

static void
read_mark (Reader *self, JsonObject *object)
{
  HfCaseMark *mark = hf_case_add_mark (self->result);
  g_autofree char *verdict = take_string (self, object, "A mark", "verdict");

  mark->place = take_string (self, object, "A mark", "place");
  mark->object = take_string (self, object, "A mark", "object");
  mark->type = take_string (self, object, "A mark", "type");
  mark->note = take_string (self, object, "A mark", "note");
  mark->reason = take_string (self, object, "A mark", "reason");
  mark->allow = take_int (self, object, "A mark", "allow", 0, HF_CASE_NO_LIMIT);
  mark->count = take_int (self, object, "A mark", "count", 0, -1);
  mark->dump = take_dump (self, object, "A mark");
  take_address (self, object, &mark->address);
  mark->rest = take_rest (object, hf_case_mark_members);
  if (verdict != NULL && !hf_verdict_from_name (verdict, &mark->verdict))
    fail (self, "A mark: the verdict is leak, expected or unknown.");
  check_mark (self, mark);
}

static void
read_list (Reader *self, HfCaseDrawing *drawing, const char *name, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (item) || json_node_get_value_type (item) != G_TYPE_STRING)
        array = NULL;
      else
        g_strv_builder_add (words, json_node_get_string (item));
    }
  if (array == NULL)
    fail (self, "A drawing: “%s” must be a list of text.", name);
  else
    hf_case_drawing_set_list (drawing, name, g_strv_builder_end (words));
}

static gboolean
take_double (JsonNode *node, double *number)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_DOUBLE && json_node_get_value_type (node) != G_TYPE_INT64))
    return FALSE;
  *number = json_node_get_double (node);

  return isfinite (*number) && fabs (*number) < 1e7;
}

static void
read_place (Reader *self, HfCaseDrawing *drawing, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double x, y;

  if (array == NULL || json_array_get_length (array) != 3 || json_node_get_value_type (json_array_get_element (array, 0)) != G_TYPE_STRING ||
      !take_double (json_array_get_element (array, 1), &x) || !take_double (json_array_get_element (array, 2), &y))
    fail (self, "A drawing: a node must be [text, number, number].");
  else
    hf_case_drawing_add_place (drawing, json_array_get_string_element (array, 0), x, y);
}

static void
read_drawing (Reader *self, JsonObject *object)
{
  HfCaseDrawing *drawing = hf_case_add_drawing (self->result, take_dump (self, object, "A drawing"));
  JsonNode *lists = json_object_get_member (object, "lists"), *nodes = json_object_get_member (object, "nodes");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  drawing->rest = take_rest (object, hf_case_drawing_members);
  if (drawing->dump == HF_CASE_NO_DUMP)
    fail (self, "A drawing is of no dump.");
  if ((lists != NULL && !JSON_NODE_HOLDS_OBJECT (lists)) || (nodes != NULL && !JSON_NODE_HOLDS_ARRAY (nodes)))
    {
      fail (self, "A drawing: “lists” must be an object and “nodes” a list.");
      return;
    }
  if (lists != NULL)
    {
      json_object_iter_init (&iter, json_node_get_object (lists));
      while (json_object_iter_next (&iter, &name, &node))
        read_list (self, drawing, name, node);
    }
  for (guint i = 0; nodes != NULL && i < json_array_get_length (json_node_get_array (nodes)); i++)
    read_place (self, drawing, json_array_get_element (json_node_get_array (nodes), i));
}

static void
read_records (Reader *self, JsonObject *root, const char *name, guint most, void (*read) (Reader *self, JsonObject *object))
{
  JsonNode *node = json_object_get_member (root, name);
  JsonArray *array;

  if (node == NULL || self->error != NULL)
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail (self, "“%s” must be a list.", name);
      return;
    }
  array = json_node_get_array (node);
  if (json_array_get_length (array) > most)
    fail (self, "There are more than %u “%s”.", most, name);
  for (guint i = 0; i < json_array_get_length (array) && self->error == NULL; i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (item))
        read (self, json_node_get_object (item));
      else
        fail (self, "Each of “%s” must be an object.", name);
    }
}

static void
read_view (Reader *self, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "view");
  JsonObjectIter iter;
  const char *name;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (self, "“view” must be an object.");
      return;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *text = take_string (self, json_node_get_object (json_object_get_member (root, "view")), "The view", name);

      hf_case_set_view (self->result, name, text);
    }
}

/* ---- the whole file ---------------------------------------------------------------------------------------------------------- */

static int
by_subject (gconstpointer a, gconstpointer b)
{
  return hf_case_mark_compare (*(const HfCaseMark *const *) a, *(const HfCaseMark *const *) b);
}

static void
check_subjects (Reader *self)
{
  GPtrArray *marks = self->result->marks;

  g_ptr_array_sort (marks, by_subject);
  for (guint i = 1; i < marks->len; i++)
    if (hf_case_mark_compare (g_ptr_array_index (marks, i - 1), g_ptr_array_index (marks, i)) == 0)
      {
        char buffer[32];

        fail (self, "There are two marks of %s.", hf_case_mark_subject (g_ptr_array_index (marks, i), buffer));
        return;
      }
}

static void
read_root (Reader *self, JsonObject *root)
{
  gint64 format = take_int (self, root, "The case", "holdfast_case", 1, 0);

  if (format > HF_CASE_FORMAT)
    self->error = g_error_new (HF_ERROR, HF_ERROR_UNSUPPORTED, "It is of format %" G_GINT64_FORMAT "; this version reads format %d.", format,
                               HF_CASE_FORMAT);
  if (self->error != NULL)
    return;
  read_records (self, root, "dumps", HF_CASE_MAX_DUMPS, read_dump);
  read_records (self, root, "marks", HF_CASE_MAX_MARKS, read_mark);
  read_records (self, root, "drawings", HF_CASE_MAX_DRAWINGS, read_drawing);
  read_view (self, root);
  self->result->tolerance = take_int (self, root, "The case", "tolerance", 0, HF_CASE_NO_LIMIT);
  self->result->values = take_bool (self, root, "values");
  self->result->rest = take_rest (root, hf_case_members);
  if (self->error == NULL)
    check_subjects (self);
}

HfCase *
hf_case_parse_draft (const char *text, gsize length, char **saved_as, GError **error)
{
  Reader self = { 0 };
  g_autoptr (JsonNode) root = NULL;

  if (!check_text (text, length, error))
    return NULL;

  self.result = hf_case_new ();
  self.members = g_array_new (FALSE, FALSE, sizeof (guint));
  root = parse (&self, text, length);
  g_array_unref (self.members);
  if (self.error == NULL && (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) || !json_object_has_member (json_node_get_object (root), "holdfast_case")))
    self.error = g_error_new_literal (HF_ERROR, HF_ERROR_NOT_A_DUMP, "This is no case file.");
  if (self.error == NULL)
    read_root (&self, json_node_get_object (root));
  if (self.error == NULL && saved_as != NULL)
    *saved_as = take_string (&self, json_node_get_object (root), "The case", "saved_as");
  if (self.error == NULL)
    return self.result;

  g_propagate_error (error, self.error);
  hf_case_free (self.result);

  return NULL;
}

HfCase *
hf_case_parse (const char *text, gsize length, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return hf_case_parse_draft (text, length, NULL, error);
}
