/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* HfLines: a text of a few lines at most, cut where more would be needed; for the cells of long tables. A GtkLabel that wraps
 * lays its text out anew for each question about its size, and a table's rows are asked several times each: this one keeps
 * what it laid out, which makes a row with a wrapped text as cheap as one without. It is as high as its text at the width
 * that it is given, and can be as narrow as one likes. While not all of it can be read its tooltip says the whole. */
#define HF_TYPE_LINES (hf_lines_get_type ())
G_DECLARE_FINAL_TYPE (HfLines, hf_lines, HF, LINES, GtkWidget)

/* @most_lines: at least 1. @ellipsize: what is left out when the lines do not suffice. */
GtkWidget *hf_lines_new (guint most_lines, PangoEllipsizeMode ellipsize);

/* @whole: (nullable) what the tooltip says, if that is more than @text, in which a "…" then stands for the rest. Both are
 * copied. */
void hf_lines_set_text (HfLines *self, const char *text, const char *whole);

G_END_DECLS
