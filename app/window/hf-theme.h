/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "drawing/hf-palette.h"

G_BEGIN_DECLS

/* The palette that goes with the window's present look (light, dark, high contrast), as GTK colours. */
const HfPalette *hf_theme_palette (void);
GdkRGBA          hf_theme_color   (HfColor color);
GdkRGBA          hf_theme_kind    (HfKind kind); /* the strong colour of a kind */
GdkRGBA          hf_theme_accent  (void);
GdkRGBA          hf_theme_track   (void); /* what a bar runs in */

/* Draws the widget again whenever the look changes. */
void             hf_theme_follow  (GtkWidget *widget);

G_END_DECLS
