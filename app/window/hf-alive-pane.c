/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-alive-pane.h"

#include <glib/gi18n.h>

#include "canvas/hf-tip.h"
#include "hf-list.h"
#include "hf-step-widget.h"
#include "hf-template.h"
#include "session/hf-format.h"

struct _HfAlivePane
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkWidget *note;
  GtkWidget *sentence;
  GtkWidget *pattern;
  GtkWidget *steps_scroll;
  GtkWidget *steps;
  GtkWidget *tools;
  GtkWidget *ways_box;
  GtkWidget *way;
  GtkWidget *earlier;
  GtkWidget *later;
  GtkWidget *copy;

  /* Owned */
  HfSession *session;
  HfAlive *alive;
  GtkSingleSelection *selection;
  gboolean telling;
  gboolean narrow;
  guint waiting_source;
};

G_DEFINE_FINAL_TYPE (HfAlivePane, hf_alive_pane, GTK_TYPE_WIDGET)

/* ---- from the session ---- */

static void
show_note (HfAlivePane *self, const char *words)
{
  gtk_label_set_text (GTK_LABEL (self->note), words != NULL ? words : "");
  gtk_widget_set_visible (self->note, words != NULL);
}

/* What the chain below is an example of, or why there is none. */
static void
show_subject (HfAlivePane *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  g_autofree char *words = NULL;
  g_autofree char *count = NULL;
  guint n;

  if (selection == NULL)
    show_note (self, _("Select an object, a type or a holder: the chain that keeps it alive is shown here."));
  else if (hf_snapshot_get_analysis (hf_selection_get_snapshot (selection)) == NULL)
    show_note (self, _("Chains are there as soon as the dump is analysed."));
  else if (hf_selection_get_kind (selection) == HF_SELECTION_HOLDER)
    {
      hf_selection_get_objects (selection, &n);
      count = hf_format_count (n);
      words = n == 1 ? g_strdup (_("the only object that is held this way")) : g_strdup_printf (_("one of %s objects held the same way"), count);
      show_note (self, words);
    }
  else if (hf_selection_get_kind (selection) == HF_SELECTION_TYPE)
    {
      /* Translators: %s is a type, like app.Session */
      words = g_strdup_printf (_("an example of %s"), hf_selection_get_key (selection));
      show_note (self, words);
    }
  else
    show_note (self, hf_selection_get_kind (selection) == HF_SELECTION_CYCLE ? _("a member of the cycle") : NULL);
}

static void
select_last (HfAlivePane *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  self->telling = TRUE;
  gtk_single_selection_set_selected (self->selection, n > 0 ? n - 1 : GTK_INVALID_LIST_POSITION);
  self->telling = FALSE;
  if (n > 0)
    hf_list_scroll_to (self->steps, n - 1);
}

static gboolean
waiting_cb (gpointer data)
{
  HfAlivePane *self = HF_ALIVE_PANE (data);

  self->waiting_source = 0;
  gtk_single_selection_set_model (self->selection, NULL);
  gtk_widget_set_visible (self->steps_scroll, FALSE);
  gtk_widget_set_visible (self->tools, FALSE);
  return G_SOURCE_REMOVE;
}

static void
show_steps (HfAlivePane *self)
{
  GListModel *steps = hf_alive_get_steps (self->alive);
  gboolean some = g_list_model_get_n_items (steps) > 0;

  /* The next chain is usually there before anybody sees that this one is gone. */
  if (!some && hf_alive_get_job (self->alive) != NULL)
    {
      if (self->waiting_source == 0)
        self->waiting_source = g_timeout_add (150, waiting_cb, self);
      return;
    }
  g_clear_handle_id (&self->waiting_source, g_source_remove);
  self->telling = TRUE;
  gtk_single_selection_set_model (self->selection, steps);
  self->telling = FALSE;
  gtk_widget_set_visible (self->steps_scroll, some);
  gtk_widget_set_visible (self->tools, some);
  select_last (self);
}

/* The rows are the same, what they read is not. */
static void
show_steps_again (HfAlivePane *self)
{
  self->telling = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  self->telling = FALSE;
  show_steps (self);
}

static void
show_sentence (HfAlivePane *self)
{
  const char *sentence = hf_alive_get_sentence (self->alive);

  gtk_label_set_text (GTK_LABEL (self->sentence), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->sentence, sentence != NULL);
}

/* What kind of leak the chain is, and what would mend it. */
static void
show_pattern (HfAlivePane *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  guint n = g_list_model_get_n_items (hf_alive_get_steps (self->alive));
  HfAnalysis *analysis = selection != NULL ? hf_snapshot_get_analysis (hf_selection_get_snapshot (selection)) : NULL;
  const char *known = hf_suspect_list_get_remedy_of (hf_session_get_suspects (self->session), selection);
  g_autofree char *words = g_strdup (known);

  if (words == NULL && n > 0 && analysis != NULL && hf_selection_get_object (selection) != HF_NONE)
    words = hf_suspect_words_for_object (analysis, hf_selection_get_object (selection));
  gtk_label_set_text (GTK_LABEL (self->pattern), words != NULL ? words : "");
  gtk_widget_set_visible (self->pattern, words != NULL);
}

/* "Copy as Python" goes below where there is no room beside the ways. */
static void
show_tools (HfAlivePane *self)
{
  gboolean below = self->narrow || hf_alive_get_n_ways (self->alive) > 1;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->tools), below ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_halign (self->copy, below ? GTK_ALIGN_FILL : GTK_ALIGN_END);
}

static void
show_ways (HfAlivePane *self)
{
  guint way = hf_alive_get_way (self->alive), n = hf_alive_get_n_ways (self->alive);
  /* Translators: chains that keep an object alive are counted: way 1 of 3 */
  g_autofree char *words = g_strdup_printf (_("way %u of %u"), way + 1, MAX (n, 1));

  gtk_label_set_text (GTK_LABEL (self->way), n == 1 ? _("the only way") : words);
  gtk_widget_set_visible (self->earlier, n > 1);
  gtk_widget_set_visible (self->later, n > 1);
  gtk_widget_set_visible (self->ways_box, n > 0);
  show_tools (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alive.earlier", way > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alive.later", way + 1 < n);
}

static const char *
language_of (HfAlivePane *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  HfAnalysis *analysis = selection != NULL ? hf_snapshot_get_analysis (hf_selection_get_snapshot (selection)) : NULL;
  const char *language = analysis != NULL ? hf_path_language (analysis->heap) : NULL;

  return language != NULL ? language : "Python";
}

static void
show_expression (HfAlivePane *self)
{
  const char *expression = hf_alive_get_expression (self->alive);
  const char *language = language_of (self);
  /* Translators: %s is a programming language: JavaScript, Java, Ruby */
  g_autofree char *label = g_strdup_printf (_("Copy as %s"), language);

  gtk_button_set_label (GTK_BUTTON (self->copy), g_str_equal (language, "Python") ? _("Copy as Python") : label);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alive.copy", expression != NULL);
  hf_tip_set (self->copy, expression != NULL ? expression : _("There is no expression that code could reach it with"));
}

void
hf_alive_pane_set_session (HfAlivePane *self, HfSession *session)
{
  g_return_if_fail (HF_IS_ALIVE_PANE (self));

  g_set_object (&self->session, session);
  g_set_object (&self->alive, hf_session_get_alive (session));
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show_subject), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::show-values", G_CALLBACK (show_steps_again), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alive, "notify::steps", G_CALLBACK (show_steps), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alive, "notify::steps", G_CALLBACK (show_subject), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alive, "notify::steps", G_CALLBACK (show_pattern), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show_pattern), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alive, "notify::way", G_CALLBACK (show_ways), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alive, "notify::n-ways", G_CALLBACK (show_ways), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alive, "notify::sentence", G_CALLBACK (show_sentence), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->alive, "notify::expression", G_CALLBACK (show_expression), self, G_CONNECT_SWAPPED);
  show_subject (self);
  show_steps (self);
  show_sentence (self);
  show_ways (self);
  show_expression (self);
}

void
hf_alive_pane_set_narrow (HfAlivePane *self, gboolean narrow)
{
  g_return_if_fail (HF_IS_ALIVE_PANE (self));

  self->narrow = narrow;
  if (self->alive != NULL)
    show_tools (self);
}

/* ---- from the person ---- */

static void
select_step (HfAlivePane *self, guint position)
{
  g_autoptr (HfStepRow) step = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  HfSelection *selection = hf_session_get_selection (self->session);

  if (step != NULL && selection != NULL)
    hf_session_select_object (self->session, hf_selection_get_snapshot (selection), hf_step_row_get_object (step));
}

static void
step_selected_cb (HfAlivePane *self)
{
  if (!self->telling)
    select_step (self, gtk_single_selection_get_selected (self->selection));
}

static void
step_activated_cb (HfAlivePane *self, guint position)
{
  select_step (self, position);
  if (hf_session_get_selection (self->session) != NULL)
    hf_session_show_in_graph (self->session, hf_session_get_selection (self->session));
}

static void
earlier_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfAlivePane *self = HF_ALIVE_PANE (widget);

  if (hf_alive_get_way (self->alive) > 0)
    hf_alive_set_way (self->alive, hf_alive_get_way (self->alive) - 1);
}

static void
later_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfAlivePane *self = HF_ALIVE_PANE (widget);

  hf_alive_set_way (self->alive, hf_alive_get_way (self->alive) + 1);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfAlivePane *self = HF_ALIVE_PANE (widget);
  const char *expression = hf_alive_get_expression (self->alive);

  if (expression == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), expression);
  gtk_widget_activate_action (widget, "win.tell", "s", _("The expression was copied"));
}

/* ---- cells ---- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, hf_step_widget_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  HfStepRow *step = gtk_list_item_get_item (item);
  g_autofree char *label = hf_step_row_dup_label (step);
  g_autofree char *title = hf_step_row_dup_title (step);
  g_autofree char *words = g_strdup_printf ("%s %s", label, title);

  hf_step_widget_set_step (HF_STEP_WIDGET (gtk_list_item_get_child (item)), step);
  hf_list_name_row (item, words);
}

static void
hf_alive_pane_dispose (GObject *object)
{
  HfAlivePane *self = HF_ALIVE_PANE (object);

  g_clear_handle_id (&self->waiting_source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->alive);
  hf_template_dispose (self, HF_TYPE_ALIVE_PANE);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (hf_alive_pane_parent_class)->dispose (object);
}

static void
hf_alive_pane_class_init (HfAlivePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_alive_pane_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/alive-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, box);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, note);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, sentence);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, pattern);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, steps_scroll);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, steps);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, tools);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, ways_box);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, way);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, earlier);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, later);
  gtk_widget_class_bind_template_child (widget_class, HfAlivePane, copy);
  gtk_widget_class_bind_template_callback (widget_class, step_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_install_action (widget_class, "alive.earlier", NULL, earlier_action);
  gtk_widget_class_install_action (widget_class, "alive.later", NULL, later_action);
  gtk_widget_class_install_action (widget_class, "alive.copy", NULL, copy_action);
}

static void
hf_alive_pane_init (HfAlivePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->steps), GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (step_selected_cb), self, G_CONNECT_SWAPPED);
}
