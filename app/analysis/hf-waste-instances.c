/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-waste-private.h"

#include <string.h>

#include "hf-python.h"

#define N_(s) (s)

#define HEADER 32u /* the collector's header, reference count and class */

/* What instances of a class look like. */
typedef struct
{
  gboolean known;      /* looked at */
  gboolean candidate;  /* its instances have a dictionary, and would have none with __slots__ */
  guint32 attributes;  /* the most that an instance has */
  GArray *instances;   /* of HfWasted: bytes is 0 until all were seen */
} Class;

static guint32
order_of (const HfHeap *heap, guint32 class)
{
  guint32 r = hf_python_find_ref (heap, class, "__mro__", ~0u);

  if (r == HF_NONE)
    r = hf_python_find_ref (heap, class, "tp_mro", ~0u);

  return r != HF_NONE ? hf_ref_object (hf_heap_graph (heap)->out[r]) : HF_NONE;
}

static guint32
own_dict (const HfHeap *heap, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (heap);

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    if (hf_heap_ref_kind (heap, r) == HF_REF_DICT)
      return hf_ref_object (graph->out[r]);

  return HF_NONE;
}

static gboolean
has_key (const HfHeap *heap, guint32 dict, const char *literal)
{
  return dict != HF_NONE && hf_python_find_ref (heap, dict, literal, 1u << HF_REF_VALUE) != HF_NONE;
}

/* Every class on the way but object is a class statement's (those have a __module__, types of the interpreter's own have
 * none), and one of them made the dictionary. */
static gboolean
makes_dictionaries (const HfHeap *heap, guint32 type)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 class = hf_heap_type_object (heap, type);
  guint32 order = class != HF_NONE ? order_of (heap, class) : HF_NONE;
  gboolean found = FALSE;

  if (order == HF_NONE)
    return FALSE;
  for (guint32 r = graph->out_begin[order]; r < graph->out_begin[order + 1]; r++)
    {
      guint32 base = hf_ref_object (graph->out[r]);
      guint32 dict = own_dict (heap, base);

      if (hf_heap_ref_kind (heap, r) != HF_REF_INDEX || strcmp (hf_heap_value (heap, base), "object") == 0)
        continue;
      if (!has_key (heap, dict, "'__module__'"))
        return FALSE;
      found |= has_key (heap, dict, "'__dict__'");
    }

  return found;
}

static guint32
count_owned (const HfHeap *heap, guint32 object, HfRefKind kind)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 n = 0;

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    n += hf_heap_ref_kind (heap, r) == kind && hf_ref_is (graph->out[r], HF_CLASSES_OWNING);

  return n;
}

static void
add_instance (HfWasteWork *work, Class *class, guint32 v)
{
  HfWasted found = { .object = v, .shallow = hf_heap_shallow (work->heap, v) };
  guint32 dict = own_dict (work->heap, v), n = count_owned (work->heap, v, HF_REF_ATTRIBUTE);

  if (dict != HF_NONE)
    {
      found.shallow += hf_heap_shallow (work->heap, dict);
      n += count_owned (work->heap, dict, HF_REF_VALUE);
    }
  class->attributes = MAX (class->attributes, n);
  g_array_append_val (class->instances, found);
}

/* A row, unless the class would take more with __slots__ for all that any of its instances has. */
static void
add_class (HfWasteWork *work, guint32 type, Class *class)
{
  HfWasted *found = (HfWasted *) (gpointer) class->instances->data;
  guint64 slotted = hf_waste_block (work, HEADER + 8 * (guint64) class->attributes), now = 0;
  guint32 n = class->instances->len;

  for (guint32 i = 0; i < n; i++)
    now += found[i].shallow;
  if (n == 0 || now <= slotted * n)
    return;
  for (guint32 i = 0; i < n; i++)
    found[i].bytes = found[i].shallow - MIN (found[i].shallow, slotted);
  hf_waste_add_row (work, HF_WASTE_SLOTS, type, TRUE, found, n);
}

static gboolean
find_instances (HfWasteWork *work, Class *classes, HfTicker *ticker)
{
  for (guint32 v = 1; v < work->graph->n; v++)
    {
      guint32 type = hf_heap_type (work->heap, v);
      Class *class = &classes[type];

      if (hf_ticker_tick (ticker))
        return FALSE;
      if (hf_heap_kind (work->heap, v) != HF_KIND_INSTANCE || !hf_waste_is_wanted (work, v))
        continue;
      if (!class->known)
        {
          class->known = TRUE;
          class->candidate = makes_dictionaries (work->heap, type);
          if (class->candidate)
            class->instances = g_array_new (FALSE, FALSE, sizeof (HfWasted));
        }
      if (class->candidate)
        add_instance (work, class, v);
    }

  return TRUE;
}

gboolean
hf_waste_find_instances (HfWasteWork *work, HfProgress *progress, GError **error)
{
  guint32 n_types = hf_heap_n_types (work->heap);
  g_autofree Class *classes = g_new0 (Class, MAX (n_types, 1));
  HfTicker ticker;
  gboolean done;

  if (work->minor == 0)
    return TRUE;
  hf_ticker_begin (&ticker, progress, N_("Measuring instances"), work->graph->n, error);
  done = find_instances (work, classes, &ticker);
  for (guint32 t = 0; t < n_types; t++)
    if (classes[t].candidate)
      {
        if (done)
          add_class (work, t, &classes[t]);
        g_array_unref (classes[t].instances);
      }

  return done;
}
