/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-growth-page.h"

#include <glib/gi18n.h>

#include "hf-list.h"
#include "hf-query-entry.h"
#include "hf-suspects-view.h"
#include "hf-table-view.h"
#include "hf-template.h"
#include "hf-words.h"
#include "session/hf-format.h"
#include "session/hf-growth-table.h"
#include "session/hf-holder-table.h"

struct _HfGrowthPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *stack;
  GtkWidget *split;
  GtkWidget *suspects;
  GtkWidget *filter;
  GtkWidget *growth;
  GtkWidget *holders;
  GtkWidget *holders_title;
  GtkWidget *holders_sum;
  GtkWidget *holders_note;
  GtkWidget *mode_growth;
  GtkWidget *mode_signed;
  GtkWidget *mode_peak;
  GtkWidget *mode_stayed;
  GtkWidget *mode_choice;
  GtkStringList *mode_names;
  GtkWidget *by;

  /* Owned */
  HfSession *session;
};

static void hf_growth_page_page_init (HfPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfGrowthPage, hf_growth_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HF_TYPE_PAGE, hf_growth_page_page_init))

/* ---- from the session ---- */

static void
show_pair (HfGrowthPage *self)
{
  HfSnapshot *base = hf_session_get_base (self->session), *target = hf_session_get_target (self->session);
  gboolean both = base != NULL;

  if (both && target != NULL)
    {
      hf_table_view_set_title (HF_TABLE_VIEW (self->growth), "first", hf_snapshot_get_letter (base));
      hf_table_view_set_title (HF_TABLE_VIEW (self->growth), "last", hf_snapshot_get_letter (target));
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), both ? "both" : "one");
}

/* What stayed takes three snapshots to tell. */
static void
show_stayed (HfGrowthPage *self)
{
  HfTable *table = hf_answer_get_table (hf_session_get_growth (self->session));
  gboolean can_tell;

  if (!HF_IS_GROWTH_TABLE (table))
    return;
  can_tell = hf_growth_table_get_growth (HF_GROWTH_TABLE (table))->n_heaps > 2;
  gtk_widget_set_visible (self->mode_stayed, can_tell);
  if (can_tell && g_list_model_get_n_items (G_LIST_MODEL (self->mode_names)) == HF_GROWTH_MODE_STAYED)
    gtk_string_list_append (self->mode_names, _("Stayed"));
  else if (!can_tell && g_list_model_get_n_items (G_LIST_MODEL (self->mode_names)) > HF_GROWTH_MODE_STAYED)
    gtk_string_list_remove (self->mode_names, HF_GROWTH_MODE_STAYED);
  if (!can_tell && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->mode_stayed)))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->mode_growth), TRUE);
}

/* Nothing is said to be unchanged before it was looked at. */
static void
show_empty_text (HfGrowthPage *self)
{
  gboolean known = hf_answer_get_table (hf_session_get_growth (self->session)) != NULL;

  hf_table_view_set_empty_text (HF_TABLE_VIEW (self->growth), known ? _("Nothing grew between these snapshots.")
                                                                    : _("What grew is shown as soon as the snapshots are read."));
}

static void
show_mode (HfGrowthPage *self)
{
  GtkWidget *modes[] = { self->mode_growth, self->mode_signed, self->mode_peak, self->mode_stayed };
  int mode, by;

  g_object_get (self->session, "growth-mode", &mode, "growth-by", &by, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (modes[mode]), TRUE);
  if ((guint) mode < g_list_model_get_n_items (G_LIST_MODEL (self->mode_names)))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->mode_choice), (guint) mode);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->by), (guint) by);
}

static void
show_selection (HfGrowthPage *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  HfTable *growth = hf_table_view_get_table (HF_TABLE_VIEW (self->growth));
  HfTable *holders = hf_table_view_get_table (HF_TABLE_VIEW (self->holders));

  if (selection == NULL)
    return;
  if (hf_selection_get_kind (selection) == HF_SELECTION_TYPE && growth != NULL)
    {
      hf_table_view_select_row (HF_TABLE_VIEW (self->growth), hf_table_find_row (growth, hf_selection_get_key (selection)));
      hf_table_view_select_row (HF_TABLE_VIEW (self->holders), HF_NONE);
    }
  else if (hf_selection_get_kind (selection) == HF_SELECTION_HOLDER && holders != NULL)
    hf_table_view_select_row (HF_TABLE_VIEW (self->holders), hf_table_find_row (holders, hf_selection_get_key (selection)));
}

/* Beside the title: how many objects, and what they retain together where that is known of just these. */
static char *
sum_of (HfGrowthPage *self, HfHolderTable *holders, const char *type)
{
  HfTable *table = hf_answer_get_table (hf_session_get_growth (self->session));
  const HfGrowth *growth = HF_IS_GROWTH_TABLE (table) ? hf_growth_table_get_growth (HF_GROWTH_TABLE (table)) : NULL;
  guint32 row = growth != NULL && growth->has_retained && type != NULL ? hf_table_find_row (table, type) : HF_NONE;
  guint32 count = hf_holder_table_get_count (holders);

  if (row != HF_NONE && growth->rows[row].n_new == count)
    return hf_words_objects_and_size (count, growth->rows[row].new_retained);
  return hf_words_objects (count);
}

/* By holder the row says itself who holds them. */
static gboolean
is_path (HfGrowthPage *self, const char *subject)
{
  HfTable *table = hf_answer_get_table (hf_session_get_growth (self->session));

  return HF_IS_GROWTH_TABLE (table) && hf_growth_table_get_growth (HF_GROWTH_TABLE (table))->by == HF_GROUP_BY_HOLDER &&
         hf_table_find_row (table, subject) != HF_NONE;
}

static void
show_holders (HfGrowthPage *self)
{
  HfAnswer *answer = hf_session_get_holders (self->session);
  const char *subject = hf_answer_get_subject (answer);
  HfTable *table = hf_answer_get_table (answer);
  g_autofree char *title = NULL;
  g_autofree char *sum = NULL;

  /* Translators: %s is a type, like app.Session */
  title = subject != NULL && !is_path (self, subject) ? g_strdup_printf (_("Who holds the new %s"), subject) : g_strdup (_("Who holds the new ones"));
  gtk_label_set_text (GTK_LABEL (self->holders_title), title);
  if (HF_IS_HOLDER_TABLE (table))
    sum = sum_of (self, HF_HOLDER_TABLE (table), subject);
  gtk_label_set_text (GTK_LABEL (self->holders_sum), sum != NULL ? sum : "");
  gtk_widget_set_visible (self->holders_note, sum != NULL);
}

static void
hf_growth_page_set_session (HfPage *page, HfSession *session)
{
  HfGrowthPage *self = HF_GROWTH_PAGE (page);

  g_set_object (&self->session, session);
  hf_suspects_view_set_session (HF_SUSPECTS_VIEW (self->suspects), session);
  hf_query_entry_set_session (HF_QUERY_ENTRY (self->filter), session);
  hf_table_view_set_answer (HF_TABLE_VIEW (self->growth), hf_session_get_growth (session));
  hf_table_view_set_answer (HF_TABLE_VIEW (self->holders), hf_session_get_holders (session));
  g_signal_connect_object (session, "notify::base", G_CALLBACK (show_pair), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::target", G_CALLBACK (show_pair), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_growth (session), "notify::table", G_CALLBACK (show_pair), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_growth (session), "notify::table", G_CALLBACK (show_stayed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::growth-mode", G_CALLBACK (show_mode), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::growth-by", G_CALLBACK (show_mode), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_holders (session), "notify::table", G_CALLBACK (show_holders), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_holders (session), "notify::subject", G_CALLBACK (show_holders), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_growth (session), "notify::table", G_CALLBACK (show_empty_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_growth (session), "notify::table", G_CALLBACK (show_holders), self, G_CONNECT_SWAPPED);
  show_pair (self);
  show_empty_text (self);
  show_mode (self);
  show_holders (self);
}

/* ---- from the person ---- */

static void
growth_selected_cb (HfGrowthPage *self, guint row)
{
  hf_session_select_growth_row (self->session, row);
}

static void
growth_activated_cb (HfGrowthPage *self, guint row)
{
  hf_session_select_growth_row (self->session, row);
  gtk_widget_child_focus (self->holders, GTK_DIR_TAB_FORWARD);
}

static void
holder_selected_cb (HfGrowthPage *self, guint row)
{
  hf_session_select_holder (self->session, row);
}

static void
holder_activated_cb (HfGrowthPage *self, guint row)
{
  hf_session_select_holder (self->session, row);
  if (hf_session_get_selection (self->session) != NULL)
    hf_session_show_in_graph (self->session, hf_session_get_selection (self->session));
}

static void
mode_toggled_cb (HfGrowthPage *self, GtkToggleButton *button)
{
  HfGrowthMode mode = HF_GROWTH_MODE_GROWTH;

  if (self->session == NULL || !gtk_toggle_button_get_active (button))
    return;
  if (GTK_WIDGET (button) == self->mode_signed)
    mode = HF_GROWTH_MODE_SIGNED;
  else if (GTK_WIDGET (button) == self->mode_peak)
    mode = HF_GROWTH_MODE_PEAK;
  else if (GTK_WIDGET (button) == self->mode_stayed)
    mode = HF_GROWTH_MODE_STAYED;
  g_object_set (self->session, "growth-mode", mode, NULL);
}

/* The same where there is no room for the buttons. */
static void
mode_chosen_cb (HfGrowthPage *self)
{
  guint mode = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->mode_choice));

  if (self->session != NULL && mode != GTK_INVALID_LIST_POSITION)
    g_object_set (self->session, "growth-mode", (int) mode, NULL);
}

static void
by_changed_cb (HfGrowthPage *self)
{
  guint by = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->by));

  if (self->session != NULL && by != GTK_INVALID_LIST_POSITION)
    g_object_set (self->session, "growth-by", (int) by, NULL);
}

static void
query_changed_cb (HfGrowthPage *self)
{
  g_autofree char *query = NULL;

  g_object_get (self->filter, "query", &query, NULL);
  if (self->session != NULL)
    hf_session_set_query (self->session, HF_PAGE_GROWTH, query);
}

static void
hf_growth_page_find (HfPage *page)
{
  gtk_widget_grab_focus (HF_GROWTH_PAGE (page)->filter);
}

static HfTable *
hf_growth_page_dup_table (HfPage *page)
{
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (HF_GROWTH_PAGE (page)->growth));

  return table != NULL ? g_object_ref (table) : NULL;
}

static gboolean
hf_growth_page_sort_by (HfPage *page, const char *column, gboolean descending)
{
  return hf_table_view_sort_by (HF_TABLE_VIEW (HF_GROWTH_PAGE (page)->growth), column, descending);
}

static void
hf_growth_page_page_init (HfPageInterface *iface)
{
  iface->set_session = hf_growth_page_set_session;
  iface->find = hf_growth_page_find;
  iface->dup_table = hf_growth_page_dup_table;
  iface->sort_by = hf_growth_page_sort_by;
}

void
hf_growth_page_set_narrow (HfGrowthPage *self, gboolean narrow)
{
  g_return_if_fail (HF_IS_GROWTH_PAGE (self));
  hf_suspects_view_set_narrow (HF_SUSPECTS_VIEW (self->suspects), narrow);
}

int
hf_growth_page_get_split (HfGrowthPage *self)
{
  g_return_val_if_fail (HF_IS_GROWTH_PAGE (self), 0);
  return gtk_paned_get_position (GTK_PANED (self->split));
}

void
hf_growth_page_set_split (HfGrowthPage *self, int split)
{
  g_return_if_fail (HF_IS_GROWTH_PAGE (self));
  gtk_paned_set_position (GTK_PANED (self->split), split);
}

/* ---- widget ---- */

static void
hf_growth_page_dispose (GObject *object)
{
  HfGrowthPage *self = HF_GROWTH_PAGE (object);

  g_clear_object (&self->session);
  hf_template_dispose (self, HF_TYPE_GROWTH_PAGE);

  G_OBJECT_CLASS (hf_growth_page_parent_class)->dispose (object);
}

static void
hf_growth_page_class_init (HfGrowthPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_growth_page_dispose;
  g_type_ensure (HF_TYPE_QUERY_ENTRY);
  g_type_ensure (HF_TYPE_SUSPECTS_VIEW);
  g_type_ensure (HF_TYPE_TABLE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/growth-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, split);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, suspects);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, filter);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, growth);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, holders);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, holders_title);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, holders_sum);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, holders_note);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, mode_growth);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, mode_signed);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, mode_peak);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, mode_stayed);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, mode_choice);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, mode_names);
  gtk_widget_class_bind_template_child (widget_class, HfGrowthPage, by);
  gtk_widget_class_bind_template_callback (widget_class, query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, growth_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, growth_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, holder_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, holder_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_chosen_cb);
}

static void
hf_growth_page_init (HfGrowthPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_list_name_drop_down (self->by, _("Group by"));
  hf_list_name_drop_down (self->mode_choice, _("Which rows are shown"));
  hf_table_view_set_label (HF_TABLE_VIEW (self->growth), _("What grew"));
  hf_table_view_set_first_sort (HF_TABLE_VIEW (self->growth), "delta", TRUE);
  hf_table_view_set_label (HF_TABLE_VIEW (self->holders), _("Who holds the new ones"));
  hf_table_view_set_first_sort (HF_TABLE_VIEW (self->holders), "count", TRUE);
  hf_table_view_set_empty_text (HF_TABLE_VIEW (self->holders), _("Select a row above to see who keeps its new objects alive."));
}
