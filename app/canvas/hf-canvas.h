/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "drawing/hf-painter.h"
#include "hf-viewport.h"

G_BEGIN_DECLS

/**
 * HfCanvas: shows a drawing, and lets a person look around and act in it.
 *
 * Put it in a GtkScrolledWindow (it is GtkScrollable). It knows nothing of sessions: what the person selects or asks for
 * is told by signals, and whoever owns the canvas answers with hf_canvas_set_scene().
 *
 * Up to HF_CANVAS_MAX_NODE_WIDGETS nodes are child widgets: list items with a name, a description, a selected state and
 * actions, so that they can be heard and used without seeing them. Beyond that everything is painted, and the Outline is
 * the accessible form.
 *
 * Signals:
 *   "selected" (guint object)                      the person selected an object
 *   "request" (HfCanvasRequest, guint node)        the person asks for something at a node of the drawing (for
 *                                                  HF_CANVAS_CUT_EDGE: at an edge)
 *
 * Properties: "only-path", "fold-cycles", "everything" (booleans, two-way: the owner answers notify with another scene), "metrics" (notified when the
 * interface's font changes: lay out again), "crowded" (boolean, see hf_canvas_set_least_covered()).
 *
 * A second node may be marked besides the selected one, for what needs two: by a click with Ctrl on the second, or M on the first.
 *
 * Actions, each with a key: canvas.zoom-in (+), canvas.zoom-out (−), canvas.zoom-normal (1), canvas.fit (0), canvas.root
 * (Home), canvas.anchor (End), canvas.menu (Menu, Shift+F10), canvas.activate (Return), and those of the context menu. Arrows
 * walk along edges, Tab goes through what shares a referrer; with Ctrl the arrows move the view (the scrolled window's own keys).
 */
#define HF_TYPE_CANVAS (hf_canvas_get_type ())
G_DECLARE_FINAL_TYPE (HfCanvas, hf_canvas, HF, CANVAS, GtkWidget)

#define HF_CANVAS_MAX_NODE_WIDGETS 500u

typedef enum
{
  HF_CANVAS_EXPAND_REFERRERS, /* also a click on the upper handle, a double click, Return */
  HF_CANVAS_EXPAND_REFERENTS, /* also a click on the lower handle */
  HF_CANVAS_COLLAPSE,
  HF_CANVAS_HIDE_TYPE,
  HF_CANVAS_HIDE_OBJECT,
  HF_CANVAS_SHOW_HIDDEN,
  HF_CANVAS_ALL_WAYS,         /* from roots to this node */
  HF_CANVAS_PATH_BETWEEN,     /* the node and the marked one */
  HF_CANVAS_COPY_ADDRESS,
  HF_CANVAS_COPY_EXPRESSION,
  HF_CANVAS_OPEN_TAB,         /* draw the node by itself, beside this drawing */
  HF_CANVAS_TURN_CYCLE,       /* fold the node's cycle, or open it; also a click on the cycle's number, and all that opens a folded one */
  HF_CANVAS_OPEN_STACK,       /* the node is a stack: list what is behind it */
  HF_CANVAS_CUT,              /* cut what is drawn as keeping the node, or mend it */
  HF_CANVAS_CUT_EDGE,         /* the same for an edge; also a double click on it */
  HF_CANVAS_MEND_ALL,
  HF_CANVAS_SUGGEST_CUTS,     /* that would free the node */
  HF_CANVAS_PREVIEW_MEND,     /* of the node's cycle; where one is shown, before and after it */
  HF_N_CANVAS_REQUESTS
} HfCanvasRequest;

GtkWidget        *hf_canvas_new               (void);

/* Shows this, or nothing if both are NULL; takes references. The node at which the person asked for something
 * (else the one under the pointer, the selected one, the one nearest to the middle) stays where it is on the screen; nodes that were there before glide to their new places, unless animations are off. A scene that has
 * nothing in common with the one before, or runs in another direction, is fitted to the view, or shown around its anchor if it would be too small to read. */
void              hf_canvas_set_scene         (HfCanvas *self, HfDrawing *drawing, HfGeometry *geometry);
HfDrawing        *hf_canvas_get_drawing       (HfCanvas *self); /* (transfer none) or NULL */
HfGeometry       *hf_canvas_get_geometry      (HfCanvas *self); /* (transfer none) or NULL */

HfViewport       *hf_canvas_get_viewport      (HfCanvas *self); /* (transfer none) */
HfMetrics        *hf_canvas_get_metrics       (HfCanvas *self); /* (transfer none) what its drawings must be laid out with */

/* The colours; light until told otherwise. */
void              hf_canvas_set_palette       (HfCanvas *self, const HfPalette *palette);
const HfPalette  *hf_canvas_get_palette       (HfCanvas *self);

/* Selects the node that draws @object and brings it into view; HF_NONE, or what is not drawn: nothing is selected. */
void              hf_canvas_select_object     (HfCanvas *self, guint32 object);
/* The selected node, or HF_NONE. */
guint32           hf_canvas_get_selected_node (HfCanvas *self);
void              hf_canvas_select_node       (HfCanvas *self, guint32 node);
/* The marked node, or HF_NONE. */
guint32           hf_canvas_get_marked_node   (HfCanvas *self);
void              hf_canvas_mark_node         (HfCanvas *self, guint32 node);
/* The members of a component of the drawing are marked, all at once (HF_NONE: none any more); the first is selected and
 * brought into view. */
void              hf_canvas_mark_cycle        (HfCanvas *self, guint32 component);
guint32           hf_canvas_get_marked_cycle  (HfCanvas *self); /* the component, or HF_NONE */
/* Everything but this component is dimmed; HF_NONE: nothing. */
void              hf_canvas_light_cycle       (HfCanvas *self, guint32 component);
/* Selects it as the person would: is told by "selected", and brought into view. The focus stays where it is. */
void              hf_canvas_pick_node         (HfCanvas *self, guint32 node);

/* Whether some objects are hidden by the person's choice, so that "Show hidden objects" makes sense. */
void              hf_canvas_set_has_hidden    (HfCanvas *self, gboolean has_hidden);

/* Whether another scene is being made: the accessible state "busy". It ends with the frame that shows the scene. */
void              hf_canvas_set_busy          (HfCanvas *self, gboolean busy);

/* Something of that size lies over a corner of the canvas (0 x 0: nothing): a fitted picture keeps its nodes, hulls and labels
 * clear of it where it can. */
void              hf_canvas_set_covered       (HfCanvas *self, GtkCornerType corner, double width, double height);
/* After that: it can give way, down to this size. It should while "crowded" is TRUE: the picture needs the room. */
void              hf_canvas_set_least_covered (HfCanvas *self, GtkCornerType corner, double width, double height);

/* To be called when a new scene is there and what is covered has been told: what has come around the node that stays is brought
 * into clear view if it can still be read then. A picture that was seen whole stays so. Says anew what is crowded. */
void              hf_canvas_show_news         (HfCanvas *self);

/* As the person would. */
void              hf_canvas_fit               (HfCanvas *self);
void              hf_canvas_zoom              (HfCanvas *self, double factor); /* about the middle of the view */
void              hf_canvas_set_scale         (HfCanvas *self, double scale);

/* What is at a point of the widget. */
typedef enum
{
  HF_HIT_NOTHING,
  HF_HIT_NODE,
  HF_HIT_HANDLE,
  HF_HIT_EDGE,
  HF_HIT_BADGE, /* of a node: the number of the cycle that it is in */
} HfHitKind;

typedef struct
{
  HfHitKind kind;
  guint32 index; /* node or edge */
  HfSide side;   /* of a handle */
} HfHit;

HfHit             hf_canvas_hit               (HfCanvas *self, double x, double y);

/* Where a node is now, in widget coordinates; FALSE if there is no such node. */
gboolean          hf_canvas_get_node_rect     (HfCanvas *self, guint32 node, graphene_rect_t *rect);

/* Brings a node into view and says where in the widget a popover for it points to; FALSE if there is no such node. */
gboolean          hf_canvas_get_popup_place   (HfCanvas *self, guint32 node, GdkRectangle *place);

/* TRUE while nodes are on their way to their places. */
gboolean          hf_canvas_is_gliding        (HfCanvas *self);

G_END_DECLS
