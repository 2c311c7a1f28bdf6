/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-geometry.h"

G_BEGIN_DECLS

/**
 * HfNodePlaces: where the nodes of a picture lay, by hf_drawing_node_key(): middles, in pixels at scale 1. What a picture that was kept is
 * put together from. Reference counted, immutable once handed on.
 */
typedef GHashTable HfNodePlaces; /* gint64 * -> HfPoint * */

HfNodePlaces *hf_node_places_new (void);
void          hf_node_places_add (HfNodePlaces *self, guint64 key, double x, double y);

/* Lays @drawing out so that each node lies where @places has it: as the layout does by itself if that gives just this, else with straight
 * references. NULL without an error if a node has no place there. */
HfGeometry   *hf_geometry_lay_out_at (const HfDrawing *drawing, HfNodePlaces *places, HfMetrics *metrics, HfLayoutClient *client,
                                      GCancellable *cancellable, GError **error);

G_END_DECLS
