/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "hf-dialogs.h"
#include "hf-graph-tabs.h"
#include "hf-inspector.h"
#include "hf-path-label.h"

/* ---- title ---------------------------------------------------------------------------------------------------------------------- */

static void
show_title (HfWindow *self)
{
  const char *path = hf_case_keeper_get_path (self->keeper);
  gboolean unsaved = hf_case_keeper_is_unsaved (self->keeper);
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;
  g_autofree char *title = g_strdup_printf ("%s%s%s%s", unsaved ? "• " : "", name != NULL ? name : "", name != NULL ? " — " : "", "Holdfast");

  gtk_window_set_title (GTK_WINDOW (self), title);
  hf_window_show_buttons (self);
}

/* In a narrow window there is no room for both: what is hidden must be seen, and the case is saved by its keys, too. */
void
hf_window_show_buttons (HfWindow *self)
{
  gboolean values = TRUE;

  g_object_get (self->session, "show-values", &values, NULL);
  if (self->narrow)
    gtk_button_set_icon_name (GTK_BUTTON (self->values_button), "view-conceal-symbolic");
  else
    gtk_button_set_label (GTK_BUTTON (self->values_button), _("Values off"));
  gtk_widget_set_visible (self->values_button, !values);
  gtk_widget_set_visible (self->save_button, hf_case_keeper_is_unsaved (self->keeper) && (values || !self->narrow));
}

/* ---- saving ---------------------------------------------------------------------------------------------------------------------- */

static void
save_to (GtkWindow *window, GFile *file, gpointer data)
{
  HfWindow *self = HF_WINDOW (window);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *named = NULL;

  if (path == NULL)
    return;
  named = g_str_has_suffix (path, HF_CASE_SUFFIX) ? g_strdup (path) : g_strconcat (path, HF_CASE_SUFFIX, NULL);
  hf_window_set_folder (self, file);
  hf_case_keeper_save (self->keeper, named);
}

static gboolean
has_snapshots (HfWindow *self)
{
  return g_list_model_get_n_items (hf_session_get_snapshots (self->session)) > 0;
}

/* Beside the dumps, if nothing else is known. */
static void
save_as_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  const HfDialogOption options[] = { { "case-values", _("Keep keys of dictionaries in it") }, { NULL, NULL } };
  const char *path = hf_case_keeper_get_path (self->keeper);
  g_autoptr (GFile) old = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (HfSnapshot) first = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *name = NULL;

  if (!has_snapshots (self))
    return;
  first = g_list_model_get_item (hf_session_get_snapshots (self->session), 0);
  folder = g_file_get_parent (old != NULL ? old : hf_snapshot_get_file (first));
  name = old != NULL ? g_file_get_basename (old) : g_strdup ("leak" HF_CASE_SUFFIX);
  hf_dialogs_save_case (GTK_WINDOW (self), folder, name, options, save_to, NULL);
}

static void
save_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);

  if (hf_case_keeper_get_path (self->keeper) == NULL)
    save_as_action (NULL, NULL, self);
  else
    hf_case_keeper_save (self->keeper, hf_case_keeper_get_path (self->keeper));
}

/* For scripts. */
static void
save_to_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  save_to (GTK_WINDOW (data), file, NULL);
}

static void
saved_cb (HfWindow *self)
{
  hf_window_tell (self, _("The case is saved"));
  if (self->close_when_saved && !hf_case_keeper_is_unsaved (self->keeper))
    gtk_window_close (GTK_WINDOW (self));
  self->close_when_saved = FALSE;
}

static void
problem_cb (HfWindow *self, const char *sentence)
{
  self->close_when_saved = FALSE;
  hf_window_complain (self, sentence);
}

/* ---- opening --------------------------------------------------------------------------------------------------------------------- */

static HfWindow *
window_for_case (HfWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  HfWindow *other;

  if (!has_snapshots (self) && !hf_case_keeper_is_unsaved (self->keeper))
    return self;
  other = hf_window_new (ADW_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (other));

  return other;
}

gboolean
hf_window_open_case (HfWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  HfWindow *window;

  if (path == NULL || !g_str_has_suffix (path, HF_CASE_SUFFIX))
    return FALSE;
  window = window_for_case (self);
  hf_recent_add (window->recent, file);
  hf_case_keeper_open (window->keeper, path, FALSE);

  return TRUE;
}

/* ---- closing --------------------------------------------------------------------------------------------------------------------- */

static void
close_response_cb (HfWindow *self, const char *response)
{
  if (g_str_equal (response, "save"))
    {
      self->close_when_saved = TRUE;
      save_action (NULL, NULL, self);
    }
  else if (g_str_equal (response, "discard"))
    {
      hf_case_keeper_give_up (self->keeper);
      gtk_window_close (GTK_WINDOW (self));
    }
}

void
hf_window_end (HfWindow *self)
{
  g_return_if_fail (HF_IS_WINDOW (self));

  hf_case_keeper_flush (self->keeper);
  self->ending = TRUE;
}

gboolean
hf_window_is_unsaved (HfWindow *self)
{
  g_return_val_if_fail (HF_IS_WINDOW (self), FALSE);

  return !self->ending && hf_case_keeper_is_unsaved (self->keeper);
}

gboolean
hf_window_asks_to_save (HfWindow *self)
{
  GtkWidget *dialog;

  if (!hf_window_is_unsaved (self))
    return FALSE;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Save Notes and Verdicts?"),
                                   _("What was said of these dumps has not been saved."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "discard", _("_Discard"), "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));

  return TRUE;
}

/* ---- what was not saved the last time ------------------------------------------------------------------------------------------------- */

static void
draft_response_cb (HfWindow *self, const char *response, GtkWidget *dialog)
{
  const char *path = g_object_get_data (G_OBJECT (dialog), "draft");

  if (g_str_equal (response, "open"))
    hf_case_keeper_open (window_for_case (self)->keeper, path, TRUE);
  else if (g_str_equal (response, "discard"))
    g_unlink (path);
}

static gboolean
offer_cb (gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  g_autoptr (GPtrArray) drafts = hf_case_find_drafts ();
  GtkWidget *dialog;

  self->offer_source = 0;
  if (drafts->len == 0)
    return G_SOURCE_REMOVE;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Open Unsaved Notes and Verdicts?"),
                                   _("Holdfast ended before they were saved."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _("_Later"), "discard", _("_Discard"), "open", _("_Open"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "open");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_object_set_data_full (G_OBJECT (dialog), "draft", g_strdup (g_ptr_array_index (drafts, 0)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (draft_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));

  return G_SOURCE_REMOVE;
}

/* Once a process is enough. */
static void
mapped_cb (HfWindow *self)
{
  static gboolean offered;

  if (!offered)
    self->offer_source = g_idle_add (offer_cb, self);
  offered = TRUE;
}

/* ---- the window ------------------------------------------------------------------------------------------------------------------- */

static void
marks_changed_cb (HfWindow *self)
{
  hf_path_label_refresh_marks ();
  for (guint i = 0; i < hf_graph_tabs_get_n (HF_GRAPH_TABS (self->graph)); i++)
    hf_graph_page_refresh (hf_graph_tabs_get_nth (HF_GRAPH_TABS (self->graph), i));
}

/* A drawing has another content. */
static void
touched_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_case_keeper_touch (HF_WINDOW (data)->keeper);
}

/* Another drawing is there: what was changed may be back to what is saved. */
static void
drawn_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_case_keeper_look_again (HF_WINDOW (data)->keeper);
}

static const GActionEntry entries[] = {
  { "case-touched", touched_action },
  { "case-drawn", drawn_action },
  { "save-case", save_action },
  { "save-case-as", save_as_action },
  { "save-case-to", save_to_action, "s" },
};

void
hf_window_add_case (HfWindow *self)
{
  g_autoptr (GPropertyAction) values = NULL;

  self->keeper = hf_case_keeper_new (self->session);
  values = g_property_action_new ("case-values", self->keeper, "values");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (values));
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->keeper, "notify::path", G_CALLBACK (show_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "notify::unsaved", G_CALLBACK (show_title), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "notify::job", G_CALLBACK (hf_window_show_jobs), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "changed", G_CALLBACK (marks_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "view", G_CALLBACK (hf_window_keep_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "opened", G_CALLBACK (hf_window_show_view), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  hf_window_add_missing (self);
  hf_inspector_set_keeper (HF_INSPECTOR (self->inspector), self->session, self->keeper);
  show_title (self);
}
