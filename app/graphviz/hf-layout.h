/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * What is asked of a layout and what it answers: numbers alone, never a string of a dump.
 *
 * All lengths are pixels at scale 1; y grows downward. Boxes, edges and clusters are numbered 0, 1, 2 … in the order in
 * which they were added, and the answer uses the same numbers.
 */
typedef struct
{
  double x;
  double y;
} HfPoint;

typedef struct
{
  double x; /* left */
  double y; /* top */
  double width;
  double height;
} HfRect;

#define HF_LAYOUT_NO_CLUSTER G_MAXUINT32
#define HF_LAYOUT_MAX_BOXES 100000u
#define HF_LAYOUT_MAX_EDGES 200000u

typedef enum
{
  HF_LAYOUT_DOWN,  /* edges point downward */
  HF_LAYOUT_RIGHT,
} HfLayoutDirection;

/* What a person may ask for. */
typedef enum
{
  HF_LAYOUT_KIND_AUTO,   /* downward, and where that is too much, by springs */
  HF_LAYOUT_KIND_DOWN,
  HF_LAYOUT_KIND_RIGHT,
  HF_LAYOUT_KIND_SPRING, /* boxes attract and repel each other, without layers */
  HF_N_LAYOUT_KINDS
} HfLayoutKind;

/* "auto", "down", "right", "spring". */
const char *hf_layout_kind_name      (HfLayoutKind kind);
/* FALSE for a name that is none of them. */
gboolean    hf_layout_kind_from_name (const char *name, HfLayoutKind *kind);

typedef struct
{
  float width;
  float height;
  guint32 cluster; /* or HF_LAYOUT_NO_CLUSTER */
  float hint_x;    /* its middle in the picture before, or NAN: boxes that stay keep their order where the layout can */
  float hint_y;
} HfLayoutBox;

typedef struct
{
  guint32 from;
  guint32 to;
  float label_width; /* room to keep free near the edge's middle, where the layout can; 0 x 0 for none */
  float label_height;
  guint32 weight; /* 1–8: the heavier, the shorter and straighter */
} HfLayoutEdge;

/**
 * HfLayoutRequest: reference counted (atomically); built by one thread, then not changed any more.
 */
typedef struct
{
  gatomicrefcount ref_count;
  HfLayoutKind kind;
  HfLayoutDirection direction; /* of layers; HF_LAYOUT_RIGHT for HF_LAYOUT_KIND_RIGHT alone */
  float gap;      /* least distance between boxes of one rank */
  float rank_gap; /* least distance between ranks */
  guint32 n_clusters;
  GArray *boxes;  /* of HfLayoutBox */
  GArray *edges;  /* of HfLayoutEdge */
} HfLayoutRequest;

HfLayoutRequest *hf_layout_request_new   (void);
HfLayoutRequest *hf_layout_request_ref   (HfLayoutRequest *self);
void             hf_layout_request_unref (HfLayoutRequest *self);

/* Sets the direction too. */
void             hf_layout_request_set_kind (HfLayoutRequest *self, HfLayoutKind kind);

/* Each returns the number of what was added. Sizes are clamped to 1 … 10,000. @cluster: a number below n_clusters. */
guint32 hf_layout_request_add_cluster (HfLayoutRequest *self);
guint32 hf_layout_request_add_box     (HfLayoutRequest *self, double width, double height, guint32 cluster);
guint32 hf_layout_request_add_edge    (HfLayoutRequest *self, guint32 from, guint32 to, double label_width, double label_height, guint weight);
/* Where the box was in the picture before, in that picture's pixels. */
void    hf_layout_request_set_hint    (HfLayoutRequest *self, guint32 box, double x, double y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfLayoutRequest, hf_layout_request_unref)

/* Which step of the ladder answered. Everything after HF_LAYOUT_FULL is "simplified", unless it was asked for. */
typedef enum
{
  HF_LAYOUT_FULL,     /* dot, full quality, room for labels */
  HF_LAYOUT_FAST,     /* dot with bounded effort, straight pieces */
  HF_LAYOUT_SPRING,   /* sfdp places the boxes; straight edges */
  HF_LAYOUT_LAYERED,  /* our own layers; needs no helper and always answers */
} HfLayoutStep;

/**
 * HfLayout: an answer. Reference counted (atomically), immutable. All inside (0, 0) … (width, height).
 *
 * Edge e is the chain of cubic Bézier pieces points[edge_begin[e] … edge_begin[e+1]-1]: 3k + 1 points, k ≥ 1, from the
 * border of its first box to the border of its second.
 */
typedef struct
{
  gatomicrefcount ref_count;
  HfLayoutStep step;
  char *sentence;      /* NULL, or why the picture is simplified, in one untranslated sentence */
  double width;
  double height;
  guint32 n_boxes;
  guint32 n_edges;
  guint32 n_clusters;
  HfPoint *centers;    /* [n_boxes] */
  guint32 *edge_begin; /* [n_edges + 1] into points */
  HfPoint *points;
  HfPoint *labels;     /* [n_edges] centre of the room kept for the label; NAN where none was kept */
  HfRect *clusters;    /* [n_clusters]; empty ones (width 0) where the step knows no clusters */
} HfLayout;

HfLayout *hf_layout_ref   (HfLayout *self);
void      hf_layout_unref (HfLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfLayout, hf_layout_unref)

/* Our own placement: layers by longest path after breaking cycles (Sugiyama, Tagawa, Toda 1981), order by barycentres,
 * layers too wide for reading wrapped. Clusters are not kept together. O((n + m) log n), iterative; never fails. */
HfLayout *hf_layout_new_layered (const HfLayoutRequest *request);

/* Every box where it is told to be (@centers: [boxes]), straight edges. O(n + m log m). */
HfLayout *hf_layout_new_placed (const HfLayoutRequest *request, const HfPoint *centers);

G_END_DECLS
