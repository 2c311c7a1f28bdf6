/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-geometry-mend.h"

#include <math.h>

static gboolean
is_same_node (const HfNode *a, const HfNode *b, const HfRect *box, HfMetrics *metrics)
{
  double width, height;

  if (hf_drawing_node_key (a) != hf_drawing_node_key (b) || a->more_referrers != b->more_referrers || a->more_referents != b->more_referents)
    return FALSE;
  hf_metrics_node (metrics, a, &width, &height);

  return fabs (width - box->width) < 0.5 && fabs (height - box->height) < 0.5;
}

static gboolean
is_same_edge (const HfEdge *a, const HfEdge *b)
{
  return a->from == b->from && a->to == b->to && g_str_equal (a->label, b->label);
}

gboolean
hf_geometry_is_mend_of (const HfDrawing *drawing, const HfDrawing *before, const HfGeometry *geometry, HfMetrics *metrics)
{
  if (drawing->mend == NULL || before->mend == NULL || drawing->mend->after == before->mend->after
      || drawing->mend->effect->mend.ref != before->mend->effect->mend.ref || drawing->analysis != before->analysis
      || drawing->layout != before->layout || drawing->n_nodes != before->n_nodes || drawing->n_edges != before->n_edges)
    return FALSE;
  for (guint i = 0; i < drawing->n_nodes; i++)
    if (!is_same_node (&drawing->nodes[i], &before->nodes[i], &geometry->nodes[i], metrics))
      return FALSE;
  for (guint e = 0; e < drawing->n_edges; e++)
    if (!is_same_edge (&drawing->edges[e], &before->edges[e]))
      return FALSE;

  return TRUE;
}
