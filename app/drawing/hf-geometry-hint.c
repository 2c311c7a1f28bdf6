/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-geometry.h"

/* (transfer full) key → node + 1 */
static GHashTable *
index_nodes (const HfDrawing *drawing)
{
  GHashTable *by_key = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      guint64 key = hf_drawing_node_key (&drawing->nodes[i]);

      g_hash_table_insert (by_key, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (i + 1));
    }

  return by_key;
}

void
hf_geometry_hint (HfLayoutRequest *request, const HfDrawing *drawing, const HfDrawing *before, const HfGeometry *geometry)
{
  g_autoptr (GHashTable) by_key = NULL;

  g_return_if_fail (request != NULL && drawing != NULL && before != NULL && geometry != NULL);
  g_return_if_fail (request->boxes->len == drawing->n_nodes && geometry->n_nodes == before->n_nodes);

  if (before->analysis->heap != drawing->analysis->heap)
    return;

  by_key = index_nodes (before);
  for (guint i = 0; i < drawing->n_nodes; i++)
    {
      guint64 key = hf_drawing_node_key (&drawing->nodes[i]);
      guint found = GPOINTER_TO_UINT (g_hash_table_lookup (by_key, &key));
      const HfRect *place;
      HfPoint middle;

      if (found == 0)
        continue;
      place = &geometry->nodes[found - 1];
      middle = (HfPoint) { place->x + place->width / 2, place->y + place->height / 2 };
      /* What lay side by side lies below one another where the direction changes. */
      if (geometry->direction == request->direction)
        hf_layout_request_set_hint (request, i, middle.x, middle.y);
      else
        hf_layout_request_set_hint (request, i, middle.y, middle.x);
    }
}
