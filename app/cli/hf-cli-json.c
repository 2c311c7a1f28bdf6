/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cli.h"

#include <string.h>

#include "drawing/hf-values.h"

/* JSON may carry what a terminal must not be shown: written as \uXXXX it is the same document. Such characters stand only
 * inside strings. */
static char *
escape_document (const char *text)
{
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
          (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
        g_string_append_printf (clean, "\\u%04x", c);
      else
        g_string_append_len (clean, p, g_utf8_next_char (p) - p);
    }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

static void
print_document (JsonBuilder *builder, gboolean pretty)
{
  g_autoptr (JsonBuilder) owned = builder;
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (owned);
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;

  hf_cli_progress_stop ();
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, pretty);
  json_generator_set_indent (generator, 1);
  text = json_generator_to_data (generator, NULL);
  clean = escape_document (text);
  hf_cli_print (clean);
  hf_cli_print ("\n");
}

void
hf_cli_json_print (JsonBuilder *builder)
{
  print_document (builder, TRUE);
}

void
hf_cli_json_line (JsonBuilder *builder)
{
  print_document (builder, FALSE);
}

void
hf_cli_json_string (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
hf_cli_json_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

void
hf_cli_json_bool (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

void
hf_cli_json_null (JsonBuilder *builder, const char *key)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_null_value (builder);
}

void
hf_cli_json_address (JsonBuilder *builder, const char *key, const HfHeap *heap, guint32 object)
{
  g_autofree char *text = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", hf_heap_address (heap, object));

  hf_cli_json_string (builder, key, text);
}

void
hf_cli_json_object (JsonBuilder *builder, const HfHeap *heap, guint32 object)
{
  hf_cli_json_address (builder, "address", heap, object);
  hf_cli_json_int (builder, "id", object);
  hf_cli_json_string (builder, "type", hf_heap_type_name_of (heap, object));
  hf_cli_json_string (builder, "value", hf_values_of (heap, object));
}

void
hf_cli_json_object_full (JsonBuilder *builder, const HfAnalysis *analysis, guint32 object)
{
  const HfHeap *heap = analysis->heap;
  guint32 refcount = hf_heap_refcount (heap, object);
  guint32 distance = hf_chains_distance (analysis->chains, object);

  hf_cli_json_object (builder, heap, object);
  hf_cli_json_int (builder, "shallow", (gint64) hf_heap_shallow (heap, object));
  hf_cli_json_int (builder, "retained", (gint64) hf_dominators_retained (analysis->dominators, object));
  if (refcount == HF_REFCOUNT_UNKNOWN)
    {
      hf_cli_json_null (builder, "refcount");
      hf_cli_json_null (builder, "unaccounted");
    }
  else
    {
      hf_cli_json_int (builder, "refcount", refcount);
      hf_cli_json_int (builder, "unaccounted", hf_heap_unaccounted (heap, object));
    }
  if (!hf_graph_is_reachable (hf_heap_graph (heap), object) || distance == HF_NONE)
    hf_cli_json_null (builder, "distance");
  else
    hf_cli_json_int (builder, "distance", distance);
}

const char *
hf_cli_class_name (HfRefClass class)
{
  static const char *const names[] = { "strong", "structural", "weak", "shared" };

  return names[class & 3];
}
