/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "graphviz/hf-layout-client.h"
#include "hf-metrics.h"

G_BEGIN_DECLS

/**
 * HfGeometry: where a drawing's nodes and edges are. Pixels at scale 1, y downward, (0, 0) the top left of the picture.
 *
 * Reference counted (atomically), immutable. To lay out: hf_geometry_request() (any thread), hf_geometry_hint() if there was a
 * picture before, give it to a layout client, then hf_geometry_new() with its answer.
 */
typedef struct
{
  gatomicrefcount ref_count;
  HfRect bounds;       /* of everything, handles and hulls included, with a margin */
  guint n_nodes;
  HfRect *nodes;       /* [n_nodes] boxes */
  guint n_edges;
  guint32 *edge_begin; /* [n_edges + 1] into points: 3k + 1 points of cubic Bézier pieces; the last is the arrow's tip */
  HfPoint *points;
  HfRect *edge_bounds; /* [n_edges] with line width, arrow and label: for culling */
  HfRect *labels;      /* [n_edges] pill of the label; width 0 if there is none */
  HfRect *handles;     /* [2 x n_nodes] pills by 2 x node + HfSide; width 0 where there is none */
  guint n_hulls;
  HfRect *hulls;       /* [n_components] around the drawn members; width 0 for a single one, and where others lie between */
  HfLayoutDirection direction; /* of layers: handles lie where referrers and referents would be */
  HfLayoutStep step;
  char *sentence;      /* NULL, or why the layout is simplified */
} HfGeometry;

/* (transfer full) What the layout client is asked. After a mend: what it was asked before it. */
HfLayoutRequest *hf_geometry_request (const HfDrawing *drawing, HfMetrics *metrics);
/* Tells the request for @drawing where @before had the nodes that are in both; nothing if they are of two heaps. O(nodes). */
void             hf_geometry_hint    (HfLayoutRequest *request, const HfDrawing *drawing, const HfDrawing *before, const HfGeometry *geometry);

/* (transfer full) The same places for @drawing, which has the same nodes and edges as what @self is of, in the same boxes, but
 * other cycles. */
HfGeometry *hf_geometry_new_alike (const HfGeometry *self, const HfDrawing *drawing);

/* @layout answers hf_geometry_request() of the same drawing and metrics. O(nodes + edges), label placing O(edges x nodes)
 * up to 500 nodes. */
HfGeometry *hf_geometry_new   (const HfDrawing *drawing, HfMetrics *metrics, const HfLayout *layout);
HfGeometry *hf_geometry_ref   (HfGeometry *self);
void        hf_geometry_unref (HfGeometry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfGeometry, hf_geometry_unref)

/* Convenience: request, ask and wait. NULL on cancel alone. */
HfGeometry *hf_geometry_lay_out (const HfDrawing *drawing, HfMetrics *metrics, HfLayoutClient *client, GCancellable *cancellable, GError **error);

/* The same for a drawing that follows another one, whose nodes keep their order where they can; NULL and NULL if there is none.
 * Between before and after a mend everything stays where it is. */
HfGeometry *hf_geometry_lay_out_after (const HfDrawing *drawing, const HfDrawing *before, const HfGeometry *geometry, HfMetrics *metrics,
                                       HfLayoutClient *client, GCancellable *cancellable, GError **error);

/* The pill of a node's handle; FALSE if it has none (nothing hidden there, or a STACK stands for it). */
gboolean hf_geometry_handle (const HfGeometry *self, const HfDrawing *drawing, HfMetrics *metrics, guint32 node, HfSide side, HfRect *pill);
/* The round badge with the component's number at a node; FALSE if the node is in no drawn component. */
gboolean hf_geometry_badge  (const HfGeometry *self, const HfDrawing *drawing, HfMetrics *metrics, guint32 node, HfRect *badge);
/* The scissors of an edge that holds the reference to break or is cut; FALSE if it does not. */
gboolean hf_geometry_scissors (const HfGeometry *self, const HfDrawing *drawing, guint32 edge, HfRect *badge);

/* Least distance from a point to an edge's curve. O(pieces). */
double   hf_geometry_edge_distance (const HfGeometry *self, guint32 edge, double x, double y);

G_END_DECLS
