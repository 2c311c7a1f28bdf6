/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-table-view.h"

#include <glib/gi18n.h>

#include "heap/hf-graph.h"
#include "hf-cells.h"
#include "hf-gradual-list.h"
#include "hf-job-bar.h"
#include "hf-list.h"
#include "session/hf-format.h"

struct _HfTableView
{
  GtkWidget parent_instance;

  /* Children */
  GtkWidget *box;
  GtkWidget *stack;
  GtkWidget *view;
  GtkWidget *message;
  GtkWidget *pager;
  GtkWidget *pager_label;
  GtkWidget *job_bar;

  /* Owned */
  HfAnswer *answer;
  HfTable *table;
  HfGradualList *rows;
  GtkSingleSelection *selection;
  GPtrArray *columns; /* of GtkColumnViewColumn */
  GHashTable *titles; /* column id → title, where it is not the table's */
  const HfColumn *described_by;
  char *filter;
  char *empty_text;
  char *first_sort;
  gboolean first_descending;

  guint32 selected; /* row, kept over every reordering */
  gboolean telling; /* the selection is ours, not the person's */
  int width;
  guint spare_source;
  int sorted_by;
  int probed;       /* column that the view's sorter asked first */
};

enum
{
  PROP_0,
  PROP_FILTER,
  N_PROPS
};

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfTableView, hf_table_view, GTK_TYPE_WIDGET)

/* ---- selection, kept by row number ---- */

static void
show_selection (HfTableView *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->table != NULL && self->selected != HF_NONE)
    position = hf_table_position_of (self->table, self->selected);
  self->telling = TRUE;
  gtk_single_selection_set_selected (self->selection, position == G_MAXUINT ? GTK_INVALID_LIST_POSITION : position);
  self->telling = FALSE;
}

static void
scroll_to_selection (HfTableView *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (position != GTK_INVALID_LIST_POSITION && gtk_widget_get_mapped (self->view))
    hf_list_scroll_to (self->view, position);
}

/* HF_NONE too for a row of the table before, while its rows go. */
static guint32
row_at (HfTableView *self, guint position)
{
  g_autoptr (HfRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  return row != NULL && hf_row_get_table (row) == self->table ? hf_row_get_index (row) : HF_NONE;
}

static void
selected_cb (HfTableView *self)
{
  guint32 row = row_at (self, gtk_single_selection_get_selected (self->selection));

  if (self->telling || row == HF_NONE)
    return;
  self->selected = row;
  g_signal_emit (self, signals[SELECTED], 0, self->selected);
}

static void
activated_cb (HfTableView *self, guint position)
{
  guint32 row = row_at (self, position);

  if (row != HF_NONE)
    g_signal_emit (self, signals[ACTIVATED], 0, row);
}

static void
pressed_cb (HfTableView *self, int n_press, double x, double y)
{
  if (n_press == 1 && self->selected != HF_NONE && hf_list_is_selected_at (self->view, x, y))
    g_signal_emit (self, signals[SELECTED], 0, self->selected);
}

/* The selection would look for its old item among all the new ones, and make a row object for each. */
static void
reordering_cb (HfTableView *self)
{
  self->telling = TRUE;
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->telling = FALSE;
}

/* ---- what is shown: table or words ---- */

static const char *
words_instead (HfTableView *self)
{
  if (self->answer == NULL)
    return self->empty_text;
  if (hf_answer_get_message (self->answer) != NULL && self->table == NULL)
    return hf_answer_get_message (self->answer);
  if (self->table == NULL)
    return hf_answer_get_job (self->answer) != NULL ? hf_job_get_title (hf_answer_get_job (self->answer)) : self->empty_text;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->table)) > 0)
    return NULL;
  return self->filter != NULL ? _("Nothing matches the filter.") : self->empty_text;
}

static void
show_pager (HfTableView *self)
{
  guint n_pages = self->table != NULL ? hf_table_get_n_pages (self->table) : 1;
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->pager, n_pages > 1);
  if (n_pages == 1)
    return;
  /* Translators: a part of a very long list */
  words = g_strdup_printf (_("Part %u of %u"), hf_table_get_page (self->table) + 1, n_pages);
  gtk_label_set_text (GTK_LABEL (self->pager_label), words);
}

static void
show_state (HfTableView *self)
{
  const char *words = words_instead (self);

  gtk_label_set_text (GTK_LABEL (self->message), words != NULL ? words : "");
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), words != NULL ? "message" : "table");
  show_pager (self);
}

static void
items_changed_cb (HfTableView *self)
{
  show_selection (self);
  show_state (self);
}

static void
show_job (HfTableView *self)
{
  HfJob *job = self->answer != NULL ? hf_answer_get_job (self->answer) : NULL;

  if (job == NULL && self->table != NULL)
    {
      g_autoptr (HfJob) sorting = NULL;

      g_object_get (self->table, "job", &sorting, NULL);
      job = sorting; /* the table keeps it */
      hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), job);
    }
  else
    hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), job);
  show_state (self);
}

/* ---- sorting ---- */

/* GTK 4.8 does not say which column a view is sorted by. So each column's sorter only notes that it was asked. */
static int
probe_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  GtkColumnViewColumn *column = data;
  HfTableView *self = g_object_get_data (G_OBJECT (column), "hf-table-view");
  guint number;

  if (self->probed < 0 && g_ptr_array_find (self->columns, column, &number))
    self->probed = (int) number;
  return GTK_ORDERING_SMALLER;
}

static gboolean
sorts_down_first (HfTableView *self, int column)
{
  HfColumnKind kind = self->described_by[column].kind;

  return kind != HF_COLUMN_TEXT && kind != HF_COLUMN_CODE && kind != HF_COLUMN_PATH && kind != HF_COLUMN_ADDRESS;
}

static void
sorter_changed_cb (HfTableView *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view));
  /* Two, since an object is always equal to itself. */
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering order;

  if (self->columns->len == 0)
    return;
  self->probed = -1;
  order = gtk_sorter_compare (sorter, a, b);
  /* The first click on a column of figures should show the largest. */
  if (self->probed >= 0 && self->probed != self->sorted_by && order < 0 && sorts_down_first (self, self->probed))
    {
      self->sorted_by = self->probed;
      gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->view), g_ptr_array_index (self->columns, self->probed),
                                      GTK_SORT_DESCENDING);
      return;
    }
  self->sorted_by = self->probed;
  if (self->table != NULL)
    hf_table_sort (self->table, self->probed, order > 0);
}

static gboolean
sort_by (HfTableView *self, const char *id, gboolean descending)
{
  int column = self->table != NULL ? hf_table_find_column (self->table, id) : -1;

  if (column < 0)
    return FALSE;
  self->sorted_by = column; /* no second thoughts about the direction */
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->view), g_ptr_array_index (self->columns, column),
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  return TRUE;
}

/* ---- columns ---- */

/* Before there is a width a view is as wide as any. */
static gboolean
is_wanted (HfTableView *self, guint column)
{
  return self->width == 0 || self->width >= self->described_by[column].spare;
}

static gboolean
spare_columns_changed (HfTableView *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (is_wanted (self, i) != (gtk_column_view_column_get_column_view (g_ptr_array_index (self->columns, i)) != NULL))
      return TRUE;
  return FALSE;
}

/* GTK 4.8 keeps room for columns that are not visible, so those that are not wanted are taken out. */
static void
show_spare_columns (HfTableView *self)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (self->view);
  guint position = 0;

  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (self->columns, i);
      gboolean wanted = is_wanted (self, i);
      gboolean there = gtk_column_view_column_get_column_view (column) != NULL;

      if (wanted && !there)
        gtk_column_view_insert_column (view, position, column);
      else if (!wanted && there)
        gtk_column_view_remove_column (view, column);
      position += wanted;
    }
  hf_cells_align_titles (view, self->columns, self->described_by);
}

static void
drop_columns (HfTableView *self)
{
  for (guint i = self->columns->len; i-- > 0;)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (self->columns, i);

      if (gtk_column_view_column_get_column_view (column) != NULL)
        gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column);
    }
  g_ptr_array_set_size (self->columns, 0);
}

static void
show_titles (HfTableView *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      const char *title = g_hash_table_lookup (self->titles, self->described_by[i].id);

      if (title != NULL)
        gtk_column_view_column_set_title (g_ptr_array_index (self->columns, i), title);
    }
}

void
hf_table_view_set_title (HfTableView *self, const char *column, const char *title)
{
  g_return_if_fail (HF_IS_TABLE_VIEW (self));

  g_hash_table_insert (self->titles, g_strdup (column), g_strdup (title));
  show_titles (self);
}

static void
make_columns (HfTableView *self)
{
  guint n_columns;
  const HfColumn *columns = hf_table_get_columns (self->table, &n_columns);

  drop_columns (self);
  self->described_by = columns;
  self->sorted_by = -1;
  for (guint i = 0; i < n_columns; i++)
    {
      GtkColumnViewColumn *column = hf_cells_new_column (self->table, i);
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, column, NULL));

      g_object_set_data (G_OBJECT (column), "hf-table-view", self);
      gtk_column_view_column_set_sorter (column, sorter);
      g_ptr_array_add (self->columns, column);
    }
  show_titles (self);
  show_spare_columns (self);
}

/* ---- a new table ---- */

static char *
key_of_selected (HfTableView *self)
{
  const char *key = self->table != NULL && self->selected != HF_NONE ? hf_table_text (self->table, self->selected, 0) : "";

  return *key != '\0' ? g_strdup (key) : NULL;
}

static void
take_table (HfTableView *self, HfTable *table)
{
  g_autofree char *key = key_of_selected (self);
  int column = -1;
  gboolean descending = FALSE, same_columns = FALSE;
  guint n_columns;

  reordering_cb (self);
  if (self->table != NULL)
    {
      hf_table_get_sort (self->table, &column, &descending);
      g_signal_handlers_disconnect_by_data (self->table, self);
    }
  g_set_object (&self->table, table);
  self->selected = HF_NONE;
  if (table == NULL)
    {
      hf_gradual_list_set_model (self->rows, NULL);
      return;
    }

  same_columns = self->columns->len > 0 && hf_table_get_columns (table, &n_columns) == self->described_by;
  hf_table_set_filter (table, self->filter);
  if (same_columns)
    hf_table_sort (table, column, descending);
  else
    {
      hf_gradual_list_clear (self->rows);
      make_columns (self);
    }
  g_signal_connect_object (table, "reordering", G_CALLBACK (reordering_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "notify::job", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
  /* Sorted before it is shown: each order of rows costs GTK a widget for every cell. */
  if (!same_columns && self->first_sort != NULL)
    sort_by (self, self->first_sort, self->first_descending);
  hf_gradual_list_set_model (self->rows, G_LIST_MODEL (table));
  if (key != NULL)
    self->selected = hf_table_find_row (table, key);
  show_selection (self);
}

static void
table_changed_cb (HfTableView *self)
{
  take_table (self, self->answer != NULL ? hf_answer_get_table (self->answer) : NULL);
  show_job (self);
}

void
hf_table_view_set_answer (HfTableView *self, HfAnswer *answer)
{
  g_return_if_fail (HF_IS_TABLE_VIEW (self));

  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  g_set_object (&self->answer, answer);
  if (answer != NULL)
    {
      g_signal_connect_object (answer, "notify::table", G_CALLBACK (table_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "notify::job", G_CALLBACK (show_job), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "notify::message", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
    }
  table_changed_cb (self);
}

/* ---- what pages say ---- */

void
hf_table_view_set_label (HfTableView *self, const char *label)
{
  g_return_if_fail (HF_IS_TABLE_VIEW (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  hf_list_name_parts (self->view, label);
}

void
hf_table_view_set_first_sort (HfTableView *self, const char *column, gboolean descending)
{
  g_return_if_fail (HF_IS_TABLE_VIEW (self));

  g_free (self->first_sort);
  self->first_sort = g_strdup (column);
  self->first_descending = descending;
}

void
hf_table_view_set_empty_text (HfTableView *self, const char *text)
{
  g_return_if_fail (HF_IS_TABLE_VIEW (self));

  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  show_state (self);
}

gboolean
hf_table_view_sort_by (HfTableView *self, const char *column, gboolean descending)
{
  g_return_val_if_fail (HF_IS_TABLE_VIEW (self), FALSE);
  return sort_by (self, column, descending);
}

HfTable *
hf_table_view_get_table (HfTableView *self)
{
  g_return_val_if_fail (HF_IS_TABLE_VIEW (self), NULL);
  return self->table;
}

void
hf_table_view_select_row (HfTableView *self, guint32 row)
{
  g_return_if_fail (HF_IS_TABLE_VIEW (self));

  if (self->selected == row)
    return;
  self->selected = row;
  if (self->table != NULL && row != HF_NONE)
    hf_gradual_list_reach (self->rows, hf_table_position_of (self->table, row));
  show_selection (self);
  scroll_to_selection (self);
}

guint32
hf_table_view_get_selected (HfTableView *self)
{
  g_return_val_if_fail (HF_IS_TABLE_VIEW (self), HF_NONE);
  return self->selected;
}

static void
turn_page (HfTableView *self, int by)
{
  guint page;

  if (self->table == NULL)
    return;
  page = hf_table_get_page (self->table);
  if (by > 0 || page > 0)
    hf_table_set_page (self->table, page + (guint) by);
}

static void
earlier_cb (HfTableView *self)
{
  turn_page (self, -1);
}

static void
later_cb (HfTableView *self)
{
  turn_page (self, 1);
}

/* ---- widget ---- */

static gboolean
spare_cb (gpointer data)
{
  HfTableView *self = HF_TABLE_VIEW (data);

  self->spare_source = 0;
  show_spare_columns (self);
  return G_SOURCE_REMOVE;
}

static void
hf_table_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfTableView *self = HF_TABLE_VIEW (widget);

  /* Columns must not come and go in the middle of an allocation. */
  self->width = width;
  if (self->spare_source == 0 && spare_columns_changed (self))
    self->spare_source = g_idle_add (spare_cb, self);
  gtk_widget_size_allocate (self->box, &(GtkAllocation) { 0, 0, width, height }, baseline);
}

static void
hf_table_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (HF_TABLE_VIEW (widget)->box, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
hf_table_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_FILTER)
    g_value_set_string (value, HF_TABLE_VIEW (object)->filter);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
hf_table_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HfTableView *self = HF_TABLE_VIEW (object);
  const char *filter = g_value_get_string (value);

  if (prop_id != PROP_FILTER)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  g_free (self->filter);
  self->filter = filter != NULL && *filter != '\0' ? g_strdup (filter) : NULL;
  if (self->table != NULL)
    hf_table_set_filter (self->table, self->filter);
  show_state (self);
}

static void
hf_table_view_dispose (GObject *object)
{
  HfTableView *self = HF_TABLE_VIEW (object);

  if (self->box != NULL)
    {
      g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)), self);
      hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), NULL);
    }
  if (self->table != NULL)
    g_signal_handlers_disconnect_by_data (self->table, self);
  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  g_clear_handle_id (&self->spare_source, g_source_remove);
  g_clear_object (&self->table);
  g_clear_object (&self->answer);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (hf_table_view_parent_class)->dispose (object);
}

static void
hf_table_view_finalize (GObject *object)
{
  HfTableView *self = HF_TABLE_VIEW (object);

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->titles, g_hash_table_unref);
  g_clear_pointer (&self->filter, g_free);
  g_clear_pointer (&self->empty_text, g_free);
  g_clear_pointer (&self->first_sort, g_free);

  G_OBJECT_CLASS (hf_table_view_parent_class)->finalize (object);
}

static void
hf_table_view_class_init (HfTableViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hf_table_view_get_property;
  object_class->set_property = hf_table_view_set_property;
  object_class->dispose = hf_table_view_dispose;
  object_class->finalize = hf_table_view_finalize;
  widget_class->size_allocate = hf_table_view_size_allocate;
  widget_class->measure = hf_table_view_measure;

  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SELECTED] = g_signal_new ("selected", HF_TYPE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ACTIVATED] = g_signal_new ("activated", HF_TYPE_TABLE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkWidget *
new_turn_button (HfTableView *self, const char *icon, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);

  return button;
}

static void
make_pager (HfTableView *self)
{
  self->pager = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_halign (self->pager, GTK_ALIGN_CENTER);
  self->pager_label = gtk_label_new (NULL);
  gtk_box_append (GTK_BOX (self->pager), new_turn_button (self, "go-previous-symbolic", _("Earlier part of the list"), G_CALLBACK (earlier_cb)));
  gtk_box_append (GTK_BOX (self->pager), self->pager_label);
  gtk_box_append (GTK_BOX (self->pager), new_turn_button (self, "go-next-symbolic", _("Later part of the list"), G_CALLBACK (later_cb)));
  gtk_box_append (GTK_BOX (self->box), self->pager);
}

static void
make_view (HfTableView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->rows = hf_gradual_list_new (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->view, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_widget_add_css_class (self->view, "flat-table");
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_set_focusable (scrolled, FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, "table");
}

static void
hf_table_view_init (HfTableView *self)
{
  self->selected = HF_NONE;
  self->sorted_by = -1;
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->stack = gtk_stack_new ();
  gtk_box_append (GTK_BOX (self->box), self->stack);
  make_view (self);

  self->message = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->message), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->message, "dim-label");
  gtk_widget_add_css_class (self->message, "table-message");
  gtk_stack_add_named (GTK_STACK (self->stack), self->message, "message");
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "message");

  make_pager (self);
  self->job_bar = hf_job_bar_new ();
  gtk_box_append (GTK_BOX (self->box), self->job_bar);

  g_signal_connect_object (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)), "changed", G_CALLBACK (sorter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* After the selection, which answers to the same changes first. */
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  show_state (self);
}
