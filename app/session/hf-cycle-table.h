/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-cycles.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfCycleTable: shapes of cycles. Columns: shape, count, objects, retained, status, finalizer, break.
 */
#define HF_TYPE_CYCLE_TABLE (hf_cycle_table_get_type ())
G_DECLARE_FINAL_TYPE (HfCycleTable, hf_cycle_table, HF, CYCLE_TABLE, HfTable)

/* @cycles is taken over; @analysis is taken a reference of. O(shapes x length of a chain). Any thread. */
HfTable        *hf_cycle_table_new         (HfCycles *cycles, HfAnalysis *analysis);
const HfCycles *hf_cycle_table_get_cycles  (HfCycleTable *self);
void            hf_cycle_table_set_hide_internals (HfCycleTable *self, gboolean hide_internals);

G_END_DECLS
