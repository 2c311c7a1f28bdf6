/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-table.h"

G_BEGIN_DECLS

/* (transfer full) A column of @table's column number @column, with cells for its kind. */
GtkColumnViewColumn *hf_cells_new_column (HfTable *table, guint column);

/* Titles of columns of figures stand at the right, over their figures (GTK 4.8 has no property for it). */
void                 hf_cells_align_titles (GtkColumnView *view, GPtrArray *view_columns, const HfColumn *columns);

G_END_DECLS
