/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* HfBar: a share of a whole as a thin bar. The words beside it, or its description, say the same in figures. */
#define HF_TYPE_BAR (hf_bar_get_type ())
G_DECLARE_FINAL_TYPE (HfBar, hf_bar, HF, BAR, GtkWidget)

GtkWidget *hf_bar_new          (void);
void       hf_bar_set_permille (HfBar *self, guint permille);

G_END_DECLS
