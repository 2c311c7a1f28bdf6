/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HfReferenceList: the references that lead to an object, or that it holds; a lazy GListModel of HfReferenceRow in the
 * order of the heap. Making it is O(1); a row of referrers costs O(out-degree of the referrer) when it is made.
 */
#define HF_TYPE_REFERENCE_LIST (hf_reference_list_get_type ())
G_DECLARE_FINAL_TYPE (HfReferenceList, hf_reference_list, HF, REFERENCE_LIST, GObject)

#define HF_TYPE_REFERENCE_ROW (hf_reference_row_get_type ())
G_DECLARE_FINAL_TYPE (HfReferenceRow, hf_reference_row, HF, REFERENCE_ROW, GObject)

typedef enum
{
  HF_REFERRERS,
  HF_REFERENTS,
} HfReferenceSide;

GListModel *hf_reference_list_new (HfHeap *heap, guint32 object, HfReferenceSide side);

guint32     hf_reference_row_get_object (HfReferenceRow *self); /* at the other end; HF_ROOT for roots */
guint32     hf_reference_row_get_ref    (HfReferenceRow *self); /* index into out[] */
HfRefClass  hf_reference_row_get_class  (HfReferenceRow *self);
HfKind      hf_reference_row_get_kind   (HfReferenceRow *self);
char       *hf_reference_row_dup_label  (HfReferenceRow *self); /* ".x", "module app" */
char       *hf_reference_row_dup_title  (HfReferenceRow *self); /* type at the other end, or "root" */
char       *hf_reference_row_dup_value  (HfReferenceRow *self);

G_END_DECLS
