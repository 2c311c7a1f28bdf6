/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-cycles-page.h"

#include <glib/gi18n.h>

#include "hf-list.h"
#include "hf-query-entry.h"
#include "hf-table-view.h"
#include "hf-template.h"
#include "session/hf-cycle-table.h"

struct _HfCyclesPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *filter;
  GtkWidget *which;
  GtkWidget *cycles;
  GtkWidget *mend_box;
  GtkWidget *mend;

  /* Owned */
  HfSession *session;
};

static void hf_cycles_page_page_init (HfPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HfCyclesPage, hf_cycles_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HF_TYPE_PAGE, hf_cycles_page_page_init))

static void
show_which (HfCyclesPage *self)
{
  int which;

  g_object_get (self->session, "cycles-filter", &which, NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which), (guint) which);
}

/* How the selected cycles could be mended, in words. */
static void
show_mend (HfCyclesPage *self, guint32 row)
{
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (self->cycles));
  const char *words = table != NULL && row != HF_NONE ? hf_cycle_table_get_mend (HF_CYCLE_TABLE (table), row) : NULL;

  gtk_label_set_text (GTK_LABEL (self->mend), words != NULL ? words : "");
  gtk_widget_set_visible (self->mend_box, words != NULL);
}

static void
show_selection (HfCyclesPage *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (self->cycles));

  guint32 row = HF_NONE;

  if (selection != NULL && table != NULL && hf_selection_get_kind (selection) == HF_SELECTION_CYCLE)
    {
      row = hf_cycle_table_find (HF_CYCLE_TABLE (table), hf_selection_get_key (selection), hf_selection_get_object (selection));
      hf_table_view_select_row (HF_TABLE_VIEW (self->cycles), row);
    }
  show_mend (self, row);
}

/* Until the analysis is there nothing can be asked, and the page says why. */
static void
show_empty_text (HfCyclesPage *self)
{
  HfSnapshot *snapshot = hf_session_get_current (self->session);
  gboolean analysed = snapshot != NULL && hf_snapshot_get_analysis (snapshot) != NULL;
  int which;

  g_object_get (self->session, "cycles-filter", &which, NULL);
  if (!analysed)
    hf_table_view_set_empty_text (HF_TABLE_VIEW (self->cycles), _("Cycles are looked for as soon as the dump is analysed."));
  else if (which == HF_CYCLES_GARBAGE)
    hf_table_view_set_empty_text (HF_TABLE_VIEW (self->cycles), _("No cycle waits for the collector."));
  else
    hf_table_view_set_empty_text (HF_TABLE_VIEW (self->cycles), _("No object refers to itself, not even by a detour."));
}

static void
hf_cycles_page_set_session (HfPage *page, HfSession *session)
{
  HfCyclesPage *self = HF_CYCLES_PAGE (page);

  g_set_object (&self->session, session);
  hf_query_entry_set_session (HF_QUERY_ENTRY (self->filter), session);
  hf_table_view_set_answer (HF_TABLE_VIEW (self->cycles), hf_session_get_cycles (session));
  g_signal_connect_object (session, "notify::cycles-filter", G_CALLBACK (show_which), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hf_session_get_cycles (session), "notify::table", G_CALLBACK (show_empty_text), self, G_CONNECT_SWAPPED);
  show_which (self);
  show_empty_text (self);
}

static void
selected_cb (HfCyclesPage *self, guint row)
{
  hf_session_select_cycle (self->session, row);
  show_mend (self, row);
}

static void
activated_cb (HfCyclesPage *self, guint row)
{
  hf_session_select_cycle (self->session, row);
  if (hf_session_get_selection (self->session) != NULL)
    hf_session_show_in_graph (self->session, hf_session_get_selection (self->session));
}

static void
which_changed_cb (HfCyclesPage *self)
{
  guint which = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which));

  if (self->session != NULL && which != GTK_INVALID_LIST_POSITION)
    g_object_set (self->session, "cycles-filter", (int) which, NULL);
}

static void
query_changed_cb (HfCyclesPage *self)
{
  g_autofree char *query = NULL;

  g_object_get (self->filter, "query", &query, NULL);
  if (self->session != NULL)
    hf_session_set_query (self->session, HF_PAGE_CYCLES, query);
}

static void
hf_cycles_page_find (HfPage *page)
{
  gtk_widget_grab_focus (HF_CYCLES_PAGE (page)->filter);
}

static HfTable *
hf_cycles_page_dup_table (HfPage *page)
{
  HfTable *table = hf_table_view_get_table (HF_TABLE_VIEW (HF_CYCLES_PAGE (page)->cycles));

  return table != NULL ? g_object_ref (table) : NULL;
}

static gboolean
hf_cycles_page_sort_by (HfPage *page, const char *column, gboolean descending)
{
  return hf_table_view_sort_by (HF_TABLE_VIEW (HF_CYCLES_PAGE (page)->cycles), column, descending);
}

static void
hf_cycles_page_page_init (HfPageInterface *iface)
{
  iface->set_session = hf_cycles_page_set_session;
  iface->find = hf_cycles_page_find;
  iface->dup_table = hf_cycles_page_dup_table;
  iface->sort_by = hf_cycles_page_sort_by;
}

static void
hf_cycles_page_dispose (GObject *object)
{
  HfCyclesPage *self = HF_CYCLES_PAGE (object);

  g_clear_object (&self->session);
  hf_template_dispose (self, HF_TYPE_CYCLES_PAGE);

  G_OBJECT_CLASS (hf_cycles_page_parent_class)->dispose (object);
}

static void
hf_cycles_page_class_init (HfCyclesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_cycles_page_dispose;
  g_type_ensure (HF_TYPE_QUERY_ENTRY);
  g_type_ensure (HF_TYPE_TABLE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/cycles-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HfCyclesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, HfCyclesPage, which);
  gtk_widget_class_bind_template_child (widget_class, HfCyclesPage, cycles);
  gtk_widget_class_bind_template_child (widget_class, HfCyclesPage, mend_box);
  gtk_widget_class_bind_template_child (widget_class, HfCyclesPage, mend);
  gtk_widget_class_bind_template_callback (widget_class, query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, which_changed_cb);
}

static void
hf_cycles_page_init (HfCyclesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_list_name_drop_down (self->which, _("Which cycles"));
  hf_table_view_set_label (HF_TABLE_VIEW (self->cycles), _("Cycles by shape"));
}
