/* SPDX-License-Identifier: Apache-2.0 */
/* read-clipboard TYPE FILE…: writes what the clipboard holds of each type, as another program would take it. */
#include <gtk/gtk.h>

typedef struct
{
  const char *path;
  gboolean done;
  gboolean written;
} Reading;

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (GError) error = NULL;

  reading->written = g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) >= 0;
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  reading->done = TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) input = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);
  g_autoptr (GFile) file = g_file_new_for_path (reading->path);
  g_autoptr (GFileOutputStream) output = input != NULL ? g_file_replace (file, NULL, FALSE, 0, NULL, &error) : NULL;

  if (output == NULL)
    {
      g_printerr ("%s\n", error->message);
      reading->done = TRUE;
      return;
    }
  g_output_stream_splice_async (G_OUTPUT_STREAM (output), input, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, spliced_cb, reading);
}

static gboolean
too_late (gpointer data)
{
  g_printerr ("nothing of that type is in the clipboard\n");
  exit (1);
}

int
main (int argc, char **argv)
{
  GdkClipboard *clipboard;

  gtk_init ();
  clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  g_timeout_add_seconds (60, too_late, NULL);
  for (int i = 1; i + 1 < argc; i += 2)
    {
      const char *types[] = { argv[i], NULL };
      Reading reading = { .path = argv[i + 1] };

      while (!gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), argv[i]))
        g_main_context_iteration (NULL, TRUE);
      gdk_clipboard_read_async (clipboard, types, G_PRIORITY_DEFAULT, NULL, read_cb, &reading);
      while (!reading.done)
        g_main_context_iteration (NULL, TRUE);
      if (!reading.written)
        return 1;
    }

  return 0;
}
