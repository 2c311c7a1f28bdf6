/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-export.h"

G_BEGIN_DECLS

/* How a picture lies on its page: the drawing at (0, 0), the legend in a free corner or below it, the caption last. */
typedef struct
{
  double width;
  double height;
  HfRect legend; /* width 0: none */
  char *caption; /* fit to be shown, or NULL */
  double caption_x;
  double caption_y; /* top */
} HfPage;

void    hf_page_init  (HfPage *self, const HfScene *scene, const HfExportOptions *options);
void    hf_page_clear (HfPage *self);

GBytes *hf_export_svg (const HfScene *scene, const HfExportOptions *options);
GBytes *hf_export_dot (const HfScene *scene, const HfExportOptions *options);

/* What a file shows: nothing hovered, full detail. */
HfScene hf_export_scene (const HfScene *scene);

G_END_DECLS
