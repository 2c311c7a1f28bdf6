/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-suspects-view.h"

#include <glib/gi18n.h>

#define ROOMY 860       /* height of a window in which the list unfolds by itself */
#define LIST_HEIGHT 160 /* at most, where there is room */
#define LEAST_HEIGHT 44
#define SUSPECT_HEIGHT 80

struct _HfSuspectsView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *header;
  GtkWidget *arrow;
  GtkWidget *title;
  GtkWidget *scroll;
  GtkWidget *list;

  /* Owned */
  HfSession *session;
  gboolean decided; /* by the person, or by the first list */
  gboolean telling;
};

G_DEFINE_FINAL_TYPE (HfSuspectsView, hf_suspects_view, GTK_TYPE_WIDGET)

/* ---- one suspect ------------------------------------------------------------------------------------------------------------ */

static const char *
class_of (HfSuspectGrade grade)
{
  return grade == HF_SUSPECT_LEAK ? "suspect-leak" : grade == HF_SUSPECT_GROWING ? "suspect-growing" : "suspect-calm";
}

static const char *
icon_of (HfSuspectGrade grade)
{
  return grade == HF_SUSPECT_LEAK ? "dialog-warning-symbolic" : grade == HF_SUSPECT_GROWING ? "go-up-symbolic" : "object-select-symbolic";
}

/* A word and a sign: the colour alone says nothing. */
static GtkWidget *
make_grade (HfSuspectGrade grade)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon_of (grade)));
  gtk_box_append (GTK_BOX (box), gtk_label_new (hf_suspect_grade_to_words (grade)));
  gtk_widget_add_css_class (box, "suspect-grade");
  gtk_widget_add_css_class (box, class_of (grade));
  gtk_widget_set_valign (box, GTK_ALIGN_START);

  return box;
}

static GtkWidget *
make_text (const char *text, int lines, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);

  return label;
}

static void
suspect_clicked_cb (GtkWidget *button, HfSuspectsView *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  if (index < hf_suspect_list_get_n (hf_session_get_suspects (self->session)))
    hf_session_show_suspect (self->session, index);
}

static GtkWidget *
make_suspect (HfSuspectsView *self, guint index)
{
  HfSuspectList *suspects = hf_session_get_suspects (self->session);
  const char *sentence = hf_suspect_list_get_sentence (suspects, index), *remedy = hf_suspect_list_get_remedy (suspects, index);
  HfSuspectGrade grade = hf_suspect_list_get_grade (suspects, index);
  g_autofree char *name = g_strdup_printf ("%s: %s", hf_suspect_grade_to_words (grade), sentence);
  GtkWidget *button = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (words), make_text (sentence, 2, NULL));
  if (remedy != NULL)
    gtk_box_append (GTK_BOX (words), make_text (remedy, 2, "suspect-remedy"));
  gtk_box_append (GTK_BOX (row), make_grade (grade));
  gtk_box_append (GTK_BOX (row), words);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "suspect");
  gtk_widget_set_tooltip_text (button, remedy != NULL ? remedy : _("Show what holds it in the graph"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", G_CALLBACK (suspect_clicked_cb), self, 0);

  return button;
}

/* ---- the list --------------------------------------------------------------------------------------------------------------- */

static gboolean
is_roomy (HfSuspectsView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int height = root != NULL ? gtk_widget_get_height (GTK_WIDGET (root)) : 0, width;

  /* A window that is not there yet knows how high it will be. */
  if (height == 0 && GTK_IS_WINDOW (root))
    gtk_window_get_default_size (GTK_WINDOW (root), &width, &height);

  return height >= ROOMY;
}

/* Wrapped labels do not tell a scrolled window how high they will be; what is asked for here it may have, but need not. */
static void
set_list_height (HfSuspectsView *self)
{
  guint n = hf_suspect_list_get_n (hf_session_get_suspects (self->session));

  gtk_widget_set_size_request (self->list, -1, (int) MIN (n * SUSPECT_HEIGHT, LIST_HEIGHT));
}

static void
show_title (HfSuspectsView *self)
{
  HfSuspectList *suspects = hf_session_get_suspects (self->session);
  guint n = hf_suspect_list_get_n (suspects);
  gboolean open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->header));
  g_autofree char *title = NULL;

  if (n == 0)
    return;
  if (open && hf_suspect_list_get_n_heaps (suspects) > 1)
    /* Translators: places where a program may leak */
    title = g_strdup_printf (ngettext ("%u suspect", "%u suspects, the most telling first", n), n);
  else if (open)
    title = g_strdup_printf (ngettext ("%u large accumulation", "%u large accumulations", n), n);
  else
    title = g_strdup_printf ("%s: %s", hf_suspect_grade_to_words (hf_suspect_list_get_grade (suspects, 0)), hf_suspect_list_get_sentence (suspects, 0));
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->header), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  set_list_height (self);
  gtk_widget_set_visible (self->scroll, open);
}

static void
clear_list (HfSuspectsView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
}

static void
show_suspects (HfSuspectsView *self)
{
  guint n = hf_suspect_list_get_n (hf_session_get_suspects (self->session));

  clear_list (self);
  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (self->list), make_suspect (self, i));
  if (n > 0 && !self->decided && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    {
      self->telling = TRUE;
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->header), is_roomy (self));
      self->telling = FALSE;
      self->decided = TRUE;
    }
  show_title (self);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
header_toggled_cb (HfSuspectsView *self)
{
  if (self->session == NULL)
    return;
  self->decided |= !self->telling;
  show_title (self);
}

void
hf_suspects_view_set_session (HfSuspectsView *self, HfSession *session)
{
  g_return_if_fail (HF_IS_SUSPECTS_VIEW (self));

  g_set_object (&self->session, session);
  g_signal_connect_object (hf_session_get_suspects (session), "notify::ready", G_CALLBACK (show_suspects), self, G_CONNECT_SWAPPED);
  show_suspects (self);
}

/* ---- widget ----------------------------------------------------------------------------------------------------------------- */

static void
hf_suspects_view_dispose (GObject *object)
{
  HfSuspectsView *self = HF_SUSPECTS_VIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (hf_suspects_view_parent_class)->dispose (object);
}

static void
hf_suspects_view_class_init (HfSuspectsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_suspects_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
make_header (HfSuspectsView *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_box_append (GTK_BOX (row), self->arrow);
  gtk_box_append (GTK_BOX (row), self->title);
  self->header = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->header), row);
  gtk_widget_add_css_class (self->header, "flat");
  gtk_widget_add_css_class (self->header, "suspects-header");
  gtk_widget_set_tooltip_text (self->header, _("Unfold or fold the list of what may leak"));
  g_signal_connect_object (self->header, "toggled", G_CALLBACK (header_toggled_cb), self, G_CONNECT_SWAPPED);
}

static void
hf_suspects_view_init (HfSuspectsView *self)
{
  make_header (self);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->scroll = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroll), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroll), LEAST_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroll), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), self->list);
  gtk_widget_set_focusable (self->scroll, FALSE);
  gtk_widget_set_visible (self->scroll, FALSE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_margin_top (self->box, 6);
  gtk_widget_set_margin_start (self->box, 12);
  gtk_widget_set_margin_end (self->box, 12);
  gtk_box_append (GTK_BOX (self->box), self->header);
  gtk_box_append (GTK_BOX (self->box), self->scroll);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What may leak"), -1);
}
