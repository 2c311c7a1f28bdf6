/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-painter.h"

G_BEGIN_DECLS

/**
 * Pictures as files. What is exported is what is shown: nodes, edges, handles, badges, legend, and one caption line.
 *
 * PNG and PDF come from the painter. SVG is written piece by piece: rects, paths and real <text>; a group for each node
 * (class "node", id "n" + its address in hex, or "n-ID" where there is none) and each edge (class "edge"), each with a
 * <title>. DOT is in objgraph's manner, every string quoted: a node named "o" + its address, labelled type and value, and an
 * edge a reference, so that it reads back as the same objects and references.
 */
typedef enum
{
  HF_EXPORT_PNG,
  HF_EXPORT_SVG,
  HF_EXPORT_PDF,
  HF_EXPORT_DOT,
} HfExportFormat;

typedef struct
{
  HfExportFormat format;
  guint scale;         /* PNG: 1, 2 or 3 pixels a unit; else ignored */
  gboolean legend;
  const char *caption; /* one line below the picture ("after.hfdump · 22 November 2026"), or NULL */
  const char *title;   /* the document's title (SVG, PDF), or NULL */
} HfExportOptions;

/* By the name's ending; FALSE with a sentence that lists the endings that are known. */
gboolean hf_export_format_from_path (const char *path, HfExportFormat *format, GError **error);
const char *hf_export_format_extension (HfExportFormat format); /* "png" … */

/* (transfer full) The default caption: the dump's file name (NULL for none) and its date in the local time zone. */
char    *hf_export_caption (const HfHeap *heap, const char *dump_name);

/* (transfer full) The file's content. A PNG above 32,767 pixels a side is HF_ERROR_TOO_LARGE. Any thread. */
GBytes  *hf_export_to_bytes (const HfScene *scene, const HfExportOptions *options, GError **error);
/* Writes @path atomically: a new file beside it, then rename; a failure leaves what was there. */
gboolean hf_export_to_file  (const HfScene *scene, const HfExportOptions *options, const char *path, GError **error);

G_END_DECLS
