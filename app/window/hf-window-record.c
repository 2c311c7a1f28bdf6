/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "hf-old-snapshots-dialog.h"
#include "hf-process-dialog.h"
#include "hf-sidebar.h"

static void
chosen_cb (HfWindow *self, const HfProcess *process, guint pace, gboolean values)
{
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "take-values", values);
  hf_recorder_start (self->recorder, process, pace, HF_RECORDER_KEEP, values);
}

static void
take_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  GtkWidget *dialog = hf_process_dialog_new (GTK_WINDOW (self), self->settings == NULL || g_settings_get_boolean (self->settings, "take-values"));

  g_signal_connect_object (dialog, "chosen", G_CALLBACK (chosen_cb), data, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
stop_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_recorder_stop (HF_WINDOW (data)->recorder);
}

static void
show_recording (HfWindow *self)
{
  hf_window_enable (self, "stop-recording", hf_recorder_is_active (self->recorder));
  hf_window_show_jobs (self);
}

/* In all windows. */
static char **
dup_open_paths (HfWindow *self)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    {
      GListModel *snapshots = HF_IS_WINDOW (l->data) ? hf_session_get_snapshots (HF_WINDOW (l->data)->session) : NULL;

      for (guint i = 0; snapshots != NULL && i < g_list_model_get_n_items (snapshots); i++)
        {
          g_autoptr (HfSnapshot) snapshot = g_list_model_get_item (snapshots, i);
          g_autofree char *path = g_file_get_path (hf_snapshot_get_file (snapshot));

          if (path != NULL)
            g_strv_builder_add (paths, path);
        }
    }

  return g_strv_builder_end (paths);
}

static char *
snapshots_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "holdfast", "snapshots", NULL);
}

static void
old_snapshots_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *folder = snapshots_folder ();
  g_auto (GStrv) open = dup_open_paths (HF_WINDOW (data));
  GtkWidget *dialog = hf_old_snapshots_dialog_new (GTK_WINDOW (data), folder, (const char *const *) open);

  g_signal_connect_object (dialog, "told", G_CALLBACK (hf_window_tell), data, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const GActionEntry entries[] = {
  { "old-snapshots", old_snapshots_action },
  { "take-snapshot", take_action },
  { "stop-recording", stop_action },
};

void
hf_window_add_recorder (HfWindow *self)
{
  g_autofree char *folder = snapshots_folder ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  self->recorder = hf_recorder_new (self->session, folder);
  g_signal_connect_object (self->recorder, "notify", G_CALLBACK (show_recording), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recorder, "failed", G_CALLBACK (hf_window_complain), self, G_CONNECT_SWAPPED);
  hf_sidebar_set_recorder (HF_SIDEBAR (self->sidebar), self->recorder);
  show_recording (self);
}
