/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-path-language.h"

#include <string.h>

#include "hf-python.h"

/* Adds what follows the link to @text. FALSE: no code takes this step. */
typedef gboolean (*FollowFunc) (const HfHeap *heap, guint32 owner, guint32 ref, GString *text);

/* (transfer full) What code calls the object that the link leads to, on its own; NULL if it has no name. */
typedef char *(*BeginFunc) (const HfHeap *heap, const HfLink *link);

typedef struct
{
  const char *runtime; /* its beginning */
  const char *name;
  BeginFunc begin;
  FollowFunc follow;
} Language;

static gboolean
is_type (const HfHeap *heap, guint32 object, const char *name)
{
  return g_str_equal (hf_heap_type_name_of (heap, object), name);
}

/* "A", "Gem::Specification": names that begin like a constant, or like a class of Java where @separator is ".". */
static gboolean
is_qualified (const char *text, const char *separator)
{
  g_auto (GStrv) parts = g_strsplit (text, separator, -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *at = parts[i];

      if (!g_ascii_isalpha (*at) && *at != '_')
        return FALSE;
      while (g_ascii_isalnum (*at) || *at == '_')
        at++;
      if (*at != '\0')
        return FALSE;
    }

  return parts[0] != NULL;
}

/* ---- JavaScript ------------------------------------------------------------------------------------------------------ */

static char *
begin_javascript (const HfHeap *heap, const HfLink *link)
{
  const char *type = hf_heap_type_name_of (heap, link->object);
  static const char *const globals[] = { "global", "GlobalObject", "Window", "GjsGlobal", NULL };

  if (g_strv_contains (globals, type) || g_str_has_prefix (type, "Window [") || g_str_has_prefix (type, "Window ("))
    return g_strdup ("globalThis");

  return NULL;
}

/* "Symbol.iterator" is one that code names; of Symbol(x) there may be many. */
static gboolean
follow_javascript (const HfHeap *heap, guint32 owner, guint32 ref, GString *text)
{
  const char *name = hf_heap_ref_name (heap, ref);

  switch (hf_heap_ref_kind (heap, ref))
    {
    case HF_REF_ATTRIBUTE:
      g_string_append_printf (text, ".%s", name);
      return *name != '#' && *name != '\0' && strstr (name, "\357\277\275") == NULL;

    case HF_REF_INDEX:
      g_string_append_printf (text, "[%u]", hf_heap_ref_number (heap, ref));
      return TRUE;

    case HF_REF_VALUE:
      g_string_append_printf (text, "[%s]", name);
      return (*name == '"' || g_str_has_prefix (name, "Symbol.")) && strstr (name, "\357\277\275") == NULL;

    default:
      return FALSE;
    }
}

/* ---- Java ------------------------------------------------------------------------------------------------------------ */

/* The object of a class, which is called by its name: of "app.Outer$Inner" code says app.Outer.Inner. */
static char *
begin_java (const HfHeap *heap, const HfLink *link)
{
  g_autofree char *name = NULL;

  if (!is_type (heap, link->object, "java.lang.Class"))
    return NULL;
  name = g_strdelimit (g_strdup (hf_heap_value (heap, link->object)), "$", '.');

  return is_qualified (name, ".") ? g_steal_pointer (&name) : NULL;
}

static gboolean
follow_java (const HfHeap *heap, guint32 owner, guint32 ref, GString *text)
{
  const char *name = hf_heap_ref_name (heap, ref);

  if (hf_heap_ref_kind (heap, ref) == HF_REF_INDEX)
    g_string_append_printf (text, "[%u]", hf_heap_ref_number (heap, ref));
  else
    g_string_append_printf (text, ".%s", name);

  return hf_heap_ref_kind (heap, ref) == HF_REF_INDEX || (hf_heap_ref_kind (heap, ref) == HF_REF_ATTRIBUTE && is_qualified (name, "."));
}

/* ---- Ruby ------------------------------------------------------------------------------------------------------------ */

static char *
begin_ruby (const HfHeap *heap, const HfLink *link)
{
  const char *name = hf_heap_value (heap, link->object);

  if (!is_type (heap, link->object, "Class") && !is_type (heap, link->object, "Module"))
    return NULL;

  return g_ascii_isupper (*name) && is_qualified (name, "::") ? g_strdup (name) : NULL;
}

/* A class hides the names of its constants, and a hash its keys: a dump does not have them. */
static gboolean
follow_ruby (const HfHeap *heap, guint32 owner, guint32 ref, GString *text)
{
  const char *name = hf_heap_ref_name (heap, ref);

  if (hf_heap_ref_kind (heap, ref) == HF_REF_INDEX)
    {
      g_string_append_printf (text, "[%u]", hf_heap_ref_number (heap, ref));
      return is_type (heap, owner, "Array");
    }
  if (name[0] != '@' || name[1] == '@' || !hf_python_is_name (name + 1))
    return FALSE;
  g_string_append_printf (text, ".instance_variable_get(:%s)", name);

  return TRUE;
}

/* ---- any of them ----------------------------------------------------------------------------------------------------- */

static const Language languages[] = {
  { "JavaScript", "JavaScript", begin_javascript, follow_javascript },
  { "Java", "Java", begin_java, follow_java },
  { "Android", "Java", begin_java, follow_java },
  { "Ruby", "Ruby", begin_ruby, follow_ruby },
};

static const Language *
language_of (const HfHeap *heap)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_str_has_prefix (hf_heap_info (heap)->runtime, languages[i].runtime))
      return &languages[i];

  return NULL;
}

const char *
hf_path_language (const HfHeap *heap)
{
  const Language *language = language_of (heap);

  if (hf_python_is_runtime (heap))
    return "Python";

  return language != NULL ? language->name : NULL;
}

char *
hf_path_to_language (const HfPath *self, const HfHeap *heap)
{
  const Language *language = language_of (heap);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *beginning = NULL;
  guint at;

  if (language == NULL)
    return NULL;
  for (at = self->links->len; at > 0 && beginning == NULL; at--)
    beginning = language->begin (heap, &g_array_index (self->links, HfLink, at - 1));
  if (beginning == NULL)
    return NULL;
  g_string_append (text, beginning);
  /* @at is the link that leads there. */
  for (guint i = at + 1; i < self->links->len; i++)
    {
      const HfLink *before = &g_array_index (self->links, HfLink, i - 1);

      if (!language->follow (heap, before->object, g_array_index (self->links, HfLink, i).ref, text))
        return NULL;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
