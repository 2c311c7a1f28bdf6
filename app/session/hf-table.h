/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "heap/hf-bitset.h"
#include "hf-filter.h"
#include "hf-job.h"

G_BEGIN_DECLS

/**
 * HfTable: a lazy list of rows with columns; the list model behind every table of the window.
 *
 * A subclass holds an immutable result (an array of growth rows, millions of object ids …) and answers for row numbers
 * 0 … n_rows-1 of that array. The list model on top is a permutation of those numbers: sorting and filtering make a new
 * permutation, in a worker when there are many rows, and swap it in with one items-changed. Row objects (HfRow) are
 * handles {table, row} made on demand; nothing keeps them but the view.
 *
 * Lists longer than HF_TABLE_PAGE_ROWS are shown a page at a time: a GTK list is at most 2^31 pixels high.
 *
 * The vfuncs n_rows, number, text, matches and search are called in workers and must only read immutable state.
 *
 * Properties: "job" (the sort that is running, or NULL), "n-matching" (rows after the filter), "page".
 * Signals: "reordering" just before an items-changed that replaces everything: views that keep a selection by position
 * let go of it then.
 */
#define HF_TABLE_PAGE_ROWS 50000000u

typedef enum
{
  HF_COLUMN_TEXT,        /* text; may be long, cut at the end */
  HF_COLUMN_CODE,        /* text in monospace: values, paths, addresses */
  HF_COLUMN_COUNT,
  HF_COLUMN_BYTES,
  HF_COLUMN_DELTA,       /* a signed count */
  HF_COLUMN_DELTA_BYTES,
  HF_COLUMN_TREND,       /* series() */
  HF_COLUMN_SHARE,       /* number() in permille of the whole; shown as a bar */
  HF_COLUMN_ADDRESS,
  HF_COLUMN_PATH,        /* text: steps joined by " › "; shown as steps */
} HfColumnKind;

typedef struct
{
  const char *id;
  const char *title;     /* untranslated, marked N_() */
  const char *tip;       /* untranslated, marked N_(); what the column means */
  HfColumnKind kind;
  gboolean expand;
  int width;             /* pixels; -1 natural */
  int spare;             /* a view narrower than this many pixels does without; 0: none does */
  guint lines;           /* text may take so many lines before it is cut; 0 stands for 1 */
} HfColumn;

#define HF_TYPE_TABLE (hf_table_get_type ())
G_DECLARE_DERIVABLE_TYPE (HfTable, hf_table, HF, TABLE, GObject)

struct _HfTableClass
{
  GObjectClass parent_class;

  guint32      (*n_rows)  (HfTable *self);
  /* Static for the table's life; @n_columns is set. */
  const HfColumn *(*columns) (HfTable *self, guint *n_columns);
  /* What numeric columns sort by and show; HF_UNKNOWN_NUMBER where nothing is known. */
  gint64       (*number)  (HfTable *self, guint32 row, guint column);
  /* What text columns sort by: transfer none, lives as long as the table. NULL vfunc result means "". */
  const char  *(*text)    (HfTable *self, guint32 row, guint column);
  /* What a cell shows where that is not text() or the formatted number(). (transfer full), NULL: the default. */
  char        *(*shown)   (HfTable *self, guint32 row, guint column);
  const guint32 *(*series) (HfTable *self, guint32 row, guint *n);
  /* Whether the mode of the table lets the row be seen at all (before the filter). Default: all. */
  gboolean     (*visible) (HfTable *self, guint32 row);
  /* The words that the filter is matched against, transfer none. Default: text() of column 0. */
  const char  *(*search)  (HfTable *self, guint32 row);
  /* For rows that are objects: one bit for each row that the filter means. (transfer full), NULL on cancel. In a worker. Without
   * it, only the words of a filter count. */
  HfBitset    *(*find)    (HfTable *self, const HfQuery *filter, HfProgress *progress, GError **error);
};

#define HF_UNKNOWN_NUMBER G_MININT64

guint32         hf_table_get_n_rows   (HfTable *self); /* of the result: not filtered */
const HfColumn *hf_table_get_columns  (HfTable *self, guint *n_columns);
int             hf_table_find_column  (HfTable *self, const char *id); /* -1 if there is none */
gint64          hf_table_number       (HfTable *self, guint32 row, guint column);
const char     *hf_table_text         (HfTable *self, guint32 row, guint column);
const guint32  *hf_table_series       (HfTable *self, guint32 row, guint *n);
char           *hf_table_dup_shown    (HfTable *self, guint32 row, guint column); /* (transfer full) as a cell shows it */
char           *hf_table_dup_exact    (HfTable *self, guint32 row, guint column); /* (transfer full) exact, for tooltips and CSV */

/* Sorts by @column; -1 for the result's own order. */
void            hf_table_sort         (HfTable *self, int column, gboolean descending);
void            hf_table_get_sort     (HfTable *self, int *column, gboolean *descending);
/* As hf_filter_new() has it. */
void            hf_table_set_filter   (HfTable *self, const char *filter);
/* To be called by subclasses when visible() changed its mind. */
void            hf_table_refresh      (HfTable *self);
/* To be called once by a subclass's constructor, when its result is there. Blocks; any thread. */
void            hf_table_fill         (HfTable *self);

guint32         hf_table_row_at       (HfTable *self, guint position); /* HF_NONE past the end */
guint           hf_table_position_of  (HfTable *self, guint32 row);    /* G_MAXUINT if filtered out; O(n) */
guint32         hf_table_find_row     (HfTable *self, const char *text_of_first_column); /* HF_NONE; O(n) */
guint32         hf_table_get_n_matching (HfTable *self);
/* (transfer full) The rows after filter and sort, all pages of them. O(n). */
guint32        *hf_table_dup_order    (HfTable *self, guint *n_rows);
guint           hf_table_get_n_pages  (HfTable *self);
guint           hf_table_get_page     (HfTable *self);
void            hf_table_set_page     (HfTable *self, guint page);

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

/* HfRow: a handle to one row, made on demand. Rows of the same number are distinct objects: compare numbers. */
#define HF_TYPE_ROW (hf_row_get_type ())
G_DECLARE_FINAL_TYPE (HfRow, hf_row, HF, ROW, GObject)

HfTable        *hf_row_get_table      (HfRow *self);
guint32         hf_row_get_index      (HfRow *self);

G_END_DECLS
