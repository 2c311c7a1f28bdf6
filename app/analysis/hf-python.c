/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-python.h"

#include <string.h>

#define KIND(kind) (1u << (kind))

static const char *const keywords[] = {
  "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
  "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
  "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", NULL,
};

gboolean
hf_python_is_runtime (const HfHeap *heap)
{
  const char *runtime = hf_heap_info (heap)->runtime;

  return runtime != NULL && (strstr (runtime, "Python") != NULL || strstr (runtime, "PyPy") != NULL);
}

HfKind
hf_python_kind (const HfHeap *heap, guint32 object)
{
  HfKind kind = hf_heap_kind (heap, object);
  const char *name;

  if (kind != HF_KIND_OTHER)
    return kind;

  name = hf_heap_type_name_of (heap, object);
  if (g_str_equal (name, "module"))
    return HF_KIND_MODULE;
  if (g_str_equal (name, "frame"))
    return HF_KIND_FRAME;

  return g_str_equal (name, "type") ? HF_KIND_TYPE : kind;
}

gboolean
hf_python_is_name (const char *text)
{
  if (!g_ascii_isalpha (text[0]) && text[0] != '_')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;

  return !g_strv_contains (keywords, text);
}

char *
hf_python_name_of_literal (const char *literal)
{
  gsize length = strlen (literal);
  g_autofree char *text = NULL;

  if (length < 3 || literal[0] != '\'' || literal[length - 1] != '\'')
    return NULL;

  text = g_strndup (literal + 1, length - 2);
  return hf_python_is_name (text) ? g_steal_pointer (&text) : NULL;
}

/* Where the quoted literal that begins here ends, or NULL if it does not. */
static const char *
skip_quoted (const char *text)
{
  char quote = text[0];
  const char *p;

  if (quote != '\'' && quote != '"')
    return NULL;
  for (p = text + 1; *p != '\0' && *p != quote; p++)
    {
      if (*p == '\n')
        return NULL;
      if (*p == '\\' && p[1] != '\0')
        p++;
    }

  return *p == quote ? p + 1 : NULL;
}

static gboolean
is_quoted (const char *text)
{
  const char *end = skip_quoted (text);

  return end != NULL && *end == '\0';
}

static gboolean is_number (const char *text);

/* One item of a tuple: up to the comma or parenthesis that ends it; NULL if it is no literal. */
static const char *
skip_item (const char *text)
{
  const char *end = skip_quoted (text + (text[0] == 'b'));
  g_autofree char *word = NULL;

  if (end != NULL)
    return end;

  end = text + strcspn (text, ",()");
  word = g_strndup (text, (gsize) (end - text));

  return is_number (word) || g_str_equal (word, "None") || g_str_equal (word, "True") || g_str_equal (word, "False") ? end : NULL;
}

/* "(1, ('a', None))", however deep. */
static gboolean
is_tuple (const char *text)
{
  guint depth = 0;

  for (const char *p = text; *p != '\0';)
    {
      if (*p == '(')
        depth++;
      else if (*p == ')' && --depth == 0)
        return p[1] == '\0';
      else if (*p != ')' && *p != ',' && *p != ' ')
        {
          p = skip_item (p);
          if (p == NULL)
            return FALSE;
          continue;
        }
      p++;
    }

  return FALSE;
}

static gboolean
is_number (const char *text)
{
  const char *p = text + (text[0] == '-');
  gboolean digits = FALSE;

  for (; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        digits = TRUE;
      else if (*p != '.' && !(digits && (*p == 'e' || ((*p == '-' || *p == '+') && p[-1] == 'e'))))
        return FALSE;
    }

  return digits && g_ascii_isdigit (p[-1]);
}

gboolean
hf_python_is_literal (const char *text)
{
  if (strstr (text, "\357\277\275") != NULL)
    return FALSE;
  if (g_str_equal (text, "None") || g_str_equal (text, "True") || g_str_equal (text, "False"))
    return TRUE;
  if (text[0] == 'b')
    return is_quoted (text + 1);
  if (text[0] == '(')
    return is_tuple (text);

  return is_quoted (text) || is_number (text);
}

void
hf_python_append_str (GString *out, const char *text)
{
  g_string_append_c (out, '\'');
  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    {
      if (*p == '\'' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p < 0x20 || *p == 0x7f)
        g_string_append_printf (out, "\\x%02x", *p);
      else
        g_string_append_c (out, (char) *p);
    }
  g_string_append_c (out, '\'');
}

guint32
hf_python_find_ref (const HfHeap *heap, guint32 object, const char *name, guint kinds)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    if ((KIND (hf_heap_ref_kind (heap, r)) & kinds) && g_str_equal (hf_heap_ref_name (heap, r), name))
      return r;

  return HF_NONE;
}

static guint32
find_kind (const HfHeap *heap, guint32 object, HfRefKind kind)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    if (hf_heap_ref_kind (heap, r) == kind)
      return hf_ref_object (graph->out[r]);

  return HF_NONE;
}

guint32
hf_python_dict_of (const HfHeap *heap, guint32 object)
{
  return find_kind (heap, object, HF_REF_DICT);
}

guint32
hf_python_class_of (const HfHeap *heap, guint32 object)
{
  guint32 class = find_kind (heap, object, HF_REF_TYPE);

  return class != HF_NONE ? class : hf_heap_type_object (heap, hf_heap_type (heap, object));
}

/* The tuple of the method resolution order, whatever the writer calls the field. */
static guint32
order_of (const HfHeap *heap, guint32 class)
{
  static const char *const names[] = { "__mro__", "tp_mro" };
  const guint kinds = KIND (HF_REF_FIELD) | KIND (HF_REF_INTERNAL) | KIND (HF_REF_ATTRIBUTE) | KIND (HF_REF_OTHER);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint32 r = hf_python_find_ref (heap, class, names[i], kinds);

      if (r != HF_NONE)
        return hf_ref_object (hf_heap_graph (heap)->out[r]);
    }

  return HF_NONE;
}

static guint32
find_own (const HfHeap *heap, guint32 class, const char *name, const char *literal)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 dict = find_kind (heap, class, HF_REF_DICT);
  guint32 r = HF_NONE;

  if (dict != HF_NONE)
    r = hf_python_find_ref (heap, dict, literal, KIND (HF_REF_VALUE));
  if (r == HF_NONE)
    r = hf_python_find_ref (heap, class, name, KIND (HF_REF_ATTRIBUTE));

  return r == HF_NONE ? HF_NONE : hf_ref_object (graph->out[r]);
}

guint32
hf_python_class_find (const HfHeap *heap, guint32 class, const char *name, gboolean *known)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 order = class != HF_NONE ? order_of (heap, class) : HF_NONE;
  g_autofree char *literal = g_strdup_printf ("'%s'", name);

  *known = order != HF_NONE;
  if (!*known)
    return HF_NONE;

  for (guint32 r = graph->out_begin[order]; r < graph->out_begin[order + 1]; r++)
    if (hf_heap_ref_kind (heap, r) == HF_REF_INDEX)
      {
        guint32 found = find_own (heap, hf_ref_object (graph->out[r]), name, literal);

        if (found != HF_NONE)
          return found;
      }

  return HF_NONE;
}

gboolean
hf_python_is_a (const HfHeap *heap, guint32 object, const char *name)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 type = hf_heap_find_type (heap, name);
  guint32 wanted, class, order, at;

  if (g_str_equal (hf_heap_type_name_of (heap, object), name))
    return TRUE;

  wanted = type != HF_NONE ? hf_heap_type_object (heap, type) : HF_NONE;
  class = hf_python_class_of (heap, object);
  if (class == HF_NONE)
    return FALSE;

  order = order_of (heap, class);
  if (order == HF_NONE)
    return FALSE;
  for (guint32 r = graph->out_begin[order]; r < graph->out_begin[order + 1]; r++)
    {
      if (hf_heap_ref_kind (heap, r) != HF_REF_INDEX)
        continue;
      at = hf_ref_object (graph->out[r]);
      /* A class of which nothing is in the heap itself is known by its words alone. */
      if (wanted != HF_NONE ? at == wanted : g_str_equal (hf_heap_value (heap, at), name))
        return TRUE;
    }

  return FALSE;
}
