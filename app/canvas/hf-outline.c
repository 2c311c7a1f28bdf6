/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-outline.h"

#include <glib/gi18n.h>

#include "canvas/hf-outline-tree.h"
#include "hf-tip.h"

/* ---- rows --------------------------------------------------------------------------------------------------------- */

#define HF_TYPE_OUTLINE_ROW (hf_outline_row_get_type ())
G_DECLARE_FINAL_TYPE (HfOutlineRow, hf_outline_row, HF, OUTLINE_ROW, GObject)

struct _HfOutlineRow
{
  GObject parent_instance;

  guint32 node;
  guint32 edge; /* that leads here, or HF_NONE at the top */
};

G_DEFINE_FINAL_TYPE (HfOutlineRow, hf_outline_row, G_TYPE_OBJECT)

static void
hf_outline_row_class_init (HfOutlineRowClass *klass)
{
}

static void
hf_outline_row_init (HfOutlineRow *self)
{
}

static void
append_row (GListStore *rows, guint32 node, guint32 edge)
{
  g_autoptr (HfOutlineRow) row = g_object_new (HF_TYPE_OUTLINE_ROW, NULL);

  row->node = node;
  row->edge = edge;
  g_list_store_append (rows, row);
}

/* ---- the widget --------------------------------------------------------------------------------------------------- */

struct _HfOutline
{
  GtkWidget parent_instance;

  GtkWidget *view;
  GtkTreeListModel *rows;
  GtkSingleSelection *selection;
  HfDrawing *drawing;
  HfOutlineTree *tree;
  guint32 selected; /* object */
  gboolean quiet;
};

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (HfOutline, hf_outline, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static HfOutlineRow *
row_at (HfOutline *self, guint position)
{
  g_autoptr (GtkTreeListRow) tree_row = gtk_tree_list_model_get_row (self->rows, position);
  HfOutlineRow *row = tree_row != NULL ? gtk_tree_list_row_get_item (tree_row) : NULL;

  /* The model keeps it. */
  if (row != NULL)
    g_object_unref (row);

  return row;
}

static gboolean
is_place (HfOutline *self, const HfOutlineRow *row)
{
  return row->edge == HF_NONE || self->tree->is_place[row->edge];
}

static GListModel *
make_children (gpointer item, gpointer data)
{
  HfOutline *self = data;
  HfOutlineRow *row = item;
  guint32 begin, end;
  GListStore *rows;

  if (self->tree == NULL || !is_place (self, row))
    return NULL;

  begin = self->tree->edge_begin[row->node];
  end = self->tree->edge_begin[row->node + 1];
  if (begin == end)
    return NULL;

  rows = g_list_store_new (HF_TYPE_OUTLINE_ROW);
  for (guint32 e = begin; e < end; e++)
    append_row (rows, self->drawing->edges[e].to, e);

  return G_LIST_MODEL (rows);
}

static void
on_selected (HfOutline *self)
{
  HfOutlineRow *row = row_at (self, gtk_single_selection_get_selected (self->selection));

  if (self->quiet || row == NULL
      || (self->drawing->nodes[row->node].form != HF_NODE_OBJECT && self->drawing->nodes[row->node].form != HF_NODE_CYCLE))
    return;

  self->selected = self->drawing->nodes[row->node].object;
  g_signal_emit (self, signals[SELECTED], 0, (guint) self->selected);
}

static void
on_activate (HfOutline *self, guint position)
{
  HfOutlineRow *row = row_at (self, position);

  if (row != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, (guint) row->node);
}

static GtkWidget *
add_label (GtkWidget *box, const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static void
set_up_row (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  add_label (box, "monospace");
  add_label (box, "node-title");
  gtk_widget_set_hexpand (add_label (box, "monospace"), TRUE);
  add_label (box, "dim-label");
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
set_text (GtkWidget **label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (*label), text);
  gtk_widget_set_visible (*label, *text != '\0');
  *label = gtk_widget_get_next_sibling (*label);
}

/* What is heard: the reference, the object, and whether it is listed elsewhere. */
static char *
say (HfOutline *self, const HfOutlineRow *row)
{
  const HfNode *node = &self->drawing->nodes[row->node];
  g_autoptr (GString) text = g_string_new (row->edge != HF_NONE ? self->drawing->edges[row->edge].label : "");

  if (text->len > 0)
    g_string_append (text, ": ");
  g_string_append (text, hf_node_title (node, TRUE));
  if (*node->value != '\0')
    g_string_append_printf (text, " %s", node->value);
  if (*node->size != '\0')
    g_string_append_printf (text, ", %s", node->size);
  if (!is_place (self, row))
    g_string_append_printf (text, ", %s", _("listed elsewhere"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *item, HfOutline *self)
{
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  g_autoptr (HfOutlineRow) row = gtk_tree_list_row_get_item (tree_row);
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_first_child (gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander)));
  const HfNode *node = &self->drawing->nodes[row->node];
  g_autofree char *words = say (self, row);
  g_autofree char *title = g_strconcat (is_place (self, row) ? "" : "↪ ", hf_node_title (node, TRUE), NULL);

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), tree_row);
  set_text (&label, row->edge != HF_NONE ? self->drawing->edges[row->edge].label : "");
  set_text (&label, title);
  set_text (&label, node->value);
  set_text (&label, node->size);
  hf_tip_set (expander, hf_node_description (node, TRUE));
  /* The expander can have the focus itself. */
  for (GtkWidget *widget = expander; widget != NULL; widget = widget == expander ? gtk_widget_get_parent (expander) : NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hf_node_description (node, TRUE),
                                    -1);
}

static void
select_again (HfOutline *self)
{
  guint32 node = self->drawing != NULL && self->selected != HF_NONE ? hf_drawing_find_node (self->drawing, self->selected) : HF_NONE;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows)), position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n && node != HF_NONE && position == GTK_INVALID_LIST_POSITION; i++)
    {
      HfOutlineRow *row = row_at (self, i);

      if (row->node == node && is_place (self, row))
        position = i;
    }

  self->quiet = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->quiet = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
}

void
hf_outline_select_object (HfOutline *self, guint32 object)
{
  HfOutlineRow *row;

  g_return_if_fail (HF_IS_OUTLINE (self));

  self->selected = object;
  /* A row that stands for the object already stays, even if it is not its place: the person chose it. */
  row = row_at (self, gtk_single_selection_get_selected (self->selection));
  if (row != NULL && object != HF_NONE && row->node == hf_drawing_find_node (self->drawing, object))
    return;

  select_again (self);
}

guint
hf_outline_get_n_rows (HfOutline *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

void
hf_outline_set_drawing (HfOutline *self, HfDrawing *drawing)
{
  GListStore *tops;
  HfDrawing *old = self->drawing;

  g_return_if_fail (HF_IS_OUTLINE (self));

  if (drawing == old)
    return;

  self->quiet = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->tree, hf_outline_tree_free);
  self->drawing = drawing != NULL ? hf_drawing_ref (drawing) : NULL;
  g_clear_pointer (&old, hf_drawing_unref);

  tops = g_list_store_new (HF_TYPE_OUTLINE_ROW);
  if (drawing != NULL)
    {
      self->tree = hf_outline_tree_new (drawing);
      for (guint i = 0; i < self->tree->tops->len; i++)
        append_row (tops, g_array_index (self->tree->tops, guint32, i), HF_NONE);
    }
  self->rows = gtk_tree_list_model_new (G_LIST_MODEL (tops), FALSE, TRUE, make_children, self, NULL);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->rows));
  self->quiet = FALSE;
  select_again (self);
}

static void
hf_outline_dispose (GObject *object)
{
  HfOutline *self = HF_OUTLINE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->quiet = TRUE;
  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->tree, hf_outline_tree_free);
  g_clear_pointer (&self->drawing, hf_drawing_unref);

  G_OBJECT_CLASS (hf_outline_parent_class)->dispose (object);
}

static void
hf_outline_class_init (HfOutlineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_outline_dispose;
  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
hf_outline_init (HfOutline *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->selected = HF_NONE;
  self->rows = gtk_tree_list_model_new (G_LIST_MODEL (g_list_store_new (HF_TYPE_OUTLINE_ROW)), FALSE, TRUE, make_children, self, NULL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_row), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);

  gtk_widget_set_focusable (scrolled, FALSE);
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_widget_add_css_class (self->view, "outline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Outline of the graph"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
}

GtkWidget *
hf_outline_new (void)
{
  return g_object_new (HF_TYPE_OUTLINE, NULL);
}
