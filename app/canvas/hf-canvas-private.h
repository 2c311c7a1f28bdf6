/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-canvas.h"
#include "hf-tiles.h"

G_BEGIN_DECLS

#define HF_CANVAS_MARGIN 24.0
#define HF_CANVAS_ZOOM_STEP 1.25
#define HF_CANVAS_GLIDE_US 200000

/* A node's way from where it was on the screen to where it is. */
typedef struct
{
  float dx; /* widget pixels at the beginning */
  float dy;
  gboolean appears;
} HfGlide;

struct _HfCanvas
{
  GtkWidget parent_instance;

  /* owned */
  HfViewport *viewport;
  HfMetrics *metrics;
  HfDrawing *drawing;
  HfGeometry *geometry;
  HfTiles *tiles;
  GPtrArray *widgets;  /* HfNodeWidget by node, unowned pointers to children; empty above the limit */
  GtkWidget *menu;
  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  HfGlide *glides;     /* [n_nodes] while gliding, else NULL */
  gboolean apart;      /* the node widgets draw themselves: from a glide's beginning until the tiles that hold the nodes are there */

  const HfPalette *palette;
  GtkScrollablePolicy policies[2];
  gboolean adjusting;
  gboolean allocating;
  gboolean wishes[3];  /* "only-path", "fold-cycles", "everything" */
  gboolean has_hidden;
  gboolean fit_pending; /* with the next allocation */
  graphene_size_t covered[4]; /* by GtkCornerType */
  graphene_size_t least_covered[4]; /* while what can give way does */
  gboolean crowded;    /* it should */
  guint telling_crowded; /* source */
  guint32 still_node;  /* that did not move when the present scene came, until hf_canvas_show_news(); or HF_NONE */
  GArray *news;        /* of guint32: its neighbours that were not in the scene before */
  gboolean had_all;    /* the scene before was seen whole */
  gboolean pointer_inside;
  double pointer_x;
  double pointer_y;
  guint32 selected_node;
  guint32 marked_node;
  guint32 marked_cycle; /* representatives of cycles, or HF_NONE */
  guint32 lit_cycle;
  guint32 menu_edge;   /* the edge at which the context menu was opened, or HF_NONE */
  guint32 acted_node;  /* at which something was asked for last; until the next scene */
  guint32 hovered_node;
  guint32 hovered_edge;
  HfHit clicked;       /* last, and when */
  guint32 clicked_time;
  guint settle;        /* source: the scale has stopped changing */
  gboolean stale_children; /* node widgets are to be painted at the present scale with the next tiles */
  guint tick;
  gint64 glide_begin;  /* frame time; 0: not yet known */
  double glide_left;   /* 1 … 0: how much of the way is left */
  GdkFrameClock *busy_clock; /* its next frame shows what was waited for; or NULL */
  gulong busy_painted;
  double drag_x;
  double drag_y;
  double pinch_scale;
};

/* hf-canvas.c */
void     hf_canvas_init_scene     (HfCanvas *self, HfScene *scene, double scale);
gboolean hf_canvas_paints_nodes   (HfCanvas *self); /* there are too many for widgets */
void     hf_canvas_tell_selected  (HfCanvas *self, guint32 object);
void     hf_canvas_request        (HfCanvas *self, HfCanvasRequest request, guint32 node);
void     hf_canvas_activate_node  (HfCanvas *self, guint32 node);
void     hf_canvas_queue          (HfCanvas *self); /* places and paints anew */

/* hf-canvas-select.c */
void     hf_canvas_reveal_node    (HfCanvas *self, guint32 node);
void     hf_canvas_select_by_hand (HfCanvas *self, guint32 node);

/* hf-canvas-cycles.c */
/* The component of the present drawing, or HF_NONE. */
guint32  hf_canvas_find_cycle     (HfCanvas *self, guint32 representative);
/* Whether the cycle that a node is in can be folded, or opened. */
gboolean hf_canvas_can_turn       (HfCanvas *self, guint32 node);
gboolean hf_canvas_is_marked      (HfCanvas *self, guint32 node);
/* Whether @node of @before has become a box of @now, or is drawn in place of one: that node, else HF_NONE. */
guint32  hf_canvas_find_box       (HfDrawing *before, guint32 node, HfDrawing *now);
/* The component that alone is not dimmed, or HF_NONE. */
guint32  hf_canvas_lit_component  (HfCanvas *self);

/* hf-canvas-fit.c */
void     hf_canvas_show_first     (HfCanvas *self);
/* All of the scene is in view, and below no card. */
gboolean hf_canvas_sees_all       (HfCanvas *self);
/* For hf_canvas_show_news(): @still is the node that is where it was, or HF_NONE. */
void     hf_canvas_note_news      (HfCanvas *self, HfDrawing *before, guint32 still, gboolean saw_all);
/* With the next frame, when the owner has told what is covered; not in the middle of an allocation, where bars that come
 * or go would leave the scrolled window without one. */
void     hf_canvas_show_first_soon (HfCanvas *self);

/* hf-canvas-paint.c */
extern const HfTilesPainter hf_canvas_tiles_painter;
void     hf_canvas_snapshot       (GtkWidget *widget, GtkSnapshot *snapshot);
/* The scale has come to rest: everything is painted anew for it. */
void     hf_canvas_settle         (HfCanvas *self);
/* (transfer full) One node's pixels for @scale device pixels a unit; @rect: their place relative to the node's box, in scene
 * units. */
HfRaster *hf_canvas_paint_node   (HfCanvas *self, guint32 node, double scale, graphene_rect_t *rect);

/* hf-canvas-nodes.c */
void     hf_canvas_sync_nodes     (HfCanvas *self, HfDrawing *before);
void     hf_canvas_place_nodes    (HfCanvas *self);
GtkWidget *hf_canvas_node_widget  (HfCanvas *self, guint32 node);
void     hf_canvas_refresh_node   (HfCanvas *self, guint32 node);

/* hf-canvas-glide.c */
void     hf_canvas_begin_glide    (HfCanvas *self, HfDrawing *before, const graphene_rect_t *places);
void     hf_canvas_end_glide      (HfCanvas *self);

/* hf-canvas-busy.c */
void     hf_canvas_end_busy       (HfCanvas *self);

/* hf-canvas-scroll.c */
void     hf_canvas_set_adjustment (HfCanvas *self, GtkOrientation orientation, GtkAdjustment *adjustment);
void     hf_canvas_adjust         (HfCanvas *self);

/* hf-canvas-input.c */
void     hf_canvas_add_controllers (HfCanvas *self);
void     hf_canvas_set_hovered     (HfCanvas *self, const HfHit *hit);

/* hf-canvas-actions.c */
void     hf_canvas_install_actions (GtkWidgetClass *klass);
void     hf_canvas_update_actions  (HfCanvas *self);
void     hf_canvas_popup_menu      (HfCanvas *self, const graphene_point_t *at); /* NULL: at the selected node */

/* hf-canvas-walk.c */
typedef enum
{
  HF_WALK_UP,
  HF_WALK_DOWN,
  HF_WALK_LEFT,
  HF_WALK_RIGHT,
} HfWalk;

/* Where an arrow key leads from @node: in the direction in which references are drawn, and back, along the edge whose other end is
 * most nearly in that direction; across, to the nearest node of the same layer, or else along an edge too. HF_NONE if there is
 * none. */
guint32  hf_walk (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, HfWalk direction);
/* The next of what shares a referrer with @node, in the order in which one reads, or the one before; HF_NONE at the end. */
guint32  hf_walk_sibling (const HfDrawing *drawing, const HfGeometry *geometry, guint32 node, gboolean back);
/* The root that the anchor's chain begins at, else a node of the first layer. */
guint32  hf_walk_root (const HfDrawing *drawing, const HfGeometry *geometry);

G_END_DECLS
