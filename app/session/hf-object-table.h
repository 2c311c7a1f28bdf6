/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfObjectTable: objects by id, millions of them. Columns: address, type, value, shallow, retained, refcount, distance,
 * unaccounted, site; those that the dump knows nothing of are left out (see hf_table_find_column()).
 */
#define HF_TYPE_OBJECT_TABLE (hf_object_table_get_type ())
G_DECLARE_FINAL_TYPE (HfObjectTable, hf_object_table, HF, OBJECT_TABLE, HfTable)

/* @objects (of guint32) is taken a reference of. @analysis may be NULL: without retained size and distance. @one_type:
 * the type column would say the same in each row. Any thread. */
HfTable *hf_object_table_new        (HfHeap *heap, HfAnalysis *analysis, GArray *objects, gboolean one_type);
/* What "new" in a filter is asked against; NULL (as at first) where there is no earlier heap. Before a filter is set. */
void     hf_object_table_set_earlier (HfObjectTable *self, HfHeap *earlier);
guint32  hf_object_table_get_object (HfObjectTable *self, guint32 row);

G_END_DECLS
