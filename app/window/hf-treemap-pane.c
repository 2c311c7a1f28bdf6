/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-treemap-pane.h"

#include <glib/gi18n.h>

#include "hf-treemap-view.h"
#include "session/hf-dominator-list.h"
#include "session/hf-format.h"

#define MAX_CRUMBS 3u
#define CRUMB_CHARS 14

struct _HfTreemapPane
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *crumbs;
  GtkWidget *view;
  HfSession *session;
  HfAnalysis *analysis;
};

G_DEFINE_FINAL_TYPE (HfTreemapPane, hf_treemap_pane, GTK_TYPE_WIDGET)

/* ---- the way in ---- */

static void
crumb_cb (GtkButton *button, gpointer data)
{
  HfTreemapPane *self = HF_TREEMAP_PANE (data);

  hf_treemap_view_set_focus (HF_TREEMAP_VIEW (self->view), GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "object")));
}

static char *
dup_crumb (HfTreemapPane *self, guint32 object)
{
  g_autofree char *words = NULL;

  if (object == HF_ROOT)
    return g_strdup (_("Whole heap"));
  words = hf_dominator_list_words_of (self->analysis, object);

  return g_strdup_printf ("%s %s", hf_heap_type_name_of (self->analysis->heap, object), words);
}

static void
add_crumb (HfTreemapPane *self, guint32 object, gboolean last)
{
  g_autofree char *words = dup_crumb (self, object);
  GtkWidget *label = gtk_label_new (words), *button = gtk_button_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), last ? 2 * CRUMB_CHARS : CRUMB_CHARS);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_sensitive (button, !last);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "object", GUINT_TO_POINTER (object));
  g_signal_connect (button, "clicked", G_CALLBACK (crumb_cb), self);
  if (gtk_widget_get_first_child (self->crumbs) != NULL)
    gtk_box_append (GTK_BOX (self->crumbs), gtk_label_new ("›"));
  gtk_box_append (GTK_BOX (self->crumbs), button);
}

/* The whole heap, and the last steps to where the map is. */
static void
show_crumbs (HfTreemapPane *self)
{
  guint32 way[MAX_CRUMBS], at = hf_treemap_view_get_focus (HF_TREEMAP_VIEW (self->view));
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (self->crumbs)) != NULL)
    gtk_box_remove (GTK_BOX (self->crumbs), child);
  if (self->analysis == NULL)
    return;
  for (; n < MAX_CRUMBS - 1 && at != HF_ROOT && at != HF_NONE; at = self->analysis->dominators->idom[at])
    way[n++] = at;
  add_crumb (self, HF_ROOT, n == 0);
  if (at != HF_ROOT && at != HF_NONE)
    gtk_box_append (GTK_BOX (self->crumbs), gtk_label_new ("…"));
  while (n > 0)
    {
      n--;
      add_crumb (self, way[n], n == 0);
    }
}

/* ---- the session ---- */

static void
selected_cb (HfTreemapPane *self, guint object)
{
  hf_session_select_object (self->session, hf_session_get_current (self->session), object);
}

static void
show_selection (HfTreemapPane *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  guint32 object = HF_NONE;

  if (self->box == NULL)
    return;
  if (selection != NULL && hf_selection_get_kind (selection) == HF_SELECTION_OBJECT &&
      hf_selection_get_snapshot (selection) == hf_session_get_current (self->session))
    object = hf_selection_get_object (selection);
  hf_treemap_view_set_selected (HF_TREEMAP_VIEW (self->view), object);
}

void
hf_treemap_pane_set_session (HfTreemapPane *self, HfSession *session)
{
  g_return_if_fail (HF_IS_TREEMAP_PANE (self));

  if (!g_set_object (&self->session, session))
    return;
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show_selection), self, G_CONNECT_SWAPPED);
  show_selection (self);
}

void
hf_treemap_pane_set_analysis (HfTreemapPane *self, HfAnalysis *analysis)
{
  g_return_if_fail (HF_IS_TREEMAP_PANE (self));

  self->analysis = analysis;
  hf_treemap_view_set_analysis (HF_TREEMAP_VIEW (self->view), analysis);
  show_crumbs (self);
  if (self->session != NULL)
    show_selection (self);
}

static void
hf_treemap_pane_dispose (GObject *object)
{
  HfTreemapPane *self = HF_TREEMAP_PANE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (hf_treemap_pane_parent_class)->dispose (object);
}

static void
hf_treemap_pane_class_init (HfTreemapPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hf_treemap_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
hf_treemap_pane_init (HfTreemapPane *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->crumbs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  self->view = g_object_new (HF_TYPE_TREEMAP_VIEW, "vexpand", TRUE, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (self->crumbs, "map-crumbs");
  gtk_box_append (GTK_BOX (self->box), self->crumbs);
  gtk_box_append (GTK_BOX (self->box), self->view);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (self->view, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->view, "zoomed", G_CALLBACK (show_crumbs), self);
}
