/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "canvas/hf-hidden-list.h"

#include <glib/gi18n.h>

#include "drawing/hf-values.h"

/* ---- the rows: handles made on demand --------------------------------------------------------------------------- */

#define HF_TYPE_HIDDEN_ROW (hf_hidden_row_get_type ())
G_DECLARE_FINAL_TYPE (HfHiddenRow, hf_hidden_row, HF, HIDDEN_ROW, GObject)

struct _HfHiddenRow
{
  GObject parent_instance;
  guint32 object;
};

G_DEFINE_FINAL_TYPE (HfHiddenRow, hf_hidden_row, G_TYPE_OBJECT)

static void
hf_hidden_row_class_init (HfHiddenRowClass *klass)
{
}

static void
hf_hidden_row_init (HfHiddenRow *self)
{
}

#define HF_TYPE_HIDDEN_MODEL (hf_hidden_model_get_type ())
G_DECLARE_FINAL_TYPE (HfHiddenModel, hf_hidden_model, HF, HIDDEN_MODEL, GObject)

struct _HfHiddenModel
{
  GObject parent_instance;
  GArray *objects; /* of guint32: those that pass the filter */
};

static GType
hf_hidden_model_get_item_type (GListModel *model)
{
  return HF_TYPE_HIDDEN_ROW;
}

static guint
hf_hidden_model_get_n_items (GListModel *model)
{
  return HF_HIDDEN_MODEL (model)->objects->len;
}

static gpointer
hf_hidden_model_get_item (GListModel *model, guint position)
{
  HfHiddenModel *self = HF_HIDDEN_MODEL (model);
  HfHiddenRow *row;

  if (position >= self->objects->len)
    return NULL;

  row = g_object_new (HF_TYPE_HIDDEN_ROW, NULL);
  row->object = g_array_index (self->objects, guint32, position);

  return row;
}

static void
hf_hidden_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = hf_hidden_model_get_item_type;
  iface->get_n_items = hf_hidden_model_get_n_items;
  iface->get_item = hf_hidden_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HfHiddenModel, hf_hidden_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, hf_hidden_model_list_init))

static void
hf_hidden_model_finalize (GObject *object)
{
  g_array_unref (HF_HIDDEN_MODEL (object)->objects);

  G_OBJECT_CLASS (hf_hidden_model_parent_class)->finalize (object);
}

static void
hf_hidden_model_class_init (HfHiddenModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_hidden_model_finalize;
}

static void
hf_hidden_model_init (HfHiddenModel *self)
{
  self->objects = g_array_new (FALSE, FALSE, sizeof (guint32));
}

/* (transfer full of @objects) */
static void
set_objects (HfHiddenModel *self, GArray *objects)
{
  guint before = self->objects->len;

  g_array_unref (self->objects);
  self->objects = objects;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, objects->len);
}

/* ---- the widget --------------------------------------------------------------------------------------------------- */

struct _HfHiddenList
{
  GtkWidget parent_instance;

  GtkWidget *entry;
  GtkWidget *view;
  HfHiddenModel *model;
  HfDrawing *drawing;
  GArray *objects; /* of guint32: all of them */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (HfHiddenList, hf_hidden_list, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

guint
hf_hidden_list_get_n (HfHiddenList *self)
{
  return self->model->objects->len;
}

/* Each type's name is looked at once, however many objects have it. */
static gboolean
type_matches (HfHeap *heap, guint32 type, const char *wanted, gint8 *known)
{
  if (known[type] == 0)
    {
      g_autofree char *name = g_utf8_casefold (hf_heap_type_name (heap, type), -1);

      known[type] = strstr (name, wanted) != NULL ? 1 : -1;
    }

  return known[type] > 0;
}

static gboolean
value_matches (HfHeap *heap, guint32 object, const char *wanted)
{
  const char *value = hf_values_of (heap, object);
  g_autofree char *folded = *value != '\0' ? g_utf8_casefold (value, -1) : NULL;

  return folded != NULL && strstr (folded, wanted) != NULL;
}

void
hf_hidden_list_set_filter (HfHiddenList *self, const char *filter)
{
  HfHeap *heap;
  g_autofree char *wanted = g_utf8_casefold (filter != NULL ? filter : "", -1);
  g_autofree gint8 *known = NULL;
  GArray *passing;

  g_return_if_fail (HF_IS_HIDDEN_LIST (self));

  if (self->drawing == NULL)
    return;

  heap = self->drawing->analysis->heap;
  known = g_new0 (gint8, hf_heap_n_types (heap) + 1);
  passing = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < self->objects->len; i++)
    {
      guint32 object = g_array_index (self->objects, guint32, i);

      if (*wanted == '\0' || type_matches (heap, hf_heap_type (heap, object), wanted, known) || value_matches (heap, object, wanted))
        g_array_append_val (passing, object);
    }
  set_objects (self->model, passing);
}

void
hf_hidden_list_set_node (HfHiddenList *self, HfDrawing *drawing, guint32 node, HfSide side)
{
  HfDrawing *old = self->drawing;

  g_return_if_fail (HF_IS_HIDDEN_LIST (self));
  g_return_if_fail (node < drawing->n_nodes);

  self->drawing = hf_drawing_ref (drawing);
  g_clear_pointer (&old, hf_drawing_unref);
  g_clear_pointer (&self->objects, g_array_unref);
  self->objects = hf_drawing_hidden_neighbours (drawing, node, side);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  hf_hidden_list_set_filter (self, "");
}

static void
on_search (HfHiddenList *self)
{
  hf_hidden_list_set_filter (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
on_activate (HfHiddenList *self, guint position)
{
  if (position < self->model->objects->len)
    g_signal_emit (self, signals[CHOSEN], 0, (guint) g_array_index (self->model->objects, guint32, position));
}

/* Return in the entry takes the first one. */
static void
on_entry_activate (HfHiddenList *self)
{
  on_activate (self, 0);
}

static void
set_up_row (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  for (guint i = 0; i < 3; i++)
    {
      static const char *classes[] = { "node-title", "monospace", "dim-label" };
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_ellipsize (GTK_LABEL (label), i < 2 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, i == 1);
      gtk_widget_add_css_class (label, classes[i]);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_item_set_child (item, box);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *item, HfHiddenList *self)
{
  guint32 object = ((HfHiddenRow *) gtk_list_item_get_item (item))->object;
  HfAnalysis *analysis = self->drawing->analysis;
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_first_child (box);
  g_autofree char *type = hf_drawing_show_text (hf_heap_type_name_of (analysis->heap, object), 60);
  g_autofree char *value = hf_drawing_show_text (hf_values_of (analysis->heap, object), HF_DRAWING_VALUE_CHARS);
  g_autofree char *size = hf_drawing_format_size (hf_dominators_retained (analysis->dominators, object));
  g_autofree char *words = g_strdup_printf ("%s %s, %s", type, value, size);

  gtk_label_set_text (GTK_LABEL (label), type);
  label = gtk_widget_get_next_sibling (label);
  gtk_label_set_text (GTK_LABEL (label), value);
  label = gtk_widget_get_next_sibling (label);
  gtk_label_set_text (GTK_LABEL (label), size);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
hf_hidden_list_dispose (GObject *object)
{
  HfHiddenList *self = HF_HIDDEN_LIST (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->model);
  g_clear_pointer (&self->objects, g_array_unref);
  g_clear_pointer (&self->drawing, hf_drawing_unref);

  G_OBJECT_CLASS (hf_hidden_list_parent_class)->dispose (object);
}

static void
hf_hidden_list_class_init (HfHiddenListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hf_hidden_list_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_view (HfHiddenList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection;

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_row), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Objects not drawn"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);

  return self->view;
}

static void
hf_hidden_list_init (HfHiddenList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->model = g_object_new (HF_TYPE_HIDDEN_MODEL, NULL);
  self->objects = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _("Filter by type or value"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Filter by type or value"), -1);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (on_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_entry_activate), self, G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), make_view (self));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_focusable (scrolled, FALSE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_size_request (box, 360, 300);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

GtkWidget *
hf_hidden_list_new (void)
{
  return g_object_new (HF_TYPE_HIDDEN_LIST, NULL);
}
