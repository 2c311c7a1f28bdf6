/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-case-card.h"

#include <glib/gi18n.h>

#include "hf-list.h"

#define ENTRY_CHARS 10

struct _HfCaseCard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *verdict;
  GtkWidget *reason;
  GtkWidget *note;

  HfSession *session;   /* owned */
  HfCaseKeeper *keeper; /* owned */
  gboolean showing;     /* what changes is not the person's doing */
};

G_DEFINE_FINAL_TYPE (HfCaseCard, hf_case_card, GTK_TYPE_WIDGET)

static const char *
text_of (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* What the person types stays as it is, blanks at its end too. */
static void
show_text (GtkWidget *entry, const char *text)
{
  if (g_strcmp0 (text_of (entry), text != NULL ? text : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
}

static void
show (HfCaseCard *self)
{
  HfSelection *selection = hf_session_get_selection (self->session);
  gboolean can = hf_case_keeper_can_mark (self->keeper, selection);
  const HfCaseMark *mark = can ? hf_case_keeper_find (self->keeper, selection) : NULL;

  self->showing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self), can);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->verdict), mark != NULL ? (guint) mark->verdict : HF_VERDICT_NONE);
  gtk_widget_set_visible (self->reason, mark != NULL && mark->verdict != HF_VERDICT_NONE);
  show_text (self->reason, mark != NULL ? mark->reason : NULL);
  show_text (self->note, mark != NULL ? mark->note : NULL);
  self->showing = FALSE;
}

static void
say (HfCaseCard *self)
{
  HfVerdict verdict = (HfVerdict) MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->verdict)), HF_N_VERDICTS - 1);

  if (self->showing)
    return;
  gtk_widget_set_visible (self->reason, verdict != HF_VERDICT_NONE);
  hf_case_keeper_say (self->keeper, hf_session_get_selection (self->session), text_of (self->note), verdict, text_of (self->reason));
}

void
hf_case_card_set_keeper (HfCaseCard *self, HfSession *session, HfCaseKeeper *keeper)
{
  g_return_if_fail (HF_IS_CASE_CARD (self));

  g_set_object (&self->session, session);
  g_set_object (&self->keeper, keeper);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::page", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

static void
hf_case_card_dispose (GObject *object)
{
  HfCaseCard *self = HF_CASE_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->keeper);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (hf_case_card_parent_class)->dispose (object);
}

static void
hf_case_card_class_init (HfCaseCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hf_case_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
add_entry (HfCaseCard *self, const char *name)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), name);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 2000);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), ENTRY_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), ENTRY_CHARS);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), entry);

  return entry;
}

static void
hf_case_card_init (HfCaseCard *self)
{
  const char *names[] = { _("No verdict"), _("⚑ Leak"), _("✓ Expected"), _("? Unknown"), NULL };

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->verdict = gtk_drop_down_new_from_strings (names);
  hf_list_name_drop_down (self->verdict, _("Verdict"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->verdict), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Verdict"), -1);
  gtk_widget_set_tooltip_text (self->verdict, _("Holds for all that is kept below, until another verdict"));
  gtk_box_append (GTK_BOX (self->box), self->verdict);
  self->reason = add_entry (self, _("Reason"));
  self->note = add_entry (self, _("Note"));
  gtk_widget_set_visible (self->reason, FALSE);
  g_signal_connect_object (self->verdict, "notify::selected", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
hf_case_card_new (void)
{
  return g_object_new (HF_TYPE_CASE_CARD, NULL);
}
