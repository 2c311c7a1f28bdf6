/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-treemap.h"
#include "hf-job.h"
#include "hf-session-types.h"

G_BEGIN_DECLS

/**
 * HfDominatorList: one level of the dominator tree, largest retained size first; a GListModel of HfDominatorRow.
 *
 * A level can have a million rows, so it is sorted in a worker when it is long, and only the first
 * HF_DOMINATOR_ROWS are in the list, followed by one row that stands for the rest (hf_dominator_list_show_more()).
 */
#define HF_DOMINATOR_ROWS 500u

#define HF_TYPE_DOMINATOR_LIST (hf_dominator_list_get_type ())
G_DECLARE_FINAL_TYPE (HfDominatorList, hf_dominator_list, HF, DOMINATOR_LIST, GObject)

typedef enum
{
  HF_DOMINATOR_OBJECT,
  HF_DOMINATOR_GROUP,       /* objects of one type or module at the top level */
  HF_DOMINATOR_UNREACHABLE, /* all that no root reaches */
  HF_DOMINATOR_MORE,        /* the rest of the level */
} HfDominatorForm;

#define HF_TYPE_DOMINATOR_ROW (hf_dominator_row_get_type ())
G_DECLARE_FINAL_TYPE (HfDominatorRow, hf_dominator_row, HF, DOMINATOR_ROW, GObject)

/* The top level; of it what matches the words of @filter (hf-filter.h), which may be NULL: groups by their name, objects by their
 * type or the words beside it. A filter that says more puts the topmost objects that it means in its place. Shares and retained sizes stay those of the whole heap.
 * @earlier: what "new" in the filter is asked against, or NULL. */
HfDominatorList *hf_dominator_list_new_top  (HfAnalysis *analysis, HfHeap *earlier, HfDominatorsBy by, const char *filter);
/* What is below a row, or NULL if nothing is. */
HfDominatorList *hf_dominator_list_new_below (HfDominatorRow *row);
/* Brings as many rows again into the list. */
void             hf_dominator_list_show_more (HfDominatorList *self);
HfJob           *hf_dominator_list_get_job   (HfDominatorList *self); /* property "job" */

/* ---- the level as a map; only while there is no job ---- */
/* Any thread. The rows as the outermost cells; with @group (HF_NONE for none) the objects of that group. */
HfTreemap       *hf_dominator_list_lay_out (HfDominatorList *self, guint32 group, double width, double height, HfProgress *progress,
                                            GError **error);
char            *hf_dominator_list_dup_group_name (HfDominatorList *self, guint32 group); /* (transfer full) */
HfKind           hf_dominator_list_get_group_kind (HfDominatorList *self, guint32 group);
/* What the map shows: retained sizes added up, without what no root reaches. O(rows). */
guint64          hf_dominator_list_get_mapped     (HfDominatorList *self);

/* What rows say is read from results that do not change: any thread. */
HfDominatorForm  hf_dominator_row_get_form     (HfDominatorRow *self);
guint32          hf_dominator_row_get_object   (HfDominatorRow *self); /* HF_NONE unless an object */
HfDominatorList *hf_dominator_row_get_list     (HfDominatorRow *self);
HfKind           hf_dominator_row_get_kind     (HfDominatorRow *self);
guint64          hf_dominator_row_get_address  (HfDominatorRow *self); /* 0 unless an object that has one */
guint64          hf_dominator_row_get_retained (HfDominatorRow *self);
guint64          hf_dominator_row_get_shallow  (HfDominatorRow *self);
guint            hf_dominator_row_get_permille (HfDominatorRow *self); /* of the whole heap */
char            *hf_dominator_row_dup_title    (HfDominatorRow *self); /* type, group's name … */
char            *hf_dominator_row_dup_value    (HfDominatorRow *self); /* value, number of objects, or "" */

/* (transfer full) What stands beside an object's type: its value, whose __dict__ it is, or the reference that leads to it. */
char            *hf_dominator_list_words_of   (HfAnalysis *analysis, guint32 object);

G_END_DECLS
