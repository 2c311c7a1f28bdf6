/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-table.h"

G_BEGIN_DECLS

/* (transfer full) A column of @table's column number @column, with cells for its kind. */
GtkColumnViewColumn *hf_cells_new_column (HfTable *table, guint column);

/* Whether the column is one that a narrow view can do without. */
gboolean             hf_cells_is_spare   (HfColumnKind kind);

G_END_DECLS
