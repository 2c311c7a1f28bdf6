/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-text.h"

#include <string.h>

#include "analysis/hf-path.h"

#define SPAN_CHARS 44

/* The bound method that the path's step @step leads out of to the object that it is bound to, or HF_NONE. */
static guint32
method_left (const HfHeap *heap, const HfPath *path, guint step)
{
  const HfStep *what = &g_array_index (path->steps, HfStep, step);
  guint32 ref = g_array_index (path->links, HfLink, what->first_link + what->n_links - 1).ref;
  guint32 method = hf_graph_referrer_of (hf_heap_graph (heap), ref);

  if (what->n_links != 1 || !g_str_equal (hf_heap_ref_name (heap, ref), "__self__") || !g_str_equal (hf_heap_type_name_of (heap, method), "method"))
    return HF_NONE;

  return method;
}

/* (transfer full) "on_event" of "Handler.on_event() at app.py:12", or NULL. */
static char *
function_name (const HfHeap *heap, guint32 method)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[method]; r < graph->out_begin[method + 1]; r++)
    if (g_str_equal (hf_heap_ref_name (heap, r), "__func__"))
      {
        const char *value = hf_heap_value (heap, hf_ref_object (graph->out[r]));
        g_autofree char *qualified = g_strndup (value, strcspn (value, "( "));
        const char *dot = strrchr (qualified, '.');

        return qualified[0] != '\0' ? g_strdup (dot != NULL ? dot + 1 : qualified) : NULL;
      }

  return NULL;
}

/* ".callback → Handler.on_event": of a bound method the object that it is bound to, and what it calls. */
static gboolean
append_method (const HfHeap *heap, GString *text, guint32 method, guint32 bound_to)
{
  g_autofree char *function = function_name (heap, method);
  g_autofree char *type = hf_drawing_type_title (heap, bound_to);

  if (function == NULL)
    return FALSE;
  g_string_append_printf (text, " \xe2\x86\x92 %s.%s", type, function);

  return TRUE;
}

/* (transfer full) The references of the span behind whoever holds them, as a chain. */
static HfChain *
chain_of (HfFold *fold, guint32 owner, guint32 dict_ref, guint32 first, guint32 last)
{
  HfChain *chain = g_malloc (sizeof *chain + (HF_FOLD_SPAN + 2) * sizeof (HfLink));
  guint32 refs[HF_FOLD_SPAN];
  guint n = hf_fold_span_refs (fold, first, last, refs);

  chain->reachable = FALSE; /* it begins at no root */
  chain->n_links = 0;
  chain->links[chain->n_links++] = (HfLink) { HF_NONE, owner };
  if (dict_ref != HF_NONE)
    chain->links[chain->n_links++] = (HfLink) { dict_ref, hf_ref_object (fold->graph->out[dict_ref]) };
  for (guint i = 0; i < n; i++)
    chain->links[chain->n_links++] = (HfLink) { refs[i], hf_ref_object (fold->graph->out[refs[i]]) };

  return chain;
}

/* The words of the chain pane, one after the other. */
char *
hf_drawing_span_text (HfFold *fold, guint32 first, guint32 last)
{
  guint32 holder = hf_graph_referrer_of (fold->graph, first);
  guint32 owner = hf_fold_owner_of (fold, holder);
  guint32 dict_ref = owner != holder ? hf_graph_find_ref (fold->graph, owner, holder, HF_CLASSES_ALL) : HF_NONE;
  g_autofree HfChain *chain = NULL;
  g_autoptr (HfPath) path = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (first == last)
    return hf_drawing_ref_text (fold->heap, first, owner != holder);
  chain = chain_of (fold, owner, dict_ref, first, last);
  path = hf_path_new (fold->heap, chain);
  for (guint i = 1; i < path->steps->len; i++)
    {
      const HfStep *step = &g_array_index (path->steps, HfStep, i);
      guint32 method = method_left (fold->heap, path, i);

      if (method != HF_NONE && append_method (fold->heap, text, method, step->object))
        continue;
      if (text->len > 0 && step->label[0] != '.' && step->label[0] != '[')
        g_string_append (text, " \xe2\x80\xba ");
      g_string_append (text, step->label);
    }

  return hf_drawing_show_text (text->str, SPAN_CHARS);
}
