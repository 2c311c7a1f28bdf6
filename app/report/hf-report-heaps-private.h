/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "analysis/hf-growth.h"
#include "drawing/hf-geometry.h"
#include "report/hf-report-heaps.h"

G_BEGIN_DECLS

/* A report in the making. */
typedef struct
{
  const HfReportHeaps *heaps;
  HfReport *report;
  HfAnalysis *last;       /* the newest */
  const char *last_name;
  HfGrowth *holders;      /* growth by holder; NULL of one heap */
  HfLayoutClient *client;
  HfMetrics *metrics;
  HfProgress *progress;
} HfReportWork;

/* Each adds its chapter; FALSE on cancel or lack of memory. */
gboolean hf_report_add_suspects   (HfReportWork *self, GError **error);
gboolean hf_report_add_growth     (HfReportWork *self, GError **error);
gboolean hf_report_add_types      (HfReportWork *self, GError **error);
gboolean hf_report_add_dominators (HfReportWork *self, GError **error);
gboolean hf_report_add_cycles     (HfReportWork *self, GError **error);
gboolean hf_report_add_waste      (HfReportWork *self, GError **error);

/* (transfer full) "A", "B" …: as the window calls its snapshots. */
char    *hf_report_letter         (guint i);
/* How many of @n rows a table shows. */
guint    hf_report_shown          (const HfReportWork *self, guint n);

/* The chain that keeps @object alive, as a line and as an expression where there is one, and its picture while the report may
 * still have one. */
gboolean hf_report_add_chain      (HfReportWork *self, guint32 object, GError **error);
/* The picture of the cycle that @object is in. */
gboolean hf_report_add_cycle      (HfReportWork *self, guint32 object, const char *words, GError **error);

G_END_DECLS
