/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-growth.h"

G_BEGIN_DECLS

/**
 * The rows of a growth table while they are made. Private to analysis/: growth of all objects and of some share it.
 */

/* @key is taken over. @n: heaps; @with_retained: the row has retained sizes of every heap. All numbers are 0. */
void     hf_growth_row_init      (HfGrowthRow *row, char *key, guint n, gboolean with_retained);
void     hf_growth_row_clear     (HfGrowthRow *row);

/* Fills @self->rows from @rows[n], which are taken over: those with objects in any heap (@last_only: in the last) in the
 * table's order, and renumbers @self->row_of_new, which counted in @rows so far. O(n log n + objects of the last heap). */
void     hf_growth_take_rows     (HfGrowth *self, HfGrowthRow *rows, guint n, gboolean last_only, guint32 n_last);

/* The retained sizes of what is new. */
gboolean hf_growth_add_retained  (HfGrowth *self, const HfAnalysis *last, HfProgress *progress, GError **error);

G_END_DECLS
