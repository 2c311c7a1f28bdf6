/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-path-variables.h"

#include "hf-python.h"

#define KIND(kind) (1u << (kind))
#define WORD 8u            /* bytes from a key's field to its value's */
#define MOST_SLOTS 96u      /* of a node of the trie, which has 32 keys and values at most */
#define MOST_NAMES 16384u  /* of a module or a class */
#define MOST_REFERRERS 64u /* that are asked whether they are a module: a variable that is set everywhere is in each context */

static gboolean
is_of (const HfHeap *heap, guint32 object, const char *prefix)
{
  return object != HF_ROOT && g_str_has_prefix (hf_heap_type_name_of (heap, object), prefix);
}

static gboolean
is_variable (const HfHeap *heap, guint32 object)
{
  const char *type = hf_heap_type_name_of (heap, object);

  return g_str_equal (type, "_contextvars.ContextVar") || g_str_equal (type, "ContextVar") || g_str_equal (type, "contextvars.ContextVar");
}

/* "+0x28", FALSE for fields that have a name. */
static gboolean
offset_of (const HfHeap *heap, guint32 r, guint64 *offset)
{
  const char *name = hf_heap_ref_name (heap, r);

  return hf_heap_ref_kind (heap, r) == HF_REF_INTERNAL && g_str_has_prefix (name, "+0x") &&
         g_ascii_string_to_unsigned (name + 3, 16, 0, G_MAXUINT32, offset, NULL);
}

/* The variable whose value @r leads to: a node of the trie has its keys and values side by side. */
static guint32
variable_of (const HfHeap *heap, guint32 r)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 node = hf_graph_referrer_of (graph, r);
  guint64 value, key;

  if (!is_of (heap, node, "hamt_") || graph->out_begin[node + 1] - graph->out_begin[node] > MOST_SLOTS || !offset_of (heap, r, &value))
    return HF_NONE;
  for (guint32 i = graph->out_begin[node]; i < graph->out_begin[node + 1]; i++)
    if (offset_of (heap, i, &key) && key + WORD == value && is_variable (heap, hf_ref_object (graph->out[i])))
      return hf_ref_object (graph->out[i]);

  return HF_NONE;
}

guint
hf_path_variable_links (const HfHeap *heap, const guint32 back[HF_FOLD_LINKS])
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint n = 1;

  if (back[0] == HF_NONE || hf_heap_ref_kind (heap, back[0]) != HF_REF_INTERNAL || variable_of (heap, back[0]) == HF_NONE)
    return 0;
  while (n < HF_FOLD_LINKS && back[n] != HF_NONE && is_of (heap, hf_graph_referrer_of (graph, back[n - 1]), "hamt") &&
         hf_heap_ref_kind (heap, back[n]) != HF_REF_ROOT)
    n++;

  return n;
}

/* The name under which a module or a class has @variable, or NULL. */
static char *
global_name (const HfHeap *heap, guint32 variable)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 begin = graph->in_begin[variable], end = graph->in_begin[variable + 1];

  for (guint32 i = begin; i < MIN (end, begin + MOST_REFERRERS); i++)
    {
      guint32 owner = hf_ref_object (graph->in[i]);

      for (guint32 r = owner != HF_ROOT ? graph->out_begin[owner] : 0; owner != HF_ROOT && r < MIN (graph->out_begin[owner + 1], graph->out_begin[owner] + MOST_NAMES); r++)
        if (hf_ref_object (graph->out[r]) == variable && (KIND (hf_heap_ref_kind (heap, r)) & (KIND (HF_REF_VALUE) | KIND (HF_REF_ATTRIBUTE))))
          return hf_heap_ref_kind (heap, r) == HF_REF_VALUE ? hf_python_name_of_literal (hf_heap_ref_name (heap, r))
                                                            : g_strdup (hf_heap_ref_name (heap, r));
    }

  return NULL;
}

/* ContextVar.name, or NULL. */
static char *
own_name (const HfHeap *heap, guint32 variable)
{
  guint32 r = hf_python_find_ref (heap, variable, "name", KIND (HF_REF_FIELD) | KIND (HF_REF_ATTRIBUTE) | KIND (HF_REF_INTERNAL));

  return r == HF_NONE ? NULL : g_strdup (hf_heap_value (heap, hf_ref_object (hf_heap_graph (heap)->out[r])));
}

void
hf_path_variable_append (const HfHeap *heap, guint32 r, GString *text)
{
  guint32 variable = variable_of (heap, r);
  g_autofree char *global = variable != HF_NONE ? global_name (heap, variable) : NULL;
  g_autofree char *literal = variable != HF_NONE ? own_name (heap, variable) : NULL;
  g_autofree char *own = literal != NULL ? hf_python_name_of_literal (literal) : NULL;

  g_string_append (text, "context variable");
  if (global != NULL)
    g_string_append_printf (text, " %s", global);
  if (literal != NULL && *literal != '\0' && g_strcmp0 (own, global) != 0)
    g_string_append_printf (text, global != NULL ? " (%s)" : " %s", own != NULL ? own : literal);
}

gboolean
hf_path_variable_is_thread_local (const HfHeap *heap, const guint32 back[HF_FOLD_LINKS])
{
  const HfGraph *graph = hf_heap_graph (heap);

  return back[2] != HF_NONE && hf_heap_ref_kind (heap, back[0]) == HF_REF_VALUE && hf_heap_ref_kind (heap, back[1]) == HF_REF_VALUE &&
         hf_heap_ref_kind (heap, back[2]) == HF_REF_INTERNAL && hf_graph_referrer_of (graph, back[2]) != HF_ROOT &&
         hf_python_is_a (heap, hf_graph_referrer_of (graph, back[2]), "_thread._local");
}
