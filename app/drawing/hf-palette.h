/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * HfPalette: every colour in a picture. The four built-in ones are constants.
 */
typedef struct
{
  double red, green, blue, alpha;
} HfColor;

typedef struct
{
  const char *name;        /* "light", "dark", "light high contrast", "dark high contrast" */
  gboolean high_contrast;  /* thicker borders, no tints that carry meaning alone */
  HfColor background;
  HfColor text;            /* titles */
  HfColor dim_text;        /* values, sizes */
  HfColor edge;
  HfColor weak;            /* weak and structural edges */
  HfColor accent;          /* selection and its chain */
  HfColor handle_fill;
  HfColor handle_border;
  HfColor cut;             /* cut references */
  HfColor freed;           /* what cuts free at once */
  HfColor collected;       /* what they leave to the collector */
  HfColor card_fill;       /* legend */
  HfColor card_border;
} HfPalette;

typedef struct
{
  HfColor fill;
  HfColor border;
  HfColor bar;             /* the accent bar of roots */
} HfKindColors;

const HfPalette *hf_palette_get (gboolean dark, gboolean high_contrast);

/* Fill by kind: module/root green, frame purple, type/function grey, container blue, instance orange, value neutral. */
HfKindColors hf_palette_kind      (const HfPalette *self, HfKind kind);
/* Okabe–Ito ("Color Universal Design", 2008), eight colours that the colour-blind tell apart, in an order that keeps the
 * accent's blue for last; @index wraps around. */
HfColor      hf_palette_component (const HfPalette *self, guint index);
/* Text on a badge of that colour. */
HfColor      hf_palette_on_component (const HfPalette *self, guint index);

/* "#rrggbb"; the alpha is apart. @text takes 8 bytes. */
void         hf_color_to_hex      (HfColor color, char *text);

G_END_DECLS
