/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-growth.h"
#include "hf-session-types.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfGrowthTable: what grew. Columns: key, first, last, delta, delta-size, trend, new-retained; by holder the last is
 * retained: of all of the row's objects, not only of the new ones.
 */
#define HF_TYPE_GROWTH_TABLE (hf_growth_table_get_type ())
G_DECLARE_FINAL_TYPE (HfGrowthTable, hf_growth_table, HF, GROWTH_TABLE, HfTable)

/* @growth is taken over; @heaps (of HfHeap, oldest first) are kept alive. Any thread. */
HfTable        *hf_growth_table_new        (HfGrowth *growth, GPtrArray *heaps);
const HfGrowth *hf_growth_table_get_growth (HfGrowthTable *self);
/* Which rows are to be seen; in the peak mode the Δ column is what is above the peak, in the stayed mode what stayed. */
void            hf_growth_table_set_modes  (HfGrowthTable *self, HfGrowthMode mode, gboolean every_step, gboolean hide_internals);

/* By holder: kinds of the first object on the row's path and of what is held; HF_KIND_OTHER where that is not known. */
void            hf_growth_table_get_kinds  (HfGrowthTable *self, guint32 row, HfKind *first, HfKind *last);

/* Whether the modes let the row be seen (before the filter). */
gboolean        hf_growth_table_is_shown   (HfGrowthTable *self, guint32 row);

G_END_DECLS
