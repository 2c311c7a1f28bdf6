/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-dominator-list.h"
#include "hf-table.h"

G_BEGIN_DECLS

/**
 * HfDominatorTable: rows of the dominator tree, from several levels, as a table of their own; what CSV of the tree is made of.
 *
 * A column says the level (1 is the top), so that the tree can be told from the order of the rows alone: what a row
 * dominates follows it, one level deeper, as far as it was open.
 */
#define HF_TYPE_DOMINATOR_TABLE (hf_dominator_table_get_type ())
G_DECLARE_FINAL_TYPE (HfDominatorTable, hf_dominator_table, HF, DOMINATOR_TABLE, HfTable)

/* (transfer full) @rows: of HfDominatorRow; @levels: of guint, as many. Keeps references. */
HfTable *hf_dominator_table_new (GPtrArray *rows, GArray *levels);

G_END_DECLS
