/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "hf-dialogs.h"
#include "session/hf-format.h"

/* Dumps of the case that were not found: the person is asked for one after the other. */

static void
located_cb (GtkWindow *window, GFile *file, gpointer data)
{
  HfWindow *self = HF_WINDOW (window);
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL)
    {
      hf_window_complain (self, _("A dump of a case must be on this computer."));
      return;
    }
  hf_window_set_folder (self, file);
  hf_case_keeper_locate (self->keeper, GPOINTER_TO_UINT (data), path);
}

static void
choose (HfWindow *self, guint dump)
{
  const HfCaseDump *entry = hf_case_keeper_get_dump (self->keeper, dump);
  g_autofree char *name = entry != NULL ? g_path_get_basename (entry->name) : NULL;
  g_autoptr (GFile) folder = hf_window_get_folder (self);
  g_autofree char *title = NULL;

  if (entry == NULL)
    return;
  /* Translators: %s is a dump's name */
  title = g_strdup_printf (_("Locate %s"), name);
  hf_dialogs_locate (GTK_WINDOW (self), folder, title, located_cb, GUINT_TO_POINTER (dump));
}

static void
response_cb (HfWindow *self, const char *response, GtkWidget *dialog)
{
  guint dump = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "dump"));
  const HfCaseDump *entry = hf_case_keeper_get_dump (self->keeper, dump);
  g_autofree char *words = NULL;

  if (g_str_equal (response, "locate"))
    {
      choose (self, dump);
      return;
    }
  if (entry == NULL)
    return;
  words = g_strdup_printf (_("The dump %s is not where it was, and not beside the case: the main menu asks for it again."), entry->name);
  hf_window_complain (self, words);
}

static char *
say_what (const HfCaseDump *entry, const char *refusal)
{
  g_autofree char *size = hf_format_size (entry->size);
  GString *words = g_string_new (NULL);

  if (refusal != NULL)
    g_string_append_printf (words, "%s\n\n", refusal);
  /* Translators: %s is a file */
  g_string_append_printf (words, _("It is not at %s, and not beside the case."), entry->name);
  if (entry->sha256 != NULL)
    {
      g_string_append_c (words, '\n');
      /* Translators: a size and the beginning of a checksum */
      g_string_append_printf (words, _("It has %s, and its SHA-256 begins with %.12s."), size, entry->sha256);
    }

  return g_string_free (words, FALSE);
}

static void
missing_cb (HfWindow *self, guint dump, const char *refusal)
{
  const HfCaseDump *entry = hf_case_keeper_get_dump (self->keeper, dump);
  g_autofree char *name = g_path_get_basename (entry->name);
  /* Translators: %s is a dump's name */
  g_autofree char *heading = g_strdup_printf (_("Where Is %s?"), name);
  g_autofree char *body = say_what (entry, refusal);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "without", _("Open _Without It"), "locate", _("_Locate…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "locate", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "locate");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "without");
  g_object_set_data (G_OBJECT (dialog), "dump", GUINT_TO_POINTER (dump));
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
update (HfWindow *self)
{
  hf_window_enable (self, "locate-dumps", hf_case_keeper_misses_dumps (self->keeper));
}

static void
locate_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_case_keeper_ask_for_missing (HF_WINDOW (data)->keeper);
}

/* For scripts: the first of those that are missing is this file. */
static void
locate_at_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);

  if (hf_case_keeper_misses_dumps (self->keeper))
    hf_case_keeper_locate (self->keeper, hf_case_keeper_get_missing (self->keeper), g_variant_get_string (parameter, NULL));
}

static const GActionEntry entries[] = {
  { "locate-dumps", locate_action },
  { "locate-dump-at", locate_at_action, "s" },
};

void
hf_window_add_missing (HfWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->keeper, "missing", G_CALLBACK (missing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "located", G_CALLBACK (hf_window_show_located), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "notify::missing", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
