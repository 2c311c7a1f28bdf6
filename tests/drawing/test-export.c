/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-test-graph.h"

#include <glib/gstdio.h>
#include <string.h>

#include "drawing/hf-caption.h"
#include "drawing/hf-export.h"
#include "heap/hf-error.h"

typedef struct
{
  HfTestGraph *graph;
  HfAnalysis *analysis;
  HfDrawing *drawing;
  HfMetrics *metrics;
  HfGeometry *geometry;
  HfScene scene;
  char *folder;
} Picture;

static void
picture_init (Picture *self, gconstpointer data)
{
  g_autoptr (HfLayoutClient) client = hf_layout_client_new ();
  g_autoptr (HfChoices) choices = NULL;

  self->graph = hf_test_graph_new ("r>m@module:app m=module/72/app m>a@.a a=app.A b=app.B a>b@.b b>a@.up a~c@.w ");
  self->analysis = hf_analysis_new (self->graph->heap, NULL, NULL);
  choices = hf_choices_new (hf_test_graph_id (self->graph, "a"));
  self->drawing = hf_drawing_new (self->analysis, choices, NULL, NULL);
  self->metrics = hf_metrics_new (NULL, 0);
  self->geometry = hf_geometry_lay_out (self->drawing, self->metrics, client, NULL, NULL);
  hf_scene_init (&self->scene, self->drawing, self->geometry, self->metrics, hf_palette_get (FALSE, FALSE));
  self->folder = g_dir_make_tmp ("hf-export-XXXXXX", NULL);
}

static void
picture_clear (Picture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  hf_geometry_unref (self->geometry);
  hf_metrics_unref (self->metrics);
  hf_drawing_unref (self->drawing);
  hf_analysis_unref (self->analysis);
  hf_test_graph_free (self->graph);
}

static guint
n_files (const Picture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static guint32
png_word (GBytes *bytes, gsize at)
{
  const guint8 *data = g_bytes_get_data (bytes, NULL);

  return (guint32) data[at] << 24 | (guint32) data[at + 1] << 16 | (guint32) data[at + 2] << 8 | data[at + 3];
}

static GBytes *
export (Picture *self, HfExportFormat format, guint scale, const char *caption)
{
  HfExportOptions options = { .format = format, .scale = scale, .caption = caption, .legend = TRUE, .title = "A picture" };
  g_autoptr (GError) error = NULL;
  GBytes *bytes = hf_export_to_bytes (&self->scene, &options, &error);

  g_assert_no_error (error);

  return bytes;
}

static void
test_png_scales (Picture *self, gconstpointer data)
{
  g_autoptr (GBytes) one = export (self, HF_EXPORT_PNG, 1, NULL);

  g_assert_cmpmem (g_bytes_get_data (one, NULL), 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpuint (png_word (one, 16), >=, (guint32) self->geometry->bounds.width);
  for (guint scale = 2; scale <= 3; scale++)
    {
      g_autoptr (GBytes) scaled = export (self, HF_EXPORT_PNG, scale, NULL);

      g_assert_cmpuint (png_word (scaled, 16), ==, png_word (one, 16) * scale);
      g_assert_cmpuint (png_word (scaled, 20), ==, png_word (one, 20) * scale);
    }
}

static void
test_caption (Picture *self, gconstpointer data)
{
  g_autoptr (GBytes) without = export (self, HF_EXPORT_PNG, 1, NULL);
  g_autoptr (GBytes) with = export (self, HF_EXPORT_PNG, 1, "after.hfdump");
  g_autofree char *caption = hf_caption_source (self->graph->heap, "/tmp/x/after.hfdump");

  g_assert_cmpuint (png_word (with, 20), >, png_word (without, 20));
  g_assert_cmpstr (caption, ==, "after.hfdump"); /* the heap knows no date */
}

static void
test_too_large (Picture *self, gconstpointer data)
{
  HfExportOptions options = { .format = HF_EXPORT_PNG, .scale = 3 };
  g_autoptr (GError) error = NULL;

  self->geometry->bounds.width = 12000;
  g_assert_null (hf_export_to_bytes (&self->scene, &options, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_TOO_LARGE);
}

static void
test_same_twice (Picture *self, gconstpointer data)
{
  for (HfExportFormat format = HF_EXPORT_PNG; format <= HF_EXPORT_DOT; format++)
    {
      g_autoptr (GBytes) one = export (self, format, 1, "x");
      g_autoptr (GBytes) two = export (self, format, 1, "x");

      g_assert_cmpuint (g_bytes_get_size (one), >, 100);
      if (format != HF_EXPORT_PDF) /* says when it was made */
        g_assert_true (g_bytes_equal (one, two));
    }
}

static void
test_hover_stays_out (Picture *self, gconstpointer data)
{
  g_autoptr (GBytes) before = export (self, HF_EXPORT_SVG, 1, NULL);
  g_autoptr (GBytes) after = NULL;

  self->scene.hovered_node = 1;
  self->scene.hovered_edge = 0;
  self->scene.scale = 0.1;
  after = export (self, HF_EXPORT_SVG, 1, NULL);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_written_whole (Picture *self, gconstpointer data)
{
  HfExportOptions options = { .format = HF_EXPORT_SVG, .legend = TRUE };
  g_autofree char *path = g_build_filename (self->folder, "picture.svg", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "no", "picture.svg", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "what was there", -1, NULL));
  g_assert_true (hf_export_to_file (&self->scene, &options, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "</svg>\n"));
  g_assert_cmpuint (n_files (self), ==, 1);

  g_assert_false (hf_export_to_file (&self->scene, &options, nowhere, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_IO);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_cmpuint (n_files (self), ==, 1);
}

/* A picture that cannot be painted leaves the file as it was. */
static void
test_failure_keeps (Picture *self, gconstpointer data)
{
  HfExportOptions options = { .format = HF_EXPORT_PNG, .scale = 3 };
  g_autofree char *path = g_build_filename (self->folder, "picture.png", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "what was there", -1, NULL));
  self->geometry->bounds.width = 12000;
  g_assert_false (hf_export_to_file (&self->scene, &options, path, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "what was there");
}

static void
test_formats (void)
{
  HfExportFormat format;
  g_autoptr (GError) error = NULL;

  g_assert_true (hf_export_format_from_path ("a/b.PNG", &format, NULL) && format == HF_EXPORT_PNG);
  g_assert_true (hf_export_format_from_path ("b.x.svg", &format, NULL) && format == HF_EXPORT_SVG);
  g_assert_true (hf_export_format_from_path ("b.pdf", &format, NULL) && format == HF_EXPORT_PDF);
  g_assert_true (hf_export_format_from_path ("b.gv", &format, NULL) && format == HF_EXPORT_DOT);
  g_assert_false (hf_export_format_from_path ("dir.svg/b", &format, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (hf_export_format_from_path ("b.jpg", &format, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_UNSUPPORTED);
  for (format = HF_EXPORT_PNG; format <= HF_EXPORT_DOT; format++)
    {
      g_autofree char *path = g_strconcat ("x.", hf_export_format_extension (format), NULL);
      HfExportFormat again;

      g_assert_true (hf_export_format_from_path (path, &again, NULL) && again == format);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/drawing/export/png-scales", Picture, NULL, picture_init, test_png_scales, picture_clear);
  g_test_add ("/drawing/export/caption", Picture, NULL, picture_init, test_caption, picture_clear);
  g_test_add ("/drawing/export/too-large", Picture, NULL, picture_init, test_too_large, picture_clear);
  g_test_add ("/drawing/export/same-twice", Picture, NULL, picture_init, test_same_twice, picture_clear);
  g_test_add ("/drawing/export/hover-stays-out", Picture, NULL, picture_init, test_hover_stays_out, picture_clear);
  g_test_add ("/drawing/export/written-whole", Picture, NULL, picture_init, test_written_whole, picture_clear);
  g_test_add ("/drawing/export/failure-keeps", Picture, NULL, picture_init, test_failure_keeps, picture_clear);
  g_test_add_func ("/drawing/export/formats", test_formats);

  return g_test_run ();
}
