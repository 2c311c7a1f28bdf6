/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-cut-card.h"

#include <glib/gi18n.h>

#include "analysis/hf-cut-sets.h"
#include "analysis/hf-path.h"
#include "canvas/hf-tip.h"
#include "hf-job-bar.h"
#include "hf-words.h"
#include "session/hf-job.h"

#define MOST_SUGGESTIONS 8u
#define MOST_REFS 32u
#define PATH_CHARS 400u
#define LIST_HEIGHT 112

/* One set of references to cut, and what that would do. */
typedef struct
{
  HfCut *cut;
  char *words; /* a line for each reference */
} Suggestion;

typedef struct
{
  HfAnalysis *analysis;
  guint32 object;
} Question;

struct _HfCutCard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *facts;
  GtkWidget *title;
  GtkWidget *freed;
  GtkWidget *collected;
  GtkWidget *held;
  GtkWidget *found;
  GtkWidget *list;
  GtkWidget *list_scroll;
  GtkWidget *list_title;
  GtkWidget *job_bar;
  GtkWidget *suggest;
  GtkWidget *mend;
  GtkWidget *close;

  HfJob *job;
  GPtrArray *suggestions; /* of Suggestion; NULL: none were asked for */
  HfHeap *heap;           /* that they are about; compared, not owned */
  gboolean has_cuts;
};

enum
{
  SUGGEST,
  MEND,
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HfCutCard, hf_cut_card, GTK_TYPE_WIDGET)

/* ---- looking for cuts, in a worker ---- */

static void
suggestion_free (gpointer data)
{
  Suggestion *suggestion = data;

  hf_cut_free (suggestion->cut);
  g_free (suggestion->words);
  g_free (suggestion);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  hf_free_in_worker (question->analysis, (GDestroyNotify) hf_analysis_unref);
  g_free (question);
}

/* "shop.SESSIONS ['visitor-201']" as a path without the type at its end, a line for each reference. */
static char *
words_of (const HfAnalysis *analysis, const HfCutSet *set)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint32 i = 0; i < set->n_refs; i++)
    {
      g_autoptr (HfPath) path = hf_path_new_through (analysis->heap, analysis->chains, set->refs[i]);
      g_autofree char *whole = hf_path_to_string (path, analysis->heap);
      g_autofree char *shown = hf_drawing_show_text (whole, PATH_CHARS);

      g_string_append_printf (words, "%s%s", i == 0 ? "" : "\n", shown);
    }

  return g_string_free (g_steal_pointer (&words), FALSE);
}

static gpointer
look_for (gpointer data, HfProgress *progress, GError **error)
{
  const Question *question = data;
  const HfHeap *heap = question->analysis->heap;
  g_autoptr (GPtrArray) sets = hf_cut_sets_find (heap, &question->object, 1, MOST_SUGGESTIONS, MOST_REFS, progress, error);
  g_autoptr (GPtrArray) suggestions = g_ptr_array_new_with_free_func (suggestion_free);

  for (guint i = 0; sets != NULL && i < sets->len; i++)
    {
      const HfCutSet *set = g_ptr_array_index (sets, i);
      HfCut *cut = hf_cut_new (heap, set->refs, set->n_refs, progress, error);
      Suggestion *suggestion;

      if (cut == NULL)
        return NULL;
      suggestion = g_new0 (Suggestion, 1);
      suggestion->cut = cut;
      suggestion->words = words_of (question->analysis, set);
      g_ptr_array_add (suggestions, suggestion);
    }

  return sets != NULL ? g_steal_pointer (&suggestions) : NULL;
}

/* ---- what is shown ---- */

static void
show_or_hide (HfCutCard *self)
{
  gboolean asked = self->job != NULL || self->suggestions != NULL;

  gtk_widget_set_visible (self->facts, self->has_cuts);
  gtk_widget_set_visible (self->found, asked);
  gtk_widget_set_visible (self->suggest, !asked);
  gtk_widget_set_visible (self->mend, self->has_cuts);
  gtk_widget_set_visible (self->close, asked);
  gtk_widget_set_visible (self->list_title, self->suggestions != NULL);
  gtk_widget_set_visible (self->list_scroll, self->suggestions != NULL && self->suggestions->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), self->has_cuts || asked);
}

static void
drop_rows (HfCutCard *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
}

static void
drop_suggestions (HfCutCard *self)
{
  hf_job_clear (&self->job);
  hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), NULL);
  drop_rows (self);
  g_clear_pointer (&self->suggestions, g_ptr_array_unref);
}

static char *
effect_of (const HfCut *cut)
{
  g_autofree char *freed = hf_words_objects_and_size (cut->n_freed, cut->freed_bytes);
  g_autofree char *collected = hf_words_objects_and_size (cut->n_collected, cut->collected_bytes);

  if (cut->n_collected == 0)
    /* Translators: %s is "4 020 objects · 12.9 MB" */
    return g_strdup_printf (_("frees at once %s"), freed);
  if (cut->n_freed == 0)
    return g_strdup_printf (_("leaves to the collector %s"), collected);
  return g_strdup_printf (_("frees at once %s, leaves to the collector %s"), freed, collected);
}

static void
row_cb (HfCutCard *self, GtkWidget *row)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "hf-suggestion"));

  g_signal_emit (self, signals[CHOSEN], 0, number);
}

static GtkWidget *
new_label (const char *words, const char *css_class)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
add_row (HfCutCard *self, guint number)
{
  const Suggestion *suggestion = g_ptr_array_index (self->suggestions, number);
  GtkWidget *row = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *effect = effect_of (suggestion->cut);
  g_autofree char *spoken = NULL;

  /* Translators: %s are a path and what cutting it does */
  spoken = g_strdup_printf (_("Cut %s: %s"), suggestion->words, effect);
  gtk_box_append (GTK_BOX (box), new_label (suggestion->words, "code"));
  gtk_box_append (GTK_BOX (box), new_label (effect, "dim-label"));
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_widget_add_css_class (row, "flat");
  gtk_widget_add_css_class (row, "cut-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (row), "hf-suggestion", GUINT_TO_POINTER (number));
  g_signal_connect_object (row, "clicked", G_CALLBACK (row_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->list), row);
}

static void
found_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfCutCard *self = HF_CUT_CARD (user_data);

  g_clear_object (&self->job);
  hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), NULL);
  self->suggestions = result;
  for (guint i = 0; self->suggestions != NULL && i < self->suggestions->len; i++)
    add_row (self, i);
  gtk_label_set_text (GTK_LABEL (self->list_title), self->suggestions != NULL && self->suggestions->len > 0
                                                        ? _("Cut one of these to let it go:")
                                                        : _("No few references hold it: too many would have to be cut."));
  show_or_hide (self);
}

static void
show_cut (HfCutCard *self, const HfDrawing *drawing)
{
  const HfCut *cut = drawing->cut;
  g_autofree char *title = g_strdup_printf (ngettext ("%u reference cut", "%u references cut", cut->n_refs), cut->n_refs);
  g_autofree char *freed_words = hf_words_objects_and_size (cut->n_freed, cut->freed_bytes);
  g_autofree char *collected_words = hf_words_objects_and_size (cut->n_collected, cut->collected_bytes);
  g_autofree char *freed = g_strdup_printf (_("Freed at once: %s"), freed_words);
  g_autofree char *collected = g_strdup_printf (_("Only by the collector: %s"), collected_words);
  g_autofree char *held = NULL;

  if (drawing->held_by != NULL)
    /* Translators: %s is a path: module app › .CACHE › [17] › Session */
    held = g_strdup_printf (_("The selection is still held: %s"), drawing->held_by);
  else
    held = g_strdup (_("No root holds the selection any more."));
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->freed), freed);
  gtk_label_set_text (GTK_LABEL (self->collected), collected);
  gtk_label_set_text (GTK_LABEL (self->held), held);
}

/* ---- what the owner says ---- */

void
hf_cut_card_update (HfCutCard *self, HfDrawing *drawing)
{
  g_return_if_fail (HF_IS_CUT_CARD (self));

  if (drawing == NULL || drawing->analysis->heap != self->heap)
    drop_suggestions (self);
  self->has_cuts = drawing != NULL && drawing->cut != NULL;
  if (self->has_cuts)
    show_cut (self, drawing);
  show_or_hide (self);
}

void
hf_cut_card_suggest (HfCutCard *self, HfAnalysis *analysis, guint32 object)
{
  Question *question;

  g_return_if_fail (HF_IS_CUT_CARD (self));
  g_return_if_fail (analysis != NULL);

  drop_suggestions (self);
  self->heap = analysis->heap;
  question = g_new0 (Question, 1);
  question->analysis = hf_analysis_ref (analysis);
  question->object = object;
  self->job = hf_job_start (_("Looking for the smallest cuts"), look_for, question, question_free, (GDestroyNotify) g_ptr_array_unref,
                            found_cb, self);
  hf_job_bar_set_job (HF_JOB_BAR (self->job_bar), self->job);
  show_or_hide (self);
}

const guint32 *
hf_cut_card_get_refs (HfCutCard *self, guint suggestion, guint *n)
{
  const HfCut *cut;

  g_return_val_if_fail (HF_IS_CUT_CARD (self), NULL);
  g_return_val_if_fail (self->suggestions != NULL && suggestion < self->suggestions->len, NULL);

  cut = ((Suggestion *) g_ptr_array_index (self->suggestions, suggestion))->cut;
  *n = cut->n_refs;

  return cut->refs;
}

/* ---- widget ---- */

static void
suggest_cb (HfCutCard *self)
{
  g_signal_emit (self, signals[SUGGEST], 0);
}

static void
mend_cb (HfCutCard *self)
{
  g_signal_emit (self, signals[MEND], 0);
}

static void
close_cb (HfCutCard *self)
{
  drop_suggestions (self);
  show_or_hide (self);
}

static void
hf_cut_card_dispose (GObject *object)
{
  HfCutCard *self = HF_CUT_CARD (object);

  if (self->box != NULL)
    drop_suggestions (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (hf_cut_card_parent_class)->dispose (object);
}

static void
hf_cut_card_class_init (HfCutCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_cut_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "cutcard");
  signals[SUGGEST] = g_signal_new ("suggest", HF_TYPE_CUT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MEND] = g_signal_new ("mend", HF_TYPE_CUT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen", HF_TYPE_CUT_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkWidget *
add_button (HfCutCard *self, GtkWidget *row, const char *words, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);

  return button;
}

/* What the cuts do. */
static void
make_facts (HfCutCard *self)
{
  self->facts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->title = new_label (NULL, "heading");
  self->freed = new_label (NULL, NULL);
  self->collected = new_label (NULL, NULL);
  self->held = new_label (NULL, NULL);
  gtk_box_append (GTK_BOX (self->facts), self->title);
  gtk_box_append (GTK_BOX (self->facts), self->freed);
  gtk_box_append (GTK_BOX (self->facts), self->collected);
  gtk_box_append (GTK_BOX (self->facts), self->held);
  gtk_widget_set_hexpand (self->facts, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->facts);
}

/* What could be cut. */
static void
make_list (HfCutCard *self)
{
  self->found = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_hexpand (self->found, TRUE);
  self->list_title = new_label (NULL, "dim-label");
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->list_scroll = gtk_scrolled_window_new ();
  gtk_widget_set_focusable (self->list_scroll, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->list_scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->list_scroll), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->list_scroll), self->list);
  self->job_bar = hf_job_bar_new ();
  gtk_box_append (GTK_BOX (self->found), self->list_title);
  gtk_box_append (GTK_BOX (self->found), self->list_scroll);
  gtk_box_append (GTK_BOX (self->found), self->job_bar);
  gtk_box_append (GTK_BOX (self->box), self->found);
}

static void
hf_cut_card_init (HfCutCard *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  make_facts (self);
  make_list (self);
  gtk_widget_set_valign (buttons, GTK_ALIGN_START);
  self->suggest = add_button (self, buttons, _("Suggest Cuts"), G_CALLBACK (suggest_cb));
  self->mend = add_button (self, buttons, _("Mend All Cuts"), G_CALLBACK (mend_cb));
  self->close = add_button (self, buttons, _("Close"), G_CALLBACK (close_cb));
  gtk_box_append (GTK_BOX (self->box), buttons);
  hf_cut_card_update (self, NULL);
}
