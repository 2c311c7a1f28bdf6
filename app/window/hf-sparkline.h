/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* HfSparkline: counts over the snapshots as a little line. */
#define HF_TYPE_SPARKLINE (hf_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (HfSparkline, hf_sparkline, HF, SPARKLINE, GtkWidget)

GtkWidget *hf_sparkline_new        (void);
void       hf_sparkline_set_values (HfSparkline *self, const guint32 *values, guint n); /* copied */

G_END_DECLS
