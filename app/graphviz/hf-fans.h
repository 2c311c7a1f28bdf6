/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-layout.h"

G_BEGIN_DECLS

/**
 * HfFans: boxes that fan out from one box, put into several rows instead of one very wide one.
 *
 * A fan is six boxes or more of one layer that share a neighbour, the hub, and have nothing of their own: no box hangs on
 * one of them alone, and no heavy edge (a chain's) ends at it. Each goes into a row; boxes below one another make a column
 * and are joined by an edge that the layout program is told of but nobody sees. Edges between the hub and the rows further
 * from it are not told (each would take as much width in every row that it passes as two gaps); they are drawn afterwards,
 * through the gaps between the boxes. So the layout program gets a smaller graph of plain edges than without fans.
 */
typedef struct
{
  guint32 above;
  guint32 below;
  double label_room; /* height of the labels that hf_fans_route() will put between the two, below one another */
} HfFanColumn;

#define HF_FANS_LABEL_GAP 2.0  /* from one such label to the next */
#define HF_FANS_MOST_ROOM 100.0
#define HF_FANS_ASPECT 1.6     /* width : height that looks well */

typedef struct
{
  guint32 *row;     /* [boxes] row within its fan, from above; HF_FANS_NO_ROW for boxes in none */
  gboolean *untold; /* [edges] drawn by hf_fans_route() */
  guint32 n_untold;
  double label_at;  /* from the box at which an untold edge's label lies to the label */
  GArray *columns;  /* of HfFanColumn */
} HfFans;

#define HF_FANS_NO_ROW G_MAXUINT32

/* Edges point downward; for others turn the request. @aspect: width : height that rows and columns are chosen for. Boxes that
 * were in the picture before keep their places among each other. O((n + m) log n). */
HfFans   *hf_fans_new   (const HfLayoutRequest *request, double aspect);
void      hf_fans_free  (HfFans *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfFans, hf_fans_free)

/* (transfer full) @layout with the untold edges drawn, and places for their labels. Those that would not lead downward stay
 * without points. Consumes @layout. O(n log n) an edge. */
HfLayout *hf_fans_route (const HfFans *self, HfLayout *layout, const HfLayoutRequest *request);

G_END_DECLS
