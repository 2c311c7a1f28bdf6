/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/* HfDot: a small disc in the colour of a kind of object; the same colours as in the graph. Says nothing by itself: the
 * type stands beside it. */
#define HF_TYPE_DOT (hf_dot_get_type ())
G_DECLARE_FINAL_TYPE (HfDot, hf_dot, HF, DOT, GtkWidget)

GtkWidget *hf_dot_new      (HfKind kind);
void       hf_dot_set_kind (HfDot *self, HfKind kind);

G_END_DECLS
