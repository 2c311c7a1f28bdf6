/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-report.h"

G_BEGIN_DECLS

typedef enum
{
  HF_BLOCK_HEADING,
  HF_BLOCK_TEXT,
  HF_BLOCK_CODE,
  HF_BLOCK_FINDING,
  HF_BLOCK_PICTURE,
  HF_BLOCK_TABLE,
} HfBlockKind;

typedef struct
{
  char *title;
  HfReportColumn kind;
} HfReportHead;

typedef struct
{
  char *text;       /* as it is read; safe to be shown, not escaped */
  gint64 number;    /* what it sorts by; of a trend the last step */
  guint32 *series;  /* [n_series] of a trend, else NULL */
  guint n_series;
} HfReportCell;

typedef struct
{
  HfBlockKind kind;
  guint level;
  char *text;       /* also a table's caption and a picture's words; safe to be shown, not escaped; may be NULL */
  char *sign;
  char *rest;
  GBytes *svg;
  GArray *heads;    /* of HfReportHead */
  GArray *cells;    /* of HfReportCell, row by row */
  guint more;
} HfBlock;

struct _HfReport
{
  char *title;
  char *program;
  char *date;
  GPtrArray *blocks; /* of HfBlock */
  guint n_pictures;
};

static inline const HfBlock *
hf_report_block (const HfReport *self, guint i)
{
  return (const HfBlock *) g_ptr_array_index (self->blocks, i);
}

static inline gboolean
hf_report_is_numeric (HfReportColumn kind)
{
  return kind != HF_REPORT_TEXT && kind != HF_REPORT_CODE;
}

static inline gboolean
hf_report_is_bytes (HfReportColumn kind)
{
  return kind == HF_REPORT_BYTES || kind == HF_REPORT_DELTA_BYTES;
}

/* (transfer full) "and 12 more rows" */
char *hf_report_more_words (guint more);

G_END_DECLS
