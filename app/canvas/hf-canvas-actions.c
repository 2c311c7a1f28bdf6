/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-canvas-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* What the context menu offers, in its order; an empty name begins a new section. */
static const struct
{
  const char *action;
  const char *label;
  HfCanvasRequest request;
} menu_items[] = {
  { "canvas.expand-referrers", N_("Expand _Referrers"), HF_CANVAS_EXPAND_REFERRERS },
  { "canvas.expand-referents", N_("Expand Re_ferents"), HF_CANVAS_EXPAND_REFERENTS },
  { "canvas.collapse", N_("_Collapse"), HF_CANVAS_COLLAPSE },
  { "", NULL, 0 },
  { "canvas.hide-type", N_("Hide This _Type"), HF_CANVAS_HIDE_TYPE },
  { "canvas.hide-object", N_("_Hide This Object"), HF_CANVAS_HIDE_OBJECT },
  { "canvas.show-hidden", N_("_Show Hidden Objects"), HF_CANVAS_SHOW_HIDDEN },
  { "canvas.only-path", N_("Show _Only the Path"), 0 },
  { "canvas.everything", N_("Show E_verything"), 0 },
  { "", NULL, 0 },
  { "canvas.fold-cycles", N_("Fold C_ycles"), 0 },
  { "canvas.turn-cycle", N_("Fold or Open This Cyc_le"), HF_CANVAS_TURN_CYCLE },
  { "", NULL, 0 },
  { "canvas.all-ways", N_("Show All _Ways to a Root"), HF_CANVAS_ALL_WAYS },
  { "canvas.mark", N_("_Mark for a Path"), 0 },
  { "canvas.path-between", N_("Show the Path to the Mar_ked Object"), HF_CANVAS_PATH_BETWEEN },
  { "", NULL, 0 },
  { "canvas.cut-edge", N_("_Cut or Mend This Reference"), HF_CANVAS_CUT_EDGE },
  { "canvas.cut", N_("Cut or Mend What Keeps This Object"), HF_CANVAS_CUT },
  { "canvas.suggest-cuts", N_("Su_ggest Cuts…"), HF_CANVAS_SUGGEST_CUTS },
  { "canvas.mend-all", N_("M_end All Cuts"), HF_CANVAS_MEND_ALL },
  { "canvas.preview-mend", N_("Preview the Men_d of This Cycle"), HF_CANVAS_PREVIEW_MEND },
  { "", NULL, 0 },
  { "canvas.open-tab", N_("Open in a _New Tab"), HF_CANVAS_OPEN_TAB },
  { "", NULL, 0 },
  { "canvas.copy-address", N_("Copy _Address"), HF_CANVAS_COPY_ADDRESS },
  { "canvas.copy-expression", N_("Copy as _Expression"), HF_CANVAS_COPY_EXPRESSION },
};

static void
request_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfCanvas *self = HF_CANVAS (widget);

  for (guint i = 0; i < G_N_ELEMENTS (menu_items); i++)
    if (g_str_equal (menu_items[i].action, name))
      hf_canvas_request (self, menu_items[i].request, menu_items[i].request == HF_CANVAS_CUT_EDGE ? self->menu_edge : self->selected_node);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfCanvas *self = HF_CANVAS (widget);

  if (g_str_equal (name, "canvas.zoom-in"))
    hf_canvas_zoom (self, HF_CANVAS_ZOOM_STEP);
  else if (g_str_equal (name, "canvas.zoom-out"))
    hf_canvas_zoom (self, 1 / HF_CANVAS_ZOOM_STEP);
  else if (g_str_equal (name, "canvas.zoom-normal"))
    hf_canvas_set_scale (self, 1);
  else
    hf_canvas_fit (self);
}

static void
go_to (HfCanvas *self, guint32 node)
{
  if (node == HF_NONE)
    return;

  hf_canvas_select_by_hand (self, node);
  hf_canvas_reveal_node (self, node);
}

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfCanvas *self = HF_CANVAS (widget);

  if (self->drawing == NULL || self->drawing->n_nodes == 0)
    return;

  if (g_str_equal (name, "canvas.root"))
    go_to (self, hf_walk_root (self->drawing, self->geometry));
  else if (g_str_equal (name, "canvas.anchor"))
    go_to (self, 0);
  else if (g_str_equal (name, "canvas.activate"))
    hf_canvas_activate_node (self, self->selected_node);
  else
    hf_canvas_popup_menu (self, NULL);
}

/* Marks the selected node; the same again takes the mark away. */
static void
mark_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfCanvas *self = HF_CANVAS (widget);

  hf_canvas_mark_node (self, self->selected_node == self->marked_node ? HF_NONE : self->selected_node);
}

/* An arrow key: along the edges where a node is selected, else the view moves. */
static void
walk_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const double steps[][2] = { { 0, -64 }, { 0, 64 }, { -64, 0 }, { 64, 0 } };
  HfCanvas *self = HF_CANVAS (widget);
  guint direction = g_variant_get_uint32 (parameter);

  g_return_if_fail (direction < G_N_ELEMENTS (steps));

  if (self->selected_node == HF_NONE)
    hf_viewport_pan (self->viewport, steps[direction][0], steps[direction][1]);
  else
    go_to (self, hf_walk (self->drawing, self->geometry, self->selected_node, (HfWalk) direction));
}

/* Weak references hold nothing, and lines to stacks and roots are no references. */
static gboolean
can_cut (HfCanvas *self, guint32 edge)
{
  return (self->drawing->edges[edge].flags & (HF_EDGE_WEAK | HF_EDGE_SUMMARY)) == 0;
}

void
hf_canvas_update_actions (HfCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const HfNode *node = self->selected_node != HF_NONE ? &self->drawing->nodes[self->selected_node] : NULL;
  gboolean object = node != NULL && node->form == HF_NODE_OBJECT;
  gboolean drawn = self->drawing != NULL;
  gboolean two = object && self->marked_node != HF_NONE && self->marked_node != self->selected_node
                 && self->drawing->nodes[self->marked_node].form == HF_NODE_OBJECT;
  gboolean anchor = node != NULL && (node->flags & HF_NODE_IS_ANCHOR) != 0;

  gtk_widget_action_set_enabled (widget, "canvas.expand-referrers", object && node->more_referrers > 0);
  gtk_widget_action_set_enabled (widget, "canvas.expand-referents", object && node->more_referents > 0);
  gtk_widget_action_set_enabled (widget, "canvas.collapse", object);
  gtk_widget_action_set_enabled (widget, "canvas.hide-type", object && !anchor);
  gtk_widget_action_set_enabled (widget, "canvas.hide-object", object && !anchor);
  gtk_widget_action_set_enabled (widget, "canvas.show-hidden", drawn && self->has_hidden);
  gtk_widget_action_set_enabled (widget, "canvas.only-path", drawn);
  gtk_widget_action_set_enabled (widget, "canvas.all-ways", object);
  gtk_widget_action_set_enabled (widget, "canvas.mark", object);
  gtk_widget_action_set_enabled (widget, "canvas.path-between", two);
  gtk_widget_action_set_enabled (widget, "canvas.cut-edge", drawn && self->menu_edge != HF_NONE && can_cut (self, self->menu_edge));
  gtk_widget_action_set_enabled (widget, "canvas.everything", drawn);
  gtk_widget_action_set_enabled (widget, "canvas.fold-cycles", drawn);
  gtk_widget_action_set_enabled (widget, "canvas.turn-cycle", hf_canvas_can_turn (self, self->selected_node));
  gtk_widget_action_set_enabled (widget, "canvas.cut", object || (node != NULL && node->form == HF_NODE_CYCLE));
  gtk_widget_action_set_enabled (widget, "canvas.suggest-cuts", object && (node->flags & HF_NODE_UNREACHABLE) == 0);
  gtk_widget_action_set_enabled (widget, "canvas.mend-all", drawn && self->drawing->cut != NULL);
  gtk_widget_action_set_enabled (widget, "canvas.preview-mend", drawn && (self->drawing->mend != NULL || (node != NULL && node->component != HF_NONE)));
  gtk_widget_action_set_enabled (widget, "canvas.open-tab", object);
  gtk_widget_action_set_enabled (widget, "canvas.copy-address", object);
  gtk_widget_action_set_enabled (widget, "canvas.copy-expression", object);
  gtk_widget_action_set_enabled (widget, "canvas.fit", drawn);
}

/* What is about edges is not offered elsewhere. */
static void
append (GMenu *section, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  if (g_str_equal (action, "canvas.cut-edge") || g_str_equal (action, "canvas.mend-all"))
    g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (section, item);
}

static GMenuModel *
build_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (menu_items); i++)
    if (*menu_items[i].action == '\0')
      {
        g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
        g_object_unref (section);
        section = g_menu_new ();
      }
    else
      append (section, _(menu_items[i].label), menu_items[i].action);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));

  return G_MENU_MODEL (menu);
}

static void
make_menu (HfCanvas *self)
{
  g_autoptr (GMenuModel) model = build_menu ();

  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

gboolean
hf_canvas_get_popup_place (HfCanvas *self, guint32 node, GdkRectangle *place)
{
  GdkRectangle view = { 0, 0, (int) hf_viewport_get_width (self->viewport), (int) hf_viewport_get_height (self->viewport) };
  graphene_rect_t rect;

  g_return_val_if_fail (HF_IS_CANVAS (self), FALSE);

  hf_canvas_reveal_node (self, node);
  if (!hf_canvas_get_node_rect (self, node, &rect))
    return FALSE;

  *place = (GdkRectangle) { (int) rect.origin.x, (int) rect.origin.y, MAX ((int) rect.size.width, 1), MAX ((int) rect.size.height, 1) };
  /* GDK takes a popover that points to nowhere on a monitor badly. */
  if (!gdk_rectangle_intersect (place, &view, place))
    *place = (GdkRectangle) { view.width / 2, view.height / 2, 1, 1 };

  return TRUE;
}

void
hf_canvas_popup_menu (HfCanvas *self, const graphene_point_t *at)
{
  GdkRectangle place = { (int) hf_viewport_get_width (self->viewport) / 2, (int) hf_viewport_get_height (self->viewport) / 2, 1, 1 };

  if (at != NULL)
    place = (GdkRectangle) { (int) at->x, (int) at->y, 1, 1 };
  else
    hf_canvas_get_popup_place (self, self->selected_node, &place);

  if (at == NULL)
    self->menu_edge = HF_NONE;
  hf_canvas_update_actions (self);
  if (self->menu == NULL)
    make_menu (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
bind (GtkWidgetClass *klass, const char *action, guint key, guint keypad)
{
  gtk_widget_class_add_binding_action (klass, key, 0, action, NULL);
  gtk_widget_class_add_binding_action (klass, key, GDK_CONTROL_MASK, action, NULL);
  if (keypad != 0)
    {
      gtk_widget_class_add_binding_action (klass, keypad, 0, action, NULL);
      gtk_widget_class_add_binding_action (klass, keypad, GDK_CONTROL_MASK, action, NULL);
    }
}

static void
bind_keys (GtkWidgetClass *klass)
{
  static const guint arrows[][2] = {
    { GDK_KEY_Up, GDK_KEY_KP_Up }, { GDK_KEY_Down, GDK_KEY_KP_Down },
    { GDK_KEY_Left, GDK_KEY_KP_Left }, { GDK_KEY_Right, GDK_KEY_KP_Right },
  };

  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_Return, GDK_SHIFT_MASK, "canvas.expand-referents" },
    { GDK_KEY_BackSpace, 0, "canvas.collapse" },
    { GDK_KEY_Delete, 0, "canvas.hide-object" },
    { GDK_KEY_Delete, GDK_SHIFT_MASK, "canvas.hide-type" },
    { GDK_KEY_h, 0, "canvas.show-hidden" },
    { GDK_KEY_o, 0, "canvas.only-path" },
    { GDK_KEY_e, 0, "canvas.everything" },
    { GDK_KEY_f, 0, "canvas.fold-cycles" },
    { GDK_KEY_f, GDK_SHIFT_MASK, "canvas.turn-cycle" },
    { GDK_KEY_w, 0, "canvas.all-ways" },
    { GDK_KEY_m, 0, "canvas.mark" },
    { GDK_KEY_p, 0, "canvas.path-between" },
    { GDK_KEY_x, 0, "canvas.cut" },
    { GDK_KEY_x, GDK_SHIFT_MASK, "canvas.mend-all" },
    { GDK_KEY_s, 0, "canvas.suggest-cuts" },
    { GDK_KEY_b, 0, "canvas.preview-mend" },
    { GDK_KEY_t, 0, "canvas.open-tab" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "canvas.copy-address" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
  bind (klass, "canvas.zoom-in", GDK_KEY_plus, GDK_KEY_KP_Add);
  bind (klass, "canvas.zoom-in", GDK_KEY_equal, 0);
  bind (klass, "canvas.zoom-out", GDK_KEY_minus, GDK_KEY_KP_Subtract);
  bind (klass, "canvas.fit", GDK_KEY_0, GDK_KEY_KP_0);
  bind (klass, "canvas.zoom-normal", GDK_KEY_1, GDK_KEY_KP_1);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Home, 0, "canvas.root", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_End, 0, "canvas.anchor", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Return, 0, "canvas.activate", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Enter, 0, "canvas.activate", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Menu, 0, "canvas.menu", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F10, GDK_SHIFT_MASK, "canvas.menu", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    for (guint k = 0; k < 2; k++)
      gtk_widget_class_add_binding_action (klass, arrows[i][k], 0, "canvas.walk", "u", i);
}

/* What is on or off; by the canvas's properties. */
static const char *const property_actions[] = { "canvas.only-path", "canvas.fold-cycles", "canvas.everything" };

static gboolean
is_property (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (property_actions); i++)
    if (g_str_equal (property_actions[i], action))
      return TRUE;

  return FALSE;
}

void
hf_canvas_install_actions (GtkWidgetClass *klass)
{
  static const char *zooms[] = { "canvas.zoom-in", "canvas.zoom-out", "canvas.zoom-normal", "canvas.fit" };
  static const char *goes[] = { "canvas.root", "canvas.anchor", "canvas.activate", "canvas.menu" };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_widget_class_install_action (klass, zooms[i], NULL, zoom_action);
  for (guint i = 0; i < G_N_ELEMENTS (goes); i++)
    gtk_widget_class_install_action (klass, goes[i], NULL, go_action);
  for (guint i = 0; i < G_N_ELEMENTS (menu_items); i++)
    if (*menu_items[i].action != '\0' && !is_property (menu_items[i].action) && !g_str_equal (menu_items[i].action, "canvas.mark"))
      gtk_widget_class_install_action (klass, menu_items[i].action, NULL, request_action);
  for (guint i = 0; i < G_N_ELEMENTS (property_actions); i++)
    gtk_widget_class_install_property_action (klass, property_actions[i], property_actions[i] + strlen ("canvas."));
  gtk_widget_class_install_action (klass, "canvas.mark", NULL, mark_action);
  gtk_widget_class_install_action (klass, "canvas.walk", "u", walk_action);
  bind_keys (klass);
}
