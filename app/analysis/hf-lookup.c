/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-lookup-private.h"

#include <string.h>

#include "hf-python.h"

static guint32
module_in_dict (const HfHeap *heap, guint32 dict, const char *name)
{
  g_autoptr (GString) literal = g_string_new (NULL);
  guint32 r;

  hf_python_append_str (literal, name);
  r = hf_python_find_ref (heap, dict, literal->str, 1u << HF_REF_VALUE);

  return r != HF_NONE ? hf_ref_object (hf_heap_graph (heap)->out[r]) : HF_NONE;
}

static guint32
module_in_roots (const HfHeap *heap, const char *name)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = 0; r < hf_heap_n_roots (heap); r++)
    {
      const char *words = hf_heap_ref_name (heap, r);
      guint32 found = HF_NONE;

      if (hf_heap_root_kind (heap, r) == HF_ROOT_MODULE && (g_str_equal (words, name) || (g_str_has_prefix (words, "module ") && g_str_equal (words + strlen ("module "), name))))
        return hf_ref_object (graph->out[r]);
      if (g_str_equal (words, "sys.modules"))
        found = module_in_dict (heap, hf_ref_object (graph->out[r]), name);
      if (found != HF_NONE)
        return found;
    }

  return HF_NONE;
}

guint32
hf_lookup_module (const HfHeap *heap, const char *name)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 found = module_in_roots (heap, name);

  for (guint32 v = 1; found == HF_NONE && v < graph->n; v++)
    if (hf_python_kind (heap, v) == HF_KIND_MODULE && g_str_equal (hf_heap_value (heap, v), name))
      found = v;

  return found;
}

static guint32
by_address (const HfHeap *heap, const char *text, guint base, GError **error)
{
  guint64 address;
  guint32 object = HF_NONE;

  if (!g_ascii_string_to_unsigned (text, base, 1, G_MAXUINT64, &address, NULL))
    {
      g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "“%s” is no address", text);
      return HF_NONE;
    }

  object = hf_heap_find_address (heap, address);
  if (object == HF_NONE)
    g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "There is no object at address 0x%" G_GINT64_MODIFIER "x", address);

  return object;
}

static guint32
by_id (const HfHeap *heap, const char *text, GError **error)
{
  guint64 id;

  if (g_ascii_string_to_unsigned (text, 10, 1, hf_heap_n_objects (heap), &id, NULL))
    return (guint32) id;

  g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "There is no object #%s: the dump has #1 to #%u", text, hf_heap_n_objects (heap));

  return HF_NONE;
}

static gboolean
is_decimal (const char *text)
{
  return text[0] != '\0' && strspn (text, "0123456789") == strlen (text);
}

guint32
hf_lookup_object (const HfHeap *heap, const char *text, GError **error)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (heap != NULL && text != NULL, HF_NONE);

  stripped = g_strstrip (g_strdup (text));
  if (stripped[0] == '#')
    return by_id (heap, stripped + 1, error);
  if (g_ascii_strncasecmp (stripped, "0x", 2) == 0)
    return by_address (heap, stripped + 2, 16, error);
  if (is_decimal (stripped))
    return by_address (heap, stripped, 10, error);
  if (strstr (stripped, "›") != NULL)
    return hf_lookup_words (heap, stripped, error);

  return hf_lookup_expression (heap, stripped, error);
}
