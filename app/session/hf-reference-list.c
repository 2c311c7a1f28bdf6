/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-reference-list.h"

#include <glib/gi18n.h>

#include "drawing/hf-drawing.h"
#include "drawing/hf-values.h"
#include "hf-job.h"

#define LABEL_CHARS 120u
#define VALUE_CHARS 80u

struct _HfReferenceList
{
  GObject parent_instance;

  HfHeap *heap;
  guint32 object;
  HfReferenceSide side;
  guint32 begin;
  guint32 n;
};

struct _HfReferenceRow
{
  GObject parent_instance;

  HfReferenceList *list;
  guint32 object;
  guint32 ref;
};

static void hf_reference_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfReferenceList, hf_reference_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hf_reference_list_model_init))
G_DEFINE_FINAL_TYPE (HfReferenceRow, hf_reference_row, G_TYPE_OBJECT)

GListModel *
hf_reference_list_new (HfHeap *heap, guint32 object, HfReferenceSide side)
{
  HfReferenceList *self = g_object_new (HF_TYPE_REFERENCE_LIST, NULL);
  const HfGraph *graph = hf_heap_graph (heap);
  const guint32 *begin = side == HF_REFERRERS ? graph->in_begin : graph->out_begin;

  g_assert (object < graph->n);

  self->heap = hf_heap_ref (heap);
  self->object = object;
  self->side = side;
  self->begin = begin[object];
  self->n = begin[object + 1] - begin[object];

  return G_LIST_MODEL (self);
}

static GType
hf_reference_list_get_item_type (GListModel *model)
{
  return HF_TYPE_REFERENCE_ROW;
}

static guint
hf_reference_list_get_n_items (GListModel *model)
{
  return HF_REFERENCE_LIST (model)->n;
}

/* One referrer may hold the object in several places: its entries in in[] stand side by side, and so the k-th of them is
 * the k-th reference in the referrer. */
static guint32
find_ref_of_referrer (HfReferenceList *self, guint32 position)
{
  const HfGraph *graph = hf_heap_graph (self->heap);
  guint32 referrer = hf_ref_object (graph->in[self->begin + position]);
  guint32 k = 0;

  while (k < position && hf_ref_object (graph->in[self->begin + position - k - 1]) == referrer)
    k++;
  for (guint32 r = graph->out_begin[referrer]; r < graph->out_begin[referrer + 1]; r++)
    if (hf_ref_object (graph->out[r]) == self->object && k-- == 0)
      return r;
  return HF_NONE;
}

static gpointer
hf_reference_list_get_item (GListModel *model, guint position)
{
  HfReferenceList *self = HF_REFERENCE_LIST (model);
  const HfGraph *graph = hf_heap_graph (self->heap);
  HfReferenceRow *row;

  if (position >= self->n)
    return NULL;
  row = g_object_new (HF_TYPE_REFERENCE_ROW, NULL);
  row->list = g_object_ref (self);
  if (self->side == HF_REFERENTS)
    {
      row->ref = self->begin + position;
      row->object = hf_ref_object (graph->out[row->ref]);
    }
  else
    {
      row->ref = find_ref_of_referrer (self, position);
      row->object = hf_ref_object (graph->in[self->begin + position]);
    }

  return row;
}

static void
hf_reference_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hf_reference_list_get_item_type;
  iface->get_n_items = hf_reference_list_get_n_items;
  iface->get_item = hf_reference_list_get_item;
}

guint32
hf_reference_row_get_object (HfReferenceRow *self)
{
  g_return_val_if_fail (HF_IS_REFERENCE_ROW (self), HF_NONE);
  return self->object;
}

guint32
hf_reference_row_get_ref (HfReferenceRow *self)
{
  g_return_val_if_fail (HF_IS_REFERENCE_ROW (self), HF_NONE);
  return self->ref;
}

HfRefClass
hf_reference_row_get_class (HfReferenceRow *self)
{
  g_return_val_if_fail (HF_IS_REFERENCE_ROW (self), HF_CLASS_STRONG);
  return self->ref == HF_NONE ? HF_CLASS_STRONG : hf_ref_class (hf_heap_graph (self->list->heap)->out[self->ref]);
}

HfKind
hf_reference_row_get_kind (HfReferenceRow *self)
{
  g_return_val_if_fail (HF_IS_REFERENCE_ROW (self), HF_KIND_OTHER);
  return hf_heap_kind (self->list->heap, self->object);
}

char *
hf_reference_row_dup_label (HfReferenceRow *self)
{
  g_autofree char *label = NULL;

  g_return_val_if_fail (HF_IS_REFERENCE_ROW (self), NULL);

  if (self->ref == HF_NONE)
    return g_strdup ("");
  label = hf_heap_ref_label (self->list->heap, self->ref);
  return hf_drawing_show_text (label, LABEL_CHARS);
}

char *
hf_reference_row_dup_title (HfReferenceRow *self)
{
  g_return_val_if_fail (HF_IS_REFERENCE_ROW (self), NULL);

  if (self->object == HF_ROOT)
    return g_strdup (_("root"));
  return hf_drawing_show_text (hf_heap_type_name_of (self->list->heap, self->object), LABEL_CHARS);
}

char *
hf_reference_row_dup_value (HfReferenceRow *self)
{
  g_return_val_if_fail (HF_IS_REFERENCE_ROW (self), NULL);

  return self->object == HF_ROOT ? g_strdup ("") : hf_drawing_show_text (hf_values_of (self->list->heap, self->object), VALUE_CHARS);
}

static void
hf_reference_row_finalize (GObject *object)
{
  g_clear_object (&HF_REFERENCE_ROW (object)->list);

  G_OBJECT_CLASS (hf_reference_row_parent_class)->finalize (object);
}

static void
hf_reference_row_class_init (HfReferenceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_reference_row_finalize;
}

static void
hf_reference_row_init (HfReferenceRow *self)
{
}

static void
hf_reference_list_finalize (GObject *object)
{
  hf_free_in_worker (g_steal_pointer (&HF_REFERENCE_LIST (object)->heap), (GDestroyNotify) hf_heap_unref);

  G_OBJECT_CLASS (hf_reference_list_parent_class)->finalize (object);
}

static void
hf_reference_list_class_init (HfReferenceListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_reference_list_finalize;
}

static void
hf_reference_list_init (HfReferenceList *self)
{
}
