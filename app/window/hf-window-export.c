/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "drawing/hf-values.h"
#include "hf-dialogs.h"
#include "hf-graph-tabs.h"
#include "hf-page.h"
#include "hf-shot.h"
#include "report/hf-report.h"
#include "session/hf-csv.h"

/* What a worker writes; keeps all that it reads. */
typedef struct
{
  char *path;

  HfShot *shot; /* a picture */

  /* A table */
  HfTable *table;
  guint32 *rows;
  guint n_rows;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->path);
  hf_shot_free (export->shot);
  g_clear_object (&export->table);
  g_free (export->rows);
  g_free (export);
}

static gpointer
write_picture (gpointer data, HfProgress *progress, GError **error)
{
  const Export *export = data;

  hf_progress_begin (progress, N_("Writing the picture"), 0);
  return hf_export_to_file (&export->shot->scene, &export->shot->options, export->path, error) ? g_strdup (export->path) : NULL;
}

static gpointer
write_table (gpointer data, HfProgress *progress, GError **error)
{
  const Export *export = data;

  return hf_csv_write (export->table, export->rows, export->n_rows, export->path, progress, error) ? g_strdup (export->path) : NULL;
}

static void
written_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfWindow *self = HF_WINDOW (user_data);
  g_autofree char *path = result;
  g_autofree char *words = NULL;

  g_clear_object (&self->export_job);
  hf_window_show_jobs (self);
  if (path != NULL)
    {
      g_autofree char *base = g_path_get_basename (path);
      g_autofree char *name = g_filename_display_name (base);

      /* Translators: %s is a file's name */
      words = g_strdup_printf (_("%s was written"), name);
      hf_window_tell (self, words);
    }
  else if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
    {
      words = g_strdup_printf (_("Not exported: %s"), error->message);
      hf_window_complain (self, words);
    }
}

void
hf_window_start_export (HfWindow *self, HfJobFunc func, gpointer data, GDestroyNotify data_free)
{
  hf_job_clear (&self->export_job);
  self->export_job = hf_job_start (_("Exporting"), func, data, data_free, g_free, written_cb, self);
  hf_window_show_jobs (self);
}

static HfShot *
shoot (HfWindow *self, gboolean as_shown)
{
  g_autoptr (GVariant) notes = g_action_group_get_action_state (G_ACTION_GROUP (self), "export-notes");
  g_autoptr (HfShot) shot = hf_shot_new (hf_graph_tabs_get_active (HF_GRAPH_TABS (self->graph)), as_shown, g_variant_get_boolean (notes));

  if (shot == NULL)
    hf_window_complain (self, _("There is no drawing to export yet: select an object and show it in the graph."));
  else if (shot->drawing->values && !hf_values_get_shown ())
    {
      hf_window_complain (self, _("The drawing still has values in it: try again when it is drawn without them."));
      return NULL;
    }

  return g_steal_pointer (&shot);
}

HfShot *
hf_window_shoot (HfWindow *self)
{
  g_autoptr (GVariant) as_shown = g_action_group_get_action_state (G_ACTION_GROUP (self), "export-as-shown");

  return shoot (self, g_variant_get_boolean (as_shown));
}

HfShot *
hf_window_shoot_light (HfWindow *self)
{
  return shoot (self, FALSE);
}

static void
export_picture (HfWindow *self, const char *path, HfExportFormat format, guint scale)
{
  HfShot *shot = hf_window_shoot (self);
  Export *export;

  if (shot == NULL)
    return;
  export = g_new0 (Export, 1);
  export->path = g_strdup (path);
  export->shot = shot;
  shot->options.format = format;
  shot->options.scale = scale;
  hf_window_start_export (self, write_picture, export, export_free);
}

static HfTable *
dup_present_table (HfWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (GTK_STACK (self->pages));

  return HF_IS_PAGE (page) ? hf_page_dup_table (HF_PAGE (page)) : NULL;
}

static void
export_table (HfWindow *self, const char *path)
{
  g_autoptr (HfTable) table = dup_present_table (self);
  Export *export;

  if (table == NULL)
    {
      hf_window_complain (self, _("This page has no table to export."));
      return;
    }
  export = g_new0 (Export, 1);
  export->path = g_strdup (path);
  export->rows = hf_table_dup_order (table, &export->n_rows);
  export->table = g_steal_pointer (&table);
  hf_window_start_export (self, write_table, export, export_free);
}

static void
export_to (HfWindow *self, const char *path, guint scale)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *lower = g_ascii_strdown (path, -1);
  HfExportFormat format;

  if (g_str_has_suffix (lower, ".csv"))
    export_table (self, path);
  else if (hf_report_is_path (path, NULL))
    hf_window_export_report (self, path);
  else if (hf_export_format_from_path (path, &format, &error))
    export_picture (self, path, format, scale);
  else
    hf_window_complain (self, error->message);
}

static void
export_to_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  export_to (HF_WINDOW (data), g_variant_get_string (parameter, NULL), 1);
}

/* ---- asking for a name ---- */

static void
file_chosen (GtkWindow *window, GFile *file, gpointer data)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL)
    {
      hf_window_complain (HF_WINDOW (window), _("Files can only be written to this computer."));
      return;
    }
  hf_window_set_folder (HF_WINDOW (window), file);
  export_to (HF_WINDOW (window), path, GPOINTER_TO_UINT (data));
}

char *
hf_window_propose_name (HfWindow *self, const char *extension)
{
  gboolean graph = g_str_equal (hf_session_get_page (self->session), HF_PAGE_GRAPH);
  HfSnapshot *drawn = graph ? hf_graph_page_get_snapshot (hf_graph_tabs_get_active (HF_GRAPH_TABS (self->graph))) : NULL;
  HfSnapshot *snapshot = drawn != NULL ? drawn : hf_session_get_current (self->session);
  g_autofree char *stem = snapshot != NULL ? g_strdup (hf_snapshot_get_name (snapshot)) : g_strdup ("holdfast");
  char *dot = strchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  return g_strconcat (stem, "-", hf_session_get_page (self->session), extension != NULL ? "." : NULL, extension, NULL);
}

static const char *
title_of (const char *what)
{
  if (g_str_equal (what, "csv"))
    return _("Export the Table");
  if (g_str_equal (what, "html") || g_str_equal (what, "md"))
    return _("Export a Report");

  return _("Export the Drawing");
}

/* "svg", "pdf", "dot", "csv", "html", "md", or "png", "png2", "png3". */
static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  const char *what = g_variant_get_string (parameter, NULL);
  const HfDialogOption of_drawing[] = { { "export-notes", _("Notes and verdicts") }, { NULL, NULL } };
  const HfDialogOption of_report[] = { { "export-notes", _("Notes and verdicts") }, { "show-values", _("Values of objects") }, { NULL, NULL } };
  gboolean report = g_str_equal (what, "html") || g_str_equal (what, "md");
  gboolean png = g_str_has_prefix (what, "png");
  guint scale = png && what[3] != '\0' ? (guint) (what[3] - '0') : 1;
  g_autofree char *proposed = hf_window_propose_name (self, png ? "png" : what);
  g_autoptr (GFile) folder = hf_window_get_folder (self);

  hf_dialogs_save (GTK_WINDOW (self), folder, title_of (what), proposed, report ? of_report : g_str_equal (what, "csv") ? NULL : of_drawing,
                   file_chosen, GUINT_TO_POINTER (scale));
}

static void
export_menu_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (HF_WINDOW (data)->export_button));
}

void
hf_window_update_exports (HfWindow *self)
{
  gboolean open = g_list_model_get_n_items (hf_session_get_snapshots (self->session)) > 0;

  gtk_widget_set_sensitive (self->export_button, open);
  hf_window_enable (self, "export-menu", open);
  hf_window_enable (self, "copy-image", open);
  hf_window_enable (self, "print", open);
}

static const GActionEntry entries[] = {
  { "export-to", export_to_action, "s" },
  { "export", export_action, "s" },
  { "export-menu", export_menu_action },
  { "export-notes", NULL, NULL, "false" },
};

/* Colours are a matter of taste, and kept; what a person said is asked for each time. */
static void
add_as_shown (HfWindow *self)
{
  g_autoptr (GAction) action = NULL;

  if (self->settings != NULL)
    action = g_settings_create_action (self->settings, "export-as-shown");
  else
    action = G_ACTION (g_simple_action_new_stateful ("export-as-shown", NULL, g_variant_new_boolean (FALSE)));
  g_action_map_add_action (G_ACTION_MAP (self), action);
}

void
hf_window_add_exports (HfWindow *self)
{
  add_as_shown (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  hf_window_add_image (self);
  hf_window_add_print (self);
}
