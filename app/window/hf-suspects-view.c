/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-suspects-view.h"

#include <glib/gi18n.h>

#define LIST_HEIGHT 160 /* at most, where there is room */
#define LEAST_HEIGHT 44
#define SUSPECT_HEIGHT 80

struct _HfSuspectsView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *banner;
  GtkWidget *grade;
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *actions;
  GtkWidget *show;
  GtkWidget *more;
  GtkWidget *more_label;
  GtkWidget *arrow;
  GtkWidget *scroll;
  GtkWidget *list;

  /* Owned */
  HfSession *session;
  gboolean narrow;
  GPtrArray *watched; /* of HfSnapshot: those that suspects are looked for in */
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

static const char *
translate (const char *text)
{
  return _(text);
}

/* A word and a sign: the colour alone says nothing. */
static void
show_grade (GtkWidget *box, HfSuspectGrade grade)
{
  GtkWidget *image = gtk_widget_get_first_child (box);
  const char *const classes[] = { "suspect-grade", class_of (grade), NULL };

  gtk_image_set_from_icon_name (GTK_IMAGE (image), icon_of (grade));
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (image)), hf_suspect_grade_to_words (grade, translate));
  gtk_widget_set_css_classes (box, (const char **) classes);
}

static GtkWidget *
make_grade (HfSuspectGrade grade)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  show_grade (box, grade);

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
  g_autofree char *name = g_strdup_printf ("%s: %s", hf_suspect_grade_to_words (grade, translate), sentence);
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

/* ---- the banner ------------------------------------------------------------------------------------------------------------- */

static HfSuspectList *
suspects_of (HfSuspectsView *self)
{
  return hf_session_get_suspects (self->session);
}

static void
say (HfSuspectsView *self, const char *title, const char *detail)
{
  g_autofree char *whole = g_strjoin ("\n\n", title, detail, NULL);

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->detail), detail != NULL ? detail : "");
  gtk_widget_set_tooltip_text (self->title, whole);
  gtk_widget_set_tooltip_text (self->detail, detail);
}

static gboolean
is_looking (HfSuspectsView *self)
{
  gboolean looking = hf_suspect_list_get_job (suspects_of (self)) != NULL;

  for (guint i = 0; i < self->watched->len; i++)
    looking = looking || hf_snapshot_get_job (g_ptr_array_index (self->watched, i)) != NULL;

  return looking;
}

/* Before anything is known. */
static void
say_state (HfSuspectsView *self)
{
  if (is_looking (self))
    say (self, _("Looking for what leaks…"), _("Each place that grew is followed to what holds it."));
  else
    say (self, _("What leaks is not known"), _("The snapshots were not analysed to the end."));
}

static void
say_headline (HfSuspectsView *self, const HfHeadline *headline)
{
  if (headline != NULL && headline->title != NULL)
    say (self, headline->title, headline->detail);
  else
    say (self, headline != NULL ? _("Nothing that grew stands out.") : _("Nothing in it stands out."), _("No place is suspected of a leak."));
}

static void
say_first (HfSuspectsView *self)
{
  HfSuspectList *suspects = suspects_of (self);
  HfSuspectGrade grade = hf_suspect_list_get_grade (suspects, 0);
  const char *sentence = hf_suspect_list_get_sentence (suspects, 0), *remedy = hf_suspect_list_get_remedy (suspects, 0);
  g_autofree char *words = g_strdup_printf ("%s: %s", hf_suspect_grade_to_words (grade, translate), sentence);

  show_grade (self->grade, grade);
  say (self, sentence, remedy != NULL ? remedy : _("It fits no known pattern: the chain shows what keeps it."));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->show), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

/* Two lines where there is little room: the whole sentence is worth more than the beginnings of it and of the remedy. */
static void
fit (HfSuspectsView *self, gboolean suspected)
{
  gtk_label_set_lines (GTK_LABEL (self->title), self->narrow && !suspected ? 1 : 2);
  gtk_widget_set_visible (self->detail, !self->narrow || !suspected);
}

static void
show_banner (HfSuspectsView *self)
{
  HfSuspectList *suspects = suspects_of (self);
  guint n = hf_suspect_list_get_n (suspects);
  g_autoptr (HfSelection) evidence = hf_suspect_list_is_ready (suspects) && (n > 0 || hf_suspect_list_get_headline (suspects) != NULL)
                                       ? hf_suspect_list_dup_selection (suspects, 0) : NULL;

  if (n > 0)
    say_first (self);
  else if (hf_suspect_list_is_ready (suspects))
    say_headline (self, hf_suspect_list_get_headline (suspects));
  else
    say_state (self);
  if (n > 0)
    gtk_widget_add_css_class (self->banner, "suspected");
  else
    gtk_widget_remove_css_class (self->banner, "suspected");
  fit (self, n > 0);
  gtk_widget_set_visible (self->grade, n > 0);
  gtk_widget_set_sensitive (self->show, evidence != NULL);
}

/* ---- the others ------------------------------------------------------------------------------------------------------------- */

static void
show_more (HfSuspectsView *self)
{
  guint n = hf_suspect_list_get_n (suspects_of (self));
  gboolean open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->more));
  /* Translators: suspects beside the one that is told */
  g_autofree char *words = g_strdup_printf (ngettext ("and %u more", "and %u more", n > 1 ? n - 1 : 0), n > 1 ? n - 1 : 0);
  g_autofree char *number = g_strdup_printf ("+%u", n > 1 ? n - 1 : 0);

  if (hf_suspect_list_is_ready (suspects_of (self)))
    {
      gtk_label_set_text (GTK_LABEL (self->more_label), self->narrow ? number : words);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
      gtk_widget_set_visible (self->more, n > 1);
      /* Wrapped labels do not tell a scrolled window how high they will be; what is asked for here it may have, but need not. */
      gtk_widget_set_size_request (self->list, -1, (int) MIN (n * SUSPECT_HEIGHT, LIST_HEIGHT));
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_widget_set_visible (self->scroll, open && gtk_widget_get_visible (self->more));
}

/* What was unfolded stays as high as it is until the next answer is there. */
static void
show_list (HfSuspectsView *self)
{
  guint n = hf_suspect_list_get_n (suspects_of (self));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  for (guint i = 1; i < n; i++)
    gtk_box_append (GTK_BOX (self->list), make_suspect (self, i));
}

static void
show_suspects (HfSuspectsView *self)
{
  show_banner (self);
  show_list (self);
  show_more (self);
}

static void
show_clicked_cb (HfSuspectsView *self)
{
  hf_session_show_suspect (self->session, 0);
}

static void
more_toggled_cb (HfSuspectsView *self)
{
  if (self->session != NULL)
    show_more (self);
}

/* ---- the session ------------------------------------------------------------------------------------------------------------ */

static void
stop_watching (gpointer data, gpointer self)
{
  g_signal_handlers_disconnect_by_func (data, show_banner, self);
}

static void
watch (HfSuspectsView *self, HfSnapshot *snapshot)
{
  if (snapshot == NULL || g_ptr_array_find (self->watched, snapshot, NULL))
    return;
  g_ptr_array_add (self->watched, g_object_ref (snapshot));
  g_signal_connect_object (snapshot, "notify::job", G_CALLBACK (show_banner), self, G_CONNECT_SWAPPED);
}

static void
watch_snapshots (HfSuspectsView *self)
{
  g_ptr_array_foreach (self->watched, stop_watching, self);
  g_ptr_array_set_size (self->watched, 0);
  watch (self, hf_session_get_base (self->session));
  watch (self, hf_session_get_target (self->session));
  watch (self, hf_session_get_current (self->session));
  show_banner (self);
}

void
hf_suspects_view_set_session (HfSuspectsView *self, HfSession *session)
{
  static const char *const which[] = { "notify::base", "notify::target", "notify::current" };
  HfSuspectList *suspects;

  g_return_if_fail (HF_IS_SUSPECTS_VIEW (self));

  if (!g_set_object (&self->session, session))
    return;
  suspects = hf_session_get_suspects (session);
  for (guint i = 0; i < G_N_ELEMENTS (which); i++)
    g_signal_connect_object (session, which[i], G_CALLBACK (watch_snapshots), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (suspects, "notify::ready", G_CALLBACK (show_suspects), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (suspects, "notify::job", G_CALLBACK (show_banner), self, G_CONNECT_SWAPPED);
  watch_snapshots (self);
  show_suspects (self);
}

void
hf_suspects_view_set_narrow (HfSuspectsView *self, gboolean narrow)
{
  g_return_if_fail (HF_IS_SUSPECTS_VIEW (self));

  self->narrow = narrow;
  gtk_label_set_lines (GTK_LABEL (self->detail), narrow ? 1 : 2);
  if (self->session != NULL)
    {
      show_banner (self);
      show_more (self);
    }
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->actions), narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}

/* ---- widget ----------------------------------------------------------------------------------------------------------------- */

static void
hf_suspects_view_dispose (GObject *object)
{
  HfSuspectsView *self = HF_SUSPECTS_VIEW (object);

  if (self->watched != NULL)
    g_ptr_array_foreach (self->watched, stop_watching, self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
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
make_actions (HfSuspectsView *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  self->show = gtk_button_new_with_label (_("Show the Chain"));
  gtk_widget_set_tooltip_text (self->show, _("Draw what keeps one of them alive"));
  g_signal_connect_object (self->show, "clicked", G_CALLBACK (show_clicked_cb), self, G_CONNECT_SWAPPED);
  self->more_label = gtk_label_new (NULL);
  self->arrow = gtk_image_new_from_icon_name ("pan-end-symbolic");
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), self->more_label);
  gtk_box_append (GTK_BOX (row), self->arrow);
  self->more = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->more), row);
  gtk_widget_set_visible (self->more, FALSE);
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_set_tooltip_text (self->more, _("Unfold or fold the list of what may leak"));
  g_signal_connect_object (self->more, "toggled", G_CALLBACK (more_toggled_cb), self, G_CONNECT_SWAPPED);
  self->actions = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_valign (self->actions, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->actions), self->show);
  gtk_box_append (GTK_BOX (self->actions), self->more);
}

static void
make_banner (HfSuspectsView *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  make_actions (self);
  self->grade = make_grade (HF_SUSPECT_LARGE);
  self->title = make_text (NULL, 2, "headline-title");
  self->detail = make_text (NULL, 2, "headline-detail");
  gtk_box_append (GTK_BOX (words), self->title);
  gtk_box_append (GTK_BOX (words), self->detail);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  self->banner = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->banner, "headline");
  gtk_widget_set_valign (self->grade, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->banner), self->grade);
  gtk_box_append (GTK_BOX (self->banner), words);
  gtk_box_append (GTK_BOX (self->banner), self->actions);
}

static void
make_scroll (HfSuspectsView *self)
{
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->scroll = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroll), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroll), LEAST_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroll), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), self->list);
  gtk_widget_add_css_class (self->scroll, "suspects");
  gtk_widget_set_focusable (self->scroll, FALSE);
  gtk_widget_set_visible (self->scroll, FALSE);
}

static void
hf_suspects_view_init (HfSuspectsView *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  make_banner (self);
  make_scroll (self);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), self->banner);
  gtk_box_append (GTK_BOX (self->box), self->scroll);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What may leak"), -1);
}
