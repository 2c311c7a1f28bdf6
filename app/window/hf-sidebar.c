/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-sidebar.h"

#include <glib/gi18n.h>

#include "hf-list.h"
#include "hf-recorder-row.h"
#include "hf-snapshot-row.h"
#include "hf-template.h"

struct _HfSidebar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *compare;
  GtkWidget *pair;
  GtkWidget *choosers;
  GtkWidget *base;
  GtkWidget *target;
  GtkWidget *recorder;

  /* Owned */
  HfSession *session;
  gboolean telling;
};

G_DEFINE_FINAL_TYPE (HfSidebar, hf_sidebar, GTK_TYPE_WIDGET)

static HfSnapshot *
snapshot_at (HfSidebar *self, guint i)
{
  g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (hf_session_get_snapshots (self->session), i);

  return snapshot; /* the session keeps it */
}

static guint
n_snapshots (HfSidebar *self)
{
  return g_list_model_get_n_items (hf_session_get_snapshots (self->session));
}

static guint
index_of (HfSidebar *self, HfSnapshot *snapshot)
{
  for (guint i = 0; i < n_snapshots (self); i++)
    if (snapshot_at (self, i) == snapshot)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* ---- from the session ---- */

static void
show_current (HfSidebar *self)
{
  guint current = index_of (self, hf_session_get_current (self->session));
  GtkListBoxRow *row = current != GTK_INVALID_LIST_POSITION ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) current) : NULL;

  self->telling = TRUE;
  if (row != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  else
    gtk_list_box_unselect_all (GTK_LIST_BOX (self->list));
  self->telling = FALSE;
}

static gboolean
has_letters (GtkDropDown *chooser, char **letters)
{
  GListModel *model = gtk_drop_down_get_model (chooser);
  guint n = g_strv_length (letters);

  if (model == NULL || g_list_model_get_n_items (model) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), letters[i]))
      return FALSE;

  return TRUE;
}

/* The model stays where it says the right thing: GTK selects again without end where it is replaced while a person selects. */
static void
fill_chooser (HfSidebar *self, GtkDropDown *chooser, HfSnapshot *chosen)
{
  g_auto (GStrv) letters = g_new0 (char *, n_snapshots (self) + 1);

  for (guint i = 0; i < n_snapshots (self); i++)
    letters[i] = g_strdup (hf_snapshot_get_letter (snapshot_at (self, i)));
  if (!has_letters (chooser, letters))
    {
      g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) letters);

      gtk_drop_down_set_model (chooser, G_LIST_MODEL (model));
    }
  if (gtk_drop_down_get_selected (chooser) != index_of (self, chosen))
    gtk_drop_down_set_selected (chooser, index_of (self, chosen));
}

/* With two there is nothing to choose. */
static void
show_pair (HfSidebar *self)
{
  HfSnapshot *base = hf_session_get_base (self->session);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->compare, base != NULL);
  if (base == NULL)
    return;
  self->telling = TRUE;
  fill_chooser (self, GTK_DROP_DOWN (self->base), base);
  fill_chooser (self, GTK_DROP_DOWN (self->target), hf_session_get_target (self->session));
  self->telling = FALSE;
  words = g_strdup_printf ("%s → %s", hf_snapshot_get_letter (base), hf_snapshot_get_letter (hf_session_get_target (self->session)));
  gtk_label_set_text (GTK_LABEL (self->pair), words);
  gtk_widget_set_visible (self->pair, n_snapshots (self) == 2);
  gtk_widget_set_visible (self->choosers, n_snapshots (self) > 2);
}

static void
snapshots_changed_cb (HfSidebar *self)
{
  show_current (self);
  show_pair (self);
}

static GtkWidget *
new_row (gpointer item, gpointer data)
{
  return hf_snapshot_row_new (HF_SNAPSHOT (item));
}

void
hf_sidebar_set_session (HfSidebar *self, HfSession *session)
{
  g_return_if_fail (HF_IS_SIDEBAR (self));

  g_set_object (&self->session, session);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), hf_session_get_snapshots (session), new_row, self, NULL);
  g_signal_connect_object (hf_session_get_snapshots (session), "items-changed", G_CALLBACK (snapshots_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::current", G_CALLBACK (show_current), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::base", G_CALLBACK (show_pair), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::target", G_CALLBACK (show_pair), self, G_CONNECT_SWAPPED);
  snapshots_changed_cb (self);
}

void
hf_sidebar_set_recorder (HfSidebar *self, HfRecorder *recorder)
{
  g_return_if_fail (HF_IS_SIDEBAR (self));

  hf_recorder_row_set_recorder (HF_RECORDER_ROW (self->recorder), recorder);
}

/* ---- from the person ---- */

static void
row_selected_cb (HfSidebar *self, GtkListBoxRow *row)
{
  if (self->telling || row == NULL)
    return;
  hf_session_set_current (self->session, snapshot_at (self, (guint) gtk_list_box_row_get_index (row)));
}

static void
pair_chosen_cb (HfSidebar *self)
{
  guint base = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->base));
  guint target = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->target));

  if (self->telling || base >= n_snapshots (self) || target >= n_snapshots (self))
    return;
  if (base != target)
    hf_session_set_pair (self->session, snapshot_at (self, base), snapshot_at (self, target));
  show_pair (self);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfSidebar *self = HF_SIDEBAR (widget);
  guint i = g_variant_get_uint32 (parameter);

  if (i < n_snapshots (self))
    hf_session_remove (self->session, snapshot_at (self, i));
}

static void
hf_sidebar_dispose (GObject *object)
{
  HfSidebar *self = HF_SIDEBAR (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  g_clear_object (&self->session);
  hf_template_dispose (self, HF_TYPE_SIDEBAR);

  G_OBJECT_CLASS (hf_sidebar_parent_class)->dispose (object);
}

static void
hf_sidebar_class_init (HfSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (HF_TYPE_RECORDER_ROW);
  G_OBJECT_CLASS (klass)->dispose = hf_sidebar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, box);
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, compare);
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, pair);
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, choosers);
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, base);
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, target);
  gtk_widget_class_bind_template_child (widget_class, HfSidebar, recorder);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, pair_chosen_cb);
  gtk_widget_class_install_action (widget_class, "sidebar.remove", "u", remove_action);
}

static void
hf_sidebar_init (HfSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_list_name_drop_down (self->base, _("The older snapshot"));
  hf_list_name_drop_down (self->target, _("The newer snapshot"));
}
