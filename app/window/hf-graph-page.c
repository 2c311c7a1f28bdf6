/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "window/hf-graph-page-private.h"

#include <glib/gi18n.h>

#include "canvas/hf-tip.h"

/* How long a layout may take before the page says so. */
#define PATIENCE_MS 1000

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_HAS_PICTURE,
  PROP_TITLE,
  N_PROPS
};

enum
{
  OPEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (HfGraphPage, hf_graph_page, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* ---- what others ask ---------------------------------------------------------------------------------------------- */

HfDrawing *
hf_graph_page_get_drawing (HfGraphPage *self)
{
  return hf_canvas_get_drawing (self->canvas);
}

HfGeometry *
hf_graph_page_get_geometry (HfGraphPage *self)
{
  return hf_canvas_get_geometry (self->canvas);
}

HfMetrics *
hf_graph_page_get_metrics (HfGraphPage *self)
{
  return hf_canvas_get_metrics (self->canvas);
}

HfCanvas *
hf_graph_page_get_canvas (HfGraphPage *self)
{
  return self->canvas;
}

HfSnapshot *
hf_graph_page_get_snapshot (HfGraphPage *self)
{
  return self->drawn;
}

gboolean
hf_graph_page_has_picture (HfGraphPage *self)
{
  return hf_canvas_get_drawing (self->canvas) != NULL;
}

gboolean
hf_graph_page_get_scene (HfGraphPage *self, HfScene *scene)
{
  g_return_val_if_fail (HF_IS_GRAPH_PAGE (self), FALSE);

  if (!hf_graph_page_has_picture (self))
    return FALSE;

  hf_scene_init (scene, hf_graph_page_get_drawing (self), hf_graph_page_get_geometry (self), hf_graph_page_get_metrics (self),
                 hf_palette_get (FALSE, FALSE));
  scene->selected_node = hf_canvas_get_selected_node (self->canvas);

  return TRUE;
}

/* ---- what is drawn ------------------------------------------------------------------------------------------------ */

void
hf_graph_page_set_title (HfGraphPage *self, const char *title)
{
  if (g_strcmp0 (title, self->title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
hf_graph_page_open (HfGraphPage *self, guint32 object)
{
  g_signal_emit (self, signals[OPEN], 0, object);
}

void
hf_graph_page_show_problem (HfGraphPage *self, const char *sentence)
{
  gtk_label_set_label (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

/* ---- the picture -------------------------------------------------------------------------------------------------- */

static void
show_note (HfGraphPage *self, HfDrawing *drawing, HfGeometry *geometry)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (geometry != NULL && geometry->sentence != NULL)
    g_string_append (text, _("Simplified layout"));
  if (drawing != NULL && drawing->left_out > 0)
    {
      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%u object did not fit", "%u objects did not fit", drawing->left_out), drawing->left_out);
    }
  gtk_label_set_label (self->note, text->str);
  hf_tip_set (GTK_WIDGET (self->note), geometry != NULL && geometry->sentence != NULL ? _(geometry->sentence) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->note), text->len > 0);
}

/* A list makes its rows even where nobody sees it, which takes longer than the picture: another drawing is listed only when it
 * is looked at. */
static void
update_outline (HfGraphPage *self)
{
  hf_outline_set_drawing (self->outline, gtk_toggle_button_get_active (self->outline_button) ? hf_graph_page_get_drawing (self) : NULL);
}

/* Legend and minimap belong to the picture, not to the outline. */
static void
update_cards (HfGraphPage *self)
{
  HfCanvas *canvas = gtk_toggle_button_get_active (self->outline_button) ? NULL : self->canvas;

  hf_legend_update (self->legend, canvas);
  hf_minimap_update (self->minimap, canvas);
}

static GtkRequisition
card_size (GtkWidget *card)
{
  GtkRequisition size = { 0, 0 };

  /* With its margins. */
  if (gtk_widget_get_visible (card))
    gtk_widget_get_preferred_size (card, NULL, &size);

  return size;
}

/* The legend gives way where the picture needs the room. */
static void
tell_legend (HfGraphPage *self)
{
  GtkWidget *legend = GTK_WIDGET (self->legend);
  int right = gtk_widget_get_margin_start (legend), below = gtk_widget_get_margin_bottom (legend);
  GtkRequisition roomy, crowded;

  hf_legend_get_sizes (self->legend, &roomy, &crowded);
  if (roomy.width > 0)
    {
      roomy.width += right, roomy.height += below;
      crowded.width += right, crowded.height += below;
    }
  hf_canvas_set_covered (self->canvas, GTK_CORNER_BOTTOM_LEFT, roomy.width, roomy.height);
  hf_canvas_set_least_covered (self->canvas, GTK_CORNER_BOTTOM_LEFT, crowded.width, crowded.height);
}

/* What lies over the corners of the canvas, so that a fitted picture keeps clear of it. */
static void
tell_covered (HfGraphPage *self)
{
  GtkRequisition toolbar = card_size (self->toolbar), zoom = card_size (self->zoom_box);
  GtkRequisition note = card_size (gtk_widget_get_visible (self->find_box) ? self->find_box : GTK_WIDGET (self->note));

  hf_canvas_set_covered (self->canvas, GTK_CORNER_TOP_LEFT, toolbar.width, toolbar.height);
  hf_canvas_set_covered (self->canvas, GTK_CORNER_TOP_RIGHT, note.width, note.height);
  hf_canvas_set_covered (self->canvas, GTK_CORNER_BOTTOM_RIGHT, zoom.width, zoom.height);
  tell_legend (self);
}

static void
on_crowded (HfGraphPage *self)
{
  gboolean crowded = FALSE;

  g_object_get (self->canvas, "crowded", &crowded, NULL);
  hf_legend_set_crowded (self->legend, crowded);
}

static gboolean
turn_legend (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  HfGraphPage *self = HF_GRAPH_PAGE (widget);

  hf_legend_turn (self->legend);
  tell_covered (self);

  return TRUE;
}

static void
on_wish (HfGraphPage *self)
{
  gboolean only_path = FALSE, fold_cycles = FALSE, everything = FALSE;

  g_object_get (self->canvas, "only-path", &only_path, "fold-cycles", &fold_cycles, "everything", &everything, NULL);
  hf_picture_set_only_path (self->picture, only_path);
  hf_picture_set_fold_cycles (self->picture, fold_cycles);
  hf_picture_set_everything (self->picture, everything);
  hf_graph_page_touch (self);
}

/* The buttons say what is drawn, not what was pressed last. One by one: each is an answer to itself alone. */
static void
show_wishes (HfGraphPage *self, const HfChoices *choices)
{
  g_signal_handlers_block_by_func (self->canvas, on_wish, self);
  g_object_set (self->canvas, "only-path", choices != NULL && hf_choices_get_only_path (choices), NULL);
  if (choices != NULL)
    g_object_set (self->canvas, "fold-cycles", hf_choices_get_fold_cycles (choices), "everything", hf_choices_get_everything (choices), NULL);
  g_signal_handlers_unblock_by_func (self->canvas, on_wish, self);
}

static void
on_picture (HfGraphPage *self)
{
  HfDrawing *drawing = hf_picture_get_drawing (self->picture);
  HfGeometry *geometry = hf_picture_get_geometry (self->picture);
  const HfChoices *choices = hf_picture_get_choices (self->picture);
  HfSelection *selection = self->session != NULL ? hf_session_get_selection (self->session) : NULL;

  hf_canvas_set_scene (self->canvas, drawing, geometry);
  hf_canvas_set_has_hidden (self->canvas, choices != NULL && hf_choices_has_hidden (choices));
  show_wishes (self, choices);
  update_outline (self);
  update_cards (self);
  hf_cut_card_update (self->cut_card, drawing);
  hf_graph_page_mend_update (self);
  show_note (self, drawing, geometry);
  tell_covered (self);
  hf_canvas_show_news (self->canvas);
  hf_graph_page_find_refresh (self);
  if (drawing != NULL)
    hf_graph_page_show_state (self, "picture");
  if (selection != NULL && hf_graph_page_draws (self, selection))
    hf_graph_page_follow_selection (self);
  else if (self->focus != NULL && drawing != NULL)
    hf_canvas_select_object (self->canvas, hf_selection_get_object (self->focus));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_PICTURE]);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.case-drawn", NULL);
}

/* Not in the middle of an allocation. */
static gboolean
on_resized (gpointer data)
{
  HfGraphPage *self = data;

  self->resized = 0;
  update_cards (self);
  hf_graph_page_find_place (self);
  tell_covered (self);
  if (self->fits)
    hf_canvas_fit (self->canvas);
  self->fits = FALSE;
  hf_canvas_show_news (self->canvas);

  return G_SOURCE_REMOVE;
}

static void
on_camera (HfGraphPage *self)
{
  HfViewport *viewport = hf_canvas_get_viewport (self->canvas);

  if (hf_viewport_get_width (viewport) == self->view_width && hf_viewport_get_height (viewport) == self->view_height)
    return;
  self->view_width = hf_viewport_get_width (viewport);
  self->view_height = hf_viewport_get_height (viewport);
  if (self->resized == 0)
    self->resized = g_idle_add (on_resized, self);
}

static gboolean
on_patience (gpointer data)
{
  HfGraphPage *self = data;

  self->patience = 0;
  hf_graph_page_show_state (self, "picture");
  gtk_widget_set_visible (self->busy, TRUE);

  return G_SOURCE_REMOVE;
}

static void
on_busy (HfGraphPage *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  hf_canvas_set_busy (self->canvas, hf_picture_is_busy (self->picture));
  if (hf_picture_is_busy (self->picture))
    {
      hf_graph_page_show_problem (self, NULL);
      self->patience = g_timeout_add (PATIENCE_MS, on_patience, self);
      return;
    }

  gtk_widget_set_visible (self->busy, FALSE);
  hf_graph_page_mend_update (self); /* what was asked for may have been cancelled */
  if (!hf_graph_page_has_picture (self) && self->awaited == NULL && !gtk_widget_get_visible (self->problem))
    hf_graph_page_show_state (self, "empty");
}

static void
on_stage (HfGraphPage *self)
{
  const char *stage = hf_picture_get_stage (self->picture);

  if (*stage != '\0')
    gtk_label_set_label (self->busy_label, stage);
}

static void
on_failed (HfGraphPage *self, const char *sentence)
{
  hf_graph_page_show_state (self, "picture");
  hf_graph_page_show_problem (self, sentence);
}

static void
close_problem (HfGraphPage *self)
{
  hf_graph_page_show_problem (self, NULL);
}

static void
on_metrics (HfGraphPage *self)
{
  hf_picture_set_metrics (self->picture, hf_canvas_get_metrics (self->canvas));
}

static void
on_outline_activated (HfGraphPage *self, guint node)
{
  HfDrawing *drawing = hf_graph_page_get_drawing (self);

  if (drawing != NULL && node < drawing->n_nodes && drawing->nodes[node].form == HF_NODE_OBJECT)
    hf_graph_page_request (self, HF_CANVAS_EXPAND_REFERRERS, node);
  else if (drawing != NULL && node < drawing->n_nodes && drawing->nodes[node].form == HF_NODE_CYCLE)
    hf_graph_page_request (self, HF_CANVAS_TURN_CYCLE, node);
}

static void
on_history (HfGraphPage *self)
{
  gboolean can_undo = FALSE, can_redo = FALSE;

  g_object_get (self->picture, "can-undo", &can_undo, "can-redo", &can_redo, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.undo", can_undo);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "graph.redo", can_redo);
}

static void
history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfGraphPage *self = HF_GRAPH_PAGE (widget);

  if (g_str_equal (name, "graph.undo"))
    hf_picture_undo (self->picture);
  else
    hf_picture_redo (self->picture);
  hf_graph_page_touch (self);
}

/* ---- toolbar and colours ------------------------------------------------------------------------------------------ */

static void
on_outline_toggled (HfGraphPage *self)
{
  gboolean outline = gtk_toggle_button_get_active (self->outline_button);

  gtk_stack_set_visible_child_name (self->views, outline ? "outline" : "canvas");
  gtk_widget_set_visible (self->zoom_box, !outline);
  gtk_widget_set_sensitive (GTK_WIDGET (self->fit_button), !outline);
  if (outline)
    update_outline (self);
  update_cards (self);
}

static void
on_scale (HfGraphPage *self)
{
  /* Translators: the zoom of the graph, "100 %" */
  g_autofree char *text = g_strdup_printf (_("%.0f %%"), hf_viewport_get_scale (hf_canvas_get_viewport (self->canvas)) * 100);

  gtk_button_set_label (self->zoom_button, text);
}

static void
zoom_in (HfGraphPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.zoom-in", NULL);
}

static void
zoom_out (HfGraphPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->canvas), "canvas.zoom-out", NULL);
}

static void
zoom_normal (HfGraphPage *self)
{
  hf_canvas_set_scale (self->canvas, 1);
}

static void
suggest_cuts (HfGraphPage *self)
{
  hf_graph_page_request (self, HF_CANVAS_SUGGEST_CUTS, hf_canvas_get_selected_node (self->canvas));
}

static void
mend_cuts (HfGraphPage *self)
{
  hf_graph_page_request (self, HF_CANVAS_MEND_ALL, HF_NONE);
}

static void
on_cut_chosen (HfGraphPage *self, guint suggestion)
{
  guint n;
  const guint32 *refs = hf_cut_card_get_refs (self->cut_card, suggestion, &n);

  hf_picture_cut (self->picture, refs, n);
  hf_graph_page_touch (self);
}

static void
fit (HfGraphPage *self)
{
  tell_covered (self);
  hf_canvas_fit (self->canvas);
}

static void
cancel (HfGraphPage *self)
{
  hf_picture_cancel (self->picture);
}

static void
on_style (HfGraphPage *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  hf_canvas_set_palette (self->canvas, hf_palette_get (adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager)));
  update_cards (self);
}

static gboolean
toggle_outline (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  HfGraphPage *self = HF_GRAPH_PAGE (widget);

  gtk_toggle_button_set_active (self->outline_button, !gtk_toggle_button_get_active (self->outline_button));

  return TRUE;
}

/* ---- the object --------------------------------------------------------------------------------------------------- */

void
hf_graph_page_set_session (HfGraphPage *self, HfSession *session)
{
  g_return_if_fail (HF_IS_GRAPH_PAGE (self));
  g_return_if_fail (session == NULL || HF_IS_SESSION (session));

  if (self->session == session)
    return;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::show-values", G_CALLBACK (hf_picture_refresh), self->picture, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "notify::graph-focus", G_CALLBACK (hf_graph_page_follow_focus), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "notify::selection", G_CALLBACK (hf_graph_page_follow_selection), self, G_CONNECT_SWAPPED);
      hf_graph_page_follow_focus (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
hf_graph_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfGraphPage *self = HF_GRAPH_PAGE (widget);

  gtk_widget_allocate (GTK_WIDGET (self->states), width, height, baseline, NULL);
  if (self->hidden_popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->hidden_popover));
}

/* To what is drawn, or listed; it selects nothing. */
static gboolean
hf_graph_page_grab_focus (GtkWidget *widget)
{
  HfGraphPage *self = HF_GRAPH_PAGE (widget);
  gboolean outline = gtk_toggle_button_get_active (self->outline_button);
  GtkWidget *view = outline ? GTK_WIDGET (self->outline) : GTK_WIDGET (self->canvas);

  if (gtk_widget_get_focus_child (view) != NULL)
    return TRUE;
  if (!outline && hf_canvas_get_selected_node (self->canvas) == HF_NONE)
    return gtk_widget_grab_focus (view);

  return gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
}

static void
hf_graph_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_baseline, int *nat_baseline)
{
  gtk_widget_measure (GTK_WIDGET (HF_GRAPH_PAGE (widget)->states), orientation, for_size, minimum, natural, min_baseline, nat_baseline);
}

static void
hf_graph_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfGraphPage *self = HF_GRAPH_PAGE (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;

    case PROP_HAS_PICTURE:
      g_value_set_boolean (value, hf_graph_page_has_picture (self));
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hf_graph_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SESSION:
      hf_graph_page_set_session (HF_GRAPH_PAGE (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
hf_graph_page_dispose (GObject *object)
{
  HfGraphPage *self = HF_GRAPH_PAGE (object);

  hf_graph_page_stop_waiting (self);
  g_clear_handle_id (&self->resized, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->picture != NULL)
    g_signal_handlers_disconnect_by_data (self->picture, self);
  g_clear_pointer (&self->hidden_popover, gtk_widget_unparent);
  g_clear_object (&self->picture);
  g_clear_pointer (&self->focus, hf_selection_unref);
  g_clear_object (&self->drawn);
  g_clear_object (&self->session);
  g_clear_pointer (&self->title, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HF_TYPE_GRAPH_PAGE);

  G_OBJECT_CLASS (hf_graph_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, "/org/holdfast/Holdfast/graph-page.ui");
  gtk_widget_class_bind_template_child (klass, HfGraphPage, states);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, waiting);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, waiting_progress);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, views);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, canvas);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, outline);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, toolbar);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, outline_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, path_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, fold_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, fit_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, note);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, legend);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, cut_card);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, mend_card);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, minimap);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, zoom_box);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, zoom_out_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, zoom_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, zoom_in_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, busy);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, busy_label);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, cancel_button);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, problem);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, problem_label);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, problem_close);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, find_box);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, find_entry);
  gtk_widget_class_bind_template_child (klass, HfGraphPage, find_count);
}

static void
hf_graph_page_class_init (HfGraphPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (HF_TYPE_CANVAS);
  g_type_ensure (HF_TYPE_CUT_CARD);
  g_type_ensure (HF_TYPE_LEGEND);
  g_type_ensure (HF_TYPE_MEND_CARD);
  g_type_ensure (HF_TYPE_MINIMAP);
  g_type_ensure (HF_TYPE_OUTLINE);
  object_class->dispose = hf_graph_page_dispose;
  object_class->get_property = hf_graph_page_get_property;
  object_class->set_property = hf_graph_page_set_property;
  widget_class->size_allocate = hf_graph_page_size_allocate;
  widget_class->measure = hf_graph_page_measure;
  widget_class->grab_focus = hf_graph_page_grab_focus;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, HF_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HAS_PICTURE] = g_param_spec_boolean ("has-picture", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[OPEN] = g_signal_new ("open", HF_TYPE_GRAPH_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "graphpage");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, toggle_outline, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_l, 0, turn_legend, NULL);
  gtk_widget_class_install_action (widget_class, "graph.undo", NULL, history_action);
  gtk_widget_class_install_action (widget_class, "graph.redo", NULL, history_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "graph.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "graph.redo", NULL);
  hf_graph_page_find_install (widget_class);
  hf_graph_page_layout_install (widget_class);
}

static void
listen (HfGraphPage *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const struct
  {
    gpointer source;
    const char *signal;
    GCallback callback;
  } wires[] = {
    { self->picture, "changed", G_CALLBACK (on_picture) },
    { self->picture, "failed", G_CALLBACK (on_failed) },
    { self->picture, "notify::busy", G_CALLBACK (on_busy) },
    { self->picture, "notify::stage", G_CALLBACK (on_stage) },
    { self->picture, "notify::can-redo", G_CALLBACK (on_history) },
    { self->canvas, "selected", G_CALLBACK (hf_graph_page_pick) },
    { self->canvas, "request", G_CALLBACK (hf_graph_page_request) },
    { self->canvas, "notify::only-path", G_CALLBACK (on_wish) },
    { self->canvas, "notify::fold-cycles", G_CALLBACK (on_wish) },
    { self->canvas, "notify::everything", G_CALLBACK (on_wish) },
    { self->canvas, "notify::metrics", G_CALLBACK (on_metrics) },
    { self->canvas, "notify::crowded", G_CALLBACK (on_crowded) },
    { hf_canvas_get_viewport (self->canvas), "notify::scale", G_CALLBACK (on_scale) },
    { hf_canvas_get_viewport (self->canvas), "changed", G_CALLBACK (on_camera) },
    { self->outline, "selected", G_CALLBACK (hf_graph_page_pick) },
    { self->outline, "activated", G_CALLBACK (on_outline_activated) },
    { self->outline_button, "toggled", G_CALLBACK (on_outline_toggled) },
    { self->fit_button, "clicked", G_CALLBACK (fit) },
    { self->zoom_in_button, "clicked", G_CALLBACK (zoom_in) },
    { self->zoom_out_button, "clicked", G_CALLBACK (zoom_out) },
    { self->zoom_button, "clicked", G_CALLBACK (zoom_normal) },
    { self->cut_card, "suggest", G_CALLBACK (suggest_cuts) },
    { self->cut_card, "mend", G_CALLBACK (mend_cuts) },
    { self->cut_card, "chosen", G_CALLBACK (on_cut_chosen) },
    { self->cancel_button, "clicked", G_CALLBACK (cancel) },
    { self->problem_close, "clicked", G_CALLBACK (close_problem) },
    { manager, "notify::dark", G_CALLBACK (on_style) },
    { manager, "notify::high-contrast", G_CALLBACK (on_style) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    g_signal_connect_object (wires[i].source, wires[i].signal, wires[i].callback, self, G_CONNECT_SWAPPED);
  g_object_bind_property (self->fold_button, "active", self->canvas, "fold-cycles", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->path_button, "active", self->canvas, "only-path", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

static void
hf_graph_page_init (HfGraphPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->picked = HF_NONE;
  self->picture = hf_picture_new ();
  hf_picture_set_metrics (self->picture, hf_canvas_get_metrics (self->canvas));
  listen (self);
  hf_graph_page_find_init (self);
  hf_graph_page_layout_init (self);
  hf_graph_page_mend_init (self);
  on_style (self);
  on_scale (self);
  on_history (self);
}

GtkWidget *
hf_graph_page_new (HfSession *session)
{
  return g_object_new (HF_TYPE_GRAPH_PAGE, "session", session, NULL);
}
