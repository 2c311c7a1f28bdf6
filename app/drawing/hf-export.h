/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-painter.h"

G_BEGIN_DECLS

/**
 * Pictures as files. What is exported is what is shown: nodes, edges, handles, badges, legend, with a title above and a
 * caption below.
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
  const char *caption; /* lines below the picture (hf_caption_new()), or NULL */
  const char *title;   /* one line above it (hf_caption_title()), and the document's title in SVG and PDF; or NULL */
  const char *scope;   /* SVG, to stand inside another document: an XML name that is the picture's class, before which its style
                          does not reach and with which its ids begin; there is no XML declaration then. NULL: a file */
} HfExportOptions;

/* By the name's ending; FALSE with a sentence that lists the endings that are known. */
gboolean hf_export_format_from_path (const char *path, HfExportFormat *format, GError **error);
const char *hf_export_format_extension (HfExportFormat format); /* "png" … */

/* (transfer full) The file's content. A PNG above 32,767 pixels a side is HF_ERROR_TOO_LARGE. Any thread. */
GBytes  *hf_export_to_bytes (const HfScene *scene, const HfExportOptions *options, GError **error);
/* Writes @path atomically: a new file beside it, then rename; a failure leaves what was there. */
gboolean hf_export_to_file  (const HfScene *scene, const HfExportOptions *options, const char *path, GError **error);

/* The page of a picture, in pixels at scale 1: the drawing with what stands around it. */
void     hf_export_measure  (const HfScene *scene, const HfExportOptions *options, double *width, double *height);
/* Paints the page, its background too, into @width x @height units of @cr: in the middle, as large as it fits, but no larger
 * than @most units a pixel. Any thread. */
void     hf_export_paint_into (const HfScene *scene, const HfExportOptions *options, cairo_t *cr, double width, double height, double most);

G_END_DECLS
