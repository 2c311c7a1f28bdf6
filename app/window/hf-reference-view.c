/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-reference-view.h"

#include <glib/gi18n.h>

#include "canvas/hf-tip.h"
#include "hf-dot.h"
#include "hf-gradual-list.h"
#include "hf-list.h"
#include "session/hf-format.h"
#include "session/hf-job.h"

#define LIST_HEIGHT 260

struct _HfReferenceView
{
  GtkWidget parent_instance;

  GtkWidget *expander;
  GtkWidget *name;
  GtkWidget *count;
  GtkWidget *scrolled;
  GtkWidget *list;
  HfGradualList *rows;
  GtkNoSelection *selection;

  HfReferenceSide side;
  HfHeap *heap;
  guint32 object;
};

enum
{
  SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfReferenceView, hf_reference_view, GTK_TYPE_WIDGET)

static void
show_list (HfReferenceView *self)
{
  g_autoptr (GListModel) list = NULL;

  if (self->heap != NULL && gtk_expander_get_expanded (GTK_EXPANDER (self->expander)))
    list = hf_reference_list_new (self->heap, self->object, self->side);
  hf_gradual_list_set_model (self->rows, list);
}

void
hf_reference_view_set_side (HfReferenceView *self, HfReferenceSide side)
{
  const char *words = side == HF_REFERRERS ? _("Referrers") : _("Referents");

  g_return_if_fail (HF_IS_REFERENCE_VIEW (self));

  self->side = side;
  gtk_label_set_text (GTK_LABEL (self->name), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

void
hf_reference_view_set_object (HfReferenceView *self, HfHeap *heap, guint32 object)
{
  const HfGraph *graph = hf_heap_graph (heap);
  const guint32 *begin = self->side == HF_REFERRERS ? graph->in_begin : graph->out_begin;
  g_autofree char *count = hf_format_count (begin[object + 1] - begin[object]);

  g_return_if_fail (HF_IS_REFERENCE_VIEW (self));

  if (self->heap != heap)
    {
      hf_free_in_worker (g_steal_pointer (&self->heap), (GDestroyNotify) hf_heap_unref);
      self->heap = hf_heap_ref (heap);
    }
  self->object = object;
  gtk_label_set_text (GTK_LABEL (self->count), count);
  show_list (self);
}

static void
activated_cb (HfReferenceView *self, guint position)
{
  g_autoptr (HfReferenceRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (row != NULL && hf_reference_row_get_object (row) != HF_ROOT)
    g_signal_emit (self, signals[SELECTED], 0, hf_reference_row_get_object (row));
}

/* ---- cells: how the reference is called, a dot, the type, the value ---- */

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *value = new_label ("code-dim");

  gtk_box_append (GTK_BOX (box), new_label ("code"));
  gtk_box_append (GTK_BOX (box), hf_dot_new (HF_KIND_OTHER));
  gtk_box_append (GTK_BOX (box), new_label ("step-type"));
  gtk_widget_set_hexpand (value, TRUE);
  gtk_box_append (GTK_BOX (box), value);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  HfReferenceRow *row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_first_child (box);
  GtkWidget *dot = gtk_widget_get_next_sibling (label);
  GtkWidget *title = gtk_widget_get_next_sibling (dot);
  GtkWidget *value = gtk_widget_get_next_sibling (title);
  g_autofree char *label_words = hf_reference_row_dup_label (row);
  g_autofree char *title_words = hf_reference_row_dup_title (row);
  g_autofree char *value_words = hf_reference_row_dup_value (row);
  g_autofree char *tip = g_strjoin ("\n", title_words, label_words, *value_words != '\0' ? value_words : NULL, NULL);
  gboolean weak = hf_reference_row_get_class (row) >= HF_CLASS_WEAK;

  gtk_label_set_text (GTK_LABEL (label), label_words);
  gtk_widget_set_visible (label, *label_words != '\0');
  hf_dot_set_kind (HF_DOT (dot), hf_reference_row_get_kind (row));
  gtk_label_set_text (GTK_LABEL (title), title_words);
  gtk_label_set_text (GTK_LABEL (value), weak ? _("weak") : value_words);
  hf_tip_set (box, tip);
  hf_list_name_row (item, tip);
  gtk_list_item_set_activatable (item, hf_reference_row_get_object (row) != HF_ROOT);
}

static void
hf_reference_view_dispose (GObject *object)
{
  HfReferenceView *self = HF_REFERENCE_VIEW (object);

  g_clear_pointer (&self->expander, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  hf_free_in_worker (g_steal_pointer (&self->heap), (GDestroyNotify) hf_heap_unref);

  G_OBJECT_CLASS (hf_reference_view_parent_class)->dispose (object);
}

static void
hf_reference_view_class_init (HfReferenceViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hf_reference_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "references");

  signals[SELECTED] = g_signal_new ("selected", HF_TYPE_REFERENCE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkWidget *
new_head (HfReferenceView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "step-type");
  gtk_box_append (GTK_BOX (head), self->name);
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_widget_add_css_class (self->count, "numeric");
  gtk_box_append (GTK_BOX (head), self->count);

  return head;
}

static void
hf_reference_view_init (HfReferenceView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->expander = gtk_expander_new (NULL);
  gtk_expander_set_label_widget (GTK_EXPANDER (self->expander), new_head (self));
  gtk_widget_set_parent (self->expander, GTK_WIDGET (self));
  g_signal_connect_object (self->expander, "notify::expanded", G_CALLBACK (show_list), self, G_CONNECT_SWAPPED);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->rows = hf_gradual_list_new (GTK_WIDGET (self));
  self->selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_focusable (self->scrolled, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  gtk_expander_set_child (GTK_EXPANDER (self->expander), self->scrolled);
}
