/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-lookup-private.h"

#include <string.h>

#include "hf-path-fold.h"
#include "hf-python.h"

#define MAX_CANDIDATES 4096u

/* The same words may fit several references: all objects they may mean are followed. */
typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const char *word;
  GArray *next; /* of guint32: where the word leads */
  GString *label;
} Finder;

static void
add_candidate (Finder *finder, guint32 object)
{
  for (guint i = 0; i < finder->next->len; i++)
    if (g_array_index (finder->next, guint32, i) == object)
      return;
  if (finder->next->len < MAX_CANDIDATES)
    g_array_append_val (finder->next, object);
}

/* TRUE if the step that ends with the references in @back takes @n_links and reads like the word. */
static gboolean
reads_alike (Finder *finder, guint32 object, const guint32 *back, guint n_links)
{
  HfFold fold = hf_fold_step (finder->heap, object, back);

  if (fold.n_links != n_links)
    return FALSE;
  g_string_truncate (finder->label, 0);
  hf_fold_append_label (finder->heap, &fold, finder->label);

  return g_str_equal (finder->label->str, finder->word);
}

/* Of a context, or of one thread's values: their fields have no names. */
static gboolean
is_trie (const Finder *finder, guint32 object)
{
  const char *type = object != HF_ROOT ? hf_heap_type_name_of (finder->heap, object) : "";

  return g_str_has_prefix (type, "hamt") || g_str_equal (type, "_thread._local");
}

/* References that are only the first part of a step. */
static gboolean
may_go_on (const Finder *finder, guint32 r, guint32 before, guint depth)
{
  const char *name;

  switch (hf_heap_ref_kind (finder->heap, r))
    {
    case HF_REF_DICT:
    case HF_REF_CELL:
      return depth < HF_FOLD_LINKS;

    case HF_REF_ROOT:
      return g_str_equal (hf_heap_ref_name (finder->heap, r), "sys.modules");

    case HF_REF_INDEX:
      return depth == 2 && hf_heap_ref_number (finder->heap, r) < 4096;

    case HF_REF_VALUE:
      return depth == 2 && hf_heap_ref_kind (finder->heap, before) == HF_REF_INTERNAL &&
             hf_python_is_a (finder->heap, hf_graph_referrer_of (finder->graph, before), "_thread._local");

    default:
      name = hf_heap_ref_name (finder->heap, r);
      return g_str_equal (name, "__closure__") || g_str_equal (name, "links") || g_str_has_suffix (name, "_frame") ||
             g_str_equal (name, "ctx_vars") ||
             (g_str_has_prefix (name, "+0x") && is_trie (finder, hf_graph_referrer_of (finder->graph, r)));
    }
}

/* @back[0 … depth-1] lead to @object already. At most HF_FOLD_LINKS deep. */
static void
follow (Finder *finder, guint32 object, const guint32 *back, guint depth)
{
  for (guint32 r = finder->graph->out_begin[object]; r < finder->graph->out_begin[object + 1]; r++)
    {
      guint32 longer[HF_FOLD_LINKS] = { r, HF_NONE, HF_NONE, HF_NONE };
      guint32 to = hf_ref_object (finder->graph->out[r]);

      if (depth > 0)
        memcpy (&longer[1], back, depth * sizeof *back);
      if (reads_alike (finder, to, longer, depth + 1))
        add_candidate (finder, to);
      if (depth + 1 < HF_FOLD_LINKS && may_go_on (finder, r, longer[1], depth + 1))
        follow (finder, to, longer, depth + 1);
    }
}

static void
step (Finder *finder, GArray *from, const char *word)
{
  finder->word = word;
  g_array_set_size (finder->next, 0);
  for (guint i = 0; i < from->len; i++)
    follow (finder, g_array_index (from, guint32, i), NULL, 0);
}

static void
keep_type (const Finder *finder, GArray *objects, const char *type)
{
  for (guint i = objects->len; i-- > 0;)
    {
      guint32 object = g_array_index (objects, guint32, i);

      if (!g_str_equal (hf_fold_short_type (finder->heap, object), type) && !g_str_equal (hf_heap_type_name_of (finder->heap, object), type))
        g_array_remove_index (objects, i);
    }
}

static guint32
answer (GArray *found, const char *text, GError **error)
{
  if (found->len == 1)
    return g_array_index (found, guint32, 0);

  g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "“%s” may mean any of %u objects", text, found->len);

  return HF_NONE;
}

static void
swap (GArray **a, GArray **b)
{
  GArray *other = *a;

  *a = *b;
  *b = other;
}

guint32
hf_lookup_words (const HfHeap *heap, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, "›", -1);
  g_autoptr (GArray) at = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) label = g_string_new (NULL);
  Finder finder = { .heap = heap, .graph = hf_heap_graph (heap), .next = next, .label = label };
  guint32 root = HF_ROOT;
  guint n = g_strv_length (words);

  g_array_append_val (at, root);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *two = NULL;

      g_strstrip (words[i]);
      step (&finder, at, words[i]);
      /* A thread's step has its frame in it. */
      if (next->len == 0 && i == 0 && n > 1)
        {
          two = g_strdup_printf ("%s › %s", words[0], g_strstrip (words[1]));
          step (&finder, at, two);
          i += next->len > 0;
        }
      if (next->len == 0 && i + 1 == n && i > 0)
        {
          g_array_set_size (next, 0);
          g_array_append_vals (next, at->data, at->len);
          keep_type (&finder, next, words[i]);
        }
      if (next->len == 0)
        {
          g_set_error (error, HF_ERROR, HF_ERROR_NO_ANSWER, "Nothing leads along “%s” at “%s”", text, words[i]);
          return HF_NONE;
        }
      swap (&at, &next);
      finder.next = next;
    }

  return answer (at, text, error);
}
