/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-geometry-places.h"

#include <math.h>

HfNodePlaces *
hf_node_places_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

void
hf_node_places_add (HfNodePlaces *self, guint64 key, double x, double y)
{
  HfPoint point = { x, y };

  g_hash_table_replace (self, g_memdup2 (&key, sizeof key), g_memdup2 (&point, sizeof point));
}

/* (transfer full; [n_nodes]) NULL if one is missing. */
static HfPoint *
points_of (const HfDrawing *drawing, HfNodePlaces *places)
{
  g_autofree HfPoint *points = g_new (HfPoint, MAX (drawing->n_nodes, 1));

  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      guint64 key = hf_drawing_node_key (&drawing->nodes[i]);
      const HfPoint *point = g_hash_table_lookup (places, &key);

      if (point == NULL)
        return NULL;
      points[i] = *point;
    }

  return g_steal_pointer (&points);
}

/* Whether all nodes lie as they should, wherever the picture begins. */
static gboolean
is_alike (const HfDrawing *drawing, const HfGeometry *geometry, const HfPoint *points)
{
  double dx = 0, dy = 0;

  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      const HfRect *box = &geometry->nodes[i];
      double x = box->x + box->width / 2 - points[i].x, y = box->y + box->height / 2 - points[i].y;

      if (i == 0)
        {
          dx = x;
          dy = y;
        }
      if (fabs (x - dx) > 0.5 || fabs (y - dy) > 0.5)
        return FALSE;
    }

  return TRUE;
}

HfGeometry *
hf_geometry_lay_out_at (const HfDrawing *drawing, HfNodePlaces *places, HfMetrics *metrics, HfLayoutClient *client, GCancellable *cancellable,
                        GError **error)
{
  g_autofree HfPoint *points = points_of (drawing, places);
  g_autoptr (HfLayoutRequest) request = NULL;
  g_autoptr (HfLayout) layout = NULL;
  HfGeometry *geometry;

  if (points == NULL || drawing->n_nodes == 0)
    return NULL;
  geometry = hf_geometry_lay_out (drawing, metrics, client, cancellable, error);
  if (geometry == NULL || is_alike (drawing, geometry, points))
    return geometry;
  hf_geometry_unref (geometry);
  request = hf_geometry_request (drawing, metrics);
  layout = hf_layout_new_placed (request, points);

  return hf_geometry_new (drawing, metrics, layout);
}
