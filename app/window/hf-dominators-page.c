/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dominators-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "canvas/hf-tip.h"
#include "hf-bar.h"
#include "hf-dot.h"
#include "hf-gradual-list.h"
#include "hf-job-bar.h"
#include "hf-list.h"
#include "hf-query-entry.h"
#include "hf-template.h"
#include "hf-treemap-pane.h"
#include "session/hf-dominator-list.h"
#include "session/hf-dominator-table.h"
#include "session/hf-format.h"

#define SHARE_WIDTH 130

struct _HfDominatorsPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *filter;
  GtkWidget *by;
  GtkWidget *stack;
  GtkWidget *message;
  GtkWidget *view;
  GtkWidget *job_box;
  GtkWidget *sides; /* tree and map, beside each other where there is room */
  GtkWidget *show_map;
  GtkWidget *map;
  GtkColumnViewColumn *share;

  /* Owned */
  HfSession *session;
  HfAnalysis *shown; /* what the tree is of */
  HfDominatorsBy shown_by;
  char *shown_filter;
  const HfHeap *shown_earlier; /* never looked into: whether "new" means the same still */
  HfDominatorList *top;
  GListModel *tree;
  HfGradualList *rows;
  GtkSingleSelection *selection;
  GtkWidget *job_bar;
};

static void hf_dominators_page_page_init (HfPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfDominatorsPage, hf_dominators_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HF_TYPE_PAGE, hf_dominators_page_page_init))

/* ---- the tree ---- */

static GListModel *
below_cb (gpointer item, gpointer data)
{
  HfDominatorList *list = hf_dominator_list_new_below (HF_DOMINATOR_ROW (item));

  return list != NULL ? G_LIST_MODEL (list) : NULL;
}

static void
show_state (HfDominatorsPage *self)
{
  const char *words = NULL;

  if (self->top == NULL)
    words = _("The tree is there as soon as the dump is analysed.");
  else if (hf_dominator_list_get_job (self->top) == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->top)) == 0)
    words = _("Nothing matches the filter.");
  gtk_label_set_text (GTK_LABEL (self->message), words != NULL ? words : "");
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), words != NULL ? "message" : "tree");
}

/* The map follows the filter and the groups: it has the same top level. */
static void
show_on_map (HfDominatorsPage *self)
{
  gboolean active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->show_map));

  hf_treemap_pane_set_top (HF_TREEMAP_PANE (self->map), self->shown, active ? self->top : NULL,
                           self->shown_filter != NULL && *self->shown_filter != '\0');
}

static void
show_job (HfDominatorsPage *self)
{
  HfJob *job = self->top != NULL ? hf_dominator_list_get_job (self->top) : NULL;

  hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), job);
  show_state (self);
  show_on_map (self);
}

static void
drop_tree (HfDominatorsPage *self)
{
  hf_gradual_list_set_model (self->rows, NULL);
  hf_treemap_pane_set_top (HF_TREEMAP_PANE (self->map), NULL, NULL, FALSE);
  if (self->top != NULL)
    g_signal_handlers_disconnect_by_data (self->top, self);
  g_clear_object (&self->top);
  g_clear_object (&self->tree);
  g_clear_pointer (&self->shown_filter, g_free);
  hf_free_in_worker (g_steal_pointer (&self->shown), (GDestroyNotify) hf_analysis_unref);
}

static void
make_tree (HfDominatorsPage *self, HfAnalysis *analysis, HfDominatorsBy by, const char *filter)
{
  drop_tree (self);
  self->shown = hf_analysis_ref (analysis);
  self->shown_by = by;
  self->shown_filter = g_strdup (filter);
  self->shown_earlier = hf_session_get_earlier (self->session);
  self->top = hf_dominator_list_new_top (analysis, hf_session_get_earlier (self->session), by, filter);
  self->tree = G_LIST_MODEL (gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->top)), FALSE, FALSE, below_cb, NULL, NULL));
  hf_gradual_list_set_model (self->rows, self->tree);
  g_signal_connect_object (self->top, "notify::job", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
  show_job (self);
}

/* Only while the page is looked at: the top level of a large heap takes a worker a moment. */
static void
show_tree (HfDominatorsPage *self)
{
  HfSnapshot *snapshot = self->session != NULL ? hf_session_get_current (self->session) : NULL;
  HfAnalysis *analysis = snapshot != NULL ? hf_snapshot_get_analysis (snapshot) : NULL;
  const char *filter = hf_query_entry_get_applied (HF_QUERY_ENTRY (self->filter));
  HfHeap *earlier = self->session != NULL ? hf_session_get_earlier (self->session) : NULL;
  int by;

  if (self->session == NULL || !g_str_equal (hf_session_get_page (self->session), HF_PAGE_DOMINATORS))
    {
      if (analysis == NULL && self->shown != NULL)
        drop_tree (self);
      return;
    }
  g_object_get (self->session, "dominators-by", &by, NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->by), (guint) by);
  if (analysis == NULL)
    drop_tree (self);
  else if (analysis != self->shown || (HfDominatorsBy) by != self->shown_by || g_strcmp0 (filter, self->shown_filter) != 0 ||
           (filter != NULL && earlier != self->shown_earlier))
    make_tree (self, analysis, (HfDominatorsBy) by, filter);
  show_state (self);
}

/* The rows are the same, what they read is not. */
static void
show_tree_again (HfDominatorsPage *self)
{
  drop_tree (self);
  show_tree (self);
}

static void
watch_current (HfDominatorsPage *self)
{
  HfSnapshot *snapshot = hf_session_get_current (self->session);

  if (snapshot != NULL)
    {
      g_signal_handlers_disconnect_by_func (snapshot, show_tree, self);
      g_signal_connect_object (snapshot, "notify::analysed", G_CALLBACK (show_tree), self, G_CONNECT_SWAPPED);
    }
  show_tree (self);
}

static void
hf_dominators_page_set_session (HfPage *page, HfSession *session)
{
  HfDominatorsPage *self = HF_DOMINATORS_PAGE (page);

  g_set_object (&self->session, session);
  hf_query_entry_set_session (HF_QUERY_ENTRY (self->filter), session);
  hf_treemap_pane_set_session (HF_TREEMAP_PANE (self->map), session);
  g_signal_connect_object (session, "notify::current", G_CALLBACK (watch_current), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::show-values", G_CALLBACK (show_tree_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::page", G_CALLBACK (show_tree), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dominators-by", G_CALLBACK (show_tree), self, G_CONNECT_SWAPPED);
  watch_current (self);
}

/* ---- from the person ---- */

static HfDominatorRow *
row_at (HfDominatorsPage *self, guint position, GtkTreeListRow **tree_row)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  HfDominatorRow *item;

  if (row == NULL)
    return NULL;
  item = gtk_tree_list_row_get_item (row);
  if (tree_row != NULL)
    *tree_row = g_steal_pointer (&row);
  return item;
}

static void
selected_cb (HfDominatorsPage *self)
{
  g_autoptr (HfDominatorRow) row = row_at (self, gtk_single_selection_get_selected (self->selection), NULL);

  if (row != NULL && hf_dominator_row_get_form (row) == HF_DOMINATOR_OBJECT)
    hf_session_select_object (self->session, hf_session_get_current (self->session), hf_dominator_row_get_object (row));
}

static void
pressed_cb (HfDominatorsPage *self, int n_press, double x, double y)
{
  if (n_press == 1 && hf_list_is_selected_at (self->view, x, y))
    selected_cb (self);
}

static void
activated_cb (HfDominatorsPage *self, guint position)
{
  g_autoptr (GtkTreeListRow) tree_row = NULL;
  g_autoptr (HfDominatorRow) row = row_at (self, position, &tree_row);
  g_autoptr (HfSelection) selection = NULL;

  if (row == NULL)
    return;
  switch (hf_dominator_row_get_form (row))
    {
    case HF_DOMINATOR_OBJECT:
      selection = hf_selection_new_object (hf_session_get_current (self->session), hf_dominator_row_get_object (row));
      hf_session_show_in_graph (self->session, selection);
      break;
    case HF_DOMINATOR_MORE:
      hf_dominator_list_show_more (hf_dominator_row_get_list (row));
      break;
    case HF_DOMINATOR_GROUP:
    case HF_DOMINATOR_UNREACHABLE:
    default:
      gtk_tree_list_row_set_expanded (tree_row, !gtk_tree_list_row_get_expanded (tree_row));
    }
}

/* Beside the tree, or in its place where both have no room. */
static void
show_map_cb (HfDominatorsPage *self)
{
  gboolean active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->show_map));

  /* Neither the keyboard nor the place in the leaflet is left to a map that goes. */
  if (!active && (gtk_widget_get_state_flags (self->map) & GTK_STATE_FLAG_FOCUS_WITHIN))
    gtk_widget_grab_focus (self->show_map);
  if (!active)
    adw_leaflet_set_visible_child (ADW_LEAFLET (self->sides), self->stack);
  gtk_widget_set_visible (self->map, active);
  /* The map says it, and both beside each other have no room to spare. */
  gtk_column_view_column_set_visible (self->share, !active);
  gtk_column_view_column_set_fixed_width (self->share, active ? -1 : SHARE_WIDTH); /* else a hidden one keeps its room */
  show_on_map (self);
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->sides), active ? self->map : self->stack);
}

static void
by_changed_cb (HfDominatorsPage *self)
{
  guint by = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->by));

  if (self->session != NULL && by != GTK_INVALID_LIST_POSITION)
    g_object_set (self->session, "dominators-by", (int) by, NULL);
}

static void
hf_dominators_page_find (HfPage *page)
{
  gtk_widget_grab_focus (HF_DOMINATORS_PAGE (page)->filter);
}

/* The rows that are open, however deep; none while the top level is being sorted. */
static HfTable *
hf_dominators_page_dup_table (HfPage *page)
{
  HfDominatorsPage *self = HF_DOMINATORS_PAGE (page);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = self->tree != NULL ? g_list_model_get_n_items (self->tree) : 0;

  if (self->top == NULL || hf_dominator_list_get_job (self->top) != NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (self->tree, i);
      guint level = gtk_tree_list_row_get_depth (row) + 1;

      g_ptr_array_add (rows, gtk_tree_list_row_get_item (row));
      g_array_append_val (levels, level);
    }

  return hf_dominator_table_new (rows, levels);
}

static void
hf_dominators_page_page_init (HfPageInterface *iface)
{
  iface->set_session = hf_dominators_page_set_session;
  iface->find = hf_dominators_page_find;
  iface->dup_table = hf_dominators_page_dup_table;
}

/* ---- cells ---- */

static GtkWidget *
new_label (const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), xalign > 0 ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  if (xalign == 0)
    hf_list_tell_when_cut (label, label);
  return label;
}

static void
setup_object_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_append (GTK_BOX (box), hf_dot_new (HF_KIND_OTHER));
  gtk_box_append (GTK_BOX (box), new_label (NULL, 0));
  gtk_box_append (GTK_BOX (box), new_label ("code-dim", 0));
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
bind_object_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkTreeListRow *tree_row = gtk_list_item_get_item (item);
  g_autoptr (HfDominatorRow) row = gtk_tree_list_row_get_item (tree_row);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (item));
  GtkWidget *dot = gtk_widget_get_first_child (gtk_tree_expander_get_child (expander));
  GtkWidget *title = gtk_widget_get_next_sibling (dot);
  GtkWidget *value = gtk_widget_get_next_sibling (title);
  g_autofree char *title_words = hf_dominator_row_dup_title (row);
  g_autofree char *value_words = hf_dominator_row_dup_value (row);
  g_autofree char *spoken = NULL;
  HfDominatorForm form = hf_dominator_row_get_form (row);

  gtk_tree_expander_set_list_row (expander, tree_row);
  hf_dot_set_kind (HF_DOT (dot), hf_dominator_row_get_kind (row));
  gtk_widget_set_visible (dot, form == HF_DOMINATOR_OBJECT || form == HF_DOMINATOR_GROUP);
  gtk_label_set_text (GTK_LABEL (title), title_words);
  gtk_label_set_text (GTK_LABEL (value), value_words);
  spoken = g_strdup_printf ("%s %s", title_words, value_words);
  hf_list_name_row (item, spoken);
}

static void
setup_number_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, new_label ("numeric", 1));
}

static void
bind_size (GtkListItem *item, guint64 bytes)
{
  g_autofree char *size = hf_format_size (bytes);
  g_autofree char *exact = hf_format_exact_size (bytes);
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_text (GTK_LABEL (label), size);
  hf_tip_set (label, exact);
}

static HfDominatorRow *
row_of_item (GtkListItem *item)
{
  return gtk_tree_list_row_get_item (gtk_list_item_get_item (item));
}

static void
bind_retained_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_autoptr (HfDominatorRow) row = row_of_item (item);

  bind_size (item, hf_dominator_row_get_retained (row));
}

static void
bind_shallow_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_autoptr (HfDominatorRow) row = row_of_item (item);
  HfDominatorForm form = hf_dominator_row_get_form (row);

  if (form == HF_DOMINATOR_OBJECT || form == HF_DOMINATOR_GROUP)
    bind_size (item, hf_dominator_row_get_shallow (row));
  else
    gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), "");
}

static void
setup_share_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, hf_bar_new ());
}

static void
bind_share_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_autoptr (HfDominatorRow) row = row_of_item (item);
  guint permille = hf_dominator_row_get_permille (row);
  g_autofree char *words = hf_format_share (permille);
  GtkWidget *bar = gtk_list_item_get_child (item);

  hf_bar_set_permille (HF_BAR (bar), permille);
  hf_tip_set (bar, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
hf_dominators_page_dispose (GObject *object)
{
  HfDominatorsPage *self = HF_DOMINATORS_PAGE (object);

  if (self->selection != NULL)
    drop_tree (self);
  if (self->job_bar != NULL)
    hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), NULL);
  self->job_bar = NULL;
  g_clear_object (&self->session);
  hf_template_dispose (self, HF_TYPE_DOMINATORS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (hf_dominators_page_parent_class)->dispose (object);
}

static void
hf_dominators_page_class_init (HfDominatorsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_dominators_page_dispose;
  g_type_ensure (HF_TYPE_QUERY_ENTRY);
  g_type_ensure (HF_TYPE_TREEMAP_PANE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/dominators-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, by);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, message);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, view);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, job_box);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, sides);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, show_map);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, map);
  gtk_widget_class_bind_template_child (widget_class, HfDominatorsPage, share);
  gtk_widget_class_bind_template_callback (widget_class, show_map_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_tree);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_object_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_object_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_number_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_retained_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_shallow_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_share_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_share_cb);
}

static void
hf_dominators_page_init (HfDominatorsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = hf_gradual_list_new (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  hf_list_name_parts (self->view, _("Dominator tree"));
  hf_list_name_drop_down (self->by, _("Group the top level"));
  self->job_bar = hf_job_bar_new ();
  gtk_box_append (GTK_BOX (self->job_box), self->job_bar);
}
