/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-snapshot.h"

G_BEGIN_DECLS

/**
 * HfSelection: the one thing that is selected. Immutable, reference counted, boxed.
 *
 * Whatever its kind, hf_selection_get_object() is the one object that stands for it (the selected object; a type's, a
 * holder's or a cycle's example), or HF_NONE while that is being found out: the chain pane, the inspector and the graph
 * need look at nothing else. Holds a reference to its snapshot.
 */
typedef enum
{
  HF_SELECTION_OBJECT,
  HF_SELECTION_TYPE,   /* a row of Growth or Types: key is the type, module or site */
  HF_SELECTION_CYCLE,  /* key is the shape; refs the example's ring; objects its members */
  HF_SELECTION_HOLDER, /* key is the folded path; objects the members; refs the one to break, if any */
} HfSelectionKind;

typedef struct _HfSelection HfSelection;

#define HF_TYPE_SELECTION (hf_selection_get_type ())
GType             hf_selection_get_type (void);

HfSelection      *hf_selection_new_object (HfSnapshot *snapshot, guint32 object);
/* @key is copied; @objects and @refs (of guint32) are taken a reference of, and may be NULL. */
HfSelection      *hf_selection_new_set    (HfSelectionKind kind, HfSnapshot *snapshot, guint32 object, const char *key,
                                           GArray *objects, GArray *refs);
HfSelection      *hf_selection_ref        (HfSelection *self);
void              hf_selection_unref      (HfSelection *self);
gboolean          hf_selection_equal      (const HfSelection *a, const HfSelection *b); /* NULL equals NULL alone */

HfSelectionKind   hf_selection_get_kind     (const HfSelection *self);
HfSnapshot       *hf_selection_get_snapshot (const HfSelection *self);
guint32           hf_selection_get_object   (const HfSelection *self);
const char       *hf_selection_get_key      (const HfSelection *self); /* "" for an object */
const guint32    *hf_selection_get_objects  (const HfSelection *self, guint *n);
const guint32    *hf_selection_get_refs     (const HfSelection *self, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfSelection, hf_selection_unref)

G_END_DECLS
