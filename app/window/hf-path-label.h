/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/* HfPathLabel: a folded holder path as steps: a dot for the root, the steps in monospace, a dot and the type at the end. What
 * does not fit is left out in the middle. */
#define HF_TYPE_PATH_LABEL (hf_path_label_get_type ())
G_DECLARE_FINAL_TYPE (HfPathLabel, hf_path_label, HF, PATH_LABEL, GtkWidget)

GtkWidget *hf_path_label_new (void);
/* @path: steps joined by " › ", the last of which is the type. */
void       hf_path_label_set (HfPathLabel *self, const char *path, HfKind first, HfKind last);
/* Other places are marked now (drawing/hf-marks.h). */
void       hf_path_label_refresh_marks (void);

G_END_DECLS
