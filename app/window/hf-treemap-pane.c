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
  GtkWidget *note;
  HfSession *session;
  gboolean filtered;
  gboolean shown; /* something is */
};

G_DEFINE_FINAL_TYPE (HfTreemapPane, hf_treemap_pane, GTK_TYPE_WIDGET)

/* ---- the way in ---- */

static void
crumb_cb (GtkButton *button, gpointer data)
{
  HfTreemapPane *self = HF_TREEMAP_PANE (data);

  hf_treemap_view_go_out (HF_TREEMAP_VIEW (self->view), GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "depth")));
}

/* The button that goes out to @depth. */
static void
add_crumb (HfTreemapPane *self, guint depth, gboolean last)
{
  HfTreemapView *view = HF_TREEMAP_VIEW (self->view);
  g_autofree char *words = depth > 0 ? hf_treemap_view_dup_name_of (view, hf_treemap_view_get_place (view, depth - 1))
                                     : g_strdup (self->filtered ? _("What matches") : _("Whole heap"));
  GtkWidget *label = gtk_label_new (words), *button = gtk_button_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), last ? 2 * CRUMB_CHARS : CRUMB_CHARS);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_sensitive (button, !last);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "depth", GUINT_TO_POINTER (depth));
  g_signal_connect (button, "clicked", G_CALLBACK (crumb_cb), self);
  if (gtk_widget_get_first_child (self->crumbs) != NULL)
    gtk_box_append (GTK_BOX (self->crumbs), gtk_label_new ("›"));
  gtk_box_append (GTK_BOX (self->crumbs), button);
}

/* The top level, and the last steps to where the map is. */
static void
show_crumbs (HfTreemapPane *self)
{
  guint depth = hf_treemap_view_get_depth (HF_TREEMAP_VIEW (self->view)), first = depth + 2 > MAX_CRUMBS ? depth + 2 - MAX_CRUMBS : 1;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->crumbs)) != NULL)
    gtk_box_remove (GTK_BOX (self->crumbs), child);
  if (!self->shown)
    return;
  add_crumb (self, 0, depth == 0);
  if (first > 1)
    gtk_box_append (GTK_BOX (self->crumbs), gtk_label_new ("…"));
  for (guint i = first; i <= depth; i++)
    add_crumb (self, i, i == depth);
}

/* What a person would look for on it in vain. */
static void
show_note (HfTreemapPane *self, HfAnalysis *analysis, HfDominatorList *top)
{
  guint64 whole = hf_heap_bytes (analysis->heap), mapped = hf_dominator_list_get_mapped (top);
  g_autofree char *shown = hf_format_size (mapped);
  g_autofree char *all = hf_format_size (whole);
  g_autofree char *rest = hf_format_size (whole - MIN (mapped, whole));
  g_autofree char *words = NULL;

  if (self->filtered)
    words = g_strdup_printf (_("The map shows %1$s of %2$s: what the filter means."), shown, all);
  else if (mapped < whole)
    words = g_strdup_printf (_("Not on the map: %s that no root reaches."), rest);
  gtk_label_set_text (GTK_LABEL (self->note), words != NULL ? words : "");
  gtk_widget_set_visible (self->note, words != NULL);
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
hf_treemap_pane_set_top (HfTreemapPane *self, HfAnalysis *analysis, HfDominatorList *top, gboolean filtered)
{
  g_return_if_fail (HF_IS_TREEMAP_PANE (self));

  if (top != NULL && hf_dominator_list_get_job (top) != NULL)
    top = NULL;
  self->filtered = filtered;
  self->shown = top != NULL;
  hf_treemap_view_set_top (HF_TREEMAP_VIEW (self->view), analysis, top);
  gtk_widget_set_visible (self->note, FALSE);
  if (top != NULL)
    show_note (self, analysis, top);
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
  self->note = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_widget_add_css_class (self->note, "map-note");
  gtk_widget_set_visible (self->note, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->note);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (self->view, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->view, "zoomed", G_CALLBACK (show_crumbs), self);
}
