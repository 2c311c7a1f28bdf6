/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-waste.h"
#include "hf-answer.h"
#include "hf-session.h"

G_BEGIN_DECLS

/**
 * HfWasteTable: what takes memory in vain. Columns: what, kind, count (items, for collections), wasted, shallow.
 */
#define HF_TYPE_WASTE_TABLE (hf_waste_table_get_type ())
G_DECLARE_FINAL_TYPE (HfWasteTable, hf_waste_table, HF, WASTE_TABLE, HfTable)

/* @waste is taken over. Any thread. */
HfTable       *hf_waste_table_new        (HfWaste *waste);
const HfWaste *hf_waste_table_get_waste  (HfWasteTable *self);
/* (transfer none) The remedy for a row, translated. */
const char    *hf_waste_table_get_remedy (HfWasteTable *self, guint32 row);
/* The most telling object of a row. */
guint32        hf_waste_table_get_object (HfWasteTable *self, guint32 row);

/* Asks for the waste of @snapshot, which must be analysed: @answer gets an HfWasteTable. */
void           hf_waste_ask              (HfAnswer *answer, HfSnapshot *snapshot);
/* Asks for the objects of a row of @table, which is of @snapshot: @answer gets an HfObjectTable. */
void           hf_waste_list_objects     (HfAnswer *answer, HfSnapshot *snapshot, HfWasteTable *table, guint32 row);

G_END_DECLS
