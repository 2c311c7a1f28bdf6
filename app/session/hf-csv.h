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

/* Writes @path atomically. Any thread, as long as nobody sorts the table meanwhile. */
gboolean hf_csv_write (HfTable *table, const char *path, HfProgress *progress, GError **error);

/* Appends one cell, quoted as needed. */
void     hf_csv_append_cell (GString *text, const char *cell, gboolean is_text);

G_END_DECLS
