/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-window-private.h"

#include <glib/gi18n.h>

#include "hf-shot.h"

#define COPY_SCALE 2u /* sharp where it is pasted at half its size, and on paper */

/* The drawing in the clipboard, for programs that take pixels and for those that take shapes. */
typedef struct
{
  GBytes *png;
  GBytes *svg;
} Image;

static void
image_free (gpointer data)
{
  Image *image = data;

  g_clear_pointer (&image->png, g_bytes_unref);
  g_clear_pointer (&image->svg, g_bytes_unref);
  g_free (image);
}

static gpointer
render (gpointer data, HfProgress *progress, GError **error)
{
  const HfShot *shot = data;
  HfExportOptions options = shot->options;
  Image *image = g_new0 (Image, 1);

  hf_progress_begin (progress, N_("Writing the picture"), 0);
  options.format = HF_EXPORT_SVG;
  image->svg = hf_export_to_bytes (&shot->scene, &options, error);
  options.format = HF_EXPORT_PNG;
  options.scale = COPY_SCALE;
  image->png = image->svg != NULL ? hf_export_to_bytes (&shot->scene, &options, NULL) : NULL;
  options.scale = 1;
  if (image->svg != NULL && image->png == NULL)
    image->png = hf_export_to_bytes (&shot->scene, &options, error);
  if (image->png != NULL)
    return image;

  image_free (image);

  return NULL;
}

static void
rendered_cb (HfJob *job, gpointer result, const GError *error, gpointer user_data)
{
  HfWindow *self = HF_WINDOW (user_data);
  Image *image = result;

  g_clear_object (&self->export_job);
  hf_window_show_jobs (self);
  if (image != NULL)
    {
      GdkContentProvider *forms[] = { gdk_content_provider_new_for_bytes ("image/png", image->png),
                                      gdk_content_provider_new_for_bytes ("image/svg+xml", image->svg) };
      g_autoptr (GdkContentProvider) provider = gdk_content_provider_new_union (forms, G_N_ELEMENTS (forms));

      gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), provider);
      hf_window_tell (self, _("The drawing is in the clipboard"));
      image_free (image);
    }
  else if (!g_error_matches (error, HF_ERROR, HF_ERROR_CANCELLED))
    {
      g_autofree char *words = g_strdup_printf (_("Not copied: %s"), error->message);

      hf_window_complain (self, words);
    }
}

static void
copy_image_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfWindow *self = HF_WINDOW (data);
  HfShot *shot = hf_window_shoot (self);

  if (shot == NULL)
    return;
  hf_job_clear (&self->export_job);
  self->export_job = hf_job_start (_("Copying"), render, shot, (GDestroyNotify) hf_shot_free, image_free, rendered_cb, self);
  hf_window_show_jobs (self);
}

static const GActionEntry entries[] = {
  { "copy-image", copy_image_action },
};

void
hf_window_add_image (HfWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
