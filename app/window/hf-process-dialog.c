/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-process-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "drawing/hf-drawing.h"
#include "session/hf-format.h"
#include "session/hf-job.h"

#define LOOK_SECONDS 2
#define WORDS_CHARS 300u

struct _HfProcessDialog
{
  AdwWindow parent_instance;

  /* Template widgets */
  GtkWidget *take;
  GtkWidget *filter;
  GtkWidget *stack;
  GtkWidget *none;
  GtkWidget *list;
  GtkWidget *again;
  GtkWidget *pace;
  GtkWidget *values;

  GPtrArray *processes; /* of HfProcess; NULL until the first look is over */
  HfJob *job;
  guint look;           /* source */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (HfProcessDialog, hf_process_dialog, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static const HfProcess *
process_of (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "hf-process") : NULL;
}

static const HfProcess *
selected (HfProcessDialog *self)
{
  return process_of (gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list)));
}

/* ---- rows --------------------------------------------------------------------------------------------------------- */

static char *
say_facts (const HfProcess *process)
{
  g_autofree char *memory = hf_format_size (process->status->memory);
  g_autofree char *version = process->version != NULL ? g_strdup_printf ("Python %s", process->version) : g_strdup ("Python");

  return g_strdup_printf ("%s · %s", version, memory);
}

/* What cannot be attached to is listed too, with the reason: a program that is missing would only puzzle. */
static GtkWidget *
new_row (const HfProcess *process)
{
  GtkWidget *row = adw_action_row_new (), *facts;
  g_autofree char *word = hf_process_word (process);
  g_autofree char *shown = hf_drawing_show_text (word, WORDS_CHARS);
  g_autofree char *title = g_strdup_printf ("%s (%d)", shown, (int) process->status->pid);
  g_autofree char *command = hf_drawing_show_text (process->status->command, WORDS_CHARS);
  g_autofree char *words = say_facts (process);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), process->obstacle != NULL ? process->obstacle : command);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), process->obstacle != NULL ? 0 : 2);
  gtk_widget_set_tooltip_text (row, command);
  facts = gtk_label_new (words);
  gtk_widget_add_css_class (facts, "dim-label");
  gtk_widget_add_css_class (facts, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), facts);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), process->obstacle == NULL);
  if (process->obstacle != NULL)
    gtk_widget_add_css_class (row, "dim-label");
  g_object_set_data (G_OBJECT (row), "hf-process", (gpointer) process);
  g_object_set_data_full (G_OBJECT (row), "hf-key", g_strdup_printf ("%s %s", title, command), g_free);

  return row;
}

static gboolean
is_wanted (HfProcessDialog *self, GtkListBoxRow *row)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->filter)), -1);
  g_autofree char *key = g_utf8_casefold (g_object_get_data (G_OBJECT (row), "hf-key"), -1);

  return strstr (key, wanted) != NULL;
}

/* Not by the list's own filter: it leaves what is filtered out to screen readers. */
static void
filter (HfProcessDialog *self, GtkListBoxRow **first)
{
  gboolean any = FALSE;
  GtkListBoxRow *row;

  *first = NULL;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    {
      gboolean wanted = is_wanted (self, row);

      gtk_widget_set_visible (GTK_WIDGET (row), wanted);
      any |= wanted;
      if (wanted && *first == NULL && process_of (row)->obstacle == NULL)
        *first = row;
    }
  gtk_label_set_text (GTK_LABEL (self->none), self->processes != NULL && self->processes->len > 0
                                                ? _("No Python program is called like that.")
                                                : _("No Python program is running here. It is listed as soon as it does."));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->processes == NULL ? "looking" : any ? "list" : "none");
}

static void
selected_cb (HfProcessDialog *self)
{
  const HfProcess *process = selected (self);

  gtk_widget_set_sensitive (self->take, process != NULL && process->obstacle == NULL);
}

/* The selection stays where it can; else what could be taken at once is selected. */
static void
filter_cb (HfProcessDialog *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list)), *first;

  filter (self, &first);
  if (row == NULL || !gtk_widget_get_visible (GTK_WIDGET (row)))
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), first);
  selected_cb (self);
}

/* ---- looking ------------------------------------------------------------------------------------------------------ */

static void
clear_list (HfProcessDialog *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
}

static gboolean
is_row_of (GtkListBoxRow *row, const HfProcess *process)
{
  const HfProcess *before = process_of (row);

  return before->status->pid == process->status->pid && before->status->started == process->status->started
         && g_strcmp0 (before->obstacle, process->obstacle) == 0;
}

/* Rows of what is still there stay, and with them the selection and the focus. Both lists are by process id. */
static void
list (HfProcessDialog *self, GPtrArray *processes)
{
  GtkListBox *box = GTK_LIST_BOX (self->list);
  GtkListBoxRow *row;
  int i;

  for (i = 0; i < (int) processes->len; i++)
    {
      const HfProcess *process = g_ptr_array_index (processes, i);

      while ((row = gtk_list_box_get_row_at_index (box, i)) != NULL && !is_row_of (row, process)
             && process_of (row)->status->pid <= process->status->pid)
        gtk_list_box_remove (box, GTK_WIDGET (row));
      if (row != NULL && is_row_of (row, process))
        g_object_set_data (G_OBJECT (row), "hf-process", (gpointer) process);
      else
        gtk_list_box_insert (box, new_row (process), i);
    }
  while ((row = gtk_list_box_get_row_at_index (box, i)) != NULL)
    gtk_list_box_remove (box, GTK_WIDGET (row));
  g_clear_pointer (&self->processes, g_ptr_array_unref);
  self->processes = g_ptr_array_ref (processes);
  filter_cb (self);
}

static gpointer
look_in_worker (gpointer data, HfProgress *progress, GError **error)
{
  return hf_processes_list (progress, error);
}

static void
free_processes (gpointer processes)
{
  g_ptr_array_unref (processes);
}

static void
on_looked (HfJob *job, gpointer result, const GError *error, gpointer data)
{
  HfProcessDialog *self = data;
  g_autoptr (GPtrArray) processes = result;

  g_clear_object (&self->job);
  if (processes != NULL)
    list (self, processes);
}

static gboolean
look (gpointer data)
{
  HfProcessDialog *self = data;

  if (self->job == NULL)
    self->job = hf_job_start (_("Looking for Python programs"), look_in_worker, NULL, NULL, free_processes, on_looked, self);

  return G_SOURCE_CONTINUE;
}

/* ---- the dialog --------------------------------------------------------------------------------------------------- */

static void
take_cb (HfProcessDialog *self)
{
  const HfProcess *process = selected (self);
  gboolean again = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->again));

  if (process == NULL || process->obstacle != NULL)
    return;
  gtk_spin_button_update (GTK_SPIN_BUTTON (self->pace));
  g_signal_emit (self, signals[CHOSEN], 0, process, again ? (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->pace)) : 0,
                 gtk_check_button_get_active (GTK_CHECK_BUTTON (self->values)));
  gtk_window_close (GTK_WINDOW (self));
}

static void
hf_process_dialog_dispose (GObject *object)
{
  HfProcessDialog *self = HF_PROCESS_DIALOG (object);

  g_clear_handle_id (&self->look, g_source_remove);
  hf_job_clear (&self->job);
  if (self->list != NULL)
    clear_list (self);
  g_clear_pointer (&self->processes, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HF_TYPE_PROCESS_DIALOG);

  G_OBJECT_CLASS (hf_process_dialog_parent_class)->dispose (object);
}

static void
hf_process_dialog_class_init (HfProcessDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_process_dialog_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_UINT, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/holdfast/Holdfast/process-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, take);
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, filter);
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, none);
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, list);
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, again);
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, pace);
  gtk_widget_class_bind_template_child (widget_class, HfProcessDialog, values);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, gtk_window_close);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
hf_process_dialog_init (HfProcessDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->filter), GTK_WIDGET (self));
  gtk_widget_grab_focus (self->filter);
  filter_cb (self);
  look (self);
  self->look = g_timeout_add_seconds (LOOK_SECONDS, look, self);
}

GtkWidget *
hf_process_dialog_new (GtkWindow *parent, gboolean values)
{
  HfProcessDialog *self = g_object_new (HF_TYPE_PROCESS_DIALOG, "transient-for", parent, NULL);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->values), values);

  return GTK_WIDGET (self);
}
