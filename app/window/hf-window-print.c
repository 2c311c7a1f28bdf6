/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "hf-shot.h"

#define POINTS_PER_PIXEL 0.75 /* as in a PDF: text keeps its size where the paper is large enough */

/* One printing, from the dialog to the last page; lives as long as the operation. */
typedef struct
{
  GtkPrintOperation *operation; /* unowned: it owns this */
  HfWindow *window;             /* owned */
  HfShot *shot;                 /* the worker has it while it paints */
  HfJob *job;                   /* paints the page */
} Print;

/* What the worker needs. The cairo context is the page's: nobody else touches it until the page is finished. */
typedef struct
{
  HfShot *shot;
  cairo_t *cr;
  double width;
  double height;
} Sheet;

static void
print_free (gpointer data)
{
  Print *print = data;

  hf_job_clear (&print->job);
  g_clear_pointer (&print->shot, hf_shot_free);
  g_object_unref (print->window);
  g_free (print);
}

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  hf_shot_free (sheet->shot);
  cairo_destroy (sheet->cr);
  g_free (sheet);
}

static gpointer
paint (gpointer data, HfProgress *progress, GError **error)
{
  const Sheet *sheet = data;

  hf_progress_begin (progress, N_("Painting the page"), 0);
  hf_export_paint_into (&sheet->shot->scene, &sheet->shot->options, sheet->cr, sheet->width, sheet->height, POINTS_PER_PIXEL);

  return GINT_TO_POINTER (TRUE);
}

static void
painted_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  Print *print = user_data;
  g_autoptr (GtkPrintOperation) operation = g_object_ref (print->operation);

  g_clear_object (&print->job);
  if (result == NULL)
    gtk_print_operation_cancel (operation);
  gtk_print_operation_draw_page_finish (operation);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Print *print)
{
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->shot = g_steal_pointer (&print->shot);
  sheet->cr = cairo_reference (gtk_print_context_get_cairo_context (context));
  sheet->width = gtk_print_context_get_width (context);
  sheet->height = gtk_print_context_get_height (context);
  gtk_print_operation_set_defer_drawing (operation);
  print->job = hf_job_start (_("Printing"), paint, sheet, sheet_free, NULL, painted_cb, print);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Print *print)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    {
      g_autofree char *path = NULL, *words = NULL;

      g_object_get (operation, "export-filename", &path, NULL);
      if (path != NULL)
        {
          g_autofree char *name = g_filename_display_basename (path);

          /* Translators: %s is a file's name */
          words = g_strdup_printf (_("%s was written"), name);
        }
      hf_window_tell (print->window, words != NULL ? words : _("The drawing was printed"));
    }
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      g_autofree char *words = NULL;

      gtk_print_operation_get_error (operation, &error);
      words = g_strdup_printf (_("Not printed: %s"), error != NULL ? error->message : _("the printer gave no reason."));
      hf_window_complain (print->window, words);
    }
}

/* Across where the picture is wider than high. */
static GtkPageSetup *
make_page_setup (const HfShot *shot)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  double width, height;

  hf_export_measure (&shot->scene, &shot->options, &width, &height);
  gtk_page_setup_set_orientation (setup, width > height ? GTK_PAGE_ORIENTATION_LANDSCAPE : GTK_PAGE_ORIENTATION_PORTRAIT);

  return setup;
}

/* A file gets a name and a folder as an exported one does, not "output.pdf" wherever the program was started. */
static GtkPrintSettings *
make_settings (HfWindow *self)
{
  GtkPrintSettings *settings = gtk_print_settings_new ();
  g_autofree char *name = hf_window_propose_name (self, NULL);
  g_autoptr (GFile) folder = hf_window_get_folder (self);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, name);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_DIR, path != NULL ? path : documents != NULL ? documents : g_get_home_dir ());

  return settings;
}

/* @path: the PDF to write without asking, or NULL for the dialog. Takes @shot. */
static void
print_shot (HfWindow *self, HfShot *shot, const char *path)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = make_page_setup (shot);
  g_autoptr (GtkPrintSettings) settings = make_settings (self);
  g_autoptr (GError) error = NULL;
  Print *print = g_new0 (Print, 1);

  print->operation = operation;
  print->window = g_object_ref (self);
  print->shot = shot;
  g_object_set_data_full (G_OBJECT (operation), "hf-print", print, print_free);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), print);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), print);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_print_settings (operation, settings);
  gtk_print_operation_set_job_name (operation, shot->title[0] != '\0' ? shot->title : "Holdfast");
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  if (path != NULL)
    gtk_print_operation_set_export_filename (operation, path);
  /* What goes wrong, "done" says too. */
  gtk_print_operation_run (operation, path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (self), &error);
}

static void
print_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  HfShot *shot = hf_window_shoot_light (self);

  if (shot != NULL)
    print_shot (self, shot, NULL);
}

static void
print_to_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  HfShot *shot = hf_window_shoot_light (self);

  if (shot != NULL)
    print_shot (self, shot, g_variant_get_string (parameter, NULL));
}

static const GActionEntry entries[] = {
  { "print", print_action },
  { "print-to", print_to_action, "s" },
};

void
hf_window_add_print (HfWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
