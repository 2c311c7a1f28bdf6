/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-histogram.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfHistogramTable: objects counted by type, module or site. Columns: key, count, shallow, retained, share (of all bytes).
 */
#define HF_TYPE_HISTOGRAM_TABLE (hf_histogram_table_get_type ())
G_DECLARE_FINAL_TYPE (HfHistogramTable, hf_histogram_table, HF, HISTOGRAM_TABLE, HfTable)

/* @histogram is taken over; @heap is taken a reference of. Any thread. */
HfTable           *hf_histogram_table_new                (HfHistogram *histogram, HfHeap *heap);
const HfHistogram *hf_histogram_table_get_histogram      (HfHistogramTable *self);
void               hf_histogram_table_set_hide_internals (HfHistogramTable *self, gboolean hide_internals);

G_END_DECLS
