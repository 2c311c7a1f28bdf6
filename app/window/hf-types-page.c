/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-types-page.h"

#include <glib/gi18n.h>

#include "hf-list.h"
#include "hf-query-entry.h"
#include "hf-table-view.h"
#include "hf-template.h"
#include "hf-words.h"
#include "session/hf-object-table.h"
#include "session/hf-waste-table.h"

struct _HfTypesPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *filter;
  GtkWidget *by;
  GtkWidget *types;
  GtkWidget *waste;
  GtkWidget *remedy;
  GtkWidget *object_filter;
  GtkWidget *objects;
  GtkWidget *objects_box;
  GtkWidget *objects_title;
  GtkWidget *objects_sum;

  /* Owned */
  HfSession *session;
  HfAnswer *waste_answer;
  HfAnalysis *waste_of; /* what the waste was asked of; not followed */
  gboolean shows_waste; /* instead of the types */
};

static void hf_types_page_page_init (HfPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfTypesPage, hf_types_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HF_TYPE_PAGE, hf_types_page_page_init))

/* One more than the ways of HfGroupBy that the session knows: what the drop-down calls waste. */
#define BY_WASTE (HF_GROUP_BY_SITE + 1)

/* ---- waste ---- */

static void
show_remedy (HfTypesPage *self, guint32 row)
{
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (self->waste));
  gboolean has = self->shows_waste && table != NULL && row != HF_NONE;

  gtk_label_set_text (GTK_LABEL (self->remedy), has ? hf_waste_table_get_remedy (HF_WASTE_TABLE (table), row) : "");
  gtk_widget_set_visible (self->remedy, has);
}

/* Asked for when it is looked at, and anew for another snapshot. */
static void
ask_waste (HfTypesPage *self)
{
  HfSnapshot *snapshot = hf_session_get_current (self->session);
  HfAnalysis *analysis = snapshot != NULL ? hf_snapshot_get_analysis (snapshot) : NULL;

  if (snapshot != NULL)
    {
      g_signal_handlers_disconnect_by_func (snapshot, ask_waste, self);
      g_signal_connect_object (snapshot, "notify::analysed", G_CALLBACK (ask_waste), self, G_CONNECT_SWAPPED);
    }
  if (analysis == self->waste_of && analysis != NULL)
    return;
  if (!self->shows_waste || analysis == NULL)
    {
      hf_answer_clear (self->waste_answer);
      self->waste_of = NULL;
      return;
    }
  self->waste_of = analysis;
  hf_answer_clear (self->waste_answer);
  hf_waste_ask (self->waste_answer, snapshot);
}

/* The values that strings are called by are shown, or are not any more. */
static void
ask_waste_again (HfTypesPage *self)
{
  self->waste_of = NULL;
  ask_waste (self);
}

static void
show_waste (HfTypesPage *self, gboolean shows)
{
  if (self->shows_waste == shows)
    return;
  self->shows_waste = shows;
  gtk_widget_set_visible (self->types, !shows);
  gtk_widget_set_visible (self->waste, shows);
  hf_answer_clear (hf_session_get_objects (self->session));
  ask_waste (self);
  show_remedy (self, hf_table_view_get_selected (HF_TABLE_VIEW (self->waste)));
}

static void
waste_selected_cb (HfTypesPage *self, guint row)
{
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (self->waste));

  hf_session_select_object (self->session, hf_session_get_current (self->session), hf_waste_table_get_object (HF_WASTE_TABLE (table), row));
  show_remedy (self, row);
}

static void
list_waste (HfTypesPage *self, guint row)
{
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (self->waste));

  if (table != NULL && row < hf_table_get_n_rows (table))
    hf_waste_list_objects (hf_session_get_objects (self->session), hf_session_get_current (self->session), HF_WASTE_TABLE (table), row);
}

static void
waste_activated_cb (HfTypesPage *self, guint row)
{
  list_waste (self, row);
}

/* ---- from the session ---- */

static void
show_by (HfTypesPage *self)
{
  int by;

  if (self->shows_waste)
    return;
  g_object_get (self->session, "types-by", &by, NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->by), (guint) by);
}

static void
show_selection (HfTypesPage *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  HfTable *types = hf_table_view_get_table (HF_TABLE_VIEW (self->types));

  if (selection != NULL && types != NULL && hf_selection_get_kind (selection) == HF_SELECTION_TYPE)
    hf_table_view_select_row (HF_TABLE_VIEW (self->types), hf_table_find_row (types, hf_selection_get_key (selection)));
}

static void
show_objects (HfTypesPage *self)
{
  HfAnswer *answer = hf_session_get_objects (self->session);
  const char *subject = hf_answer_get_subject (answer);
  HfTable *table = hf_answer_get_table (answer);
  g_autofree char *title = NULL;
  g_autofree char *sum = NULL;

  /* Translators: %s is a type, a module or a place in the program */
  title = subject != NULL ? g_strdup_printf (_("Objects of %s"), subject) : NULL;
  gtk_label_set_text (GTK_LABEL (self->objects_title), title != NULL ? title : _("Objects"));
  if (table != NULL)
    sum = hf_words_objects (hf_table_get_n_rows (table));
  gtk_label_set_text (GTK_LABEL (self->objects_sum), sum != NULL ? sum : "");
  gtk_widget_set_visible (self->objects_box, subject != NULL);
}

static void
hf_types_page_set_session (HfPage *page, HfSession *session)
{
  HfTypesPage *self = HF_TYPES_PAGE (page);

  g_set_object (&self->session, session);
  hf_query_entry_set_session (HF_QUERY_ENTRY (self->filter), session);
  hf_query_entry_set_session (HF_QUERY_ENTRY (self->object_filter), session);
  hf_table_view_set_answer (HF_TABLE_VIEW (self->types), hf_session_get_types (session));
  hf_table_view_set_answer (HF_TABLE_VIEW (self->objects), hf_session_get_objects (session));
  g_signal_connect_object (session, "notify::types-by", G_CALLBACK (show_by), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_objects (session), "notify::table", G_CALLBACK (show_objects), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_objects (session), "notify::subject", G_CALLBACK (show_objects), self, G_CONNECT_SWAPPED);
  hf_table_view_set_answer (HF_TABLE_VIEW (self->waste), self->waste_answer);
  g_signal_connect_object (session, "notify::current", G_CALLBACK (ask_waste), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::show-values", G_CALLBACK (ask_waste_again), self, G_CONNECT_SWAPPED);
  show_by (self);
  show_objects (self);
}

/* ---- from the person ---- */

static void
type_selected_cb (HfTypesPage *self, guint row)
{
  hf_session_select_histogram_row (self->session, row);
}

static void
type_activated_cb (HfTypesPage *self, guint row)
{
  hf_session_list_objects (self->session, row);
}

static guint32
object_of_row (HfTypesPage *self, guint row)
{
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (self->objects));

  return hf_object_table_get_object (HF_OBJECT_TABLE (table), row);
}

static void
object_selected_cb (HfTypesPage *self, guint row)
{
  hf_session_select_object (self->session, hf_session_get_current (self->session), object_of_row (self, row));
}

static void
object_activated_cb (HfTypesPage *self, guint row)
{
  g_autoptr (HfSelection) selection = hf_selection_new_object (hf_session_get_current (self->session), object_of_row (self, row));

  hf_session_show_in_graph (self->session, selection);
}

static void
list_cb (HfTypesPage *self)
{
  guint32 row = hf_table_view_get_selected (HF_TABLE_VIEW (self->shows_waste ? self->waste : self->types));

  if (self->shows_waste)
    list_waste (self, row);
  else if (row != HF_NONE)
    hf_session_list_objects (self->session, row);
}

static void
close_cb (HfTypesPage *self)
{
  hf_answer_clear (hf_session_get_objects (self->session));
}

static void
by_changed_cb (HfTypesPage *self)
{
  guint by = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->by));

  if (self->session == NULL || by == GTK_INVALID_LIST_POSITION)
    return;
  show_waste (self, by == BY_WASTE);
  if (by != BY_WASTE)
    g_object_set (self->session, "types-by", (int) by, NULL);
}

static void
query_changed_cb (HfTypesPage *self)
{
  g_autofree char *query = NULL;

  g_object_get (self->filter, "query", &query, NULL);
  if (self->session != NULL)
    hf_session_set_query (self->session, HF_PAGE_TYPES, query);
}

static void
hf_types_page_find (HfPage *page)
{
  gtk_widget_grab_focus (HF_TYPES_PAGE (page)->filter);
}

/* The table that is looked at: the objects, once they are listed. */
static HfTableView *
present_view (HfTypesPage *self)
{
  return HF_TABLE_VIEW (gtk_widget_get_visible (self->objects_box) ? self->objects : self->shows_waste ? self->waste : self->types);
}

static HfTable *
hf_types_page_dup_table (HfPage *page)
{
  HfTable *table = hf_table_view_get_table (present_view (HF_TYPES_PAGE (page)));

  return table != NULL ? g_object_ref (table) : NULL;
}

static gboolean
hf_types_page_sort_by (HfPage *page, const char *column, gboolean descending)
{
  return hf_table_view_sort_by (present_view (HF_TYPES_PAGE (page)), column, descending);
}

static void
hf_types_page_page_init (HfPageInterface *iface)
{
  iface->set_session = hf_types_page_set_session;
  iface->find = hf_types_page_find;
  iface->dup_table = hf_types_page_dup_table;
  iface->sort_by = hf_types_page_sort_by;
}

/* ---- widget ---- */

static void
hf_types_page_dispose (GObject *object)
{
  HfTypesPage *self = HF_TYPES_PAGE (object);

  if (self->waste_answer != NULL)
    hf_answer_clear (self->waste_answer);
  g_clear_object (&self->session);
  hf_template_dispose (self, HF_TYPE_TYPES_PAGE);
  g_clear_object (&self->waste_answer);

  G_OBJECT_CLASS (hf_types_page_parent_class)->dispose (object);
}

static void
hf_types_page_class_init (HfTypesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_types_page_dispose;
  g_type_ensure (HF_TYPE_QUERY_ENTRY);
  g_type_ensure (HF_TYPE_TABLE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/types-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, by);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, types);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, waste);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, remedy);
  gtk_widget_class_bind_template_callback (widget_class, waste_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, waste_activated_cb);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, object_filter);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, objects);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, objects_box);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, objects_title);
  gtk_widget_class_bind_template_child (widget_class, HfTypesPage, objects_sum);
  gtk_widget_class_bind_template_callback (widget_class, query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, type_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, type_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, object_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, object_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
hf_types_page_init (HfTypesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->waste_answer = hf_answer_new ();
  hf_table_view_set_label (HF_TABLE_VIEW (self->waste), _("Waste"));
  hf_table_view_set_first_sort (HF_TABLE_VIEW (self->waste), "wasted", TRUE);
  hf_table_view_set_empty_text (HF_TABLE_VIEW (self->waste), _("Waste is looked for as soon as the dump is analysed."));
  hf_list_name_drop_down (self->by, _("Group by"));
  hf_table_view_set_label (HF_TABLE_VIEW (self->types), _("Objects by type"));
  hf_table_view_set_first_sort (HF_TABLE_VIEW (self->types), "shallow", TRUE);
  hf_table_view_set_empty_text (HF_TABLE_VIEW (self->types), _("Types are counted as soon as the dump is read."));
  hf_table_view_set_label (HF_TABLE_VIEW (self->objects), _("Objects"));
  hf_table_view_set_first_sort (HF_TABLE_VIEW (self->objects), "retained", TRUE);
}
