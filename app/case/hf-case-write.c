/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-case-file.h"

#include <string.h>


#define LONG 200u /* characters that a record has at most on one line, once it has lists in it */

/* ---- values as text ------------------------------------------------------------------------------------------------------------- */

static void
put_string (GString *to, const char *text)
{
  g_string_append_c (to, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (to, '\\');
      if (*at == '\n')
        g_string_append (to, "\\n");
      else if ((guchar) *at < 0x20 || *at == 0x7f)
        g_string_append_printf (to, "\\u%04x", *at);
      else
        g_string_append_c (to, *at);
    }
  g_string_append_c (to, '"');
}

static void
put_scalar (GString *to, JsonNode *node)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (to, "null");
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    put_string (to, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (to, json_node_get_boolean (node) ? "true" : "false");
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (to, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else
    {
      g_string_append (to, g_ascii_dtostr (number, sizeof number, json_node_get_double (node)));
      if (strpbrk (number, ".en") == NULL)
        g_string_append (to, ".0"); /* it is to stay a fraction when it is read again */
    }
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void put_node (GString *to, JsonNode *node, guint depth);

static void
put_break (GString *to, gboolean lines, guint depth)
{
  if (!lines)
    return;
  g_string_append_c (to, '\n');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (to, ' ');
}

static void
put_items (GString *to, JsonNode *node, guint depth, gboolean lines)
{
  gboolean is_array = JSON_NODE_HOLDS_ARRAY (node);
  g_autoptr (GList) names = is_array ? NULL : g_list_sort (json_object_get_members (json_node_get_object (node)), by_name);
  guint n = is_array ? json_array_get_length (json_node_get_array (node)) : json_object_get_size (json_node_get_object (node));
  GList *name = names;

  g_string_append_c (to, is_array ? '[' : '{');
  for (guint i = 0; i < n; i++)
    {
      g_string_append (to, i == 0 ? "" : lines ? "," : ", ");
      put_break (to, lines, depth + 1);
      if (!is_array)
        {
          put_string (to, name->data);
          g_string_append (to, ": ");
        }
      put_node (to, is_array ? json_array_get_element (json_node_get_array (node), i) : json_object_get_member (json_node_get_object (node), name->data),
                depth + 1);
      name = name != NULL ? name->next : NULL;
    }
  put_break (to, lines && n > 0, depth);
  g_string_append_c (to, is_array ? ']' : '}');
}

static gboolean
has_containers (JsonNode *node)
{
  gboolean found = FALSE;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)) && !found; i++)
        found = !JSON_NODE_HOLDS_VALUE (json_array_get_element (json_node_get_array (node), i));
    }
  else
    {
      JsonObjectIter iter;
      JsonNode *item;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (!found && json_object_iter_next (&iter, NULL, &item))
        found = !JSON_NODE_HOLDS_VALUE (item);
    }

  return found;
}

/* The file, its lists, and records that would be too long a line have one item a line. */
static void
put_node (GString *to, JsonNode *node, guint depth)
{
  gsize start = to->len;

  if (!JSON_NODE_HOLDS_OBJECT (node) && !JSON_NODE_HOLDS_ARRAY (node))
    {
      put_scalar (to, node);
      return;
    }
  if (depth >= 2)
    {
      put_items (to, node, depth, FALSE);
      if (to->len - start <= LONG || !has_containers (node))
        return;
      g_string_truncate (to, start);
    }
  put_items (to, node, depth, TRUE);
}

/* ---- records ------------------------------------------------------------------------------------------------------------------------ */

static JsonObject *
begin (const HfCaseRest *rest)
{
  JsonObject *object = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (rest == NULL)
    return object;
  json_object_iter_init (&iter, (HfCaseRest *) rest);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (object, name, json_node_copy (node));

  return object;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
}

static JsonObject *
dump_object (const HfCaseDump *dump)
{
  JsonObject *object = begin (dump->rest);

  set_text (object, "name", dump->name);
  set_text (object, "sha256", dump->sha256);
  json_object_set_int_member (object, "size", (gint64) dump->size);

  return object;
}

static JsonObject *
mark_object (const HfCaseMark *mark)
{
  JsonObject *object = begin (mark->rest);

  set_text (object, "place", mark->place);
  set_text (object, "object", mark->object);
  set_text (object, "type", mark->type);
  set_text (object, "note", mark->note);
  set_text (object, "reason", mark->reason);
  set_text (object, "verdict", hf_verdict_name (mark->verdict));
  if (mark->address != 0)
    {
      g_autofree char *address = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", mark->address);

      json_object_set_string_member (object, "address", address);
      json_object_set_int_member (object, "dump", mark->dump);
    }
  if (mark->allow != HF_CASE_NO_LIMIT)
    json_object_set_int_member (object, "allow", mark->allow);
  if (mark->count >= 0)
    json_object_set_int_member (object, "count", mark->count);

  return object;
}

static JsonNode *
places_node (const GArray *places)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < places->len; i++)
    {
      const HfCasePlace *place = &g_array_index (places, HfCasePlace, i);
      JsonArray *item = json_array_new ();

      json_array_add_string_element (item, place->key);
      json_array_add_double_element (item, place->x);
      json_array_add_double_element (item, place->y);
      json_array_add_array_element (array, item);
    }
  json_node_take_array (node, array);

  return node;
}

static JsonObject *
drawing_object (const HfCaseDrawing *drawing)
{
  JsonObject *object = begin (drawing->rest), *lists = json_object_new ();
  GHashTableIter iter;
  gpointer name, words;

  g_hash_table_iter_init (&iter, drawing->lists);
  while (g_hash_table_iter_next (&iter, &name, &words))
    {
      JsonArray *array = json_array_new ();

      for (char **word = words; *word != NULL; word++)
        json_array_add_string_element (array, *word);
      json_object_set_array_member (lists, name, array);
    }
  json_object_set_int_member (object, "dump", drawing->dump);
  json_object_set_object_member (object, "lists", lists);
  json_object_set_member (object, "nodes", places_node (drawing->places));

  return object;
}

static JsonObject *
view_object (const HfCase *self)
{
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->view);
  while (g_hash_table_iter_next (&iter, &key, &value))
    json_object_set_string_member (object, key, value);

  return object;
}

static void
set_records (JsonObject *root, const char *name, const GPtrArray *records, JsonObject *(*make) (gconstpointer record))
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < records->len; i++)
    json_array_add_object_element (array, make (g_ptr_array_index (records, i)));
  json_object_set_array_member (root, name, array);
}

static JsonObject *
make_dump (gconstpointer record)
{
  return dump_object (record);
}

static JsonObject *
make_mark (gconstpointer record)
{
  return mark_object (record);
}

static JsonObject *
make_drawing (gconstpointer record)
{
  return drawing_object (record);
}

/* ---- the whole file -------------------------------------------------------------------------------------------------------------------- */

static int
by_subject (gconstpointer a, gconstpointer b)
{
  return hf_case_mark_compare (*(const HfCaseMark *const *) a, *(const HfCaseMark *const *) b);
}

static char *
to_text (HfCase *self, const char *saved_as)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *root = begin (self->rest);
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (self->marks, by_subject);
  json_object_set_int_member (root, "holdfast_case", HF_CASE_FORMAT);
  set_records (root, "dumps", self->dumps, make_dump);
  set_records (root, "marks", self->marks, make_mark);
  set_records (root, "drawings", self->drawings, make_drawing);
  json_object_set_object_member (root, "view", view_object (self));
  if (self->tolerance != HF_CASE_NO_LIMIT)
    json_object_set_int_member (root, "tolerance", self->tolerance);
  if (self->values)
    json_object_set_boolean_member (root, "values", TRUE);
  if (saved_as != NULL)
    json_object_set_string_member (root, "saved_as", saved_as);
  json_node_take_object (node, root);
  put_node (text, node, 0);
  g_string_append_c (text, '\n');

  return g_string_free (text, FALSE);
}

char *
hf_case_to_text (HfCase *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return to_text (self, NULL);
}

char *
hf_case_to_draft (HfCase *self, const char *saved_as)
{
  g_return_val_if_fail (self != NULL, NULL);

  return to_text (self, saved_as != NULL ? saved_as : "");
}
