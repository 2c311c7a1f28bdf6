/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-table.h"

G_BEGIN_DECLS

/**
 * A table as comma-separated values (RFC 4180, UTF-8): the rows that are shown, in their order, with exact numbers.
 *
 * A cell of text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a return) gets an
 * apostrophe in front: what stands in a heap must not run on somebody's machine.
 */

/* Writes @path atomically: @rows of @table (hf_table_dup_order()), @n_rows of them. Any thread. */
gboolean hf_csv_write (HfTable *table, const guint32 *rows, guint n_rows, const char *path, HfProgress *progress, GError **error);

/* Appends one cell, quoted as needed. */
void     hf_csv_append_cell (GString *text, const char *cell, gboolean is_text);

G_END_DECLS
