/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-path-fold.h"

#include <string.h>

#include "hf-path-variables.h"
#include "hf-python.h"

#define KIND(kind) (1u << (kind))
#define FIELDS (KIND (HF_REF_FIELD) | KIND (HF_REF_INTERNAL) | KIND (HF_REF_ATTRIBUTE) | KIND (HF_REF_OTHER))

static gboolean
is_kind (const HfHeap *heap, guint32 r, HfRefKind kind)
{
  return r != HF_NONE && hf_heap_ref_kind (heap, r) == kind;
}

static gboolean
is_field (const HfHeap *heap, guint32 r, const char *name)
{
  return r != HF_NONE && (KIND (hf_heap_ref_kind (heap, r)) & FIELDS) && g_str_equal (hf_heap_ref_name (heap, r), name);
}

static gboolean
is_generator_frame (const HfHeap *heap, guint32 r)
{
  return is_field (heap, r, "gi_frame") || is_field (heap, r, "cr_frame") || is_field (heap, r, "ag_frame");
}

/* A task's fields have no names that code could use, but only one of them can be a coroutine. */
static gboolean
is_task_coroutine (const HfHeap *heap, guint32 object, guint32 r)
{
  const HfGraph *graph = hf_heap_graph (heap);

  return (is_kind (heap, r, HF_REF_INTERNAL) || is_kind (heap, r, HF_REF_OTHER)) &&
         g_str_equal (hf_heap_type_name_of (heap, object), "coroutine") &&
         g_str_equal (hf_heap_type_name_of (heap, hf_graph_referrer_of (graph, r)), "_asyncio.Task");
}

static gboolean
is_contents (const HfHeap *heap, guint32 r)
{
  return is_field (heap, r, "cell_contents");
}

/* functools.lru_cache: the wrapper's list owns elements, each of which owns the arguments and the result. */
static gboolean
is_cached (const HfHeap *heap, guint32 r, guint32 before)
{
  const HfGraph *graph = hf_heap_graph (heap);

  return (is_field (heap, r, "result") || is_field (heap, r, "key")) && before != HF_NONE &&
         g_str_equal (hf_heap_type_name_of (heap, hf_graph_referrer_of (graph, before)), "functools._lru_cache_wrapper");
}

static gboolean
names_an_attribute (const HfHeap *heap, guint32 r)
{
  g_autofree char *name = hf_python_name_of_literal (hf_heap_ref_name (heap, r));

  return name != NULL;
}

static gboolean
is_modules_entry (const HfHeap *heap, guint32 r, guint32 before)
{
  return is_kind (heap, r, HF_REF_VALUE) && is_kind (heap, before, HF_REF_ROOT) &&
         g_str_equal (hf_heap_ref_name (heap, before), "sys.modules") &&
         hf_python_kind (heap, hf_ref_object (hf_heap_graph (heap)->out[r])) == HF_KIND_MODULE &&
         hf_python_is_literal (hf_heap_ref_name (heap, r));
}

static HfFoldRule
rule_of (const HfHeap *heap, guint32 object, const guint32 *back, guint *n_links)
{
  *n_links = 1;
  if (back[0] == HF_NONE)
    return HF_FOLD_TOP;

  if (is_kind (heap, back[0], HF_REF_ROOT))
    return hf_heap_root_kind (heap, back[0]) == HF_ROOT_THREAD && hf_python_kind (heap, object) == HF_KIND_FRAME ? HF_FOLD_THREAD
                                                                                                             : HF_FOLD_NONE;

  if (is_task_coroutine (heap, object, back[0]))
    return HF_FOLD_CORO;

  *n_links = 2;
  if (is_modules_entry (heap, back[0], back[1]))
    return HF_FOLD_MODULE;
  if (is_kind (heap, back[0], HF_REF_VALUE) && is_kind (heap, back[1], HF_REF_DICT) && names_an_attribute (heap, back[0]))
    return HF_FOLD_ATTRIBUTE;
  if (is_kind (heap, back[0], HF_REF_LOCAL) && is_generator_frame (heap, back[1]))
    return HF_FOLD_FRAME;
  if (is_cached (heap, back[0], back[1]))
    return HF_FOLD_CACHED;
  if (is_contents (heap, back[0]) && is_kind (heap, back[1], HF_REF_CELL))
    {
      *n_links = is_generator_frame (heap, back[2]) ? 3 : 2;
      return is_generator_frame (heap, back[2]) ? HF_FOLD_FRAME_CELL : HF_FOLD_CELL;
    }

  *n_links = 3;
  if (is_contents (heap, back[0]) && is_kind (heap, back[1], HF_REF_INDEX) && is_field (heap, back[2], "__closure__"))
    return HF_FOLD_CLOSURE;

  if (hf_path_variable_is_thread_local (heap, back) && names_an_attribute (heap, back[0]))
    return HF_FOLD_THREAD_LOCAL;

  *n_links = hf_path_variable_links (heap, back);
  if (*n_links > 0)
    return HF_FOLD_VARIABLE;

  *n_links = 1;
  return HF_FOLD_NONE;
}

HfFold
hf_fold_step (const HfHeap *heap, guint32 object, const guint32 back[HF_FOLD_LINKS])
{
  HfFold fold = { .object = object };

  fold.rule = rule_of (heap, object, back, &fold.n_links);
  for (guint i = 0; i < fold.n_links; i++)
    fold.refs[i] = back[fold.n_links - 1 - i];

  return fold;
}

const char *
hf_fold_short_type (const HfHeap *heap, guint32 object)
{
  return hf_fold_short_name (heap, hf_heap_type (heap, object));
}

const char *
hf_fold_short_name (const HfHeap *heap, guint32 type)
{
  const char *name = hf_heap_type_name (heap, type);
  const char *module = hf_heap_type_module (heap, type);
  gsize length = strlen (module);

  if (length > 0 && strncmp (name, module, length) == 0 && name[length] == '.' && name[length + 1] != '\0')
    return name + length + 1;

  return name;
}

/* The str at @position of the tuple that @code holds under @field, as a name. */
static char *
name_in_tuple (const HfHeap *heap, guint32 code, const char *field, guint32 position)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 r = hf_python_find_ref (heap, code, field, FIELDS);
  guint32 tuple;

  if (r == HF_NONE)
    return NULL;

  tuple = hf_ref_object (graph->out[r]);
  for (guint32 i = graph->out_begin[tuple]; i < graph->out_begin[tuple + 1]; i++)
    if (is_kind (heap, i, HF_REF_INDEX) && hf_heap_ref_number (heap, i) == position)
      return hf_python_name_of_literal (hf_heap_value (heap, hf_ref_object (graph->out[i])));

  return NULL;
}

char *
hf_fold_closure_name (const HfHeap *heap, guint32 function, guint32 cell, guint32 position)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 r;

  for (r = graph->out_begin[function]; r < graph->out_begin[function + 1]; r++)
    if (is_kind (heap, r, HF_REF_CELL) && hf_ref_object (graph->out[r]) == cell)
      return g_strdup (hf_heap_ref_name (heap, r));
  r = hf_python_find_ref (heap, function, "__code__", FIELDS);

  return r == HF_NONE ? NULL : name_in_tuple (heap, hf_ref_object (graph->out[r]), "co_freevars", position);
}

static void
append_closure (const HfHeap *heap, const HfFold *fold, GString *text)
{
  guint32 position = hf_heap_ref_number (heap, fold->refs[1]);
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree char *name = hf_fold_closure_name (heap, hf_graph_referrer_of (graph, fold->refs[0]), hf_ref_object (graph->out[fold->refs[1]]), position);

  if (name != NULL)
    g_string_append_printf (text, "closure %s", name);
  else
    g_string_append_printf (text, "closure [%u]", position);
}

static void
append_attribute (const HfHeap *heap, const HfFold *fold, GString *text)
{
  g_autofree char *name = hf_python_name_of_literal (hf_heap_ref_name (heap, fold->refs[fold->n_links - 1]));

  g_string_append_printf (text, ".%s", name);
}

/* "'app'" without its quotes. */
static void
append_module (const HfHeap *heap, const HfFold *fold, GString *text)
{
  const char *literal = hf_heap_ref_name (heap, fold->refs[1]);

  g_string_append (text, "module ");
  g_string_append_len (text, literal + 1, strlen (literal) - 2);
}

static void
append_local (const HfHeap *heap, guint32 r, GString *text)
{
  g_string_append_printf (text, "local %s", hf_heap_ref_name (heap, r));
}

/* A cell belongs to a frame's own variables or to a function's closure. */
static void
append_cell (const HfHeap *heap, guint32 r, GString *text)
{
  guint32 owner = hf_graph_referrer_of (hf_heap_graph (heap), r);

  if (hf_python_kind (heap, owner) == HF_KIND_FRAME)
    append_local (heap, r, text);
  else
    hf_heap_ref_append_label (heap, r, text);
}

/* @line: with the line that the frame stands at. */
static void
append_thread (const HfHeap *heap, const HfFold *fold, gboolean line, GString *text)
{
  const char *frame = hf_heap_value (heap, fold->object);
  const char *colon = strrchr (frame, ':');

  g_string_append (text, hf_heap_ref_name (heap, fold->refs[0]));
  if (frame[0] == '\0' || g_str_has_suffix (text->str, frame))
    return;

  g_string_append (text, " › ");
  g_string_append_len (text, frame, line || colon == NULL ? (gssize) strlen (frame) : colon - frame);
}

/* A module's root may have the bare name for words; some references have no words at all. */
static void
append_plain (const HfHeap *heap, guint32 r, GString *text)
{
  gsize length = text->len;

  if (is_kind (heap, r, HF_REF_ROOT) && hf_heap_root_kind (heap, r) == HF_ROOT_MODULE &&
      !g_str_has_prefix (hf_heap_ref_name (heap, r), "module "))
    g_string_append (text, "module ");
  hf_heap_ref_append_label (heap, r, text);
  if (text->len == length)
    g_string_append (text, "(unnamed)");
}

void
hf_fold_append_label (const HfHeap *heap, const HfFold *fold, GString *text)
{
  switch (fold->rule)
    {
    case HF_FOLD_TOP:
      break;

    case HF_FOLD_ATTRIBUTE:
    case HF_FOLD_THREAD_LOCAL:
      append_attribute (heap, fold, text);
      break;

    case HF_FOLD_MODULE:
      append_module (heap, fold, text);
      break;

    case HF_FOLD_CELL:
      append_cell (heap, fold->refs[0], text);
      break;

    case HF_FOLD_CLOSURE:
      append_closure (heap, fold, text);
      break;

    case HF_FOLD_FRAME:
    case HF_FOLD_FRAME_CELL:
      append_local (heap, fold->refs[1], text);
      break;

    case HF_FOLD_CACHED:
      g_string_append_printf (text, "cached %s", hf_heap_ref_name (heap, fold->refs[1]));
      break;

    case HF_FOLD_CORO:
      g_string_append (text, ".get_coro()");
      break;

    case HF_FOLD_VARIABLE:
      hf_path_variable_append (heap, fold->refs[fold->n_links - 1], text);
      break;

    case HF_FOLD_THREAD:
      append_thread (heap, fold, TRUE, text);
      break;

    case HF_FOLD_NONE:
    default:
      append_plain (heap, fold->refs[0], text);
      break;
    }
}

void
hf_fold_append_folded (const HfHeap *heap, const HfFold *fold, GString *text)
{
  HfRefKind kind;

  if (fold->rule == HF_FOLD_THREAD)
    {
      append_thread (heap, fold, FALSE, text);
      return;
    }
  if (fold->rule == HF_FOLD_TOP)
    {
      g_string_append_printf (text, "(unreachable) %s", hf_fold_short_type (heap, fold->object));
      return;
    }
  if (fold->rule != HF_FOLD_NONE)
    {
      hf_fold_append_label (heap, fold, text);
      return;
    }

  kind = hf_heap_ref_kind (heap, fold->refs[0]);
  if (kind == HF_REF_INDEX || kind == HF_REF_VALUE || kind == HF_REF_MEMBER)
    g_string_append (text, "[*]");
  else if (kind == HF_REF_KEY)
    g_string_append (text, "key *");
  else
    append_plain (heap, fold->refs[0], text);
}

guint64
hf_fold_key (const HfHeap *heap, const HfFold *fold)
{
  HfRefKind kind;

  switch (fold->rule)
    {
    case HF_FOLD_ATTRIBUTE:
      return hf_heap_ref_label_key (heap, fold->refs[1]) ^ G_GUINT64_CONSTANT (0x8000000000000000);

    case HF_FOLD_NONE:
      kind = hf_heap_ref_kind (heap, fold->refs[0]);
      if (kind == HF_REF_INDEX || kind == HF_REF_VALUE || kind == HF_REF_MEMBER)
        return G_GUINT64_CONSTANT (0x4000000000000000);
      return hf_heap_ref_label_key (heap, fold->refs[0]);

    default:
      return 0;
    }
}
