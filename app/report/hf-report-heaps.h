/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-analysis.h"
#include "report/hf-report.h"

G_BEGIN_DECLS

/**
 * What Holdfast finds in one heap, or in two and more of one program, as a report: the snapshots and what they lack, values that are
 * left out (hf-values.h) too; the suspects with the chains that hold them; what grew, by type and by holder; the largest types; what keeps the memory; the
 * cycles; waste. Chains and cycles come with pictures, as the window would draw them.
 */
typedef struct
{
  HfAnalysis **analyses;    /* [n] oldest first */
  const char *const *names; /* [n] the files that they were read from */
  guint n;
  const char *title;        /* NULL: the names of the first and the last file */
  guint n_rows;             /* of each table, at most; 0: all of them */
  guint n_pictures;         /* in all, at most */
  gboolean notes;           /* pictures show what a person said of objects */
} HfReportHeaps;

#define HF_REPORT_ROWS 30u
#define HF_REPORT_PICTURES 8u

/* (transfer full) NULL on cancel or lack of memory. What growth by holder, retained sizes of all types and cycles cost, and a
 * layout for each picture. May run in a worker. */
HfReport *hf_report_new_for_heaps (const HfReportHeaps *heaps, HfProgress *progress, GError **error);

G_END_DECLS
