/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-mend-card.h"

#include <glib/gi18n.h>

#include "analysis/hf-mend-plan.h"
#include "canvas/hf-tip.h"
#include "heap/hf-error.h"
#include "hf-job-bar.h"
#include "session/hf-job.h"

#define MOST_PROPOSALS 6u
#define MOST_LINES 3
#define PATIENCE_MS 400 /* until it is said that something is looked for */

typedef struct
{
  HfAnalysis *analysis;
  guint32 object;
} Question;

struct _HfMendCard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *shown;  /* what is said of a mend */
  GtkWidget *before;
  GtkWidget *after;
  GtkWidget *title;
  GtkWidget *others;
  GtkWidget *words;
  GtkWidget *job_bar;
  GSimpleAction *choice; /* index of a proposal */

  HfJob *job;
  HfAnalysis *asked;  /* what the job looks at; owned */
  guint32 object;     /* in the cycle that is asked about */
  gboolean proposing; /* the best one is to be shown */
  HfMendPlan *plan;   /* of the cycle of object; NULL: not known */
  HfAnalysis *known;  /* what it is of; owned */
  HfDrawing *drawing; /* with a mend, or NULL */
  guint patience;     /* source */
  gboolean updating;
};

enum
{
  TURNED,
  CHOSEN,
  FAILED,
  CLOSE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfMendCard, hf_mend_card, GTK_TYPE_WIDGET)

/* ---- looking for mends, in a worker ---- */

static void
question_free (gpointer data)
{
  Question *question = data;

  hf_free_in_worker (question->analysis, (GDestroyNotify) hf_analysis_unref);
  g_free (question);
}

static gpointer
look_for (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;

  return hf_mend_plan_new (question->analysis, question->object, progress, error);
}

/* ---- what is shown ---- */

static void
show_or_hide (HfMendCard *self)
{
  gboolean waits = self->job != NULL && self->proposing && self->patience == 0;

  gtk_widget_set_visible (self->shown, self->drawing != NULL);
  gtk_widget_set_visible (self->job_bar, waits);
  gtk_widget_set_visible (self->others, self->drawing != NULL && self->plan != NULL && self->plan->mends->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self), self->drawing != NULL || waits);
}

/* The last reference to a heap is given back in a worker. */
static void
hold (HfAnalysis **place, HfAnalysis *analysis)
{
  if (analysis != NULL)
    hf_analysis_ref (analysis);
  if (*place != NULL)
    hf_free_in_worker (*place, (GDestroyNotify) hf_analysis_unref);
  *place = analysis;
}

static void
drop_plan (HfMendCard *self)
{
  g_clear_pointer (&self->plan, hf_mend_plan_free);
  hold (&self->known, NULL);
}

/* In labels of menus underscores mean something. */
static char *
menu_label (const HfHeap *heap, const HfMend *mend)
{
  g_autofree char *name = hf_mend_label (heap, mend);
  g_autofree char *plain = hf_drawing_show_text (name, 40);
  g_auto (GStrv) parts = g_strsplit (plain, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);

  if (mend->acyclic)
    return g_strdup_printf ("%s → %s", label, hf_mend_way_to_string (mend->way));
  /* Translators: a proposal how to mend a cycle, ".parent → weakref.ref", after which there are cycles still */
  return g_strdup_printf (_("%s → %s (cycles stay)"), label, hf_mend_way_to_string (mend->way));
}

static void
fill_menu (HfMendCard *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; self->plan != NULL && i < MIN (self->plan->mends->len, MOST_PROPOSALS); i++)
    {
      g_autofree char *label = menu_label (self->known->heap, &g_array_index (self->plan->mends, HfMend, i));
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "mend.choice", "u", i);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->others), G_MENU_MODEL (menu));
}

/* Which of the proposals is drawn. */
static void
show_choice (HfMendCard *self)
{
  guint32 shown = G_MAXUINT32;

  for (guint i = 0; self->plan != NULL && i < self->plan->mends->len; i++)
    {
      guint32 ref = g_array_index (self->plan->mends, HfMend, i).ref;

      if (hf_mend_effect_is_weak (self->drawing->mend->effect, ref) && (shown == G_MAXUINT32 || ref == self->drawing->mend->effect->mend.ref))
        shown = i;
    }
  g_simple_action_set_state (self->choice, g_variant_new_uint32 (shown));
}

static void
show_mend (HfMendCard *self)
{
  g_autofree char *title = hf_drawing_mend_title (self->drawing);
  g_autofree char *words = hf_drawing_mend_words (self->drawing);

  self->updating = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->drawing->mend->after ? self->after : self->before), TRUE);
  self->updating = FALSE;
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->words), words);
  hf_tip_set (self->words, words);
  show_choice (self);
}

/* ---- answers ---- */

static void
propose_best (HfMendCard *self)
{
  const HfMend *best;

  if (self->plan->mends->len == 0)
    {
      g_signal_emit (self, signals[FAILED], 0, _("No weak reference can be put anywhere in this cycle: it needs another design."));
      return;
    }
  best = &g_array_index (self->plan->mends, HfMend, 0);
  g_signal_emit (self, signals[CHOSEN], 0, (guint) self->object, (guint) best->ref, self->plan->n_others);
}

static void
found_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfMendCard *self = HF_MEND_CARD (user_data);
  gboolean proposing = self->proposing;

  g_clear_object (&self->job);
  g_clear_handle_id (&self->patience, g_source_remove);
  hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), NULL);
  self->proposing = FALSE;
  drop_plan (self);
  self->plan = result;
  hold (&self->known, result != NULL ? self->asked : NULL);
  hold (&self->asked, NULL);
  fill_menu (self);
  if (self->drawing != NULL)
    show_choice (self);
  show_or_hide (self);
  if (proposing && self->plan != NULL)
    propose_best (self);
  else if (proposing && !g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, _(error->message));
}

static gboolean
patience_cb (gpointer data)
{
  HfMendCard *self = HF_MEND_CARD (data);

  self->patience = 0;
  show_or_hide (self);

  return G_SOURCE_REMOVE;
}

static void
ask (HfMendCard *self, HfAnalysis *analysis, guint32 object, gboolean proposing)
{
  Question *question = g_new0 (Question, 1);

  hf_job_clear (&self->job);
  g_clear_handle_id (&self->patience, g_source_remove);
  question->analysis = hf_analysis_ref (analysis);
  question->object = object;
  hold (&self->asked, analysis);
  self->object = object;
  self->proposing = proposing;
  self->job = hf_job_start (_("Looking for what to mend"), look_for, question, question_free, (GDestroyNotify) hf_mend_plan_free, found_cb, self);
  hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), proposing ? self->job : NULL);
  if (proposing)
    self->patience = g_timeout_add (PATIENCE_MS, patience_cb, self);
}

/* ---- what the owner says ---- */

/* Whether the plan, or what is looked for, is of the cycle that is drawn. */
static gboolean
knows (HfMendCard *self, const HfDrawing *drawing)
{
  const HfComponents *components = drawing->analysis->components;

  if (self->job != NULL)
    return self->asked == drawing->analysis && hf_components_cycle_of (components, self->object) == drawing->mend->effect->cycle;

  return self->plan != NULL && self->known == drawing->analysis && self->plan->cycle == drawing->mend->effect->cycle;
}

void
hf_mend_card_update (HfMendCard *self, HfDrawing *drawing)
{
  g_return_if_fail (HF_IS_MEND_CARD (self));

  g_clear_pointer (&self->drawing, hf_drawing_unref);
  if (drawing == NULL || drawing->analysis != self->known)
    drop_plan (self);
  if (drawing != NULL && drawing->mend != NULL)
    {
      const HfComponents *components = drawing->analysis->components;

      self->drawing = hf_drawing_ref (drawing);
      if (!knows (self, drawing) && !self->proposing)
        ask (self, drawing->analysis, components->cycle_member[components->cycle_begin[drawing->mend->effect->cycle]], FALSE);
      show_mend (self);
    }
  show_or_hide (self);
}

HfAnalysis *
hf_mend_card_get_analysis (HfMendCard *self)
{
  g_return_val_if_fail (HF_IS_MEND_CARD (self), NULL);

  return self->known;
}

void
hf_mend_card_propose (HfMendCard *self, HfAnalysis *analysis, guint32 object)
{
  g_return_if_fail (HF_IS_MEND_CARD (self));
  g_return_if_fail (analysis != NULL);

  ask (self, analysis, object, TRUE);
  show_or_hide (self);
}

void
hf_mend_card_turn (HfMendCard *self)
{
  g_return_if_fail (HF_IS_MEND_CARD (self));

  if (self->drawing != NULL)
    g_signal_emit (self, signals[TURNED], 0, !self->drawing->mend->after);
}

/* ---- widget ---- */

static void
turned_cb (HfMendCard *self, GtkToggleButton *button)
{
  if (!self->updating && gtk_toggle_button_get_active (button))
    g_signal_emit (self, signals[TURNED], 0, GTK_WIDGET (button) == self->after);
}

static void
choice_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMendCard *self = HF_MEND_CARD (data);
  guint32 i = g_variant_get_uint32 (parameter);

  if (self->plan != NULL && i < self->plan->mends->len)
    g_signal_emit (self, signals[CHOSEN], 0, (guint) self->object, (guint) g_array_index (self->plan->mends, HfMend, i).ref, self->plan->n_others);
}

static void
close_cb (HfMendCard *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
hf_mend_card_dispose (GObject *object)
{
  HfMendCard *self = HF_MEND_CARD (object);

  hf_job_clear (&self->job);
  g_clear_handle_id (&self->patience, g_source_remove);
  drop_plan (self);
  hold (&self->asked, NULL);
  g_clear_pointer (&self->drawing, hf_drawing_unref);
  if (self->choice != NULL)
    g_signal_handlers_disconnect_by_data (self->choice, self);
  g_clear_object (&self->choice);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (hf_mend_card_parent_class)->dispose (object);
}

static void
hf_mend_card_class_init (HfMendCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_mend_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "mendcard");
  signals[TURNED] = g_signal_new ("turned", HF_TYPE_MEND_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[CHOSEN] = g_signal_new ("chosen", HF_TYPE_MEND_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[FAILED] = g_signal_new ("failed", HF_TYPE_MEND_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSE] = g_signal_new ("close", HF_TYPE_MEND_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_toggle (HfMendCard *self, GtkWidget *group, const char *words, const char *tip)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (words);

  gtk_widget_set_tooltip_text (button, tip);
  g_signal_connect_object (button, "toggled", G_CALLBACK (turned_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (group), button);

  return button;
}

static GtkWidget *
make_toggles (HfMendCard *self)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->before = make_toggle (self, group, _("Before"), _("The cycle as it is (B)"));
  self->after = make_toggle (self, group, _("After"), _("What the mend would leave (B)"));
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->after), GTK_TOGGLE_BUTTON (self->before));
  gtk_widget_add_css_class (group, "linked");
  gtk_widget_set_valign (group, GTK_ALIGN_CENTER);

  return group;
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
make_title (HfMendCard *self)
{
  self->title = make_label ("heading");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->title, TRUE);

  return self->title;
}

static GtkWidget *
make_others (HfMendCard *self)
{
  self->others = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->others), _("Other Mends"));
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->others), TRUE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->others), GTK_ARROW_UP);
  gtk_widget_set_valign (self->others, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->others), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Other Mends"), -1);

  return self->others;
}

static GtkWidget *
make_close (HfMendCard *self)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_set_tooltip_text (close, _("End the preview"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _("End the Preview"), -1);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  g_signal_connect_object (close, "clicked", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);

  return close;
}

static void
make_choice (HfMendCard *self)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  self->choice = g_simple_action_new_stateful ("choice", G_VARIANT_TYPE_UINT32, g_variant_new_uint32 (G_MAXUINT32));
  g_signal_connect (self->choice, "activate", G_CALLBACK (choice_cb), self);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (self->choice));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "mend", G_ACTION_GROUP (actions));
}

static void
hf_mend_card_init (HfMendCard *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->shown = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (row), make_toggles (self));
  gtk_box_append (GTK_BOX (row), make_title (self));
  gtk_box_append (GTK_BOX (row), make_others (self));
  gtk_box_append (GTK_BOX (row), make_close (self));
  gtk_box_append (GTK_BOX (self->shown), row);
  self->words = make_label ("mend-words");
  gtk_label_set_wrap (GTK_LABEL (self->words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->words), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (self->words), MOST_LINES);
  gtk_box_append (GTK_BOX (self->shown), self->words);
  gtk_box_append (GTK_BOX (self->box), self->shown);
  self->job_bar = hf_job_bar_new ();
  gtk_box_append (GTK_BOX (self->box), self->job_bar);
  make_choice (self);
  show_or_hide (self);
}
