/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-graph.h"

G_BEGIN_DECLS

/**
 * HfIdTable: numbers the ids of a file in the order in which they are met: 0, 1, 2 …
 *
 * For files that name their objects by 64-bit ids, often before they come. 8 bytes an id, and 6 to 12 for finding it, which
 * hf_id_table_seal() gives up. Adding and finding are O(1).
 */
typedef struct _HfIdTable HfIdTable;

HfIdTable *hf_id_table_new  (void);
void       hf_id_table_free (HfIdTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfIdTable, hf_id_table_free)

/* The number of @id, a new one if it has none. HF_NONE without memory. */
guint32 hf_id_table_add  (HfIdTable *self, guint64 id);
/* HF_NONE if it has none. */
guint32 hf_id_table_find (const HfIdTable *self, guint64 id);
guint64 hf_id_table_id   (const HfIdTable *self, guint32 number);
guint32 hf_id_table_n    (const HfIdTable *self);
/* Nothing can be added or found afterwards. */
void    hf_id_table_seal (HfIdTable *self);

G_END_DECLS
