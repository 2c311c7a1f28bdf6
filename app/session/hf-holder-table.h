/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-holders.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfHolderTable: who holds a set of objects. Columns: path, share (of the set), count, retained.
 */
#define HF_TYPE_HOLDER_TABLE (hf_holder_table_get_type ())
G_DECLARE_FINAL_TYPE (HfHolderTable, hf_holder_table, HF, HOLDER_TABLE, HfTable)

/* @holders is taken over; @analysis is taken a reference of. Any thread. */
HfTable         *hf_holder_table_new         (HfHolders *holders, HfAnalysis *analysis);
const HfHolders *hf_holder_table_get_holders (HfHolderTable *self);
/* Objects in all rows together, and how many of them are in a cycle. */
guint32          hf_holder_table_get_count   (HfHolderTable *self);
guint32          hf_holder_table_get_in_cycles (HfHolderTable *self);
/* The allocation site that most of the objects come from, 0 where no site is known; (out) @count: how many. */
guint32          hf_holder_table_get_site    (HfHolderTable *self, guint32 *count);
/* Kinds of the first and the last object of the row's example chain. O(length of the chain), at most a thousand steps. */
void             hf_holder_table_get_kinds   (HfHolderTable *self, guint32 row, HfKind *first, HfKind *last);

G_END_DECLS
