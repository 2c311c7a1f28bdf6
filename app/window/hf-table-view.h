/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "session/hf-answer.h"

G_BEGIN_DECLS

/**
 * HfTableView: the table of an answer, with its progress and with words where there is no table.
 *
 * Every column sorts; the sort, the filter and the selected row (by its first column) survive when the answer gets a better
 * table. Property "filter" (string) is what the rows are filtered by.
 * Signals: "selected" (guint row), only when the person did it; "activated" (guint row), by double click or Return.
 */
#define HF_TYPE_TABLE_VIEW (hf_table_view_get_type ())
G_DECLARE_FINAL_TYPE (HfTableView, hf_table_view, HF, TABLE_VIEW, GtkWidget)

void       hf_table_view_set_answer     (HfTableView *self, HfAnswer *answer);
/* For screen readers, and for the table's own sort: the column's id and direction. */
void       hf_table_view_set_label      (HfTableView *self, const char *label);
void       hf_table_view_set_first_sort (HfTableView *self, const char *column, gboolean descending);
/* Another title than the table's own for the column with this id; it stays when the answer gets another table. */
void       hf_table_view_set_title      (HfTableView *self, const char *column, const char *title);
/* What stands there when the table has no rows, and when the answer is not asked for. */
void       hf_table_view_set_empty_text (HfTableView *self, const char *text);
/* Sorts as a click on the header would. FALSE if there is no such column. */
gboolean   hf_table_view_sort_by        (HfTableView *self, const char *column, gboolean descending);
HfTable   *hf_table_view_get_table      (HfTableView *self); /* (transfer none) or NULL */
/* Selects without telling; HF_NONE unselects. */
void       hf_table_view_select_row     (HfTableView *self, guint32 row);
guint32    hf_table_view_get_selected   (HfTableView *self); /* HF_NONE if none */

G_END_DECLS
