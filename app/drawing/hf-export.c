/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-export-private.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#include "config.h"
#include "drawing/hf-curve.h"
#include "heap/hf-error.h"

#define N_(text) (text)
#define MARGIN 24.0
#define CORNER_GAP 12.0
#define MAX_PIXELS 32767.0
#define MAX_AREA 4e8 /* pixels: 1.6 GB */
#define POINTS_PER_PIXEL 0.75
#define CAPTION_CHARS 200

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

char *
hf_export_caption (const HfHeap *heap, const char *dump_name)
{
  gint64 time = hf_heap_info (heap)->time;
  g_autofree char *name = dump_name ? g_path_get_basename (dump_name) : NULL;
  g_autoptr (GDateTime) date = time != 0 ? g_date_time_new_from_unix_local (time / G_USEC_PER_SEC) : NULL;
  g_autofree char *day = date ? g_date_time_format (date, "%-d %B %Y, %H:%M") : NULL;

  if (name != NULL && day != NULL)
    return g_strdup_printf ("%s \xc2\xb7 %s", name, day);
  return g_strdup (name ? name : day ? day : "");
}

static gboolean
is_free (const HfScene *scene, HfRect rect)
{
  const HfGeometry *geometry = scene->geometry;

  rect = hf_rect_grown (rect, CORNER_GAP);
  for (guint i = 0; i < geometry->n_nodes; i++)
    {
      HfRect extents = hf_painter_node_extents (scene, i);

      if (hf_rect_meets (&rect, &extents))
        return FALSE;
    }
  for (guint c = 0; c < geometry->n_hulls; c++)
    if (geometry->hulls[c].width > 0 && hf_rect_meets (&rect, &geometry->hulls[c]))
      return FALSE;
  for (guint e = 0; e < geometry->n_edges; e++)
    {
      guint n = geometry->edge_begin[e + 1] - geometry->edge_begin[e];

      if (!hf_rect_meets (&rect, &geometry->edge_bounds[e]))
        continue;
      if (geometry->labels[e].width > 0 && hf_rect_meets (&rect, &geometry->labels[e]))
        return FALSE;
      for (guint k = 0; k <= 32; k++)
        {
          HfPoint p = hf_curve_at (geometry->points + geometry->edge_begin[e], n, k / 32.0);
          HfRect dot = { p.x, p.y, 0, 0 };

          if (hf_rect_meets (&rect, &dot))
            return FALSE;
        }
    }

  return TRUE;
}

static void
place_legend (HfPage *self, const HfScene *scene)
{
  double width, height;

  hf_painter_legend_size (scene, &width, &height);
  if (width <= 0)
    return;
  for (guint corner = 0; corner < 4; corner++)
    {
      self->legend = (HfRect) { corner % 2 == 0 ? MARGIN : self->width - MARGIN - width, corner < 2 ? self->height - MARGIN - height : MARGIN,
                                width, height };
      if (self->legend.x >= MARGIN && self->legend.y >= MARGIN && is_free (scene, self->legend))
        return;
    }
  self->legend = (HfRect) { MARGIN, self->height, width, height };
  self->height += height + MARGIN;
  self->width = MAX (self->width, width + 2 * MARGIN);
}

void
hf_page_init (HfPage *self, const HfScene *scene, const HfExportOptions *options)
{
  *self = (HfPage) { .width = MAX (scene->geometry->bounds.width, 2 * MARGIN), .height = MAX (scene->geometry->bounds.height, 2 * MARGIN) };
  if (options->legend)
    place_legend (self, scene);
  if (options->caption != NULL && options->caption[0] != '\0')
    {
      double width, height;

      self->caption = hf_drawing_show_text (options->caption, CAPTION_CHARS);
      hf_metrics_text (scene->metrics, HF_TEXT_LEGEND, self->caption, &width, &height);
      self->caption_x = MARGIN;
      self->caption_y = self->height;
      self->height += height + MARGIN / 2;
      self->width = MAX (self->width, width + 2 * MARGIN);
    }
  self->width = ceil (self->width);
  self->height = ceil (self->height);
}

void
hf_page_clear (HfPage *self)
{
  g_clear_pointer (&self->caption, g_free);
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
paint_page (const HfScene *scene, const HfPage *page, cairo_t *cr)
{
  hf_painter_paint_scene (scene, cr, NULL);
  if (page->legend.width > 0)
    hf_painter_paint_legend (scene, cr, page->legend.x, page->legend.y);
  if (page->caption != NULL)
    {
      HfColor color = scene->palette->dim_text;

      cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
      hf_metrics_show (scene->metrics, cr, HF_TEXT_LEGEND, page->caption, page->caption_x, page->caption_y, 0);
    }
}

static void
paint_background (const HfScene *scene, cairo_t *cr)
{
  HfColor color = scene->palette->background;

  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
  cairo_paint (cr);
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
  paint_background (scene, cr);
  paint_page (scene, page, cr);
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
  g_autofree char *title = options->title ? hf_drawing_show_text (options->title, CAPTION_CHARS) : NULL;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, out, page->width * POINTS_PER_PIXEL, page->height * POINTS_PER_PIXEL);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  if (title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Holdfast " HF_VERSION);
  cairo_scale (cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  paint_background (scene, cr);
  paint_page (scene, page, cr);
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
