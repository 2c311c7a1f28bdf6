/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-export-private.h"

#include <cairo-pdf.h>
#include <string.h>

#include "config.h"
#include "drawing/hf-painter-private.h"
#include "heap/hf-error.h"

#define N_(text) (text)
#define MAX_PIXELS 32767.0
#define MAX_AREA 4e8 /* pixels: 1.6 GB */
#define POINTS_PER_PIXEL 0.75
#define TITLE_CHARS 200

static const char *const extensions[] = {
  [HF_EXPORT_PNG] = "png",
  [HF_EXPORT_SVG] = "svg",
  [HF_EXPORT_PDF] = "pdf",
  [HF_EXPORT_DOT] = "dot",
};

gboolean
hf_export_format_from_path (const char *path, HfExportFormat *format, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *dot = strrchr (name, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (extensions); i++)
    if (g_ascii_strcasecmp (dot + 1, extensions[i]) == 0)
      {
        *format = i;
        return TRUE;
      }
  if (dot != NULL && g_ascii_strcasecmp (dot, ".gv") == 0)
    {
      *format = HF_EXPORT_DOT;
      return TRUE;
    }
  g_set_error (error, HF_ERROR, HF_ERROR_UNSUPPORTED, N_("“%s” does not say what kind of picture is wanted: let it end in .png, .svg, .pdf or .dot."), name);

  return FALSE;
}

const char *
hf_export_format_extension (HfExportFormat format)
{
  g_return_val_if_fail (format < G_N_ELEMENTS (extensions), "");
  return extensions[format];
}

HfScene
hf_export_scene (const HfScene *scene)
{
  HfScene plain = *scene;

  plain.scale = 1;
  plain.marked_node = plain.hovered_node = plain.hovered_edge = plain.selected_edge = HF_NONE;

  return plain;
}

static void
paint_line (const HfScene *scene, const HfPageLine *line, cairo_t *cr)
{
  hf_set_color (cr, line->role == HF_TEXT_LEGEND_TITLE ? scene->palette->text : scene->palette->dim_text);
  hf_metrics_show (scene->metrics, cr, line->role, line->text, line->x, line->y, 0);
}

void
hf_export_paint (const HfScene *scene, const HfPage *page, cairo_t *cr)
{
  hf_set_color (cr, scene->palette->background);
  cairo_rectangle (cr, 0, 0, page->width, page->height);
  cairo_fill (cr);
  for (guint i = 0; i < page->lines->len; i++)
    paint_line (scene, &g_array_index (page->lines, HfPageLine, i), cr);
  cairo_save (cr);
  cairo_translate (cr, 0, page->top);
  hf_painter_paint_scene (scene, cr, NULL);
  if (page->legend.width > 0)
    hf_painter_paint_legend (scene, cr, page->legend.x, page->legend.y);
  cairo_restore (cr);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
finish (GByteArray *out, cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (out);

  g_byte_array_unref (out);
  g_set_error (error, HF_ERROR, status == CAIRO_STATUS_NO_MEMORY ? HF_ERROR_TOO_LARGE : HF_ERROR_IO, N_("The picture could not be painted: %s."),
               cairo_status_to_string (status));

  return NULL;
}

static GBytes *
export_png (const HfScene *scene, const HfPage *page, guint scale, GError **error)
{
  double width = page->width * scale, height = page->height * scale;
  cairo_surface_t *surface;
  cairo_t *cr;
  GByteArray *out;
  cairo_status_t status;

  if (width > MAX_PIXELS || height > MAX_PIXELS || width * height > MAX_AREA)
    {
      g_set_error (error, HF_ERROR, HF_ERROR_TOO_LARGE,
                   N_("A PNG of %.0f × %.0f pixels is too large; draw fewer objects, take a smaller scale, or save as SVG or PDF."), width, height);
      return NULL;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  hf_export_paint (scene, page, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  out = g_byte_array_new ();
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append, out);
  cairo_surface_destroy (surface);

  return finish (out, status, error);
}

static GBytes *
export_pdf (const HfScene *scene, const HfPage *page, const HfExportOptions *options, GError **error)
{
  GByteArray *out = g_byte_array_new ();
  g_autofree char *title = options->title ? hf_drawing_show_text (options->title, TITLE_CHARS) : NULL;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, out, page->width * POINTS_PER_PIXEL, page->height * POINTS_PER_PIXEL);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  if (title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Holdfast " HF_VERSION);
  cairo_scale (cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  hf_export_paint (scene, page, cr);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  return finish (out, status, error);
}

GBytes *
hf_export_to_bytes (const HfScene *scene, const HfExportOptions *options, GError **error)
{
  HfScene plain;
  HfPage page;
  GBytes *bytes;

  g_return_val_if_fail (scene != NULL && options != NULL, NULL);

  plain = hf_export_scene (scene);
  if (options->format == HF_EXPORT_SVG)
    return hf_export_svg (&plain, options);
  if (options->format == HF_EXPORT_DOT)
    return hf_export_dot (&plain, options);

  hf_page_init (&page, &plain, options);
  if (options->format == HF_EXPORT_PNG)
    bytes = export_png (&plain, &page, CLAMP (options->scale, 1, 3), error);
  else
    bytes = export_pdf (&plain, &page, options, error);
  hf_page_clear (&page);

  return bytes;
}

void
hf_export_measure (const HfScene *scene, const HfExportOptions *options, double *width, double *height)
{
  HfScene plain;
  HfPage page;

  g_return_if_fail (scene != NULL && options != NULL);

  plain = hf_export_scene (scene);
  hf_page_init (&page, &plain, options);
  *width = page.width;
  *height = page.height;
  hf_page_clear (&page);
}

void
hf_export_paint_into (const HfScene *scene, const HfExportOptions *options, cairo_t *cr, double width, double height, double most)
{
  HfScene plain;
  HfPage page;
  double scale;

  g_return_if_fail (scene != NULL && options != NULL && cr != NULL);

  plain = hf_export_scene (scene);
  hf_page_init (&page, &plain, options);
  scale = MIN (most, MIN (width / page.width, height / page.height));
  cairo_save (cr);
  cairo_translate (cr, (width - page.width * scale) / 2, (height - page.height * scale) / 2);
  cairo_scale (cr, scale, scale);
  hf_export_paint (&plain, &page, cr);
  cairo_restore (cr);
  hf_page_clear (&page);
}

gboolean
hf_export_to_file (const HfScene *scene, const HfExportOptions *options, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = hf_export_to_bytes (scene, options, error);
  g_autoptr (GError) reason = NULL;

  if (bytes == NULL)
    return FALSE;
  if (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                &reason))
    return TRUE;

  g_set_error (error, HF_ERROR, HF_ERROR_IO, N_("The picture could not be saved: %s."), reason->message);

  return FALSE;
}
