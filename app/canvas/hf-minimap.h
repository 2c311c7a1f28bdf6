/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-canvas.h"

G_BEGIN_DECLS

/**
 * HfMinimap: the whole picture of a canvas, small, with a frame round what is in view. It shows itself only while a part of
 * the picture is out of view, and the view is large enough for both. A click or a drag in it moves the view there.
 */
#define HF_TYPE_MINIMAP (hf_minimap_get_type ())
G_DECLARE_FINAL_TYPE (HfMinimap, hf_minimap, HF, MINIMAP, GtkWidget)

GtkWidget *hf_minimap_new     (void);

/* Shows the canvas's present scene and colours, and follows its camera from now on; NULL: nothing. */
void       hf_minimap_update  (HfMinimap *self, HfCanvas *canvas);

/* As the person would by a click at a point of the widget. */
void       hf_minimap_look_at (HfMinimap *self, double x, double y);

G_END_DECLS
