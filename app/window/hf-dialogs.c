/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dialogs.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWindow *window;
  HfFilesChosen files_chosen;
  HfFileChosen file_chosen;
  gpointer data;
  GPtrArray *options; /* of char *: actions */
} Wait;

static gboolean
is_on (GtkWindow *window, const char *action)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (window), action);

  return state != NULL && g_variant_get_boolean (state);
}

static void
add_options (GtkFileChooser *chooser, GtkWindow *window, const HfDialogOption *options, GPtrArray *actions)
{
  for (const HfDialogOption *option = options; option != NULL && option->action != NULL; option++)
    {
      gtk_file_chooser_add_choice (chooser, option->action, option->label, NULL, NULL);
      gtk_file_chooser_set_choice (chooser, option->action, is_on (window, option->action) ? "true" : "false");
      g_ptr_array_add (actions, g_strdup (option->action));
    }
}

static void
take_options (GtkFileChooser *chooser, const Wait *wait)
{
  for (guint i = 0; i < wait->options->len; i++)
    {
      const char *action = g_ptr_array_index (wait->options, i);
      gboolean on = g_strcmp0 (gtk_file_chooser_get_choice (chooser, action), "true") == 0;

      if (on != is_on (wait->window, action))
        g_action_group_change_action_state (G_ACTION_GROUP (wait->window), action, g_variant_new_boolean (on));
    }
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  Wait *wait = data;

  if (response == GTK_RESPONSE_ACCEPT)
    take_options (GTK_FILE_CHOOSER (dialog), wait);
  if (response == GTK_RESPONSE_ACCEPT && wait->files_chosen != NULL)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      wait->files_chosen (wait->window, files, wait->data);
    }
  else if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (file != NULL)
        wait->file_chosen (wait->window, file, wait->data);
    }
  g_ptr_array_unref (wait->options);
  g_free (wait);
  g_object_unref (dialog);
}

static void
ask (GtkFileChooserNative *dialog, GtkWindow *window, GFile *folder, const HfDialogOption *options, HfFilesChosen files_chosen,
     HfFileChosen file_chosen, gpointer data)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->window = window;
  wait->files_chosen = files_chosen;
  wait->file_chosen = file_chosen;
  wait->data = data;
  wait->options = g_ptr_array_new_with_free_func (g_free);
  add_options (GTK_FILE_CHOOSER (dialog), window, options, wait->options);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), wait);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Ruby's dumps and V8's are JSON, and named as such. */
static GtkFileFilter *
other_dumps (void)
{
  static const char *const suffixes[] = { "hprof", "pyheap", "gcdump", "pmat", "heap", "fxsnapshot", "rpy", "json", "jsonl", NULL };
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Dumps of Java, Ruby and others"));
  for (guint i = 0; suffixes[i] != NULL; i++)
    {
      g_autofree char *packed = g_strdup_printf ("*.%s.gz", suffixes[i]);

      gtk_file_filter_add_suffix (filter, suffixes[i]);
      gtk_file_filter_add_pattern (filter, packed);
    }

  return filter;
}

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) dumps = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) snapshots = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) cases = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) others = other_dumps ();

  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_filter_set_name (dumps, _("Holdfast dumps"));
  gtk_file_filter_add_suffix (dumps, "hfdump");
  gtk_file_filter_add_pattern (dumps, "*.hfdump.gz");
  gtk_file_filter_add_pattern (dumps, "*.hfdump.zst");
  gtk_file_filter_set_name (snapshots, _("V8 heap snapshots"));
  gtk_file_filter_add_suffix (snapshots, "heapsnapshot");
  gtk_file_filter_add_pattern (snapshots, "*.heapsnapshot.gz");
  gtk_file_filter_set_name (cases, _("Holdfast cases"));
  gtk_file_filter_add_suffix (cases, "hfcase");
  gtk_file_chooser_add_filter (chooser, all);
  gtk_file_chooser_add_filter (chooser, dumps);
  gtk_file_chooser_add_filter (chooser, cases);
  gtk_file_chooser_add_filter (chooser, snapshots);
  gtk_file_chooser_add_filter (chooser, others);
  gtk_file_chooser_set_filter (chooser, all);
}

void
hf_dialogs_open_dumps (GtkWindow *window, GFile *folder, const HfDialogOption *options, HfFilesChosen chosen, gpointer data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Open Dumps"), window, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  add_filters (GTK_FILE_CHOOSER (dialog));
  ask (dialog, window, folder, options, chosen, NULL, data);
}

void
hf_dialogs_save (GtkWindow *window, GFile *folder, const char *title, const char *name, const HfDialogOption *options, HfFileChosen chosen,
                 gpointer data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, window, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), _("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  ask (dialog, window, folder, options, NULL, chosen, data);
}

void
hf_dialogs_save_case (GtkWindow *window, GFile *folder, const char *name, const HfDialogOption *options, HfFileChosen chosen, gpointer data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save the Case"), window, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  ask (dialog, window, folder, options, NULL, chosen, data);
}

void
hf_dialogs_locate (GtkWindow *window, GFile *folder, const char *title, HfFileChosen chosen, gpointer data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, window, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));

  add_filters (GTK_FILE_CHOOSER (dialog));
  ask (dialog, window, folder, NULL, NULL, chosen, data);
}
