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

/* The object that stands for a row: where its example's ring begins. HF_NONE if it has no ring. */
guint32         hf_cycle_table_get_object  (HfCycleTable *self, guint32 row);
/* The row of this shape that @object stands for (shapes that differ only in who holds them read the same), else the first
 * of this shape, else HF_NONE. O(rows). */
guint32         hf_cycle_table_find        (HfCycleTable *self, const char *shape, guint32 object);

/* (transfer none) What would mend the cycles of a row, why, and what would then be freed at once; NULL where nothing is proposed. */
const char     *hf_cycle_table_get_mend         (HfCycleTable *self, guint32 row);

G_END_DECLS
