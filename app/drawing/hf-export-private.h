/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-export.h"

G_BEGIN_DECLS

/* One line of words around the picture. */
typedef struct
{
  HfTextRole role;
  char *text; /* fit to be shown */
  double x;
  double y;   /* top */
} HfPageLine;

/* How a picture lies on its page: the title, the drawing with its (0, 0) at (0, top), the legend in a free corner of it or
 * below it, the caption last. */
typedef struct
{
  double width;
  double height;
  double top;
  HfRect legend; /* in the drawing's coordinates; width 0: none */
  GArray *lines; /* of HfPageLine: title and caption, in the page's coordinates */
} HfPage;

void    hf_page_init  (HfPage *self, const HfScene *scene, const HfExportOptions *options);
void    hf_page_clear (HfPage *self);

GBytes *hf_export_svg (const HfScene *scene, const HfExportOptions *options);
GBytes *hf_export_dot (const HfScene *scene, const HfExportOptions *options);

/* What DOT has no attribute for, in attributes of our own: what it takes to read the file back as the same picture. */
void    hf_dot_put_node_marks (GString *out, const HfDrawing *drawing, guint32 node, const gboolean *open);
/* (transfer full) By component: what is drawn of it is no cycle without what is not drawn. O(nodes x edges). */
gboolean *hf_dot_find_open_cycles (const HfDrawing *drawing);
void    hf_dot_put_edge_marks (GString *out, const HfDrawing *drawing, guint32 edge, guint ref, const char *label);
/* ", name="value"", quoted. */
void    hf_dot_put_attribute  (GString *out, const char *name, const char *value);

/* Page, background included; one unit of @cr is one pixel of the geometry. */
void    hf_export_paint (const HfScene *scene, const HfPage *page, cairo_t *cr);

/* What a file shows: nothing hovered, full detail. */
HfScene hf_export_scene (const HfScene *scene);

G_END_DECLS
