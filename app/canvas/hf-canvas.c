/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-canvas-private.h"
#include "canvas/hf-node-widget.h"

#include <glib/gi18n.h>
#include <math.h>

#define SETTLE_MS 24 /* without another step: the motion has ended */

enum
{
  PROP_0,
  PROP_ONLY_PATH,
  PROP_FOLD_CYCLES,
  PROP_EVERYTHING,
  PROP_METRICS,
  PROP_CROWDED,
  N_PROPS,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY
};

enum
{
  SELECTED,
  REQUEST,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE_WITH_CODE (HfCanvas, hf_canvas, GTK_TYPE_WIDGET, G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

GtkWidget *
hf_canvas_new (void)
{
  return g_object_new (HF_TYPE_CANVAS, NULL);
}

HfDrawing *
hf_canvas_get_drawing (HfCanvas *self)
{
  return self->drawing;
}

HfGeometry *
hf_canvas_get_geometry (HfCanvas *self)
{
  return self->geometry;
}

HfViewport *
hf_canvas_get_viewport (HfCanvas *self)
{
  return self->viewport;
}

HfMetrics *
hf_canvas_get_metrics (HfCanvas *self)
{
  return self->metrics;
}

const HfPalette *
hf_canvas_get_palette (HfCanvas *self)
{
  return self->palette;
}

gboolean
hf_canvas_is_gliding (HfCanvas *self)
{
  return self->glides != NULL;
}

gboolean
hf_canvas_paints_nodes (HfCanvas *self)
{
  return self->drawing != NULL && self->drawing->n_nodes > HF_CANVAS_MAX_NODE_WIDGETS;
}

void
hf_canvas_init_scene (HfCanvas *self, HfScene *scene, double scale)
{
  hf_scene_init (scene, self->drawing, self->geometry, self->metrics, self->palette);
  scene->scale = scale;
  scene->notes = TRUE;
  scene->selected_node = self->selected_node;
  scene->marked_node = self->marked_node;
  scene->marked_component = hf_canvas_find_cycle (self, self->marked_cycle);
  scene->hovered_node = self->hovered_node;
  scene->selected_edge = HF_NONE;
  scene->hovered_edge = HF_NONE;
}

void
hf_canvas_queue (HfCanvas *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Everything that was painted is out of date. */
static void
repaint (HfCanvas *self)
{
  hf_tiles_invalidate (self->tiles);
  for (guint i = 0; i < self->widgets->len; i++)
    hf_canvas_refresh_node (self, i);
  hf_canvas_queue (self);
}

void
hf_canvas_set_palette (HfCanvas *self, const HfPalette *palette)
{
  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail (palette != NULL);

  if (self->palette == palette)
    return;

  self->palette = palette;
  repaint (self);
}

void
hf_canvas_set_has_hidden (HfCanvas *self, gboolean has_hidden)
{
  g_return_if_fail (HF_IS_CANVAS (self));

  self->has_hidden = has_hidden;
  hf_canvas_update_actions (self);
}

/* ---- what is told ------------------------------------------------------------------------------------------------- */

void
hf_canvas_tell_selected (HfCanvas *self, guint32 object)
{
  g_signal_emit (self, signals[SELECTED], 0, (guint) object);
}

void
hf_canvas_request (HfCanvas *self, HfCanvasRequest request, guint32 node)
{
  gboolean everywhere = request == HF_CANVAS_SHOW_HIDDEN || request == HF_CANVAS_MEND_ALL || request == HF_CANVAS_PREVIEW_MEND;

  if (self->drawing == NULL)
    return;
  if (request == HF_CANVAS_CUT_EDGE ? node >= self->drawing->n_edges : node >= self->drawing->n_nodes && !everywhere)
    return;

  if (request == HF_CANVAS_CUT_EDGE)
    self->acted_node = self->drawing->edges[node].to;
  else if (node < self->drawing->n_nodes)
    self->acted_node = node;
  g_signal_emit (self, signals[REQUEST], 0, (guint) request, (guint) node);
}

void
hf_canvas_activate_node (HfCanvas *self, guint32 node)
{
  if (self->drawing == NULL || node >= self->drawing->n_nodes)
    return;

  if (self->drawing->nodes[node].form == HF_NODE_STACK)
    hf_canvas_request (self, HF_CANVAS_OPEN_STACK, node);
  else if (self->drawing->nodes[node].form == HF_NODE_CYCLE)
    hf_canvas_request (self, HF_CANVAS_TURN_CYCLE, node);
  else if (self->drawing->nodes[node].form == HF_NODE_OBJECT)
    hf_canvas_request (self, HF_CANVAS_EXPAND_REFERRERS, node);
}

/* ---- the scene ---------------------------------------------------------------------------------------------------- */

gboolean
hf_canvas_get_node_rect (HfCanvas *self, guint32 node, graphene_rect_t *rect)
{
  const HfRect *box;

  if (self->geometry == NULL || node >= self->geometry->n_nodes)
    return FALSE;

  box = &self->geometry->nodes[node];
  hf_viewport_rect_to_widget (self->viewport, &GRAPHENE_RECT_INIT (box->x, box->y, box->width, box->height), rect);
  if (self->glides != NULL)
    graphene_rect_offset (rect, self->glides[node].dx * self->glide_left, self->glides[node].dy * self->glide_left);

  return TRUE;
}

/* The node of the present scene that is the same thing as @node of @before, or HF_NONE. */
static guint32
find_again (HfCanvas *self, HfDrawing *before, guint32 node)
{
  guint64 key;

  if (before == NULL || self->drawing == NULL || node == HF_NONE)
    return HF_NONE;

  key = hf_drawing_node_key (&before->nodes[node]);
  for (guint32 i = 0; i < self->drawing->n_nodes; i++)
    if (hf_drawing_node_key (&self->drawing->nodes[i]) == key)
      return i;

  return hf_canvas_find_box (before, node, self->drawing);
}

static gboolean
is_in_view (HfCanvas *self, const graphene_rect_t *place)
{
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, hf_viewport_get_width (self->viewport), hf_viewport_get_height (self->viewport));

  return graphene_rect_intersection (&view, place, NULL);
}

/* The node of the scene before that must not move: the one at which something was asked for, else the one under the pointer,
 * else the selected one, else the one nearest to the middle; of those that are in view and in both scenes. */
static guint32
find_pin (HfCanvas *self, HfDrawing *before, const graphene_rect_t *places, guint32 *now)
{
  const guint32 preferred[] = { self->acted_node, self->pointer_inside ? self->hovered_node : HF_NONE, self->selected_node };
  double middle_x = hf_viewport_get_width (self->viewport) / 2, middle_y = hf_viewport_get_height (self->viewport) / 2;
  double nearest = G_MAXDOUBLE;
  guint32 pin = HF_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (preferred); i++)
    {
      *now = find_again (self, before, preferred[i]);
      if (*now != HF_NONE && is_in_view (self, &places[preferred[i]]))
        return preferred[i];
    }

  for (guint32 i = 0; i < before->n_nodes && !hf_canvas_paints_nodes (self); i++)
    {
      graphene_point_t center;
      double distance;
      guint32 again;

      graphene_rect_get_center (&places[i], &center);
      distance = hypot (center.x - middle_x, center.y - middle_y);
      again = distance < nearest && is_in_view (self, &places[i]) ? find_again (self, before, i) : HF_NONE;
      if (again != HF_NONE)
        {
          nearest = distance;
          pin = i;
          *now = again;
        }
    }

  return pin;
}

static void
show_content (HfCanvas *self)
{
  const HfRect *bounds = &self->geometry->bounds;

  hf_viewport_set_content (self->viewport, &GRAPHENE_RECT_INIT (bounds->x, bounds->y, bounds->width, bounds->height));
}

static void
describe (HfCanvas *self)
{
  g_autofree char *text = NULL;

  if (self->drawing == NULL)
    text = g_strdup (_("Nothing is drawn"));
  else
    {
      g_autofree char *nodes = g_strdup_printf (ngettext ("%u object", "%u objects", self->drawing->n_nodes), self->drawing->n_nodes);
      g_autofree char *edges = g_strdup_printf (ngettext ("%u reference", "%u references", self->drawing->n_edges), self->drawing->n_edges);
      g_autofree char *cycles = g_strdup_printf (ngettext ("%u cycle", "%u cycles", self->drawing->n_components), self->drawing->n_components);

      /* Translators: "12 objects, 14 references, 1 cycle": what the drawing shows. */
      text = g_strdup_printf (_("%s, %s, %s"), nodes, edges, cycles);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* Where each node of the scene is on the screen now. */
static graphene_rect_t *
node_places (HfCanvas *self)
{
  graphene_rect_t *places;

  if (self->drawing == NULL)
    return NULL;

  places = g_new (graphene_rect_t, self->drawing->n_nodes + 1);
  for (guint i = 0; i < self->drawing->n_nodes; i++)
    hf_canvas_get_node_rect (self, i, &places[i]);

  return places;
}

/* The camera for a scene that follows another one. */
static void
keep_still (HfCanvas *self, guint32 node, const graphene_rect_t *place)
{
  const HfRect *box = &self->geometry->nodes[node];

  hf_viewport_pin (self->viewport, box->x + box->width / 2, box->y + box->height / 2,
                   place->origin.x + place->size.width / 2, place->origin.y + place->size.height / 2);
}

static void
follow (HfCanvas *self, HfDrawing *before, const HfGeometry *old_geometry, const graphene_rect_t *places, gboolean saw_all)
{
  guint32 now = HF_NONE;
  /* What ran down and runs to the right now is another picture: around one node most of it would be out of sight. */
  gboolean turned = self->geometry->direction != old_geometry->direction;
  guint32 pin = turned ? HF_NONE : find_pin (self, before, places, &now);

  show_content (self);
  self->fit_pending = FALSE;
  if (pin != HF_NONE)
    keep_still (self, now, &places[pin]);
  else
    hf_canvas_show_first_soon (self);
  hf_canvas_note_news (self, before, pin != HF_NONE ? now : HF_NONE, saw_all);
}

void
hf_canvas_set_scene (HfCanvas *self, HfDrawing *drawing, HfGeometry *geometry)
{
  g_autoptr (HfDrawing) before = NULL;
  g_autoptr (HfGeometry) old_geometry = NULL;
  g_autofree graphene_rect_t *places = NULL;
  gboolean saw_all;

  g_return_if_fail (HF_IS_CANVAS (self));
  g_return_if_fail ((drawing == NULL) == (geometry == NULL));
  g_return_if_fail (drawing == NULL || (drawing->n_nodes == geometry->n_nodes && drawing->n_edges == geometry->n_edges));

  if (drawing == self->drawing && geometry == self->geometry)
    return;

  places = node_places (self);
  saw_all = hf_canvas_sees_all (self);
  self->still_node = HF_NONE;
  hf_canvas_end_glide (self);
  before = g_steal_pointer (&self->drawing);
  old_geometry = g_steal_pointer (&self->geometry);
  self->drawing = drawing != NULL ? hf_drawing_ref (drawing) : NULL;
  self->geometry = geometry != NULL ? hf_geometry_ref (geometry) : NULL;
  hf_tiles_invalidate (self->tiles);

  if (self->drawing != NULL && before != NULL)
    follow (self, before, old_geometry, places, saw_all);
  else if (self->drawing != NULL)
    {
      show_content (self);
      hf_canvas_show_first_soon (self);
    }

  self->selected_node = find_again (self, before, self->selected_node);
  self->marked_node = find_again (self, before, self->marked_node);
  self->acted_node = HF_NONE;
  self->hovered_node = HF_NONE;
  self->hovered_edge = HF_NONE;
  self->clicked = (HfHit) { 0 };
  self->menu_edge = HF_NONE;
  hf_canvas_sync_nodes (self, before);
  if (self->drawing != NULL && before != NULL && !self->fit_pending)
    hf_canvas_begin_glide (self, before, places);
  hf_canvas_update_actions (self);
  describe (self);
  hf_canvas_adjust (self);
  hf_canvas_queue (self);
}

/* ---- camera ------------------------------------------------------------------------------------------------------- */

void
hf_canvas_zoom (HfCanvas *self, double factor)
{
  g_return_if_fail (HF_IS_CANVAS (self));

  hf_viewport_zoom_at (self->viewport, factor, hf_viewport_get_width (self->viewport) / 2, hf_viewport_get_height (self->viewport) / 2);
}

void
hf_canvas_set_scale (HfCanvas *self, double scale)
{
  hf_canvas_zoom (self, scale / hf_viewport_get_scale (self->viewport));
}

static gboolean
settled (gpointer data)
{
  HfCanvas *self = data;

  self->settle = 0;
  hf_canvas_settle (self);

  return G_SOURCE_REMOVE;
}

/* Tiles are only stretched while the scale changes, and painted anew when it has come to rest. Steps that wait to be handled
 * come first. */
static void
on_scale (HfCanvas *self)
{
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add_full (G_PRIORITY_HIGH_IDLE, SETTLE_MS, settled, self, NULL);
}

static void
on_camera (HfCanvas *self)
{
  /* While it is allocated, everything is about to be placed anyway. */
  if (self->allocating)
    return;

  hf_canvas_adjust (self);
  hf_canvas_queue (self);
}

/* ---- the widget --------------------------------------------------------------------------------------------------- */

static void
on_font (HfCanvas *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));

  g_clear_pointer (&self->metrics, hf_metrics_unref);
  self->metrics = hf_metrics_new (pango_context_get_font_description (context), pango_cairo_context_get_resolution (context));
  repaint (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_METRICS]);
}

/* A card that comes or goes below the picture moves nothing in it. */
static void
resize (HfCanvas *self, int width, int height)
{
  double x = hf_viewport_get_x (self->viewport), y = hf_viewport_get_y (self->viewport);
  gboolean below = width == hf_viewport_get_width (self->viewport);

  hf_viewport_set_size (self->viewport, width, height);
  if (below)
    hf_viewport_move_to (self->viewport, x, y);
}

static void
hf_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfCanvas *self = HF_CANVAS (widget);

  self->allocating = TRUE;
  resize (self, width, height);
  if (self->fit_pending)
    hf_canvas_show_first (self);
  self->allocating = FALSE;
  hf_canvas_adjust (self);
  hf_canvas_place_nodes (self);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
hf_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_baseline, int *nat_baseline)
{
  *minimum = 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 480;
}

/* Tab goes on through the siblings; FALSE at their end. */
static gboolean
focus_sibling (HfCanvas *self, gboolean back)
{
  guint32 next = self->selected_node != HF_NONE ? hf_walk_sibling (self->drawing, self->geometry, self->selected_node, back) : HF_NONE;

  if (next == HF_NONE)
    return FALSE;
  hf_canvas_select_by_hand (self, next);
  hf_canvas_reveal_node (self, next);

  return TRUE;
}

/* Tab comes to the selected node, else to the picture's root, goes through what shares a referrer with it, and leaves. The arrow
 * keys do the rest. */
static gboolean
hf_canvas_focus (GtkWidget *widget, GtkDirectionType direction)
{
  HfCanvas *self = HF_CANVAS (widget);
  guint32 node = self->selected_node;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (hf_canvas_parent_class)->focus (widget, direction);
  if (gtk_widget_get_focus_child (widget) != NULL || gtk_widget_is_focus (widget))
    return focus_sibling (self, direction == GTK_DIR_TAB_BACKWARD);

  if (node == HF_NONE && self->drawing != NULL && self->drawing->n_nodes > 0)
    node = hf_walk_root (self->drawing, self->geometry);
  if (node != HF_NONE && hf_canvas_node_widget (self, node) != NULL)
    return gtk_widget_grab_focus (hf_canvas_node_widget (self, node));

  return gtk_widget_grab_focus (widget);
}

static void
hf_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfCanvas *self = HF_CANVAS (object);

  switch (id)
    {
    case PROP_ONLY_PATH:
    case PROP_FOLD_CYCLES:
    case PROP_EVERYTHING:
      g_value_set_boolean (value, self->wishes[id - PROP_ONLY_PATH]);
      break;

    case PROP_METRICS:
      g_value_set_pointer (value, self->metrics);
      break;

    case PROP_CROWDED:
      g_value_set_boolean (value, self->crowded);
      break;

    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[id - PROP_HADJUSTMENT]);
      break;

    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[id - PROP_HSCROLL_POLICY]);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hf_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HfCanvas *self = HF_CANVAS (object);

  switch (id)
    {
    case PROP_ONLY_PATH:
    case PROP_FOLD_CYCLES:
    case PROP_EVERYTHING:
      if (self->wishes[id - PROP_ONLY_PATH] != g_value_get_boolean (value))
        {
          self->wishes[id - PROP_ONLY_PATH] = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;

    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      hf_canvas_set_adjustment (self, (GtkOrientation) (id - PROP_HADJUSTMENT), g_value_get_object (value));
      g_object_notify_by_pspec (object, pspec);
      break;

    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hf_canvas_dispose (GObject *object)
{
  HfCanvas *self = HF_CANVAS (object);
  GtkWidget *child;

  hf_canvas_end_glide (self);
  hf_canvas_end_busy (self);
  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_handle_id (&self->telling_crowded, g_source_remove);
  for (guint i = 0; i < 2; i++)
    hf_canvas_set_adjustment (self, (GtkOrientation) i, NULL);
  g_ptr_array_set_size (self->widgets, 0);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (hf_canvas_parent_class)->dispose (object);
}

static void
hf_canvas_finalize (GObject *object)
{
  HfCanvas *self = HF_CANVAS (object);

  g_clear_pointer (&self->tiles, hf_tiles_free);
  g_clear_pointer (&self->widgets, g_ptr_array_unref);
  g_clear_pointer (&self->news, g_array_unref);
  g_clear_pointer (&self->drawing, hf_drawing_unref);
  g_clear_pointer (&self->geometry, hf_geometry_unref);
  g_clear_pointer (&self->metrics, hf_metrics_unref);
  g_clear_object (&self->viewport);

  G_OBJECT_CLASS (hf_canvas_parent_class)->finalize (object);
}

static void
hf_canvas_class_init (HfCanvasClass *klass)
{
  static const char *wishes[] = { "only-path", "fold-cycles", "everything" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hf_canvas_dispose;
  object_class->finalize = hf_canvas_finalize;
  object_class->get_property = hf_canvas_get_property;
  object_class->set_property = hf_canvas_set_property;
  widget_class->size_allocate = hf_canvas_size_allocate;
  widget_class->measure = hf_canvas_measure;
  widget_class->snapshot = hf_canvas_snapshot;
  widget_class->focus = hf_canvas_focus;

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    properties[PROP_ONLY_PATH + i] = g_param_spec_boolean (wishes[i], NULL, NULL, FALSE,
                                                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_METRICS] = g_param_spec_pointer ("metrics", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CROWDED] = g_param_spec_boolean ("crowded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[REQUEST] = g_signal_new ("request", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  hf_canvas_install_actions (widget_class);
}

static void
hf_canvas_init (HfCanvas *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));

  self->viewport = hf_viewport_new ();
  self->tiles = hf_tiles_new (&hf_canvas_tiles_painter, self);
  self->widgets = g_ptr_array_new ();
  self->news = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->still_node = HF_NONE;
  self->palette = hf_palette_get (FALSE, FALSE);
  self->selected_node = HF_NONE;
  self->marked_node = HF_NONE;
  self->marked_cycle = HF_NONE;
  self->lit_cycle = HF_NONE;
  self->acted_node = HF_NONE;
  self->hovered_node = HF_NONE;
  self->hovered_edge = HF_NONE;
  self->clicked = (HfHit) { 0 };
  self->menu_edge = HF_NONE;
  on_font (self);

  g_signal_connect_object (self->viewport, "changed", G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify::scale", G_CALLBACK (on_scale), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-font-name", G_CALLBACK (on_font), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (on_font), self, G_CONNECT_SWAPPED);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reference graph"), -1);
  describe (self);
  hf_canvas_add_controllers (self);
}
