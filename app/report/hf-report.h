/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "heap/hf-error.h"

G_BEGIN_DECLS

/**
 * HfReport: what was found, as one document that can be read without the program: headings, sentences, tables, pictures.
 *
 * Made from top to bottom by the functions below, then written. One self-contained HTML file: no network, no other file,
 * tables that a click on a title sorts, pictures inline as SVG, light and dark, fit to be printed. Or Markdown (tables as
 * GitHub has them), whose pictures are files beside it. Whatever comes from a dump is shown as it is, never obeyed: in HTML it
 * is escaped and a policy forbids everything that the document did not bring; in Markdown what has a meaning is escaped; control
 * and bidirectional characters become visible ones; what is longer than HF_REPORT_MAX_CHARS is cut.
 *
 * Not thread-safe; may be made and written in a worker.
 */
typedef struct _HfReport HfReport;

#define HF_REPORT_MAX_CHARS 2000u

typedef enum
{
  HF_REPORT_TEXT,
  HF_REPORT_CODE,    /* monospace: paths, types, addresses */
  HF_REPORT_COUNT,
  HF_REPORT_DELTA,   /* a count with its sign */
  HF_REPORT_BYTES,   /* "12.3 MB" with the exact number as a hint */
  HF_REPORT_DELTA_BYTES,
  HF_REPORT_TREND,   /* a row of counts, drawn as a line */
} HfReportColumn;

/* @title: of the document; @program: what made it, "Holdfast 0.1.0". */
HfReport *hf_report_new     (const char *title, const char *program);
void      hf_report_free    (HfReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfReport, hf_report_free)

void      hf_report_heading (HfReport *self, guint level, const char *text); /* level 2 … 4; the title is 1 */
void      hf_report_text    (HfReport *self, const char *text);              /* a paragraph */
void      hf_report_code    (HfReport *self, const char *text);              /* lines as they are, in monospace */
/* A sentence that stands out, with a second, quieter one (or NULL) below it. @sign: one word before it, "leak"; NULL: none. */
void      hf_report_finding (HfReport *self, const char *sign, const char *sentence, const char *rest);
/* (transfer none) A picture: SVG with a scope of its own (HfExportOptions.scope); @words say what it shows. */
void      hf_report_picture (HfReport *self, GBytes *svg, const char *words);

/* A table: its columns, then its cells row by row, then its end. A table without rows is left out, its head too. */
void      hf_report_table   (HfReport *self, const char *caption); /* or NULL */
void      hf_report_column  (HfReport *self, const char *title, HfReportColumn kind);
void      hf_report_cell    (HfReport *self, const char *text);
void      hf_report_number  (HfReport *self, gint64 number);
void      hf_report_series  (HfReport *self, const guint32 *counts, guint n);
/* @more: rows that were left out. */
void      hf_report_end     (HfReport *self, guint more);

guint     hf_report_n_pictures (const HfReport *self);

/* (transfer full) */
GBytes   *hf_report_to_html     (const HfReport *self);
/* @pictures: the name of the file of each picture, "report-1.svg" …, as it is to be linked; NULL: pictures are left out, their
 * words stay. */
GBytes   *hf_report_to_markdown (const HfReport *self, const char *const *pictures);

/* Writes @path by its ending (.html, .htm, .md, .markdown), each file atomically; beside Markdown its pictures as
 * "NAME-1.svg" …, written first. FALSE with a sentence; what was there under a name that could not be written is still there. */
gboolean  hf_report_write       (const HfReport *self, const char *path, GError **error);
/* TRUE if the ending is one of those; FALSE with a sentence that lists them. */
gboolean  hf_report_is_path     (const char *path, GError **error);

G_END_DECLS
